"""Answers to the exercises of lesson 10: right ones in other forms, and wrong ones with a part of their hint."""

import torch
import torch.nn.functional as F


def minus_one(scores, context):
    slopes = (scores - scores.max()).exp()
    slopes /= slopes.sum()
    slopes[context] -= 1
    return slopes


def by_autograd(scores, context):
    scores = scores.clone().requires_grad_()
    F.cross_entropy(scores[None], torch.tensor([context])).backward()
    return scores.grad


def no_label(scores, context):
    return minus_one(scores, context) + F.one_hot(torch.tensor(context), len(scores))


def first_word_is_the_context(scores, context):
    return minus_one(scores, 0)


def naive(scores, context):
    slopes = torch.exp(scores) / torch.exp(scores).sum()
    slopes[context] -= 1
    return slopes


def loop(vocab_size, ids, terms):
    table = torch.zeros(vocab_size, terms.shape[1], dtype=torch.float64)
    for i in range(len(ids)):
        table[ids[i]] += terms[i]
    return table


def one_hot_product(vocab_size, ids, terms):
    return F.one_hot(ids, vocab_size).to(terms.dtype).T @ terms


def plus_equals(vocab_size, ids, terms):
    table = torch.zeros(vocab_size, terms.shape[1])
    table[ids] += terms
    return table


def rows_of_ids(vocab_size, ids, terms):
    return torch.stack([terms[ids == i].sum(dim=0) for i in ids.unique()])


def means(vocab_size, ids, terms):
    found = [terms[ids == i] for i in range(vocab_size)]
    return torch.stack([rows.mean(dim=0) if len(rows) else rows.sum(dim=0) for rows in found])


def loss_of(w_in, w_out, center, context, negatives):
    words = torch.cat([context[:, None], negatives], dim=1)
    scores = (w_out[words] * w_in[center][:, None]).sum(dim=2)
    counts = negatives != context[:, None]
    losses = F.softplus(-scores[:, 0]) + (F.softplus(scores[:, 1:]) * counts).sum(dim=1)
    return losses.mean()


def step_by_autograd(w_in, w_out, center, context, negatives, lr):
    tables = [table.clone().requires_grad_() for table in (w_in, w_out)]
    loss_of(*tables, center, context, negatives).backward()
    w_in -= lr * tables[0].grad
    w_out -= lr * tables[1].grad


def step(w_in, w_out, center, context, negatives, lr, read_again=False, leave_out=True, label=1.0):
    """The positives first, then the negatives, from vectors read before or anew."""
    old_in, old_out, share = w_in.clone(), w_out.clone(), lr / len(center)
    k = negatives.shape[1]
    v_ids = torch.cat([center, center.repeat_interleave(k)])
    u_ids = torch.cat([context, negatives.flatten()])
    g = torch.sigmoid((old_in[v_ids] * old_out[u_ids]).sum(dim=1))
    g[: len(center)] -= label
    if leave_out:
        g[len(center) :][negatives.flatten() == context.repeat_interleave(k)] = 0
    w_in.index_add_(0, v_ids, -share * g[:, None] * old_out[u_ids])
    v = w_in[v_ids] if read_again else old_in[v_ids]
    w_out.index_add_(0, u_ids, -share * g[:, None] * v)


def step_on_new_tables(w_in, w_out, center, context, negatives, lr):
    step(w_in.clone(), w_out.clone(), center, context, negatives, lr)


def step_on_the_sum(w_in, w_out, center, context, negatives, lr):
    step(w_in, w_out, center, context, negatives, lr * len(center))


def step_uphill(w_in, w_out, center, context, negatives, lr):
    step(w_in, w_out, center, context, negatives, -lr)


def step_with_plus_equals(w_in, w_out, center, context, negatives, lr, once=("in", "out")):
    words = torch.cat([context[:, None], negatives], dim=1)
    v, u = w_in[center], w_out[words]
    labels = torch.zeros(words.shape)
    labels[:, 0] = 1
    g = torch.sigmoid(torch.einsum("bkd,bd->bk", u, v)) - labels
    g[:, 1:][negatives == context[:, None]] = 0
    to_v, to_u = (-lr * torch.einsum(f, g, o) / len(center) for f, o in (("bk,bkd->bd", u), ("bk,bd->bkd", v)))
    for name, table, ids, step in (("in", w_in, center, to_v), ("out", w_out, words, to_u)):
        if name in once:
            table[ids] += step
        else:
            table.index_add_(0, ids.flatten(), step.flatten(0, -2))


RIGHT = {
    "softmax_slopes": [minus_one, by_autograd],
    "sum_into_rows": [loop, one_hot_product],
    "step_without_autograd": [step_by_autograd, step],
}
WRONG = {
    "softmax_slopes": [
        (lambda scores, context: -minus_one(scores, context), "the sign is turned round"),
        (no_label, "the model's probabilities alone"),
        (lambda scores, context: scores - F.one_hot(torch.tensor(context), len(scores)), "a score is no probability"),
        (
            lambda scores, context: scores - scores.logsumexp(0) - F.one_hot(torch.tensor(context), len(scores)),
            "logarithms of probabilities",
        ),
        (naive, "infinity by infinity"),
        (first_word_is_the_context, "it gives"),
        (lambda scores, context: minus_one(scores[None], context), "IndexError"),
    ],
    "sum_into_rows": [
        (plus_equals, "only its last term is left"),
        (means, "that is the mean of a word's terms"),
        (lambda vocab_size, ids, terms: -loop(vocab_size, ids, terms), "against the slopes"),
        (rows_of_ids, "The table has vocab_size rows"),
    ],
    "step_without_autograd": [
        (step_on_new_tables, "both tables stand as they were"),
        (step_on_the_sum, "the loss is their mean"),
        (step_uphill, "it climbs"),
        (step_with_plus_equals, "a word that comes twice in the batch moves once"),
        (lambda *arguments: step_with_plus_equals(*arguments, once=["in"]), "10.6 holds for w_in too"),
        (lambda *arguments: step_with_plus_equals(*arguments, once=["out"]), "a context word or a negative that comes"),
        (lambda *arguments: step(*arguments, leave_out=False), "still pulls"),
        (lambda *arguments: step(*arguments, label=0.0), "Whose label is 1"),
        (lambda *arguments: step(*arguments, read_again=True), "have moved already"),
    ],
}
