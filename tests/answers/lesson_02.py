"""Answers to the exercises of lesson 02."""

from collections import Counter

import numpy as np
import torch

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edited, edits_of

# ---- count_company


def counted_in_a_loop(sentences, word):
    found = {}
    for sentence in sentences:
        if word in sentence:
            for other in sentence:
                if other != word:
                    found[other] = found.get(other, 0) + 1
    return found


def counted_and_removed(sentences, word):
    found = Counter()
    for sentence in sentences:
        if sentence.count(word):
            found.update(sentence)
    found.pop(word, None)
    return found


def sum_of_counters(sentences, word):
    total = sum((Counter(s) for s in sentences if word in s), Counter())
    del total[word]
    return total


def counted_next_door(sentences, word):
    found = Counter()
    for s in sentences:
        if word in s:
            i = s.index(word)
            found.update(s[max(0, i - 1) : i] + s[i + 1 : i + 2])
    return found


PAIRS = {"found[other] = found.get(other": "found[word, other] = found.get((word, other)"}
RIGHT["count_company"] = [counted_in_a_loop, counted_and_removed]
WRONG["count_company"] = edits_of(
    counted_in_a_loop,
    ({" != word": ""}, "its own company"),
    ({"word in sentence": "sentence"}, "the whole text"),
    ({"other in sentence": "other in set(sentence)"}, "a set forgets how often"),
    ({"word in sentence": "word in ' '.join(sentence)"}, "finds parts of words"),
    ({"in sentences": "in [s for s in sentences if word in s][:1]"}, "keys are missing"),
    (PAIRS, "the keys are pairs"),
    ({"for other": "sentence.remove(word)\nfor other"}, "it changes its argument `sentences`"),
)
RIGHT_BLIND["count_company"] = [counted_in_a_loop, sum_of_counters]
WRONG_BLIND["count_company"] = edits_of(
    counted_in_a_loop,
    ({" != word": ""}, "as its own company"),
    ({"other in sentence": "other in set(sentence)"}, "a set forgets how often"),
    ({"word in sentence": "sentence"}, "those without the word too"),
    (counted_next_door, "its own example"),
    (
        {"other in sentence": "other in sentence[sentence.index(word) :]"},
        "it gives",
    ),
    ({"word in sentence": "word in ' '.join(sentence)"}, "finds parts of words"),
    ({"for other": "sentence.remove(word)\nfor other"}, "it changes its argument `sentences`"),
    ({"return": "found[word] = 0\nreturn"}, "there are keys too many"),
    ({"found = {}": "pass", "for other": "found = {}\nfor other"}, "its own example"),
    ({"for other": "found = {}\nfor other"}, "its own example"),
    (PAIRS, "the keys are pairs"),
)

# ---- cosines


def row_by_row(matrix, row):
    mine = matrix[row]
    return np.array(
        [other @ mine / (np.sqrt(other @ other) * np.sqrt(mine @ mine)) for other in matrix]
    )


def of_units(matrix, row):
    units = (matrix / np.sqrt((matrix**2).sum(axis=1, keepdims=True))).astype(np.float32)
    return units @ units[row]


def by_lists(matrix, row):
    rows = matrix.tolist()
    found = []
    for other in rows:
        dot = sum(a * b for a, b in zip(rows[row], other, strict=True))
        lengths = sum(a * a for a in rows[row]) * sum(b * b for b in other)
        found.append(dot / lengths**0.5)
    return np.array(found)


def by_torch(matrix, row):
    rows = torch.tensor(matrix, dtype=torch.float64)
    return torch.cosine_similarity(rows, rows[row : row + 1]).numpy()


def by_lengths(matrix, row):
    lengths = np.linalg.norm(matrix, axis=1)
    return matrix @ matrix[row] / (lengths * lengths[row])


