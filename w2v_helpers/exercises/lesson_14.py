"""Exercises of lesson 14: who trains what, and how copies of a table are merged."""

import itertools
import random

import torch
from torch import Tensor

from w2v_helpers.exercises.checking import Exercise


def take_share(count: int, rank: int, world: int) -> tuple[int, int]:
    """The first word of a worker's share, and the word after its last.

    The shares of ranks 0 … world − 1 cover all words in order, and differ by one
    word at most.
    >>> [take_share(10, rank, 3) for rank in range(3)]
    [(0, 3), (3, 6), (6, 10)]
    """
    return rank * count // world, (rank + 1) * count // world


def _shares(answer: object, rng: random.Random) -> str:
    drawn = [(rng.randint(0, 30), rng.randint(1, 7)) for _ in range(40)]
    for count, world in [*drawn, (61, 7), (30, 11)]:  # 7 * (61 / 7) is less than 61
        shares = [answer(count, rank, world) for rank in range(world)]
        told = f"{count} words for {world} workers are shared as {shares}: "
        if any(not isinstance(share, (tuple, list)) or len(share) != 2 for share in shares):
            return f"it returns {shares[0]!r}, expected the pair (first word, word after the last)"
        if any(int(number) != number for share in shares for number in share):
            return told + "a word's number is a whole number; `//` divides without a fraction"
        sizes = [last - first for first, last in shares]
        if sum(sizes) < count and shares[0][0] == 0 and sizes == [count // world] * world:
            return told + "the remainder of the division is lost, those words are never trained"
        if world > 1 and [first for first, _ in shares] == list(range(world)) and sum(sizes) > count:
            return told + "a share is a piece of the text. Every world-th word alone has no neighbours left"
        if all(last - first == size - 1 for (first, last), size in zip(shares, _sizes(count, world), strict=True)):
            return told + "the second number is the word *after* the last, as in a slice"
        if shares[-1][1] != count and [number for _, number in shares] == _sizes(count, world):
            return told + "the second number says where a share ends, not how long it is"
        if shares[0][0] != 0 or shares[-1][1] != count or any(a[1] != b[0] for a, b in itertools.pairwise(shares)):
            return told + "each share must begin where the one before ends, from word 0 to the last"
        if max(sizes) - min(sizes) > 1:
            return told + "one worker has far more than another, and all wait for the slowest"
    return ""


def _sizes(count: int, world: int) -> list[int]:
    return [last - first for first, last in (take_share(count, rank, world) for rank in range(world))]


def merge_changes(changes: Tensor) -> Tensor:
    """Every row's merged change, ``(V, dim)``; a row that nobody changed stays 0.

    changes: ``(workers, V, dim)``. The fraction is at most 1.
    >>> first = [[4.0, 0.0], [2.0, 2.0]]
    >>> second = [[0.0, 3.0], [2.0, 2.0]]
    >>> merge_changes(torch.tensor([first, second])).tolist()
    [[4.0, 3.0], [2.0, 2.0]]
    """
    total = changes.sum(dim=0)
    apart = changes.square().sum(dim=(0, 2))
    together = total.square().sum(dim=1)
    fraction = (apart / together.clamp(min=1e-30)).clamp(max=1)
    return total * fraction[:, None]


def _changes(rng: random.Random) -> tuple:
    generator = torch.Generator().manual_seed(rng.randrange(10**6))
    changes = torch.randn(rng.randint(2, 4), 6, 3, generator=generator)
    changes[:, 0] = 0  # a row that nobody changed
    changes[:, 1] = changes[0, 1]  # one that all changed alike
    changes[1:, 2] = 0  # one that a single worker changed
    changes[1, 3] = -0.9 * changes[0, 3]  # two pull against each other
    return (changes,)


def _variant(changes: Tensor, *, most: float = 1, whole: bool = False, zero: float = 1e-30) -> Tensor:
    total = changes.sum(dim=0)
    apart, together = changes.square().sum(dim=2), total.square().sum(dim=1)
    apart = apart.sum(dim=0)
    if whole:
        apart, together = apart.sum().expand_as(apart), together.sum().expand_as(together)
    return total * (apart / together.clamp(min=zero)).clamp(max=most)[:, None]


def _fraction(changes: Tensor) -> Tensor:
    return changes.square().sum(dim=(0, 2)) / changes.sum(dim=0).square().sum(dim=1).clamp(min=1e-30)


EXERCISES = [
    Exercise(
        take_share,
        stars=1,
        bought="no word is trained twice and none is forgotten, whatever the numbers.",
        why="rank · count // world is where a share begins, and where the share before it ends: the same expression "
        "for both means no gap and no overlap, and the remainder is spread over the shares. `count // world` words for "
        "each would leave the last count % world words to nobody.",
        verify=_shares,
    ),
    Exercise(
        merge_changes,
        stars=3,
        bought="rows on which workers agree are averaged, rows that they learned apart are added up.",
        why="Two sums over the workers are enough: of the changes, and of their squared lengths. Their quotient is 1 "
        "where the changes are at right angles and 1/P where all P are equal. A row that nobody changed would give "
        "0/0; a tiny lower bound of the divisor makes it 0. The upper bound keeps two workers that pull against each "
        "other from being carried further than their sum.",
        cases=_changes,
        mistakes={
            "that is the plain sum: what all workers learned counts several times": lambda changes: changes.sum(dim=0),
            "that is the average: what one worker learned alone is divided among all": lambda changes: changes.mean(
                dim=0
            ),
            "the fraction is more than 1 where workers pull against each other; there it must stay 1": (
                lambda changes: _variant(changes, most=float("inf"))
            ),
            "where workers pull against each other the sum is kept, not the average": (
                lambda changes: torch.where(
                    (fraction := _fraction(changes))[:, None] > 1,
                    changes.mean(dim=0),
                    fraction[:, None] * changes.sum(dim=0),
                )
            ),
            "where workers pull against each other the sum is kept, not thrown away": (
                lambda changes: changes.sum(dim=0) * ((fraction := _fraction(changes)) * (fraction <= 1))[:, None]
            ),
            "each number of a row has a fraction of its own; the directions of whole rows are to decide": (
                lambda changes: (
                    changes.sum(dim=0)
                    * (changes.square().sum(dim=0) / changes.sum(dim=0).square().clamp(min=1e-30)).clamp(max=1)
                )
            ),
            "the root is one too many: equal changes would be divided by the root of P and not by P": (
                lambda changes: changes.sum(dim=0) * _fraction(changes).sqrt().clamp(max=1)[:, None]
            ),
            "the fraction scales the sum; here it scales the average": (
                lambda changes: changes.mean(dim=0) * _fraction(changes).clamp(max=1)[:, None]
            ),
            "a mean over those who changed a row: unrelated changes of one row are to be added": (
                lambda changes: changes.sum(dim=0) / changes.any(dim=2).sum(dim=0).clamp(min=1)[:, None]
            ),
            "one worker's change is taken, and what the others learned is lost": (
                lambda changes: changes[changes.norm(dim=2).argmax(dim=0), torch.arange(changes.shape[1])]
            ),
            "one fraction is taken for the whole table: each row needs its own": lambda changes: _variant(
                changes, whole=True
            ),
            "a row that nobody changed gives 0/0, which is nan": lambda changes: _variant(changes, zero=0),
            "only the fraction comes back; it still has to scale the sum of the changes": (
                lambda changes: (
                    changes.square().sum(dim=(0, 2)) / changes.sum(dim=0).square().sum(dim=1).clamp(min=1e-30)
                ).clamp(max=1)
            ),
        },
    ),
]
