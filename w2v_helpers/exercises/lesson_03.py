"""Exercises of lesson 03: tokens, ids and subsampling."""

import re
from collections import Counter
from collections.abc import Callable

import torch
from torch import Tensor

from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def tokenize(line: str) -> list[str]:
    """The words of a line, in lower case, in the order of the text.

    A word is a run of letters (of any alphabet), digits and underscores. An
    apostrophe, ' or ’, belongs to it where one stands between two such runs, and
    comes out as '.

    >>> tokenize("Can’t the ‘FOX’ see? It's 3!")
    ["can't", 'the', 'fox', 'see', "it's", '3']
    """
    words = re.findall(r"\w+(?:['’]\w+)*", line.lower())
    return [word.replace("’", "'") for word in words]


token = Exercise(
    tokenize,
    stars=1,
    bought="from here on, a text of yours is cut by a rule of yours.",
    why="""`\\w+` takes a whole run; the group takes an apostrophe only if another
    run follows it, and the star allows that any number of times, as in
    *rock'n'roll*. A quotation mark has a run on one side only and stays out.""",
)

PIECES = {
    "the line has capital letters": ["The", "FOX", "Dog"],
    "a word holds a straight apostrophe": ["can't", "it's", "don't"],
    "a word holds ’": ["can’t", "it’s", "don’t"],
    "a word holds two apostrophes": ["rock'n'roll", "fish'n'chips"],
    "a word stands in quotation marks": ["'dog'", "‘fox’", "“in”", "dogs'"],
    "the line has letters beyond a to z": ["café", "кошка", "猫在"],
    "the line has the letter ß": ["straße", "groß"],
    "the line has digits": ["3", "42nd", "word2vec"],
    "the line has underscores": ["snake_case", "_a"],
}


@token.domain
def a_line(draw: Draw) -> tuple[str]:
    usual = ["fox", "dog", "a", "in"]
    words = draw.choices(usual, k=draw.size("the number of plain words", 3, 0))
    for note, some in PIECES.items():
        if draw.chance(note):
            words.append(draw.choice(some))
    draw.shuffle(words)
    draw.note("the line has no words", not words)
    draw.note("a word comes twice", len({*words}) < len(words))
    marks = [draw.choice([" ", ", ", "; ", " - ", "\t", ".", "?! "]) for _ in words]
    return ("".join(word + mark for word, mark in zip(words, marks, strict=True)),)


@token.mistake(
    "with plain round brackets in it, findall lists what the brackets caught, "
    "and not the whole word: a group that only repeats is written (?:…)"
)
def group_alone(line: str) -> list[str]:
    words = re.findall(r"\w+(['’]\w+)*", line.lower())
    return [word.replace("’", "'") for word in words]


@token.mistake(
    "an apostrophe cuts the word in two: one may stand between two runs, any "
    "number of times"
)
def cut_at_apostrophes(line: str) -> list[str]:
    return re.findall(r"\w+", line.lower())


@token.mistake(
    "quotation marks stick to the words: an apostrophe counts only between two "
    "runs, not at the edge of a word"
)
def quoted(line: str) -> list[str]:
    words = re.findall(r"[\w'’]+", line.lower())
    return [word.replace("’", "'") for word in words]


@token.mistake("*can't* still has two spellings: every ’ should come out as '")
def two_spellings(line: str) -> list[str]:
    return re.findall(r"\w+(?:['’]\w+)*", line.lower())


def number_words(counts: Counter[str]) -> dict[str, int]:
    """An id for each word: 0 for the most frequent; ties in alphabetical order.

    >>> number_words(Counter(["b", "c", "a", "c"]))
    {'c': 0, 'a': 1, 'b': 2}
    """
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: i for i, word in enumerate(words)}


number = Exercise(
    number_words,
    stars=2,
    bought=(
        "the same text gives the same ids, at every start and on every machine."
    ),
    why="""`lambda word: …` is a function without a name. The pair (minus count,
    word) puts frequent words first and breaks ties by the alphabet. A rule for ties
    is needed: without one the ids depend on which word came first in the file, or
    on nothing that you can see.""",
)


@number.domain
def counted_words(draw: Draw) -> tuple[Counter[str]]:
    """A few words in random order, many of them equally frequent."""
    words = draw.sample(
        ["fox", "foxes", "the", "then", "2nd", "école"], draw.randint(0, 6)
    )
    least = 1000 if draw.chance("counts are large") else 1
    counts = Counter({word: least + draw.randint(0, 2) for word in words})
    draw.note("there are no words", not words)
    draw.note(
        "two words are equally frequent", len({*counts.values()}) < len(words)
    )
    return (counts,)


