"""Vectors as one page for a browser: neighbours, analogies, a map (used; lessons 07 and 08).

Borrowed would be only the map: plotly puts 4.8 MB of script into each page for it, embedding-atlas
needs a server and 36 MB of database. Search, cosines and analogies would be ours all the same.
"""

import base64
import html
import json
import warnings
from pathlib import Path
from string import Template

import numpy as np
from gensim.models import KeyedVectors

from w2v_helpers.files import check_place, whole_or_not
from w2v_helpers.vectors import cosines_of

PARTS = Path(__file__).with_name("page")
MARK = "<!doctype html>\n<!-- made by w2v_helpers explore -->\n"
MOST_WORDS = 20_000
MOST_BYTES = 15_000_000
# More than that as a median: hardly trained. Wikipedia's 452,944 tokens give 0.15, its first 30,000
# 0.38, its first 10,000 0.92 and its first 3,300 0.998, each read ten times.
ALIKE = 0.9


def check_page(path: str | Path) -> None:
    """Raise ValueError if `write_page` could not write there, or would overwrite no page of its."""
    if Path(path).suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"{str(path)!r}: expected a name that ends in .html")
    check_place(path, "page of this command", _is_page)


def _is_page(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MARK)) in (b"", MARK.encode())


def write_page(vectors: KeyedVectors, name: str, path: str | Path) -> str:
    """Write a page that needs nothing beside it, whole or not at all; what it holds, in a line."""
    held = hold(vectors, name)
    names = "frame.html", "body.html", "model.js", "view.js", "style.css"
    parts = {part.partition(".")[0]: (PARTS / part).read_text("utf-8") for part in names}
    frame = Template(parts.pop("frame"))
    page = frame.substitute(parts, title=html.escape(held["name"]), data=as_script(held))
    page = (MARK + page).encode()
    with whole_or_not(path) as whole:
        whole.write_bytes(page)
    words = f"{len(held['words'])} of {held['total']} words × {held['dim']} numbers"
    return f"{words} ({held['kind']}, {len(page) / 1e6:.1f} MB)"


def usual_cosines(rows: np.ndarray) -> tuple[float, float] | None:
    """A scale: the median cosine of 10,000 random pairs of ``rows``, and what 1 % of them exceed.

    The pairs are the same each time. Of fewer than ten rows there is no scale.
    """
    if len(rows) < 10:
        return None
    pairs = np.random.default_rng(0).integers(len(rows), size=(2, 10_000)).T
    cosines = cosines_of(rows, pairs[pairs[:, 0] != pairs[:, 1]])
    return float(np.median(cosines)), float(np.quantile(cosines, 0.99))


def warn_if_alike(rows: np.ndarray) -> None:
    """Warn that vectors are hardly trained, if any two of them have nearly one direction."""
    median, _ = usual_cosines(rows) or (0, 0)
    if median > ALIKE:
        told = f"any two words have a cosine of about {median:.3f}: these vectors are hardly"
        warnings.warn(f"{told} trained; try more --epochs, or more text", stacklevel=2)


def as_script(held: dict) -> str:
    """What a page holds, as JavaScript that may stand in a page: no word ends it."""
    return f"var held = {_as_json(held)};"


def _as_json(held: dict | str) -> str:
    return json.dumps(held, ensure_ascii=False).replace("<", "\\u003c")


def hold(vectors: KeyedVectors, name: str) -> dict:
    """What a page of vectors holds: directions, counts where they are known, a map, a scale.

    The most frequent words first: by their counts, else in the order of ``vectors``.
    """
    counts = vectors.expandos.get("count")
    order = np.arange(len(vectors)) if counts is None else np.argsort(-counts, kind="stable")
    words = [vectors.index_to_key[place] for place in order[:MOST_WORDS]]
    kind, fit = choose_kind(words, vectors.vector_size, 8 if counts is None else 20)
    order = order[:fit]
    rows = vectors.vectors[order].astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1)
    rows /= np.where(lengths == 0, 1, lengths)[:, None]
    points, share = flatten(rows)
    usual = usual_cosines(rows)
    return {
        "name": name.encode(errors="replace").decode(),
        "words": words[:fit],
        "total": len(vectors),
        "dim": vectors.vector_size,
        "kind": kind,
        # a cosine differs by less
        "error": 2.01 * float(np.linalg.norm(rows - rows.astype(kind), axis=1).max()),
        "numbers": _as_text(rows, kind),
        "counts": None if counts is None else counts[order].tolist(),
        "usual": usual,
        "alike": usual is not None and usual[0] > ALIKE,
        "points": _as_text(points, "float32"),
        "share": share,
    }


def choose_kind(words: list[str], dim: int, more: int) -> tuple[str, int]:
    """The kind of number with which a page stays small, and how many words fit into it.

    ``more`` are the bytes of a word beside its vector.
    """
    rest = sum(path.stat().st_size for path in PARTS.iterdir()) + 10_000
    letters = np.array([len(_as_json(word).encode()) + 2 for word in words])
    fits = {}
    for kind, width in (("float32", 4), ("float16", 2)):
        # of three bytes base64 makes four letters
        sizes = rest + np.cumsum(letters + (dim * width + more) * 4 / 3)
        fits[kind] = int((sizes <= MOST_BYTES).sum())
    if fits["float32"] == len(words):
        return "float32", len(words)
    return "float16", max(1, fits["float16"])


def _as_text(numbers: np.ndarray, kind: str) -> str:
    return base64.b64encode(numbers.astype(np.dtype(kind).newbyteorder("<")).tobytes()).decode()


def flatten(rows: np.ndarray) -> tuple[np.ndarray, float]:
    """PCA: two coordinates for each row, and the share of the variance that they show."""
    centered = rows - rows.mean(axis=0)
    flat = len(rows) < rows.shape[1]
    sizes, axes = np.linalg.eigh(centered @ centered.T if flat else centered.T @ centered)
    sizes, axes = sizes.clip(0)[::-1], axes[:, :-3:-1]  # eigh has the smallest first
    points = axes * np.sqrt(sizes[:2]) if flat else centered @ axes
    points = np.pad(points, [(0, 0), (0, 2 - points.shape[1])])
    return points, float(sizes[:2].sum() / sizes.sum()) if sizes.sum() > 1e-12 else 1.0
