"""Answers by someone who has read lesson 10 but not its checks."""

import math

import torch
import torch.nn.functional as F


def slopes_autograd(scores, context):
    scores = scores.clone().requires_grad_()
    F.cross_entropy(scores[None], torch.tensor([context])).backward()
    return scores.grad


def slopes_loop(scores, context):
    powers = [math.exp(s) for s in (scores - scores.max()).tolist()]
    return torch.tensor([p / sum(powers) - (i == context) for i, p in enumerate(powers)])


def slopes_turned(scores, context):
    return F.one_hot(torch.tensor(context), len(scores)) - scores.softmax(0)


def slopes_probabilities(scores, context):
    return scores.softmax(0)


def slopes_sigmoid(scores, context):
    slopes = torch.sigmoid(scores)
    slopes[context] -= 1
    return slopes


def slopes_of_context(scores, context):
    return scores.softmax(0)[context] - 1


def slopes_context_only(scores, context):
    slopes = torch.zeros_like(scores)
    slopes[context] = scores.softmax(0)[context] - 1
    return slopes


def slopes_of_probability(scores, context):
    p = scores.softmax(0)
    y = F.one_hot(torch.tensor(context), len(scores))
    return p[context] * (p - y)


def slopes_in_place(scores, context):
    scores.copy_(scores.softmax(0))
    scores[context] -= 1
    return scores


def slopes_scores_less_one(scores, context):
    slopes = scores.clone()
    slopes[context] -= 1
    return slopes


def slopes_softmax_last(scores, context):
    scores = scores.clone()
    scores[context] -= 1
    return scores.softmax(0)


def slopes_not_divided(scores, context):
    slopes = scores.exp()
    slopes[context] -= 1
    return slopes


def slopes_log(scores, context):
    slopes = scores.log_softmax(0)
    slopes[context] -= 1
    return slopes


def slopes_loss(scores, context):
    return -scores.log_softmax(0)[context]


def slopes_scaled(scores, context):
    return (scores.softmax(0) - F.one_hot(torch.tensor(context), len(scores))) / len(scores)


def slopes_without_context(scores, context):
    slopes = scores.softmax(0)
    slopes[context] = -1
    return slopes


def slopes_overflow(scores, context):
    slopes = scores.exp() / scores.exp().sum()
    slopes[context] -= 1
    return slopes


def rows_one_hot(vocab_size, ids, terms):
    return F.one_hot(ids, vocab_size).to(terms.dtype).T @ terms


def rows_loop(vocab_size, ids, terms):
    rows = [[0.0] * terms.shape[1] for _ in range(vocab_size)]
    for i, term in zip(ids.tolist(), terms.tolist(), strict=True):
        for place, x in enumerate(term):
            rows[i][place] += x
    return torch.tensor(rows)


def rows_add_assign(vocab_size, ids, terms):
    table = torch.zeros(vocab_size, terms.shape[1], dtype=terms.dtype)
    table[ids] += terms
    return table


def rows_first_stays(vocab_size, ids, terms):
    table = torch.zeros(vocab_size, terms.shape[1], dtype=terms.dtype)
    for i, term in zip(ids, terms, strict=True):
        if not table[i].any():
            table[i] = term
    return table


def rows_mean(vocab_size, ids, terms):
    table = torch.zeros(vocab_size, terms.shape[1], dtype=terms.dtype).index_add_(0, ids, terms)
    return table / torch.bincount(ids, minlength=vocab_size).clamp(min=1)[:, None]


def rows_touched_only(vocab_size, ids, terms):
    return torch.stack([terms[ids == i].sum(dim=0) for i in ids.unique()])


def rows_up_to_largest(vocab_size, ids, terms):
    table = torch.zeros(int(ids.max()) + 1, terms.shape[1], dtype=terms.dtype)
    return table.index_add_(0, ids, terms)


def rows_numbers_summed(vocab_size, ids, terms):
    return torch.bincount(ids, terms.sum(dim=1), vocab_size)[:, None].expand(-1, terms.shape[1])


def rows_square(vocab_size, ids, terms):
    return torch.zeros(vocab_size, vocab_size, dtype=terms.dtype).index_add_(0, ids, terms)


def rows_averaged(vocab_size, ids, terms):
    return torch.zeros(vocab_size, terms.shape[1], dtype=terms.dtype).index_add_(0, ids, terms / len(ids))


def rows_unique(vocab_size, ids, terms):
    table = torch.zeros(vocab_size, terms.shape[1], dtype=terms.dtype)
    table[ids.unique()] = terms[: len(ids.unique())]
    return table


