"""Answers by someone who has read lesson 09 but not its checks."""

import math

import numpy as np
import torch


def pairs_of_all_places(ids, window):
    places = range(len(ids))
    return [(ids[j], ids[i]) for i in places for j in places if 0 < abs(i - j) <= window]


def pairs_by_slices(ids, window):
    pairs = []
    for i, predicted in enumerate(ids):
        around = ids[max(0, i - window) : i] + ids[i + 1 : i + 1 + window]
        pairs.extend(zip(around, [predicted] * len(around), strict=True))
    return pairs


def pairs_center_first(ids, window):
    return [(predicted, given) for given, predicted in pairs_of_all_places(ids, window)]


def pairs_given_in_turn(ids, window):
    """The same pairs, one given word after the other."""
    return pairs_center_first(ids, window)[::-1]


def pairs_right_then_left(ids, window):
    pairs = []
    for i, predicted in enumerate(ids):
        for distance in range(1, window + 1):
            pairs += [(ids[j], predicted) for j in (i - distance, i + distance) if 0 <= j < len(ids)]
    return pairs


def pairs_of_other_words(ids, window):
    return [(given, predicted) for given, predicted in pairs_of_all_places(ids, window) if given != predicted]


def pairs_of_places(ids, window):
    places = range(len(ids))
    return [(j, i) for i in places for j in places if 0 < abs(i - j) <= window]


def pairs_without_last(ids, window):
    places = range(len(ids))
    return [(ids[j], ids[i]) for i in places for j in places if j != i and -window <= j - i < window]


def pairs_forward_and_turned(ids, window):
    """Each two neighbours once, then both ways: all pairs, in another order."""
    pairs = []
    for i in range(len(ids)):
        for j in range(i + 1, min(len(ids), i + window + 1)):
            pairs += [(ids[j], ids[i]), (ids[i], ids[j])]
    return pairs


def pairs_whole_windows(ids, window):
    return [
        (ids[j], ids[i]) for i in range(window, len(ids) - window) for j in range(i - window, i + window + 1) if j != i
    ]


def pairs_different(ids, window):
    return list(dict.fromkeys(pairs_of_all_places(ids, window)))


def pairs_of_the_left(ids, window):
    places = range(len(ids))
    return [(ids[j], ids[i]) for i in places for j in places if 0 < i - j <= window]


def sigma_numpy(scores):
    entries = 1 / (1 + np.exp(-((np.arange(1000) / 1000 * 2 - 1) * 6)))
    places = ((scores.numpy() + 6) * 83).astype(int)
    return torch.from_numpy(entries[places])


def sigma_without_table(scores):
    """Each score moves down to the score of its entry; no table is needed."""
    steps = ((scores + 6) * 83).floor()
    return torch.sigmoid((steps / 500 - 1) * 6)


def sigma_exact(scores):
    return torch.sigmoid(scores)


def sigma_true_step(scores):
    entries = torch.sigmoid((torch.arange(1000) / 500 - 1) * 6)
    return entries[((scores + 6) * 1000 / 12).long()]


def sigma_rounded(scores):
    entries = torch.sigmoid((torch.arange(1000) / 500 - 1) * 6)
    return entries[((scores + 6) * 83).round().long()]


def sigma_inclusive(scores):
    entries = torch.sigmoid(torch.linspace(-6, 6, 1000))
    return entries[((scores + 6) * 83).long()]


def sigma_of_place(scores):
    places = ((scores + 6) * 83).long()
    return torch.sigmoid(places.float())


def sigma_table_of_scores(scores):
    entries = (torch.arange(1000) / 500 - 1) * 6
    return entries[((scores + 6) * 83).long()]


def sigma_cut_first(scores):
    entries = torch.sigmoid((torch.arange(1000) / 500 - 1) * 6)
    return entries[(scores + 6).long() * 83]


def sigma_cut_before_shift(scores):
    """Cuts (toward 0) before 6 · 83 is added: scores below 0 move up."""
    entries = torch.sigmoid((torch.arange(1000) / 500 - 1) * 6)
    return entries[(scores * 83).long() + 6 * 83]


def sigma_loop_of_list(scores):
    entries = [1 / (1 + math.exp(-(i / 500 - 1) * 6)) for i in range(1000)]
    return torch.tensor([entries[int((score + 6) * 83)] for score in scores.flatten().tolist()])


def sigma_interpolated(scores):
    entries = torch.sigmoid((torch.arange(1000) / 500 - 1) * 6)
    places = (scores + 6) * 83
    low = places.long()
    return torch.lerp(entries[low], entries[low + 1], places - low)


