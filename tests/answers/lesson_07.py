"""Answers to the exercises of lesson 07."""

import numpy as np
import torch
import torch.nn.functional as F

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edits_of

# ---- cosines_with_all


def cosines_by_library(table, ids):
    return F.cosine_similarity(table[ids][:, None], table[None], dim=2)


def cosines_by_loop(table, ids):
    rows = []
    for i in ids.tolist():
        rows.append([float(u @ table[i] / (u.norm() * table[i].norm())) for u in table])
    return torch.tensor(rows, dtype=torch.float64)


def cosines_by_numpy(table, ids):
    rows = table.numpy().astype(np.float64)
    units = rows / np.sqrt((rows**2).sum(axis=1, keepdims=True))
    return torch.from_numpy(units[ids.numpy()] @ units.T)


def cosines_of_units(table, ids):
    units = F.normalize(table, dim=1)
    return units[ids] @ units.T


def cosines_in_place(table, ids):
    table /= table.norm(dim=1, keepdim=True)
    return table[ids] @ table.T


def divided(length):
    """Products of rows that were divided by a length of another kind."""

    def cosines_with_all(table, ids):
        rows = table / length(table)
        return rows[ids] @ rows.T

    return cosines_with_all


RIGHT["cosines_with_all"] = [cosines_by_library, cosines_by_loop]
WRONG["cosines_with_all"] = edits_of(
    cosines_of_units,
    (lambda table, ids: table[ids] @ table.T, "these are dot products"),
    ({"units.T": "table.T"}, "the words asked for have length 1"),
    (divided(lambda table: table.norm(dim=-1)), "RuntimeError"),
    (divided(lambda table: table.norm()), "it is right only where V is 1"),
    (divided(lambda table: table.norm(dim=0)), "a word is a row"),
    (lambda table, ids: cosines_by_library(table, ids).T, "rows and columns are exchanged"),
    (lambda table, ids: 1 - cosines_by_library(table, ids), "that is 1 minus what is asked for"),
    (divided(lambda table: (table**2).sum(1, keepdim=True)), "its own example"),
    (
        lambda table, ids: F.cosine_similarity(table[ids], table[ids]),
        "an axis is missing",
    ),
)
RIGHT_BLIND["cosines_with_all"] = [cosines_by_library, cosines_by_numpy]
WRONG_BLIND["cosines_with_all"] = edits_of(
    cosines_of_units,
    (
        lambda table, ids: table[ids] @ table.T,
        "these are dot products: a long vector is near to everything.",
    ),
    ({"dim=1": "dim=0"}, "the columns have length 1, the rows do not: a word is a row"),
    ({"units[ids]": "table[ids]"}, "each row of the table has length 1, the words asked for do"),
    ({"units.T": "table.T"}, "the words asked for have length 1, the words they meet do not:"),
    ({"units.T": "units[ids].T"}, "where it goes wrong"),
    (
        lambda table, ids: cosines_of_units(table, ids).T,
        "rows and columns are exchanged",
    ),
    (
        lambda table, ids: cosines_of_units(table, ids).scatter(1, ids[:, None], 0.0),
        "its own example",
    ),
    (
        divided(lambda table: (table**2).sum(dim=1, keepdim=True)),
        "its own example",
    ),
    (
        divided(lambda table: table.norm()),
        "it is right only where V is 1",
    ),
    (cosines_in_place, "it changes its argument `table`"),
    (
        lambda table, ids: F.cosine_similarity(table[ids], table),
        "RuntimeError",
    ),
    ({"return": "return 1 -"}, "that is 1 minus what is asked for"),
)

# ---- nearest_words


def nearest_by_sort(table, ids, k):
    cosines = cosines_of_units(table, ids)
    cosines[torch.arange(len(ids)), ids] = -2
    return cosines.argsort(dim=1, descending=True)[:, :k]


def nearest_by_loop(table, ids, k):
    rows = []
    for i in ids.tolist():
        others = [j for j in range(len(table)) if j != i]
        cosines = F.cosine_similarity(table[others], table[i][None], dim=1)
        rows.append(torch.tensor(others)[cosines.argsort(descending=True)[:k]])
    return torch.stack(rows)


def nearest_by_mask(table, ids, k):
    own = F.one_hot(ids, len(table)).bool()
    return cosines_of_units(table, ids).masked_fill(own, -np.inf).topk(k).indices


