"""Answers to the exercises of lesson 12."""

import itertools

import numpy as np
import torch
import torch.nn.functional as F

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edits_of

# ---- words_per_second


def speed_unpacked(ticks):
    clocks, words = zip(*ticks, strict=True)
    return words[-1] / (max(clocks) - min(clocks))


def speed_by_numpy(ticks):
    seconds, words = np.diff(np.array(ticks), axis=0).sum(axis=0)
    return words / seconds


def speed_weighted(ticks):
    """The speed of each stretch, weighted by its time."""
    total = 0.0
    for (start, before), (end, after) in itertools.pairwise(ticks):
        total += (after - before) / (end - start) * (end - start) / (ticks[-1][0] - ticks[0][0])
    return total


def between(one, other):
    """Words a second between two of the ticks."""
    return lambda ticks: (ticks[other][1] - ticks[one][1]) / (ticks[other][0] - ticks[one][0])


def speeds(ticks):
    stretches = itertools.pairwise(ticks)
    return [(after - before) / (end - start) for (start, before), (end, after) in stretches]


def mean_of_running(ticks):
    running = [words / (clock - ticks[0][0]) for clock, words in ticks[1:]]
    return sum(running) / len(running)


def sums_of_both(ticks):
    return sum(words for _, words in ticks) / sum(clock - ticks[0][0] for clock, _ in ticks)


def words_summed(ticks):
    return sum(words for _, words in ticks) / (ticks[-1][0] - ticks[0][0])


RIGHT["words_per_second"] = [speed_unpacked, lambda ticks: torch.tensor(speed_unpacked(ticks))]
WRONG["words_per_second"] = [
    (lambda ticks: ticks[-1][1] / (ticks[-1][0] - ticks[-2][0]), "the timer was restarted"),
    (lambda ticks: ticks[-1][1] / ticks[-1][0], "since the first tick"),
    (between(-2, -1), "it is right only where the number of ticks is 2"),
    (words_summed, "words so far"),
]
RIGHT_BLIND["words_per_second"] = [speed_by_numpy, speed_weighted]
WRONG_BLIND["words_per_second"] = [
    (lambda ticks: sum(speeds(ticks)) / len(speeds(ticks)), "counts a short report as much"),
    (lambda ticks: ticks[-1][1] / ticks[-1][0], "the clock did not start at 0"),
    (between(-2, -1), "it is right only where the number of ticks is 2"),
    (lambda ticks: ticks[-1][1] / (ticks[-1][0] - ticks[-2][0]), "the timer was restarted"),
    (words_summed, "nothing is to be added up"),
    (between(0, 1), "it is right only where the number of ticks is 2"),
    (lambda ticks: ticks[-1][1] / (ticks[-1][0] - ticks[1][0]), "its own example"),
    (lambda ticks: (ticks[-1][1] - ticks[0][1]) / (len(ticks) - 1), "its own example"),
    (mean_of_running, "it is right only where the number of ticks is 2"),
    (lambda ticks: max(speeds(ticks)), "it is right only where the number of ticks is 2"),
    (lambda ticks: 1 / speed_unpacked(ticks), "that is 1 divided by what is asked for"),
    (lambda ticks: speed_unpacked(ticks) // 1, "only whole numbers are left"),
    (speeds, "it returns a list, expected a float"),
    (sums_of_both, "it gives"),
]

# ---- add_rows


def added_by_one_hot(table, rows, changes):
    return table + F.one_hot(rows, len(table)).to(table.dtype).T @ changes


def added_by_scatter(table, rows, changes):
    return table.double().scatter_add(0, rows[:, None].expand_as(changes), changes.double())


def added_by_numpy(table, rows, changes):
    new = table.numpy().copy()
    np.add.at(new, rows.numpy(), changes.numpy())
    return torch.from_numpy(new)


def added_in_a_loop(table, rows, changes):
    new = table.clone()
    for row, change in zip(rows, changes, strict=True):
        new[row] += change
    return new


def plus_equals(table, rows, changes):
    new = table.clone()
    new[rows] += changes
    return new


def last_write_wins(table, rows, changes):
    return table.index_copy(0, rows, table[rows] + changes)


def first_change_of_each(table, rows, changes):
    new, done = table.clone(), set()
    for row, change in zip(rows.tolist(), changes, strict=True):
        if row not in done:
            new[row] += change
        done.add(row)
    return new


ROW_IS_CHANGE = {
    "row, change in zip(rows, changes, strict=True)": "row in rows.unique()",
    "+= change": "+= changes[row]",
}
RIGHT["add_rows"] = [
    added_by_one_hot,
    added_by_scatter,
    lambda table, rows, changes: table.index_add(0, rows, changes),
]
WRONG["add_rows"] = edits_of(
    added_in_a_loop,
    (last_write_wins, "one of its changes is lost"),
    ({"+=": "="}, "the changes replace the rows"),
    (
        lambda table, rows, changes: table.index_add_(0, rows, changes),
        "it changes its argument `table`",
    ),
    (lambda table, rows, changes: table[rows] + changes, "its own example"),
)
RIGHT_BLIND["add_rows"] = [added_by_one_hot, added_by_numpy]
WRONG_BLIND["add_rows"] = edits_of(
    added_in_a_loop,
    (plus_equals, "the last write stays"),
    ({"new[row]": "table[row]", "return new": "return table"}, "it changes its argument `table`"),
    ({"table.clone()": "table"}, "it changes its argument `table`"),
    ({"table.clone()": "torch.zeros_like(table)"}, "it gives"),
    (last_write_wins, "the last write stays"),
    ({"+= change": "= table[row] + change"}, "the last write stays"),
    ({"+=": "="}, "the changes replace the rows"),
    ({"+= change": "= table[row] + changes[rows == row].mean(dim=0)"}, "the mean of its changes"),
    (ROW_IS_CHANGE, "IndexError"),
    (first_change_of_each, "it goes wrong only where an id comes twice in rows"),
    (
        lambda table, rows, changes: table[: len(changes)].add_(changes),
        "it changes its argument `table`",
    ),
    (lambda table, rows, changes: table[rows] + changes, "its own example"),
    ({"+= change": "= table[row] + change * (rows == row).sum()"}, "it gives"),
    ({"+= change": "+= change.sum()"}, "it gives"),
    ({"+=": "-="}, "the changes are subtracted"),
)
