"""Answers to the exercises of lesson 05: right ones in other forms, and wrong ones with a part of their hint."""

import math

import torch
import torch.nn.functional as F


def start_by_model(negative):
    return -F.logsigmoid(torch.zeros(1 + negative)).sum()


def loss_by_loop(positive, negatives):
    total = F.softplus(-positive)
    for score in negatives:
        total = total + F.softplus(score)
    return total


def loss_with_labels(positive, negatives):
    scores = torch.cat([positive.view(1), negatives]).double()
    labels = torch.zeros_like(scores)
    labels[0] = 1
    return F.binary_cross_entropy_with_logits(scores, labels, reduction="sum")


def loss_of_probabilities(positive, negatives):
    p_text, p_noise = torch.sigmoid(positive), 1 - torch.sigmoid(negatives)
    return -(p_text.log() + p_noise.log().sum())


def loss_half_mended(positive, negatives):
    loss = -F.logsigmoid(positive)
    for score in negatives:
        loss = loss - torch.log(1 - score.sigmoid())
    return loss


def loss_with_epsilon(positive, negatives):
    return -torch.log(positive.sigmoid() + 1e-9) - torch.log((-negatives).sigmoid() + 1e-9).sum()


def loss_as_number(positive, negatives):
    return loss_by_loop(positive, negatives).item()


def loss_with_nan_gradient(positive, negatives):
    naive = -torch.log(torch.sigmoid(positive))
    return torch.where(positive < -50, -positive, naive) + F.softplus(negatives).sum()


def loss_all_positive(positive, negatives):
    return -F.logsigmoid(torch.cat([positive.view(1), negatives])).sum()


def scores_by_loop(v, u):
    rows = [[float(v[i] @ word) for word in u[i]] for i in range(len(v))]
    return torch.tensor(rows, dtype=torch.float64)


def scores_wrongly_aligned(v, u):
    return torch.sum(v * u, 2)


RIGHT = {
    "predict_start_loss": [start_by_model, lambda negative: -sum([math.log(0.5)] * (negative + 1))],
    "pair_loss": [loss_by_loop, loss_with_labels],
    "score_words": [
        scores_by_loop,
        lambda v, u: torch.einsum("bkd,bd->bk", u, v),
        lambda v, u: torch.bmm(u, v.unsqueeze(2)).squeeze(-1),
    ],
}
WRONG = {
    "predict_start_loss": [
        (lambda negative: -F.logsigmoid(torch.zeros(negative)).sum().item(), "one term is missing"),
        (lambda negative: F.logsigmoid(torch.zeros(1 + negative)).sum().item(), "a loss is not negative"),
        (lambda negative: torch.sigmoid(torch.zeros(1 + negative)).sum().item(), "the probabilities themselves"),
        (lambda negative: -F.logsigmoid(torch.zeros(1 + negative)).mean().item(), "no mean"),
        (lambda negative: (1 + negative) * math.log2(2), "another base"),
        (lambda negative: print((1 + negative) * math.log(2)), "it returns None"),
    ],
    "pair_loss": [
        (loss_of_probabilities, "rounded to 0 before the"),
        (loss_half_mended, "the positive is safe"),
        (lambda p, n: F.softplus(-p) + F.softplus(n.sum()), "a question of its own"),
        (loss_all_positive, "treated like positives"),
        (lambda p, n: -loss_with_labels(p, n), "the sign is turned"),
        (lambda p, n: F.softplus(-p) + F.softplus(n).mean(), "averaged"),
        (lambda p, n: -F.logsigmoid(p) - sum(1 - F.logsigmoid(x) for x in n), "is not 1 − log σ"),
        (loss_as_number, "no gradient can flow back"),
        (loss_with_nan_gradient, "its gradient is not"),
        (loss_with_epsilon, "adding 1e-09 inside"),
    ],
    "score_words": [
        (lambda v, u: torch.bmm(u, v.unsqueeze(2)).squeeze(), "say which axis"),
        (lambda v, u: torch.bmm(u, v.unsqueeze(2)), "left over at the end"),
        (lambda v, u: torch.einsum("bkd,cd->bkc", u, v), "their own centre alone"),
        (scores_wrongly_aligned, "lines axes up from the right"),
        (lambda v, u: torch.einsum("bkd,bd->bd", u, v), "not over the dimensions"),
        (lambda v, u: scores_by_loop(v, u) / v.shape[1], "not their mean"),
    ],
}