def rows_times_count(vocab_size, ids, terms):
    table = torch.zeros(vocab_size, terms.shape[1], dtype=terms.dtype)
    table[ids] = terms * torch.bincount(ids)[ids][:, None]
    return table


def rows_in_order(vocab_size, ids, terms):
    table = torch.zeros(vocab_size, terms.shape[1], dtype=terms.dtype)
    table[: len(terms)] = terms
    return table


def rows_subtracted(vocab_size, ids, terms):
    return torch.zeros(vocab_size, terms.shape[1], dtype=terms.dtype).index_add_(0, ids, terms, alpha=-1)


def step_pair_by_pair(w_in, w_out, center, context, negatives, lr):
    old_in, old_out, share = w_in.clone(), w_out.clone(), lr / len(center)
    for c, o, drawn in zip(center.tolist(), context.tolist(), negatives.tolist(), strict=True):
        for word, label in [(o, 1), *((n, 0) for n in drawn if n != o)]:
            g = torch.sigmoid(old_in[c] @ old_out[word]) - label
            w_in[c] -= share * g * old_out[word]
            w_out[word] -= share * g * old_in[c]


def step_all_scores(w_in, w_out, center, context, negatives, lr):
    """Counts in a table of all pairs of words: how often they are positive, how often negative."""
    yes, no = torch.zeros(2, len(w_in), len(w_out), dtype=w_in.dtype)
    one = torch.ones((), dtype=w_in.dtype)
    yes.index_put_((center, context), one, accumulate=True)
    rows, columns = (negatives != context[:, None]).nonzero(as_tuple=True)
    no.index_put_((center[rows], negatives[rows, columns]), one, accumulate=True)
    g = ((yes + no) * torch.sigmoid(w_in @ w_out.T) - yes) * lr / len(center)
    w_in[:], w_out[:] = w_in - g @ w_out, w_out - g.T @ w_in


def pieces(w_in, w_out, center, context, negatives):
    others = torch.cat([context[:, None], negatives], dim=1)
    v, u = w_in[center], w_out[others]
    g = torch.sigmoid(torch.einsum("bkd,bd->bk", u, v))
    g[:, 0] -= 1
    g[:, 1:] *= negatives != context[:, None]
    return others, v, u, g


def apply(w_in, w_out, center, others, v, u, g):
    w_in.index_add_(0, center, -torch.einsum("bk,bkd->bd", g, u))
    w_out.index_add_(0, others.flatten(), -(g[:, :, None] * v[:, None]).flatten(0, 1))


def step_sum(w_in, w_out, center, context, negatives, lr):
    others, v, u, g = pieces(w_in, w_out, center, context, negatives)
    apply(w_in, w_out, center, others, v, u, lr * g)


def step_upwards(w_in, w_out, center, context, negatives, lr):
    others, v, u, g = pieces(w_in, w_out, center, context, negatives)
    apply(w_in, w_out, center, others, v, u, -lr * g / len(center))


def step_mean_of_terms(w_in, w_out, center, context, negatives, lr):
    others, v, u, g = pieces(w_in, w_out, center, context, negatives)
    apply(w_in, w_out, center, others, v, u, lr * g / g.numel())


def step_without_lr(w_in, w_out, center, context, negatives, lr):
    others, v, u, g = pieces(w_in, w_out, center, context, negatives)
    apply(w_in, w_out, center, others, v, u, g / len(center))


def step_moved_input(w_in, w_out, center, context, negatives, lr):
    others, _, u, g = pieces(w_in, w_out, center, context, negatives)
    g *= lr / len(center)
    w_in.index_add_(0, center, -torch.einsum("bk,bkd->bd", g, u))
    v = w_in[center]
    w_out.index_add_(0, others.flatten(), -(g[:, :, None] * v[:, None]).flatten(0, 1))


def step_moved_output(w_in, w_out, center, context, negatives, lr):
    others, v, _, g = pieces(w_in, w_out, center, context, negatives)
    g *= lr / len(center)
    w_out.index_add_(0, others.flatten(), -(g[:, :, None] * v[:, None]).flatten(0, 1))
    w_in.index_add_(0, center, -torch.einsum("bk,bkd->bd", g, w_out[others]))


def step_one_after_another(w_in, w_out, center, context, negatives, lr):
    """Each pair sees what the pairs before it have done."""
    for k in range(len(center)):
        one = slice(k, k + 1)
        others, v, u, g = pieces(w_in, w_out, center[one], context[one], negatives[one])
        apply(w_in, w_out, center[one], others, v, u, lr * g / len(center))


