"""Exercises of lesson 10: what gensim does inside."""

import math
import random

import torch
from torch import Tensor

from w2v_helpers.exercises.checking import Exercise


def gensim_pairs(ids: list[int], window: int) -> list[tuple[int, int]]:
    """The pairs (word whose input row is trained, word that it predicts), in order.

    ids: the sentence; window: how many words on each side, all of them used.
    >>> gensim_pairs([7, 8, 9], window=1)
    [(8, 7), (7, 8), (9, 8), (8, 9)]
    """
    pairs = []
    for i, center in enumerate(ids):
        for j in range(max(0, i - window), min(len(ids), i + window + 1)):
            if j != i:
                pairs.append((ids[j], center))
    return pairs


def sigma_by_table(scores: Tensor) -> Tensor:
    """The σ that gensim reads from its table, for scores between −6 and 6.

    scores: float, any shape; result: the same shape.
    >>> sigma_by_table(torch.tensor([0.0, 5.9]))
    tensor([0.4940, 0.9971])
    """
    entries = torch.sigmoid((torch.arange(1000) / 1000 * 2 - 1) * 6)  # (1000,)
    return entries[((scores + 6) * 83).long()]


def a_sentence(rng: random.Random) -> tuple[list[int], int]:
    return rng.choices(range(6), k=rng.randint(2, 9)), rng.randint(1, 3)


def scores_between_entries(rng: random.Random) -> tuple[Tensor]:
    shape = rng.choice([(rng.randint(2, 6),), (rng.randint(2, 4), rng.randint(1, 3))])
    places = [rng.randrange(996) + rng.choice((0.3, 0.7)) for _ in range(math.prod(shape))]
    return (torch.tensor(places).view(shape) / 83 - 6,)


def windows(ids: list[int], before: int, after: int, keep: bool = False) -> list[tuple[int, int]]:
    """Pairs with so many words before and after; ``keep``: with the word itself."""
    return [
        (ids[j], ids[i])
        for i in range(len(ids))
        for j in range(max(0, i - before), min(len(ids), i + after + 1))
        if keep or j != i
    ]


def wrapped(ids: list[int], window: int) -> list[tuple[int, int]]:
    size = len(ids)
    return [(ids[j], ids[i]) for i in range(size) for j in range(i - window, min(size, i + window + 1)) if j != i]


def read(scores: Tensor, place: Tensor, values: Tensor | None = None) -> Tensor:
    entries = torch.sigmoid((torch.arange(1000) / 1000 * 2 - 1) * 6) if values is None else torch.sigmoid(values)
    return entries[place.long()]


