"""Lesson 07: the figure that shows how near words are to a sum, and a reader of analogies."""

from pathlib import Path

import torch
from gensim.test.utils import datapath
from matplotlib.figure import Figure
from torch import Tensor
from torch.nn.functional import normalize

from w2v_helpers.fast import Trained
from w2v_helpers.plots import COLORS, INK, described, figure
from w2v_helpers.vectors import ANALOGIES
from w2v_helpers.vocab import Vocab


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


def read_analogies(vocab: Vocab) -> Tensor:
    """The Google analogies whose words are all known: their ids ``(questions, 4)``."""
    path = datapath(ANALOGIES["Google analogies"])
    lines = Path(path).read_text(encoding="utf-8").lower().splitlines()
    asked = [line.split() for line in lines if not line.startswith(":")]
    known = [words for words in asked if all(word in vocab for word in words)]
    return torch.stack([vocab.encode(words) for words in known])
