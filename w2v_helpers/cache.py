"""Trained tables, kept in a folder: what the lessons from 07 on begin with (used, not taught)."""

import functools
import hashlib
import inspect
import os
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch

from w2v_helpers import blocks, corpus, fast, options, steps, tables, vocab

CORPORA = {
    "toy": corpus.toy_corpus,
    "planted": corpus.planted_corpus,
    "wikipedia": functools.cache(corpus.wikipedia_articles),  # reading takes as long as training
}
SETTINGS = {
    "toy": dict(dim=50, window=2, min_count=1, sample=0, alpha=0.05, epochs=100),
    "planted": dict(dim=30, min_count=1, sample=0, alpha=0.05, epochs=10),
    "wikipedia": dict(alpha=0.05, epochs=10),
}


def cache_folder() -> Path:
    """Where tables are kept: W2V_CACHE in the environment, or .cache/w2v_helpers in your home."""
    folder = os.environ.get("W2V_CACHE") or "~/.cache/w2v_helpers"
    return Path(os.path.expanduser(folder))  # noqa: PTH111 - Path's raises for "~nobody"


def trained(name: str, seed: int = 0, **settings: float) -> fast.Trained:
    """The tables that `fast.train` learns from the corpus "toy", "planted" or "wikipedia".

    ``settings`` are those of `Options`, with defaults that suit each corpus. The key of the cache
    holds every option, torch's version and the trainer's own source, so that a change of any of
    them trains anew, as does a file that is not there or damaged. A line says so, except where
    outputs are recorded. Files appear whole or not at all; a folder that cannot be written costs a
    warning. Raises ValueError for another name.
    """
    if name not in CORPORA:
        known = ", ".join(CORPORA)
        raise ValueError(f"no corpus {name!r}: expected one of {known}; fast.train takes any text")
    settings = {**SETTINGS[name], **settings, "seed": seed}
    path = cache_folder() / f"{name}-{seed}-{_key(name, settings)}.npz"
    kept = _read(path)
    if kept is None:
        if not {"PYTEST_VERSION", "W2V_QUIET"} & os.environ.keys():
            print(f"training on {name}, seed {seed}: seconds, the first time only …", flush=True)
        kept = fast.Trained(*fast.train(CORPORA[name](), **settings))  # a file has no losses
        try:
            _write(kept, path)
        except OSError as error:
            where = "set W2V_CACHE to a folder that can be written"
            warnings.warn(f"trained tables are not kept: {error}; {where}", stacklevel=2)
    return kept


def _key(name: str, settings: dict[str, float]) -> str:
    source = "".join(map(inspect.getsource, (blocks, corpus, fast, options, steps, tables, vocab)))
    whole = repr((name, options.Options(**settings), torch.__version__, source))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _read(path: Path) -> fast.Trained | None:
    try:
        with np.load(path, allow_pickle=False) as kept:  # numpy compares the checksums
            words = kept["words"].tolist()
            names = "counts", "input", "output"
            counts, w_in, w_out = (torch.from_numpy(kept[name]) for name in names)
        if not len(words) == len(w_in) == len(w_out):
            return None
        return fast.Trained(vocab.Vocab(words, counts), w_in, w_out)
    except Exception:  # a flipped bit has many names
        return None


def _write(tables: fast.Trained, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = dict(
        words=np.array(tables.vocab.words),
        counts=tables.vocab.counts.numpy(),
        input=tables.input.numpy(),
        output=tables.output.numpy(),
    )
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        whole = Path(folder) / path.name
        np.savez(whole, **kept)
        whole.replace(path)
