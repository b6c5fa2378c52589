"""Exercises of lesson 03: tokens, ids and subsampling."""

import random
import re
from collections import Counter

import torch
from torch import Tensor

from w2v_helpers.exercises.checking import Exercise


def split_characters(line: str) -> list[str]:
    """One token for each letter of the line; no spaces, digits or punctuation.

    >>> split_characters("猫在 睡觉。")
    ['猫', '在', '睡', '觉']
    """
    return [character for character in line if character.isalpha()]


def number_words(counts: Counter[str]) -> dict[str, int]:
    """An id for each word: 0 for the most frequent; ties in alphabetical order.

    >>> number_words(Counter(["b", "c", "a", "c"]))
    {'c': 0, 'a': 1, 'b': 2}
    """
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: i for i, word in enumerate(words)}


def keep_probabilities(counts: Tensor, sample: float) -> Tensor:
    """The probability that a token of each word stays, by the rule of word2vec.c.

    counts: (V,), how often the corpus has each word; sample: the threshold t.
    Returns (V,).

    >>> keep_probabilities(torch.tensor([90, 10]), sample=0.1)
    tensor([0.4444, 1.0000])
    """
    f = counts / counts.sum()  # (V,) each word's share of the tokens
    return (((f / sample).sqrt() + 1) * sample / f).clamp(max=1)


def _line(rng: random.Random) -> tuple[str]:
    line = rng.choices("猫在睡觉狗很好中文字", k=rng.randint(2, 6)) + rng.choices("，。！ 37", k=rng.randint(1, 4))
    line += rng.choices("aéяñ", k=rng.randint(0, 2))  # no capitals: a rule may lower the case
    mixed = "".join(rng.sample([*line, " ", "9", "。", line[0]], k=len(line) + 4))
    return (" ".join(mixed.split()),)


def _counted(rng: random.Random) -> tuple[Counter[str]]:
    """A few words in random order, many of them equally frequent."""
    words = rng.sample(["fox", "dog", "the", "lazy", "brown"], k=rng.randint(2, 4))
    return (Counter({word: rng.randint(1, 3) for word in words}),)


def _sampled(rng: random.Random) -> tuple[Tensor, float]:
    counts = [rng.randint(1, 20) for _ in range(rng.randint(2, 5))]
    return torch.tensor([*counts, rng.randint(100, 900)]), rng.choice([0.01, 0.03, 0.1])


def _unclipped(counts: Tensor, sample: float) -> Tensor:
    f = counts / counts.sum()
    return ((f / sample).sqrt() + 1) * sample / f


