"""Answers by someone who has read lesson 02 but not its checks."""

from collections import Counter

import numpy as np
import torch


def company_loop(sentences, word):
    found = {}
    for sentence in sentences:
        if word not in sentence:
            continue
        for other in sentence:
            if other != word:
                found[other] = found.get(other, 0) + 1
    return Counter(found)


def company_sums(sentences, word):
    total = sum((Counter(s) for s in sentences if word in s), Counter())
    del total[word]
    return total


def company_itself_too(sentences, word):
    return Counter(other for s in sentences if word in s for other in s)


def company_once_a_sentence(sentences, word):
    return Counter(other for s in sentences if word in s for other in set(s) - {word})


def company_everywhere(sentences, word):
    return Counter(other for s in sentences for other in s if other != word)


def company_next_door(sentences, word):
    found = Counter()
    for s in sentences:
        if word in s:
            i = s.index(word)
            found.update(s[max(0, i - 1) : i] + s[i + 1 : i + 2])
    return found


def company_to_the_right(sentences, word):
    return Counter(other for s in sentences if word in s for other in s[s.index(word) + 1 :])


def company_substring(sentences, word):
    return Counter(o for s in sentences if word in " ".join(s) for o in s if o != word)


def company_removes(sentences, word):
    found = Counter()
    for s in sentences:
        if word in s:
            s.remove(word)
            found.update(s)
    return found


def company_subtracts(sentences, word):
    found = Counter()
    for s in sentences:
        if word in s:
            found.update(s)
    found[word] = 0
    return found


def company_last_sentence(sentences, word):
    for s in sentences:
        if word in s:
            found = Counter(s)
            del found[word]
    return found


def company_last(sentences, word):
    found = Counter()
    for s in sentences:
        if word in s:
            found = Counter(other for other in s if other != word)
    return found


def company_of_pairs(sentences, word):
    return Counter((word, other) for s in sentences if word in s for other in s if other != word)


def cosines_loop(matrix, row):
    rows = matrix.tolist()
    found = []
    for other in rows:
        dot = sum(a * b for a, b in zip(rows[row], other, strict=True))
        lengths = sum(a * a for a in rows[row]) * sum(b * b for b in other)
        found.append(dot / lengths**0.5)
    return np.array(found)


def cosines_unit_rows(matrix, row):
    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    return unit @ unit[row]


def cosines_torch(matrix, row):
    rows = torch.tensor(matrix, dtype=torch.float64)
    return torch.cosine_similarity(rows, rows[row : row + 1]).numpy()


def cosines_dot_only(matrix, row):
    return matrix @ matrix[row]


def cosines_own_length_only(matrix, row):
    return matrix @ matrix[row] / np.linalg.norm(matrix[row])


def cosines_own_length_twice(matrix, row):
    return matrix @ matrix[row] / np.linalg.norm(matrix[row]) ** 2


def cosines_length_of_the_table(matrix, row):
    return matrix @ matrix[row] / (np.linalg.norm(matrix) * np.linalg.norm(matrix[row]))


def cosines_without_root(matrix, row):
    return matrix @ matrix[row] / ((matrix**2).sum(axis=1) * (matrix[row] ** 2).sum())


def cosines_sums_for_lengths(matrix, row):
    return matrix @ matrix[row] / (matrix.sum(axis=1) * matrix[row].sum())


def cosines_distance(matrix, row):
    return 1 - cosines_unit_rows(matrix, row)


def cosines_correlation(matrix, row):
    return np.corrcoef(matrix)[row]


def cosines_without_itself(matrix, row):
    return np.delete(cosines_unit_rows(matrix, row), row)


def cosines_other_lengths_only(matrix, row):
    return matrix @ matrix[row] / np.linalg.norm(matrix, axis=1)


def cosines_all_with_all(matrix, row):
    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    return unit @ unit.T


def chance_loop(counts):
    rows, columns, total = counts.sum(axis=1), counts.sum(axis=0), counts.sum()
    expected = np.zeros(counts.shape)
    for i in range(len(rows)):
        expected[i] = rows[i] * (columns / total)
    return expected


def chance_shares(counts):
    share = counts.sum(axis=1, keepdims=True) / counts.sum()
    return (share * counts.sum(axis=0)).astype(np.float32)


def chance_einsum(counts):
    shared = counts / counts.sum()
    return np.einsum("ik,lj->ij", shared, shared) * counts.sum()


def chance_mean(counts):
    return np.full(counts.shape, counts.mean())


def chance_rows_spread(counts):
    return np.repeat(counts.mean(axis=1, keepdims=True), counts.shape[1], axis=1)


def chance_columns_spread(counts):
    return np.repeat(counts.mean(axis=0, keepdims=True), counts.shape[0], axis=0)


def chance_not_divided(counts):
    return np.outer(counts.sum(axis=1), counts.sum(axis=0))


def chance_probabilities(counts):
    return np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum() ** 2


def chance_whole_numbers(counts):
    return np.outer(counts.sum(axis=1), counts.sum(axis=0)) // counts.sum()


def chance_of_means(counts):
    return np.outer(counts.mean(axis=1), counts.mean(axis=0))


def chance_ratio(counts):
    return counts * counts.sum() / np.outer(counts.sum(axis=1), counts.sum(axis=0))


def chance_by_size(counts):
    return np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.size


def chance_axes_swapped(counts):
    return np.outer(counts.sum(axis=0), counts.sum(axis=1)) / counts.sum()


RIGHT = {
    "count_company": [company_loop, company_sums],
    "cosines": [cosines_loop, cosines_unit_rows, cosines_torch],
    "expected_counts": [chance_loop, chance_shares, chance_einsum],
}
WRONG = {
    "count_company": [
        (company_itself_too, "as its own company"),
        (company_once_a_sentence, "a set forgets how often"),
        (company_everywhere, "those without the word too"),
        (company_next_door, "only the words right beside it"),
        (company_to_the_right, "only the words to its right"),
        (company_substring, "finds parts of words"),
        (company_removes, "it changes its arguments"),
        (company_subtracts, "with the count 0"),
        (company_last_sentence, "UnboundLocalError"),
        (company_last, "the last with the word"),
        (company_of_pairs, "the keys are pairs"),
    ],
    "cosines": [
        (cosines_dot_only, "before any division"),
        (cosines_own_length_only, "the length of the one row alone"),
        (cosines_own_length_twice, "the square of one length"),
        (cosines_other_lengths_only, "the other rows' lengths alone"),
        (cosines_length_of_the_table, "a single number for the whole table"),
        (cosines_without_root, "squared lengths"),
        (cosines_sums_for_lengths, "the sums of the rows"),
        (cosines_distance, "the distance, 1 − cosine"),
        (cosines_correlation, "this is a correlation"),
        (cosines_without_itself, "an array of shape (1,), expected (2,)"),
        (cosines_all_with_all, "an array of shape (2, 2), expected (2,)"),
    ],
    "expected_counts": [
        (chance_mean, "the mean of the table"),
        (chance_rows_spread, "spread evenly over the columns"),
        (chance_columns_spread, "spread evenly over the rows"),
        (chance_not_divided, "the total *squared*"),
        (chance_probabilities, "they sum to 1"),
        (chance_whole_numbers, "cuts off the fractions"),
        (chance_of_means, "products of means"),
        (chance_ratio, "one step too far"),
        (chance_by_size, "products of means"),
        (chance_axes_swapped, "rows and columns are exchanged"),
    ],
}
