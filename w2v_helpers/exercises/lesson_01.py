"""Exercises of lesson 01: what `nn.Embedding` is."""

import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def encode_one_hot(ids: Tensor, vocab_size: int) -> Tensor:
    """A row for each id: zeros, and a single 1 at the id's place.

    ids: (n,), integers from 0 to vocab_size - 1; returns (n, vocab_size).

    >>> encode_one_hot(torch.tensor([2, 0]), 3).tolist()
    [[0, 0, 1], [1, 0, 0]]
    """
    return F.one_hot(ids, num_classes=vocab_size)


one_hot = Exercise(
    encode_one_hot,
    stars=1,
    bought="with rows like these a lookup is a matrix product.",
    why="""`F.one_hot` writes the rows; `num_classes` fixes their width,
    whichever ids there are.""",
    any_number=True,
)


@one_hot.domain
def ids_of_a_vocabulary(draw: Draw) -> tuple[Tensor, int]:
    vocab_size = draw.size("vocab_size", 8)
    return draw.ids("ids", draw.size("n", 5), vocab_size), vocab_size


@one_hot.mistake(
    "all ids are counted in one row: that is a bag of words, without an "
    "order. Make a row for each id"
)
def bag_of_words(ids: Tensor, vocab_size: int) -> Tensor:
    return F.one_hot(ids, vocab_size).sum(dim=0)


@one_hot.mistake(
    "each row has the ones of all ids. A row has a single 1, at its own word's id"
)
def ones_of_all(ids: Tensor, vocab_size: int) -> Tensor:
    return F.one_hot(ids, vocab_size).amax(dim=0).expand(len(ids), -1)


@one_hot.mistake(
    "each 1 stands one place too far left, that of id 0 even at the other "
    "end. Ids count from 0, as columns do"
)
def counted_from_one(ids: Tensor, vocab_size: int) -> Tensor:
    return F.one_hot((ids - 1) % vocab_size, vocab_size)


@one_hot.mistake(
    "the rows hold the ids themselves. An id is a name, not an amount: its "
    "place gets a 1"
)
def ids_as_amounts(ids: Tensor, vocab_size: int) -> Tensor:
    return F.one_hot(ids, vocab_size) * ids[:, None]


def accumulate_gradients(ids: Tensor, gradients: Tensor, vocab_size: int) -> Tensor:
    """The gradient of the whole table, from the gradient at each place of a lookup.

    ids: (n,); gradients: (n, dim), one row for each place.
    Returns (vocab_size, dim).

    >>> gradients = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> accumulate_gradients(torch.tensor([1, 1]), gradients, 2).tolist()
    [[0.0, 0.0], [4.0, 6.0]]
    """
    return torch.zeros(vocab_size, gradients.shape[1]).index_add_(0, ids, gradients)


accumulate = Exercise(
    accumulate_gradients,
    stars=2,
    bought=(
        "this is what `backward()` does for a lookup: what meets in one row adds "
        "up."
    ),
    why="""The lookup copied a row to several places, so each place sends its
    gradient back to that row, and they add. `index_add_` adds every row of
    `gradients`, repeated ids too; its 0 says that the ids number rows, the table's
    first axis.""",
)


@accumulate.domain
def a_lookup(draw: Draw) -> tuple[Tensor, Tensor, int]:
    vocab_size, n = draw.size("vocab_size", 6), draw.size("n", 6)
    gradients = draw.floats("gradients", n, draw.size("dim", 4))
    return draw.ids("ids", n, vocab_size), gradients, vocab_size


@accumulate.mistake(
    "where an id comes twice, only one of its gradients is left. Add one "
    "after the other: `=` overwrites, and `table[ids] += …` writes each row "
    "only once"
)
def last_gradient(ids: Tensor, gradients: Tensor, vocab_size: int) -> Tensor:
    table = torch.zeros(vocab_size, gradients.shape[1])
    for i, gradient in zip(ids, gradients, strict=True):
        table[i] = gradient
    return table


@accumulate.mistake(
    "where an id comes twice, its gradients are averaged. They are summed: "
    "two uses of a word pull twice"
)
def mean_gradient(ids: Tensor, gradients: Tensor, vocab_size: int) -> Tensor:
    return (
        accumulate_gradients(ids, gradients, vocab_size)
        / torch.bincount(ids, minlength=vocab_size).clamp(min=1)[:, None]
    )


@accumulate.mistake(
    "every row gets the whole sum. A gradient belongs to the one row that its "
    "place looked up"
)
def sum_for_all(ids: Tensor, gradients: Tensor, vocab_size: int) -> Tensor:
    return gradients.sum(dim=0).expand(vocab_size, -1)


@accumulate.mistake(
    "this counts how often each row is used, whatever its gradients are. Add "
    "the gradients themselves"
)
def uses_counted(ids: Tensor, gradients: Tensor, vocab_size: int) -> Tensor:
    return accumulate_gradients(ids, torch.ones_like(gradients), vocab_size)
