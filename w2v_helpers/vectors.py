"""Trained tables as gensim's `KeyedVectors`, their files and their scores (lessons 07 and 10)."""

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
LAYOUT = "expected two numbers (words, dimensions) in the first line, then a row a word"


class Score(NamedTuple):
    """How well vectors do on a set, and on how much of it."""

    score: float  # Spearman's correlation, from -1 to 1, or the share of right answers
    coverage: float  # the share of the set's items that the score is on


def to_keyed_vectors(vocab: Vocab, table: Tensor) -> KeyedVectors:
    """A float32 copy of ``table`` ``(len(vocab), dim)`` under the vocabulary's words, with counts.

    Raises ValueError if the table has another number of rows or holds NaN or infinity.
    """
    if table.ndim != 2 or len(table) != len(vocab):
        raise ValueError(
            f"a table of shape {tuple(table.shape)} for {len(vocab)} words: "
            f"expected ({len(vocab)}, dim)"
        )
    finite = table.isfinite().all(dim=1)  # (len(vocab),)
    if not finite.all():
        bad = vocab.words[int((~finite).nonzero()[0])]
        raise ValueError(
            f"the vector of {bad!r} holds NaN or infinity: did training diverge? "
            "try a smaller alpha"
        )
    vectors = KeyedVectors(table.shape[1], count=0)
    vectors.add_vectors(vocab.words, table.detach().cpu().numpy().astype(np.float32))
    for word, count in zip(vocab.words, vocab.counts.tolist(), strict=True):
        vectors.set_vecattr(word, "count", count)
    return vectors


def is_binary(path: str | Path) -> bool:
    """Whether a file's suffix is .bin (word2vec's binary format) and not .txt or .vec (its text).

    A ``.partial`` after it does not count. Raises ValueError for another suffix.
    """
    suffix = Path(re.sub(r"(\.partial)+$", "", str(path))).suffix
    if suffix not in (".bin", ".txt", ".vec"):
        raise ValueError(
            f"{str(path)!r}: expected a name that ends in .bin (binary), .txt or .vec (text)"
        )
    return suffix == ".bin"


def check_output(path: str | Path) -> None:
    """Raise ValueError if `write_vectors` could not write there.

    The suffix is another, there is a folder of that name, or the folder around it is not there or
    not to be written in.
    """
    is_binary(path)
    if Path(path).is_dir():
        raise ValueError(f"{str(path)!r} is a folder: expected the name of a file")
    try:
        tempfile.TemporaryDirectory(dir=Path(path).parent, prefix=".vectors-").cleanup()
    except OSError as error:
        raise ValueError(f"{str(path)!r} cannot be written: {error.strerror}") from error


def write_vectors(vectors: KeyedVectors, path: str | Path) -> None:
    """Write a file in word2vec's format, binary or text by its suffix (see `is_binary`).

    An older file of that name stays whole until the new one, complete, replaces it.
    """
    binary = is_binary(path)
    path = Path(path)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".vectors-") as folder:
        whole = Path(folder) / path.name
        vectors.save_word2vec_format(str(whole), binary=binary)
        whole.replace(path)


def read_vectors(path: str | Path) -> KeyedVectors:
    """Read a file in word2vec's format, binary or text by its suffix (see `is_binary`).

    Raises ValueError if it has another format or is cut short, and, naming the word, if a vector
    holds NaN or infinity.
    """
    binary = is_binary(path)
    path = Path(path)
    size = path.stat().st_size
    try:
        vectors = _load(path, size, binary)
    except (ValueError, EOFError) as error:
        kind = "binary" if binary else "text"
        raise ValueError(
            f"{str(path)!r} is not a word2vec {kind} file, or damaged: {error}"
        ) from error
    finite = np.isfinite(vectors.vectors).all(axis=1)
    if not finite.all():
        word = vectors.index_to_key[int(finite.argmin())]
        raise ValueError(f"{str(path)!r}: the vector of {word!r} holds NaN or infinity")
    vectors.fill_norms()
    vectors.norms[vectors.norms == 0] = 1  # a vector of zeros is like no other: cosine 0, not NaN
    return vectors


