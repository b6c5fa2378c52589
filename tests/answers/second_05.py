"""Answers by someone who has read lesson 05 but not its checks."""

import math

import numpy as np
import torch
import torch.nn.functional as F


def start_step_by_step(negative):
    loss = -math.log(0.5)
    for _ in range(negative):
        loss -= math.log(1 - 0.5)
    return loss


def start_by_tensor(negative):
    return -F.logsigmoid(torch.zeros(1 + negative)).sum()


def loss_softplus(positive, negatives):
    return F.softplus(-positive) + F.softplus(negatives).sum()


def loss_cross_entropy(positive, negatives):
    scores = torch.cat([positive.reshape(1), negatives])
    labels = torch.zeros_like(scores)
    labels[0] = 1
    return F.binary_cross_entropy_with_logits(scores, labels, reduction="sum")


def loss_loop(positive, negatives):
    zero = torch.zeros(())
    loss = torch.logaddexp(zero.to(positive), -positive)
    for score in negatives:
        loss = loss + torch.logaddexp(zero.to(score), score)
    return loss


def loss_naive(positive, negatives):
    return -torch.log(torch.sigmoid(positive)) - torch.log(1 - torch.sigmoid(negatives)).sum()


def loss_naive_mirrored(positive, negatives):
    return -torch.log(torch.sigmoid(positive)) - torch.log(torch.sigmoid(-negatives)).sum()


def loss_epsilon(positive, negatives):
    e = 1e-7
    return -torch.log(torch.sigmoid(positive) + e) - torch.log(torch.sigmoid(-negatives) + e).sum()


def loss_clamped(positive, negatives):
    positive, negatives = positive.clamp(-20, 20), negatives.clamp(-20, 20)
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives).sum()


def loss_mean_of_negatives(positive, negatives):
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives).mean()


def loss_negatives_not_turned(positive, negatives):
    return -F.logsigmoid(positive) - F.logsigmoid(negatives).sum()


def loss_positive_turned(positive, negatives):
    return -F.logsigmoid(-positive) - F.logsigmoid(negatives).sum()


def loss_plus(positive, negatives):
    return F.logsigmoid(positive) + F.logsigmoid(-negatives).sum()


def loss_signs_mixed(positive, negatives):
    return -F.logsigmoid(positive) + F.logsigmoid(-negatives).sum()


def loss_positive_only(positive, negatives):
    return -F.logsigmoid(positive)


def loss_mean_of_all(positive, negatives):
    scores = torch.cat([positive.reshape(1), negatives])
    labels = (torch.arange(len(scores)) == 0).to(scores)
    return F.binary_cross_entropy_with_logits(scores, labels)


def loss_each_negative(positive, negatives):
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives)


def loss_softmax(positive, negatives):
    return -F.log_softmax(torch.cat([positive.reshape(1), negatives]), dim=0)[0]


def loss_of_the_sum(positive, negatives):
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives.sum())


def loss_one_minus(positive, negatives):
    return -F.logsigmoid(positive) - (1 - F.logsigmoid(negatives)).sum()


def loss_number(positive, negatives):
    return (-F.logsigmoid(positive) - F.logsigmoid(-negatives).sum()).item()


def loss_detached(positive, negatives):
    return torch.tensor((-F.logsigmoid(positive) - F.logsigmoid(-negatives).sum()).item())


def loss_nan_to_num(positive, negatives):
    return torch.nan_to_num(loss_naive_mirrored(positive, negatives))


def loss_where(positive, negatives):
    safe = torch.where(positive < -50, -positive, -torch.log(torch.sigmoid(positive)))
    others = torch.where(negatives > 50, negatives, -torch.log(torch.sigmoid(-negatives)))
    return safe + others.sum()


def loss_without_logarithm(positive, negatives):
    return (1 - torch.sigmoid(positive)) + torch.sigmoid(negatives).sum()


def scores_loop(v, u):
    rows = []
    for center, words in zip(v, u, strict=True):
        rows.append(torch.stack([(word * center).sum() for word in words]))
    return torch.stack(rows)


def scores_squeezed(v, u):
    return (u @ v[:, :, None]).squeeze()


def scores_not_squeezed(v, u):
    return u @ v[:, :, None]


def scores_with_every_center(v, u):
    return u @ v.T