EXERCISES = [
    Exercise(
        gensim_pairs,
        stars=1,
        bought="your pairs come in gensim's order, so the proof below can compare step by step.",
        why="The loop is lesson 04's; only the roles are swapped: the context word's input row is trained, the centre "
        "is predicted. Both words stand in each other's window, so with full windows the pairs of a sentence are the "
        "same set either way, in another order.",
        cases=a_sentence,
        mistakes={
            "that is the textbook's direction: in gensim the context's input row predicts the centre": (
                lambda ids, window: [(b, a) for a, b in windows(ids, window, window)]
            ),
            "a word is no context of itself: leave out its own place": (
                lambda ids, window: windows(ids, window, window, keep=True)
            ),
            "a word that occurs twice is a context like any other: compare places, not ids": (
                lambda ids, window: [(a, b) for a, b in windows(ids, window, window) if a != b]
            ),
            "the contexts on the right are missing": lambda ids, window: windows(ids, window, 0),
            "the contexts on the left are missing": lambda ids, window: windows(ids, 0, window),
            "one context on the right is missing: a `range` ends before its end": (
                lambda ids, window: windows(ids, window, window - 1)
            ),
            "a negative place counts from the end of the list: a window stops where the sentence begins": wrapped,
            "the pairs are right, but a window is read from left to right, not from near to far": (
                lambda ids, window: [
                    (ids[j], ids[i])
                    for i in range(len(ids))
                    for j in sorted(range(len(ids)), key=lambda j: abs(i - j))
                    if 0 < abs(i - j) <= window
                ]
            ),
            "words near the edges of a sentence are predicted too, from the contexts that they have": (
                lambda ids, window: [
                    (ids[j], ids[i])
                    for i in range(window, len(ids) - window)
                    for j in range(i - window, i + window + 1)
                    if j != i
                ]
            ),
            "a pair that comes twice is trained twice": (
                lambda ids, window: list(dict.fromkeys(windows(ids, window, window)))
            ),
            "those are places in the sentence: which ids stand there?": (
                lambda ids, window: windows(list(range(len(ids))), window, window)
            ),
            "the pairs are right, but two neighbours are not trained both ways at once: finish one predicted word "
            "before the next": (
                lambda ids, window: [
                    pair
                    for i in range(len(ids))
                    for j in range(i + 1, min(len(ids), i + window + 1))
                    for pair in ((ids[j], ids[i]), (ids[i], ids[j]))
                ]
            ),
            "the pairs are right, but each belongs to its predicted word: finish one before the next": (
                lambda ids, window: sorted(windows(ids, window, window))
            ),
        },
    ),
    Exercise(
        sigma_by_table,
        stars=2,
        bought="where your model and gensim still differ can now be told to the last digit.",
        why="Entry i belongs to the score (i/1000·2 − 1)·6, so σ(6) itself is not in the table. gensim turns a score "
        "back into a place with 1000/6/2 in integers, 83 and not 83.33: the higher the score, the further left of the "
        "right entry it reads. `.long()` cuts the fraction off, as a C cast does.",
        cases=scores_between_entries,
        mistakes={
            "that is the exact σ: a table has 1000 values and no others": torch.sigmoid,
            "1000/12 is 83.33: gensim divides integers, so its places lie a little to the left": (
                lambda scores: read(scores, (scores + 6) * (1000 / 12))
            ),
            "gensim cuts the fraction off and does not round": lambda scores: read(scores, ((scores + 6) * 83).round()),
            "the last entry is not σ(6): entry i belongs to i/1000, and i ends at 999": (
                lambda scores: read(scores, (scores + 6) * 83, torch.linspace(-6, 6, 1000))
            ),
            "a negative place counts from the end of the table: place 0 belongs to score −6": (
                lambda scores: read(scores, scores * 83)
            ),
            "cut before 6 is added, scores below 0 move up and not down": (
                lambda scores: read(scores, (scores * 83).trunc() + 6 * 83)
            ),
            "the score itself is cut to a whole number: only the place is": (
                lambda scores: read(scores, (scores + 6).trunc() * 83)
            ),
            "place i does not belong to the score i/83 − 6: the table was made with 1000/12, and is read with 83": (
                lambda scores: torch.sigmoid(((scores + 6) * 83).floor() / 83 - 6)
            ),
            "gensim takes one entry as it is, and nothing between two": (
                lambda scores: torch.lerp(
                    read(scores, (scores + 6) * 83), read(scores, (scores + 6) * 83 + 1), (scores + 6) * 83 % 1
                )
            ),
            "that is σ of a place: a place stands for a score": (
                lambda scores: torch.sigmoid(((scores + 6) * 83).floor())
            ),
            "those are the places: what stands there?": lambda scores: ((scores + 6) * 83).long(),
            "that is the score of the entry: the table holds its σ": (
                lambda scores: ((torch.arange(1000) / 1000 * 2 - 1) * 6)[((scores + 6) * 83).long()]
            ),
            "the table holds σ of numbers from −1 to 1: the factor 6 is missing": (
                lambda scores: read(scores, (scores + 6) * 83, torch.arange(1000) / 1000 * 2 - 1)
            ),
        },
    ),
]