def _load(path: Path, size: int, binary: bool) -> KeyedVectors:
    """What gensim reads from a file of ``size`` bytes, checked where gensim does not look."""
    start, rows, dim = _read_layout(path, binary)
    least = rows * dim * (4 if binary else 2)
    if not 0 < least <= size:  # gensim would reserve memory of any size
        raise ValueError(LAYOUT)
    with warnings.catch_warnings(action="ignore"):  # too large for a float32: becomes infinity
        vectors = KeyedVectors.load_word2vec_format(str(path), binary=binary)
    different = len(vectors.key_to_index)
    if different < rows:  # gensim would leave a row without a word
        raise ValueError(f"only {different} of its {rows} words are different")
    if binary:
        words = sum(len(word.encode()) + 1 for word in vectors.index_to_key)
        whole = start + words + rows * dim * 4
        if size not in (whole, whole + rows):  # word2vec.c ends each row with \n
            raise ValueError(LAYOUT)
    return vectors


def _read_layout(path: Path, binary: bool) -> tuple[int, int, int]:
    """Where the rows start (in bytes), how many the first line promises, and their dimensions."""
    with path.open("rb") as file:
        first = file.readline(100)
        header = re.fullmatch(rb"(\d+) (\d+)\s*", first)
        if not header:
            raise ValueError(LAYOUT)
        rows, dim = map(int, header.groups())
        if not binary:  # gensim would take a single number for a whole vector
            for line in islice(file, rows):
                if line.rstrip().count(b" ") != dim:
                    raise ValueError(LAYOUT)
    return len(first), rows, dim


# gensim's products here are small: on a busy machine, threads only wait.
@threadpool_limits.wrap(limits=1)
def evaluate(
    vectors: KeyedVectors,
    pairs: dict[str, str | Path] | None = None,
    analogies: dict[str, str | Path] | None = None,
) -> dict[str, Score]:
    """gensim's scores by name of the set: its wheel's three, or your files of the same formats.

    WordSim-353 (Finkelstein et al. 2002) and SimLex-999 (Hill et al. 2015): Spearman's correlation
    with people's judgements. Google analogies (Mikolov et al. 2013a): the share right by 3CosAdd,
    query words excluded. Items with a word that the vocabulary lacks are left out of the score and
    show in the coverage.
    Raises ValueError, naming the set, if too few items are left for a score, and, naming the line,
    if one is not an item (gensim would skip it).
    """
    if pairs is None and analogies is None:
        pairs = {name: datapath(file) for name, file in PAIRS.items()}
        analogies = {name: datapath(file) for name, file in ANALOGIES.items()}
    pairs = pairs or {}
    analogies = analogies or {}
    scores = {}
    for name, file in pairs.items():
        scores[name] = _score_pairs(vectors, name, file)
    for name, file in analogies.items():
        scores[name] = _score_analogies(vectors, name, file)
    for name, file in {**pairs, **analogies}.items():
        if np.isnan(scores[name].score):
            raise _no_score(name, file)
    return scores


def _score_pairs(vectors: KeyedVectors, name: str, file: str | Path) -> Score:
    _count_items(file, PAIR, "two words and a number, separated by tabs, or a # and a comment")
    try:
        _, spearman, missing = vectors.evaluate_word_pairs(file)
    except ValueError as error:
        raise _no_score(name, file) from error
    return Score(float(spearman.statistic), 1 - missing / 100)


def _score_analogies(vectors: KeyedVectors, name: str, file: str | Path) -> Score:
    total = _count_items(file, QUESTION, "four words, or a : and the name of a section")
    if not total:
        raise _no_score(name, file)
    accuracy, sections = vectors.evaluate_word_analogies(file, dummy4unknown=False)
    asked = len(sections[-1]["correct"]) + len(sections[-1]["incorrect"])
    return Score(float(accuracy) if asked else np.nan, asked / total)


def _count_items(file: str | Path, item: re.Pattern[str], expected: str) -> int:
    """How many lines are items; ``item`` must match every line, also comments and blank ones."""
    try:
        lines = Path(file).read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"{str(file)!r} is not UTF-8") from error
    for number, line in enumerate(lines, start=1):
        if not item.fullmatch(line):
            raise ValueError(
                f"{str(file)!r}, line {number}: expected {expected}, not {line[:60]!r}"
            )
    return sum(bool(line.strip()) and line[0] not in "#:" for line in lines)


def _no_score(name: str, file: str | Path) -> ValueError:
    return ValueError(
        f"{name}: no score, too few items of {str(file)!r} have words that are all in the "
        "vocabulary, or all of its vectors are alike; "
        "evaluate on a file of the words you trained on"
    )
