"""Answers by someone who has read lesson 07 but not its checks."""

import statistics

import numpy as np
import torch
import torch.nn.functional as F


def cosines_broadcast(table, ids):
    return F.cosine_similarity(table[ids][:, None], table[None], dim=2)


def cosines_numpy(table, ids):
    rows = table.numpy().astype(np.float64)
    lengths = np.sqrt((rows**2).sum(axis=1))
    cosines = [[rows[i] @ row / lengths[i] / length for row, length in zip(rows, lengths, strict=True)] for i in ids]
    return torch.tensor(np.array(cosines))


def cosines_dot(table, ids):
    return table[ids] @ table.T


def cosines_columns(table, ids):
    units = F.normalize(table, dim=0)
    return units[ids] @ units.T


def cosines_query_long(table, ids):
    return table[ids] @ F.normalize(table, dim=1).T


def cosines_vocabulary_long(table, ids):
    return F.normalize(table[ids], dim=1) @ table.T


def cosines_of_each_other(table, ids):
    units = F.normalize(table[ids], dim=1)
    return units @ units.T


def cosines_turned(table, ids):
    units = F.normalize(table, dim=1)
    return units @ units[ids].T


def cosines_without_itself(table, ids):
    units = F.normalize(table, dim=1)
    cosines = units[ids] @ units.T
    cosines[torch.arange(len(ids)), ids] = 0
    return cosines


def cosines_squared_lengths(table, ids):
    units = table / (table**2).sum(dim=1, keepdim=True)
    return units[ids] @ units.T


def cosines_whole_length(table, ids):
    units = table / table.norm()
    return units[ids] @ units.T


def cosines_in_place(table, ids):
    table /= table.norm(dim=1, keepdim=True)
    return table[ids] @ table.T


def cosines_pairwise(table, ids):
    return F.cosine_similarity(table[ids], table)


def cosines_one_minus(table, ids):
    units = F.normalize(table, dim=1)
    return 1 - units[ids] @ units.T


def exclude_lowest(scores, ids):
    rows = scores.tolist()
    lowest = min(map(min, rows))
    for row, own in zip(rows, ids.tolist(), strict=True):
        for i in own:
            row[i] = lowest - 1
    return torch.tensor(rows)


def exclude_mask(scores, ids):
    own = F.one_hot(ids, scores.shape[1]).any(dim=1)
    return torch.where(own, -torch.inf, scores)


def exclude_finite(scores, ids):
    return scores.scatter(1, ids, torch.finfo(scores.dtype).min)


def exclude_zero(scores, ids):
    return scores.scatter(1, ids, 0.0)


def exclude_minus_one(scores, ids):
    return scores.scatter(1, ids, -1.0)


def exclude_in_place(scores, ids):
    return scores.scatter_(1, ids, -torch.inf)


def exclude_from_all(scores, ids):
    scores = scores.clone()
    scores[:, ids.flatten()] = -torch.inf
    return scores


def exclude_third(scores, ids):
    return scores.scatter(1, ids[:, 2:], -torch.inf)


def exclude_added_ones(scores, ids):
    return scores.scatter(1, ids[:, 1:], -torch.inf)


def exclude_removed(scores, ids):
    kept = torch.ones_like(scores, dtype=torch.bool).scatter(1, ids, False)
    return scores[kept].view(len(scores), -1)


def exclude_best(scores, ids):
    return scores.scatter(1, scores.topk(3).indices, -torch.inf)


def exclude_nan(scores, ids):
    return scores.scatter(1, ids, torch.nan)


def exclude_infinity(scores, ids):
    return scores.scatter(1, ids, torch.inf)


def exclude_answers(scores, ids):
    return scores.scatter(1, ids, -torch.inf).argmax(dim=1)


def exclude_others_lost(scores, ids):
    return torch.zeros_like(scores).scatter(1, ids, -torch.inf)


def exclude_less_own(scores, ids):
    return scores.scatter_add(1, ids, -torch.ones_like(ids, dtype=scores.dtype))


