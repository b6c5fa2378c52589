"""Answers to the exercises of lesson 03."""

import re
import unicodedata
from collections import Counter

import numpy as np
import torch

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edited, edits_of

# ---- split_characters


def letters_in_a_loop(line):
    tokens = []
    for character in line:
        if character.isalpha():
            tokens.append(character)
    return tokens


RIGHT["split_characters"] = [letters_in_a_loop, lambda line: re.findall(r"[^\W\d_]", line)]
WRONG["split_characters"] = [
    (lambda line: [line[i] for i in range(len(line))], "there are items too many"),
    (lambda line: list(line.replace(" ", "")), "there are items too many"),
    (lambda line: re.findall(r"\w", line), "there are items too many"),
    (lambda line: line.split(" "), "its own example"),
    (lambda line: "".join(letters_in_a_loop(line)), "it returns a str, expected a list"),
    (lambda line: set(letters_in_a_loop(line)), "it returns a set, expected a list"),
    (lambda line: re.findall(r"\w+", line), "the rule for words"),
]
RIGHT_BLIND["split_characters"] = [
    lambda line: [c for c in line if unicodedata.category(c).startswith("L")],
    lambda line: re.findall(r"[^\W\d_]", line),
    lambda line: list(filter(str.isalpha, line)),
    lambda line: [c for c in line.lower() if c.isalpha()],  # as the lesson's tokenize
]
WRONG_BLIND["split_characters"] = [
    (lambda line: list(line), "there are items too many"),
    (lambda line: list(line.replace(" ", "")), "there are items too many"),
    (lambda line: re.findall(r"\w", line), "there are items too many"),
    (lambda line: [c for c in line if c.isalnum()], "digits are kept"),
    (lambda line: re.findall(r"[a-z]", line.lower()), "only a to z are letters"),
    (
        lambda line: re.findall(r"[\u4e00-\u9fff]", line),
        "it is right, but not where the line has letters of other",
    ),
    (lambda line: re.findall(r"\w+", line), "the rule for words"),
    (lambda line: line.split(), "its own example"),
    (lambda line: "".join(c for c in line if c.isalpha()), "it returns a str, expected a list"),
    (lambda line: sorted({c for c in line if c.isalpha()}), "its own example"),
]

# ---- number_words


def by_two_passes(counts):
    words = sorted(counts)  # the second sort keeps the order of ties
    words.sort(key=counts.get, reverse=True)
    return dict(zip(words, range(len(words)), strict=True))


def by_insertion(counts):
    ids = {}
    while len(ids) < len(counts):
        left = [word for word in counts if word not in ids]
        most = max(counts[word] for word in left)
        ids[min(word for word in left if counts[word] == most)] = len(ids)
    return ids


def by_most_common(counts):
    common = Counter(dict(sorted(counts.items()))).most_common()
    return dict(zip((word for word, _ in common), range(len(common)), strict=True))


def by_one_key(counts):
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: i for i, word in enumerate(words)}


LEVEL = "sorted(set(counts.values()), reverse=True).index(counts[word])"
ALPHABET_TURNED = {"(-counts[word], word)": "(counts[word], word), reverse=True"}
RIGHT["number_words"] = [by_two_passes, by_insertion]
WRONG["number_words"] = edits_of(
    by_one_key,
    ({"enumerate(words)": "enumerate(set(counts))"}, "the keys are right, the values are not"),
    ({"(-counts[word], word)": "-counts[word]"}, "Ties need"),
    ({"-counts[word]": "counts[word]"}, "the rarest"),
    (ALPHABET_TURNED, "turns the alphabet around"),
    ({"(-counts[word], word)": "word"}, "the alphabet alone"),
    ({"{word: i for i, word in enumerate(words)}": "words"}, "it returns a list, expected a dict"),
    ({"{word: i": "{i: word"}, "keys and values are exchanged"),
)
RIGHT_BLIND["number_words"] = [by_two_passes, by_most_common]
WRONG_BLIND["number_words"] = edits_of(
    by_one_key,
    ({"(-counts[word], word)": "-counts[word]"}, "Ties need a rule"),
    ({"(-counts[word], word)": "word"}, "the alphabet alone"),
    (ALPHABET_TURNED, "turns the alphabet around"),
    ({"-counts[word]": "counts[word]"}, "the rarest word comes first"),
    ({"enumerate(words)": "enumerate(words, start=1)"}, "the keys are right, the values are not"),
    ({"{word: i": "{i: word"}, "keys and values are exchanged"),
    ({"{word: i": "{word: counts[word]"}, "it is right only where there are no words"),
    ({"{word: i": f"{{word: {LEVEL}"}, "it is right, but not where two words are equally frequent"),
    ({"enumerate(words)": "enumerate(set(counts))"}, "the keys are right, the values are not"),
    ({"enumerate(words)": "enumerate(counts)"}, "the keys are right, the values are not"),
    ({"{word: i for i, word in enumerate(words)}": "words"}, "it returns a list, expected a dict"),
)

