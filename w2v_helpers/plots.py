"""Every figure of the lessons in one style, shown with a description in words (lesson 08)."""

import base64
import html
import io
import re
from collections.abc import Callable, Sequence
from itertools import product

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.text import Text
from matplotlib.transforms import Bbox

# Okabe & Ito 2008: colors that the color-blind can tell apart.
COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
STYLE = {
    "axes.prop_cycle": plt.cycler(color=COLORS),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 14,
    "figure.constrained_layout.use": True,
    "figure.dpi": 100,
    "font.size": 12,
    "savefig.dpi": 100,
}
plt.rcParams.update(STYLE)

# Where a label may stand: so far from its point, in typographic points, and at an angle from
# outward on.
DISTANCES = (7, 15, 26, 40, 60, 90)
ANGLES = np.radians((0, 180, 40, 140, -40, -140, 90, -90))


def figure(
    width: float = 7, height: float = 4, rows: int = 1, columns: int = 1
) -> tuple[Figure, np.ndarray]:
    """A figure of ``width`` × ``height`` inches and its axes, shape ``(rows, columns)``."""
    return plt.subplots(rows, columns, figsize=(width, height), squeeze=False)


def words_in(fig: Figure) -> list[str]:
    """The words that stand in the figure: its titles, axis names, tick labels and labels."""
    fig.canvas.draw()
    return _words(" ".join(label.get_text() for label in fig.findobj(Text) if label.get_visible()))


def _words(text: str) -> list[str]:
    return sorted(set(re.findall(r"\w{2,}", text.lower())))


def show(fig: Figure, alt: str) -> None:
    """Display the figure as a PNG with ``alt`` as its alternative text, and close it.

    Raises ValueError if ``alt`` does not say what is seen: it must name at least one word of the
    figure.
    """
    words = words_in(fig)
    file = io.BytesIO()
    fig.savefig(file, format="png", metadata={"Description": " ".join(words)})
    plt.close(fig)
    _display("image/png", file, alt, words)


def _display(kind: str, file: io.BytesIO, alt: str, words: list[str]) -> None:
    if not set(words) & set(_words(alt)):
        raise ValueError(
            f"alt={alt!r} names no word of the figure: expected one of {', '.join(words)}"
        )
    picture = base64.b64encode(file.getvalue()).decode()
    data = {kind: picture, "text/plain": alt}
    if kind == "image/gif":  # pages made by nbconvert show no GIF unless it comes as HTML
        source = f"data:image/gif;base64,{picture}"
        data["text/html"] = f'<img src="{source}" alt="{html.escape(alt)}">'
    display(data, metadata={kind: {"alt": alt}}, raw=True)


def show_moving(
    draw: Callable[[int], Figure], frames: int, alt: str, seconds: float = 0.25
) -> None:
    """Display ``draw(0) … draw(frames - 1)`` as a GIF, closing each; ``alt`` as in `show`.

    A frame stays for ``seconds``, the last for 5, and it starts over.
    """
    from PIL import Image

    pictures = []
    for number in range(frames):
        fig = draw(number)
        words = words_in(fig)
        frame = io.BytesIO()
        fig.savefig(frame, format="png", dpi=80)
        plt.close(fig)
        picture = Image.open(frame).convert("P", palette=Image.Palette.ADAPTIVE, colors=32)
        pictures.append(picture)
    options = {
        "append_images": pictures[1:],
        "duration": [int(1000 * seconds)] * (frames - 1) + [5000],  # milliseconds
        "comment": " ".join(words).encode(),
    }
    file = io.BytesIO()
    pictures[0].save(file, "GIF", save_all=True, loop=0, **options)
    _display("image/gif", file, alt, words)


def loss_curve(
    losses: Sequence[float], title: str, ylabel: str = "loss", start: float | None = None
) -> Figure:
    """One point an epoch, numbered from 1; ``start`` is the loss before the first, drawn at 0."""
    fig, ((ax,),) = figure(7, 3.5)
    before = [] if start is None else [start]
    values = [*before, *losses]
    epochs = range(1 - len(before), len(losses) + 1)
    ax.plot(epochs, values, marker="o" if len(losses) < 30 else "", linewidth=2)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set(title=title, xlabel="epoch", ylabel=ylabel, ylim=(0, 1.08 * max(values)))
    return fig