@number.mistake(
    "equally frequent words stand in the order in which the text brings them: "
    "shuffle the text, and the ids change. Ties need a rule"
)
def order_of_the_text(counts: Counter[str]) -> dict[str, int]:
    return {word: i for i, (word, _) in enumerate(counts.most_common())}


@number.mistake(
    "equally frequent words stand in reverse: `reverse=True` turns the "
    "alphabet around as well"
)
def alphabet_reversed(counts: Counter[str]) -> dict[str, int]:
    return {
        word: i
        for i, word in enumerate(
            sorted(counts, key=lambda word: (counts[word], word))[::-1]
        )
    }


@number.mistake("the rarest word comes first")
def rarest_first(counts: Counter[str]) -> dict[str, int]:
    return {
        word: i
        for i, word in enumerate(
            sorted(counts, key=lambda word: (counts[word], word))
        )
    }


@number.mistake("this is the alphabet alone. How often a word occurs comes first")
def alphabet(counts: Counter[str]) -> dict[str, int]:
    return {word: i for i, word in enumerate(sorted(counts))}


def keep_probabilities(counts: Tensor, sample: float) -> Tensor:
    """The probability that a token of each word stays, by the rule of word2vec.c.

    counts: (V,), how often the corpus has each word; sample: the threshold t.
    Returns (V,).

    >>> keep_probabilities(torch.tensor([90, 10]), sample=0.1)
    tensor([0.4444, 1.0000])
    """
    f = counts / counts.sum()  # (V,) each word's share of the tokens
    return ((sample / f).sqrt() + sample / f).clamp(max=1)


keep = Exercise(
    keep_probabilities,
    stars=2,
    bought="a frequent word loses most of its tokens, a rare one none.",
    why="""The more frequent a word, the smaller t/f. At f = t the formula gives 2,
    and the clip makes it 1; only words above 2.6·t lose anything. For a very
    frequent word t/f is small beside its root: that leaves √(t/f), the paper's
    rule.""",
)


@keep.domain
def counts_and_threshold(draw: Draw) -> tuple[Tensor, float]:
    counts = [draw.randint(1, 20) for _ in range(draw.size("V", 5))]
    if draw.chance("a word is very frequent", 0.7):
        counts[draw.randrange(len(counts))] = draw.randint(100, 100_000)
    sample = draw.pick("`sample`", 1e-5, 1e-3, 0.01, 0.03, 0.1, 1.0)
    if draw.chance("a word's share is a little above `sample`"):
        sample = counts[0] / sum(counts) / draw.choice([1.5, 2.5])
    return torch.tensor(counts), sample


@keep.mistake("some numbers are above 1, and none is a probability then: at most 1")
def unclipped(counts: Tensor, sample: float) -> Tensor:
    f = counts / counts.sum()
    return (sample / f).sqrt() + sample / f


@keep.mistake(
    "this is the paper's formula. The rule of word2vec.c keeps a little more"
)
def paper(counts: Tensor, sample: float) -> Tensor:
    return (sample / (counts / counts.sum())).sqrt().clamp(max=1)


@keep.mistake("the root covers too much: it is √(t/f), and then t/f is added")
def root_of_all(counts: Tensor, sample: float) -> Tensor:
    f = counts / counts.sum()
    return (sample / f + sample / f).sqrt().clamp(max=1)


@keep.mistake(
    "this takes counts for shares, so nearly everything goes. f is a part of "
    "all tokens, from 0 to 1"
)
def counts_for_shares(counts: Tensor, sample: float) -> Tensor:
    return ((sample / counts).sqrt() + sample / counts).clamp(max=1)


def subsample(ids: Tensor, keep: Tensor, generator: torch.Generator) -> Tensor:
    """The tokens that stay: each tosses a coin of its own.

    ids: int64 (n,), a text; keep: float (V,), the probability with which a token of
    each word stays. Returns the ids of the tokens that stay, in the order of the
    text, int64 (n or fewer,). All chance comes from generator.

    >>> keep = torch.tensor([0.0, 1.0, 1.0])
    >>> subsample(torch.tensor([0, 1, 0, 2, 0]), keep, torch.Generator())
    tensor([1, 2])
    """
    stays = torch.rand(len(ids), generator=generator) < keep[ids]  # (n,) bool
    return ids[stays]


