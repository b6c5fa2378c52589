"""Answers to the exercises of lesson 05."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edited, edits_of

# ---- predict_start_loss


def start_of(loss):
    """The loss of the scores 0, one for each of 1 + K words."""
    return lambda negative: loss(torch.zeros(1 + negative)).item()


def start_step_by_step(negative):
    loss = -math.log(0.5)
    for _ in range(negative):
        loss -= math.log(1 - 0.5)
    return loss


def start_by_model(negative):
    return -F.logsigmoid(torch.zeros(1 + negative)).sum()


RIGHT["predict_start_loss"] = [
    start_by_model,
    lambda negative: -sum([math.log(0.5)] * (negative + 1)),
]
WRONG["predict_start_loss"] = [
    (start_of(lambda negative: -F.logsigmoid(negative[1:]).sum()), "one term is missing"),
    (start_of(lambda negative: F.logsigmoid(negative).sum()), "the sign is turned"),
    (start_of(lambda negative: torch.sigmoid(negative).sum()), "the probabilities themselves"),
    (start_of(lambda negative: -F.logsigmoid(negative).mean()), "no mean"),
    (
        lambda negative: (1 + negative) * math.log2(2),
        "a logarithm to base 2, expected the natural one",
    ),
    (lambda negative: print((1 + negative) * math.log(2)), "it returns None"),
]
RIGHT_BLIND["predict_start_loss"] = [
    start_step_by_step,
    start_by_model,
    lambda negative: np.log(2.0 ** (1 + negative)),
]
WRONG_BLIND["predict_start_loss"] = [
    (lambda negative: negative * math.log(2), "one term is missing"),
    (lambda negative: math.log(2), "what a single word adds"),
    (lambda negative: 0.0, "it never looks at `negative`, so its value changes nothing"),
    (lambda negative: math.log(1 + negative), "a softmax over 1 + K words"),
    (lambda negative: 0.5 * (1 + negative), "the probabilities themselves"),
    (lambda negative: -(1 + negative) * math.log(2), "the sign is turned"),
    (
        lambda negative: (1 + negative) * math.log2(2),
        "a logarithm to base 2, expected the natural one",
    ),
    (
        lambda negative: (1 - negative) * math.log(2),
        "its own example",
    ),
]

# ---- pair_loss


def loss_by_loop(positive, negatives):
    total = F.softplus(-positive)
    for score in negatives:
        total = total + F.softplus(score)
    return total


def loss_with_labels(positive, negatives):
    scores = torch.cat([positive.view(1), negatives])
    labels = torch.zeros_like(scores)
    labels[0] = 1
    return F.binary_cross_entropy_with_logits(scores, labels, reduction="sum")


def loss_by_logaddexp(positive, negatives):
    zero = torch.zeros(())
    loss = torch.logaddexp(zero.to(positive), -positive)
    for score in negatives:
        loss = loss + torch.logaddexp(zero.to(score), score)
    return loss


def loss_stable(positive, negatives):
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives).sum()


def loss_naive(positive, negatives):
    return -torch.log(torch.sigmoid(positive)) - torch.log(torch.sigmoid(-negatives)).sum()


def loss_with_epsilon(e):
    return edited(
        loss_naive,
        {"sigmoid(positive)": f"sigmoid(positive) + {e}", "(-negatives)": f"(-negatives) + {e}"},
    )


def loss_half_mended(positive, negatives):
    return -F.logsigmoid(positive) - torch.log(1 - torch.sigmoid(negatives)).sum()


def loss_with_nan_gradient(positive, negatives):
    naive = -torch.log(torch.sigmoid(positive))
    return torch.where(positive < -50, -positive, naive) + F.softplus(negatives).sum()


def loss_with_nan_gradients(positive, negatives):
    safe = torch.where(positive < -50, -positive, -torch.log(torch.sigmoid(positive)))
    others = torch.where(negatives > 50, negatives, -torch.log(torch.sigmoid(-negatives)))
    return safe + others.sum()


def loss_clamped(positive, negatives):
    return loss_stable(positive.clamp(-20, 20), negatives.clamp(-20, 20))


def loss_of_softmax(positive, negatives):
    return -F.log_softmax(torch.cat([positive.reshape(1), negatives]), dim=0)[0]


ONE_MINUS = {"torch.sigmoid(-negatives)": "1 - torch.sigmoid(negatives)"}
LOG_OF_ONE_MINUS = {"F.logsigmoid(-negatives)": "(1 - F.logsigmoid(negatives))"}
RIGHT["pair_loss"] = [
    loss_by_loop,
    edited(loss_with_labels, {"negatives])": "negatives]).double()"}),
]
WRONG["pair_loss"] = edits_of(
    loss_stable,
    (edited(loss_naive, ONE_MINUS), "loss"),
    (loss_half_mended, "loss"),
    ({"(-negatives).sum()": "(-negatives.sum())"}, "a question of its own"),
    ({"-negatives": "negatives"}, "treated like positives"),
    (lambda positive, negatives: -loss_with_labels(positive, negatives), "the sign is turned"),
    ({"sum": "mean"}, "averaged"),
    (LOG_OF_ONE_MINUS, "its own example"),
    (
        lambda positive, negatives: loss_by_loop(positive, negatives).item(),
        "loss",
    ),
    (loss_with_nan_gradient, "loss"),
    (loss_with_epsilon(1e-9), "it is right, but not where a score of the wrong sign is"),
)
RIGHT_BLIND["pair_loss"] = [
    lambda positive, negatives: F.softplus(-positive) + F.softplus(negatives).sum(),
    loss_with_labels,
    loss_by_logaddexp,
]
WRONG_BLIND["pair_loss"] = edits_of(
    loss_stable,
    (edited(loss_naive, ONE_MINUS), "loss"),
    (loss_naive, "right, but not where a score is large"),
    (loss_with_epsilon(1e-7), "expected"),
    (loss_clamped, "it is right, but not where a score of the wrong sign is"),
    (
        lambda positive, negatives: torch.nan_to_num(loss_naive(positive, negatives)),
        "loss",
    ),
    ({"sum": "mean"}, "the negatives are averaged"),
    (
        edited(loss_with_labels, {', reduction="sum"': ""}),
        "loss",
    ),
    ({"-negatives": "negatives"}, "treated like positives"),
    ({"positive": "-positive", "(-n": "(n"}, "its own example"),
    (lambda positive, negatives: -loss_stable(positive, negatives), "the sign is turned"),
    ({") -": ") +"}, "its own example"),
    (
        lambda positive, negatives: -F.logsigmoid(positive),
        "it never looks at `negatives`, so its value changes nothing",
    ),
    ({".sum()": ""}, "its own example"),
    (loss_of_softmax, "its own example"),
    ({"(-negatives).sum()": "(-negatives.sum())"}, "log σ of a sum"),
    (LOG_OF_ONE_MINUS, "its own example"),
    (
        lambda positive, negatives: loss_stable(positive, negatives).item(),
        "loss",
    ),
    (
        lambda positive, negatives: torch.tensor(loss_stable(positive, negatives).item()),
        "loss",
    ),
    (loss_with_nan_gradients, "it is right, but not where a score of the wrong sign is"),
    (
        lambda positive, negatives: (1 - torch.sigmoid(positive)) + torch.sigmoid(negatives).sum(),
        "its own example",
    ),
)

# ---- score_words


def scores_by_numbers(v, u):
    rows = [[float(v[i] @ word) for word in u[i]] for i in range(len(v))]
    return torch.tensor(rows, dtype=torch.float64)


def scores_by_loop(v, u):
    rows = []
    for center, words in zip(v, u, strict=True):
        rows.append(torch.stack([(word * center).sum() for word in words]))
    return torch.stack(rows)


def scores_squeezed(v, u):
    return (u @ v[:, :, None]).squeeze()


def scores_special_case(v, u):
    scores = (u @ v[:, :, None]).squeeze()
    return scores[None] if scores.dim() == 1 else scores


def scores_by_sum(v, u):
    return (u * v[:, None]).sum(dim=-1)


RIGHT["score_words"] = [
    scores_by_numbers,
    lambda v, u: torch.einsum("bkd,bd->bk", u, v),
    lambda v, u: torch.bmm(u, v.unsqueeze(2)).squeeze(-1),
]
WRONG["score_words"] = edits_of(
    scores_by_sum,
    (scores_squeezed, "say which axis"),
    (lambda v, u: torch.bmm(u, v.unsqueeze(2)), "an axis of length 1 is left over"),
    (lambda v, u: torch.einsum("bkd,cd->bkc", u, v), "their own centre alone"),
    ({"[:, None]": ""}, "lines axes up from the right"),
    ({"dim=-1": "dim=1"}, "where it goes wrong"),
    ({"sum": "mean"}, "where it goes wrong"),
)
RIGHT_BLIND["score_words"] = [
    scores_by_loop,
    lambda v, u: torch.bmm(u, v.unsqueeze(2)).squeeze(2),
    lambda v, u: scores_by_sum(v.double(), u.double()),
    lambda v, u: torch.einsum("bd,bwd->bw", v, u),
]
WRONG_BLIND["score_words"] = edits_of(
    scores_by_sum,
    (scores_squeezed, "which axis `squeeze` may drop"),
    (lambda v, u: u @ v[:, :, None], "an axis of length 1 is left over"),
    (lambda v, u: u @ v.T, "the centres of all pairs"),
    ({"[:, None]": ""}, "lines axes up from the right"),
    ({"sum": "mean"}, "where it goes wrong"),
    (lambda v, u: F.cosine_similarity(u, v[:, None], dim=-1), "these are cosines"),
    (lambda v, u: torch.sigmoid(scores_by_sum(v, u)), "σ is taken once more than it should"),
    ({".sum(dim=-1)": ""}, "one axis is still to be added up"),
    ({"dim=-1": "dim=1"}, "where it goes wrong"),
    ({"dim=-1)": "dim=-1).flatten()"}, "the right numbers in another shape"),
    ({"dim=-1)": "dim=-1).T"}, "rows and columns are exchanged"),
    (
        lambda v, u: (u @ v[:, :, None]).squeeze(0).squeeze(-1),
        "it is right, but not where batch is 1",
    ),
    (scores_special_case, "an axis of length 1 is missing"),
)
