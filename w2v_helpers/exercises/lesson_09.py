"""Exercises of lesson 09: vectors that travel, and a corpus that begins again."""

from collections.abc import Callable, Iterable, Iterator

import torch
from gensim.models import KeyedVectors
from torch import Tensor

from w2v_helpers.checks.comparing import Parts
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise
from w2v_helpers.checks.wording import a


def error_named(error: Exception, word: str) -> str:
    """What was raised, and whether its message names the word."""
    kind = type(error).__name__
    return (
        f"{kind} naming {word}"
        if word in str(error)
        else f"{kind}, {word} not named"
    )


def rows_for(
    words: list[str], their_ids: dict[str, int], their_table: Tensor
) -> Tensor:
    """A table whose row i is the vector of our word i.

    their_ids: word → row of their_table, ``(V, dim)``.
    Result: ``(len(words), dim)``.
    Raises KeyError, naming the word, if they lack one of ours.
    >>> their_table = torch.tensor([[1.0], [2.0], [3.0]])
    >>> rows_for(["b", "a"], {"a": 0, "c": 1, "b": 2}, their_table)
    tensor([[3.],
            [1.]])
    """
    return their_table[torch.tensor([their_ids[word] for word in words])]


def looked_up(
    answer: Callable,
    words: list[str],
    their_ids: dict[str, int],
    their_table: Tensor,
) -> Parts:
    """The rows, or what is raised where they lack one of the words."""
    try:
        return Parts(rows=answer(words, their_ids, their_table))
    except Exception as error:
        lacking = [word for word in words if word not in their_ids]
        if not lacking:
            raise
        return Parts(rows=error_named(error, lacking[0]))