thin = Exercise(
    subsample,
    stars=1,
    bought="frequent words thin out, and another seed leaves out other tokens.",
    why="""A random number from 0 to 1 is below 0.12 in 12 cases of 100, so
    `number < 0.12` is true with probability 0.12. `keep[ids]` brings each token
    the probability of its word, and `torch.rand(len(ids), …)` gives each token a
    number of its own.""",
    changes=("generator",),
)


@thin.verify
def judge_tosses(answer: Callable, draw: Draw) -> str:
    keep = torch.tensor([0.0, 0.15, 0.4, 0.9, 1.0])
    text = torch.tensor(draw.choices(range(5), k=3000))
    first = draw.randrange(10**6)
    stay, *others = (
        answer(text, keep, torch.Generator().manual_seed(first + more))
        for more in range(9)
    )
    if wrong := wrong_kind_of_tokens(stay, text):
        return wrong
    if all(torch.equal(stay, other) for other in others):
        return "what stays does not depend on the generator: draw from it"
    if wrong := wrong_shares_that_stay(stay, text, keep) or wrong_order(stay, text):
        return wrong
    later = torch.Generator().manual_seed(first)
    torch.rand(7, generator=later)
    if torch.equal(stay, answer(text, keep, later)):
        return "this starts the generator anew, so that every call tosses the same"
    return wrong_corners(answer, keep)


def wrong_kind_of_tokens(stay: Tensor, text: Tensor) -> str:
    if not isinstance(stay, Tensor):
        made = "" if not isinstance(stay, list) else ": `torch.tensor(…)`"
        return f"it returns a {type(stay).__name__}, expected a Tensor{made}"
    if stay.dtype == torch.bool:
        return "this says which tokens stay: return the tokens, `ids[…]`"
    if stay.ndim != 1:
        return f"it returns shape {tuple(stay.shape)}, expected one axis: a text"
    if stay.is_floating_point():
        return "it returns floats, expected ids: whole numbers, taken from `ids`"
    if stay.dtype != text.dtype:
        return f"it returns {stay.dtype}, expected {text.dtype}, as `ids` has it"
    if stay.numel() and stay.max() > text.max():
        return "these are places in the text: return the ids that stand there"
    if len(stay) == len(text):
        return "as many tokens come out as went in: leave out those that go"
    return ""


def wrong_shares_that_stay(stay: Tensor, text: Tensor, keep: Tensor) -> str:
    """What is wrong with how often words stay; five standard deviations are 0.1."""
    shares = stay.bincount(minlength=len(keep)) / text.bincount()  # (V,)
    if (shares - keep).abs().max() < 0.1:
        return ""
    if (shares - (1 - keep)).abs().max() < 0.1:
        return (
            "those that should stay go, and the others stay: a number from 0 to 1 "
            "is *below* 0.9 with probability 0.9"
        )
    if ((shares == 0) | (shares == 1)).all():
        return (
            "all tokens of a word stay together or go together: toss a coin for "
            "each token, `len(ids)` of them"
        )
    if shares.max() - shares.min() < 0.1:
        return (
            "every word stays as often as any other: a token's chance is that of "
            "its word, `keep[ids]`"
        )
    told = [round(share, 2) for share in shares.tolist()]
    return f"for keep = {[round(p, 2) for p in keep.tolist()]} it keeps {told}"


def wrong_order(stay: Tensor, text: Tensor) -> str:
    """Something, unless the text has the tokens that stay one after the other."""
    rest = iter(text.tolist())
    if all(word in rest for word in stay.tolist()):
        return ""
    return "the order of the text is lost: windows will be cut from what you return"


def wrong_corners(answer: Callable, keep: Tensor) -> str:
    one = torch.tensor([2])
    stayed = 0
    for seed in range(200):
        stay = answer(one, keep, torch.Generator().manual_seed(seed))
        stayed += len(stay)
        if stay.dtype != torch.int64:
            return "where no token stays it gives floats: `dtype=torch.int64`"
    if not 40 < stayed < 120:  # 80 are expected, give or take 7
        return f"a token with probability 0.4 stays {stayed} times in 200"
    text = torch.tensor([4, 1, 3, 3])
    for ids in (text, text[:0]):
        stay = answer(ids, torch.ones(5), torch.Generator())
        if not torch.equal(stay, ids):
            return f"of {ids.tolist()} all should stay with probability 1"
    return ""
