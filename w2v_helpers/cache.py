"""Trained tables, kept: trained once by the quick trainer for a corpus and its settings, then read from a folder."""

import functools
import hashlib
import inspect
import os
import pickle
import tempfile
from pathlib import Path

import torch

from w2v_helpers import blocks, corpus, fast, vocab

CORPORA = {"toy": corpus.toy_corpus, "planted": corpus.planted_corpus, "wikipedia": corpus.wikipedia_articles}
SETTINGS = {
    "toy": dict(dim=50, window=2, min_count=1, sample=0, alpha=0.05, epochs=100),
    "planted": dict(dim=30, min_count=1, sample=0, alpha=0.05, epochs=10),
    "wikipedia": dict(alpha=0.05, epochs=10),
}


def cache_folder() -> Path:
    """Where tables are kept: the environment variable W2V_CACHE, or ``.cache/w2v_helpers`` in your home folder."""
    return Path(os.environ.get("W2V_CACHE") or Path.home() / ".cache" / "w2v_helpers")


def trained(name: str, seed: int = 0, **settings: float) -> fast.Trained:
    """The tables that `fast.train` learns from the corpus "toy", "planted" or "wikipedia".

    ``settings`` are those of `fast.train`, with defaults that suit each corpus. The key of the cache holds every
    setting, torch's version and the trainer's own source, so that a change of any of them trains anew, as does a
    file that cannot be read. Files appear whole or not at all. Raises ValueError for another name.
    """
    if name not in CORPORA:
        raise ValueError(f"no corpus {name!r}: expected one of {', '.join(CORPORA)}; fast.train takes any documents")
    settings = {**SETTINGS[name], **settings, "seed": seed}
    source = "".join(map(inspect.getsource, (blocks, corpus, fast, vocab)))
    key = hashlib.sha256(repr((name, sorted(settings.items()), torch.__version__, source)).encode()).hexdigest()[:16]
    path = cache_folder() / f"{name}-{seed}-{key}.pt"
    if (tables := _read(path)) is None:
        tables = fast.train(_documents(name), **settings)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            whole = Path(folder) / path.name
            torch.save((tables.vocab.words, tables.vocab.counts, tables.input, tables.output), whole)
            whole.replace(path)
    return tables


@functools.cache
def _documents(name: str) -> list[list[str]]:
    return CORPORA[name]()  # kept: reading Wikipedia takes as long as training on it


def _read(path: Path) -> fast.Trained | None:
    try:
        words, counts, w_in, w_out = torch.load(path, weights_only=True)
    except (OSError, EOFError, RuntimeError, pickle.UnpicklingError):  # no such file, or a damaged one
        return None
    return fast.Trained(vocab.Vocab(words, counts), w_in, w_out)
