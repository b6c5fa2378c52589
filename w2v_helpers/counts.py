"""word2vec.c's file of a vocabulary, which files of vectors lack: words with counts (lesson 09)."""

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
from gensim.models import KeyedVectors

from w2v_helpers.files import MOST, check_words, whole_or_not
from w2v_helpers.vocab import Vocab

LINE = re.compile(rb"([^ ]+) (\d{1,15})\r?\n?")


def holds_counts(path: Path) -> bool:
    """Whether a file is empty, or begins with lines of a word and a number, that do not rise."""
    with path.open("rb") as file:
        lines = (file.read(1 << 16) + file.readline(MOST)).splitlines()
    found = [LINE.fullmatch(line) for line in lines]
    return all(found) and all(int(a[2]) >= int(b[2]) for a, b in pairwise(found))


def write_counts(vocab: Vocab, path: str | Path) -> None:
    """Write a word and how often it occurs a line; gensim reads it beside vectors, as ``fvocab``.

    Whole or not at all. Raises ValueError for a word with a space or a line end in it.
    """
    check_words(vocab.words)
    with whole_or_not(path) as whole, whole.open("w", encoding="utf-8", newline="\n") as file:
        for word, count in zip(vocab.words, vocab.counts.tolist(), strict=True):
            file.write(f"{word} {count}\n")


def add_counts(vectors: KeyedVectors, path: str | Path) -> None:
    """Give vectors the counts of such a file.

    Raises ValueError for a line that is no word with its count, or a word that has none.
    """
    counts = {}
    with Path(path).open("rb") as file:
        for number, line in enumerate(file, start=1):
            found = LINE.fullmatch(line)
            if not found:
                told = line[:60].decode("utf-8", "replace")
                raise ValueError(f"{str(path)!r}: line {number}: expected word and count: {told!r}")
            counts[found[1].decode("utf-8", "replace")] = int(found[2])
    lacking = [word for word in vectors.index_to_key if word not in counts]
    if lacking:
        expected = "expected the file that train --save-vocab wrote with these vectors"
        lacks = f"has no count of {lacking[0]!r} ({len(lacking)} in all)"
        raise ValueError(f"{str(path)!r} {lacks}: {expected}")
    vectors.expandos["count"] = np.array([counts[word] for word in vectors.index_to_key])
