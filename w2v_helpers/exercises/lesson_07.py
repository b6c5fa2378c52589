"""Exercises of lesson 07: neighbours and analogies."""

import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def cosines_with_all(table: Tensor, ids: Tensor) -> Tensor:
    """The cosine of the vector of each id with every vector of the table.

    table: ``(V, dim)``; ids: ``(n,)``; result: ``(n, V)``.
    >>> cosines_with_all(torch.tensor([[3.0, 0.0], [0.0, 2.0]]), torch.tensor([1]))
    tensor([[0., 1.]])
    """
    units = F.normalize(table, dim=1)  # (V, dim): every row divided by its length
    return units[ids] @ units.T


near = Exercise(
    cosines_with_all,
    stars=1,
    bought=(
        "one matrix product compares any number of words with the whole vocabulary."
    ),
    why="""Rows of length 1 make every dot product a cosine. So normalize the
    table once, by rows, pick the rows of the ids, and multiply: entry (i, j) of
    the product is the dot product of row i with row j.""",
)


@near.domain
def table_and_ids(draw: Draw) -> tuple[Tensor, Tensor]:
    size = draw.size("V", 8)
    table = draw.normal(size, draw.size("dim", 6)) * draw.choice([1, 100])
    table += table.sign() / 10  # no row is near zero
    return table, draw.ids("ids", draw.size("n", 4), size)


@near.mistake(
    "these are dot products: a long vector is near to everything. Divide by "
    "both lengths"
)
def products(table: Tensor, ids: Tensor) -> Tensor:
    return table[ids] @ table.T


@near.mistake(
    "the words asked for have length 1, the words they meet do not: a cosine "
    "needs both"
)
def others_long(table: Tensor, ids: Tensor) -> Tensor:
    return F.normalize(table[ids], dim=1) @ table.T


@near.mistake(
    "each row of the table has length 1, the words asked for do not: a cosine "
    "needs both"
)
def asked_long(table: Tensor, ids: Tensor) -> Tensor:
    return table[ids] @ F.normalize(table, dim=1).T


@near.mistake("the columns have length 1, the rows do not: a word is a row")
def columns(table: Tensor, ids: Tensor) -> Tensor:
    units = F.normalize(table, dim=0)
    return units[ids] @ units.T


def nearest_words(table: Tensor, ids: Tensor, k: int) -> Tensor:
    """The ids of the k words nearest to each word, nearest first, without itself.

    table: ``(V, dim)``; ids: ``(n,)``; k: from 1 to V − 1; result: ``(n, k)``.
    >>> table = torch.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]])
    >>> nearest_words(table, torch.tensor([0, 1]), 2)
    tensor([[2, 1],
            [2, 0]])
    """
    cosines = cosines_with_all(table, ids)  # (n, V)
    others = cosines.scatter(1, ids[:, None], -torch.inf)  # a word's own place
    return others.topk(k, dim=1).indices


nearest = Exercise(
    nearest_words,
    stars=2,
    bought="neighbours of any number of words, and no word is its own.",
    why="""Row r of the cosines belongs to word ids[r], so its own place is column
    ids[r]. `scatter(1, ids[:, None], −∞)` writes −∞ there, into a copy; nothing
    loses to −∞. To cut off the first of k + 1 is right only while no other word
    has the same direction.""",
)


@nearest.domain
def table_ids_and_k(draw: Draw) -> tuple[Tensor, Tensor, int]:
    size = draw.size("V", 8, least=3)
    table = draw.normal(size, draw.size("dim", 6, least=2)) * draw.choice([1, 100])
    table += table.sign() / 10  # no row is near zero
    ids = draw.ids("ids", draw.size("n", 4), size)
    if draw.chance("two words have the same direction", 0.4):
        one, other = draw.sample(
            range(size), 2
        )  # for any third word they would tie
        table[other] = 2 * table[one]
        ids = torch.tensor([one])
    k = draw.randint(1, max(1, size - len(ids.unique())))
    draw.note("k is 1", k == 1)
    return table, ids, k


@nearest.mistake(
    "a word stands among its own neighbours: nothing is nearer to it. Only the "
    "others count"
)
def with_itself(table: Tensor, ids: Tensor, k: int) -> Tensor:
    return cosines_with_all(table, ids).topk(k).indices


@nearest.mistake(
    "the first of k + 1 is cut off, but where another word has the same direction "
    "that may be the other word: strike out the place of the word itself"
)
def first_cut_off(table: Tensor, ids: Tensor, k: int) -> Tensor:
    return cosines_with_all(table, ids).topk(k + 1).indices[:, 1:]


@nearest.mistake(
    "row r belongs to word ids[r], not to word r: its own place is column ids[r]"
)
def diagonal(table: Tensor, ids: Tensor, k: int) -> Tensor:
    cosines = cosines_with_all(table, ids)
    cosines.fill_diagonal_(-torch.inf)
    return cosines.topk(k).indices


@nearest.mistake(
    "a word also loses the other words that were asked for: in each row strike out "
    "its own word alone"
)
def without_all_asked(table: Tensor, ids: Tensor, k: int) -> Tensor:
    cosines = cosines_with_all(table, ids)
    cosines[:, ids] = -torch.inf
    return cosines.topk(k).indices