WITHOUT_ROOT = {"np.linalg.norm(matrix, axis=1)": "(matrix**2).sum(axis=1)"}
RIGHT["cosines"] = [row_by_row, of_units]
WRONG["cosines"] = edits_of(
    by_lengths,
    ({" / (lengths * lengths[row])": ""}, "before any division"),
    ({"(lengths * lengths[row])": "lengths * lengths[row]"}, "Both belong under the line"),
    ({" * lengths[row]": ""}, "the row itself does not get 1"),
    ({"(lengths *": "(np.linalg.norm(matrix) *"}, "a single number for the whole table"),
    (WITHOUT_ROOT, "its own example"),
    (
        lambda matrix, row: row_by_row(matrix, row).tolist(),
        "it returns a list, expected an ndarray",
    ),
    (lambda matrix, row: row_by_row(matrix, row).argsort(), "its own example"),
)
RIGHT_BLIND["cosines"] = [by_lists, edited(of_units, {".astype(np.float32)": ""}), by_torch]
WRONG_BLIND["cosines"] = edits_of(
    by_lengths,
    ({" / (lengths * lengths[row])": ""}, "before any division"),
    ({"lengths * lengths[row]": "lengths[row]"}, "its own example"),
    ({"lengths * lengths[row]": "lengths[row] ** 2"}, "its own example"),
    ({" * lengths[row]": ""}, "the other rows' lengths alone"),
    ({"(lengths *": "(np.linalg.norm(matrix) *"}, "a single number for the whole table"),
    (WITHOUT_ROOT, "its own example"),
    ({"np.linalg.norm(matrix, axis=1)": "matrix.sum(axis=1)"}, "its own example"),
    ({"return": "return 1 -"}, "that is 1 minus what is asked for"),
    (lambda matrix, row: np.corrcoef(matrix)[row], "its own example"),
    (
        lambda matrix, row: np.delete(of_units(matrix, row), row),
        "its own example",
    ),
    (
        {"matrix[row] / (lengths * lengths[row])": "matrix.T / np.outer(lengths, lengths)"},
        "it never looks at `row`, so its value changes nothing",
    ),
)

# ---- expected_counts


def chance_in_loops(counts):
    expected = np.zeros(counts.shape)
    for i in range(counts.shape[0]):
        for j in range(counts.shape[1]):
            expected[i, j] = counts[i].sum() * counts[:, j].sum() / counts.sum()
    return expected


def chance_of_shares(counts):
    shares = counts.sum(axis=0) / counts.sum()
    return (counts.sum(axis=1, keepdims=True) * shares).astype(np.float32)


def chance_by_rows(counts):
    rows, columns, total = counts.sum(axis=1), counts.sum(axis=0), counts.sum()
    expected = np.zeros(counts.shape)
    for i in range(len(rows)):
        expected[i] = rows[i] * (columns / total)
    return expected


def chance_by_einsum(counts):
    shared = counts / counts.sum()
    return np.einsum("ik,lj->ij", shared, shared) * counts.sum()


def chance_by_outer(counts):
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    return np.outer(rows, columns) / counts.sum()


RATIO = {
    "np.outer(rows, columns) / counts.sum()": "counts * counts.sum() / np.outer(rows, columns)"
}
RIGHT["expected_counts"] = [chance_in_loops, chance_of_shares]
WRONG["expected_counts"] = edits_of(
    chance_by_outer,
    ({" / counts.sum()": ""}, "it is the sum of counts times what is asked for"),
    ({"np.outer(rows, columns)": "rows * columns"}, "must stand upright"),
    ({"outer(rows, columns)": "outer(columns, rows)"}, "are exchanged"),
    ({"counts.sum()": "counts.sum() ** 2"}, "these are divided by their sum"),
    (RATIO, "one step too far"),
    (lambda counts: (counts.sum(1) / counts.sum())[:, None] * counts, "each count itself is still"),
    (
        lambda counts: counts.sum(axis=0, keepdims=True) / counts.sum() * counts,
        "takes a row's share of the *sum* of each column",
    ),
    (lambda counts: counts / counts.sum(axis=0), "each count itself is still in it"),
    (lambda counts: np.full(counts.shape, counts.mean()), "spreads meetings evenly"),
)
RIGHT_BLIND["expected_counts"] = [chance_by_rows, chance_of_shares, chance_by_einsum]
WRONG_BLIND["expected_counts"] = edits_of(
    chance_by_outer,
    (lambda counts: np.full(counts.shape, counts.mean()), "spreads meetings evenly"),
    (
        lambda counts: np.outer(counts.mean(axis=1), np.ones(counts.shape[1])),
        "spreads meetings evenly, over the whole table or along each row",
    ),
    (
        lambda counts: np.outer(np.ones(counts.shape[0]), counts.mean(axis=0)),
        "every row gets the same numbers",
    ),
    ({" / counts.sum()": ""}, "it is the sum of counts times what is asked for"),
    ({"counts.sum()": "counts.sum() ** 2"}, "these are divided by their sum"),
    ({"/ counts": "// counts"}, "only whole numbers are left"),
    (
        lambda counts: np.outer(counts.mean(axis=1), counts.mean(axis=0)),
        "as if divided by the number of all items of counts instead",
    ),
    (RATIO, "one step too far"),
    ({"counts.sum()": "counts.size"}, "as if divided by the number of all items of counts instead"),
    ({"outer(rows, columns)": "outer(columns, rows)"}, "rows and columns are exchanged"),
)
