"""Answers to the exercises of lesson 03: right ones in other forms, and wrong ones with a part of their hint."""

import re
from collections import Counter

import torch
from torch import Tensor


def letters_in_a_loop(line: str) -> list[str]:
    tokens = []
    for character in line:
        if character.isalpha():
            tokens.append(character)
    return tokens


def by_two_passes(counts: Counter) -> dict[str, int]:
    words = sorted(counts)  # the second sort keeps the order of ties
    words.sort(key=counts.get, reverse=True)
    return dict(zip(words, range(len(words)), strict=True))


def by_insertion(counts: Counter) -> dict[str, int]:
    ids = {}
    while len(ids) < len(counts):
        left = [word for word in counts if word not in ids]
        most = max(counts[word] for word in left)
        ids[min(word for word in left if counts[word] == most)] = len(ids)
    return ids


def by_set(counts: Counter) -> dict[str, int]:
    words = list(set(counts.elements()))
    return {words[i]: i for i in range(len(words))}


def keep_word_by_word(counts: Tensor, sample: float) -> Tensor:
    total, kept = counts.sum().item(), []
    for count in counts.tolist():
        f = count / total
        kept.append(min(1.0, ((f / sample) ** 0.5 + 1) * sample / f))
    return torch.tensor(kept)


def keep_in_double(counts: Tensor, sample: float) -> Tensor:
    ratio = sample * counts.sum() / counts.double()  # t/f
    return torch.minimum(ratio.sqrt() + ratio, torch.ones(()))


def keep_of_the_paper(counts: Tensor, sample: float) -> Tensor:
    kept = [min(1.0, (sample * int(counts.sum()) / count) ** 0.5) for count in counts.tolist()]
    return torch.tensor(kept)


def keep_without_a_clip(counts: Tensor, sample: float) -> Tensor:
    f = counts / sum(counts)
    return (torch.sqrt(f / sample) + 1) * (sample / f)


def keep_of_counts(counts: Tensor, sample: float) -> Tensor:
    f = counts.double()
    return torch.clamp((torch.sqrt(f / sample) + 1) * sample / f, 0, 1)


def keep_with_a_wide_root(counts: Tensor, sample: float) -> Tensor:
    f = counts / counts.sum()
    return torch.clamp(torch.sqrt(f / sample + 1) * sample / f, max=1)


RIGHT = {
    "split_characters": [letters_in_a_loop, lambda line: re.findall(r"[^\W\d_]", line)],
    "number_words": [by_two_passes, by_insertion],
    "keep_probabilities": [keep_word_by_word, keep_in_double],
}
WRONG = {
    "split_characters": [
        (lambda line: [line[i] for i in range(len(line))], "every character is a token"),
        (lambda line: list(line.replace(" ", "")), "punctuation and digits are still tokens"),
        (lambda line: re.findall(r"\w", line), "digits are kept"),
        (lambda line: line.split(" "), "Chinese hardly has any"),
        (lambda line: "".join(letters_in_a_loop(line)), "it returns a str, expected a list"),
        (lambda line: set(letters_in_a_loop(line)), "it returns a set, expected a list"),
        (lambda line: re.findall(r"\w+", line), "the rule for words"),
    ],
    "number_words": [
        (by_set, "a set has no order"),
        (lambda counts: {w: i for i, w in enumerate(sorted(counts, key=counts.get, reverse=True))}, "Ties need"),
        (lambda counts: {w: i for i, (n, w) in enumerate(sorted((n, w) for w, n in counts.items()))}, "the rarest"),
        (
            lambda counts: {w: i for i, (n, w) in enumerate(sorted(((n, w) for w, n in counts.items()), reverse=True))},
            "turns the alphabet around",
        ),
        (lambda counts: dict(zip(sorted(counts), range(9), strict=False)), "the alphabet alone"),
        (lambda counts: sorted(counts, key=lambda w: (-counts[w], w)), "it returns a list, expected a dict"),
        (lambda counts: dict(enumerate(by_two_passes(counts))), "from ids to words"),
    ],
    "keep_probabilities": [
        (keep_without_a_clip, "above 1"),
        (keep_of_the_paper, "the paper's formula"),
        (keep_with_a_wide_root, "the root covers too much"),
        (keep_of_counts, "takes counts for shares"),
        (lambda counts, sample: 1 - keep_word_by_word(counts, sample), "the probability to go"),
        (lambda counts, sample: keep_word_by_word(counts, sample).tolist(), "it returns a list, expected a tensor"),
    ],
}
