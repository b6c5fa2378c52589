"""Answers to the exercises of lesson 02: right ones in other forms, and wrong ones with a part of their hint."""

from collections import Counter

import numpy as np


def counted_in_a_loop(sentences: list[list[str]], word: str) -> dict[str, int]:
    found = {}
    for sentence in sentences:
        if word in sentence:
            for other in sentence:
                if other != word:
                    found[other] = found.get(other, 0) + 1
    return found


def counted_and_removed(sentences: list[list[str]], word: str) -> Counter:
    found = Counter()
    for sentence in sentences:
        if sentence.count(word):
            found.update(sentence)
    found.pop(word, None)
    return found


def counted_with_itself(sentences: list[list[str]], word: str) -> Counter:
    found = Counter()
    for sentence in sentences:
        if word in sentence:
            found.update(sentence)
    return found


def counted_once_a_sentence(sentences: list[list[str]], word: str) -> Counter:
    found = Counter()
    for sentence in map(set, sentences):
        if word in sentence:
            sentence.remove(word)
            found.update(sentence)
    return found


def counted_in_strings(sentences: list[list[str]], word: str) -> Counter:
    lines = [" ".join(sentence) for sentence in sentences]
    return Counter(other for line in lines if word in line for other in line.split() if other != word)


def counted_anew(sentences: list[list[str]], word: str) -> Counter:
    for sentence in sentences:
        if word in sentence:
            found = Counter()
            for other in sentence:
                if other != word:
                    found[other] += 1
            return found
    return Counter()


def counted_as_pairs(sentences: list[list[str]], word: str) -> Counter:
    return Counter((word, other) for sentence in sentences if word in sentence for other in sentence if other != word)


def row_by_row(matrix: np.ndarray, row: int) -> np.ndarray:
    mine = matrix[row]
    return np.array([other @ mine / (np.sqrt(other @ other) * np.sqrt(mine @ mine)) for other in matrix])


def of_units(matrix: np.ndarray, row: int) -> np.ndarray:
    units = (matrix / np.sqrt((matrix**2).sum(axis=1, keepdims=True))).astype(np.float32)
    return units @ units[row]


def without_brackets(matrix: np.ndarray, row: int) -> np.ndarray:
    length = np.sqrt((matrix**2).sum(axis=1))
    return (matrix * matrix[row]).sum(axis=1) / length * length[row]


def of_half_units(matrix: np.ndarray, row: int) -> np.ndarray:
    units = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    return units @ matrix[row]


def of_the_whole_table(matrix: np.ndarray, row: int) -> np.ndarray:
    return np.array([other @ matrix[row] for other in matrix]) / np.sqrt((matrix**2).sum() * (matrix[row] ** 2).sum())


def without_root(matrix: np.ndarray, row: int) -> np.ndarray:
    squares = (matrix**2).sum(axis=1)
    return matrix @ matrix[row] / (squares * squares[row])


def chance_in_loops(counts: np.ndarray) -> np.ndarray:
    expected = np.zeros(counts.shape)
    for i in range(counts.shape[0]):
        for j in range(counts.shape[1]):
            expected[i, j] = counts[i].sum() * counts[:, j].sum() / counts.sum()
    return expected


def chance_of_shares(counts: np.ndarray) -> np.ndarray:
    shares = counts.sum(axis=0) / counts.sum()
    return (counts.sum(axis=1, keepdims=True) * shares).astype(np.float32)


def chance_of_probabilities(counts: np.ndarray) -> np.ndarray:
    p = counts / counts.sum()
    return p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True)


RIGHT = {
    "count_company": [counted_in_a_loop, counted_and_removed],
    "cosines": [row_by_row, of_units],
    "expected_counts": [chance_in_loops, chance_of_shares],
}
WRONG = {
    "count_company": [
        (counted_with_itself, "its own company"),
        (lambda sentences, word: Counter(w for s in sentences for w in s if w != word), "the whole text"),
        (counted_once_a_sentence, "a set forgets how often"),
        (counted_in_strings, "finds parts of words"),
        (counted_anew, "only one sentence is left"),
        (counted_as_pairs, "the keys are pairs"),
        (lambda sentences, word: [s.remove(word) for s in sentences if word in s], "it changes its arguments"),
    ],
    "cosines": [
        (lambda matrix, row: np.dot(matrix, matrix[row]), "before any division"),
        (without_brackets, "Both belong under the line"),
        (of_half_units, "the row itself does not get 1"),
        (of_the_whole_table, "a single number for the whole table"),
        (without_root, "the root of the sum of the squares"),
        (lambda matrix, row: row_by_row(matrix, row).tolist(), "it returns a list, expected an ndarray"),
        (lambda matrix, row: row_by_row(matrix, row).argsort(), "it gives"),
    ],
    "expected_counts": [
        (lambda counts: counts.sum(axis=1)[:, None] * counts.sum(axis=0), "the total *squared*"),
        (lambda counts: counts.sum(1) * counts.sum(0) / counts.sum(), "must stand upright"),
        (lambda counts: np.outer(counts.sum(0), counts.sum(1)) / counts.sum(), "are exchanged"),
        (chance_of_probabilities, "they sum to 1"),
        (lambda counts: counts * counts.sum() / np.outer(counts.sum(1), counts.sum(0)), "one step too far"),
        (lambda counts: np.full_like(counts, counts.sum() / counts.size, dtype=float), "the mean of the table"),
    ],
}
