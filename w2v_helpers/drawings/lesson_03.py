"""Figures of lesson 03: Zipf's law, who stays under subsampling, and a text thinned out."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from w2v_helpers.plots import COLORS, INK, described, figure

MONOSPACE = {"family": "DejaVu Sans Mono", "fontsize": 12, "color": INK}
LINE = 59  # characters in the width of a figure


def zipf(counts: Tensor, words: Sequence[str]) -> Figure:
    """The counts ``(V,)``, most frequent first, against their frequency ranks; both logarithmic."""
    fig, ((ax,),) = figure(6.2, 4.2)
    rank = np.arange(1, len(counts) + 1)
    ax.loglog(rank, counts, color=COLORS[0], linewidth=3)
    ax.loglog(rank, 50_000 / rank, color=COLORS[1], linestyle="--")
    ax.text(2.5, 30_000, "slope −1", color=INK)
    named = (1, 3, 30, 300, 3000)
    for r in named:
        ax.plot(r, counts[r - 1], marker="o", color=COLORS[0])
        _label(ax, words[r - 1], (r, int(counts[r - 1])), (-4, -16))
    ax.text(len(counts), 0.55, "once", ha="right", color=INK)
    ax.set(title="Ten times the rank, about a tenth of the count", xlim=(0.4, 60_000))
    ax.set(xlabel="frequency rank of the word", ylabel="count", ylim=(0.4, 90_000))
    alt = f"Count against frequency rank of {len(counts):,} words, both axes logarithmic. From "
    alt += f"the word {words[0]} at the top left the curve falls along a dashed line of slope −1, "
    alt += f"past {', '.join(words[r - 1] for r in named[1:])}, and ends in steps; the longest "
    return described(fig, alt + "step is the words that occur once.")


def _label(ax: Axes, text: str, place: tuple[float, float], offset: tuple[int, int]) -> None:
    point = {"xytext": offset, "textcoords": "offset points", "ha": "right", "color": INK}
    ax.annotate(text, place, **point)


def stay_curves(program: Tensor, paper: Tensor, words: Sequence[str]) -> Figure:
    """The probability to stay by two rules, each ``(V,)``, of the 100 most frequent words."""
    fig, ((ax,),) = figure(6.2, 4.2)
    ranks = range(1, 101)
    ax.plot(ranks, program[:100], color=COLORS[0], marker="o", markersize=4)
    ax.plot(ranks, paper[:100], color=COLORS[1], marker="s", markersize=3)
    ax.text(27, 1.04, "word2vec.c", ha="right", color=INK)
    ax.text(52, 0.74, "paper's formula", color=INK)
    ax.text(3, 0.06, words[0], color=INK)
    for r in (5, 9, 20):
        _label(ax, words[r - 1], (r, float(program[r - 1])), (-5, 5))
    ax.set(xlabel="frequency rank of the word", xlim=(-6, 101))
    ax.set(ylabel="probability to stay", ylim=(0, 1.13))
    first = [int((rule == 1).nonzero()[0]) + 1 for rule in (program, paper)]
    alt = "Probability to stay of the 100 most frequent words. By word2vec.c it rises from about "
    alt += f"{float(program[0]):.2f} for the word {words[0]} and is 1 from rank {first[0]} on; the "
    alt += f"curve of the paper's formula lies below it and reaches 1 at rank {first[1]}."
    return described(fig, alt)


def thinned_out(words: Sequence[str], places: Tensor) -> Figure:
    """A text with all its words, those not at ``places`` struck out; below it, what is left."""
    stay = set(places.tolist())
    left = [word for place, word in enumerate(words) if place in stay]
    fig, ((ax,),) = figure(6.2, 3.2)
    ax.text(0, 0, "before", weight="bold", color=INK)
    below = _write(ax, words, -1, lambda place: place not in stay)
    ax.text(0, below - 2, "after", weight="bold", color=INK)
    last = _write(ax, left, below - 3, lambda place: False)
    ax.set(xlim=(0, LINE), ylim=(last - 0.5, 1))
    ax.axis("off")
    gone = [word for place, word in enumerate(words) if place not in stay]
    alt = f"Before: {' '.join(words)}. Struck out are: {', '.join(gone) or 'none'}. "
    return described(fig, f"{alt}After: {' '.join(left)}.")


def _write(ax: Axes, words: Sequence[str], row: int, struck: Callable[[int], bool]) -> int:
    """Words in lines of LINE characters from a row on, and the last row that was needed."""
    column = 0
    for place, word in enumerate(words):
        if column + len(word) > LINE:
            row, column = row - 1, 0
        ax.text(column, row, word, **MONOSPACE)
        if struck(place):
            line = ([column, column + len(word)], [row + 0.25] * 2)
            ax.plot(*line, color=COLORS[1], linewidth=2, solid_capstyle="butt")
        column += len(word) + 1
    return row
