"""Lesson 09: gensim's recorded scores, passages, which file keeps what."""

import json
from pathlib import Path

import numpy as np
import torch
from gensim.models import KeyedVectors, Word2Vec
from gensim.test.utils import datapath
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from torch import Tensor

from w2v_helpers.plots import CARD, COLORS, INK, described, figure

WORDSIM = datapath("wordsim353.tsv")  # in gensim's wheel
PARTS = ["words", "input vectors", "counts", "output vectors"]
FILES = ["model.save", "wv.save\n(.kv)", "word2vec's\nformat"]
SHADES = {"kept": COLORS[2], "not kept": CARD}
TRAIN = [[6, 7], [18, 79]]  # Lincoln, Aristotle; Algeria, Angola
TESTS = {"Einstein": (0, 91), "Schopenhauer": (0, 78), "Agassi": (0, 29)}
TESTS |= {"Azerbaijan": (1, 96), "Albania": (1, 93), "Afghanistan": (1, 92)}


def recorded_scores() -> dict[tuple[float, int], float]:
    """(alpha, epochs) → gensim's WordSim-353, the mean of three seeds in `make bench`'s record."""
    record = json.loads(Path("results/benchmark.json").read_text(encoding="utf-8"))
    return {
        tuple(run["settings"].values()): float(np.mean(run["WordSim-353"]))
        for run in record["tuned"]["tried"]["gensim"]
    }


def persons_and_places(
    articles: list[list[str]], known: dict[str, int]
) -> tuple[list[str], list[Tensor], dict[str, tuple[int, Tensor]]]:
    """Of ten articles the words that are known, and passages of 20 of them.

    Returns the words, which have their places as ids; the ids ``(passages, 20)`` of two persons and
    of two places, for training; and by name those of three persons (0) and three places (1).
    """
    training = [[token for number in some for token in articles[number]] for some in TRAIN]
    tests = {name: (kind, articles[number]) for name, (kind, number) in TESTS.items()}
    found = {*training[0], *training[1]}.union(*(tokens for _, tokens in tests.values()))
    words = sorted(found & known.keys())
    ids = {word: i for i, word in enumerate(words)}

    def passages(tokens: list[str]) -> Tensor:
        own = torch.tensor([ids[token] for token in tokens if token in ids])
        return own[: len(own) // 20 * 20].view(-1, 20)

    held_out = {name: (kind, passages(tokens)) for name, (kind, tokens) in tests.items()}
    return words, [passages(tokens) for tokens in training], held_out


def parts_kept(model: Word2Vec, read: Word2Vec | KeyedVectors) -> list[str]:
    """For each of the four parts: what was read from a file has it, to the last bit, or not."""
    wv = getattr(read, "wv", read)
    counts = [one.get_vecattr("music", "count") for one in (model.wv, wv)]
    same = [
        wv.index_to_key == model.wv.index_to_key,
        np.array_equal(wv.vectors, model.wv.vectors),
        counts[0] == counts[1],
        np.array_equal(getattr(read, "syn1neg", None), model.syn1neg),
    ]
    return ["kept" if one else "not kept" for one in same]


def who_keeps_what(
    model: Word2Vec, whole: Word2Vec, own: KeyedVectors, text: KeyedVectors
) -> Figure:
    """A row for each part of a model, a column for each kind of file: what it has kept.

    The model, and what was read after `model.save`, `wv.save` and `wv.save_word2vec_format`.
    """
    kept = [parts_kept(model, read) for read in (whole, own, text)]
    fig, ((ax,),) = figure(6.2, 3.4)
    for row, part in enumerate(PARTS):
        ax.text(1.72, -row, part, ha="right", va="center")
        for column, states in enumerate(kept):
            state = states[row]
            look = {"facecolor": SHADES[state], "alpha": 0.35, "edgecolor": INK}
            ax.add_patch(Rectangle((1.85 + 1.4 * column, -row - 0.4), 1.3, 0.8, **look))
            ax.text(2.5 + 1.4 * column, -row, state, ha="center", va="center")
    for column, name in enumerate(FILES):
        ax.text(2.5 + 1.4 * column, 0.6, name, ha="center", va="bottom", weight="bold")
    for x, rows, name in ((0.38, 3, "model.wv"), (0.08, 4, "model")):
        ax.plot([x + 0.1, x, x, x + 0.1], [0.4, 0.4, 0.6 - rows, 0.6 - rows], color=INK)
        ax.text(x - 0.03, 0.9 - rows / 2, name, rotation=90, ha="right", va="center")
    ax.set(xlim=(-0.2, 6), ylim=(-3.5, 1.6))
    ax.axis("off")
    told = []
    for name, states in zip(FILES, kept, strict=True):
        cells = [f"{part} {state}" for part, state in zip(PARTS, states, strict=True)]
        told.append(f"{name.split()[0]}: {', '.join(cells)}")
    return described(
        fig,
        "A table of files. Words, input vectors and counts are bracketed as model.wv; these and "
        f"the output vectors as model. {'; '.join(told)}.",
    )