def window_diagram(
    tokens: Sequence[str], center: int, window: int, *, predicts: str, title: str
) -> Figure:
    """A sentence in boxes with arrows from what is given to what is predicted.

    ``center`` is a place in ``tokens``, ``window`` counts the contexts on each side.
    ``predicts="contexts"`` draws skip-gram, ``predicts="center"`` CBOW; ValueError for anything
    else.
    """
    if predicts not in ("contexts", "center"):
        raise ValueError(f"predicts={predicts!r}: expected 'contexts' or 'center'")
    fig, ((ax,),) = figure(max(7, 1.05 * len(tokens)), 2.3)
    for i, token in enumerate(tokens):
        is_context = 0 < abs(i - center) <= window
        color = COLORS[5] if is_context else "white"
        if i == center:
            color = COLORS[1]
        box = {"boxstyle": "round,pad=0.4", "facecolor": color, "edgecolor": "gray", "alpha": 0.75}
        ax.text(i, 0, token, ha="center", va="center", fontsize=14, bbox=box)
        if is_context and predicts == "contexts":
            _draw_arrow(ax, center, i)
        elif is_context:
            _draw_arrow(ax, i, center)
    ax.text(center, -0.62, "centre", ha="center", fontsize=12)
    ax.set(title=title, xlim=(-0.7, len(tokens) - 0.3), ylim=(-0.9, 1.5))
    ax.axis("off")
    return fig


def _draw_arrow(ax: Axes, start: int, stop: int) -> None:
    bend = -0.45 if start < stop else 0.45  # upward, whichever way it runs
    style = {"arrowstyle": "-|>", "connectionstyle": f"arc3,rad={bend}", "linewidth": 2}
    ax.annotate("", xy=(stop, 0.32), xytext=(start, 0.32), arrowprops={**style, "color": "black"})


def heatmap(
    matrix: np.ndarray, rows: Sequence[str], columns: Sequence[str], title: str, **options: object
) -> Figure:
    """A matrix ``(rows, columns)`` as shades, with a name at every row and column.

    Up to 150 whole numbers stand in their cells. ``options`` go to matplotlib's `imshow`.
    """
    matrix = np.asarray(matrix)
    few = len(columns) <= 15
    size = 0.42 if few else 0.19  # inches a cell
    width = max(5, size * len(columns) + 2, 0.11 * len(title))
    fig, ((ax,),) = figure(width, max(3, size * len(rows) + 1.5))
    options.setdefault("cmap", "Blues")
    image = ax.imshow(matrix, aspect="auto", **options)
    font = {} if few else {"fontsize": 11}
    ax.set_xticks(range(len(columns)), columns, rotation=90, **font)
    ax.set_yticks(range(len(rows)), rows, **font)
    fig.suptitle(title, x=0.01, ha="left", fontsize=14)
    if matrix.size <= 150 and matrix.dtype.kind in "iu":
        _write_numbers(image, matrix)
    return fig


def _write_numbers(image: AxesImage, matrix: np.ndarray) -> None:
    place = {"ha": "center", "va": "center", "fontsize": 11}
    for i, j in np.ndindex(*matrix.shape):
        dark = image.norm(matrix[i, j]) > 0.6
        image.axes.text(j, i, matrix[i, j], color="white" if dark else "black", **place)


def projection(
    points: np.ndarray,
    groups: dict[str, Sequence[int]],
    labels: Sequence[str],
    title: str,
    ax: Axes | None = None,
    lim: float | None = None,
) -> Figure:
    """Points ``(n, 2)`` with a label each; every group (name → rows) has its color and marker.

    Axes have no names: after PCA or t-SNE the units mean nothing. ``ax`` draws into one of your own
    axes, ``lim`` fixes both axes to ±lim. A label "" is not drawn; without labels the groups' names
    stand above them.
    """
    if ax is None:
        _, ((ax,),) = figure(8, 6)
    notes = []
    for number, (name, rows) in enumerate(groups.items()):
        xy = points[list(rows)]  # (rows, 2)
        color = COLORS[number % len(COLORS)]
        marker = MARKERS[number % len(MARKERS)]
        ax.scatter(xy[:, 0], xy[:, 1], color=color, marker=marker, s=45, label=name)
        if labels:
            notes += [(labels[row], points[row], color) for row in rows]
        else:
            above = {"xytext": (0, 9), "textcoords": "offset points", "ha": "center"}
            top = (xy[:, 0].mean(), xy[:, 1].max())
            ax.annotate(name, top, color=color, fontsize=14, weight="bold", **above)
    ax.set(title=title, xticks=[], yticks=[], xmargin=0.1, ymargin=0.1)
    if lim is not None:
        ax.set(xlim=(-lim, lim), ylim=(-lim, lim))
    if notes:
        _place_labels(ax, notes)
    return ax.figure


def _place_labels(ax: Axes, notes: Sequence[tuple[str, np.ndarray, str]]) -> None:
    """Write each text near its point, in its color, where it covers no point and no other text."""
    ax.figure.canvas.draw()
    taken = []
    for _, point, _ in notes:
        x, y = ax.transData.transform(point)  # in pixels
        taken.append(Bbox.from_bounds(x - 4, y - 4, 8, 8))
    for text, point, color in notes:
        if text:
            taken.append(_place_label(ax, text, point, color, taken))


def _place_label(ax: Axes, text: str, point: np.ndarray, color: str, taken: list[Bbox]) -> Bbox:
    """Write a text at the first place that is free, the last at worst, and return its box."""
    place = {"textcoords": "offset points", "color": color, "va": "center", "in_layout": False}
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
