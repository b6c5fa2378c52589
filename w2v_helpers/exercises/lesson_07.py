"""Exercises of lesson 07: neighbours, analogies, and how sure a score is."""

import random

import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.exercises.checking import Exercise


def cosines_with_all(table: Tensor, ids: Tensor) -> Tensor:
    """The cosine of the vector of each id with every vector of the table.

    table: ``(V, dim)``; ids: ``(n,)``; result: ``(n, V)``.
    >>> cosines_with_all(torch.tensor([[3.0, 0.0], [0.0, 2.0]]), torch.tensor([1]))
    tensor([[0., 1.]])
    """
    units = F.normalize(table, dim=1)  # (V, dim): every row divided by its length
    return units[ids] @ units.T


def exclude_queries(scores: Tensor, ids: Tensor) -> Tensor:
    """A copy of scores in which no question can be answered by its own words.

    scores: ``(questions, V)``; ids: ``(questions, 3)``, each question's words;
    result: as scores.
    >>> scores = torch.tensor([[4.0, -3.0, 2.0, 1.0]])
    >>> exclude_queries(scores, torch.tensor([[0, 3, 2]])).argmax()
    tensor(1)
    """
    return scores.scatter(1, ids, -torch.inf)


def spreads_apart(ours: Tensor, theirs: Tensor) -> Tensor:
    """The gap between the mean scores, in spreads: the larger standard deviation.

    ours, theirs: ``(seeds, sets)``, of any number of seeds each.
    Result: ``(sets,)``, below 0 where ours is behind.
    >>> ours = torch.tensor([[7.0], [9.0], [8.0]])
    >>> spreads_apart(ours, torch.tensor([[2.0], [2.0]]))
    tensor([6.])
    """
    gap = ours.mean(dim=0) - theirs.mean(dim=0)  # (sets,)
    return gap / torch.maximum(ours.std(dim=0), theirs.std(dim=0))


def a_table_and_ids(rng: random.Random) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(rng.getrandbits(32))
    size, dim = rng.randint(2, 8), rng.randint(1, 6)
    table = torch.randn(size, dim, generator=generator)
    table = table + table.sign() / 10  # no row is near zero
    return table, torch.tensor(rng.choices(range(size), k=rng.randint(1, 4)))


def scores_and_queries(rng: random.Random) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(rng.getrandbits(32))
    questions, size = rng.randint(1, 4), rng.randint(4, 9)
    queries = torch.tensor([rng.sample(range(size), 3) for _ in range(questions)])
    return 2 * torch.randn(questions, size, generator=generator), queries


def two_sides(rng: random.Random) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(rng.getrandbits(32))
    sets, middle = rng.randint(1, 4), rng.uniform(-1, 1)
    ours = torch.randn(rng.randint(2, 6), sets, generator=generator) / 2
    return ours, torch.randn(rng.randint(2, 6), sets, generator=generator) + middle


def gap_of(ours: Tensor, theirs: Tensor) -> Tensor:
    return ours.mean(dim=0) - theirs.mean(dim=0)


def larger(ours: Tensor, theirs: Tensor) -> Tensor:
    return torch.maximum(ours.std(dim=0), theirs.std(dim=0))


def without_columns(scores: Tensor, ids: Tensor) -> Tensor:
    rows = zip(scores, ids.tolist(), strict=True)
    return torch.stack([row[[i for i in range(len(row)) if i not in own]] for row, own in rows])


def lowest_as_infinity(scores: object, before: Tensor, ids: Tensor) -> object:
    """A question's own words at −∞ if all others beat them, so that any number low enough is right."""
    if not isinstance(scores, Tensor) or scores.shape != before.shape:
        return scores
    own = torch.zeros_like(scores, dtype=torch.bool).scatter(1, ids, True)
    lowest_other = scores.masked_fill(own, torch.inf).amin(dim=1, keepdim=True)
    return scores.masked_fill(own & (scores < lowest_other), -torch.inf)


def for_all_questions(scores: Tensor, ids: Tensor) -> Tensor:
    scores = scores.clone()
    scores[:, ids.flatten()] = -torch.inf
    return scores


