"""Answers to the exercises of lesson 07."""

import statistics

import numpy as np
import torch
import torch.nn.functional as F

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edits_of

# ---- cosines_with_all


def cosines_by_library(table, ids):
    return F.cosine_similarity(table[ids][:, None], table[None], dim=2)


def cosines_by_loop(table, ids):
    rows = []
    for i in ids.tolist():
        rows.append([float(u @ table[i] / (u.norm() * table[i].norm())) for u in table])
    return torch.tensor(rows, dtype=torch.float64)


def cosines_by_numpy(table, ids):
    rows = table.numpy().astype(np.float64)
    units = rows / np.sqrt((rows**2).sum(axis=1, keepdims=True))
    return torch.from_numpy(units[ids.numpy()] @ units.T)


def cosines_of_units(table, ids):
    units = F.normalize(table, dim=1)
    return units[ids] @ units.T


def cosines_in_place(table, ids):
    table /= table.norm(dim=1, keepdim=True)
    return table[ids] @ table.T


def divided(length):
    """Products of rows that were divided by a length of another kind."""

    def cosines_with_all(table, ids):
        rows = table / length(table)
        return rows[ids] @ rows.T

    return cosines_with_all


RIGHT["cosines_with_all"] = [cosines_by_library, cosines_by_loop]
WRONG["cosines_with_all"] = edits_of(
    cosines_of_units,
    (lambda table, ids: table[ids] @ table.T, "these are dot products"),
    ({"units.T": "table.T"}, "the words asked for have length 1"),
    (divided(lambda table: table.norm(dim=-1)), "RuntimeError"),
    (divided(lambda table: table.norm()), "it is right only where V is 1"),
    (divided(lambda table: table.norm(dim=0)), "a word is a row"),
    (lambda table, ids: cosines_by_library(table, ids).T, "rows and columns are exchanged"),
    (lambda table, ids: 1 - cosines_by_library(table, ids), "that is 1 minus what is asked for"),
    (divided(lambda table: (table**2).sum(1, keepdim=True)), "its own example"),
    (
        lambda table, ids: F.cosine_similarity(table[ids], table[ids]),
        "an axis is missing",
    ),
)
RIGHT_BLIND["cosines_with_all"] = [cosines_by_library, cosines_by_numpy]
WRONG_BLIND["cosines_with_all"] = edits_of(
    cosines_of_units,
    (
        lambda table, ids: table[ids] @ table.T,
        "these are dot products: a long vector is near to everything.",
    ),
    ({"dim=1": "dim=0"}, "the columns have length 1, the rows do not: a word is a row"),
    ({"units[ids]": "table[ids]"}, "each row of the table has length 1, the words asked for do"),
    ({"units.T": "table.T"}, "the words asked for have length 1, the words they meet do not:"),
    ({"units.T": "units[ids].T"}, "where it goes wrong"),
    (
        lambda table, ids: cosines_of_units(table, ids).T,
        "rows and columns are exchanged",
    ),
    (
        lambda table, ids: cosines_of_units(table, ids).scatter(1, ids[:, None], 0.0),
        "its own example",
    ),
    (
        divided(lambda table: (table**2).sum(dim=1, keepdim=True)),
        "its own example",
    ),
    (
        divided(lambda table: table.norm()),
        "it is right only where V is 1",
    ),
    (cosines_in_place, "it changes its argument `table`"),
    (
        lambda table, ids: F.cosine_similarity(table[ids], table),
        "RuntimeError",
    ),
    ({"return": "return 1 -"}, "that is 1 minus what is asked for"),
)

# ---- exclude_queries


def exclude_by_loop(scores, ids):
    scores = scores.clone()
    for row, words in enumerate(ids):
        for word in words:
            scores[row, word] = float("-inf")
    return scores


def exclude_by_mask(scores, ids):
    own = F.one_hot(ids, scores.shape[1]).sum(dim=1).bool()
    return scores.double().masked_fill(own, -np.inf)


def exclude_by_pairs(scores, ids):
    scores = scores.clone()
    scores[torch.arange(len(ids))[:, None], ids] = -torch.inf
    return scores


