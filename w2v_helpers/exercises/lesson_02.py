"""Exercises of lesson 02: a word's company, cosine, and what chance would give."""

from collections import Counter

import numpy as np

from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def count_company(sentences: list[list[str]], word: str) -> Counter[str]:
    """How often each other word stands in one sentence with `word`.

    `word` stands at most once in a sentence, another word may stand there several
    times.

    >>> sentences = [["oslo", "the", "the"], ["oslo", "metro"], ["the"]]
    >>> sorted(count_company(sentences, "oslo").items())
    [('metro', 1), ('the', 2)]
    """
    together = [sentence for sentence in sentences if word in sentence]
    return Counter(
        other for sentence in together for other in sentence if other != word
    )


company = Exercise(
    count_company,
    stars=1,
    bought="a word's company is counted: one row of the co-occurrence matrix.",
    why="""Take the sentences that hold the word, and of each the other words.
    `Counter` counts whatever you hand it, one at a time; a word that stands twice
    in the sentence is met twice.""",
)


@company.domain
def sentences_and_a_word(draw: Draw) -> tuple[list[list[str]], str]:
    """Some with the word, some without, some with a longer word that holds it."""
    word, others = "pole", ["oslo", "The", "poles", "2", "near"]
    sentences = []
    for _ in range(draw.size("the number of sentences", 5, least=0)):
        sentence = draw.choices(others, k=draw.randint(0, 5))
        repeated = len({*sentence}) < len(sentence)
        draw.note("another word comes twice in a sentence", repeated)
        sentence += [word] * draw.randint(0, 1)
        sentences.append(draw.sample(sentence, len(sentence)))
    return sentences, word


@company.mistake(
    "the word is counted as its own company. Only the *others* stand beside it"
)
def own_company(sentences: list[list[str]], word: str) -> Counter[str]:
    return Counter(other for s in sentences if word in s for other in s)


@company.mistake(
    "all sentences are counted, those without the word too: these are the "
    "frequencies of the whole text"
)
def whole_text(sentences: list[list[str]], word: str) -> Counter[str]:
    return Counter(other for s in sentences for other in s if other != word)


@company.mistake(
    "a word that stands twice in a sentence counts once: a set forgets how often"
)
def sets(sentences: list[list[str]], word: str) -> Counter[str]:
    return Counter(other for s in sentences if word in s for other in {*s} - {word})


@company.mistake(
    "a longer word counts too: in a *string* `in` finds parts of words "
    "(`pole` in `poles`). Look in the list"
)
def parts_of_words(sentences: list[list[str]], word: str) -> Counter[str]:
    return Counter(
        other
        for s in sentences
        if word in " ".join(s)
        for other in s
        if other != word
    )


def cosines(matrix: np.ndarray, row: int) -> np.ndarray:
    """The cosines of one row of the matrix with every row, itself too.

    matrix: (rows, columns), no row all zero; returns (rows,).

    >>> cosines(np.array([[3, 4], [6, 8], [4, -3]]), 0).tolist()
    [1.0, 1.0, 0.0]
    """
    lengths = np.linalg.norm(matrix, axis=1)  # (rows,)
    return matrix @ matrix[row] / (lengths * lengths[row])


cosine = Exercise(
    cosines,
    stars=2,
    bought="the length of a row is gone, only its proportions count.",
    why="""`matrix @ matrix[row]` takes the product of the row with every row at
    once. `axis=1` gives each row a length of its own, and the brackets put *both*
    lengths under the line.""",
)


@cosine.domain
def matrix_and_row(draw: Draw) -> tuple[np.ndarray, int]:
    rows, columns = draw.size("rows", 4), draw.size("columns", 5)
    matrix = draw.floats("matrix", rows, columns, kinds="zeros large").numpy()
    if draw.chance("matrix holds whole numbers", 0.5):
        matrix = (3 * matrix).astype(draw.choice([np.int64, np.float64]))
    matrix[:, 0] = draw.choice([-2, 1, 3])  # no row is all zero
    if draw.chance("a row is a multiple of another"):
        matrix[-1] = -2 * matrix[0]
    return matrix, draw.randrange(rows)


def length(matrix: np.ndarray) -> np.ndarray:
    return np.linalg.norm(matrix, axis=1)


