"""Answers to the exercises of lesson 11."""

import math

import torch
import torch.nn.functional as F

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edits_of

# ---- softmax_slopes


def slopes_by_exp(scores, context):
    slopes = (scores - scores.max()).exp()
    slopes /= slopes.sum()
    slopes[context] -= 1
    return slopes


def slopes_by_autograd(scores, context):
    scores = scores.clone().requires_grad_()
    F.cross_entropy(scores[None], torch.tensor([context])).backward()
    return scores.grad


def slopes_by_loop(scores, context):
    powers = [math.exp(s) for s in (scores - scores.max()).tolist()]
    return torch.tensor([p / sum(powers) - (i == context) for i, p in enumerate(powers)])


def slopes_by_softmax(scores, context):
    slopes = scores.softmax(0)
    slopes[context] -= 1
    return slopes


OVERFLOW = {"scores.softmax(0)": "scores.exp() / scores.exp().sum()"}
RIGHT["softmax_slopes"] = [slopes_by_exp, slopes_by_autograd]
WRONG["softmax_slopes"] = edits_of(
    slopes_by_softmax,
    ({"return": "return -"}, "the sign is turned"),
    ({"-= 1": "-= 0"}, "the model's probabilities alone"),
    ({"scores.softmax(0)": "scores.clone()"}, "a score is no probability"),
    ({"scores.softmax(0)": "scores.log_softmax(0)"}, "its own example"),
    (OVERFLOW, "it goes wrong only where scores is large"),
    ({"[context]": "[0]"}, "it gives"),
    (
        lambda scores, context: slopes_by_exp(scores[None], context),
        "IndexError",
    ),
)
RIGHT_BLIND["softmax_slopes"] = [slopes_by_autograd, slopes_by_loop]
WRONG_BLIND["softmax_slopes"] = edits_of(
    slopes_by_softmax,
    ({"return": "return -"}, "the sign is turned"),
    ({"-= 1": "-= 0"}, "probabilities alone"),
    ({"scores.softmax(0)": "torch.sigmoid(scores)"}, "each score is judged by itself"),
    (
        {"return slopes": "return slopes[context]"},
        "an axis is missing",
    ),
    (
        {"return slopes": "return slopes * (torch.arange(len(slopes)) == context)"},
        "the scores of all other words have slopes too",
    ),
    ({"return": "return scores.softmax(0)[context] *"}, "its own example"),
    ({"scores.softmax(0)": "scores.copy_(scores.softmax(0))"}, "it changes its argument `scores`"),
    ({"scores.softmax(0)": "scores.clone()"}, "a score is no probability"),
    ({".softmax(0)": ".clone()", "return slopes": "return slopes.softmax(0)"}, "its own example"),
    ({"scores.softmax(0)": "scores.exp()"}, "its own example"),
    ({"scores.softmax(0)": "scores.log_softmax(0)"}, "its own example"),
    (
        lambda scores, context: -scores.log_softmax(0)[context],
        "an axis is missing",
    ),
    ({"return slopes": "return slopes / len(scores)"}, "where it goes wrong"),
    ({"-= 1": "= -1"}, "its own example"),
    (OVERFLOW, "it goes wrong only where scores is large"),
)

# ---- step_without_autograd


def step_by_autograd(w_in, w_out, center, context, negatives, lr):
    tables = [table.clone().requires_grad_() for table in (w_in, w_out)]
    words = torch.cat([context[:, None], negatives], dim=1)
    scores = (tables[1][words] * tables[0][center][:, None]).sum(dim=2)
    counts = negatives != context[:, None]
    losses = F.softplus(-scores[:, 0]) + (F.softplus(scores[:, 1:]) * counts).sum(dim=1)
    losses.mean().backward()
    w_in -= lr * tables[0].grad
    w_out -= lr * tables[1].grad


def step_of_flat_pairs(w_in, w_out, center, context, negatives, lr):
    """The positives first, then the negatives."""
    k = negatives.shape[1]
    v_ids = torch.cat([center, center.repeat_interleave(k)])
    u_ids = torch.cat([context, negatives.flatten()])
    v, u = w_in[v_ids], w_out[u_ids]
    g = torch.sigmoid((v * u).sum(dim=1))
    g[: len(center)] -= 1
    g[len(center) :][negatives.flatten() == context.repeat_interleave(k)] = 0
    g *= lr / len(center)
    w_in.index_add_(0, v_ids, -g[:, None] * u)
    w_out.index_add_(0, u_ids, -g[:, None] * v)


def step_pair_by_pair(w_in, w_out, center, context, negatives, lr):
    old_in, old_out, share = w_in.clone(), w_out.clone(), lr / len(center)
    for c, o, drawn in zip(center.tolist(), context.tolist(), negatives.tolist(), strict=True):
        for word, label in [(o, 1), *((n, 0) for n in drawn if n != o)]:
            g = torch.sigmoid(old_in[c] @ old_out[word]) - label
            w_in[c] -= share * g * old_out[word]
            w_out[word] -= share * g * old_in[c]


def step_of_all_scores(w_in, w_out, center, context, negatives, lr):
    """Counts in a table of all pairs of words: how often they are positive, how often negative."""
    yes, no = torch.zeros(2, len(w_in), len(w_out), dtype=w_in.dtype)
    one = torch.ones((), dtype=w_in.dtype)
    yes.index_put_((center, context), one, accumulate=True)
    rows, columns = (negatives != context[:, None]).nonzero(as_tuple=True)
    no.index_put_((center[rows], negatives[rows, columns]), one, accumulate=True)
    g = ((yes + no) * torch.sigmoid(w_in @ w_out.T) - yes) * lr / len(center)
    w_in[:], w_out[:] = w_in - g @ w_out, w_out - g.T @ w_in