def answer_analogies(
    table: Tensor, questions: Tensor, factors: tuple[int, int, int], exclude: bool
) -> Tensor:
    """The word with the largest score, for each question a : b :: c : ?

    Every vector is divided by its length first. Then a question adds those of a, b
    and c, each times its factor; a word's score is its dot product with that sum.
    table: ``(V, dim)``; questions: ``(q, 3)``, the ids of a, b and c; factors: of
    a, b and c; exclude: True if a question's own words may not answer it.
    Result: ``(q,)``, ids.
    >>> table = torch.tensor([[2.0, 0.0], [0.0, 3.0], [-5.0, 0.0], [-1.0, 2.0]])
    >>> question = torch.tensor([[0, 1, 2]])
    >>> answer_analogies(table, question, (-1, 1, 1), exclude=True)
    tensor([3])
    >>> answer_analogies(table, question, (-1, 1, 1), exclude=False)
    tensor([2])
    """
    units = F.normalize(table, dim=1)  # (V, dim)
    sums = 0
    for factor, ids in zip(factors, questions.T, strict=True):
        sums = sums + factor * units[ids]  # (q, dim)
    scores = sums @ units.T  # (q, V)
    if exclude:
        scores = scores.scatter(1, questions, -torch.inf)
    return scores.argmax(dim=1)


answers = Exercise(
    answer_analogies,
    stars=3,
    bought="any number of analogies, by any such rule, is one matrix product.",
    why="""With all rows at length 1 every word has the same say in the sum.
    `questions.T` turns the columns a, b and c into rows: `units[ids]` is then
    `(q, dim)`, a row a question, and one product scores every word for every
    question. `scatter(1, questions, −∞)` strikes out three columns in each row,
    those that the row itself names.""",
)


@answers.domain
def table_questions_and_rule(
    draw: Draw,
) -> tuple[Tensor, Tensor, tuple[int, int, int], bool]:
    size = draw.size("V", 8, least=4)
    table = draw.normal(size, draw.size("dim", 6, least=2)) * draw.choice([1, 10])
    table += table.sign() / 10  # no row is near zero
    table *= torch.rand(size, 1, generator=draw.generator()) + 0.1
    rows = [draw.sample(range(size), 3) for _ in range(draw.size("questions", 4))]
    exclude = draw.pick("exclude", True, False)
    rules = [(-1, 1, 1), (0, 0, 1), (0, 1, 1)]  # of b + c, b and c are equally near
    factors = draw.pick("factors", *rules[: 2 + exclude])
    return table, torch.tensor(rows), factors, exclude


def answered(scores: Tensor, struck_out: Tensor, exclude: bool) -> Tensor:
    """The places of the largest scores, those of some ids of each row left out."""
    if exclude:
        scores = scores.scatter(1, struck_out, -torch.inf)
    return scores.argmax(dim=1)


def summed(
    rows: Tensor, questions: Tensor, factors: tuple[int, int, int]
) -> Tensor:
    return (torch.tensor(factors)[:, None] * rows[questions]).sum(dim=1)


long_vectors = answers.mistake(
    "long vectors decide: divide each by its length first, those of the sum and "
    "those that may answer"
)


@long_vectors
def long_sum(
    table: Tensor, questions: Tensor, factors: tuple[int, int, int], exclude: bool
) -> Tensor:
    units = F.normalize(table, dim=1)
    return answered(summed(table, questions, factors) @ units.T, questions, exclude)


@long_vectors
def long_answers(
    table: Tensor, questions: Tensor, factors: tuple[int, int, int], exclude: bool
) -> Tensor:
    sums = summed(F.normalize(table, dim=1), questions, factors)
    return answered(sums @ table.T, questions, exclude)


@long_vectors
def raw(
    table: Tensor, questions: Tensor, factors: tuple[int, int, int], exclude: bool
) -> Tensor:
    return answered(summed(table, questions, factors) @ table.T, questions, exclude)


@answers.mistake(
    "the words of the other questions are struck out as well: in each row only its "
    "own three"
)
def without_others_words(
    table: Tensor, questions: Tensor, factors: tuple[int, int, int], exclude: bool
) -> Tensor:
    units = F.normalize(table, dim=1)
    scores = summed(units, questions, factors) @ units.T
    if exclude:
        scores[:, questions.flatten()] = -torch.inf
    return scores.argmax(dim=1)


@answers.mistake("only c is struck out: a and b may not answer either")
def without_c(
    table: Tensor, questions: Tensor, factors: tuple[int, int, int], exclude: bool
) -> Tensor:
    units = F.normalize(table, dim=1)
    scores = summed(units, questions, factors) @ units.T
    return answered(scores, questions[:, 2:], exclude)


@answers.mistake(
    "the factors are those of a, b and c, in this order: here a has that of b"
)
def step_back(
    table: Tensor, questions: Tensor, factors: tuple[int, int, int], exclude: bool
) -> Tensor:
    return answer_analogies(table, questions[:, [1, 0, 2]], factors, exclude)