def exclude_with_the_lowest(scores, ids):
    rows = scores.tolist()
    lowest = min(map(min, rows))
    for row, own in zip(rows, ids.tolist(), strict=True):
        for i in own:
            row[i] = lowest - 1
    return torch.tensor(rows)


def exclude_where(scores, ids):
    own = F.one_hot(ids, scores.shape[1]).any(dim=1)
    return torch.where(own, -torch.inf, scores)


def exclude_everywhere(scores, ids):
    scores = scores.clone()
    scores[:, ids.flatten()] = -torch.inf
    return scores


def excluded_removed(scores, ids):
    kept = torch.ones_like(scores, dtype=torch.bool).scatter(1, ids, False)
    return scores[kept].view(len(scores), -1)


def scatter(value=-torch.inf, words=slice(None)):
    """Another value, or other words of each question."""
    return lambda scores, ids: scores.scatter(1, ids[:, words], value)


RIGHT["exclude_queries"] = [exclude_by_loop, exclude_by_mask, exclude_by_pairs]
WRONG["exclude_queries"] = [
    (lambda scores, ids: scores.scatter_(1, ids, -torch.inf), "it changes its argument `scores`"),
    (exclude_everywhere, "pair each row with its own ids"),
    (scatter(0.0), "0 is not out of the race"),
    (lambda scores, ids: scores, "it never looks at `ids`, so its value changes nothing"),
    (scatter(words=[2]), "other scores: right, but not own words in the race"),
    (
        lambda scores, ids: scores.argsort(dim=1, descending=True)[:, 3:],
        "it never looks at `ids`, so its value changes nothing",
    ),
]
RIGHT_BLIND["exclude_queries"] = [
    exclude_with_the_lowest,
    exclude_where,
    scatter(torch.finfo(torch.float32).min),
]
WRONG_BLIND["exclude_queries"] = [
    (scatter(0.0), "0 is not out of the race: words on the far side have scores"),
    (scatter(-1.0), "−1 is not out of the race"),
    (
        lambda scores, ids: scores.scatter_(1, ids, -torch.inf),
        "it changes its argument `scores`",
    ),
    (exclude_everywhere, "loses the words of the other questions"),
    (scatter(words=[2]), "other scores: right, but not own words in the race"),
    (scatter(words=[1, 2]), "other scores: right, but not own words in the race"),
    (excluded_removed, "its own example"),
    (
        lambda scores, ids: scores.scatter(1, scores.topk(3).indices, -torch.inf),
        "the three best scores are excluded, whoever has them: exclude",
    ),
    (scatter(torch.nan), "other scores: right, but not own words in the race"),
    (scatter(torch.inf), "other scores: right, but not own words in the race"),
    (
        lambda scores, ids: scores.scatter(1, ids, -torch.inf).argmax(dim=1),
        "an axis is missing",
    ),
    (
        lambda scores, ids: torch.zeros_like(scores).scatter(1, ids, -torch.inf),
        "own words in the race",
    ),
    (lambda scores, ids: scores.scatter_add(1, ids, -torch.ones(ids.shape)), "where it goes wrong"),
]

# ---- spreads_apart


def spreads_by_numpy(ours, theirs):
    ours, theirs = ours.double().numpy(), theirs.double().numpy()
    spread = np.maximum(np.std(ours, axis=0, ddof=1), np.std(theirs, axis=0, ddof=1))
    return torch.from_numpy((ours.mean(axis=0) - theirs.mean(axis=0)) / spread)


def spreads_by_loop(ours, theirs):
    result = []
    for a, b in zip(ours.T, theirs.T, strict=True):
        result.append((a.mean() - b.mean()) / max(a.std(), b.std()))
    return torch.stack(result)


def spreads_by_statistics(ours, theirs):
    gaps = []
    for mine, other in zip(ours.T.tolist(), theirs.T.tolist(), strict=True):
        spread = max(statistics.stdev(mine), statistics.stdev(other))
        gaps.append((statistics.mean(mine) - statistics.mean(other)) / spread)
    return torch.tensor(gaps)


