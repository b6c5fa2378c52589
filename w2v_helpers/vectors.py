"""Trained tables as gensim's `KeyedVectors` (neighbours, analogies and files are gensim's), and their scores."""

import re
import tempfile
import warnings
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from gensim.models import KeyedVectors
from gensim.test.utils import datapath
from threadpoolctl import threadpool_limits
from torch import Tensor

from w2v_helpers.vocab import Vocab

PAIRS = {"WordSim-353": "wordsim353.tsv", "SimLex-999": "simlex999.txt"}
ANALOGIES = {"Google analogies": "questions-words.txt"}
PAIR = re.compile(r"\s*|#.*|[^\t]+\t[^\t]+\t *[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)? *", re.IGNORECASE)
QUESTION = re.compile(r"\s*|: .*|\s*\S+(\s+\S+){3}\s*")


class Score(NamedTuple):
    """``score``: Spearman's correlation, or the share of right answers; ``coverage``: the share of items it is on."""

    score: float
    coverage: float


def to_keyed_vectors(vocab: Vocab, table: Tensor) -> KeyedVectors:
    """``table`` ``(len(vocab), dim)`` under the vocabulary's words, with their counts.

    Raises ValueError if the table has another number of rows or holds NaN or infinity.
    """
    if table.ndim != 2 or len(table) != len(vocab):
        raise ValueError(f"a table of shape {tuple(table.shape)} for {len(vocab)} words: expected ({len(vocab)}, dim)")
    if not table.isfinite().all():
        bad = vocab.words[int((~table.isfinite()).any(dim=1).nonzero()[0])]
        raise ValueError(f"the vector of {bad!r} holds NaN or infinity: did training diverge? try a smaller alpha")
    vectors = KeyedVectors(table.shape[1], count=0)
    vectors.add_vectors(vocab.words, table.detach().cpu().numpy().astype(np.float32))
    for word, count in zip(vocab.words, vocab.counts.tolist(), strict=True):
        vectors.set_vecattr(word, "count", count)
    return vectors


def is_binary(path: str | Path) -> bool:
    """Whether a name ends in .bin (word2vec's binary format), not in .txt or .vec (its text); .partial may follow.

    Raises ValueError for another suffix.
    """
    suffix = Path(re.sub(r"(\.partial)+$", "", str(path))).suffix
    if suffix not in (".bin", ".txt", ".vec"):
        raise ValueError(f"{str(path)!r}: expected a name that ends in .bin (binary), .txt or .vec (text)")
    return suffix == ".bin"


def check_output(path: str | Path) -> None:
    """Raise ValueError if `write_vectors` could not write there: another suffix, a folder, a folder not to write in."""
    is_binary(path)
    if Path(path).is_dir():
        raise ValueError(f"{str(path)!r} is a folder: expected the name of a file")
    try:
        tempfile.TemporaryDirectory(dir=Path(path).parent, prefix=".vectors-").cleanup()
    except OSError as error:
        raise ValueError(f"{str(path)!r} cannot be written: {error.strerror}") from error


def write_vectors(vectors: KeyedVectors, path: str | Path) -> None:
    """Write a file in word2vec's format, by its suffix; an older one of that name stays whole until it is replaced."""
    binary, path = is_binary(path), Path(path)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".vectors-") as folder:
        whole = Path(folder) / path.name
        vectors.save_word2vec_format(str(whole), binary=binary)
        whole.replace(path)