# ---- keep_probabilities


def keep_word_by_word(counts, sample):
    total, kept = counts.sum().item(), []
    for count in counts.tolist():
        f = count / total
        kept.append(min(1.0, ((f / sample) ** 0.5 + 1) * sample / f))
    return torch.tensor(kept)


def keep_in_double(counts, sample):
    ratio = sample * counts.sum() / counts.double()  # t/f
    return torch.minimum(ratio.sqrt() + ratio, torch.ones(()))


def keep_by_numpy(counts, sample):
    expected = sample * counts.numpy().sum() / counts.numpy()
    return torch.from_numpy(np.minimum(np.sqrt(expected) + expected, 1).astype(np.float32))


def keep_by_formula(counts, sample):
    f = counts / counts.sum()
    return (((f / sample).sqrt() + 1) * sample / f).clamp(max=1)


PAPER = {"((f / sample).sqrt() + 1) * sample / f": "(sample / f).sqrt()"}
RIGHT["keep_probabilities"] = [keep_word_by_word, keep_in_double]
WRONG["keep_probabilities"] = edits_of(
    keep_by_formula,
    ({".clamp(max=1)": ""}, "above 1"),
    (PAPER, "the paper's formula"),
    ({"(f / sample).sqrt() + 1": "(f / sample + 1).sqrt()"}, "the root covers too much"),
    ({"counts / counts.sum()": "counts"}, "takes counts for shares"),
    ({"return": "return 1 -"}, "that is 1 minus what is asked for"),
    (
        {"clamp(max=1)": "clamp(max=1).tolist()"},
        "it returns a list, expected a Tensor",
    ),
)
RIGHT_BLIND["keep_probabilities"] = [
    edited(keep_word_by_word, {"(kept)": "(kept, dtype=torch.float64)"}),
    keep_by_numpy,
]
WRONG_BLIND["keep_probabilities"] = edits_of(
    keep_by_formula,
    ({".clamp(max=1)": ""}, "some numbers are above 1"),
    (PAPER, "the paper's formula"),
    ({"counts / counts.sum()": "counts"}, "takes counts for shares"),
    ({"return": "return 1 -"}, "that is 1 minus what is asked for"),
    ({"* sample / f": "* f / sample", "(f / sample)": "(sample / f)"}, "its own example"),
    ({"((f / sample).sqrt() + 1)": "(f / sample).sqrt() + 1"}, "its own example"),
    ({"counts.sum()": "len(counts)"}, "its own example"),
    ({"counts.sum()": "counts.max()"}, "its own example"),
    ({"counts / counts": "counts // counts"}, "its own example"),
    ({"return": "sample = 0.001\nreturn"}, "its own example"),
    ({"return": "kept =", ".clamp(max=1)": "\nreturn kept / kept.max()"}, "its own example"),
    (
        {"return": "kept =", "max=1)": "max=1)\nreturn kept / kept.sum()"},
        "these are divided by their sum",
    ),
    ({".sqrt()": ""}, "its own example"),
)
