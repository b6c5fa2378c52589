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
    ({"in sentences": "in [s for s in sentences if word in s][:1]"}, "only one sentence is left"),
    (PAIRS, "the keys are pairs"),
    ({"for other": "sentence.remove(word)\nfor other"}, "it changes its arguments"),
)
RIGHT_BLIND["count_company"] = [counted_in_a_loop, sum_of_counters]
WRONG_BLIND["count_company"] = edits_of(
    counted_in_a_loop,
    ({" != word": ""}, "as its own company"),
    ({"other in sentence": "other in set(sentence)"}, "a set forgets how often"),
    ({"word in sentence": "sentence"}, "those without the word too"),
    (counted_next_door, "only the words right beside it"),
    (
        {"other in sentence": "other in sentence[sentence.index(word) :]"},
        "only the words to its right",
    ),
    ({"word in sentence": "word in ' '.join(sentence)"}, "finds parts of words"),
    ({"for other": "sentence.remove(word)\nfor other"}, "it changes its arguments"),
    ({"return": "found[word] = 0\nreturn"}, "with the count 0"),
    ({"found = {}": "pass", "for other": "found = {}\nfor other"}, "UnboundLocalError"),
    ({"for other": "found = {}\nfor other"}, "the last with the word"),
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
    (WITHOUT_ROOT, "the root of the sum of the squares"),
    (
        lambda matrix, row: row_by_row(matrix, row).tolist(),
        "it returns a list, expected an ndarray",
    ),
    (lambda matrix, row: row_by_row(matrix, row).argsort(), "it gives"),
)
RIGHT_BLIND["cosines"] = [by_lists, edited(of_units, {".astype(np.float32)": ""}), by_torch]
WRONG_BLIND["cosines"] = edits_of(
    by_lengths,
    ({" / (lengths * lengths[row])": ""}, "before any division"),
    ({"lengths * lengths[row]": "lengths[row]"}, "the length of the one row alone"),
    ({"lengths * lengths[row]": "lengths[row] ** 2"}, "the square of one length"),
    ({" * lengths[row]": ""}, "the other rows' lengths alone"),
    ({"(lengths *": "(np.linalg.norm(matrix) *"}, "a single number for the whole table"),
    (WITHOUT_ROOT, "squared lengths"),
    ({"np.linalg.norm(matrix, axis=1)": "matrix.sum(axis=1)"}, "the sums of the rows"),
    ({"return": "return 1 -"}, "the distance, 1 − cosine"),
    (lambda matrix, row: np.corrcoef(matrix)[row], "this is a correlation"),
    (
        lambda matrix, row: np.delete(of_units(matrix, row), row),
        "an array of shape (1,), expected (2,)",
    ),
    (
        {"matrix[row] / (lengths * lengths[row])": "matrix.T / np.outer(lengths, lengths)"},
        "an array of shape (2, 2), expected (2,)",
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
    ({" / counts.sum()": ""}, "the total *squared*"),
    ({"np.outer(rows, columns)": "rows * columns"}, "must stand upright"),
    ({"outer(rows, columns)": "outer(columns, rows)"}, "are exchanged"),
    ({"counts.sum()": "counts.sum() ** 2"}, "they sum to 1"),
    (RATIO, "one step too far"),
    (lambda counts: np.full(counts.shape, counts.mean()), "the mean of the table"),
)
RIGHT_BLIND["expected_counts"] = [chance_by_rows, chance_of_shares, chance_by_einsum]
WRONG_BLIND["expected_counts"] = edits_of(
    chance_by_outer,
    (lambda counts: np.full(counts.shape, counts.mean()), "the mean of the table"),
    (lambda c: np.outer(c.mean(axis=1), np.ones(c.shape[1])), "spread evenly over the columns"),
    (lambda c: np.outer(np.ones(c.shape[0]), c.mean(axis=0)), "spread evenly over the rows"),
    ({" / counts.sum()": ""}, "the total *squared*"),
    ({"counts.sum()": "counts.sum() ** 2"}, "they sum to 1"),
    ({"/ counts": "// counts"}, "cuts off the fractions"),
    (lambda c: np.outer(c.mean(axis=1), c.mean(axis=0)), "products of means"),
    (RATIO, "one step too far"),
    ({"counts.sum()": "counts.size"}, "products of means"),
    ({"outer(rows, columns)": "outer(columns, rows)"}, "rows and columns are exchanged"),
)
