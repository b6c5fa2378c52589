"""The figures of lesson 08: clouds of words on a page, and two ways to flatten them."""

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.spatial.distance import pdist

from w2v_helpers.plots import COLORS, INK, MARKERS, described, figure

# Three groups in a plane that is wider than high: two of them stand above each other.
SKETCH = {
    "A": [(1.0, 2.1), (1.5, 2.5), (2.0, 2.2), (2.5, 2.6)],
    "B": [(1.2, 0.0), (1.75, 0.7), (2.3, 0.4), (2.8, 0.9)],
    "C": [(6.2, 1.0), (6.7, 1.5), (7.2, 1.1), (7.7, 1.6)],
}
NAMED = ("greece", "russia", "turkey")  # countries whose arrows have a color
SHOWN = "denmark"  # the country whose four words have names
LINE = -1.6  # where the page, a line, runs


def planted_map(points: np.ndarray, roles: dict[str, list[str]]) -> Figure:
    """The 48 words of the planted corpus ``(48, 2)``, a color a role, one country named."""
    fig, ((ax,),) = figure(6.2, 5.6)
    for i, role in enumerate(roles):
        own = points[12 * i : 12 * i + 12]  # (12, 2)
        ax.scatter(*own.T, s=45, color=COLORS[i], marker=MARKERS[i], edgecolor=INK, linewidth=0.5)
        ax.text(own[:, 0].mean(), own[:, 1].max() + 0.12, role, weight="bold", ha="center")
        number = roles["country"].index(SHOWN)
        below = {"xytext": (0, -15), "textcoords": "offset points", "ha": "center"}
        ax.annotate(roles[role][number], own[number], **below)
    ax.set(xticks=[], yticks=[])
    ax.margins(0.16, 0.1)
    ax.spines[:].set_visible(False)
    named = ", ".join(roles)
    return described(
        fig,
        f"The 48 words of the planted corpus as points. The words of a role stand together in a "
        f"corner of their own: {named}. The words of one country, such as "
        "denmark, copenhagen, danish and danes, are scattered over the roles.",
    )


def arrow_map(points: np.ndarray, words: Sequence[str]) -> Figure:
    """Countries, then their capitals ``(2 * n, 2)``; arrows to their own and others."""
    fig, axes = figure(6.2, 2.6, 1, 2)
    countries, capitals = np.split(points, 2)
    n = len(countries)
    outward = np.sign(capitals[:, 0] - countries[:, 0])  # (n,)
    colors = dict(zip(NAMED, (COLORS[2], COLORS[3], COLORS[4]), strict=True))
    for ax, places in zip(axes.flat, (0, 1), strict=True):
        for row in range(n):
            other = (row - places) % n
            color = colors.get(words[row])
            width = 2.5 if color else 1
            look = {"arrowstyle": "->", "color": color or "darkgray", "linewidth": width}
            look |= {"shrinkA": 6, "shrinkB": 6}
            ax.annotate("", capitals[other], countries[row], arrowprops=look, zorder=0)
            if color:
                _name_end(ax, countries[row], words[row], -outward[row])
                _name_end(ax, capitals[row], words[n + row], outward[row])
        for i, side in enumerate((countries, capitals)):
            label = ("a country", "a capital")[i]
            look = {"color": COLORS[i], "marker": MARKERS[i], "edgecolor": INK}
            ax.scatter(*side.T, s=45, label=label, **look)
        ax.set_title("its own capital" if places == 0 else "another's capital")
        ax.set(xticks=[], yticks=[], aspect="equal")
        ax.margins(0.24, 0.06)
        ax.spines[:].set_visible(False)
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return described(fig, _told_arrows(countries, capitals))


def _told_arrows(countries: np.ndarray, capitals: np.ndarray) -> str:
    """What is seen of arrows between points ``(n, 2)``: mostly, whether a gap parts their ends."""
    left, right = sorted((countries[:, 0], capitals[:, 0]), key=np.mean)
    apart = left.max() < right.min()
    sides = "on two sides" if apart else "mixed"
    ways = "nearly parallel" if apart else "most of them one way"
    return (
        f"Two panels with countries and capitals, {sides}, at the same scale along and across. "
        f"On the left, arrows lead from each country to its own capital, {ways}; on the right to "
        "another country's capital, and they cross."
    )


def _name_end(ax: Axes, place: np.ndarray, word: str, outward: float) -> None:
    """Name one end of an arrow, on the side away from the arrow."""
    look = {"textcoords": "offset points", "va": "center", "ha": "left" if outward > 0 else "right"}
    ax.annotate(word, place, (9 * outward, 0), **look)


def word_map(points: np.ndarray, groups: dict[str, str]) -> Figure:
    """A cloud ``(words, 2)`` in gray, whose first words, in groups of equal size, have colors."""
    fig, ((ax,),) = figure(6.2, 5)
    _scatter_groups(ax, points, groups, 45)
    _add_legend(fig, ax)
    return described(
        fig,
        f"{len(points)} words as points, some of them with the color and marker of a group: "
        f"{', '.join(groups)}. The groups are loose, and lie over each other and over the rest: "
        "months among countries, letters among the family.",
    )


