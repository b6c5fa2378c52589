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


def analogy_scores(table: Tensor, questions: Tensor) -> Tensor:
    """3CosAdd: the dot products of b − a + c with every word, for a : b :: c : ?

    Every vector is divided by its length before anything is added.
    table: ``(V, dim)``; questions: ``(q, 3)``, the ids of a, b and c;
    result: ``(q, V)``.
    >>> table = torch.tensor([[2.0, 0.0], [0.0, 3.0], [-5.0, 0.0]])
    >>> analogy_scores(table, torch.tensor([[0, 1, 2]]))
    tensor([[-2.,  1.,  2.]])
    """
    units = F.normalize(table, dim=1)  # (V, dim)
    a, b, c = questions.T  # (q,) each
    return (units[b] - units[a] + units[c]) @ units.T


analogy = Exercise(
    analogy_scores,
    stars=2,
    bought="any number of analogies is one matrix product.",
    why="""With all rows at length 1 every word has the same say in the sum, and the
    dot product of the sum with a word is the sum of three cosines: with b, minus
    with a, plus with c. `questions.T` turns the columns a, b and c into rows, so
    that they can be unpacked.""",
)


@analogy.domain
def table_and_questions(draw: Draw) -> tuple[Tensor, Tensor]:
    size = draw.size("V", 8, least=4)
    table = draw.normal(size, draw.size("dim", 6)) * draw.choice([1, 10])
    table += table.sign() / 10  # no row is near zero
    rows = [draw.sample(range(size), 3) for _ in range(draw.size("questions", 4))]
    return table, torch.tensor(rows)


@analogy.mistake(
    "long vectors decide the sum: divide each by its length before you add"
)
def long_sum(table: Tensor, questions: Tensor) -> Tensor:
    a, b, c = questions.T
    return (table[b] - table[a] + table[c]) @ F.normalize(table, dim=1).T


@analogy.mistake(
    "these are dot products of the table as it is: divide each vector by its "
    "length first"
)
def raw(table: Tensor, questions: Tensor) -> Tensor:
    a, b, c = questions.T
    return (table[b] - table[a] + table[c]) @ table.T


@analogy.mistake("the step leads from a to b: b is added and a taken away")
def step_back(table: Tensor, questions: Tensor) -> Tensor:
    return analogy_scores(table, questions[:, [1, 0, 2]])


@analogy.mistake(
    "the sum is divided by its own length: that keeps the order, but the scores "
    "asked for are those of b − a + c as it is"
)
def unit_sum(table: Tensor, questions: Tensor) -> Tensor:
    units = F.normalize(table, dim=1)
    a, b, c = questions.T
    return F.normalize(units[b] - units[a] + units[c], dim=1) @ units.T