def spreads_numpy(ours, theirs):
    ours, theirs = ours.double().numpy(), theirs.double().numpy()
    spread = np.maximum(np.std(ours, axis=0, ddof=1), np.std(theirs, axis=0, ddof=1))
    return torch.from_numpy((ours.mean(axis=0) - theirs.mean(axis=0)) / spread)


def spreads_loop(ours, theirs):
    gaps = []
    for mine, other in zip(ours.T.tolist(), theirs.T.tolist(), strict=True):
        spread = max(statistics.stdev(mine), statistics.stdev(other))
        gaps.append((statistics.mean(mine) - statistics.mean(other)) / spread)
    return torch.tensor(gaps)


def spreads_population(ours, theirs):
    spread = torch.maximum(ours.std(dim=0, correction=0), theirs.std(dim=0, correction=0))
    return (ours.mean(dim=0) - theirs.mean(dim=0)) / spread


def spreads_summed(ours, theirs):
    return (ours.mean(dim=0) - theirs.mean(dim=0)) / (ours.std(dim=0) + theirs.std(dim=0))


def spreads_averaged(ours, theirs):
    return (ours.mean(dim=0) - theirs.mean(dim=0)) / ((ours.std(dim=0) + theirs.std(dim=0)) / 2)


def spreads_smaller(ours, theirs):
    return (ours.mean(dim=0) - theirs.mean(dim=0)) / torch.minimum(ours.std(dim=0), theirs.std(dim=0))


def spreads_together(ours, theirs):
    return (ours.mean(dim=0) - theirs.mean(dim=0)) / torch.cat([ours, theirs]).std(dim=0)


def spreads_over_sets(ours, theirs):
    spread = max(ours.mean(dim=0).std(), theirs.mean(dim=0).std())
    return (ours.mean(dim=0) - theirs.mean(dim=0)) / spread


def spreads_absolute(ours, theirs):
    spread = torch.maximum(ours.std(dim=0), theirs.std(dim=0))
    return (ours.mean(dim=0) - theirs.mean(dim=0)).abs() / spread


def spreads_turned(ours, theirs):
    spread = torch.maximum(ours.std(dim=0), theirs.std(dim=0))
    return (theirs.mean(dim=0) - ours.mean(dim=0)) / spread


def spreads_theirs(ours, theirs):
    return (ours.mean(dim=0) - theirs.mean(dim=0)) / theirs.std(dim=0)


def spreads_ours(ours, theirs):
    return (ours.mean(dim=0) - theirs.mean(dim=0)) / ours.std(dim=0)


def spreads_one_number(ours, theirs):
    return (ours.mean() - theirs.mean()) / max(ours.std(), theirs.std())


def spreads_largest_of_all(ours, theirs):
    spread = max(ours.std(dim=0).max(), theirs.std(dim=0).max())
    return (ours.mean(dim=0) - theirs.mean(dim=0)) / spread


def spreads_variance(ours, theirs):
    return (ours.mean(dim=0) - theirs.mean(dim=0)) / torch.maximum(ours.var(dim=0), theirs.var(dim=0))


def spreads_range(ours, theirs):
    ranges = [scores.max(dim=0).values - scores.min(dim=0).values for scores in (ours, theirs)]
    return (ours.mean(dim=0) - theirs.mean(dim=0)) / torch.maximum(*ranges)


def spreads_standard_error(ours, theirs):
    errors = [scores.std(dim=0) / len(scores) ** 0.5 for scores in (ours, theirs)]
    return (ours.mean(dim=0) - theirs.mean(dim=0)) / torch.maximum(*errors)


def spreads_pooled(ours, theirs):
    spread = ((ours.var(dim=0) + theirs.var(dim=0)) / 2).sqrt()
    return (ours.mean(dim=0) - theirs.mean(dim=0)) / spread


def spreads_best_runs(ours, theirs):
    spread = torch.maximum(ours.std(dim=0), theirs.std(dim=0))
    return (ours.max(dim=0).values - theirs.max(dim=0).values) / spread


def spreads_gap_only(ours, theirs):
    return ours.mean(dim=0) - theirs.mean(dim=0)