EXERCISES = [
    Exercise(
        cosines_with_all,
        stars=1,
        bought="one matrix product compares any number of words with the whole vocabulary.",
        why="Rows of length 1 make every dot product a cosine. So normalize the table once, by rows, pick the rows of "
        "the ids, and multiply: entry (i, j) of the product is the dot product of row i with row j.",
        cases=a_table_and_ids,
        mistakes={
            "these are dot products: a long vector is near to everything. Divide by both lengths": (
                lambda table, ids: table[ids] @ table.T
            ),
            "the words asked for have length 1, the words they meet do not: a cosine needs both": (
                lambda table, ids: F.normalize(table[ids], dim=1) @ table.T
            ),
            "the whole table has length 1, the words asked for do not: a cosine needs both": (
                lambda table, ids: table[ids] @ F.normalize(table, dim=1).T
            ),
            "the columns have length 1, the rows do not: a word is a row": (
                lambda table, ids: F.normalize(table, dim=0)[ids] @ F.normalize(table, dim=0).T
            ),
            "all are divided by the length of the whole table: `norm()` without `dim` is one number": (
                lambda table, ids: table[ids] @ table.T / table.norm() ** 2
            ),
            "(V,) lengths do not fit (V, dim) vectors row by row: keep the second dimension, as (V, 1)": (
                lambda table, ids: (units := table / table.norm(dim=1))[ids] @ units.T
            ),
            "divided by the squares of the lengths: a cosine divides by each length once": (
                lambda table, ids: (units := table / table.square().sum(dim=1, keepdim=True))[ids] @ units.T
            ),
            "that is a distance, 0 for the same direction: a cosine is 1 there": (
                lambda table, ids: 1 - (units := F.normalize(table, dim=1))[ids] @ units.T
            ),
            "a word has a cosine with itself too, and it is 1: leave it in": (
                lambda table, ids: ((units := F.normalize(table, dim=1))[ids] @ units.T).scatter(1, ids[:, None], 0.0)
            ),
            "the words are compared with each other only: expected a column for every word of the table": (
                lambda table, ids: (units := F.normalize(table[ids], dim=1)) @ units.T
            ),
            "a row for every word of the table and a column for each id: expected it the other way round": (
                lambda table, ids: (units := F.normalize(table, dim=1)) @ units[ids].T
            ),
        },
    ),
    Exercise(
        exclude_queries,
        stars=2,
        bought="a question is no longer answered by its own words.",
        why="`scatter` writes −∞ into each row at that row's own ids, and into a copy. Nothing loses to −∞; 0 or −1 "
        "would still beat some words, because scores of a sum of three vectors reach below −1. Columns keep their "
        "places, so a column is still a word's id.",
        cases=scores_and_queries,
        alike=lowest_as_infinity,
        mistakes={
            "the scores are as they were: the query words can still win": lambda scores, ids: scores.clone(),
            "0 is not out of the race: words on the far side have scores below 0, and lose to it": (
                lambda scores, ids: scores.scatter(1, ids, 0.0)
            ),
            "−1 is not out of the race: b − a + c is longer than 1, so scores can be lower": (
                lambda scores, ids: scores.scatter(1, ids, -1.0)
            ),
            "a question also loses the words of the other questions: pair each row with its own ids": for_all_questions,
            "only the last of the three words is excluded": (
                lambda scores, ids: scores.scatter(1, ids[:, 2:], -torch.inf)
            ),
            "only the first of the three words is excluded": (
                lambda scores, ids: scores.scatter(1, ids[:, :1], -torch.inf)
            ),
            "only two of the three words are excluded: b and c": (
                lambda scores, ids: scores.scatter(1, ids[:, 1:], -torch.inf)
            ),
            "only two of the three words are excluded: a and b": (
                lambda scores, ids: scores.scatter(1, ids[:, :2], -torch.inf)
            ),
            "the three best scores are excluded, whoever has them: exclude the question's own words": (
                lambda scores, ids: scores.scatter(1, scores.topk(3).indices, -torch.inf)
            ),
            "the scores of all other words are gone: they shall stay as they are": (
                lambda scores, ids: torch.zeros_like(scores).scatter(1, ids, -torch.inf)
            ),
            "without these columns, later words move to other ids: keep the shape, change the scores": without_columns,
            "+∞ wins every time: an excluded word must lose": lambda scores, ids: scores.scatter(1, ids, torch.inf),
            "NaN is no score: torch takes it for the largest number": (
                lambda scores, ids: scores.scatter(1, ids, torch.nan)
            ),
        },
    ),
    Exercise(
        spreads_apart,
        stars=2,
        bought="a gap now comes in a unit that chance sets.",
        why="The mean over seeds (dimension 0) gives a score a set; the gap is the difference of two such means. "
        "Divided by the larger of the two standard deviations it says how large the gap is beside what a seed changes. "
        "torch's `std` divides by n − 1, which is right for a few seeds out of many.",
        cases=two_sides,
        mistakes={
            "that is the gap in points of score: how many spreads is it?": gap_of,
            "a standard deviation over the seeds of both sides contains the gap itself: take each side's own": (
                lambda ours, theirs: gap_of(ours, theirs) / torch.cat([ours, theirs]).std(dim=0)
            ),
            "a variance is a squared spread: take its root": (
                lambda ours, theirs: gap_of(ours, theirs) / larger(ours, theirs) ** 2
            ),
            "the smaller spread flatters: take the larger of the two": (
                lambda ours, theirs: gap_of(ours, theirs) / torch.minimum(ours.std(dim=0), theirs.std(dim=0))
            ),
            "only the first side's spread is used: the second may be the larger": (
                lambda ours, theirs: gap_of(ours, theirs) / ours.std(dim=0)
            ),
            "only the second side's spread is used: the first may be the larger": (
                lambda ours, theirs: gap_of(ours, theirs) / theirs.std(dim=0)
            ),
            "few seeds understate the spread: divide by n − 1, torch's default, not by n": (
                lambda ours, theirs: (
                    gap_of(ours, theirs) / torch.maximum(ours.std(dim=0, correction=0), theirs.std(dim=0, correction=0))
                )
            ),
            "the sign is lost: below 0 means that ours is behind": (
                lambda ours, theirs: (gap_of(ours, theirs) / larger(ours, theirs)).abs()
            ),
            "the sign is the wrong way round: above 0 means that ours is ahead": (
                lambda ours, theirs: gap_of(theirs, ours) / larger(ours, theirs)
            ),
            "the two spreads are added: take the larger of them": (
                lambda ours, theirs: gap_of(ours, theirs) / (ours.std(dim=0) + theirs.std(dim=0))
            ),
            "the mean of the two spreads: take the larger of them": (
                lambda ours, theirs: 2 * gap_of(ours, theirs) / (ours.std(dim=0) + theirs.std(dim=0))
            ),
            "the two variances are averaged: take the larger of the two spreads": (
                lambda ours, theirs: gap_of(ours, theirs) / ((ours.var(dim=0) + theirs.var(dim=0)) / 2).sqrt()
            ),
            "divided by the root of the number of seeds too: the unit is the spread of runs, not that of a mean": (
                lambda ours, theirs: (
                    gap_of(ours, theirs)
                    / torch.maximum(ours.std(dim=0) / len(ours) ** 0.5, theirs.std(dim=0) / len(theirs) ** 0.5)
                )
            ),
            "from the lowest to the highest score is a range: the spread is the standard deviation": (
                lambda ours, theirs: (
                    gap_of(ours, theirs) / torch.maximum(ours.amax(0) - ours.amin(0), theirs.amax(0) - theirs.amin(0))
                )
            ),
            "the best runs are compared: a gap is between the means": (
                lambda ours, theirs: (ours.amax(dim=0) - theirs.amax(dim=0)) / larger(ours, theirs)
            ),
            "one spread for all sets, the largest of them: each set has its own": (
                lambda ours, theirs: gap_of(ours, theirs) / larger(ours, theirs).max()
            ),
            "that is the spread from set to set: the spread is that of the seeds (dim 0)": (
                lambda ours, theirs: (
                    gap_of(ours, theirs) / torch.maximum(ours.mean(dim=0).std(), theirs.mean(dim=0).std())
                )
            ),
            "one number for all sets together: each set has its own mean and spread, over the seeds (dim 0)": (
                lambda ours, theirs: (ours.mean() - theirs.mean()) / torch.maximum(ours.std(), theirs.std())
            ),
        },
    ),
]
