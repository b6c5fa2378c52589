"""Exercises of lesson 09: vectors that travel."""

import torch
from torch import Tensor

from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def rows_for(
    words: list[str],
    their_ids: dict[str, int],
    their_table: Tensor,
) -> Tensor:
    """A table whose row i is the vector of our word i; all of ours are theirs too.

    their_ids: word → row of their_table, ``(V, dim)``.
    Result: ``(len(words), dim)``.
    >>> their_table = torch.tensor([[1.0], [2.0], [3.0]])
    >>> rows_for(["b", "a"], {"a": 0, "c": 1, "b": 2}, their_table)
    tensor([[3.],
            [1.]])
    """
    return their_table[torch.tensor([their_ids[word] for word in words])]


rows = Exercise(
    rows_for,
    stars=1,
    bought="foreign vectors stand under your own ids.",
    why="""An id means nothing outside its own vocabulary. Go by the word: a
    word of ours has the id `their_ids[word]` in their table, and one lookup with
    the list of those ids puts their rows into our order.""",
)


@rows.domain
def two_vocabularies(draw: Draw) -> tuple[list[str], dict[str, int], Tensor]:
    theirs = draw.sample(
        ["the", "The", "oslo", "2nd", "a", "école"], draw.size("V", 6)
    )
    words = draw.sample(theirs, draw.size("the number of words", len(theirs)))
    ids = [(word, i) for i, word in enumerate(theirs)]
    if draw.chance("a word comes twice"):
        words += words[:1]
    draw.note("all of their words are ours", {*words} == {*theirs})
    draw.note("the id of a word is 0", theirs[0] in words)
    draw.shuffle(ids)  # a dictionary's order need not be that of the rows
    return words, dict(ids), draw.normal(len(theirs), draw.size("dim", 3))


@rows.mistake(
    "these are their first rows, in their order: row i must hold the vector "
    "of *our* word i"
)
def first_rows(
    words: list[str],
    their_ids: dict[str, int],
    their_table: Tensor,
) -> Tensor:
    return their_table[: len(words)]


@rows.mistake(
    "the rows are the right ones, in their order: row i must hold the vector "
    "of *our* word i"
)
def their_order(
    words: list[str],
    their_ids: dict[str, int],
    their_table: Tensor,
) -> Tensor:
    return their_table[sorted(their_ids[word] for word in words)]


@rows.mistake(
    "the rows are the right ones, in the order of their dictionary: row i "
    "must hold *our* word i"
)
def order_of_dictionary(
    words: list[str],
    their_ids: dict[str, int],
    their_table: Tensor,
) -> Tensor:
    return their_table[[i for word, i in their_ids.items() if word in words]]


@rows.mistake(
    "a word's row is what their dictionary says, not the word's place in the "
    "dictionary"
)
def place_in_dictionary(
    words: list[str],
    their_ids: dict[str, int],
    their_table: Tensor,
) -> Tensor:
    return their_table[[list(their_ids).index(word) for word in words]]
