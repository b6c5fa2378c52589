"""Exercises of lesson 02: a word's company, cosine, and what chance would give."""

import random
from collections import Counter

import numpy as np

from w2v_helpers.exercises.checking import Exercise


def count_company(sentences: list[list[str]], word: str) -> Counter[str]:
    """How often each other word stands in one sentence with `word`.

    `word` stands at most once in a sentence, another word may stand there several
    times.

    >>> sentences = [["oslo", "the", "the"], ["oslo", "metro"], ["the"]]
    >>> sorted(count_company(sentences, "oslo").items())
    [('metro', 1), ('the', 2)]
    """
    together = [sentence for sentence in sentences if word in sentence]
    return Counter(other for sentence in together for other in sentence if other != word)


def cosines(matrix: np.ndarray, row: int) -> np.ndarray:
    """The cosines of one row of the matrix with every row, itself too.

    matrix: (rows, columns), no row all zero; returns (rows,).

    >>> cosines(np.array([[3, 4], [6, 8], [4, -3]]), 0).tolist()
    [1.0, 1.0, 0.0]
    """
    lengths = np.linalg.norm(matrix, axis=1)  # (rows,)
    return matrix @ matrix[row] / (lengths * lengths[row])


def expected_counts(counts: np.ndarray) -> np.ndarray:
    """The counts that chance would give, if words met contexts regardless of which.

    counts: (words, contexts); returns the same shape, with the same sums of rows
    and of columns.

    >>> expected_counts(np.array([[3, 1], [1, 3], [2, 2]])).tolist()
    [[2.0, 2.0], [2.0, 2.0], [2.0, 2.0]]
    """
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)  # (words,), (contexts,)
    return np.outer(rows, columns) / counts.sum()


def _sentences(rng: random.Random) -> tuple[list[list[str]], str]:
    """Some with the word, some without, some with another word that holds its letters."""
    sentences = []
    for _ in range(rng.randint(3, 6)):
        sentence = rng.choices(["oslo", "the", "metro", "near", "poles"], k=rng.randint(2, 6))
        sentences.append(rng.sample(sentence + ["pole"] * rng.randint(0, 1), k=len(sentence)))
    return sentences, "pole"


def _counts(rng: random.Random) -> np.ndarray:
    """Every third time square: a wrong axis then raises nothing."""
    rows = rng.randint(2, 4)
    columns = rng.choice([rows, rows + 1, rows + 2])
    return np.array([[rng.randint(1, 6) for _ in range(columns)] for _ in range(rows)])


def _matrix(rng: random.Random) -> tuple[np.ndarray, int]:
    matrix = _counts(rng) - 2 * rng.randint(0, 1)
    matrix[:, 0] = rng.randint(1, 9)  # no row is all zero
    return matrix, rng.randrange(len(matrix))


def _lengths(matrix: np.ndarray) -> np.ndarray:
    return np.linalg.norm(matrix, axis=1)


def _correlations(matrix: np.ndarray, row: int) -> np.ndarray:
    with np.errstate(invalid="ignore"):  # a row of equal numbers has none
        return cosines(matrix - matrix.mean(axis=1, keepdims=True), row)


def _last_company(sentences: list[list[str]], word: str) -> Counter[str]:
    return next((count_company([s], word) for s in reversed(sentences) if word in s), Counter())


