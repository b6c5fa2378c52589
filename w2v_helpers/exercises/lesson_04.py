"""Exercises of lesson 04: windows, pairs and borders."""

import torch
from torch import Tensor

from w2v_helpers.checks.comparing import Parts
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def list_contexts(tokens: list, place: int, window: int) -> list:
    """The words up to window places around tokens[place], in the text's order.

    tokens: n words; place: 0 to n − 1. Returns at most 2·window words, fewer at the
    edges.
    >>> list_contexts(["i", "love", "natural", "language"], 1, window=2)
    ['i', 'natural', 'language']
    """
    return (
        tokens[max(0, place - window) : place]
        + tokens[place + 1 : place + 1 + window]
    )


contexts = Exercise(
    list_contexts,
    stars=1,
    bought=(
        "these are the words that a centre is paired with; all training examples "
        "come from here."
    ),
    why="""Two slices, one on each side, leave the centre out by its place, not
    by its value: a word may stand twice in a window. A slice that ends beyond the
    text is cut short by Python, but one that begins at a negative place counts
    from the end of the list, so the left end needs `max`.""",
)


@contexts.domain
def a_place_in_a_sentence(draw: Draw) -> tuple[list, int, int]:
    tokens = draw.words("tokens", draw.size("the number of tokens", 9))
    if draw.chance("tokens are ids", 0.2):
        tokens = draw.ids("tokens", len(tokens), 4).tolist()
    place, window = draw.randrange(len(tokens)), draw.size("window", 5)
    draw.note("the window reaches beyond the beginning", place < window)
    draw.note("the window reaches beyond the end", place + window >= len(tokens))
    draw.note(
        "the centre's word stands before it, too", tokens[place] in tokens[:place]
    )
    return tokens, place, window


@contexts.mistake("the centre is among its own context words: leave its place out")
def with_centre(tokens: list, place: int, window: int) -> list:
    return tokens[max(0, place - window) : place + window + 1]


@contexts.mistake(
    "near the beginning the left side is lost: a slice that begins at a "
    "negative place counts from the end"
)
def left_side_lost(tokens: list, place: int, window: int) -> list:
    return tokens[place - window : place] + tokens[place + 1 : place + 1 + window]


@contexts.mistake(
    "a context word equal to the centre is dropped: the centre is a place, "
    "not a word"
)
def equal_words_dropped(tokens: list, place: int, window: int) -> list:
    return [
        word
        for word in tokens[max(0, place - window) : place + window + 1]
        if word != tokens[place]
    ]


@contexts.mistake(
    "near the beginning words from the end of the sentence appear: a negative "
    "place counts from the end"
)
def from_the_end(tokens: list, place: int, window: int) -> list:
    places = [
        j
        for j in range(place - window, place + window + 1)
        if j != place and j < len(tokens)
    ]
    return [tokens[j] for j in places]


def mark_contexts(document: Tensor, window: int) -> Tensor:
    """Which places of every word's window hold a word of its own document.

    document: int64 (n,), the number of each word's document, that never decreases,
    such as 0 0 0 1 1. Returns bool (n, 2·window): one row per center, columns
    −window, …, −1, 1, …, window places from it.
    >>> mark_contexts(torch.tensor([0, 0, 1]), window=1).tolist()
    [[False, True], [True, False], [False, False]]
    """
    offsets = torch.tensor([d for d in range(-window, window + 1) if d != 0])
    positions = torch.arange(len(document))[:, None] + offsets  # (n, 2·window)
    inside = (positions >= 0) & (positions < len(document))
    near = document[positions.clamp(0, len(document) - 1)]  # (n, 2·window)
    return inside & (near == document[:, None])


mark = Exercise(
    mark_contexts,
    stars=2,
    bought=(
        "all documents are cut into windows at once, and no pair crosses a seam."
    ),
    why="""Two questions, one mask each: does the place exist, and does its word
    belong to the centre's document? Neither is enough. Clamping makes every place
    exist, so that it can be looked up, but a clamped place lies in the first or
    last document and looks like a neighbour there.""",
)


@mark.domain
def numbered_documents(draw: Draw) -> tuple[Tensor, int]:
    number, document = draw.randint(0, 3), []
    for _ in range(draw.size("the number of documents", 3)):
        document += [number] * draw.randint(1, 4)
        number += draw.choice([1, 1, 2, 5])
    draw.note(
        "a document's number is left out",
        document[-1] - document[0] > len({*document}),
    )
    draw.note("n is 1", len(document) == 1)
    return torch.tensor(document), draw.size("window", 4)


