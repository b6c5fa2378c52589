"""Every figure of the lessons in one style, shown with a description in words (lesson 08)."""

from collections.abc import Sequence
from itertools import product

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.transforms import Bbox

from w2v_helpers.pictures import described, show, show_moving, words_in

__all__ = ["described", "show", "show_moving", "words_in"]  # from here too

# Okabe & Ito 2008: colors that the color-blind can tell apart, for markers, lines and areas.
COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
INK = "#1a1a1a"  # of all words, for which most of the colors are too pale
CARD = "#fafaf7"  # the ground, on dark pages too
STYLE = {
    **dict.fromkeys(["axes.facecolor", "figure.facecolor"], CARD),
    **dict.fromkeys(["text.color", "axes.labelcolor", "xtick.color", "ytick.color"], INK),
    "axes.edgecolor": INK,
    "axes.formatter.min_exponent": 6,  # 1000, not 10³: the 3 is small
    "axes.prop_cycle": plt.cycler(color=COLORS),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 13,
    "figure.constrained_layout.h_pad": 0.12,  # inches
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.w_pad": 0.12,
    "figure.dpi": 100,
    "figure.titlesize": 13,
    "font.size": 12,
    "legend.frameon": False,
    "savefig.dpi": 150,
}
plt.rcParams.update(STYLE)

# Where a label may stand: so far from its point, in typographic points, and at an angle from
# outward on.
DISTANCES = (7, 15, 26, 40, 60, 90, 130)
ANGLES = np.radians((0, 180, 40, 140, -40, -140, 90, -90))


def figure(
    width: float = 6, height: float = 3.6, rows: int = 1, columns: int = 1
) -> tuple[Figure, np.ndarray]:
    """A figure of ``width`` × ``height`` inches and its axes, shape ``(rows, columns)``.

    On a phone, six inches are the most at which 12 points can be read: more panels go below.
    """
    return plt.subplots(rows, columns, figsize=(width, height), squeeze=False)


def heatmap(
    matrix: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    title: str = "",
    **options: object,
) -> Figure:
    """A matrix ``(rows, columns)`` as shades, with a name at every row and column.

    Up to 150 whole numbers stand in their cells, if they fit. More than 26 columns have their names
    below and above, in turn; there is room for 45. ``options`` go to matplotlib's `imshow`.
    """
    matrix = np.asarray(matrix)
    size = 0.42 if len(columns) <= 15 and len(rows) <= 15 else 0.19  # inches a row
    fig, ((ax,),) = figure(6, max(3, size * len(rows) + 1.5))
    options.setdefault("cmap", "Blues")
    image = ax.imshow(matrix, aspect="auto", **options)
    turns = 2 if len(columns) > 26 else 1
    ax.set_xticks(range(0, len(columns), turns), columns[::turns], rotation=90)
    ax.set_yticks(range(len(rows)), rows)
    if turns == 2:
        ax.secondary_xaxis("top").set_xticks(range(1, len(columns), 2), columns[1::2], rotation=90)
    fig.suptitle(title, x=0.02, ha="left")
    if matrix.size <= 150 and matrix.dtype.kind in "iu":
        _write_numbers(image, matrix)
    return fig


def _write_numbers(image: AxesImage, matrix: np.ndarray) -> None:
    """Write each number into its cell, black or white, if they fit."""
    image.figure.canvas.draw()
    width, height = np.divide(image.axes.bbox.size, matrix.shape[::-1])  # of a cell, in pixels
    if width < 5 + 11 * len(str(matrix.max())) or height < 20:
        return
    for i, j in np.ndindex(*matrix.shape):
        *rgb, _ = image.cmap(image.norm(matrix[i, j]))
        bright = np.power(rgb, 2.2) @ (0.21, 0.72, 0.07)  # 0.18: both have a contrast of 4.6
        color = "black" if bright > 0.18 else "white"
        image.axes.text(j, i, matrix[i, j], color=color, ha="center", va="center")


def projection(
    points: np.ndarray,
    groups: dict[str, Sequence[int]],
    labels: Sequence[str],
    title: str = "",
    ax: Axes | None = None,
    lim: float | None = None,
) -> Figure:
    """Points ``(n, 2)`` with a label each; every group (name → rows) has its color and marker.

    Axes have no names: after PCA or t-SNE the units mean nothing. ``ax`` draws into one of your own
    axes, ``lim`` fixes both axes to ±lim. A label "" is not drawn; without labels the groups' names
    stand above them.
    """
    if ax is None:
        _, ((ax,),) = figure(6, 5.4)
    notes = []
    for number, (name, rows) in enumerate(groups.items()):
        xy = points[list(rows)]  # (rows, 2)
        color = COLORS[number % len(COLORS)]
        look = {"marker": MARKERS[number % len(MARKERS)], "s": 45, "edgecolor": INK}
        ax.scatter(xy[:, 0], xy[:, 1], facecolor=color, linewidth=0.5, label=name, **look)
        if labels:
            notes += [(labels[row], points[row], color) for row in rows]
        else:
            above = {"xytext": (0, 9), "textcoords": "offset points", "ha": "center"}
            ax.annotate(name, (xy[:, 0].mean(), xy[:, 1].max()), weight="bold", **above)
    ax.set(title=title, xticks=[], yticks=[], xmargin=0.1, ymargin=0.1)
    if lim is not None:
        ax.set(xlim=(-lim, lim), ylim=(-lim, lim))
    if notes:
        _place_labels(ax, notes)
    return ax.figure


def _place_labels(ax: Axes, notes: Sequence[tuple[str, np.ndarray, str]]) -> None:
    """Write each text near its point where it covers no point and no other text."""
    ax.figure.canvas.draw()
    pixels = ax.transData.transform([point for _, point, _ in notes])
    taken = [Bbox.from_bounds(x - 4, y - 4, 8, 8) for x, y in pixels]
    for text, point, color in notes:
        if text:
            taken.append(_place_label(ax, text, point, color, taken))


def _place_label(ax: Axes, text: str, point: np.ndarray, color: str, taken: list[Bbox]) -> Bbox:
    """Write a text at the first place that is free, the last at worst, and return its box."""
    place = {"textcoords": "offset points", "va": "center", "in_layout": False}
    note = ax.annotate(text, point, (0, 0), **place)
    x, _ = ax.transAxes.inverted().transform(ax.transData.transform(point))  # from 0 to 1
    outward = 1 if x > 0.5 else -1
    for distance, angle in product(DISTANCES, ANGLES):
        across = outward * np.cos(angle)
        side = {-1: "right", 0: "center", 1: "left"}[round(across)]
        note.set(position=(distance * across, distance * np.sin(angle)), ha=side)
        box = note.get_window_extent()
        inside = ax.bbox.x0 <= box.x0 and box.x1 <= ax.bbox.x1
        if inside and not any(box.overlaps(other) for other in taken):
            break
    if distance > DISTANCES[0]:  # a line leads to the point
        line = {"arrowstyle": "-", "color": color}
        ax.annotate("", point, note.get_position(), **place, arrowprops=line)
    return box
