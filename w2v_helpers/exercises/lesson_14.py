"""Exercises of lesson 14: who trains what, and how copies of a table are merged."""

from collections.abc import Callable

import torch  # noqa: F401 (the worked example needs it)
from torch import Tensor

from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def take_share(count: int, rank: int, world: int) -> tuple[int, int]:
    """The first word of a worker's share, and the word after its last.

    The shares of ranks 0 … world − 1 cover all words in order, and differ by one
    word at most; which of them are longer does not matter.
    >>> shares = [take_share(10, rank, 3) for rank in range(3)]
    >>> sorted(end - start for start, end in shares)
    [3, 3, 4]
    """
    return rank * count // world, (rank + 1) * count // world


def wrong_shares(shares: list, count: int, world: int) -> str:
    sizes = [last - first for first, last in shares]
    whole = [take_share(count, rank, world) for rank in range(world)]
    right = [last - first for first, last in whole]
    firsts, lasts = [first for first, _ in shares], [last for _, last in shares]
    if any(type(number) is not int for share in shares for number in share):
        return "a word's number is a whole number; `//` divides without a fraction"
    if sizes == [count // world] * world and count % world:
        return (
            "the remainder of the division is lost: those words are never trained"
        )
    if sizes == [size - 1 for size in right]:
        return "the second number is the word *after* the last, as in a slice"
    if lasts == right and lasts[-1] != count:
        return "the second number says where a share ends, not how long it is"
    if firsts[0] != 0 or firsts[1:] != lasts[:-1]:
        return "each share must begin where the one before ends, the first at 0"
    if lasts[-1] != count:
        return f"the last share ends at {lasts[-1]}, there are {count} words"
    if (gap := max(sizes) - min(sizes)) > 1:
        return f"the shares differ by {gap} words, at most by 1 they may"
    return ""


shares = Exercise(
    take_share,
    stars=1,
    bought=(
        "no word is trained twice and none is forgotten, whatever the numbers."
    ),
    why="""rank · count // world is where a share begins, and where the share
    before it ends: the same expression for both means no gap and no overlap, and
    the remainder is spread over the shares. `count // world` words for each would
    leave the last count % world words to nobody.""",
)


@shares.verify
def judge_shares(answer: Callable, draw: Draw) -> str:
    drawn = [(draw.randint(0, 30), draw.randint(1, 7)) for _ in range(40)]
    for count, world in [*drawn, (61, 7), (30, 11)]:  # 7 * (61 / 7) is less than 61
        shares = [answer(count, rank, world) for rank in range(world)]
        pairs = [
            isinstance(share, (tuple, list)) and len(share) == 2 for share in shares
        ]
        if not all(pairs):
            return f"it returns {shares[0]!r}, expected (first, after the last)"
        if wrong := wrong_shares(shares, count, world):
            return (
                f"{count} words for {world} workers are shared as {shares}: {wrong}"
            )
    return ""


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


merge = Exercise(
    merge_changes,
    stars=2,
    bought=(
        "rows on which workers agree are averaged, rows that they learned apart "
        "are added up."
    ),
    why="""Two sums over the workers are enough: of the changes, and of their
    squared lengths. Their quotient is 1 where the changes are at right angles and
    1/P where all P are equal. A row that nobody changed would give 0/0; a tiny
    lower bound of the divisor makes it 0. The upper bound keeps two workers that
    pull against each other from being carried further than their sum.""",
)


@merge.domain
def changes_of_workers(draw: Draw) -> tuple[Tensor]:
    workers, rows = draw.size("workers", 4), draw.size("V", 6)
    changes = draw.normal(workers, rows, draw.size("dim", 3)) * draw.choice(
        [1e-3, 1, 100]
    )
    for row in range(rows):
        if draw.chance("nobody changed a row", 0.2):
            changes[:, row] = 0
        elif draw.chance("all changed a row alike", 0.2):
            changes[:, row] = changes[0, row].clone()
        elif draw.chance("one worker alone changed a row", 0.2):
            changes[1:, row] = 0
        elif draw.chance("two workers pull a row against each other", 0.2):
            changes[-1, row] = -0.9 * changes[0, row]
    return (changes,)


def fraction(changes: Tensor) -> Tensor:
    together = changes.sum(dim=0).square().sum(dim=1)
    return changes.square().sum(dim=(0, 2)) / together.clamp(min=1e-30)


@merge.mistake(
    "that is the plain sum: what all workers learned counts several times"
)
def plain_sum(changes: Tensor) -> Tensor:
    return changes.sum(dim=0)


@merge.mistake(
    "that is the average: what one worker learned alone is divided among all"
)
def average(changes: Tensor) -> Tensor:
    return changes.mean(dim=0)


@merge.mistake(
    "the fraction is more than 1 where workers pull against each other; there "
    "it must stay 1"
)
def no_bound(changes: Tensor) -> Tensor:
    return changes.sum(dim=0) * fraction(changes)[:, None]


@merge.mistake("one fraction is taken for the whole table: each row needs its own")
def fraction_of_all(changes: Tensor) -> Tensor:
    apart, together = changes.square().sum(), changes.sum(dim=0).square().sum()
    return changes.sum(dim=0) * (apart / together.clamp(min=1e-30)).clamp(max=1)


def add_momentum(
    pace: Tensor, merged: Tensor, momentum: float
) -> tuple[Tensor, Tensor]:
    """The new pace, and the step that the table takes; both ``(V, dim)``.

    The new pace is the old one times ``momentum``, plus what was merged. The step
    is what was merged, plus the new pace times ``momentum``.
    >>> pace, merged = torch.tensor([2.0]), torch.tensor([1.0])
    >>> pace, step = add_momentum(pace, merged, 0.5)
    >>> pace.item(), step.item()
    (2.0, 2.0)
    """
    pace = momentum * pace + merged
    return pace, merged + momentum * pace


pacing = Exercise(
    add_momentum,
    stars=1,
    bought="what keeps coming in one direction goes further.",
    why="""If every exchange merges the same m, the pace grows towards m (1 + μ +
    μ² + …) = m / (1 − μ) for a momentum of μ, and so does the step: 1.43 m for 0.3.
    Both results are new tensors: the old pace and what was merged stay as they
    were.""",
)


@pacing.domain
def paces(draw: Draw) -> tuple[Tensor, Tensor, float]:
    shape = draw.size("V", 5), draw.size("dim", 3)
    pace = draw.normal(*shape) * draw.choice([0, 1, 100])
    return pace, draw.normal(*shape), draw.choice([0.0, 0.3, 0.5, 0.9])


@pacing.mistake("the step is merged plus momentum times the *new* pace")
def old_pace(
    pace: Tensor, merged: Tensor, momentum: float
) -> tuple[Tensor, Tensor]:
    return momentum * pace + merged, merged + momentum * pace


@pacing.mistake("the new pace is added times momentum, not whole")
def whole_pace(
    pace: Tensor, merged: Tensor, momentum: float
) -> tuple[Tensor, Tensor]:
    pace = momentum * pace + merged
    return pace, merged + pace


@pacing.mistake("the old pace is not made shorter, so it never fades")
def never_fades(
    pace: Tensor, merged: Tensor, momentum: float
) -> tuple[Tensor, Tensor]:
    pace = pace + merged
    return pace, merged + momentum * pace


def rows_to_merge(number: int, count: int) -> int:
    """How many rows are merged at an exchange; number: 1 for the first.

    512, and twice as many for each time that the number can be halved without a
    rest; but no more than there are (count).
    >>> [rows_to_merge(number, 3000) for number in (1, 2, 3, 4, 8)]
    [512, 1024, 512, 2048, 3000]
    """
    rows = 512
    while number % 2 == 0:
        number //= 2
        rows *= 2
    return min(rows, count)


turns = Exercise(
    rows_to_merge,
    stars=1,
    bought="frequent words meet at every exchange, rare ones seldom.",
    why="""A number that can be halved k times gives 512 · 2^k rows: every second
    exchange 1,024, every fourth 2,048. The lowest bit of the number tells the same:
    `512 * (number & -number)`.""",
)


@turns.verify
def judge_turns(answer: Callable, draw: Draw) -> str:
    drawn = [(draw.randint(1, 40) * draw.choice([1, 8]), 90_000) for _ in range(20)]
    for number, count in [(1, 300), (6, 3000), (8, 3000), (256, 90_000), *drawn]:
        rows, expected = answer(number, count), rows_to_merge(number, count)
        if rows == expected and type(rows) is int:
            continue
        told = f"exchange {number} of {count} rows: {rows!r}, expected {expected}"
        if type(rows) is not int:
            return f"{told}: a whole number is asked for"
        if rows > count:
            return f"{told}: no more rows than there are, `min(…, count)`"
        if number % 2:
            return f"{told}: {number} cannot be halved without a rest"
        halvings = (number & -number).bit_length() - 1
        return f"{told}: {number} can be halved so often: {halvings}"
    return ""
