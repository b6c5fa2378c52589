"""Trained tables as gensim's `KeyedVectors`, and their scores (lessons 07 and 10)."""

import re
import warnings
from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

import numpy as np
from gensim.models import KeyedVectors
from gensim.test.utils import datapath
from scipy.stats import rankdata
from threadpoolctl import threadpool_limits
from torch import Tensor

from w2v_helpers.corpus import as_composed
from w2v_helpers.vocab import Vocab

PAIRS = {"WordSim-353": "wordsim353.tsv", "SimLex-999": "simlex999.txt"}
ANALOGIES = {"Google analogies": "questions-words.txt"}
AT_ONCE = 1 << 25  # numbers whose cosines are taken in one product
NUMBER = re.compile(r"[-+]?(\d+[.,]?\d*|[.,]\d+)(e[-+]?\d+)?", re.IGNORECASE)
RATING = re.compile(r"[-+.,]*\d|[-+]?(nan|inf(inity)?)$", re.IGNORECASE)  # no part of a heading


class Score(NamedTuple):
    """How well vectors do on a set, on how much of it, and how sure that is."""

    score: float  # Spearman's correlation, from -1 to 1, or the share of right answers
    coverage: float  # the share of the set's items that the score is on
    items: int  # how many these are
    low: float  # 95 % of 1,000 bootstrap samples of these items score between low …
    high: float  # … and high
    chance: float  # what random vectors get: the mean of ten draws; of analogies the expectation


def to_keyed_vectors(vocab: Vocab, table: Tensor) -> KeyedVectors:
    """A float32 copy of ``table`` ``(len(vocab), dim)`` under the vocabulary's words, with counts.

    Raises ValueError if the table has another number of rows or holds NaN or infinity.
    """
    if table.ndim != 2 or len(table) != len(vocab):
        told = f"a table of shape {tuple(table.shape)} for {len(vocab)} words"
        raise ValueError(f"{told}: expected ({len(vocab)}, dim)")
    finite = table.isfinite().all(dim=1)  # (len(vocab),)
    if not finite.all():
        bad = vocab.words[int((~finite).nonzero()[0])]
        advice = "did training diverge? try a smaller alpha"
        raise ValueError(f"the vector of {bad!r} holds NaN or infinity: {advice}")
    vectors = KeyedVectors(table.shape[1], count=0)
    vectors.add_vectors(vocab.words, table.detach().cpu().numpy().astype(np.float32))
    for word, count in zip(vocab.words, vocab.counts.tolist(), strict=True):
        vectors.set_vecattr(word, "count", count)
    return vectors


# gensim's products here are small: on a busy machine, threads only wait.
@threadpool_limits.wrap(limits=1)
def evaluate(
    vectors: KeyedVectors,
    pairs: dict[str, str | Path] | None = None,
    analogies: dict[str, str | Path] | None = None,
) -> dict[str, Score]:
    """gensim's scores by name of the set: its wheel's three, or your files.

    WordSim-353 (Finkelstein et al. 2002) and SimLex-999 (Hill et al. 2015): Spearman's correlation
    with people's judgements. Google analogies (Mikolov et al. 2013a): the share right by 3CosAdd,
    query words excluded. Items with a word that the vocabulary lacks are left out of the score and
    show in the coverage; of the words that it has, none is left out (gensim's own limit: 300,000).
    A file of pairs is read by `read_pairs`; one of analogies holds four words a line, with or
    without lines ": section".
    Raises ValueError, naming the set, if too few items are left for a score, and, naming the line,
    if one is not an item (gensim would skip it).
    """
    if pairs is None and analogies is None:
        pairs, analogies = default_sets()
    scores = {name: _score_pairs(vectors, name, file) for name, file in (pairs or {}).items()}
    for name, file in (analogies or {}).items():
        scores[name] = _score_analogies(vectors, name, file)
    for name, score in scores.items():
        if np.isnan(score.score):
            alike = "all its judgements, or all cosines of its words, are equal"
            raise ValueError(f"{name}: no score, {alike}")
    return scores


def default_sets() -> tuple[dict[str, str], dict[str, str]]:
    """The sets of pairs and of analogies in gensim's wheel."""
    return tuple({name: datapath(own) for name, own in one.items()} for one in (PAIRS, ANALOGIES))


def _score_pairs(vectors: KeyedVectors, name: str, file: str | Path) -> Score:
    places = _places(vectors)
    items = read_pairs(file, places)
    known = [item for item in items if {_form(word) for word in item[:2]} <= places.keys()]
    if len(known) < 2:
        raise _too_few(name, file, len(known), len(items))
    pairs = np.array([[places[_form(word)] for word in item[:2]] for item in known])  # (items, 2)
    people = np.array([item[2] for item in known])
    words, rows = np.unique(pairs, return_inverse=True)
    rows = rows.reshape(pairs.shape)
    cosines = cosines_of(vectors.vectors[words].astype(float), rows)
    rng = np.random.default_rng(0)
    samples = (rng.integers(len(known), size=len(known)) for _ in range(1000))
    scores = [_spearman(cosines[sample], people[sample]) for sample in samples]
    draws = (rng.standard_normal((len(words), vectors.vector_size)) for _ in range(10))
    chance = [_spearman(cosines_of(draw, rows), people) for draw in draws]
    score, coverage = _spearman(cosines, people), len(known) / len(items)
    return Score(score, coverage, len(known), *_interval(scores), float(np.mean(chance)))


def _form(word: str) -> str:
    """What spellings of a word share: case does not count, as in gensim, nor how é is stored."""
    return as_composed(word).upper()


