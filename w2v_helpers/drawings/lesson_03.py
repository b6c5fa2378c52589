"""Figures of lesson 03: Zipf's law, who stays under subsampling, and a window before and after."""

from collections.abc import Iterator, Sequence

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
        _label(ax, words[r - 1], (r, int(counts[r - 1])), (-22, -24))
    ax.text(len(counts), 0.55, "once", ha="right", color=INK)
    ax.set(title="The count falls roughly like 1 / rank", xlim=(0.25, 60_000))
    ax.set(xlabel="frequency rank of the word", ylabel="count", ylim=(0.4, 90_000))
    alt = f"Count against frequency rank of {len(counts):,} words, both axes logarithmic. From "
    alt += f"the word {words[0]} at the top left the curve falls along a dashed line of slope −1, "
    alt += f"past {', '.join(words[r - 1] for r in named[1:])}, and ends in steps; the longest "
    return described(fig, alt + "step is the words that occur once.")


def _label(ax: Axes, text: str, place: tuple[float, float], offset: tuple[int, int]) -> None:
    """A word near its point, and a thin line that leads there."""
    way = {"xytext": offset, "textcoords": "offset points", "ha": "center", "va": "center"}
    line = {"arrowstyle": "-", "color": INK, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 3}
    ax.annotate(text, place, color=INK, arrowprops=line, **way)


def stay_curve(keep: Tensor, words: Sequence[str]) -> Figure:
    """The probability to stay, of ``keep`` ``(V,)``, of the 60 most frequent words."""
    fig, ((ax,),) = figure(6.2, 3.8)
    ax.plot(range(1, 61), keep[:60], color=COLORS[0], marker="o", markersize=5)
    for r in (1, 5, 9, 20):
        _label(ax, words[r - 1], (r, float(keep[r - 1])), (38, -12))
    ax.set(xlabel="frequency rank of the word", xlim=(-1, 62))
    ax.set(ylabel="probability to stay", ylim=(0, 1.08))
    first = int((keep == 1).nonzero()[0]) + 1
    alt = "Probability to stay of the 60 most frequent words. It rises from about "
    alt += f"{float(keep[0]):.2f} for the word {words[0]} past {words[4]}, {words[8]} "
    return described(fig, f"{alt}and {words[19]}, and is 1 from rank {first} on.")


def windows(before: Sequence[str], after: Sequence[str], center: str, size: int = 2) -> Figure:
    """The window of ``center`` in a short text, and in what ``after`` has left of it."""
    places = list(_places(before, after))
    fig, ((ax,),) = figure(6.2, 3)
    reached = []
    for row, head, stay in ((0, "before", range(len(before))), (-4, "after", places)):
        middle = next(i for i, place in enumerate(stay) if before[place] == center)
        inside = [*stay][max(0, middle - size) : middle + size + 1]
        ax.text(0, row, head, weight="bold", color=INK)
        columns = _write(ax, before, stay, row - 1, center)
        edges = columns[inside[0]], columns[inside[-1]] + len(before[inside[-1]])
        ax.plot(edges, [row - 1.7] * 2, color=COLORS[0], linewidth=4, solid_capstyle="butt")
        ax.text(sum(edges) / 2, row - 2.5, f"window of {center}", ha="center", color=INK)
        reached.append(" ".join(before[place] for place in inside))
    ax.set(xlim=(0, LINE), ylim=(-7, 1), title="Thinned out, a window reaches further")
    ax.axis("off")
    alt = f"Before: {' '.join(before)}; the window of {center} spans “{reached[0]}”. After, the "
    alt += f"words at their places and gaps between them: {' '.join(after)}; the window spans "
    return described(fig, f"{alt}“{reached[1]}”, and the gaps.")


def _places(before: Sequence[str], after: Sequence[str]) -> Iterator[int]:
    """The first places of ``before`` at which the words of ``after`` follow each other."""
    place = -1
    for word in after:
        place = before.index(word, place + 1)
        yield place


def _write(ax: Axes, words: Sequence[str], stay: Sequence[int], row: int, bold: str) -> list[int]:
    """Write those words that stay into a row, each at its place in all, and return all columns."""
    columns = []
    column = 0
    for place, word in enumerate(words):
        columns.append(column)
        if place in stay:
            weight = "bold" if word == bold else "normal"
            ax.text(column, row, word, weight=weight, **MONOSPACE)
        column += len(word) + 1
    return columns
