"""Exercises of lesson 01: what `nn.Embedding` is."""

import random

import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.exercises.checking import Exercise


def encode_one_hot(ids: Tensor, vocab_size: int) -> Tensor:
    """A row for each id: zeros, and a single 1 at the id's place.

    ids: (n,), integers from 0 to vocab_size - 1; returns (n, vocab_size).

    >>> encode_one_hot(torch.tensor([2, 0]), 3).tolist()
    [[0, 0, 1], [1, 0, 0]]
    """
    return F.one_hot(ids, num_classes=vocab_size)


def accumulate_gradients(ids: Tensor, gradients: Tensor, vocab_size: int) -> Tensor:
    """The gradient of the whole table, from the gradient at each place of a lookup.

    ids: (n,); gradients: (n, dim), one row for each place.
    Returns (vocab_size, dim).

    >>> gradients = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> accumulate_gradients(torch.tensor([1, 1]), gradients, 2).tolist()
    [[0.0, 0.0], [4.0, 6.0]]
    """
    return torch.zeros(vocab_size, gradients.shape[1]).index_add_(0, ids, gradients)


def average_sentences(table: Tensor, ids: Tensor, padding: int) -> Tensor:
    """The mean vector of each sentence's words, without its padding.

    table: (V, dim), its row `padding` is zero; ids: (batch, length), a word or more
    in each row; returns (batch, dim).

    >>> table = torch.tensor([[2.0], [4.0], [0.0]])
    >>> average_sentences(table, torch.tensor([[0, 1], [1, 2]]), 2)
    tensor([[3.],
            [4.]])
    """
    words = (ids != padding).sum(dim=1, keepdim=True)  # (batch, 1)
    return table[ids].sum(dim=1) / words


def _normal(rng: random.Random, *shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(rng.randrange(10**6)))


def _lookup(rng: random.Random) -> tuple[Tensor, Tensor, int]:
    ids = torch.tensor(rng.choices(range(5), k=rng.randint(1, 6)))
    return ids, _normal(rng, len(ids), rng.randint(1, 4)), 5


def _padded(rng: random.Random) -> tuple[Tensor, Tensor, int]:
    batch, length, padding = rng.randint(1, 3), 4, rng.choice([0, 5])
    table = _normal(rng, 6, rng.randint(2, 3))
    table[padding] = 0
    if rng.random() < 0.3:
        table[rng.randint(1, 4)] = 0  # a word's vector may be zero too
    ids = torch.full((batch, length), padding)
    for row in ids:
        words = rng.randint(1, length)
        row[:words] = torch.tensor(rng.choices([i for i in range(6) if i != padding], k=words))
    return table, ids, padding


def _overwritten(ids: Tensor, gradients: Tensor, vocab_size: int) -> Tensor:
    table = torch.zeros(vocab_size, gradients.shape[1])
    for i, gradient in zip(ids, gradients, strict=True):
        table[i] = gradient
    return table


