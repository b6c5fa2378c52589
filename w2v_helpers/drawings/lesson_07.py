"""The figures of lesson 07, how near a word is and what counts and word2vec score, and a reader."""

from pathlib import Path

import torch
from gensim.test.utils import datapath
from matplotlib.figure import Figure
from torch import Tensor
from torch.nn.functional import normalize

from w2v_helpers.fast import Trained
from w2v_helpers.plots import COLORS, INK, described, figure
from w2v_helpers.vectors import ANALOGIES, PAIRS
from w2v_helpers.vocab import Vocab

OPEN = {"linestyle": "", "markersize": 9, "fillstyle": "none", "markeredgewidth": 1.8}


def distances(a: str, b: str, c: str, model: Trained) -> Figure:
    """How far a, b, c and the four nearest other words are from b − a + c, one row a word."""
    vocab = model.vocab
    units = normalize(model.input, dim=1)
    asked = vocab.encode([a, b, c]).tolist()
    point = units[asked[1]] - units[asked[0]] + units[asked[2]]  # (dim,)
    away = (units - point).norm(dim=1)  # (V,)
    others = [i for i in away.argsort().tolist() if i not in asked][:4]
    rows = sorted([*asked, *others], key=lambda i: away[i].item())
    fig, ((ax,),) = figure(6.2, 4)
    for label, kind, number in (("asked, excluded", asked, 1), ("may answer", others, 0)):
        places = [y for y, i in enumerate(rows) if i in kind]
        far = [away[rows[y]].item() for y in places]
        look = {"marker": "oX"[number], "color": COLORS[number], "linestyle": "", "markersize": 10}
        ax.plot(far, places, label=label, **look)
    for y, i in enumerate(rows):
        ax.text(away[i].item() + 0.06, y, f"{away[i]:.2f}", va="center", color=INK)
    ax.set(yticks=range(len(rows)), yticklabels=[vocab.words[i] for i in rows])
    ax.set(ylim=(len(rows) - 0.5, -0.5), xlim=(0, 2.6), xlabel=f"distance from {b} − {a} + {c}")
    fig.legend(loc="outside lower center", ncols=2, labelcolor=INK)
    told = ", ".join(f"{vocab.words[i]} {away[i]:.2f}" for i in rows)
    return described(
        fig,
        f"One row a word, ordered by the distance from {b} − {a} + {c}: {told}. {b}, {c} and {a} "
        "are crosses: asked, excluded. The others are circles: they may answer.",
    )


def recorded_scores(scores: dict[str, dict[str, list[float]]]) -> Figure:
    """One row per kind of vectors, a marker for each seed and set.

    ``scores``: kind → set → the seeds' scores.
    """
    fig, ((ax,),) = figure(6.2, 6)
    for number, name in enumerate(PAIRS):
        for y, kind in enumerate(scores):
            seeds = scores[kind][name]
            label = name if y == 0 else None  # one entry of the legend for all rows
            look = {"marker": "os"[number], "color": COLORS[number], **OPEN}
            ax.plot(seeds, [y + 0.3 * number - 0.15] * len(seeds), label=label, **look)
    labels = [kind.replace(", ", ",\n") for kind in scores]
    ax.set(yticks=range(len(scores)), yticklabels=labels, ylim=(len(scores) - 0.4, -0.6))
    ax.set(xlim=(-0.15, 0.62), xticks=[0, 0.2, 0.4, 0.6], xlabel="Spearman's correlation")
    ax.set_axisbelow(True)
    ax.grid(axis="y", color="lightgray")
    ax.axvline(0, color="gray", linewidth=1)
    fig.suptitle("Well weighed, counts are level with word2vec", x=0.02, ha="left")
    fig.legend(loc="outside lower center", ncols=2, labelcolor=INK)
    told = "; ".join(
        f"{kind} {torch.tensor(found['WordSim-353']).mean():.2f} and "
        f"{torch.tensor(found['SimLex-999']).mean():.2f}"
        for kind, found in scores.items()
    ).replace("-0.", "−0.")
    return described(
        fig,
        "One row per kind of vectors, one marker per seed: a circle for WordSim-353, a square for "
        f"SimLex-999. The means: {told}.",
    )


def read_analogies(vocab: Vocab) -> list[Tensor]:
    """The Google analogies whose words are all known: by kind, their ids ``(questions, 4)``."""
    kinds: list[list[Tensor]] = []
    path = datapath(ANALOGIES["Google analogies"])
    for line in Path(path).read_text(encoding="utf-8").lower().splitlines():
        if line.startswith(":"):
            kinds.append([])
        elif all(word in vocab for word in line.split()):
            kinds[-1].append(vocab.encode(line.split()))
    return [torch.stack(rows) for rows in kinds if rows]