def grouped_maps(maps: dict[str, np.ndarray], groups: dict[str, str]) -> Figure:
    """Maps ``(words, 2)`` of the same words side by side, by name, a color and marker a group."""
    fig, axes = figure(6.2, 4.4, 1, len(maps))
    for ax, (name, points) in zip(axes.flat, maps.items(), strict=True):
        _scatter_groups(ax, points, groups, 45)
        ax.set_title(name, fontsize=12)
    _add_legend(fig, axes[0, 0])
    return described(
        fig,
        f"{len(maps)} maps of {len(points)} words: {', '.join(maps)}. The words of a group "
        f"({', '.join(groups)}) lie together but for strays; on each map in another place, at "
        f"other distances, and beside other groups. {' '.join(_torn(maps, groups))}",
    )


def _torn(maps: dict[str, np.ndarray], groups: dict[str, str]) -> Iterator[str]:
    """A sentence for each map and group of which some words lie far from the others."""
    for name, points in maps.items():
        usual = np.median(pdist(points))
        for group, rows in _rows(groups).items():
            own = points[list(rows)]
            far = np.linalg.norm(own - np.median(own, axis=0), axis=1) > 0.75 * usual
            words = np.array(groups[group].split())[far]
            if len(words):
                yield f"On {name}, {', '.join(words)} lie far from the other {group}."


def three_clouds(points: np.ndarray) -> Figure:
    """A page ``(150, 2)`` of the clouds A, B and C, 50 points each."""
    fig, ((ax,),) = figure(5, 4.2)
    for number, name in enumerate(("cloud A", "cloud B", "cloud C")):
        own = points[50 * number : 50 * number + 50]
        look = {"marker": MARKERS[number], "color": COLORS[number], "edgecolor": INK}
        ax.scatter(*own.T, s=20, linewidth=0.5, **look)
        above = {"xytext": (0, 9), "textcoords": "offset points", "ha": "center"}
        ax.annotate(name, (own[:, 0].mean(), own[:, 1].max()), weight="bold", **above)
    ax.set(xticks=[], yticks=[], aspect="equal")
    ax.margins(0.15)
    ax.spines[:].set(visible=True, color="lightgray")
    return described(
        fig,
        "Cloud A, cloud B and cloud C, points around a middle each: all of one size, at the "
        "corners of a triangle with sides of about one length.",
    )


def _scatter_groups(ax: Axes, points: np.ndarray, groups: dict[str, str], size: int) -> None:
    """All points in gray, over them the groups in colors."""
    ax.scatter(*points.T, color="lightgray", s=5, zorder=0)
    for number, (name, rows) in enumerate(_rows(groups).items()):
        look = {"marker": MARKERS[number], "color": COLORS[number], "edgecolor": INK}
        ax.scatter(*points[list(rows)].T, s=size, linewidth=0.5, label=name, **look)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color="lightgray")


def _add_legend(fig: Figure, ax: Axes) -> None:
    """The groups' names and markers once, below all panels."""
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=4)


def cloud() -> np.ndarray:
    """Points ``(400, 100)`` of which a lesson asks what they are: pure noise, of length 1."""
    points = np.random.default_rng(7).normal(size=(400, 100))
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def unnamed_map(points: np.ndarray) -> Figure:
    """A map ``(points, 2)`` in one color."""
    fig, ((ax,),) = figure(5, 4.4)
    _scatter_unnamed(ax, points, f"{len(points)} points")
    return described(
        fig,
        f"A map of {len(points)} points. They fall into many small clumps and short chains, with "
        "gaps between them.",
    )


def noise_and_words(noise: np.ndarray, words: np.ndarray) -> Figure:
    """Two maps ``(points, 2)`` side by side, one of noise and one of words."""
    fig, axes = figure(6.2, 3.6, 1, 2)
    for ax, points, name in zip(axes.flat, (noise, words), ("noise", "words"), strict=True):
        _scatter_unnamed(ax, points, name)
    return described(
        fig,
        "Two maps side by side. On that of noise the points lie evenly on the page, on that of "
        "words nearly so, with some loose clumps and gaps.",
    )


def _scatter_unnamed(ax: Axes, points: np.ndarray, title: str) -> None:
    """Points in one color, without axes."""
    ax.scatter(*points.T, s=7, color=COLORS[0])
    ax.set(title=title, xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color="lightgray")


def _rows(groups: dict[str, str]) -> dict[str, range]:
    """Which rows a group's words have, if the groups follow each other."""
    rows, start = {}, 0
    for name, words in groups.items():
        rows[name] = range(start, start + len(words.split()))
        start = rows[name].stop
    return rows


def pca_sketch() -> Figure:
    """A sketch: three groups of a plane on a line, as a shadow."""
    fig, ((ax,),) = figure(6.2, 3.4)
    cloud = np.array([point for own in SKETCH.values() for point in own])  # (12, 2)
    _flatten(ax, cloud[:, 0], "PCA: each point's shadow on the widest direction")
    return described(
        fig,
        "A sketch of PCA. Groups A and B stand one above the other on the left of a plane, C on "
        "the right, and below runs a line along the widest direction. Points fall straight down "
        "onto it: A and B are mixed there, and C is apart.",
    )


def tsne_sketch() -> Figure:
    """The same sketch with neighbors kept."""
    fig, ((ax,),) = figure(6.2, 3.4)
    kept = np.array([x + 0.5 * i for x in (0.6, 3.6, 6.6) for i in range(4)])
    _flatten(ax, kept, "t-SNE: neighbours stay neighbours")
    for own in SKETCH.values():
        ax.plot(*zip(*own, strict=True), color=INK, linewidth=1, zorder=0)
    return described(
        fig,
        "A sketch of t-SNE. The groups A, B and C of the plane, each with its neighbours joined, "
        "come to lie on the line below side by side: A, B and C each together.",
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
