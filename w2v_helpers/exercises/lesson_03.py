"""Exercises of lesson 03: tokens, ids and subsampling."""

import re
from collections import Counter

import torch
from torch import Tensor

from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def split_characters(line: str) -> list[str]:
    """One token for each letter of the line; no spaces, digits or punctuation.

    >>> split_characters("猫在 睡觉。")
    ['猫', '在', '睡', '觉']
    """
    return [character for character in line if character.isalpha()]


split = Exercise(
    split_characters,
    stars=1,
    bought="read_corpus cuts a text by any rule that you can write.",
    why="""A string is a sequence of characters, and `isalpha` knows the letters
    of every alphabet. A rule like this is a choice: it makes tokens of Chinese,
    and it would take English words to pieces.""",
)


@split.domain
def a_line(draw: Draw) -> tuple[str]:
    line = draw.choices(
        "猫在睡觉狗很好", k=draw.size("the number of Chinese letters", 5, 0)
    )
    for words, letters in {
        "the line has letters of other alphabets": "aéяñßw",
        "the line has digits": "37٤",
        "the line has marks": "，。!_-+'#",
        "the line has spaces": " \t",
    }.items():
        if draw.chance(words, 0.5):
            line += draw.choices(letters, k=2)
    draw.note("a letter comes twice", len({*line}) < len(line))
    return ("".join(draw.sample(line, len(line))),)


@split.mistake(
    "the spaces are gone, but punctuation and digits are still tokens. Ask "
    "each character whether it is a letter"
)
def no_spaces(line: str) -> list[str]:
    return [character for character in line if not character.isspace()]


@split.mistake(
    "digits are kept. A string knows the difference between a letter and a "
    "letter or digit"
)
def with_digits(line: str) -> list[str]:
    return [character for character in line if character.isalnum()]


@split.mistake(
    "only a to z are letters to this rule. Ask in a way that knows every alphabet"
)
def english(line: str) -> list[str]:
    return re.findall("[a-z]", line)


@split.mistake(
    "a run of letters is one token: that is the rule for words. Here each "
    "letter is a token"
)
def runs(line: str) -> list[str]:
    return re.findall("\\w+", line)


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
    why="""The pair (minus count, word) puts frequent words first and breaks
    ties by the alphabet. A rule for ties is needed: without one the ids depend on
    which word came first in the file, or on nothing that you can see.""",
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
    return (((f / sample).sqrt() + 1) * sample / f).clamp(max=1)


keep = Exercise(
    keep_probabilities,
    stars=2,
    bought="a frequent word loses most of its tokens, a rare one none.",
    why="""f/t says how many times too frequent a word is. At f = t the formula
    gives 2, and the clip makes it 1; only words above 2.6·t lose anything. For a
    very frequent word it comes near √(t/f), the paper's rule.""",
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
    return ((f / sample).sqrt() + 1) * sample / f


@keep.mistake(
    "this is the paper's formula. The rule of word2vec.c keeps a little more"
)
def paper(counts: Tensor, sample: float) -> Tensor:
    return (sample / (counts / counts.sum())).sqrt().clamp(max=1)


@keep.mistake("the root covers too much: it is √(f/t), and then 1 is added")
def root_of_all(counts: Tensor, sample: float) -> Tensor:
    return (
        (counts / counts.sum() / sample + 1).sqrt() * sample * counts.sum() / counts
    ).clamp(max=1)


@keep.mistake(
    "this takes counts for shares, so nearly everything goes. f is a part of "
    "all tokens, from 0 to 1"
)
def counts_for_shares(counts: Tensor, sample: float) -> Tensor:
    return (((counts / sample).sqrt() + 1) * sample / counts).clamp(max=1)