def read_vectors(path: str | Path) -> KeyedVectors:
    """Read a file in word2vec's format, by its suffix.

    Raises ValueError if it is not in that format or cut short, or, naming the word, if a vector holds NaN or infinity.
    """
    binary, path = is_binary(path), Path(path)
    size, amiss = path.stat().st_size, "expected two numbers (words, dimensions) in the first line, then a row a word"
    try:
        with path.open("rb") as file:
            header = re.fullmatch(rb"(\d+) (\d+)\s*", file.readline(100))
            rows, dim = map(int, header.groups()) if header else (0, 0)
            even = binary or all(line.rstrip().count(b" ") == dim for line in islice(file, rows))
        if not even or not 0 < rows * dim * (4 if binary else 2) <= size:  # gensim would reserve any size,
            raise ValueError(amiss)  # and take a single number for a whole vector
        with warnings.catch_warnings(action="ignore"):  # what is too large for a float32 becomes infinity
            vectors = KeyedVectors.load_word2vec_format(str(path), binary=binary)
        whole = len(header[0]) + sum(len(word.encode()) + 1 + 4 * dim for word in vectors.index_to_key)
        if binary and len(vectors) == rows and size - whole not in (0, rows):  # rows: word2vec.c ends each with \n
            raise ValueError(amiss)
    except (ValueError, EOFError) as error:
        kind = "binary" if binary else "text"
        raise ValueError(f"{str(path)!r} is not a word2vec {kind} file, or damaged: {error}") from error
    if not (finite := np.isfinite(vectors.vectors).all(axis=1)).all():
        word = vectors.index_to_key[int(finite.argmin())]
        raise ValueError(f"{str(path)!r}: the vector of {word!r} holds NaN or infinity")
    vectors.fill_norms()
    vectors.norms[vectors.norms == 0] = 1  # a vector of zeros is like no other: cosine 0, not NaN
    return vectors


@threadpool_limits.wrap(limits=1)  # gensim's products here are small: on a busy machine, threads only wait
def evaluate(
    vectors: KeyedVectors, pairs: dict[str, str | Path] | None = None, analogies: dict[str, str | Path] | None = None
) -> dict[str, Score]:
    """gensim's scores on the sets in its wheel (or on your files of the same formats), by name of the set.

    WordSim-353 (Finkelstein et al. 2002) and SimLex-999 (Hill et al. 2015): Spearman's correlation with people's
    judgements. Google analogies (Mikolov et al. 2013a): the share right by 3CosAdd, query words excluded.
    Items with a word that the vocabulary lacks are left out of the score and show in the coverage.
    Raises ValueError, naming the set, if so few items are left that there is no score, and, naming the line,
    if one is not an item (gensim would skip it).
    """
    if pairs is None and analogies is None:
        pairs = {name: datapath(file) for name, file in PAIRS.items()}
        analogies = {name: datapath(file) for name, file in ANALOGIES.items()}
    scores = {}
    for name, file in (pairs or {}).items():
        _count_items(file, PAIR, "two words and a number, separated by tabs, or a # and a comment")
        try:
            _, spearman, missing = vectors.evaluate_word_pairs(file)
        except ValueError as error:
            raise _no_score(name, file) from error
        scores[name] = Score(float(spearman.statistic), 1 - missing / 100)
    for name, file in (analogies or {}).items():
        total = _count_items(file, QUESTION, "four words, or a : and the name of a section")
        if not total:
            raise _no_score(name, file)
        accuracy, sections = vectors.evaluate_word_analogies(file, dummy4unknown=False)
        asked = len(sections[-1]["correct"]) + len(sections[-1]["incorrect"])
        scores[name] = Score(float(accuracy) if asked else np.nan, asked / total)
    for name, file in {**(pairs or {}), **(analogies or {})}.items():
        if np.isnan(scores[name].score):
            raise _no_score(name, file)
    return scores


def _count_items(file: str | Path, item: re.Pattern[str], expected: str) -> int:
    try:
        lines = Path(file).read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"{str(file)!r} is not UTF-8") from error
    for number, line in enumerate(lines, start=1):
        if not item.fullmatch(line):
            raise ValueError(f"{str(file)!r}, line {number}: expected {expected}, not {line[:60]!r}")
    return sum(bool(line.strip()) and line[0] not in "#:" for line in lines)


def _no_score(name: str, file: str | Path) -> ValueError:
    return ValueError(
        f"{name}: no score, too few items of {str(file)!r} have words that are all in the vocabulary, or all of its "
        "vectors are alike; evaluate on a file of the words you trained on"
    )
