"""Exercises of lesson 09: vectors that travel."""

import random

import torch
from torch import Tensor

from w2v_helpers.exercises.checking import Exercise


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


def words_of_both(rng: random.Random) -> tuple[list[str], dict[str, int], Tensor]:
    theirs = rng.sample("abcdefgh", rng.randint(3, 8))
    table = torch.randn(len(theirs), rng.randint(1, 3), generator=torch.Generator().manual_seed(rng.getrandbits(32)))
    ours = rng.sample(theirs, rng.randint(2, len(theirs)))
    ids = [(word, i) for i, word in enumerate(theirs)]
    rng.shuffle(ids)  # a dictionary's order need not be that of the rows
    return ours, dict(ids), table


EXERCISES = [
    Exercise(
        rows_for,
        stars=1,
        bought="foreign vectors stand under your own ids.",
        why="An id means nothing outside its own vocabulary. Go by the word: a word of ours has the id "
        "`their_ids[word]` in their table, and one lookup with the list of those ids puts their rows into our order.",
        cases=words_of_both,
        mistakes={
            "these are their first rows, in their order: row i must hold the vector of *our* word i": (
                lambda words, their_ids, their_table: their_table[: len(words)]
            ),
            "that is their whole table, in their order": lambda words, their_ids, their_table: their_table.clone(),
            "the rows are the right ones, in their order: row i must hold the vector of *our* word i": (
                lambda words, their_ids, their_table: their_table[sorted(their_ids[word] for word in words)]
            ),
            "the rows are the right ones, in the order of their dictionary: row i must hold *our* word i": (
                lambda words, their_ids, their_table: their_table[[i for word, i in their_ids.items() if word in words]]
            ),
            "a word's row is what their dictionary says, not the word's place in the dictionary": (
                lambda words, their_ids, their_table: their_table[[list(their_ids).index(word) for word in words]]
            ),
            "the rows are the right ones, but in the order of the alphabet": (
                lambda words, their_ids, their_table: their_table[[their_ids[word] for word in sorted(words)]]
            ),
            "those are the ids: look them up in their table": (
                lambda words, their_ids, their_table: torch.tensor([their_ids[word] for word in words])
            ),
        },
    ),
]
