"""Answers to the exercises of lesson 01."""

import numpy as np
import torch
import torch.nn.functional as F

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edits_of

# ---- encode_one_hot


def one_hot_in_a_loop(ids, vocab_size):
    rows = torch.zeros(len(ids), vocab_size, dtype=torch.float64)
    for place, i in enumerate(ids.tolist()):
        rows[place, i] = 1
    return rows


def one_hot_by_lists(ids, vocab_size):
    rows = []
    for i in ids.tolist():
        row = [0] * vocab_size
        row[i] = 1
        rows.append(row)
    return torch.tensor(rows)


RIGHT["encode_one_hot"] = [
    one_hot_in_a_loop,
    lambda ids, vocab_size: torch.eye(vocab_size)[ids],
    lambda ids, vocab_size: (ids[:, None] == torch.arange(vocab_size)).int(),
]
WRONG["encode_one_hot"] = edits_of(
    one_hot_in_a_loop,
    ({"vocab_size": "int(ids.max()) + 1"}, "it never looks at `vocab_size`, so its value changes"),
    (
        {"place, i]": "0, i]", "return rows": "return rows[0]"},
        "an axis is missing",
    ),
    (lambda ids, vocab_size: torch.bincount(ids, minlength=vocab_size), "a bag of words"),
    (
        {"vocab_size": "vocab_size + 1", "return rows": "return rows[:, 1:]"},
        "its own example",
    ),
    (
        lambda ids, vocab_size: torch.eye(vocab_size)[:, ids],
        "rows and columns are exchanged",
    ),
    (
        {"return rows": "return rows.tolist()"},
        "it returns a list, expected a Tensor",
    ),
)
RIGHT_BLIND["encode_one_hot"] = [
    lambda ids, vocab_size: torch.eye(vocab_size)[ids],
    lambda ids, vocab_size: ids[:, None] == torch.arange(vocab_size),
    one_hot_by_lists,
    lambda ids, vocab_size: F.one_hot(ids, vocab_size).double(),
]
WRONG_BLIND["encode_one_hot"] = edits_of(
    one_hot_in_a_loop,
    (
        lambda ids, vocab_size: F.one_hot(ids),
        "it never looks at `vocab_size`, so its value changes",
    ),
    (lambda ids, vocab_size: torch.eye(vocab_size)[:, ids], "rows and columns are exchanged"),
    (
        {"vocab_size": "len(ids)", "rows[place": "if i < len(ids):\n    rows[place"},
        "it never looks at `vocab_size`, so its value changes",
    ),
    ({"place, i]": ":, i]"}, "the ones of all ids"),
    ({"place, i]": "place, i - 1]"}, "one place too far left"),
    ({"= 1": "= i"}, "hold the ids themselves"),
    ({"len(ids)": "1", "place, i]": "0, i]"}, "where it goes wrong"),
)

# ---- accumulate_gradients


def summed_in_a_loop(ids, gradients, vocab_size):
    table = torch.zeros(vocab_size, gradients.shape[1])
    for place in range(len(ids)):
        table[ids[place]] += gradients[place]
    return table


def summed_by_autograd(ids, gradients, vocab_size):
    table = torch.zeros(vocab_size, gradients.shape[1], requires_grad=True)
    table[ids].backward(gradients)
    return table.grad


def summed_by_lists(ids, gradients, vocab_size):
    total = [[0.0] * gradients.shape[1] for _ in range(vocab_size)]
    for i, row in zip(ids.tolist(), gradients.tolist(), strict=True):
        total[i] = [a + b for a, b in zip(total[i], row, strict=True)]
    return torch.tensor(total)


def summed_by_numpy(ids, gradients, vocab_size):
    total = np.zeros((vocab_size, gradients.shape[1]))
    np.add.at(total, ids.numpy(), gradients.numpy())
    return torch.from_numpy(total)


def added_by_index(ids, gradients, vocab_size):
    table = torch.zeros(vocab_size, gradients.shape[1])
    table[ids] += gradients
    return table


def assigned(ids, gradients, vocab_size):
    table = torch.zeros(vocab_size, gradients.shape[1])
    table[ids] = gradients
    return table


def rows_in_use(ids, gradients, vocab_size):
    return torch.stack([gradients[ids == i].sum(dim=0) for i in ids.unique()])


AVERAGED = {"+= gradients[place]": "= gradients[ids == ids[place]].mean(dim=0)"}
RIGHT["accumulate_gradients"] = [
    summed_in_a_loop,
    summed_by_autograd,
    lambda ids, gradients, vocab_size: torch.eye(vocab_size)[ids].T @ gradients,
]
WRONG["accumulate_gradients"] = edits_of(
    summed_in_a_loop,
    (added_by_index, "where an id comes twice, only one of its gradients is left"),
    (AVERAGED, "two uses of a word pull twice"),
    (rows_in_use, "it never looks at `vocab_size`, so its value changes"),
    ({"table[ids[place]]": "table"}, "the one row that its place looked up"),
)
RIGHT_BLIND["accumulate_gradients"] = [
    summed_by_lists,
    summed_by_numpy,
    lambda ids, gradients, vocab_size: (
        (torch.arange(vocab_size)[:, None] == ids).to(gradients) @ gradients
    ),
    summed_by_autograd,
]
WRONG_BLIND["accumulate_gradients"] = edits_of(
    summed_in_a_loop,
    (assigned, "only one of its gradients is left"),
    (added_by_index, "where an id comes twice, only one of its gradients is left"),
    (AVERAGED, "its gradients are averaged"),
    ({"vocab_size": "int(ids.max()) + 1"}, "it never looks at `vocab_size`, so its value changes"),
    (rows_in_use, "it never looks at `vocab_size`, so its value changes"),
    ({"gradients[place]": "1"}, "counts how often each row is used"),
)
