"""Answers to the exercises of lesson 10."""

import math

import numpy as np
import torch

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edits_of

# ---- sigma_by_table


def sigma_by_loop(scores):
    table = [1 / (1 + math.exp(-(i / 1000 * 2 - 1) * 6)) for i in range(1000)]
    values = [table[int((s + 6) * 83)] for s in scores.flatten().tolist()]
    return torch.tensor(values, dtype=torch.float64).view(scores.shape)


def sigma_without_table(scores):
    """Each score moves down to the score of its entry."""
    steps = ((scores + 6) * 83).floor()
    return torch.sigmoid((steps / 500 - 1) * 6)


def sigma_by_numpy(scores):
    entries = 1 / (1 + np.exp(-((np.arange(1000) / 1000 * 2 - 1) * 6)))
    places = ((scores.numpy() + 6) * 83).astype(int)
    return torch.from_numpy(entries[places])


def sigma_read(scores):
    entries = torch.sigmoid((torch.arange(1000) / 500 - 1) * 6)
    return entries[((scores + 6) * 83).long()]


def sigma_interpolated(scores):
    entries = torch.sigmoid((torch.arange(1000) / 500 - 1) * 6)
    places = (scores + 6) * 83
    low = places.long()
    return torch.lerp(entries[low], entries[low + 1], places - low)


EVENLY = {"(torch.arange(1000) / 500 - 1) * 6": "torch.linspace(-6, 6, 1000)"}
RIGHT["sigma_by_table"] = [sigma_by_loop, sigma_without_table]
WRONG["sigma_by_table"] = edits_of(
    sigma_read,
    (lambda scores: 1 / (1 + torch.exp(-scores)), "that is the exact σ"),
    (EVENLY, "the last entry is not σ(6)"),
    ({".long()": ".round().long()"}, "does not round"),
    ({"* 83": "* 1000 / 12"}, "gensim divides integers"),
    (lambda scores: torch.floor((scores + 6) * 83).int(), "its own example"),
    (lambda scores: sigma_by_loop(-scores), "it gives"),
    ({"torch.sigmoid": ""}, "its own example"),
)
RIGHT_BLIND["sigma_by_table"] = [sigma_by_numpy, sigma_without_table]
WRONG_BLIND["sigma_by_table"] = edits_of(
    sigma_read,
    (lambda scores: torch.sigmoid(scores), "that is the exact σ"),
    ({"* 83": "* 1000 / 12"}, "gensim divides integers"),
    ({".long()": ".round().long()"}, "does not round"),
    (EVENLY, "the last entry is not σ(6)"),
    (lambda scores: torch.sigmoid(((scores + 6) * 83).floor()), "its own example"),
    ({"torch.sigmoid": ""}, "its own example"),
    ({"((scores + 6) * 83).long()": "(scores + 6).long() * 83"}, "its own example"),
    (
        {"((scores + 6) * 83).long()": "(scores * 83).long() + 6 * 83"},
        "it is right, but not where a score is below 0",
    ),
    ({".long()": ".long().flatten()"}, "the right numbers in another shape"),
    (sigma_interpolated, "its own example"),
    (lambda scores: torch.sigmoid(((scores + 6) * 83).floor() / 83 - 6), "its own example"),
)

# ---- cbow_changes


def changes_of_rows(v, u, lr, sigma):
    mean = sum(v) / len(v)
    to_mean = torch.zeros_like(mean)
    of_u = []
    for row, word in enumerate(u):
        push = lr * (int(row == 0) - sigma(word @ mean))
        of_u.append(push * mean)
        to_mean = to_mean + push * word
    return to_mean, torch.stack(of_u)


def changes_by_columns(v, u, lr, sigma):
    mean = v.mean(dim=0, keepdim=True)
    push = -lr * sigma(u @ mean.T)
    push[0] += lr
    return (push.T @ u)[0], push * mean


def changes_by_autograd(v, u, lr, sigma):
    """The slope of the loss for the mean, with the entry of σ as a constant."""
    mean = v.mean(dim=0).requires_grad_()
    u = u.clone().requires_grad_()
    scores = u @ mean
    labels = torch.tensor([1.0] + [0.0] * (len(u) - 1))
    scores.backward(labels - sigma(scores.detach()))
    return lr * mean.grad, lr * u.grad


RIGHT["cbow_changes"] = [changes_of_rows, changes_by_columns]
WRONG["cbow_changes"] = edits_of(
    changes_of_rows,
    ({"return to_mean": "return to_mean / len(v)"}, "gensim adds the whole of it"),
    ({"sum(v) / len(v)": "sum(v)"}, "expected their mean's"),
    ({"int(row == 0)": "1"}, "the label is 1 for the first row of u"),
    ({"lr * (": "-lr * ("}, "the sign is turned"),
    ({"lr * (": "("}, "it never looks at `lr`"),
    ({"return to_mean": "return to_mean.expand_as(v)"}, "shape"),
    ({"return to_mean, ": "return "}, "its own example"),
)
RIGHT_BLIND["cbow_changes"] = [changes_by_autograd, changes_by_columns]
WRONG_BLIND["cbow_changes"] = edits_of(
    changes_by_columns,
    ({"[0], push": "[0] / len(v), push"}, "gensim adds the whole of it"),
    ({"mean(dim=0, keepdim=True)": "sum(dim=0, keepdim=True)"}, "expected their mean's"),
    ({"push[0] += lr": "push[-1] += lr"}, "example"),
    ({"push[0] += lr": ""}, "example"),
    ({"sigma(u": "torch.sigmoid(u"}, "sigma"),
)
