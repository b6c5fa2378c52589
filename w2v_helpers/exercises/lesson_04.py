"""Exercises of lesson 04: which words form a pair, how many pairs there are, and where windows end."""

import random

import torch
from torch import Tensor

from w2v_helpers.exercises.checking import Exercise


def list_contexts(tokens: list, place: int, window: int) -> list:
    """The words up to window places around tokens[place], in the text's order.

    tokens: n words; place: 0 to n − 1. Returns at most 2·window words, fewer at the
    edges.
    >>> list_contexts(["i", "love", "natural", "language"], 1, window=2)
    ['i', 'natural', 'language']
    """
    return tokens[max(0, place - window) : place] + tokens[place + 1 : place + 1 + window]


def _wrapping(tokens: list, place: int, window: int) -> list:
    places = [j for j in range(place - window, place + window + 1) if j != place and j < len(tokens)]
    return [tokens[j] for j in places]


def _removed(tokens: list, place: int, window: int) -> list:
    around = tokens[max(0, place - window) : place + window + 1]
    around.remove(tokens[place])
    return around


def _by_distance(tokens: list, place: int, window: int) -> list:
    places = [j for d in range(1, window + 1) for j in (place - d, place + d)]
    return [tokens[j] for j in places if 0 <= j < len(tokens)]


def _with_gaps(tokens: list, place: int, window: int) -> list:
    places = [j for j in range(place - window, place + window + 1) if j != place]
    return [tokens[j] if 0 <= j < len(tokens) else None for j in places]


def count_pairs(n: int, window: int) -> int:
    """The number of pairs (center, context) that a sentence of n words has.

    n: 1 or more words; window: 1 or more, and it may be longer than the sentence.
    >>> count_pairs(5, window=2)
    14
    """
    return sum(min(i, window) + min(n - 1 - i, window) for i in range(n))


def mark_contexts(document: Tensor, window: int) -> Tensor:
    """Which places of every word's window hold a word of its own document.

    document: int64 (n,), the number of each word's document, never falling.
    Returns bool (n, 2·window): a row for each center, columns −window, …, −1, 1, …,
    window places from it.
    >>> mark_contexts(torch.tensor([0, 0, 1]), window=1).tolist()
    [[False, True], [True, False], [False, False]]
    """
    offsets = torch.tensor([*range(-window, 0), *range(1, window + 1)])
    positions = torch.arange(len(document))[:, None] + offsets  # (n, 2·window)
    inside = (positions >= 0) & (positions < len(document))
    near = document[positions.clamp(0, len(document) - 1)]  # (n, 2·window)
    return inside & (near == document[:, None])


def _positions(document: Tensor, window: int) -> Tensor:
    return torch.arange(len(document))[:, None] + torch.tensor([*range(-window, 0), *range(1, window + 1)])


def _with_center(document: Tensor, window: int) -> Tensor:
    offsets = torch.arange(-window, window + 1)
    positions = torch.arange(len(document))[:, None] + offsets
    inside = (positions >= 0) & (positions < len(document))
    return inside & (document[positions.clamp(0, len(document) - 1)] == document[:, None])


def _inside(document: Tensor, window: int) -> Tensor:
    positions = _positions(document, window)
    return (positions >= 0) & (positions < len(document))


def _clamped(document: Tensor, window: int) -> Tensor:
    return document[_positions(document, window).clamp(0, len(document) - 1)] == document[:, None]


def _wrapped(document: Tensor, window: int) -> Tensor:
    positions = _positions(document, window)
    return (positions < len(document)) & (document[positions % len(document)] == document[:, None])


def _round_and_round(document: Tensor, window: int) -> Tensor:
    return document[_positions(document, window) % len(document)] == document[:, None]


def _nearest_first(document: Tensor, window: int) -> Tensor:
    columns = [column for d in range(1, window + 1) for column in (window - d, window + d - 1)]
    return mark_contexts(document, window)[:, columns]


def _numbers(rng: random.Random) -> Tensor:
    lengths = torch.tensor([rng.randint(1, 5) for _ in range(rng.randint(1, 3))])
    return torch.arange(len(lengths)).repeat_interleave(lengths)


def _sentence(rng: random.Random) -> tuple[list[str], int, int]:
    tokens = rng.choices("abc", k=rng.randint(1, 9))  # few letters, so that neighbors are often equal
    return tokens, rng.randrange(len(tokens)), rng.randint(1, 4)


