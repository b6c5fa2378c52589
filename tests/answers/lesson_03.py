"""Answers to the exercises of lesson 03."""

import re
from collections import Counter

import numpy as np
import torch

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edited, edits_of

# ---- tokenize


def words_by_pattern(line):
    words = re.findall(r"\w+(?:['’]\w+)*", line.lower())
    return [word.replace("’", "'") for word in words]


def words_of_straight_text(line):
    return re.findall(r"\w+(?:'\w+)*", line.lower().replace("’", "'"))


def words_in_a_loop(line):
    """Character by character; an apostrophe waits for what comes after it."""
    line, words, word = line.lower().replace("’", "'") + " ", [], ""
    for character, after in zip(line, line[1:] + " ", strict=True):
        inside = character == "'" and word and (after.isalnum() or after == "_")
        if character.isalnum() or character == "_" or inside:
            word += character
        elif word:
            words.append(word)
            word = ""
    return words


def words_found_one_by_one(line):
    return [
        found.group().replace("’", "'").lower() for found in re.finditer(r"\w+(?:['’]\w+)*", line)
    ]


PATTERN = r"\w+(?:['’]\w+)*"
RIGHT["tokenize"] = [words_of_straight_text, words_in_a_loop]
WRONG["tokenize"] = edits_of(
    words_by_pattern,
    ({"(?:": "("}, "findall lists what the brackets caught"),
    ({PATTERN: r"\w+"}, "an apostrophe cuts the word in two"),
    ({PATTERN: r"[\w'’]+"}, "quotation marks stick to the words"),
    ({'word.replace("’", "\'")': "word"}, "still has two spellings"),
    ({".lower()": ""}, "not where the line has capital letters"),
    ({")*": ")?"}, "not where a word holds two apostrophes"),
    ({PATTERN: r"[a-z]+(?:['’][a-z]+)*"}, "its own example"),
    (lambda line: " ".join(words_by_pattern(line)), "it returns a str, expected a list"),
)
RIGHT_BLIND["tokenize"] = [words_found_one_by_one]
WRONG_BLIND["tokenize"] = [
    (lambda line: line.lower().split(), "its own example"),
    (lambda line: re.findall(r"[a-z]+", line.lower()), "its own example"),
    (lambda line: words_by_pattern(line.casefold()), "not where the line has the letter ß"),
    (lambda line: sorted(words_by_pattern(line)), "the right items, in sorted order"),
    (lambda line: words_by_pattern(line.replace("’", "")), "not where a word holds ’"),
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
    return ((sample / f).sqrt() + sample / f).clamp(max=1)


PAPER = {" + sample / f": ""}
RIGHT["keep_probabilities"] = [keep_word_by_word, keep_in_double]
WRONG["keep_probabilities"] = edits_of(
    keep_by_formula,
    ({".clamp(max=1)": ""}, "above 1"),
    (PAPER, "the paper's formula"),
    ({"(sample / f).sqrt() + sample / f": "(2 * sample / f).sqrt()"}, "the root covers too much"),
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
    ({"(sample / f).sqrt() + sample / f": "(f / sample).sqrt() + f / sample"}, "its own example"),
    ({"(sample / f)": "(f / sample)"}, "its own example"),
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

# ---- subsample


def stay_by_bernoulli(ids, keep, generator):
    return ids[torch.bernoulli(keep[ids], generator=generator).bool()]


def stay_one_by_one(ids, keep, generator):
    kept = [i for i in ids.tolist() if torch.rand((), generator=generator) < keep[i]]
    return torch.tensor(kept, dtype=torch.int64)


def stay_where(ids, keep, generator):
    numbers = torch.rand(ids.shape, generator=generator, dtype=torch.float64)
    return ids[torch.where(numbers <= keep.double()[ids])[0]]


def go_or_stay(ids, keep, generator):
    go = torch.rand(len(ids), generator=generator) > keep[ids]
    return torch.masked_select(ids, ~go)


def stay_by_coin(ids, keep, generator):
    stays = torch.rand(len(ids), generator=generator) < keep[ids]
    return ids[stays]


RIGHT["subsample"] = [stay_by_bernoulli, stay_one_by_one, stay_where]
WRONG["subsample"] = edits_of(
    stay_by_coin,
    ({"< keep": "> keep"}, "those that should stay go"),
    ({"len(ids)": "len(keep)", "keep[ids]": "keep", "[stays]": "[stays[ids]]"}, "for each token"),
    ({"len(ids)": "1"}, "for each token"),
    ({"return ids[stays]": "return stays"}, "this says which tokens stay"),
    ({"ids[stays]": "stays.nonzero()[:, 0]"}, "these are places in the text"),
    ({"ids[stays]": "ids * stays"}, "as many tokens come out as went in"),
    ({"ids[stays]": "ids[stays].sort().values"}, "the order of the text is lost"),
    ({"ids[stays]": "ids[stays].tolist()"}, "it returns a list, expected a Tensor"),
    ({"ids[stays]": "ids[stays].float()"}, "it returns floats"),
    ({", generator=generator": ""}, "called again with the same arguments"),
    ({"stays = ": "generator.manual_seed(0)\nstays = "}, "does not depend on the generator"),
    ({"torch.rand(len(ids), generator=generator)": "0.5"}, "does not depend on the generator"),
    ({"keep[ids]": "keep.mean()"}, "every word stays as often as any other"),
    ({"return ids": "ids.clamp_(max=3)\nreturn ids"}, "it changes its argument `ids`"),
)
RIGHT_BLIND["subsample"] = [go_or_stay]
WRONG_BLIND["subsample"] = edits_of(
    stay_by_coin,
    ({"keep[ids]": "keep"}, "compare the two shapes"),
    ({"ids[stays]": "ids[~stays]"}, "those that should stay go"),
    ({"ids[stays]": "stays.nonzero()"}, "one axis"),
    ({"ids[stays]": "ids[stays].flip(0)"}, "the order of the text is lost"),
    ({"< keep[ids]": "< keep[ids].sqrt()"}, "it keeps"),
    ({"torch.rand": "torch.randn"}, "it keeps"),
    (
        lambda ids, keep, generator: torch.tensor(stay_one_by_one(ids, keep, generator).tolist()),
        "where no token stays it gives floats",
    ),
)