def gap(a, b):
    return a.mean(dim=0) - b.mean(dim=0)


def larger(a, b):
    return torch.maximum(a.std(dim=0), b.std(dim=0))


def in_units(spread, gap=gap):
    """The gap divided by a spread of another kind."""
    return lambda ours, theirs: gap(ours, theirs) / spread(ours, theirs)


def larger_range(a, b):
    return torch.maximum(*(x.max(dim=0).values - x.min(dim=0).values for x in (a, b)))


def larger_error(a, b):
    return torch.maximum(*(x.std(dim=0) / len(x) ** 0.5 for x in (a, b)))


def one_number(ours, theirs):
    return (ours.mean() - theirs.mean()) / max(ours.std(), theirs.std())


of_population = in_units(
    lambda a, b: torch.maximum(a.std(dim=0, correction=0), b.std(dim=0, correction=0))
)
of_variances = in_units(lambda a, b: torch.maximum(a.var(dim=0), b.var(dim=0)))
of_all_seeds = in_units(lambda a, b: torch.cat([a, b]).std(dim=0))
RIGHT["spreads_apart"] = [spreads_by_numpy, spreads_by_loop]
WRONG["spreads_apart"] = [
    (lambda ours, theirs: gap(ours, theirs), "points of score"),
    (of_population, "divide by n − 1"),
    (of_all_seeds, "contains the gap itself"),
    (of_variances, "it gives"),
    (lambda ours, theirs: spreads_by_loop(theirs, ours), "the sign is turned"),
    (one_number, "an axis is missing"),
]
RIGHT_BLIND["spreads_apart"] = [spreads_by_numpy, spreads_by_statistics]
WRONG_BLIND["spreads_apart"] = [
    (of_population, "few seeds understate the spread: divide by n − 1, torch's"),
    (
        in_units(lambda ours, theirs: ours.std(dim=0) + theirs.std(dim=0)),
        "the two spreads are added: take the larger of them",
    ),
    (
        in_units(lambda ours, theirs: (ours.std(dim=0) + theirs.std(dim=0)) / 2),
        "its own example",
    ),
    (
        in_units(lambda ours, theirs: torch.minimum(ours.std(dim=0), theirs.std(dim=0))),
        "its own example",
    ),
    (of_all_seeds, "a standard deviation over the seeds of both sides contains the"),
    (
        in_units(lambda ours, theirs: max(ours.mean(dim=0).std(), theirs.mean(dim=0).std())),
        "its own example",
    ),
    (
        in_units(larger, lambda ours, theirs: gap(ours, theirs).abs()),
        "what is below 0 has lost its sign",
    ),
    (
        in_units(larger, lambda ours, theirs: gap(theirs, ours)),
        "the sign is turned",
    ),
    (
        in_units(lambda ours, theirs: theirs.std(dim=0)),
        "its own example",
    ),
    (
        in_units(lambda ours, theirs: ours.std(dim=0)),
        "it gives",
    ),
    (one_number, "an axis is missing"),
    (
        in_units(lambda ours, theirs: larger(ours, theirs).max()),
        "it gives",
    ),
    (of_variances, "it gives"),
    (in_units(larger_range), "its own example"),
    (in_units(larger_error), "its own example"),
    (
        in_units(lambda ours, theirs: ((ours.var(dim=0) + theirs.var(dim=0)) / 2).sqrt()),
        "its own example",
    ),
    (
        in_units(larger, lambda ours, theirs: ours.max(dim=0).values - theirs.max(dim=0).values),
        "its own example",
    ),
    (
        lambda ours, theirs: gap(ours, theirs),
        "that is the gap in points of score: how many spreads is it?",
    ),
    (
        lambda ours, theirs: (ours - theirs).mean(dim=0) / (ours - theirs).std(dim=0),
        "RuntimeError",
    ),
    (
        lambda ours, theirs: (
            ours.mean(dim=0) / ours.std(dim=0) - theirs.mean(dim=0) / theirs.std(dim=0)
        ),
        "its own example",
    ),
]
