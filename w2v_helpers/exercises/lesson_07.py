"""Exercises of lesson 07: neighbours, analogies, and how sure a score is."""

import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.checks.comparing import Parts
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def cosines_with_all(table: Tensor, ids: Tensor) -> Tensor:
    """The cosine of the vector of each id with every vector of the table.

    table: ``(V, dim)``; ids: ``(n,)``; result: ``(n, V)``.
    >>> cosines_with_all(torch.tensor([[3.0, 0.0], [0.0, 2.0]]), torch.tensor([1]))
    tensor([[0., 1.]])
    """
    units = F.normalize(table, dim=1)  # (V, dim): every row divided by its length
    return units[ids] @ units.T


near = Exercise(
    cosines_with_all,
    stars=1,
    bought=(
        "one matrix product compares any number of words with the whole vocabulary."
    ),
    why="""Rows of length 1 make every dot product a cosine. So normalize the
    table once, by rows, pick the rows of the ids, and multiply: entry (i, j) of
    the product is the dot product of row i with row j.""",
)


@near.domain
def table_and_ids(draw: Draw) -> tuple[Tensor, Tensor]:
    size = draw.size("V", 8)
    table = draw.normal(size, draw.size("dim", 6)) * draw.choice([1, 100])
    table += table.sign() / 10  # no row is near zero
    return table, draw.ids("ids", draw.size("n", 4), size)


@near.mistake(
    "these are dot products: a long vector is near to everything. Divide by "
    "both lengths"
)
def products(table: Tensor, ids: Tensor) -> Tensor:
    return table[ids] @ table.T


@near.mistake(
    "the words asked for have length 1, the words they meet do not: a cosine "
    "needs both"
)
def others_long(table: Tensor, ids: Tensor) -> Tensor:
    return F.normalize(table[ids], dim=1) @ table.T


@near.mistake(
    "each row of the table has length 1, the words asked for do not: a cosine "
    "needs both"
)
def asked_long(table: Tensor, ids: Tensor) -> Tensor:
    return table[ids] @ F.normalize(table, dim=1).T


@near.mistake("the columns have length 1, the rows do not: a word is a row")
def columns(table: Tensor, ids: Tensor) -> Tensor:
    units = F.normalize(table, dim=0)
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


def others_and_own(scores: Tensor, after: tuple, before: tuple) -> Parts:
    """An own word is out of the race if all others beat it, with any low number."""
    own = torch.zeros_like(scores, dtype=torch.bool).scatter(1, before[1], True)
    lowest = scores.masked_fill(own, torch.inf).amin(dim=1, keepdim=True)
    racing = own & ~(scores < lowest)
    others = scores.masked_fill(own, 0)
    return Parts({"other scores": others, "own words in the race": racing})


exclude = Exercise(
    exclude_queries,
    stars=2,
    bought="a question is no longer answered by its own words.",
    why="""`scatter` writes −∞ into each row at that row's own ids, and into a
    copy. Nothing loses to −∞; 0 or −1 would still beat some words, because scores
    of a sum of three vectors reach below −1. Columns keep their places, so a
    column is still a word's id.""",
    outcome=others_and_own,
)


@exclude.domain
def scores_and_questions(draw: Draw) -> tuple[Tensor, Tensor]:
    questions, size = draw.size("questions", 4), draw.size("V", 9, least=4)
    ids = torch.tensor([draw.sample(range(size), 3) for _ in range(questions)])
    return 2 * draw.floats(
        "scores", questions, size, kinds="large zeros equal"
    ), ids


@exclude.mistake(
    "0 is not out of the race: words on the far side have scores below 0, and "
    "lose to it"
)
def zeros(scores: Tensor, ids: Tensor) -> Tensor:
    return scores.scatter(1, ids, 0.0)


@exclude.mistake(
    "−1 is not out of the race: b − a + c is longer than 1, so scores can be lower"
)
def minus_ones(scores: Tensor, ids: Tensor) -> Tensor:
    return scores.scatter(1, ids, -1.0)


@exclude.mistake(
    "a question also loses the words of the other questions: pair each row "
    "with its own ids"
)
def of_all_questions(scores: Tensor, ids: Tensor) -> Tensor:
    scores = scores.clone()
    scores[:, ids.flatten()] = -torch.inf
    return scores


@exclude.mistake(
    "the three best scores are excluded, whoever has them: exclude the "
    "question's own words"
)
def best_three(scores: Tensor, ids: Tensor) -> Tensor:
    return scores.scatter(1, scores.topk(3).indices, -torch.inf)


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


apart = Exercise(
    spreads_apart,
    stars=2,
    bought="a gap now comes in a unit that chance sets.",
    why="""The mean over seeds (dimension 0) gives a score a set; the gap is the
    difference of two such means. Divided by the larger of the two standard
    deviations it says how large the gap is beside what a seed changes. torch's
    `std` divides by n − 1, which is right for a few seeds out of many.""",
)


@apart.domain
def two_sides(draw: Draw) -> tuple[Tensor, Tensor]:
    sets, shift = draw.size("sets", 4), draw.uniform(-2, 2)
    first, second = (
        draw.size("seeds of ours", 6, 2),
        draw.size("seeds of theirs", 6, 2),
    )
    wide = draw.choice([0.2, 1, 5])
    return draw.normal(first, sets), wide * draw.normal(second, sets) + shift


def gap(ours: Tensor, theirs: Tensor) -> Tensor:
    return ours.mean(dim=0) - theirs.mean(dim=0)


def larger(ours: Tensor, theirs: Tensor, **how: object) -> Tensor:
    return torch.maximum(ours.std(dim=0, **how), theirs.std(dim=0, **how))


@apart.mistake("that is the gap in points of score: how many spreads is it?")
def points(ours: Tensor, theirs: Tensor) -> Tensor:
    return gap(ours, theirs)


@apart.mistake(
    "a standard deviation over the seeds of both sides contains the gap "
    "itself: take each side's own"
)
def both_sides(ours: Tensor, theirs: Tensor) -> Tensor:
    return gap(ours, theirs) / torch.cat([ours, theirs]).std(dim=0)


@apart.mistake(
    "few seeds understate the spread: divide by n − 1, torch's default, not by n"
)
def by_n(ours: Tensor, theirs: Tensor) -> Tensor:
    return gap(ours, theirs) / larger(ours, theirs, correction=0)


@apart.mistake("the two spreads are added: take the larger of them")
def added(ours: Tensor, theirs: Tensor) -> Tensor:
    return gap(ours, theirs) / (ours.std(dim=0) + theirs.std(dim=0))
