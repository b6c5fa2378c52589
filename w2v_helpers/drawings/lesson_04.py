"""The figures of lesson 04: seams, shares by distance, a grid of places and its pairs."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from torch import Tensor

from w2v_helpers.plots import COLORS, INK, described, figure

WIDTH = 6.2  # inches


def draw_seams(words: Sequence[str], pairs: set[tuple[int, int]]) -> Figure:
    """The places of a joined text at which pairs cross from one sentence into the next.

    ``pairs`` are those that cross, as places and in both orders: an arc joins the two places.
    """
    seams = sorted({max(pair) for pair in pairs if abs(pair[0] - pair[1]) == 1})
    fig, axes = figure(WIDTH, 1.9 * len(seams), rows=len(seams))
    told = []
    for ax, seam in zip(axes[:, 0], seams, strict=True):
        for place in range(seam - 2, seam + 2):
            box = Rectangle((place - 0.5, -0.6), 1, 0.6, facecolor="white", edgecolor="gray")
            ax.add_patch(box)
            ax.text(place, -0.3, f"{place} {words[place]}", ha="center", va="center", color=INK)
        for left, right in sorted(pair for pair in pairs if seam - 3 < pair[0] < seam <= pair[1]):
            _arc(ax, left, right)
            told.append(f"{words[left]} and {words[right]}")
        ax.plot([seam - 0.5] * 2, [-0.75, 1.15], color=COLORS[1], linewidth=4)
        ax.text(seam - 0.42, 1.2, "a sentence ends here", ha="left", va="center", color=INK)
        ax.set(xlim=(seam - 2.55, seam + 1.55), ylim=(-0.8, 1.4))
        ax.axis("off")
    alt = f"Words in a row, an orange line where a sentence ends. Arcs join {', '.join(told)}."
    return described(fig, alt)


def _arc(ax: Axes, left: int, right: int) -> None:
    """Half an ellipse from one place to the other."""
    turn = np.linspace(0, np.pi, 50)
    middle, half = (left + right) / 2, (right - left) / 2
    x = middle + half * np.cos(turn)
    ax.plot(x, 0.5 * (right - left) * np.sin(turn), color=COLORS[0], linewidth=2)


def draw_shares(shares: Tensor, expected: Tensor) -> Figure:
    """A bar for each distance from 1 on: the share of centres that use a word there.

    A mark says which share to expect.
    """
    distances = range(1, len(shares) + 1)
    fig, ((ax,),) = figure(WIDTH, 3.6)
    ax.bar(distances, shares, color=COLORS[5], width=0.75, label="drawn")
    formula = "expected: (window + 1 − δ) / window"
    ax.plot(distances, expected, "_", color="black", ms=46, mew=2.5, label=formula)
    for distance, share in zip(distances, shares.tolist(), strict=True):
        ax.text(distance, share + 0.04, f"{share:.2f}", ha="center", color=INK)
    ax.legend(loc="upper right", markerscale=0.5)
    ax.set_xticks(distances)
    ax.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    ax.set(ylim=(0, 1.3), xlabel="distance δ, in words", ylabel="share of centres")
    ax.set_title("The nearer a word, the more centres use it")
    bars = ", ".join(f"{share:.2f} at {d}" for d, share in zip(distances, shares, strict=True))
    alt = f"A bar for each distance δ, as high as the share of centres: {bars}."
    return described(fig, f"{alt} A mark at the expected share lies at the top of each.")


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


def draw_pairs(tokens: Sequence[str], positions: Tensor, real: Tensor) -> Figure:
    """The grid of `draw_grid`, and beside it two columns: the pairs of its real places.

    The real places of a centre and its pairs have one color, the next centre's another.
    """
    n, places = positions.shape
    rows = real.nonzero()[:, 0].tolist()  # of each pair
    contexts = [tokens[place] for place in positions[real].tolist()]
    fig, ((ax,),) = figure(WIDTH, 0.42 * len(rows) + 0.9)
    top = (len(rows) - n) / 2  # the grid stands in the middle of the columns' height
    for row, column in np.ndindex(n, places):
        color = "white" if not real[row, column] else COLORS[5 - row % 2]
        word = tokens[positions[row, column]] if real[row, column] else ""
        _box(ax, (column, top + row), word, color)
    for row, token in enumerate(tokens):
        ax.text(-0.6, top + row, token, ha="right", va="center", color=INK)
    for number, (row, context) in enumerate(zip(rows, contexts, strict=True)):
        for column, word in ((places + 1.3, tokens[row]), (places + 2.3, context)):
            _box(ax, (column, number), word, COLORS[5 - row % 2])
    arrow = {"arrowstyle": "-|>", "color": INK, "lw": 2}
    middle = (len(rows) - 1) / 2
    ax.annotate("", (places + 0.65, middle), (places - 0.35, middle), arrowprops=arrow)
    for x, name in ((places + 1.3, "center"), (places + 2.3, "context")):
        ax.text(x, -0.85, name, ha="center", va="center", color=INK)
    ax.set(xlim=(-1.5, places + 2.9), ylim=(len(rows) - 0.4, -1.3))
    ax.set_title("Each real place becomes a pair")
    ax.axis("off")
    pairs = [f"{tokens[row]} {context}" for row, context in zip(rows, contexts, strict=True)]
    alt = f"A grid of {n} rows, and an arrow to two columns, center and context: "
    return described(fig, alt + ", ".join(pairs) + ". Each real place is one of these pairs.")


def _box(ax: Axes, middle: tuple[float, float], word: str, color: str) -> None:
    corner = middle[0] - 0.5, middle[1] - 0.5
    ax.add_patch(Rectangle(corner, 1, 1, facecolor=color, alpha=0.45, edgecolor="gray"))
    ax.text(*middle, word, ha="center", va="center", color=INK)


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
