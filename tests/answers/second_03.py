"""Answers by someone who has read lesson 03 but not its checks."""

import math
import re
import unicodedata
from collections import Counter

import numpy as np
import torch


def characters_loop(line):
    tokens = []
    for character in line:
        if unicodedata.category(character).startswith("L"):
            tokens.append(character)
    return tokens


def numbers_two_sorts(counts):
    words = sorted(counts)
    words.sort(key=counts.get, reverse=True)
    return {word: i for i, word in enumerate(words)}


def numbers_of_most_common(counts):
    common = Counter(dict(sorted(counts.items()))).most_common()
    return dict(zip((word for word, _ in common), range(len(common)), strict=True))


def numbers_as_met(counts):
    return {word: i for i, (word, _) in enumerate(counts.most_common())}


def numbers_alphabetical(counts):
    return {word: i for i, word in enumerate(sorted(counts))}


def numbers_ties_backwards(counts):
    order = sorted(((n, word) for word, n in counts.items()), reverse=True)
    return {word: i for i, (_, word) in enumerate(order)}


def numbers_rarest_first(counts):
    return {w: i for i, w in enumerate(sorted(counts, key=lambda w: (counts[w], w)))}


def numbers_from_one(counts):
    return {w: i for i, w in enumerate(sorted(counts, key=lambda w: (-counts[w], w)), start=1)}


def numbers_to_words(counts):
    return dict(enumerate(sorted(counts, key=lambda w: (-counts[w], w))))


def numbers_are_counts(counts):
    return {w: counts[w] for w in sorted(counts, key=lambda w: (-counts[w], w))}


def numbers_shared_by_ties(counts):
    levels = sorted(set(counts.values()), reverse=True)
    return {word: levels.index(n) for word, n in counts.items()}


def numbers_of_a_set(counts):
    return {word: i for i, word in enumerate(set(counts))}


def numbers_first_met(counts):
    return {word: i for i, word in enumerate(counts)}


def numbers_list(counts):
    return sorted(counts, key=lambda w: (-counts[w], w))


def keep_loop(counts, sample):
    total = sum(counts.tolist())
    kept = []
    for n in counts.tolist():
        f = n / total
        kept.append(min(1.0, (math.sqrt(f / sample) + 1) * sample / f))
    return torch.tensor(kept, dtype=torch.float64)


def keep_numpy(counts, sample):
    expected = sample * counts.numpy().sum() / counts.numpy()
    return torch.from_numpy(np.minimum(np.sqrt(expected) + expected, 1).astype(np.float32))


def keep_not_capped(counts, sample):
    f = counts / counts.sum()
    return ((f / sample).sqrt() + 1) * sample / f


def keep_of_the_paper(counts, sample):
    f = counts / counts.sum()
    return (sample / f).sqrt().clamp(max=1)


def keep_of_counts(counts, sample):
    return (((counts / sample).sqrt() + 1) * sample / counts).clamp(max=1)


def keep_is_lost(counts, sample):
    f = counts / counts.sum()
    return 1 - (((f / sample).sqrt() + 1) * sample / f).clamp(max=1)


def keep_ratio_turned(counts, sample):
    f = counts / counts.sum()
    return (((sample / f).sqrt() + 1) * f / sample).clamp(max=1)


def keep_no_brackets(counts, sample):
    f = counts / counts.sum()
    return ((f / sample).sqrt() + 1 * sample / f).clamp(max=1)


def keep_share_of_types(counts, sample):
    f = counts / len(counts)
    return (((f / sample).sqrt() + 1) * sample / f).clamp(max=1)


def keep_share_of_largest(counts, sample):
    f = counts / counts.max()
    return (((f / sample).sqrt() + 1) * sample / f).clamp(max=1)


def keep_whole_shares(counts, sample):
    f = counts // counts.sum()
    return (((f / sample).sqrt() + 1) * sample / f).clamp(max=1)


def keep_fixed_threshold(counts, sample):
    f = counts / counts.sum()
    return (((f / 1e-3).sqrt() + 1) * 1e-3 / f).clamp(max=1)


def keep_normalized(counts, sample):
    f = counts / counts.sum()
    kept = ((f / sample).sqrt() + 1) * sample / f
    return kept / kept.max()


def keep_sums_to_one(counts, sample):
    f = counts / counts.sum()
    kept = (((f / sample).sqrt() + 1) * sample / f).clamp(max=1)
    return kept / kept.sum()


def keep_without_root(counts, sample):
    f = counts / counts.sum()
    return ((f / sample + 1) * sample / f).clamp(max=1)


RIGHT = {
    "split_characters": [
        characters_loop,
        lambda line: re.findall(r"[^\W\d_]", line),
        lambda line: list(filter(str.isalpha, line)),
        lambda line: [c for c in line.lower() if c.isalpha()],  # in lower case, as the lesson's tokenize
    ],
    "number_words": [numbers_two_sorts, numbers_of_most_common],
    "keep_probabilities": [keep_loop, keep_numpy],
}
WRONG = {
    "split_characters": [
        (lambda line: list(line), "every character is a token now"),
        (lambda line: list(line.replace(" ", "")), "the spaces are gone"),
        (lambda line: re.findall(r"\w", line), "digits are kept"),
        (lambda line: [c for c in line if c.isalnum()], "digits are kept"),
        (lambda line: re.findall(r"[a-z]", line.lower()), "only a to z are letters"),
        (lambda line: re.findall(r"[\u4e00-\u9fff]", line), "only Chinese characters"),
        (lambda line: re.findall(r"\w+", line), "the rule for words"),
        (lambda line: line.split(), "this cuts at the spaces"),
        (lambda line: "".join(c for c in line if c.isalpha()), "it returns a str, expected a list"),
        (lambda line: sorted({c for c in line if c.isalpha()}), "it gives"),
    ],
    "number_words": [
        (numbers_as_met, "Ties need a rule"),
        (numbers_alphabetical, "the alphabet alone"),
        (numbers_ties_backwards, "turns the alphabet around"),
        (numbers_rarest_first, "the rarest word comes first"),
        (numbers_from_one, "the first id is 1"),
        (numbers_to_words, "leads from ids to words"),
        (numbers_are_counts, "the counts themselves"),
        (numbers_shared_by_ties, "equally frequent words share an id"),
        (numbers_of_a_set, "a set has no order"),
        (numbers_first_met, "as the text brings them. Sort"),
        (numbers_list, "it returns a list, expected a dict"),
    ],
    "keep_probabilities": [
        (keep_not_capped, "some numbers are above 1"),
        (keep_of_the_paper, "the paper's formula"),
        (keep_of_counts, "takes counts for shares"),
        (keep_is_lost, "the probability to go"),
        (keep_ratio_turned, "t and f are exchanged"),
        (keep_no_brackets, "inside the brackets"),
        (keep_share_of_types, "the number of different words"),
        (keep_share_of_largest, "not of the most frequent word's"),
        (keep_whole_shares, "not rounded to 0"),
        (keep_fixed_threshold, "always 0.001"),
        (keep_normalized, "divided by the largest"),
        (keep_sums_to_one, "these sum to 1"),
        (keep_without_root, "What is under the root"),
    ],
}