def nearest_by_numpy(table, ids, k):
    cosines = cosines_by_numpy(table, ids).numpy()
    cosines[np.arange(len(ids)), ids.numpy()] = -9
    return torch.from_numpy(np.argsort(-cosines, axis=1)[:, :k].copy())


RIGHT["nearest_words"] = [nearest_by_sort, nearest_by_loop]
WRONG["nearest_words"] = edits_of(
    nearest_by_mask,
    ({".masked_fill(own, -np.inf)": ""}, "a word stands among its own neighbours"),
    ({"topk(k)": "topk(k, largest=False)"}, "its own example"),
    ({".indices": ".values"}, "its own example"),
    (
        lambda table, ids, k: cosines_of_units(table, ids).topk(k + 1).indices[:, 1:],
        "another word has the same direction",
    ),
    (
        lambda table, ids, k: cosines_of_units(table, ids).fill_diagonal_(-2).topk(k).indices,
        "its own place is column ids[r]",
    ),
)
RIGHT_BLIND["nearest_words"] = [nearest_by_mask, nearest_by_numpy]
WRONG_BLIND["nearest_words"] = edits_of(
    nearest_by_sort,
    ({"cosines[torch.arange(len(ids)), ids]": "cosines[:, ids]"}, "loses the other words"),
    ({"descending=True": "descending=False"}, "its own example"),
    ({"[:, :k]": "[:, 1 : k + 1]"}, "its own example"),
)

# ---- answer_analogies


def answers_by_loop(table, questions, factors, exclude):
    units = [row / row.norm() for row in table]
    found = []
    for asked in questions.tolist():
        point = sum(f * units[i] for f, i in zip(factors, asked, strict=True))
        allowed = [i for i in range(len(units)) if not (exclude and i in asked)]
        found.append(max(allowed, key=lambda i: float(point @ units[i])))
    return torch.tensor(found)


def answers_by_cosines(table, questions, factors, exclude):
    cosines = cosines_of_units(table, torch.arange(len(table)))
    x, y, z = factors
    a, b, c = questions.T
    scores = x * cosines[a] + y * cosines[b] + z * cosines[c]
    if exclude:
        for ids in (a, b, c):
            scores[torch.arange(len(ids)), ids] = -torch.inf
    return scores.argmax(dim=1)


def answers_by_factors(table, questions, factors, exclude):
    units = F.normalize(table.double(), dim=1)
    weights = torch.tensor(factors, dtype=torch.float64)
    scores = (weights[:, None] * units[questions]).sum(dim=1) @ units.T
    if exclude:
        own = F.one_hot(questions, len(table)).sum(dim=1).bool()
        scores = scores.masked_fill(own, -np.inf)
    return scores.topk(1).indices[:, 0]


RIGHT["answer_analogies"] = [answers_by_loop, answers_by_cosines]
WRONG["answer_analogies"] = edits_of(
    answers_by_cosines,
    ({"cosines_of_units(table, torch.arange(len(table)))": "table @ table.T"}, "long vectors"),
    ({"x, y, z =": "y, x, z ="}, "the factors are those of a, b and c, in this order"),
    ({"(a, b, c)": "(c,)"}, "only c is struck out"),
    ({"[torch.arange(len(ids)), ids]": "[:, ids]"}, "in each row only its own three"),
    ({"if exclude": "if not exclude"}, "exclude=True)`, gives [2], expected [3]"),
    ({"if exclude": "if True"}, "it never looks at `exclude`"),
    ({".argmax(dim=1)": ""}, "there is an axis too many"),
    ({".argmax(dim=1)": ".max(dim=1).values"}, "gives"),
    ({"questions.T": "questions"}, "ValueError"),
)
RIGHT_BLIND["answer_analogies"] = [answers_by_factors]
WRONG_BLIND["answer_analogies"] = edits_of(
    answers_by_factors,
    ({"F.normalize(table.double(), dim=1)": "table.double()"}, "long vectors decide"),
    ({"units[questions]": "units[questions[:, [1, 0, 2]]]"}, "here a has that of b"),
    ({"if exclude": "if not exclude"}, "exclude=True)`, gives [2], expected [3]"),
    ({"questions, len": "questions[:, 2:], len"}, "only c is struck out"),
)