EXERCISES = [
    Exercise(
        encode_one_hot,
        stars=1,
        bought="with rows like these a lookup is a matrix product.",
        why="`F.one_hot` writes the rows; `num_classes` fixes their width, whichever ids there are. A comparison "
        "does the same: `ids[:, None] == torch.arange(vocab_size)` is true where the column's number is the row's id.",
        cases=lambda rng: (torch.tensor(rng.choices(range(6), k=rng.randint(2, 5))), 6),
        mistakes={
            "the width follows from the largest id that happens to be in `ids`. Every row is as wide as the "
            "vocabulary": lambda ids, vocab_size: F.one_hot(ids),
            "all ids share one row: that tells which words occur, not which stands where. Make a row for each id": (
                lambda ids, vocab_size: F.one_hot(ids, vocab_size).amax(dim=0)
            ),
            "all ids are counted in one row: that is a bag of words, without an order. Make a row for each id": (
                lambda ids, vocab_size: F.one_hot(ids, vocab_size).sum(dim=0)
            ),
            "each row has the ones of all ids: `table[:, ids]` means these columns in *every* row. A row has a single "
            "1, at its own word's id": lambda ids, vocab_size: (
                F.one_hot(ids, vocab_size).amax(dim=0).expand(len(ids), -1)
            ),
            "rows and columns are exchanged: words go down, the vocabulary goes across": (
                lambda ids, vocab_size: F.one_hot(ids, vocab_size).T
            ),
            "each 1 stands one place too far left. Ids count from 0: where is the place of id 0?": (
                lambda ids, vocab_size: (ids[:, None] == torch.arange(1, vocab_size + 1)).long()
            ),
            "each 1 stands one place too far left, that of id 0 even at the other end. Ids count from 0, as columns "
            "do": lambda ids, vocab_size: F.one_hot((ids - 1) % vocab_size, vocab_size),
            "the rows hold the ids themselves. An id is a name, not an amount: its place gets a 1": (
                lambda ids, vocab_size: F.one_hot(ids, vocab_size) * ids[:, None]
            ),
        },
    ),
    Exercise(
        accumulate_gradients,
        stars=2,
        bought="this is what `backward()` does for a lookup: what meets in one row adds up.",
        why="The lookup copied a row to several places, so each place sends its gradient back to that row, and they "
        "add. `index_add_` adds every row of `gradients`, repeated ids too. Seen as a product: the gradient of "
        "`one_hot @ table` is `one_hot.T @ gradients`, the same sum.",
        cases=_lookup,
        mistakes={
            "where an id comes twice, only one of its gradients is left. `table[ids] += …` reads all rows first and "
            "then writes them: the last one wins. Add them up one by one, or with a call made for repeated ids": (
                _overwritten
            ),
            "where an id comes twice, its gradients are averaged. They are summed: two uses of a word pull twice": (
                lambda ids, gradients, vocab_size: (
                    accumulate_gradients(ids, gradients, vocab_size)
                    / torch.bincount(ids, minlength=vocab_size).clamp(min=1)[:, None]
                )
            ),
            "there are rows only for the ids that occur. The gradient has the shape of the table; the other rows stay "
            "at zero": lambda ids, gradients, vocab_size: accumulate_gradients(ids, gradients, vocab_size)[
                torch.unique(ids)
            ],
            "the table ends at the largest id that happens to occur. It has a row for each word of the vocabulary": (
                lambda ids, gradients, vocab_size: accumulate_gradients(ids, gradients, int(ids.max()) + 1)
            ),
            "every row gets the whole sum. A gradient belongs to the one row that its place looked up": (
                lambda ids, gradients, vocab_size: gradients.sum(dim=0).expand(vocab_size, -1)
            ),
            "this counts how often each row is used, whatever its gradients are. Add the gradients themselves": (
                lambda ids, gradients, vocab_size: accumulate_gradients(ids, torch.ones_like(gradients), vocab_size)
            ),
        },
    ),
    Exercise(
        average_sentences,
        stars=2,
        bought="a short sentence weighs as much as a long one, and padding nothing.",
        why="The padding row is zero, so it adds nothing to the sum; only the number to divide by must leave it out. "
        "`keepdim=True` keeps the counts as a column, so that row i of the sums is divided by count i.",
        cases=_padded,
        mistakes={
            "the padding is counted. It adds nothing to the sum, but the sum is divided by the length of the row: "
            "divide by the number of words": lambda table, ids, padding: table[ids].mean(dim=1),
            "these are sums: a long sentence gets a long vector. Divide each by its number of words": (
                lambda table, ids, padding: table[ids].sum(dim=1)
            ),
            "the sums (batch, dim) are divided by counts of the shape (batch,). Broadcasting lines those up with the "
            "*last* axis: it fails, or divides the wrong numbers where batch and dim agree. Make the counts a column": (
                lambda table, ids, padding: table[ids].sum(dim=1) / (ids != padding).sum(dim=1)
            ),
            "one mean of all sentences together. Each sentence needs a mean of its own: which axis holds its words?": (
                lambda table, ids, padding: table[ids[ids != padding]].mean(dim=0)
            ),
            "this averages over the sentences of the batch, place by place. Which axis holds a sentence's words?": (
                lambda table, ids, padding: table[ids].mean(dim=0)
            ),
            "each sentence is divided by the number of words of the whole batch. Count the words row by row": (
                lambda table, ids, padding: table[ids].sum(dim=1) / (ids != padding).sum()
            ),
            "0 is taken for the padding. Here it can be a word like any other: use the argument `padding`": (
                lambda table, ids, padding: table[ids].sum(dim=1) / (ids != 0).sum(dim=1, keepdim=True).clamp(min=1)
            ),
            "word 0 is left out as if it were the padding. Any id can be the padding: use the argument": (
                lambda table, ids, padding: (
                    (table[ids] * (ids != 0)[:, :, None]).sum(dim=1) / (ids != 0).sum(dim=1, keepdim=True)
                )
            ),
            "ids below `padding` are counted, as if it were the largest. Any id can be the padding": (
                lambda table, ids, padding: table[ids].sum(dim=1) / (ids < padding).sum(dim=1, keepdim=True)
            ),
            "a vector of zeros is taken for padding. A word's own vector may be zero: only the id tells them apart": (
                lambda table, ids, padding: table[ids].sum(dim=1) / table[ids].any(dim=2).sum(dim=1, keepdim=True)
            ),
            "a word that stands twice in a sentence counts once. The mean goes over places, not over different words": (
                lambda table, ids, padding: torch.stack(
                    [table[row[row != padding].unique()].mean(dim=0) for row in ids]
                )
            ),
        },
    ),
]