def spreads_paired(ours, theirs):
    gaps = ours - theirs
    return gaps.mean(dim=0) / gaps.std(dim=0)


def spreads_each_own(ours, theirs):
    return ours.mean(dim=0) / ours.std(dim=0) - theirs.mean(dim=0) / theirs.std(dim=0)


RIGHT = {
    "cosines_with_all": [cosines_broadcast, cosines_numpy],
    "exclude_queries": [exclude_lowest, exclude_mask, exclude_finite],
    "spreads_apart": [spreads_numpy, spreads_loop],
}
WRONG = {
    "cosines_with_all": [
        (cosines_dot, "these are dot products: a long vector is near to everything."),
        (cosines_columns, "the columns have length 1, the rows do not: a word is a row"),
        (cosines_query_long, "the whole table has length 1, the words asked for do not: a"),
        (cosines_vocabulary_long, "the words asked for have length 1, the words they meet do not:"),
        (cosines_of_each_other, "the words are compared with each other only: expected a column"),
        (cosines_turned, "a row for every word of the table and a column for each id:"),
        (cosines_without_itself, "a word has a cosine with itself too, and it is 1: leave it in"),
        (cosines_squared_lengths, "divided by the squares of the lengths: a cosine divides by each"),
        (cosines_whole_length, "all are divided by the length of the whole table: `norm()`"),
        (cosines_in_place, "it changes its arguments. Work on a copy (`x.clone()`,"),
        (cosines_pairwise, "RuntimeError: The size of tensor a (3) must"),
        (cosines_one_minus, "that is a distance, 0 for the same direction: a cosine is 1"),
    ],
    "exclude_queries": [
        (exclude_zero, "0 is not out of the race: words on the far side have scores"),
        (exclude_minus_one, "−1 is not out of the race"),
        (exclude_in_place, "it changes its arguments. Work on a copy (`x.clone()`,"),
        (exclude_from_all, "loses the words of the other questions"),
        (exclude_third, "only the last of the three words is excluded"),
        (exclude_added_ones, "only two of the three words are excluded: b and c"),
        (exclude_removed, "without these columns, later words move to other ids: keep the"),
        (exclude_best, "the three best scores are excluded, whoever has them: exclude"),
        (exclude_nan, "NaN is no score: torch takes it for the largest number"),
        (exclude_infinity, "+∞ wins every time: an excluded word must lose"),
        (exclude_answers, "it returns a tensor of shape (1,), expected (1, 4)"),
        (exclude_others_lost, "the scores of all other words are gone: they shall stay as they"),
        (exclude_less_own, "it gives"),
    ],
    "spreads_apart": [
        (spreads_population, "few seeds understate the spread: divide by n − 1, torch's"),
        (spreads_summed, "the two spreads are added: take the larger of them"),
        (spreads_averaged, "the mean of the two spreads: take the larger of them"),
        (spreads_smaller, "the smaller spread flatters: take the larger of the two"),
        (spreads_together, "a standard deviation over the seeds of both sides contains the"),
        (spreads_over_sets, "that is the spread from set to set: the spread is that of the"),
        (spreads_absolute, "the sign is lost: below 0 means that ours is behind"),
        (spreads_turned, "the sign is the wrong way round: above 0 means that ours is"),
        (spreads_theirs, "only the second side's spread is used: the first may be the"),
        (spreads_ours, "only the first side's spread is used: the second may be the"),
        (spreads_one_number, "one number for all sets together: each set has its own mean and"),
        (spreads_largest_of_all, "one spread for all sets, the largest of them: each set has its"),
        (spreads_variance, "a variance is a squared spread: take its root"),
        (spreads_range, "from the lowest to the highest score is a range: the spread is"),
        (spreads_standard_error, "divided by the root of the number of seeds too: the unit is the"),
        (spreads_pooled, "the two variances are averaged: take the larger of the two"),
        (spreads_best_runs, "the best runs are compared: a gap is between the means"),
        (spreads_gap_only, "that is the gap in points of score: how many spreads is it?"),
        (spreads_paired, "RuntimeError: The size of tensor a (5) must"),
        (spreads_each_own, "it gives"),
    ],
}
