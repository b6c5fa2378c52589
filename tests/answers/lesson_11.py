"""Answers to the exercises of lesson 11: right ones in other forms, and wrong ones with a part of their hint."""

import torch
import torch.nn.functional as F
from torch import Tensor


def by_one_hot(table: Tensor, rows: Tensor, changes: Tensor) -> Tensor:
    return table + F.one_hot(rows, len(table)).to(table.dtype).T @ changes


def by_scatter(table: Tensor, rows: Tensor, changes: Tensor) -> Tensor:
    return table.double().scatter_add(0, rows[:, None].expand_as(changes), changes.double())


def last_write_wins(table: Tensor, rows: Tensor, changes: Tensor) -> Tensor:
    moved = table[rows] + changes
    return table.index_copy(0, rows, moved)


def once_each(table: Tensor, rows: Tensor, changes: Tensor) -> Tensor:
    return table.clone().index_put_((rows,), changes)


def unpack(ticks: list[tuple[float, int]]) -> float:
    clocks, words = zip(*ticks, strict=True)
    return words[-1] / (max(clocks) - min(clocks))


RIGHT = {
    "words_per_second": [unpack, lambda ticks: torch.tensor(unpack(ticks))],
    "add_rows": [by_one_hot, by_scatter, lambda table, rows, changes: table.index_add(0, rows, changes)],
}
WRONG = {
    "words_per_second": [
        (lambda ticks: ticks[-1][1] / (ticks[-1][0] - ticks[-2][0]), "the timer was restarted"),
        (lambda ticks: ticks[-1][1] / ticks[-1][0], "since the first tick"),
        (lambda ticks: (ticks[-1][1] - ticks[-2][1]) / (ticks[-1][0] - ticks[-2][0]), "of the last report alone"),
        (lambda ticks: sum(words for _, words in ticks) / (ticks[-1][0] - ticks[0][0]), "words so far"),
    ],
    "add_rows": [
        (last_write_wins, "one of its changes is lost"),
        (once_each, "the changes replace the rows"),
        (lambda table, rows, changes: table.index_add_(0, rows, changes), "it changes its arguments"),
        (lambda table, rows, changes: table[rows] + changes, "it returns a tensor of shape"),
    ],
}
