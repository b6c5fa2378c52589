"""Answers to the exercises of lesson 05."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edits_of

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

# ---- noise_distribution


def noise_by_numbers(counts, power):
    weights = [float(count) ** power for count in counts]
    return torch.tensor([weight / sum(weights) for weight in weights])


def noise_by_logarithm(counts, power):
    return torch.softmax(power * counts.double().log(), dim=0)


def noise_plain(counts, power):
    weights = counts**power
    return weights / weights.sum()


RIGHT["noise_distribution"] = [noise_by_numbers, noise_by_logarithm]
WRONG["noise_distribution"] = edits_of(
    noise_plain,
    ({" / weights.sum()": ""}, "these are weights"),
    (lambda counts, power: (counts / counts.sum()) ** power, "raise the counts first"),
    ({"weights.sum()": "counts.sum()"}, "divided by the number of tokens"),
    ({"counts**power": "counts * power"}, "a power is `**`"),
    ({"**power": "**0.75"}, "it never looks at `power`"),
    ({"weights.sum()": "weights.max()"}, "divided by the largest"),
    (lambda counts, power: print(noise_plain(counts, power)), "it returns None"),
)
RIGHT_BLIND["noise_distribution"] = [
    lambda counts, power: F.normalize(counts.double().pow(power), p=1, dim=0),
    lambda counts, power: (
        (counts / counts.max()) ** power / ((counts / counts.max()) ** power).sum()
    ),
]
WRONG_BLIND["noise_distribution"] = edits_of(
    noise_plain,
    (lambda counts, power: torch.softmax(counts.float() ** power, dim=0), "its own example"),
    ({"counts**power": "power**counts"}, "are exchanged"),
    (lambda counts, power: noise_by_numbers(counts, power).tolist(), "`torch.tensor(…)`"),
)

# ---- draw_negatives


def draws_by_pair(noise, pairs, negative, generator):
    rows = []
    for _ in range(pairs):
        rows.append(torch.multinomial(noise, negative, replacement=True, generator=generator))
    return torch.stack(rows)


def draws_by_places(noise, pairs, negative, generator):
    place = torch.rand(pairs, negative, generator=generator, dtype=torch.float64)
    ends = noise.double().cumsum(0)
    return torch.searchsorted(ends / ends[-1], place, right=True)


def draws_by_race(noise, pairs, negative, generator):
    times = torch.rand(pairs, negative, len(noise), generator=generator).log() / noise
    return times.argmax(dim=2)


def draws_plain(noise, pairs, negative, generator):
    ids = torch.multinomial(noise, pairs * negative, replacement=True, generator=generator)
    return ids.view(pairs, negative)


RIGHT["draw_negatives"] = [draws_by_pair, draws_by_places]
WRONG["draw_negatives"] = edits_of(
    draws_plain,
    ({"view(pairs, negative)": "view(negative, pairs)"}, "rows and columns are exchanged"),
    ({".view(pairs, negative)": ""}, "a row for each pair"),
    ({", generator=generator": ""}, "draw by itself"),
    ({"replacement=True, ": ""}, "replacement=True"),
    ({"(noise,": "(torch.ones_like(noise),"}, "it draws every word alike"),
    ({"(noise,": "(noise.sqrt(),"}, "of the probabilities"),
    ({"negative)": "negative) % max(1, len(noise) - 1)"}, "of the probabilities"),
    ({"negative)": "negative).float()"}, "ids are int64"),
    ({"negative)": "negative) + 1"}, "ids go from 0"),
    ({"view(pairs, negative)": "view(pairs, negative).sort().values[:1].repeat(pairs, 1)"}, "same"),
)
RIGHT_BLIND["draw_negatives"] = [
    draws_by_race,
    lambda noise, pairs, negative, generator: torch.multinomial(
        noise.expand(pairs, -1), negative, replacement=True, generator=generator
    ),
]
WRONG_BLIND["draw_negatives"] = edits_of(
    draws_plain,
    (
        lambda noise, pairs, negative, generator: torch.randint(
            len(noise), (pairs, negative), generator=generator
        ),
        "it draws every word alike",
    ),
    (lambda *given: draws_plain(*given)[:1].repeat(given[1], 1), "every pair gets the same"),
    (lambda *given: draws_plain(*given)[:, :1].repeat(1, given[2]), "are the same word"),
    (
        lambda noise, pairs, negative, generator: draws_plain(
            noise, pairs, negative, torch.Generator().manual_seed(0)
        ),
        "another generator gives the same",
    ),
    (lambda *given: draws_plain(*given).tolist(), "`torch.tensor(…)`"),
    (lambda *given: [*draws_plain(*given)], "`torch.stack(…)`"),
    (lambda *given: draws_plain(*given).clamp(min=1), "ids go from 0"),
    (lambda noise, *rest: draws_plain(noise**2, *rest), "of the probabilities"),
    (lambda *given: print(draws_plain(*given)), "expected a tensor of ids"),
)

# ---- score_words


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


def scores_by_item(v, u):
    rows = []
    for center, words in zip(v, u, strict=True):
        rows.append([(word * center).sum().item() for word in words])
    return torch.tensor(rows)


RIGHT["score_words"] = [
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
    ({"dim=-1)": "dim=-1).detach()"}, "scores: right, but gradient: there is none"),
    (scores_by_item, "without `.item()`, `math` or a new `torch.tensor`"),
    (lambda v, u: scores_by_sum(v.detach(), u), "gradient: there is none"),
    (lambda v, u: scores_by_sum(v, u.data), "gradient: there is none"),
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

# ---- negative_sampling_loss


def loss_stable(scores, positive, negatives):
    counts = negatives != positive[:, None]
    bad = (F.logsigmoid(-scores[:, 1:]) * counts).sum(dim=1)
    return -(F.logsigmoid(scores[:, 0]) + bad).mean()


def loss_by_loop(scores, positive, negatives):
    losses = []
    for row, o, others in zip(scores, positive, negatives, strict=True):
        loss = F.softplus(-row[0])
        for score, n in zip(row[1:], others, strict=True):
            if n != o:
                loss = loss + F.softplus(score)
        losses.append(loss)
    return torch.stack(losses).mean()


def loss_with_labels(scores, positive, negatives):
    labels = torch.zeros_like(scores)
    labels[:, 0] = 1
    weights = torch.ones_like(scores)
    weights[:, 1:] = (negatives != positive.unsqueeze(1)).float()
    total = F.binary_cross_entropy_with_logits(scores, labels, weights, reduction="sum")
    return total / len(scores)


def loss_of_those_left(scores, positive, negatives):
    left = scores[:, 1:][negatives != positive.view(-1, 1)]
    return F.softplus(-scores[:, 0]).mean() + F.softplus(left).sum() / len(scores)


def loss_naive(scores, positive, negatives):
    counts = negatives != positive[:, None]
    bad = torch.where(counts, torch.log(torch.sigmoid(-scores[:, 1:])), 0.0).sum(dim=1)
    return -(torch.log(torch.sigmoid(scores[:, 0])) + bad).mean()


def loss_with_nan_gradient(scores, positive, negatives):
    signed = torch.cat([-scores[:, :1], scores[:, 1:]], dim=1)
    counts = torch.cat([positive[:, None] < 0, negatives == positive[:, None]], dim=1)
    safe = torch.where(signed > 50, signed, -torch.log(torch.sigmoid(-signed)))
    return torch.where(counts, 0.0, safe).sum(dim=1).mean()


def loss_of_softmax(scores, positive, negatives):
    return F.cross_entropy(scores, torch.zeros_like(positive))


RIGHT["negative_sampling_loss"] = [
    loss_by_loop,
    lambda scores, *ids: loss_stable(scores.double(), *ids),
]
WRONG["negative_sampling_loss"] = edits_of(
    loss_stable,
    (loss_naive, "loss"),
    (loss_with_nan_gradient, "loss"),
    ({" * counts": ""}, "is counted too"),
    ({"1:]) * counts": "1:] * counts)"}, "it costs log 2"),
    ({"-scores": "scores"}, "turn the sign inside"),
    ({"return -(": "return ("}, "the sign is turned"),
    ({"sum(dim=1)": "mean(dim=1)"}, "its own example"),
    ({".mean()": ".sum()"}, "is a division mis"),
    ({".mean()": ""}, "loss"),
    ({".mean()": ".mean().item()"}, "loss"),
    ({"!=": "=="}, "loss"),
)
RIGHT_BLIND["negative_sampling_loss"] = [loss_with_labels, loss_of_those_left]
WRONG_BLIND["negative_sampling_loss"] = edits_of(
    loss_stable,
    (lambda scores, *ids: loss_stable(scores.clamp(-20, 20), *ids), "its own example"),
    (lambda *given: torch.nan_to_num(loss_naive(*given)), "a score of the wrong sign is beyond"),
    ({"positive[:, None]": "positive"}, "loss"),
    ({"negatives != positive[:, None]": "~torch.isin(negatives, positive)"}, "loss"),
    (loss_of_softmax, "loss"),
    ({"return -(F.logsigmoid(scores[:, 0]) + bad)": "return -bad"}, "its own example"),
    ({"1:]": "1:].sum(dim=1, keepdim=True)"}, "loss"),
    (lambda *given: torch.tensor(loss_stable(*given).item()), "loss"),
)