EXERCISES = [
    Exercise(
        count_company,
        stars=1,
        bought="a word's company is counted: one row of the co-occurrence matrix.",
        why="Take the sentences that hold the word, and of each the other words. `Counter` counts whatever you hand "
        "it, one at a time; a word that stands twice in the sentence is met twice.",
        cases=_sentences,
        mistakes={
            "the word is counted as its own company. Only the *others* stand beside it": (
                lambda sentences, word: Counter(other for s in sentences if word in s for other in s)
            ),
            "all sentences are counted, those without the word too: these are the frequencies of the whole text": (
                lambda sentences, word: Counter(other for s in sentences for other in s if other != word)
            ),
            "a word that stands twice in a sentence counts once: a set forgets how often": (
                lambda sentences, word: Counter(other for s in sentences if word in s for other in {*s} - {word})
            ),
            "a longer word counts too: in a *string* `in` finds parts of words (`pole` in `poles`). Look in the list": (
                lambda sentences, word: Counter(
                    other for s in sentences if word in " ".join(s) for other in s if other != word
                )
            ),
            "only the words right beside it are counted. Here the window is the whole sentence": (
                lambda sentences, word: Counter(
                    other
                    for s in sentences
                    if word in s
                    for other in s[max(0, s.index(word) - 1) : s.index(word) + 2]
                    if other != word
                )
            ),
            "only the words to its right are counted. Its company stands on both sides": (
                lambda sentences, word: Counter(
                    other for s in sentences if word in s for other in s[s.index(word) + 1 :]
                )
            ),
            "only one sentence is left, the first with the word. Does the function return inside the loop?": (
                lambda sentences, word: next((count_company([s], word) for s in sentences if word in s), Counter())
            ),
            "only one sentence is left, the last with the word. Does the counting start anew in each?": _last_company,
            "the word itself is still a key, with the count 0: it would get a column of its own. Leave it out": (
                lambda sentences, word: Counter({**count_company(sentences, word), word: 0})
            ),
            "the keys are pairs. One of the two words is always the same here: count the other alone": (
                lambda sentences, word: Counter(
                    {(word, other): n for other, n in count_company(sentences, word).items()}
                )
            ),
        },
    ),
    Exercise(
        cosines,
        stars=2,
        bought="the length of a row is gone, only its proportions count.",
        why="`matrix @ matrix[row]` takes the product of the row with every row at once. `axis=1` gives each row a "
        "length of its own, and the brackets put *both* lengths under the line.",
        cases=_matrix,
        mistakes={
            "these are the products, before any division: long rows win, whatever their direction. Divide by both "
            "lengths": lambda matrix, row: matrix @ matrix[row],
            "`a / b * c` is `(a / b) * c`: this divides by one length and multiplies by the other. Both belong under "
            "the line": lambda matrix, row: matrix @ matrix[row] / _lengths(matrix) * _lengths(matrix[[row]]),
            "this divides by the other rows' lengths alone, so the row itself does not get 1. There are two lengths "
            "in the formula": lambda matrix, row: matrix @ matrix[row] / _lengths(matrix),
            "this divides by the length of the one row alone: long rows still win. There are two lengths in the "
            "formula": lambda matrix, row: matrix @ matrix[row] / _lengths(matrix)[row],
            "this divides by the square of one length. Each of the other rows has a length of its own": (
                lambda matrix, row: matrix @ matrix[row] / _lengths(matrix)[row] ** 2
            ),
            "`np.linalg.norm` of a matrix is a single number for the whole table. Ask it for a length a row: `axis`": (
                lambda matrix, row: matrix @ matrix[row] / (np.linalg.norm(matrix) * np.linalg.norm(matrix[row]))
            ),
            "these are lengths of the columns. `axis` names the axis that is summed away: which runs along a row?": (
                lambda matrix, row: (
                    matrix @ matrix[row] / (np.linalg.norm(matrix, axis=0) * np.linalg.norm(matrix[row]))
                )
            ),
            "this divides by squared lengths: a length is the root of the sum of the squares": (
                lambda matrix, row: matrix @ matrix[row] / (_lengths(matrix) * _lengths(matrix)[row]) ** 2
            ),
            "this is the distance, 1 − cosine: 0 for the same direction. Return the cosine itself": (
                lambda matrix, row: 1 - cosines(matrix, row)
            ),
            "this is a correlation: it takes each row's mean away first. The cosine takes the rows as they are": (
                _correlations
            ),
            "this divides by the sums of the rows. A length is the root of the sum of the *squares*": (
                lambda matrix, row: matrix @ matrix[row] / (matrix.sum(axis=1) * matrix[row].sum())
            ),
        },
    ),
    Exercise(
        expected_counts,
        stars=3,
        bought="now a count can be weighed against what chance would give.",
        why="A word that makes up a tenth of all meetings would, by chance, make up a tenth of every context's "
        "meetings: row sum · column sum / total. `np.outer` multiplies every row sum with every column sum.",
        cases=lambda rng: (_counts(rng),),
        mistakes={
            "the products of the sums are as large as the total *squared*. What share of a column belongs to a row?": (
                lambda counts: np.outer(counts.sum(axis=1), counts.sum(axis=0))
            ),
            "the row sums lie along the columns. Sums of the shape (words,) and (contexts,) meet on the same axis: one "
            "of the two must stand upright": lambda counts: counts.sum(axis=1) * counts.sum(axis=0) / counts.sum(),
            "rows and columns are exchanged: `axis` names the axis that is summed *away*": (
                lambda counts: counts.sum(axis=1) * counts.sum(axis=0)[:, None] / counts.sum()
            ),
            "every place gets the mean of the table. But a frequent word, or context, would by chance meet more": (
                lambda counts: np.full(counts.shape, counts.mean())
            ),
            "these are the shares of each row. Chance asks for what the *columns* would give it": (
                lambda counts: counts / counts.sum(axis=1, keepdims=True)
            ),
            "that is the count divided by what chance would give, one step too far. Return the divisor": (
                lambda counts: counts / expected_counts(counts)
            ),
            "these are probabilities: they sum to 1. How many of all the meetings is that?": (
                lambda counts: expected_counts(counts) / counts.sum()
            ),
            "each row's sum is spread evenly over the columns. But a frequent context would get more of it": (
                lambda counts: np.full(counts.shape, counts.mean(axis=1, keepdims=True))
            ),
            "each column's sum is spread evenly over the rows. But a frequent word would get more of it": (
                lambda counts: np.full(counts.shape, counts.mean(axis=0))
            ),
            "`//` cuts off the fractions. What chance would give is seldom a whole number": (
                lambda counts: np.floor(expected_counts(counts) + 1e-9)
            ),
            "these are products of means. Only a row's *share* of all meetings, times a column's sum, is a count": (
                lambda counts: np.outer(counts.mean(axis=1), counts.mean(axis=0))
            ),
        },
    ),
]
