"""The figures of lesson 04: shares by distance, a grid of places."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from torch import Tensor

from w2v_helpers.plots import COLORS, INK, described, figure

WIDTH = 6.2  # inches


def draw_shares(shares: Tensor) -> Figure:
    """A bar for each distance from 1 on: the share of centres that use a word there."""
    distances = range(1, len(shares) + 1)
    fig, ((ax,),) = figure(WIDTH, 3.3)
    ax.bar(distances, shares, color=COLORS[5], width=0.75)
    for distance, share in zip(distances, shares.tolist(), strict=True):
        ax.text(distance, share + 0.02, f"{share:.2f}", ha="center", color=INK)
    ax.set_xticks(distances)
    ax.set(ylim=(0, 1.12), xlabel="distance δ, in words", ylabel="share of centres")
    bars = ", ".join(f"{share:.2f} at {d}" for d, share in zip(distances, shares, strict=True))
    return described(fig, f"A bar for each distance δ, as high as the share of centres: {bars}.")


def draw_grid(
    tokens: Sequence[str],
    positions: Tensor,
    real: Tensor | None = None,
    document: Tensor | None = None,
    title: str = "",
) -> Figure:
    """The places of every word's window; where real also the word there, else hatched.

    positions int64 and real bool, both (n, 2·window); without ``real`` no place is marked. document
    (n,) is each word's document: a line divides them.
    """
    n, places = positions.shape
    fig, ((ax,),) = figure(WIDTH, 0.5 * n + 0.9 + 0.4 * bool(title))
    for row, column in np.ndindex(n, places):
        place = int(positions[row, column])
        marked = real is not None and bool(real[row, column])
        _cell(ax, row, column, f"{place} {tokens[place]}" if marked else str(place))
        if real is not None and not marked:
            box = Rectangle((column - 0.5, row - 0.5), 1, 1, hatch="///", fill=False, ec="#999999")
            ax.add_patch(box)
    for row in _seams(document):
        ax.axhline(row - 0.5, color=COLORS[1], linewidth=4)
        ax.text(places - 0.4, row - 0.5, "a document\nends here", color=INK, va="center")
    window = places // 2
    offsets = [*range(-window, 0), *range(1, window + 1)]
    ax.set_xticks(range(places), [f"{offset:+}".replace("-", "−") for offset in offsets])
    ax.set_yticks(range(n), [f"{row} {word}" for row, word in enumerate(tokens)])
    ax.set(xlim=(-0.5, places - 0.5), ylim=(n - 0.5, -0.5))
    ax.set(title=title, xlabel="places from the centre", ylabel="centre word")
    ax.tick_params(length=0)
    return described(fig, _grid_in_words(tokens, positions, real, document))


def _seams(document: Tensor | None) -> list[int]:
    """The rows with which a new document begins."""
    numbers = [] if document is None else document.tolist()
    return [row for row in range(1, len(numbers)) if numbers[row] != numbers[row - 1]]


def _cell(ax: Axes, row: int, column: int, text: str) -> None:
    color = COLORS[5] if " " in text else "white"
    box = Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=color, alpha=0.45, edgecolor="gray")
    ax.add_patch(box)
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.5} if color == "white" else None
    shown = text.replace("-", "−")
    ax.text(column, row, shown, ha="center", va="center", color=INK, bbox=ground, zorder=3)


def _grid_in_words(
    tokens: Sequence[str], positions: Tensor, real: Tensor | None, document: Tensor | None
) -> str:
    rows = []
    for number, (word, places) in enumerate(zip(tokens, positions.tolist(), strict=True)):
        found = [str(place) for place in places]
        for column, mark in enumerate([] if real is None else real[number].tolist()):
            found[column] += f" {tokens[places[column]]}" if mark else " hatched"
        rows.append(f"{word}: {', '.join(found)}")
    told = f"A grid with one row per centre word, {len(tokens)} of them, and one column per place"
    told += f" of its window. {'; '.join(rows)}."
    told += "" if real is None else " A place that is not real is hatched."
    for row in _seams(document):
        told += f" An orange line under {tokens[row - 1]}: “a document ends here”."
    return told.replace("-", "−")
