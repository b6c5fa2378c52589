"""word2vec.c's file of a vocabulary, which files of vectors lack: words with counts (lesson 09)."""

import re
from pathlib import Path

from w2v_helpers.files import MOST, check_place, check_words, whole_or_not
from w2v_helpers.vocab import Vocab

LINE = re.compile(rb"[^ ]+ \d+\n")


def check_counts_output(path: str | Path) -> None:
    """Raise ValueError if `write_counts` could not write there, or would overwrite another file."""
    check_place(path, "words with their counts", _holds_counts)


def _holds_counts(path: Path) -> bool:
    """Whether a file is empty, or its first line is a word and a number."""
    with path.open("rb") as file:
        first = file.readline(MOST)
    return not first or bool(LINE.fullmatch(first))


def write_counts(vocab: Vocab, path: str | Path) -> None:
    """Write a word and how often it occurs a line; gensim reads it beside vectors, as ``fvocab``.

    Whole or not at all. Raises ValueError for a word with a space or a line end in it.
    """
    check_words(vocab.words)
    with whole_or_not(path) as whole, whole.open("w", encoding="utf-8", newline="\n") as file:
        for word, count in zip(vocab.words, vocab.counts.tolist(), strict=True):
            file.write(f"{word} {count}\n")