def places_around(document: Tensor, window: int) -> Tensor:
    offsets = torch.tensor([*range(-window, 0), *range(1, window + 1)])
    return torch.arange(len(document))[:, None] + offsets


@mark.mistake(
    "pairs cross from one document into the next: compare the documents of "
    "both words"
)
def crossing(document: Tensor, window: int) -> Tensor:
    positions = places_around(document, window)
    return (positions >= 0) & (positions < len(document))


@mark.mistake(
    "places beyond the text count as contexts: a clamped place is some other "
    "word of the same document, so ask first which places exist"
)
def clamped(document: Tensor, window: int) -> Tensor:
    positions = places_around(document, window).clamp(0, len(document) - 1)
    return document[positions] == document[:, None]


@mark.mistake(
    "places before the beginning count as contexts: a negative place is read "
    "from the end"
)
def read_from_the_end(document: Tensor, window: int) -> Tensor:
    positions = places_around(document, window)
    inside = positions < len(document)
    return inside & (document[positions % len(document)] == document[:, None])


@mark.mistake(
    "True and False are exchanged: True marks a context, False a place to leave out"
)
def exchanged(document: Tensor, window: int) -> Tensor:
    return ~mark_contexts(document, window)


def make_pairs(ids: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    """The pairs that a mask leaves: all their centers, and all their contexts.

    ids: int64 (n,), the words of a text; real: bool (n, 2·window), which places of
    each word's window count, with the columns of mark_contexts. Returns two int64
    (pairs,), in the text's order: the first center's pairs from left to right, then
    the second's, and so on.
    >>> real = torch.tensor([[False, True], [True, False], [False, False]])
    >>> centers, contexts = make_pairs(torch.tensor([7, 8, 9]), real)
    >>> centers.tolist(), contexts.tolist()
    ([7, 8], [8, 7])
    """
    window = real.shape[1] // 2
    offsets = torch.tensor([d for d in range(-window, window + 1) if d != 0])
    positions = torch.arange(len(ids))[:, None] + offsets  # (n, 2·window)
    centers = ids.repeat_interleave(real.sum(dim=1))  # (pairs,)
    return centers, ids[positions[real]]


def centers_and_contexts(returned: tuple, after: tuple, before: tuple) -> object:
    """Each by itself; what is no tuple is judged as it is."""
    if not isinstance(returned, tuple):
        return returned
    centers, contexts = returned
    return Parts(centers=centers, contexts=contexts)


pairs = Exercise(
    make_pairs,
    stars=3,
    outcome=centers_and_contexts,
    bought="any mask becomes pairs, so a shrunken window needs no code of its own.",
    why="""The grid says where each place of a window lies, and the mask takes the
    real ones out of it, row by row; looking them up gives the contexts. A row with
    three real places has three pairs, so its centre is there three times: that is
    `repeat_interleave` with the number of real places in each row. No place beyond
    the text is ever looked up, since none is real: nothing needs a clamp here.""",
)


@pairs.domain
def a_masked_text(draw: Draw) -> tuple[Tensor, Tensor]:
    document, window = numbered_documents(Draw(draw.random()))
    while len(document.unique()) == len(document):  # some word needs a context
        document, window = numbered_documents(Draw(draw.random()))
    real = mark_contexts(document, window)
    if draw.chance("more places are switched off", 0.5):
        some = torch.rand(real.shape, generator=draw.generator()) < 0.6
        real = real & some if (real & some).any() else real
    draw.note("window is 1", window == 1)
    draw.note("a word has no context", not real.any(dim=1).all())
    return draw.ids("ids", len(document), 9), real


@pairs.mistake(
    "right of the centre every context is one place too near: the columns are "
    "−window, …, −1, 1, …, window, and the centre has no column"
)
def a_column_for_the_centre(ids: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    row, column = real.nonzero(as_tuple=True)
    return ids[row], ids[row + column - real.shape[1] // 2]


@pairs.mistake(
    "the right pairs in another order: first all pairs of the first centre, then "
    "those of the next"
)
def column_by_column(ids: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    centers, contexts = make_pairs(ids, real)
    column = real.nonzero()[:, 1]
    order = column.argsort(stable=True)
    return centers[order], contexts[order]


@pairs.mistake(
    "pairs that the mask leaves out are there: a pair is only where real is True"
)
def all_in_the_text(ids: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    return make_pairs(ids, mark_contexts(torch.zeros(len(ids)), real.shape[1] // 2))


@pairs.mistake(
    "the contexts are right, the centres are not: the first is there as often as "
    "its row has real places, then comes the second: `repeat_interleave` does that"
)
def repeated_as_a_whole(ids: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    return ids.repeat(real.shape[1])[real.flatten()], make_pairs(ids, real)[1]