rows = Exercise(
    rows_for,
    stars=1,
    bought="foreign vectors stand under your own ids.",
    why="""An id means nothing outside its own vocabulary. Go by the word: a
    word of ours has the id `their_ids[word]` in their table, and one lookup with
    the list of those ids puts their rows into our order. A dictionary raises the
    KeyError by itself, with the word in it; `.get` would hide it.""",
    use=looked_up,
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
    if draw.chance("they lack a word of ours", 0.2):
        words.insert(draw.randint(0, len(words)), "zorgon")
    draw.shuffle(ids)  # a dictionary's order need not be that of the rows
    return words, dict(ids), draw.normal(len(theirs), draw.size("dim", 3))


@rows.mistake(
    "these are their first rows, in their order: row i must hold the vector "
    "of *our* word i"
)
def first_rows(
    words: list[str], their_ids: dict[str, int], their_table: Tensor
) -> Tensor:
    return their_table[: len(words)]


def put_at_their_ids(
    room: Tensor, words: list[str], their_ids: dict[str, int], their_table: Tensor
) -> Tensor:
    for i, word in enumerate(words):
        room[their_ids[word]] = their_table[i]
    return room


turned_round = rows.mistake(
    "turned round: it reads their table at *our* number of a word. Read at "
    "`their_ids[word]`, and put what you read into row i, for our word i"
)


@turned_round
def written_at_their_ids(
    words: list[str], their_ids: dict[str, int], their_table: Tensor
) -> Tensor:
    room = torch.zeros(len(words), their_table.shape[1])
    return put_at_their_ids(room, words, their_ids, their_table)


@turned_round
def written_into_a_table_like_theirs(
    words: list[str], their_ids: dict[str, int], their_table: Tensor
) -> Tensor:
    room = torch.zeros_like(their_table)
    return put_at_their_ids(room, words, their_ids, their_table)


@turned_round
def read_at_our_places(
    words: list[str], their_ids: dict[str, int], their_table: Tensor
) -> Tensor:
    return their_table[[words.index(word) for word in their_ids if word in words]]


another_order = rows.mistake(
    "the rows are the right ones, in *their* order, of the ids or of the "
    "dictionary: row i must hold the vector of *our* word i"
)


@another_order
def their_order(
    words: list[str], their_ids: dict[str, int], their_table: Tensor
) -> Tensor:
    return their_table[sorted(their_ids[word] for word in words)]


@another_order
def order_of_dictionary(
    words: list[str], their_ids: dict[str, int], their_table: Tensor
) -> Tensor:
    return their_table[[i for word, i in their_ids.items() if word in words]]


@rows.mistake(
    "a word's row is what their dictionary says, not the word's place in the "
    "dictionary"
)
def place_in_dictionary(
    words: list[str], their_ids: dict[str, int], their_table: Tensor
) -> Tensor:
    return their_table[[list(their_ids).index(word) for word in words]]


def keyed_vectors(words: list[str], counts: Tensor, table: Tensor) -> KeyedVectors:
    """gensim's KeyedVectors: row i of the table and count i under word i.

    counts: ``(V,)``, whole numbers; table: ``(V, dim)``, which may still ask for
    gradients. The vectors are a copy, in float32.
    Raises ValueError if the table has not one row per word, and, naming the first
    such word, if a row holds NaN or infinity.
    >>> vectors = keyed_vectors(["b", "a"], torch.tensor([9, 4]), torch.eye(2))
    >>> int(vectors.get_vecattr("a", "count")), vectors["a"].tolist()
    (4, [0.0, 1.0])
    """
    if table.ndim != 2 or len(table) != len(words):
        raise ValueError(f"a table {tuple(table.shape)} for {len(words)} words")
    finite = table.isfinite().all(dim=1)  # (V,)
    if not finite.all():
        word = words[finite.tolist().index(False)]
        raise ValueError(f"the vector of {word!r} holds NaN or infinity")
    vectors = KeyedVectors(table.shape[1])
    vectors.add_vectors(words, table.detach().float().numpy())
    for word, count in zip(words, counts.tolist(), strict=True):
        vectors.set_vecattr(word, "count", count)
    return vectors


REFUSED = "the table must be refused"


def handed_over(
    answer: Callable, words: list[str], counts: Tensor, table: Tensor
) -> Parts:
    """What gensim holds in the end, or the error where it must hold nothing."""
    try:
        vectors = answer(words, counts, table)
    except Exception as error:
        trouble = trouble_of(words, table)
        if not trouble:
            raise
        if trouble == REFUSED or not isinstance(error, ValueError):
            return held(error=type(error).__name__)
        return held(error=error_named(error, trouble))
    if not isinstance(vectors, KeyedVectors):
        found = "'NoneType'" if vectors is None else a(vectors)
        raise TypeError(f"it returns {found}, expected a KeyedVectors")
    return held(vectors)


def trouble_of(words: list[str], table: Tensor) -> str:
    """The first word whose row is not finite, or REFUSED; empty if all is well."""
    if table.ndim != 2 or len(table) != len(words):
        return REFUSED
    bad = [
        word
        for word, row in zip(words, table, strict=True)
        if not row.isfinite().all()
    ]
    return bad[0] if bad else ""


def held(vectors: KeyedVectors | None = None, error: str = "none") -> Parts:
    if vectors is None:
        return Parts(error=error, words=[], vectors=[], counts=[])
    words = vectors.index_to_key
    counted = words if "count" in vectors.expandos else []
    counts = [vectors.get_vecattr(word, "count") for word in counted]
    table = torch.tensor(vectors.vectors)
    return Parts(error=error, words=words, vectors=table, counts=counts)


handing = Exercise(
    keyed_vectors,
    stars=1,
    bought="your vectors speak gensim, and a broken table does not get that far.",
    why="""The checks come first: gensim takes a NaN without a warning, and
    every score after it is NaN. `isfinite` finds NaN and both infinities,
    `all(dim=1)` asks it of a whole row. `detach` lets go of the gradient, which
    NumPy cannot hold. The counts come last, when the words have their places.""",
    use=handed_over,
    given=3,
)


@handing.domain
def tables(draw: Draw) -> tuple[list[str], Tensor, Tensor]:
    names = ["oslo", "river", "mayor", "tiber", "école"]
    words = draw.sample(names, draw.size("V", 5))
    counts = torch.tensor([draw.randint(1, 500) for _ in words])
    table = draw.normal(len(words), draw.size("dim", 4))
    if draw.chance("the table is float64", 0.2):
        table = table.double()
    return words, counts, spoiled(draw, table)


def spoiled(draw: Draw, table: Tensor) -> Tensor:
    """The table, or one that wants gradients, does not fit, or is not finite."""
    kind = draw.choice(["", "", "gradient", "rows", "axes", "nan", "inf"])
    draw.note("the table does not fit the words", kind in ("rows", "axes"))
    draw.note("a row holds NaN or infinity", kind in ("nan", "inf"))
    if kind == "gradient":
        draw.note("the table asks for gradients")
        return table.requires_grad_()
    if kind == "rows":
        draw.note("the table has another number of rows")
        more = draw.choice([True, False]) or len(table) == 1
        return torch.cat([table, table[:1]]) if more else table[1:]
    if kind == "axes":
        draw.note("the table has not two axes")
        return table[:, 0].clone()
    if kind in ("nan", "inf"):
        words = {"nan": "a row holds NaN", "inf": "a row holds infinity"}
        draw.note(words[kind])
        value = draw.choice([1, -1]) * float(kind)
        first = draw.randrange(len(table))
        table[first, draw.randrange(table.shape[1])] = value
        table[draw.randrange(first, len(table)), -1] = value
    return table


@handing.mistake(
    'the counts are missing: `vectors.set_vecattr(word, "count", n)`, a word at '
    "a time"
)
def without_counts(words: list[str], counts: Tensor, table: Tensor) -> KeyedVectors:
    vectors = keyed_vectors(words, counts, table)
    vectors.expandos.clear()
    return vectors


@handing.mistake(
    "the message about NaN or infinity must hold the word whose row it is: "
    '`f"… {word} …"`'
)
def without_the_word(
    words: list[str], counts: Tensor, table: Tensor
) -> KeyedVectors:
    try:
        return keyed_vectors(words, counts, table)
    except ValueError:
        raise ValueError from None


@handing.mistake("nothing is ever refused: `raise ValueError(…)` before gensim")
def never_refused(words: list[str], counts: Tensor, table: Tensor) -> KeyedVectors:
    vectors = KeyedVectors(table.shape[1])
    vectors.add_vectors(words, table.detach().float().numpy())
    for word, count in zip(words, counts.tolist(), strict=True):
        vectors.set_vecattr(word, "count", count)
    return vectors


@handing.mistake("it stops in the right cases, but not with a ValueError")
def another_error(words: list[str], counts: Tensor, table: Tensor) -> KeyedVectors:
    try:
        return keyed_vectors(words, counts, table)
    except ValueError as error:
        raise AssertionError from error


def restartable(begin: Callable[[], Iterator]) -> Iterable:
    """A corpus that every ``for`` reads from its first text on.

    begin: called without arguments, it gives a new iterator over the texts.
    Nothing is read before a ``for`` asks for it, and no text is kept.
    >>> letters = restartable(lambda: iter("abc"))
    >>> list(letters), list(letters)
    (['a', 'b', 'c'], ['a', 'b', 'c'])
    """

    class Corpus:
        def __iter__(self) -> Iterator:
            return begin()

    return Corpus()


def read_thrice(answer: Callable, texts: list[str]) -> Parts:
    """What loops over the corpus find: one, a second, and two at the same time."""
    read = []

    def begin() -> Iterator[str]:
        for text in texts:
            read.append(text)
            yield text

    corpus = answer(begin)
    early = len(read)
    first, second = list(corpus), list(corpus)
    pairs = [one + other for one in corpus for other in corpus]
    loops = {
        "the first loop": first,
        "the second loop": second,
        "a loop in a loop": pairs,
    }
    return Parts(**loops, **{"texts read before any loop": early})


again = Exercise(
    restartable,
    stars=3,
    bought="every epoch reads the whole corpus, and none of it waits in memory.",
    why="""`for` asks an object for an iterator, by its `__iter__`, and takes one
    item after the other until none is left. An iterator that is used up stays so.
    An object whose `__iter__` calls `begin` gives a new one to each loop, and
    reads nothing until then.""",
    use=read_thrice,
)


@again.domain
def short_texts(draw: Draw) -> tuple[list[str]]:
    names = ["the moon", "a film", "music", "two", "oslo"]
    return (draw.sample(names, draw.size("the number of texts", 5)),)


@again.mistake(
    "the second loop finds nothing: there is one iterator, and it is used up. Call "
    "`begin` in `__iter__`, so that each loop gets an iterator of its own"
)
def one_iterator(begin: Callable[[], Iterator]) -> Iterable:
    return begin()


@again.mistake(
    "it reads all texts before the first loop and keeps them: a corpus need not "
    "fit into memory. Call `begin` in `__iter__`, when a loop asks"
)
def kept_in_memory(begin: Callable[[], Iterator]) -> Iterable:
    return list(begin())