def sigma_steps_undone(scores):
    """Rounds the score to a step of 1/83 and takes σ of that."""
    return torch.sigmoid(((scores + 6) * 83).floor() / 83 - 6)


def rows_index_select(words, their_ids, their_table):
    return torch.index_select(their_table, 0, torch.tensor(list(map(their_ids.__getitem__, words))))


def rows_one_by_one(words, their_ids, their_table):
    rows = torch.empty(len(words), their_table.shape[1])
    for i, word in enumerate(words):
        rows[i] = their_table[their_ids[word]]
    return rows


def rows_first(words, their_ids, their_table):
    return their_table[: len(words)]


def rows_in_their_order(words, their_ids, their_table):
    return torch.stack([their_table[i] for word, i in their_ids.items() if word in words])


def rows_sorted(words, their_ids, their_table):
    return their_table[sorted(their_ids[word] for word in words)]


def rows_scattered(words, their_ids, their_table):
    """Our row goes to their place, in place of their row to our place."""
    rows = torch.zeros_like(their_table)
    for i, word in enumerate(words):
        rows[their_ids[word]] = their_table[i]
    return rows


def rows_whole_table(words, their_ids, their_table):
    return their_table


def rows_masked(words, their_ids, their_table):
    rows = torch.zeros_like(their_table)
    places = [their_ids[word] for word in words]
    rows[places] = their_table[places]
    return rows


def rows_by_items(words, their_ids, their_table):
    """Takes the place in the dictionary for the row."""
    order = list(their_ids)
    return their_table[[order.index(word) for word in words]]


def rows_list(words, their_ids, their_table):
    return [their_table[their_ids[word]] for word in words]


def rows_dict(words, their_ids, their_table):
    return {word: their_table[their_ids[word]] for word in words}


def rows_ids(words, their_ids, their_table):
    return torch.tensor([their_ids[word] for word in words])


def rows_columns(words, their_ids, their_table):
    return their_table[:, [their_ids[word] for word in words]]


def rows_joined(words, their_ids, their_table):
    return torch.cat([their_table[their_ids[word]] for word in words])


RIGHT = {
    "gensim_pairs": [pairs_of_all_places, pairs_by_slices],
    "sigma_by_table": [sigma_numpy, sigma_without_table],
    "rows_for": [rows_index_select, rows_one_by_one],
}
WRONG = {
    "gensim_pairs": [
        (pairs_center_first, "that is the textbook's direction: in gensim the context's input"),
        (pairs_given_in_turn, "it gives"),
        (pairs_right_then_left, "the pairs are right, but a window is read from left to right,"),
        (pairs_of_other_words, "a word that occurs twice is a context like any other: compare"),
        (pairs_of_places, "those are places in the sentence"),
        (pairs_without_last, "one context on the right is missing"),
        (pairs_forward_and_turned, "both ways at once"),
        (pairs_whole_windows, "words near the edges of a sentence"),
        (pairs_different, "twice is trained twice"),
        (pairs_of_the_left, "the contexts on the right are missing"),
    ],
    "sigma_by_table": [
        (sigma_exact, "that is the exact σ"),
        (sigma_true_step, "gensim divides integers"),
        (sigma_rounded, "does not round"),
        (sigma_inclusive, "the last entry is not σ(6)"),
        (sigma_of_place, "that is σ of a place"),
        (sigma_table_of_scores, "that is the score of the entry"),
        (sigma_cut_first, "only the place is"),
        (sigma_cut_before_shift, "cut before 6 is added"),
        (sigma_loop_of_list, "it returns a tensor of shape"),
        (sigma_interpolated, "nothing between two"),
        (sigma_steps_undone, "and is read with 83"),
    ],
    "rows_for": [
        (rows_first, "these are their first rows"),
        (rows_in_their_order, "in the order of their dictionary"),
        (rows_sorted, "the rows are the right ones, in their order"),
        (rows_scattered, "it returns a tensor of shape"),
        (rows_whole_table, "that is their whole table"),
        (rows_masked, "it returns a tensor of shape"),
        (rows_by_items, "not the word's place in the dictionary"),
        (rows_list, "it returns a list, expected a tensor"),
        (rows_dict, "it returns a dict, expected a tensor"),
        (rows_ids, "those are the ids"),
        (rows_columns, "out of bounds"),
        (rows_joined, "it returns a tensor of shape"),
    ],
}