EXERCISES = [
    Exercise(
        split_characters,
        stars=1,
        bought="read_corpus cuts a text by any rule that you can write.",
        why="A string is a sequence of characters, and `isalpha` knows the letters of every alphabet. A rule like this "
        "is a choice: it makes tokens of Chinese, and it would take English words to pieces.",
        cases=_line,
        mistakes={
            "every character is a token now, spaces and punctuation too. Ask each one whether it is a letter": list,
            "the spaces are gone, but punctuation and digits are still tokens. Ask each character whether it is a "
            "letter": lambda line: [character for character in line if not character.isspace()],
            "digits are kept. A string knows the difference between a letter and a letter or digit": (
                lambda line: [character for character in line if character.isalnum()]
            ),
            "this cuts at the spaces, and Chinese hardly has any. Go through the line character by character": (
                lambda line: line.split()
            ),
            "only a to z are letters to this rule. Ask in a way that knows every alphabet": (
                lambda line: re.findall("[a-z]", line)
            ),
            "only Chinese characters are letters to this rule: é and я are left out. The line may hold any alphabet": (
                lambda line: re.findall("[\u4e00-\u9fff]", line)
            ),
            "a run of letters is one token: that is the rule for words. Here each letter is a token": (
                lambda line: re.findall(r"\w+", line)
            ),
            "a letter that comes twice is kept once. Tokens are places in the text: every one counts": (
                lambda line: list(dict.fromkeys(split_characters(line)))
            ),
            "the letters are in another order. A text without its order has no neighbours": (
                lambda line: sorted(split_characters(line))
            ),
        },
    ),
    Exercise(
        number_words,
        stars=2,
        bought="the same text gives the same ids, at every start and on every machine.",
        why="The pair (minus count, word) puts frequent words first and breaks ties by the alphabet. A rule for ties "
        "is needed: without one the ids depend on which word came first in the file, or on nothing that you can see.",
        cases=_counted,
        mistakes={
            "a set has no order of its own, so the ids are different at the next start of Python. Sort the words": (
                lambda counts: {word: i for i, word in enumerate(set(counts))}
            ),
            "equally frequent words stand in the order in which the text brings them: shuffle the text, and the ids "
            "change. Ties need a rule": lambda counts: {word: i for i, (word, _) in enumerate(counts.most_common())},
            "equally frequent words stand in reverse: `reverse=True` turns the alphabet around as well": (
                lambda counts: {
                    word: i for i, word in enumerate(sorted(counts, key=lambda word: (counts[word], word))[::-1])
                }
            ),
            "the rarest word comes first": lambda counts: {
                word: i for i, word in enumerate(sorted(counts, key=lambda word: (counts[word], word)))
            },
            "the rarest word comes first, and ties have no rule": lambda counts: {
                word: i for i, word in enumerate(sorted(counts, key=lambda word: counts[word]))
            },
            "this is the alphabet alone. How often a word occurs comes first": lambda counts: {
                word: i for i, word in enumerate(sorted(counts))
            },
            "the words are numbered as the text brings them. Sort them first": lambda counts: {
                word: i for i, word in enumerate(counts)
            },
            "the first id is 1. Rows of a table are counted from 0": lambda counts: {
                word: i + 1 for word, i in number_words(counts).items()
            },
            "this leads from ids to words. Here the word is the key and its id the value": lambda counts: {
                i: word for word, i in number_words(counts).items()
            },
            "these are the counts themselves. Two words may share a count, never an id": dict,
            "equally frequent words share an id, so they would share a row of the table. Each needs an id of its own": (
                lambda counts: {word: sorted({*counts.values()}, reverse=True).index(n) for word, n in counts.items()}
            ),
        },
    ),
    Exercise(
        keep_probabilities,
        stars=2,
        bought="a frequent word loses most of its tokens, a rare one none.",
        why="f/t says how many times too frequent a word is. At f = t the formula gives 2, and the clip makes it 1; "
        "only words above 2.6·t lose anything. For a very frequent word it comes near √(t/f), the paper's rule.",
        cases=_sampled,
        mistakes={
            "some numbers are above 1. What is the probability of a word that the rule would keep twice?": _unclipped,
            "this is the paper's formula. The rule of word2vec.c keeps a little more": (
                lambda counts, sample: (sample / (counts / counts.sum())).sqrt().clamp(max=1)
            ),
            "the root covers too much: it is √(f/t), and then 1 is added": (
                lambda counts, sample: (
                    (counts / counts.sum() / sample + 1).sqrt() * sample * counts.sum() / counts
                ).clamp(max=1)
            ),
            "every number is 1, so no word loses anything. Look at each part before the clip: is f a share, not "
            "rounded to 0? What is under the root, and what is inside the brackets?": (
                lambda counts, sample: torch.ones(len(counts))
            ),
            "this takes counts for shares, so nearly everything goes. f is a part of all tokens, from 0 to 1": (
                lambda counts, sample: (((counts / sample).sqrt() + 1) * sample / counts).clamp(max=1)
            ),
            "f is a part of *all* tokens, not of the most frequent word's": (
                lambda counts, sample: _unclipped(counts, sample * counts.max() / counts.sum()).clamp(max=1)
            ),
            "each word gets the same share, whatever its count. f is its count over all tokens": (
                lambda counts, sample: _unclipped(torch.ones_like(counts), sample).clamp(max=1)
            ),
            "f is a part of all *tokens*; this divides by the number of different words": (
                lambda counts, sample: _unclipped(counts, sample * len(counts) / counts.sum()).clamp(max=1)
            ),
            "the threshold is always 0.001, whatever `sample` is": (
                lambda counts, sample: _unclipped(counts, 1e-3).clamp(max=1)
            ),
            "all numbers are divided by the largest. The rule cuts off what is above 1 and leaves the others alone": (
                lambda counts, sample: _unclipped(counts, sample) / _unclipped(counts, sample).max()
            ),
            "these sum to 1, as if one word were drawn. Here each token has a coin of its own": (
                lambda counts, sample: keep_probabilities(counts, sample) / keep_probabilities(counts, sample).sum()
            ),
            "this is the probability to go: frequent words stand high. Return the probability to *stay*": (
                lambda counts, sample: 1 - _unclipped(counts, sample).clamp(max=1)
            ),
            "t and f are exchanged: the frequent words are kept": (
                lambda counts, sample: (
                    ((sample / (counts / counts.sum())).sqrt() + 1) * counts / counts.sum() / sample
                ).clamp(max=1)
            ),
        },
    ),
]