EXERCISES = [
    Exercise(
        list_contexts,
        stars=1,
        bought="these are the words that a centre is paired with; all training examples come from here.",
        why="""Two slices, one on each side, leave the centre out by its place, not by its value: a word may stand
        twice in a window. A slice that ends beyond the text is cut short by Python, but one that begins at a negative
        place counts from the end of the list, so the left end needs `max`.""",
        cases=_sentence,
        mistakes={
            "the centre is among its own context words: leave its place out": (
                lambda tokens, place, window: tokens[max(0, place - window) : place + window + 1]
            ),
            "the farthest word on the right is missing: the end of a slice or a range is not part of it": (
                lambda tokens, place, window: (
                    tokens[max(0, place - window) : place] + tokens[place + 1 : place + window]
                )
            ),
            "near the beginning the left side is lost: a slice that begins at a negative place counts from the end": (
                lambda tokens, place, window: tokens[place - window : place] + tokens[place + 1 : place + 1 + window]
            ),
            "near the beginning words from the end of the sentence appear: a negative place counts from the end": (
                _wrapping
            ),
            "a context word equal to the centre is dropped: the centre is a place, not a word": (
                lambda tokens, place, window: [
                    word for word in tokens[max(0, place - window) : place + window + 1] if word != tokens[place]
                ]
            ),
            "the right words in another order: go from left to right": (
                lambda tokens, place, window: tokens[:place][::-1][:window] + tokens[place + 1 : place + 1 + window]
            ),
            "the right words, the nearest first: keep them in the order of the text": _by_distance,
            "`remove` takes out the first word that equals the centre: the centre is a place, not a word": _removed,
            "the words on the left are missing": (lambda tokens, place, window: tokens[place + 1 : place + 1 + window]),
            "the window is shared out between the sides: `window` is how far it reaches on *each*": (
                lambda tokens, place, window: list_contexts(tokens, place, window // 2)
            ),
            "near the edges there are no words at all: a place with fewer words around it has fewer, not none": (
                lambda tokens, place, window: (
                    list_contexts(tokens, place, window) if window <= place < len(tokens) - window else []
                )
            ),
            "near an edge the window shrinks on both sides: the other side has all its words": (
                lambda tokens, place, window: list_contexts(tokens, place, min(window, place, len(tokens) - 1 - place))
            ),
            "places beyond the edges are filled with None: leave them out": _with_gaps,
            "these are the places of the words, not the words": (
                lambda tokens, place, window: list_contexts([*range(len(tokens))], place, window)
            ),
            "these are pairs already: return the context words alone": (
                lambda tokens, place, window: [(tokens[place], word) for word in list_contexts(tokens, place, window)]
            ),
        },
    ),
    Exercise(
        count_pairs,
        stars=2,
        bought="an epoch's length is known before a single pair is made, for short sentences too.",
        why="""Ask each word how many it finds on its left and how many on its right: `window`, or fewer where the
        sentence ends first. The formula 2·window·n − window·(window + 1) assumes that no window reaches beyond both
        ends; with n − 1 in place of a longer window it would hold again.""",
        cases=lambda rng: (rng.randint(1, 12), rng.randint(1, 8)),
        mistakes={
            "too few, even below zero, where the window is longer than the sentence: no word can look farther than "
            "the sentence reaches": lambda n, window: 2 * window * n - window * (window + 1),
            "no longer below zero, but still too few where the window is longer than the sentence": (
                lambda n, window: max(0, 2 * window * n - window * (window + 1))
            ),
            "too many: the words near the edges have no full window": lambda n, window: 2 * window * n,
            "a sentence no longer than the window has pairs too: each word sees all the others": (
                lambda n, window: count_pairs(n, window) if n > window else 0
            ),
            "only words with a full window are counted: those near the edges have fewer pairs, not none": (
                lambda n, window: 2 * window * max(0, n - 2 * window)
            ),
            "every word is paired with every other, however far away: where does the window come in?": (
                lambda n, window: n * (n - 1)
            ),
            "half of them: (a, b) and (b, a) are two pairs, each word is a centre once": (
                lambda n, window: sum(min(i, window) for i in range(n))
            ),
            "n too many: a word is not its own context": (
                lambda n, window: sum(min(i, window) + min(n - 1 - i, window) + 1 for i in range(n))
            ),
        },
    ),
    Exercise(
        mark_contexts,
        stars=2,
        bought="all documents are cut into windows at once, and no pair crosses a seam.",
        why="""Two questions, one mask each: does the place exist, and does its word belong to the centre's document?
        Neither is enough. Clamping makes every place exist, so that it can be looked up, but a clamped place lies in
        the first or last document and looks like a neighbour there.""",
        cases=lambda rng: (_numbers(rng), rng.randint(1, 4)),
        mistakes={
            "pairs cross from one document into the next: compare the documents of both words": _inside,
            "places beyond the text count as contexts: a clamped place is some other word of the same document, so ask "
            "first which places exist": _clamped,
            "places before the beginning count as contexts: a negative place is read from the end": _wrapped,
            "there is a column too many: the centre is not its own context": _with_center,
            "places beyond one end are taken from the other: `%` makes a ring of the text": _round_and_round,
            "the right answers in another order: the columns go from −window to window, as the text does": (
                _nearest_first
            ),
            "True and False are exchanged: True marks a context, False a place to leave out": (
                lambda document, window: ~mark_contexts(document, window)
            ),
        },
    ),
]
