"""Exercises of lesson 12: what a speed is, and what adding rows means."""

import itertools
import random

import torch
from torch import Tensor

from w2v_helpers.exercises.checking import Exercise


def words_per_second(ticks: list[tuple[float, int]]) -> float:
    """Words a second over the whole run.

    ticks: (clock in seconds, words so far), the first at the start.
    >>> words_per_second([(100.0, 0), (102.0, 50), (104.0, 80)])
    20.0
    """
    return (ticks[-1][1] - ticks[0][1]) / (ticks[-1][0] - ticks[0][0])


def _ticks(rng: random.Random) -> tuple:
    clock, words, ticks = rng.uniform(10, 99), 0, []
    for _ in range(rng.randint(3, 6)):
        ticks.append((clock, words))
        clock, words = clock + rng.uniform(0.5, 3), words + rng.randint(10, 500)
    return (ticks,)


def _mean_of_speeds(ticks: list[tuple[float, int]]) -> float:
    speeds = [(w - v) / (t - s) for (s, v), (t, w) in itertools.pairwise(ticks)]
    return sum(speeds) / len(speeds)


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


def _rows(rng: random.Random) -> tuple:
    generator, n = torch.Generator().manual_seed(rng.randrange(10**6)), rng.randint(4, 8)
    rows = torch.tensor([1, 1, *rng.choices(range(5), k=n)])  # at least one row comes twice
    return torch.randn(5, 3, generator=generator), rows, torch.randn(n + 2, 3, generator=generator)


def _brackets(table: Tensor, rows: Tensor, changes: Tensor) -> Tensor:
    new = table.clone()
    new[rows] += changes
    return new


def _overwrite(table: Tensor, rows: Tensor, changes: Tensor) -> Tensor:
    new = table.clone()
    for row, change in zip(rows.tolist(), changes, strict=True):
        new[row] = change
    return new


EXERCISES = [
    Exercise(
        words_per_second,
        stars=1,
        bought="one clock for the whole run: this number can be compared with another program's.",
        why="Speed is all words over all seconds, both counted from the first tick. A timer that is restarted at every "
        "report, under words that are not, makes the last report of ten look ten times as fast; a mean of the "
        "reports' speeds lets short reports count as much as long ones.",
        cases=_ticks,
        mistakes={
            "that is all words over the last report's time: the timer was restarted, the count of words was not": (
                lambda ticks: ticks[-1][1] / (ticks[-1][0] - ticks[-2][0])
            ),
            "that is the speed of the last report alone. The question is the whole run": (
                lambda ticks: (ticks[-1][1] - ticks[-2][1]) / (ticks[-1][0] - ticks[-2][0])
            ),
            "the mean of the reports' speeds counts a short report as much as a long one": _mean_of_speeds,
            "the clock did not start at 0: what counts is the time since the first tick": (
                lambda ticks: ticks[-1][1] / ticks[-1][0]
            ),
            "the ticks count words so far, so the last one has them all: nothing is to be added up": (
                lambda ticks: sum(words for _, words in ticks) / (ticks[-1][0] - ticks[0][0])
            ),
            "that is the speed up to the first report alone. The question is the whole run": (
                lambda ticks: (ticks[1][1] - ticks[0][1]) / (ticks[1][0] - ticks[0][0])
            ),
            "the time before the first report is left out, and its words are counted": (
                lambda ticks: ticks[-1][1] / (ticks[-1][0] - ticks[1][0])
            ),
            "those are words per report, expected words per second": lambda ticks: ticks[-1][1] / (len(ticks) - 1),
            "that is the best report. The question is the whole run": (
                lambda ticks: max((w - v) / (t - s) for (s, v), (t, w) in itertools.pairwise(ticks))
            ),
            "the mean of the speeds so far counts the first words in each of them": (
                lambda ticks: sum(w / (t - ticks[0][0]) for t, w in ticks[1:]) / (len(ticks) - 1)
            ),
            "the speed is cut to a whole number": lambda ticks: ticks[-1][1] // (ticks[-1][0] - ticks[0][0]),
            "that is seconds per word": lambda ticks: (ticks[-1][0] - ticks[0][0]) / ticks[-1][1],
        },
    ),
    Exercise(
        add_rows,
        stars=2,
        bought="a word that occurs twice in a batch learns twice.",
        why="`table[rows] += changes` reads all rows, adds, and writes all rows: of a row that comes twice only the "
        "last write stays. A loop adds one change after the other, and so does `index_add_`; `scatter_add` with the "
        "ids repeated along the columns and the product with a one-hot matrix give the same sums.",
        cases=_rows,
        mistakes={
            "where a row comes twice, one of its changes is lost: the row is read once and the last write stays": (
                _brackets
            ),
            "the changes replace the rows; they are to be added to them": _overwrite,
            "where a row comes twice, only its first change is added": (
                lambda table, rows, changes: _brackets(table, rows.flip(0), changes.flip(0))
            ),
            "where a row comes twice, the mean of its changes is added: all of them are to be": (
                lambda table, rows, changes: (
                    table
                    + torch.zeros_like(table).index_add(0, rows, changes)
                    / torch.bincount(rows, minlength=len(table)).clamp(min=1)[:, None]
                )
            ),
            "changes[i] belongs to row rows[i], not to row i": (
                lambda table, rows, changes: table.index_add(0, rows.unique(), changes[rows.unique()])
            ),
            "the changes are subtracted": lambda table, rows, changes: table.index_add(0, rows, -changes),
            "only the changes come back, without the table that they change": (
                lambda table, rows, changes: torch.zeros_like(table).index_add(0, rows, changes)
            ),
        },
    ),
]
