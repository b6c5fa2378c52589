"""Trained tables as gensim's `KeyedVectors` (neighbours, analogies and files are gensim's), and their scores."""

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


@threadpool_limits.wrap(limits=1)  # gensim's products here are small: on a busy machine, threads only wait
def evaluate(
    vectors: KeyedVectors, pairs: dict[str, str | Path] | None = None, analogies: dict[str, str | Path] | None = None
) -> dict[str, Score]:
    """gensim's scores on the sets in its wheel (or on your files of the same formats), by name of the set.

    WordSim-353 (Finkelstein et al. 2002) and SimLex-999 (Hill et al. 2015): Spearman's correlation with people's
    judgements. Google analogies (Mikolov et al. 2013a): the share right by 3CosAdd, query words excluded.
    Items with a word that the vocabulary lacks are left out of the score and show in the coverage.
    Raises ValueError, naming the set, if so few items are left that there is no score.
    """
    if pairs is None and analogies is None:
        pairs = {name: datapath(file) for name, file in PAIRS.items()}
        analogies = {name: datapath(file) for name, file in ANALOGIES.items()}
    scores = {}
    for name, file in (pairs or {}).items():
        try:
            _, spearman, missing = vectors.evaluate_word_pairs(file)
        except ValueError as error:
            raise _no_score(name, file) from error
        scores[name] = Score(float(spearman.statistic), 1 - missing / 100)
    for name, file in (analogies or {}).items():
        with Path(file).open(encoding="utf-8") as lines:
            total = sum(not line.startswith(":") and len(line.split()) == 4 for line in lines)
        if not total:
            raise _no_score(name, file)
        accuracy, sections = vectors.evaluate_word_analogies(file, dummy4unknown=False)
        asked = len(sections[-1]["correct"]) + len(sections[-1]["incorrect"])
        scores[name] = Score(float(accuracy) if asked else np.nan, asked / total)
    for name, file in {**(pairs or {}), **(analogies or {})}.items():
        if np.isnan(scores[name].score):
            raise _no_score(name, file)
    return scores


def _no_score(name: str, file: str | Path) -> ValueError:
    return ValueError(
        f"{name}: no score, too few items of {str(file)!r} have words that are all in the vocabulary, or all of its "
        "vectors are alike; evaluate on a file of the words you trained on"
    )