def step_add_assign(w_in, w_out, center, context, negatives, lr):
    others, v, u, g = pieces(w_in, w_out, center, context, negatives)
    g *= lr / len(center)
    w_in[center] -= torch.einsum("bk,bkd->bd", g, u)
    w_out[others] -= g[:, :, None] * v[:, None]


def step_with_accidents(w_in, w_out, center, context, negatives, lr):
    others = torch.cat([context[:, None], negatives], dim=1)
    v, u = w_in[center], w_out[others]
    g = torch.sigmoid(torch.einsum("bkd,bd->bk", u, v))
    g[:, 0] -= 1
    apply(w_in, w_out, center, others, v, u, lr * g / len(center))


def step_new_tables(w_in, w_out, center, context, negatives, lr):
    others, v, u, g = pieces(w_in, w_out, center, context, negatives)
    g *= lr / len(center)
    w_in = w_in.index_add(0, center, -torch.einsum("bk,bkd->bd", g, u))
    w_out = w_out.index_add(0, others.flatten(), -(g[:, :, None] * v[:, None]).flatten(0, 1))


def step_returned(w_in, w_out, center, context, negatives, lr):
    w_in, w_out = w_in.clone(), w_out.clone()
    others, v, u, g = pieces(w_in, w_out, center, context, negatives)
    apply(w_in, w_out, center, others, v, u, lr * g / len(center))
    return w_in, w_out


def step_without_sigmoid(w_in, w_out, center, context, negatives, lr):
    others = torch.cat([context[:, None], negatives], dim=1)
    v, u = w_in[center], w_out[others]
    g = torch.einsum("bkd,bd->bk", u, v)
    g[:, 0] -= 1
    g[:, 1:] *= negatives != context[:, None]
    apply(w_in, w_out, center, others, v, u, lr * g / len(center))


def step_softmax(w_in, w_out, center, context, negatives, lr):
    others = torch.cat([context[:, None], negatives], dim=1)
    v, u = w_in[center], w_out[others]
    g = torch.einsum("bkd,bd->bk", u, v).softmax(dim=1)
    g[:, 0] -= 1
    g[:, 1:] *= negatives != context[:, None]
    apply(w_in, w_out, center, others, v, u, lr * g / len(center))


def step_masked_before_sigmoid(w_in, w_out, center, context, negatives, lr):
    """A score of 0 is not a slope of 0: σ(0) is 0.5."""
    others = torch.cat([context[:, None], negatives], dim=1)
    v, u = w_in[center], w_out[others]
    scores = torch.einsum("bkd,bd->bk", u, v)
    scores[:, 1:] *= negatives != context[:, None]
    g = torch.sigmoid(scores)
    g[:, 0] -= 1
    apply(w_in, w_out, center, others, v, u, lr * g / len(center))


def step_no_context_as_negative(w_in, w_out, center, context, negatives, lr):
    """Leaves out each negative that is the context word of any pair of the batch."""
    others = torch.cat([context[:, None], negatives], dim=1)
    v, u = w_in[center], w_out[others]
    g = torch.sigmoid(torch.einsum("bkd,bd->bk", u, v))
    g[:, 0] -= 1
    g[:, 1:] *= ~torch.isin(negatives, context)
    apply(w_in, w_out, center, others, v, u, lr * g / len(center))


def step_not_the_center(w_in, w_out, center, context, negatives, lr):
    others = torch.cat([context[:, None], negatives], dim=1)
    v, u = w_in[center], w_out[others]
    g = torch.sigmoid(torch.einsum("bkd,bd->bk", u, v))
    g[:, 0] -= 1
    g[:, 1:] *= negatives != center[:, None]
    apply(w_in, w_out, center, others, v, u, lr * g / len(center))


def step_accident_drops_pair(w_in, w_out, center, context, negatives, lr):
    kept = (negatives != context[:, None]).all(dim=1)
    others, v, u, g = pieces(w_in, w_out, center[kept], context[kept], negatives[kept])
    apply(w_in, w_out, center[kept], others, v, u, lr * g / len(center))


def step_positive_only(w_in, w_out, center, context, negatives, lr):
    others, v, u, g = pieces(w_in, w_out, center, context, negatives)
    g[:, 1:] = 0
    apply(w_in, w_out, center, others, v, u, lr * g / len(center))


