"""Exercises of lesson 12: what a speed is, and what adding rows means."""

import itertools

import torch
from torch import Tensor

from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def words_per_second(ticks: list[tuple[float, int]]) -> float:
    """Words a second over the whole run.

    ticks: (clock in seconds, words so far), the first at the start.
    >>> words_per_second([(100.0, 0), (102.0, 50), (104.0, 80)])
    20.0
    """
    return (ticks[-1][1] - ticks[0][1]) / (ticks[-1][0] - ticks[0][0])


speed = Exercise(
    words_per_second,
    stars=1,
    bought=(
        "one clock for the whole run: this number can be compared with another "
        "program's."
    ),
    why="""Speed is all words over all seconds, both counted from the first
    tick. A timer that is restarted at every report, under words that are not,
    makes the last report of ten look ten times as fast; a mean of the reports'
    speeds lets short reports count as much as long ones.""",
)


@speed.domain
def ticks_of_a_run(draw: Draw) -> tuple[list[tuple[float, int]]]:
    clock, words = draw.choice([0.0, draw.uniform(10, 99)]), 0
    draw.note("the clock does not start at 0", clock)
    step = 0.05 if draw.chance("the run takes less than a second", 0.2) else 1
    ticks = []
    for _ in range(draw.size("the number of ticks", 6, least=2)):
        ticks.append((clock, words))
        clock += step * draw.uniform(0.5, 3)
        words += draw.choice([0, draw.randint(10, 500), draw.randint(10, 500)])
    if ticks[-1][1] == 0:
        ticks[-1] = ticks[-1][0], 40
    return (ticks,)


@speed.mistake(
    "that is all words over the last report's time: the timer was restarted, "
    "the count of words was not"
)
def restarted(ticks: list[tuple[float, int]]) -> float:
    return ticks[-1][1] / (ticks[-1][0] - ticks[-2][0])


@speed.mistake(
    "the mean of the reports' speeds counts a short report as much as a long one"
)
def mean_of_speeds(ticks: list[tuple[float, int]]) -> float:
    speeds = [(w - v) / (t - s) for (s, v), (t, w) in itertools.pairwise(ticks)]
    return sum(speeds) / len(speeds)


@speed.mistake(
    "the clock did not start at 0: what counts is the time since the first tick"
)
def clock_from_zero(ticks: list[tuple[float, int]]) -> float:
    return ticks[-1][1] / ticks[-1][0]


@speed.mistake(
    "the ticks count words so far, so the last one has them all: nothing is "
    "to be added up"
)
def added_up(ticks: list[tuple[float, int]]) -> float:
    return sum((words for _, words in ticks)) / (ticks[-1][0] - ticks[0][0])


def add_rows(table: Tensor, rows: Tensor, changes: Tensor) -> Tensor:
    """A new table with changes[i] added to row rows[i], for every i.

    table: ``(V, dim)``; rows: ``(n,)``, may repeat; changes: ``(n, dim)``.
    >>> rows = torch.tensor([2, 0, 2])
    >>> add_rows(torch.zeros(3, 1), rows, torch.ones(3, 1)).tolist()
    [[1.0], [0.0], [2.0]]
    """
    new = table.clone()
    for row, change in zip(rows.tolist(), changes, strict=True):
        new[row] += change
    return new


add = Exercise(
    add_rows,
    stars=2,
    bought="a word that occurs twice in a batch learns twice.",
    why="""`table[rows] += changes` reads all rows, adds, and writes all rows:
    of a row that comes twice only the last write stays. A loop adds one change
    after the other, and so does `index_add_`; `scatter_add` with the ids repeated
    along the columns and the product with a one-hot matrix give the same sums.""",
)


@add.domain
def table_and_changes(draw: Draw) -> tuple[Tensor, Tensor, Tensor]:
    size, n, dim = draw.size("V", 6), draw.size("n", 8), draw.size("dim", 3)
    changes = draw.floats("changes", n, dim, kinds="zeros equal")
    return draw.normal(size, dim), draw.ids("rows", n, size), changes


@add.mistake(
    "where a row comes twice, one of its changes is lost: the row is read "
    "once and the last write stays"
)
def brackets(table: Tensor, rows: Tensor, changes: Tensor) -> Tensor:
    new = table.clone()
    new[rows] += changes
    return new


@add.mistake("the changes replace the rows; they are to be added to them")
def overwritten(table: Tensor, rows: Tensor, changes: Tensor) -> Tensor:
    new = table.clone()
    for row, change in zip(rows.tolist(), changes, strict=True):
        new[row] = change
    return new


@add.mistake(
    "where a row comes twice, the mean of its changes is added: all of them "
    "are to be"
)
def mean_of_changes(table: Tensor, rows: Tensor, changes: Tensor) -> Tensor:
    times = torch.bincount(rows, minlength=len(table)).clamp(min=1)[:, None]
    return table + torch.zeros_like(table).index_add(0, rows, changes) / times


@add.mistake("the changes are subtracted")
def subtracted(table: Tensor, rows: Tensor, changes: Tensor) -> Tensor:
    return table.index_add(0, rows, -changes)
