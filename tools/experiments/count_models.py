"""Counts, PPMI, PPMI + SVD, word2vec and gensim on two sets of pairs (lesson 16).

Writes notebooks/results/count_models.json: every seed's score, people's scores, the cosines of each
seed of three kinds of vectors, settings, versions, date and cores. All vectors come from the
Wikipedia corpus and have the same 9,002 words, so that they are scored on the same pairs. About
four minutes of one core.
"""

import datetime
import json
import os
import re
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import numpy as np
from gensim.models import Word2Vec
from scipy.sparse.linalg import svds
from scipy.stats import spearmanr
from threadpoolctl import threadpool_limits

from w2v_helpers.cache import SETTINGS, trained
from w2v_helpers.corpus import wikipedia_articles
from w2v_helpers.drawings.lesson_16 import read_pairs
from w2v_helpers.parity import cut_texts
from w2v_helpers.vocab import Vocab

RESULT = Path(__file__).parents[2] / "notebooks" / "results" / "count_models.json"
SEEDS = range(4)
WINDOW, CONTEXTS, DIM = 5, 2000, 100  # lesson 02's counts; the dimension of all short vectors
COMMON = 100  # so many of the most frequent contexts are left out of one kind of counts
GENSIM = dict(vector_size=DIM, window=5, negative=5, sg=1, min_count=5, epochs=20, workers=1)
KEPT = ("PPMI + SVD", "PPMI + SVD, all contexts", "word2vec")  # whose cosines the lesson draws from
Table = np.ndarray  # (V, columns)


def count_contexts(articles: list[list[str]], vocab: Vocab, contexts: int) -> Table:
    """How often each word meets each of the most frequent ones, at most WINDOW words away."""
    gap = np.full(WINDOW, -1)
    parts = [part for article in articles for part in (vocab.encode(article).numpy(), gap)]
    text = np.concatenate(parts)
    counts = np.zeros((len(vocab), contexts))
    for distance in range(1, WINDOW + 1):
        left, right = text[:-distance], text[distance:]
        for center, context in ((left, right), (right, left)):
            real = (center >= 0) & (context >= 0) & (context < contexts)
            np.add.at(counts, (center[real], context[real]), 1)
    return counts


def weigh_against_chance(counts: Table) -> Table:
    """PPMI: the log of each count over what chance would give, and 0 where it is negative."""
    rows, columns = counts.sum(axis=1, keepdims=True), counts.sum(axis=0, keepdims=True)
    expected = rows * columns / counts.sum()
    return np.log(np.maximum(counts / expected, 1))


def shorten(table: Table) -> Table:
    """The rows along the DIM widest directions: of all such tables the nearest (truncated SVD).

    Levy, Goldberg and Dagan (2015) take roots of the singular values, or none; untuned here.
    """
    left, widths, _ = svds(table, k=DIM, v0=np.ones(min(table.shape)))
    return left * widths


def train_gensim(articles: list[list[str]], vocab: Vocab, seed: int) -> Table:
    """gensim's vectors, in the order of the vocabulary."""
    model = Word2Vec(list(cut_texts(articles)), seed=seed, **GENSIM)
    return model.wv[vocab.words]


def cosines_of(table: Table, ids: np.ndarray) -> np.ndarray:
    """The cosine of each pair of rows; 0 where a row is all zero."""
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    units = table / np.where(lengths > 0, lengths, 1)
    return (units[ids[:, 0]] * units[ids[:, 1]]).sum(axis=1)


def tables(articles: list[list[str]], vocab: Vocab) -> Iterator[tuple[str, Table]]:
    """Each kind of vectors by name; those with a seed come once a seed."""
    for seed in SEEDS:
        yield "random", np.random.default_rng(seed).normal(size=(len(vocab), DIM))
    counts = count_contexts(articles, vocab, CONTEXTS)
    yield "counts", counts
    yield "counts, log(1 + count)", np.log1p(counts)
    yield f"counts, without {COMMON} contexts", counts[:, COMMON:]
    ppmi = weigh_against_chance(counts)
    yield "PPMI", ppmi
    yield "PPMI + SVD", shorten(ppmi)
    every = count_contexts(articles, vocab, len(vocab))
    yield "PPMI + SVD, all contexts", shorten(weigh_against_chance(every))
    for seed in SEEDS:
        yield "word2vec", trained("wikipedia", seed=seed).input.numpy()
    for seed in SEEDS:
        yield "gensim", train_gensim(articles, vocab, seed)


def measure() -> dict[str, dict]:
    """By kind and set each seed's score, of some kinds its cosines; by set people's scores."""
    articles = wikipedia_articles()
    vocab = Vocab.build(articles, min_count=5)
    read = read_pairs(vocab).items()
    pairs = {name: (ids.numpy(), own.double().numpy().round(2)) for name, (ids, own) in read}
    scores: dict[str, dict[str, list[float]]] = {}
    cosines: dict[str, dict[str, list[list[float]]]] = {}
    for kind, table in tables(articles, vocab):
        for name, (ids, people) in pairs.items():
            found = cosines_of(table, ids)
            score = float(spearmanr(people, found).statistic)
            scores.setdefault(kind, {}).setdefault(name, []).append(round(score, 4))
            if kind in KEPT:
                cosines.setdefault(kind, {}).setdefault(name, []).append(found.round(4).tolist())
            print(f"{kind:<30}{name:<13}{score:.3f}", flush=True)
    people = {name: own.tolist() for name, (_, own) in pairs.items()}
    return {"scores": scores, "people": people, "cosines": cosines}


def settings() -> dict[str, object]:
    return {
        "corpus": "wikipedia",
        "seeds": list(SEEDS),
        "counts": dict(window=WINDOW, contexts=CONTEXTS, common=COMMON),
        "SVD": dict(dim=DIM),
        "word2vec": SETTINGS["wikipedia"],
        "gensim": GENSIM,
    }


def keep(result: dict[str, object], path: Path) -> None:
    """Write the file whole or not at all, a list of numbers a line."""
    text = json.dumps(result, indent=1)
    text = re.sub(r"\[[^\[\]{}\"]*\]", lambda found: " ".join(found[0].split()), text)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        whole = Path(folder) / path.name
        whole.write_text(text + "\n", encoding="utf-8")
        whole.replace(path)


def main() -> None:
    with threadpool_limits(1):
        found = measure()
    versions = {name: version(name) for name in ("gensim", "numpy", "scipy", "torch")}
    date = datetime.date.today().isoformat()
    about = dict(settings=settings(), versions=versions, date=date, cores=os.cpu_count())
    keep({**about, **found}, RESULT)


if __name__ == "__main__":
    main()
