"""Answers to the exercises of lesson 09."""

import torch

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edited, edits_of


def rows_stacked(words, their_ids, their_table):
    return torch.stack([their_table[their_ids[word]] for word in words])


def rows_one_by_one(words, their_ids, their_table):
    rows = torch.zeros(len(words), their_table.shape[1], dtype=torch.float64)
    for i, word in enumerate(words):
        rows[i] = their_table[their_ids[word]]
    return rows


def rows_by_index_select(words, their_ids, their_table):
    return torch.index_select(their_table, 0, torch.tensor(list(map(their_ids.__getitem__, words))))


def rows_at_places(words, their_ids, their_table):
    places = [their_ids[word] for word in words]
    return their_table[places]


def rows_in_their_order(words, their_ids, their_table):
    return torch.stack([their_table[i] for word, i in their_ids.items() if word in words])


def rows_at_their_places(words, their_ids, their_table):
    rows = torch.zeros_like(their_table)
    places = [their_ids[word] for word in words]
    rows[places] = their_table[places]
    return rows


def rows_scattered(words, their_ids, their_table):
    """Our row goes to their place, in place of their row to our place."""
    rows = torch.zeros_like(their_table)
    for i, word in enumerate(words):
        rows[their_ids[word]] = their_table[i]
    return rows


RIGHT["rows_for"] = [rows_stacked, rows_one_by_one]
WRONG["rows_for"] = edits_of(
    rows_at_places,
    (
        lambda words, their_ids, their_table: their_table[range(len(words))],
        "IndexError",
    ),
    (rows_in_their_order, "in the order of their dictionary"),
    ({"in words": "in sorted(words)"}, "the right numbers, at other places"),
    ({"their_table[places]": "list(their_table[places])"}, "it returns a list"),
    ({"places]": "places].numpy()"}, "ndarray"),
)
RIGHT_BLIND["rows_for"] = [
    rows_by_index_select,
    edited(rows_one_by_one, {", dtype=torch.float64": ""}),
]
WRONG_BLIND["rows_for"] = edits_of(
    rows_at_places,
    (lambda words, their_ids, their_table: their_table[: len(words)], "these are their first rows"),
    (rows_in_their_order, "in the order of their dictionary"),
    ({"[places]": "[sorted(places)]"}, "the rows are the right ones, in their order"),
    (rows_scattered, "IndexError"),
    ({"[places]": ""}, "its own example"),
    (rows_at_their_places, "its own example"),
    ({"their_ids[word]": "list(their_ids).index(word)"}, "not the word's place in the dictionary"),
    (
        {"their_table[places]": "list(their_table[places])"},
        "it returns a list, expected a Tensor",
    ),
    (
        {"their_table[places]": "dict(zip(words, their_table[places]))"},
        "it returns a dict, expected a Tensor",
    ),
    (
        {"their_table[places]": "torch.tensor(places)"},
        "it never looks at `their_table`, so its value changes",
    ),
    ({"[places]": "[:, places]"}, "IndexError"),
    ({"[places]": "[places].flatten()"}, "the right numbers in another shape"),
)