def step_output_only(w_in, w_out, center, context, negatives, lr):
    others, v, _, g = pieces(w_in, w_out, center, context, negatives)
    g *= lr / len(center)
    w_out.index_add_(0, others.flatten(), -(g[:, :, None] * v[:, None]).flatten(0, 1))


def step_mean_of_negatives(w_in, w_out, center, context, negatives, lr):
    others, v, u, g = pieces(w_in, w_out, center, context, negatives)
    g[:, 1:] /= negatives.shape[1]
    apply(w_in, w_out, center, others, v, u, lr * g / len(center))


def step_mean_of_each_row(w_in, w_out, center, context, negatives, lr):
    """Each row moves by the mean of its own terms."""
    others, v, u, g = pieces(w_in, w_out, center, context, negatives)
    in_count = torch.bincount(center, minlength=len(w_in)).clamp(min=1)[:, None]
    out_count = torch.bincount(others.flatten(), minlength=len(w_out)).clamp(min=1)[:, None]
    change_in, change_out = torch.zeros_like(w_in), torch.zeros_like(w_out)
    apply(change_in, change_out, center, others, v, u, lr * g)
    w_in += change_in / in_count
    w_out += change_out / out_count


def step_one_table(w_in, w_out, center, context, negatives, lr):
    others = torch.cat([context[:, None], negatives], dim=1)
    v, u = w_in[center], w_in[others]
    g = torch.sigmoid(torch.einsum("bkd,bd->bk", u, v))
    g[:, 0] -= 1
    g[:, 1:] *= negatives != context[:, None]
    apply(w_in, w_out, center, others, v, u, lr * g / len(center))


RIGHT = {
    "softmax_slopes": [slopes_autograd, slopes_loop],
    "sum_into_rows": [rows_one_hot, rows_loop],
    "step_without_autograd": [step_pair_by_pair, step_all_scores],
}
WRONG = {
    "softmax_slopes": [
        (slopes_turned, "the sign is turned round"),
        (slopes_probabilities, "probabilities alone"),
        (slopes_sigmoid, "each score is judged by itself"),
        (slopes_of_context, "it returns a tensor of shape ()"),
        (slopes_context_only, "the scores of all other words have slopes too"),
        (slopes_of_probability, "the slope of −P(context)"),
        (slopes_in_place, "it changes its arguments"),
        (slopes_scores_less_one, "a score is no probability"),
        (slopes_softmax_last, "not off its score"),
        (slopes_not_divided, "what do they add up to"),
        (slopes_log, "those are logarithms"),
        (slopes_loss, "it returns a tensor of shape ()"),
        (slopes_scaled, "divided by the number of words"),
        (slopes_without_context, "what the model says of the context word"),
        (slopes_overflow, "infinity by infinity"),
    ],
    "sum_into_rows": [
        (rows_add_assign, "only its last term is left"),
        (rows_first_stays, "only its first term"),
        (rows_mean, "the mean of a word's terms"),
        (rows_touched_only, "a row for each word that has a term"),
        (rows_up_to_largest, "it returns a tensor of shape"),
        (rows_numbers_summed, "it gives"),
        (rows_square, "RuntimeError"),
        (rows_averaged, "some division by their number"),
        (rows_unique, "it gives"),
        (rows_times_count, "it gives"),
        (rows_in_order, "RuntimeError"),
        (rows_subtracted, "that is a step"),
    ],
    "step_without_autograd": [
        (step_sum, "the step is too long"),
        (step_upwards, "it climbs"),
        (step_mean_of_terms, "too short, by 1 + K"),
        (step_without_lr, "the learning rate is missing"),
        (step_moved_input, "move by input vectors that have moved"),
        (step_moved_output, "move by output vectors that have moved"),
        (step_one_after_another, "each pair sees what"),
        (step_add_assign, "moves once"),
        (step_with_accidents, "still pulls. What must its g be"),
        (step_new_tables, "both tables stand as they were"),
        (step_returned, "both tables stand as they were"),
        (step_without_sigmoid, "σ is missing"),
        (step_softmax, "a softmax over 1 + K scores"),
        (step_masked_before_sigmoid, "a score of 0 has a slope of 0.5"),
        (step_no_context_as_negative, "some other pair is left out too"),
        (step_not_the_center, "not where it is the centre"),
        (step_accident_drops_pair, "leave out that one term"),
        (step_positive_only, "only the positives move"),
        (step_output_only, "the input vectors stand as they were"),
        (step_mean_of_negatives, "negatives are averaged"),
        (step_mean_of_each_row, "it gives w_in"),
        (step_one_table, "it gives w_in"),
    ],
}
