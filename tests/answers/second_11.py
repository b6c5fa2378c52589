"""Answers by someone who has read lesson 11 but not its checks."""

import itertools

import numpy as np
import torch
import torch.nn.functional as F


def speed_numpy(ticks):
    seconds, words = np.diff(np.array(ticks), axis=0).sum(axis=0)
    return words / seconds


def speed_weighted(ticks):
    """The speed of each stretch, weighted by its time."""
    total = 0.0
    for (start, before), (end, after) in itertools.pairwise(ticks):
        total += (after - before) / (end - start) * (end - start) / (ticks[-1][0] - ticks[0][0])
    return total


def speed_mean_of_stretches(ticks):
    stretches = itertools.pairwise(ticks)
    speeds = [(after - before) / (end - start) for (start, before), (end, after) in stretches]
    return sum(speeds) / len(speeds)


def speed_since_zero(ticks):
    return ticks[-1][1] / ticks[-1][0]


def speed_last_stretch(ticks):
    return (ticks[-1][1] - ticks[-2][1]) / (ticks[-1][0] - ticks[-2][0])


def speed_all_words_last_stretch(ticks):
    return ticks[-1][1] / (ticks[-1][0] - ticks[-2][0])


def speed_words_summed(ticks):
    return sum(words for _, words in ticks) / (ticks[-1][0] - ticks[0][0])


def speed_first_stretch(ticks):
    return (ticks[1][1] - ticks[0][1]) / (ticks[1][0] - ticks[0][0])


def speed_from_first_report(ticks):
    return ticks[-1][1] / (ticks[-1][0] - ticks[1][0])


def speed_per_report(ticks):
    return (ticks[-1][1] - ticks[0][1]) / (len(ticks) - 1)


def speed_mean_of_running(ticks):
    speeds = [words / (clock - ticks[0][0]) for clock, words in ticks[1:]]
    return sum(speeds) / len(speeds)


def speed_fastest(ticks):
    stretches = itertools.pairwise(ticks)
    return max((after - before) / (end - start) for (start, before), (end, after) in stretches)


def speed_seconds_a_word(ticks):
    return (ticks[-1][0] - ticks[0][0]) / (ticks[-1][1] - ticks[0][1])


def speed_whole_words(ticks):
    return (ticks[-1][1] - ticks[0][1]) // (ticks[-1][0] - ticks[0][0])


def speed_list(ticks):
    stretches = itertools.pairwise(ticks)
    return [(after - before) / (end - start) for (start, before), (end, after) in stretches]


def speed_words_of_reports_only(ticks):
    return sum(words for _, words in ticks) / sum(clock - ticks[0][0] for clock, _ in ticks)


def added_one_hot(table, rows, changes):
    return table + F.one_hot(rows, len(table)).to(changes.dtype).T @ changes


def added_numpy(table, rows, changes):
    new = table.numpy().copy()
    np.add.at(new, rows.numpy(), changes.numpy())
    return torch.from_numpy(new)


def added_add_assign(table, rows, changes):
    new = table.clone()
    new[rows] += changes
    return new


def added_in_place(table, rows, changes):
    for row, change in zip(rows, changes, strict=True):
        table[row] += change
    return table


def added_no_copy(table, rows, changes):
    new = table
    for row, change in zip(rows, changes, strict=True):
        new[row] += change
    return new


def added_to_zeros(table, rows, changes):
    new = torch.zeros_like(table)
    for row, change in zip(rows, changes, strict=True):
        new[row] += change
    return new


def added_put(table, rows, changes):
    new = table.clone()
    new[rows] = table[rows] + changes
    return new


def added_loop_on_old(table, rows, changes):
    new = table.clone()
    for row, change in zip(rows, changes, strict=True):
        new[row] = table[row] + change
    return new


def added_replaced(table, rows, changes):
    new = table.clone()
    for row, change in zip(rows, changes, strict=True):
        new[row] = change
    return new


def added_mean(table, rows, changes):
    new = table.clone()
    for row in rows.unique():
        new[row] += changes[rows == row].mean(dim=0)
    return new


def added_unique(table, rows, changes):
    new = table.clone()
    for row in rows.unique():
        new[row] += changes[row]
    return new


def added_first_of_each(table, rows, changes):
    new, done = table.clone(), set()
    for row, change in zip(rows.tolist(), changes, strict=True):
        if row not in done:
            new[row] += change
        done.add(row)
    return new


def added_in_order(table, rows, changes):
    new = table.clone()
    new[: len(changes)] += changes
    return new


def added_rows_only(table, rows, changes):
    return table[rows] + changes


def added_times_count(table, rows, changes):
    new = table.clone()
    new[rows] += changes * torch.bincount(rows)[rows][:, None]
    return new


def added_rows_moved(table, rows, changes):
    new = table.clone()
    for row, change in zip(rows, changes, strict=True):
        new[row] += change.sum()
    return new


def added_subtracted(table, rows, changes):
    new = table.clone()
    for row, change in zip(rows, changes, strict=True):
        new[row] -= change
    return new


RIGHT = {
    "words_per_second": [speed_numpy, speed_weighted],
    "add_rows": [added_one_hot, added_numpy],
}
WRONG = {
    "words_per_second": [
        (speed_mean_of_stretches, "counts a short report as much"),
        (speed_since_zero, "the clock did not start at 0"),
        (speed_last_stretch, "the last report alone"),
        (speed_all_words_last_stretch, "the timer was restarted"),
        (speed_words_summed, "nothing is to be added up"),
        (speed_first_stretch, "up to the first report alone"),
        (speed_from_first_report, "the time before the first report"),
        (speed_per_report, "words per report"),
        (speed_mean_of_running, "the mean of the speeds so far"),
        (speed_fastest, "the best report"),
        (speed_seconds_a_word, "seconds per word"),
        (speed_whole_words, "cut to a whole number"),
        (speed_list, "it returns a list, expected a float"),
        (speed_words_of_reports_only, "it gives"),
    ],
    "add_rows": [
        (added_add_assign, "the last write stays"),
        (added_in_place, "it changes its arguments"),
        (added_no_copy, "it changes its arguments"),
        (added_to_zeros, "without the table"),
        (added_put, "the last write stays"),
        (added_loop_on_old, "the last write stays"),
        (added_replaced, "the changes replace the rows"),
        (added_mean, "the mean of its changes"),
        (added_unique, "belongs to row rows[i]"),
        (added_first_of_each, "only its first change"),
        (added_in_order, "RuntimeError"),
        (added_rows_only, "it returns a tensor of shape"),
        (added_times_count, "it gives"),
        (added_rows_moved, "it gives"),
        (added_subtracted, "the changes are subtracted"),
    ],
}