def step_by_einsum(w_in, w_out, center, context, negatives, lr):
    words = torch.cat([context[:, None], negatives], dim=1)
    v, u = w_in[center], w_out[words]
    g = torch.sigmoid(torch.einsum("bkd,bd->bk", u, v))
    g[:, 0] -= 1
    g[:, 1:] *= negatives != context[:, None]
    g *= lr / len(center)
    to_v = torch.einsum("bk,bkd->bd", g, u)
    w_in.index_add_(0, center, -to_v)
    to_u = torch.einsum("bk,bd->bkd", g, v)
    w_out.index_add_(0, words.flatten(), -to_u.flatten(0, 1))


def step_one_after_another(w_in, w_out, center, context, negatives, lr):
    """Each pair sees what the pairs before it have done."""
    for k in range(len(center)):
        pair = [ids[k : k + 1] for ids in (center, context, negatives)]
        step_by_einsum(w_in, w_out, *pair, lr / len(center))


def step_mean_of_each_row(w_in, w_out, center, context, negatives, lr):
    """Each row moves by the mean of its own terms."""
    old_in, old_out = w_in.clone(), w_out.clone()
    step_by_einsum(w_in, w_out, center, context, negatives, lr * len(center))
    words = torch.cat([context, negatives.flatten()])
    for table, old, ids in ((w_in, old_in, center), (w_out, old_out, words)):
        table -= old
        table /= torch.bincount(ids, minlength=len(table)).clamp(min=1)[:, None]
        table += old


NEW_TABLES = "w_in, w_out = w_in.clone(), w_out.clone()\nwords = torch"
IN_ONCE = {"w_in.index_add_(0, center, -to_v)": "w_in[center] -= to_v"}
OUT_ONCE = {"w_out.index_add_(0, words.flatten(), -to_u.flatten(0, 1))": "w_out[words] -= to_u"}
MOVED_INPUT = {"to_u =": "v = w_in[center]\nto_u ="}
MOVED_OUTPUT = {
    "w_in.index_add_(0, center, -to_v)": "pass",
    "-to_u.flatten(0, 1))": "-to_u.flatten(0, 1))\n"
    'w_in.index_add_(0, center, -torch.einsum("bk,bkd->bd", g, w_out[words]))',
}
MASKED_BEFORE_SIGMOID = {  # a score of 0 is not a slope of 0: σ(0) is 0.5
    "torch.sigmoid": "",
    "negatives != context[:, None]": "1",
    "g[:, 0] -= 1": "g[:, 1:] *= negatives != context[:, None]\ng = torch.sigmoid(g)\ng[:, 0] -= 1",
}
DROPPED_PAIR = "g *= (negatives != context[:, None]).all(dim=1, keepdim=True)\ng *= lr"
NOT_ANY_CONTEXT = {"negatives != context[:, None]": "~torch.isin(negatives, context)"}
RIGHT["step_without_autograd"] = [step_by_autograd, step_of_flat_pairs]
WRONG["step_without_autograd"] = edits_of(
    step_by_einsum,
    ({"words = torch": NEW_TABLES}, "both tables stand as they were"),
    ({" / len(center)": ""}, "expected"),
    ({"*= lr": "*= -lr"}, "w_in"),
    ({**IN_ONCE, **OUT_ONCE}, "a word that comes twice in the batch moves once"),
    (IN_ONCE, "it is right, but not where an id comes twice in center"),
    (OUT_ONCE, "change of w_in"),
    ({"negatives != context[:, None]": "1"}, "still pulls"),
    ({"-= 1": "-= 0"}, "its own example"),
    (MOVED_INPUT, "have moved already"),
)
RIGHT_BLIND["step_without_autograd"] = [step_pair_by_pair, step_of_all_scores]
WRONG_BLIND["step_without_autograd"] = edits_of(
    step_by_einsum,
    ({" / len(center)": ""}, "expected"),
    ({"*= lr": "*= -lr"}, "w_in"),
    ({"len(center)": "g.numel()"}, "its own example"),
    ({"lr /": "1 /"}, "it never looks at `lr`, so its value changes nothing"),
    (MOVED_INPUT, "move by input vectors that have moved"),
    (MOVED_OUTPUT, "change of w_out"),
    (step_one_after_another, "expected"),
    ({**IN_ONCE, **OUT_ONCE}, "moves once"),
    ({"negatives != context[:, None]": "1"}, "still pulls. What must its g be"),
    (
        {"w_in.index_add_": "w_in = w_in.index_add", "w_out.index_add_": "w_out = w_out.index_add"},
        "both tables stand as they were",
    ),
    (
        {
            "words = torch": NEW_TABLES,
            "to_u.flatten(0, 1))": "to_u.flatten(0, 1))\nreturn w_in, w_out",
        },
        "both tables stand as they were",
    ),
    ({"torch.sigmoid": ""}, "its own example"),
    ({"sigmoid": "softmax", "u, v))": "u, v), dim=1)"}, "expected"),
    (MASKED_BEFORE_SIGMOID, "it is right, but not where a negative equals its context"),
    (NOT_ANY_CONTEXT, "expected"),
    ({"!= context[:, None]": "!= center[:, None]"}, "expected"),
    ({"g *= lr": DROPPED_PAIR}, "it is right, but not where a negative equals its context"),
    ({"negatives != context[:, None]": "0"}, "its own example"),
    ({"w_in.index_add_(0, center, -to_v)": "pass"}, "change of w_out"),
    ({"g *= lr": "g[:, 1:] /= negatives.shape[1]\ng *= lr"}, "expected"),
    (step_mean_of_each_row, "expected"),
    ({"w_out[words]": "w_in[words]"}, "its own example"),
)