def _places(vectors: KeyedVectors) -> dict[str, int]:
    """Of each form the word that is meant: as in gensim, the most frequent one."""
    return {_form(word): place for place, word in reversed([*enumerate(vectors.index_to_key)])}


def cosines_of(table: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Of the vectors at each row's two places; of one that is zero, 0. What is equal is a tie."""
    parts = np.array_split(rows, 1 + rows.size * table.shape[1] // AT_ONCE)
    products = np.concatenate([np.einsum("id,id->i", *table[part.T]) for part in parts])
    lengths = np.linalg.norm(table, axis=1)[rows].prod(axis=1)
    return (products / np.where(lengths == 0, 1, lengths)).round(12)


def _spearman(some: np.ndarray, others: np.ndarray) -> float:
    """The correlation of the ranks; NaN if some or all others are equal."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(np.corrcoef(rankdata(some), rankdata(others))[0, 1])


def _interval(scores: np.ndarray | list[float]) -> tuple[float, float]:
    with warnings.catch_warnings(action="ignore"):  # of samples that have no score at all
        return tuple(np.nanpercentile(scores, [2.5, 97.5]).tolist())


def _score_analogies(vectors: KeyedVectors, name: str, file: str | Path) -> Score:
    items = _read_questions(file)
    total = sum(len(item) == 4 for item in items)
    if not total:
        raise _too_few(name, file, 0, 0)
    places, words = _places(vectors), vectors.index_to_key
    items = [[words[places[_form(w)]] if _form(w) in places else w for w in it] for it in items]
    with TemporaryFile() as plain:
        plain.writelines(f"{' '.join(item)}\n".encode() for item in [[": all"], *items])
        plain.seek(0)  # gensim wants a section before all items
        accuracy, sections = vectors.evaluate_word_analogies(
            plain.fileno(), restrict_vocab=len(vectors), dummy4unknown=False
        )
    asked = len(sections[-1]["correct"]) + len(sections[-1]["incorrect"])
    if not asked:
        raise _too_few(name, file, 0, total)
    right = np.random.default_rng(0).binomial(asked, accuracy, size=1000)
    # of the words that a question does not name, random vectors choose any
    chance = 1 / max(1, len(vectors) - 3)
    return Score(float(accuracy), asked / total, asked, *_interval(right / asked), chance)


def read_pairs(file: str | Path, known: Collection[str] = ()) -> list[tuple[str, str, float]]:
    """Two words and a judgement each, the first number after the words.

    Fields are parted by tabs, semicolons, commas or spaces; a first line without a number is a
    heading, which is told if the words' forms are ``known``. Raises ValueError, naming the line,
    for one that is no item, and for decimal commas between commas.
    """
    items: list[tuple[str, str, float]] = []
    heading, tails = [], []  # of fields between commas, what follows the words
    for place, (number, line) in enumerate(_lines(file)):
        commas = "," if line.count(",") > 1 else None  # a single one is a number's
        separator = next((mark for mark in "\t;" if mark in line), commas)
        fields = [field.strip().strip('"') for field in line.split(separator)]
        judgement = next((field for field in fields[2:] if NUMBER.fullmatch(field)), None)
        if judgement and all(fields[:2]):
            items.append((*fields[:2], float(judgement.replace(",", "."))))
            tails.append(fields[2:] if separator == "," else [""])
        elif place or len(fields) < 3 or any(map(RATING.match, fields[2:])):
            expected = "two words and a number, between tabs, semicolons, commas or spaces"
            raise _no_item(file, number, expected, line)
        else:
            heading = fields
            if all(_form(word) in known for word in fields[:2]):
                warnings.warn(f"{str(file)!r}: {line[:60]!r} is read as a heading", stacklevel=2)
    whole = all(field.isdigit() for tail in tails for field in tail)
    if items and len(heading) != 4 and whole and max(map(len, tails)) == 2:  # is 7,35 a number?
        told = f"{str(file)!r}: no comma is read as decimal: part fields by tabs or semicolons"
        if heading or min(map(len, tails)) == 1:
            raise ValueError(told)
        warnings.warn(f"{told}; of four fields the third is the judgement", stacklevel=2)
    if items and all(NUMBER.fullmatch(word) for word, _, _ in items):
        raise ValueError(f"{str(file)!r}: a line begins with a number: expected two words")
    return items


def _read_questions(file: str | Path) -> list[list[str]]:
    """Four words each; the names of sections as they are."""
    items = []
    for number, line in _lines(file):
        item = [line.strip()] if line.startswith(": ") else line.split()
        if len(item) not in (1, 4) or (len(item) == 1 and not line.startswith(": ")):
            raise _no_item(file, number, "four words, or a : and the name of a section", line)
        items.append(item)
    return items


def _lines(file: str | Path) -> Iterator[tuple[int, str]]:
    """The lines that are neither blank nor a comment, with their numbers from 1."""
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{str(file)!r} is not UTF-8") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and line.split()[0] != "#":  # "#tag" is a word
            yield number, line


def _no_item(file: str | Path, number: int, expected: str, line: str) -> ValueError:
    return ValueError(f"{str(file)!r}, line {number}: expected {expected}, not {line[:60]!r}")


def _too_few(name: str, file: str | Path, known: int, items: int) -> ValueError:
    few = f"too few items of {str(file)!r} have words that are all in the vocabulary"
    advice = "evaluate on a file of the words you trained on"
    return ValueError(f"{name}: no score, {few} ({known} of {items}); {advice}")
