"""The figures of lesson 08: clouds of words on a page, and two ways to flatten them."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from w2v_helpers.plots import COLORS, INK, MARKERS, described, figure, projection

# Three groups in a plane that is wider than high: two of them stand above each other.
SKETCH = {
    "A": [(1.0, 2.1), (1.5, 2.5), (2.0, 2.2), (2.5, 2.6)],
    "B": [(1.2, 0.2), (1.8, 0.6), (2.3, 0.1), (2.8, 0.5)],
    "C": [(6.2, 1.0), (6.7, 1.5), (7.2, 1.1), (7.7, 1.6)],
}
LINE = -1.6  # where the page, a line, runs


def planted_map(points: np.ndarray, roles: dict[str, list[str]]) -> Figure:
    """The 48 words of the planted corpus ``(48, 2)``, a color and a marker a role."""
    fig, ((ax,),) = figure(6.2, 6.6)
    groups = {role: range(12 * i, 12 * i + 12) for i, role in enumerate(roles)}
    words = [word for own in roles.values() for word in own]
    projection(points, groups, words, ax=ax)
    ax.spines[:].set_visible(False)
    return described(
        fig,
        "The 48 words of the planted corpus as points. The words of a role stand together: "
        "countries such as poland, capitals such as warsaw, languages such as polish, peoples "
        "such as poles. The words of one country are scattered over the roles.",
    )


def arrow_map(points: np.ndarray, words: Sequence[str]) -> Figure:
    """12 countries, then their 12 capitals ``(24, 2)``; an arrow from each to its own."""
    fig, ((ax,),) = figure(6.2, 5.6)
    projection(points, {"country": range(12), "capital": range(12, 24)}, words, ax=ax)
    ax.spines[:].set_visible(False)
    look = {"arrowstyle": "->", "color": "darkgray", "shrinkA": 8, "shrinkB": 8}
    for tail, head in zip(points[:12], points[12:], strict=True):
        ax.annotate("", head, tail, arrowprops=look, zorder=0)
    pairs = ", ".join(f"{words[i]} to {words[12 + i]}" for i in range(3))
    return described(
        fig,
        f"Twelve countries on one side, their capitals on the other. Arrows lead from {pairs} "
        "and so on, all in about the same direction and about equally long.",
    )


def word_map(points: np.ndarray, groups: dict[str, str]) -> Figure:
    """A cloud ``(words, 2)`` in gray, whose first words, in groups of equal size, have names."""
    fig, ((ax,),) = figure(6.2, 7)
    ax.scatter(*points.T, color="lightgray", s=10, zorder=0)
    words = " ".join(groups.values()).split()
    projection(points, _rows(groups), words, ax=ax)
    ax.spines[:].set_visible(False)
    return described(
        fig,
        f"{len(points)} words as points, {len(words)} of them with a name and a color. Some words "
        f"of a group, such as {words[7]} and {words[8]} or {words[35]} and {words[37]}, stand near "
        "each other, but the groups are torn and lie over each other.",
    )


def six_maps(maps: dict[str, np.ndarray], groups: dict[str, str]) -> Figure:
    """Six maps ``(words, 2)`` of the same words, by name, with a label a group."""
    fig, axes = figure(6.2, 9, 3, 2)
    rows = _rows(groups)
    names = {own[0]: name for name, own in rows.items()}
    labels = [names.get(i, "") for i in range(sum(map(len, rows.values())))]
    for ax, (name, points) in zip(axes.T.flat, maps.items(), strict=True):
        ax.scatter(*points.T, color="lightgray", s=5, zorder=0)
        projection(points, rows, labels, name, ax)
        ax.spines[:].set(visible=True, color="lightgray")
    return described(
        fig,
        f"Six maps of {len(points)} words: {', '.join(maps)}. On every map the words of each "
        f"group ({', '.join(groups)}) lie together but for a few strays; on every map in another "
        "place, at other distances, and beside other groups.",
    )


def four_maps(maps: dict[str, np.ndarray]) -> Figure:
    """Four maps ``(points, 2)`` by name, without labels; those of words in blue."""
    fig, axes = figure(6.2, 6.2, 2, 2)
    for ax, (name, points) in zip(axes.flat, maps.items(), strict=True):
        color = COLORS[0] if name.startswith("words") else COLORS[1]
        ax.scatter(*points.T, s=7, color=color)
        ax.set(title=name, xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color="lightgray")
    return described(
        fig,
        f"Four maps: {', '.join(maps)}. At perplexity 30 the points of words and of noise lie "
        "evenly on the page; at perplexity 2 both fall into many small clumps and look alike.",
    )


def _rows(groups: dict[str, str]) -> dict[str, range]:
    """Which rows a group's words have, if the groups follow each other."""
    rows, start = {}, 0
    for name, words in groups.items():
        rows[name] = range(start, start + len(words.split()))
        start = rows[name].stop
    return rows


def two_ways() -> Figure:
    """A sketch: three groups of a plane on a line, as a shadow and with neighbors kept."""
    fig, axes = figure(6.2, 6.6, 2, 1)
    cloud = np.array([point for own in SKETCH.values() for point in own])  # (12, 2)
    kept = np.array([x + 0.5 * i for x in (0.6, 3.6, 6.6) for i in range(4)])
    shadow, pulled = axes.flat
    _flatten(shadow, cloud[:, 0], "PCA: each point's shadow on the widest direction")
    _flatten(pulled, kept, "t-SNE: neighbours are pulled to each other")
    for own in SKETCH.values():
        pulled.plot(*zip(*own, strict=True), color=INK, linewidth=1, zorder=0)
    return described(
        fig,
        "Two sketches. In both, groups A and B stand one above the other on the left of a plane, "
        "C on the right, and below runs a line. PCA: points fall straight down onto the line, "
        "where A and B are mixed and C is apart. t-SNE: points that are neighbours are joined, "
        "and on the line A, B and C each lie together, side by side.",
    )


def _flatten(ax: Axes, places: np.ndarray, title: str) -> None:
    """The sketch's points in the plane, and on a line below at ``places`` ``(12,)``."""
    ax.axhline(LINE, color=INK, linewidth=1, zorder=0)
    for number, (name, own) in enumerate(SKETCH.items()):
        look = {"color": COLORS[number], "marker": MARKERS[number], "edgecolor": INK, "s": 60}
        below = places[4 * number : 4 * number + 4]
        ax.scatter(*zip(*own, strict=True), **look)
        ax.scatter(below, [LINE] * 4, **look)
        for (x, y), place in zip(own, below, strict=True):
            ax.plot([x, place], [y, LINE], color="darkgray", linestyle=":", zorder=0)
        ax.text(own[-1][0] + 0.4, own[-1][1], name, weight="bold", va="center", ha="center")
    ax.set(title=title, xlim=(-0.2, 8.8), ylim=(LINE - 0.4, 3))
    ax.axis("off")