def scores_broadcast(v, u):
    return (u * v).sum(dim=-1)


def scores_mean(v, u):
    return (u * v[:, None]).mean(dim=-1)


def scores_cosine(v, u):
    return F.cosine_similarity(u, v[:, None], dim=-1)


def scores_probabilities(v, u):
    return torch.sigmoid((u * v[:, None]).sum(dim=-1))


def scores_not_summed(v, u):
    return u * v[:, None]


def scores_summed_over_words(v, u):
    return (u * v[:, None]).sum(dim=1)


def scores_flat(v, u):
    return (u * v[:, None]).sum(dim=-1).flatten()


def scores_turned(v, u):
    return (u * v[:, None]).sum(dim=-1).T


def scores_squeezed_first(v, u):
    return (u @ v[:, :, None]).squeeze(0).squeeze(-1)


def scores_special_case(v, u):
    scores = (u @ v[:, :, None]).squeeze()
    return scores[None] if scores.dim() == 1 else scores


RIGHT = {
    "predict_start_loss": [
        start_step_by_step,
        start_by_tensor,
        lambda negative: np.log(2.0 ** (1 + negative)),
    ],
    "pair_loss": [loss_softplus, loss_cross_entropy, loss_loop],
    "score_words": [
        scores_loop,
        lambda v, u: torch.bmm(u, v.unsqueeze(2)).squeeze(2),
        lambda v, u: (u.double() * v.double()[:, None]).sum(dim=-1),
        lambda v, u: torch.einsum("bd,bwd->bw", v, u),
    ],
}
WRONG = {
    "predict_start_loss": [
        (lambda negative: negative * math.log(2), "one term is missing"),
        (lambda negative: math.log(2), "what a single word adds"),
        (lambda negative: 0.0, "not a loss of 0"),
        (lambda negative: math.log(1 + negative), "a softmax over 1 + K words"),
        (lambda negative: 0.5 * (1 + negative), "the probabilities themselves"),
        (lambda negative: -(1 + negative) * math.log(2), "a loss is not negative"),
        (lambda negative: (1 + negative) * math.log2(2), "another base"),
        (lambda negative: (1 - negative) * math.log(2), "the negatives are taken off"),
    ],
    "pair_loss": [
        (loss_naive, "rounded to 0 before the logarithm"),
        (loss_naive_mirrored, "rounded to 0 before the logarithm"),
        (loss_epsilon, "adding 1e-07 inside the logarithm"),
        (loss_clamped, "cut off at ±20"),
        (loss_nan_to_num, "it gives 3.40282e+38, expected 201"),
        (loss_mean_of_negatives, "the negatives are averaged"),
        (loss_mean_of_all, "the positive and the negatives are averaged"),
        (loss_negatives_not_turned, "treated like positives"),
        (loss_positive_turned, "positive and negatives are exchanged"),
        (loss_plus, "the sign is turned"),
        (loss_signs_mixed, "the negatives make the loss smaller"),
        (loss_positive_only, "the negatives are left out"),
        (loss_each_negative, "a tensor of shape (1,), expected ()"),
        (loss_softmax, "a softmax over the 1 + K words"),
        (loss_of_the_sum, "log σ of a sum"),
        (loss_one_minus, "is not 1 − log σ"),
        (loss_number, "no gradient can flow back"),
        (loss_detached, "no gradient can flow back"),
        (loss_where, "it is `nan`"),
        (loss_without_logarithm, "probabilities of being wrong"),
    ],
    "score_words": [
        (scores_squeezed, "which axis `squeeze` may drop"),
        (scores_not_squeezed, "an axis of length 1 is left over"),
        (scores_with_every_center, "the centres of all pairs"),
        (scores_broadcast, "lines axes up from the right"),
        (scores_mean, "not their mean"),
        (scores_cosine, "these are cosines"),
        (scores_probabilities, "these are probabilities"),
        (scores_not_summed, "a tensor of shape (1, 1, 4), expected (1, 1)"),
        (scores_summed_over_words, "runs over the words"),
        (scores_flat, "a tensor of shape (1,), expected (1, 1)"),
        (scores_turned, "a tensor of shape (2, 1), expected (1, 2)"),
        (scores_squeezed_first, "a tensor of shape (1,), expected (1, 1)"),
        (scores_special_case, "a tensor of shape (), expected (1, 1)"),
    ],
}