@cosine.mistake(
    "these are the products, before any division: long rows win, whatever "
    "their direction. Divide by both lengths"
)
def products(matrix: np.ndarray, row: int) -> np.ndarray:
    return matrix @ matrix[row]


@cosine.mistake(
    "`a / b * c` is `(a / b) * c`: this divides by one length and multiplies "
    "by the other. Both belong under the line"
)
def multiplied(matrix: np.ndarray, row: int) -> np.ndarray:
    return matrix @ matrix[row] / length(matrix) * length(matrix)[row]


@cosine.mistake(
    "this divides by the other rows' lengths alone, so the row itself does "
    "not get 1. There are two lengths in the formula"
)
def other_lengths(matrix: np.ndarray, row: int) -> np.ndarray:
    return matrix @ matrix[row] / length(matrix)


@cosine.mistake(
    "`np.linalg.norm` of a matrix is a single number for the whole table. Ask "
    "it for a length a row: `axis`"
)
def one_length(matrix: np.ndarray, row: int) -> np.ndarray:
    return matrix @ matrix[row] / (np.linalg.norm(matrix) * length(matrix)[row])


def expected_counts(counts: np.ndarray) -> np.ndarray:
    """The counts that chance would give, if nobody preferred anybody.

    counts: (words, contexts); returns the same shape, with the same sums of rows
    and of columns.

    >>> expected_counts(np.array([[2, 2], [7, 1]])).tolist()
    [[3.0, 1.0], [6.0, 2.0]]
    """
    rows = counts.sum(axis=1)  # (words,)
    columns = counts.sum(axis=0)  # (contexts,)
    return np.outer(rows, columns) / counts.sum()


chance = Exercise(
    expected_counts,
    stars=3,
    bought="now a count can be weighed against what chance would give.",
    why="""A word that makes up a tenth of all meetings would, by chance, make
    up a tenth of every context's meetings: row sum · column sum / total.
    `np.outer` multiplies every row sum with every column sum.""",
)


@chance.domain
def a_table_of_counts(draw: Draw) -> tuple[np.ndarray]:
    rows = draw.size("words", 4)
    columns = draw.choice([rows, draw.size("contexts", 5)])
    counts = np.array(
        [[draw.randint(0, 6) for _ in range(columns)] for _ in range(rows)]
    )
    draw.note("words and contexts are equally many", rows == columns)
    draw.note("a count is 0", (counts == 0).any())
    counts[-1, -1] += 1  # not all are 0
    if draw.chance("counts are large"):
        counts *= 5000
    return (counts.astype(draw.choice([np.int64, np.int32, np.float64])),)


@chance.mistake(
    "the row sums lie along the columns. Sums of the shape (words,) and "
    "(contexts,) meet on the same axis: one of the two must stand upright"
)
def sums_on_one_axis(counts: np.ndarray) -> np.ndarray:
    return counts.sum(axis=1) * counts.sum(axis=0) / counts.sum()


evenly = chance.mistake(
    "that spreads meetings evenly, over the whole table or along each row. But a "
    "frequent word, or context, would by chance meet more"
)


@evenly
def mean_of_each_row(counts: np.ndarray) -> np.ndarray:
    return np.broadcast_to(counts.mean(axis=1, keepdims=True), counts.shape)


@evenly
def mean_of_the_table(counts: np.ndarray) -> np.ndarray:
    return np.full(counts.shape, counts.mean())


@chance.mistake(
    "that is the count divided by what chance would give, one step too far. "
    "Return the divisor"
)
def count_by_chance(counts: np.ndarray) -> np.ndarray:
    return counts / expected_counts(counts)


own_meetings = chance.mistake(
    "each count itself is still in it, divided or times a share. Chance does not "
    "know who met whom: it takes a row's share of the *sum* of each column"
)


@own_meetings
def shares_of_rows(counts: np.ndarray) -> np.ndarray:
    return counts / counts.sum(axis=1, keepdims=True)


@own_meetings
def shares_of_columns(counts: np.ndarray) -> np.ndarray:
    return counts / counts.sum(axis=0)


@own_meetings
def times_share_of_row(counts: np.ndarray) -> np.ndarray:
    return counts * counts.sum(axis=1, keepdims=True) / counts.sum()


@own_meetings
def times_share_of_column(counts: np.ndarray) -> np.ndarray:
    return counts * counts.sum(axis=0) / counts.sum()
