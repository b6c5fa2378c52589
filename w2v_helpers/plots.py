"""Every figure of the lessons, in one style, and the way to show one with a description for those who cannot see it."""

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
from matplotlib.text import Text
from matplotlib.transforms import Bbox

COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]  # Okabe & Ito 2008
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
STYLE = {
    "font.size": 12, "axes.titlesize": 14, "axes.titlelocation": "left", "axes.spines.top": False,
    "axes.spines.right": False, "axes.prop_cycle": plt.cycler(color=COLORS),
    "figure.constrained_layout.use": True, "figure.dpi": 100, "savefig.dpi": 100,
}  # fmt: skip
plt.rcParams.update(STYLE)


def figure(width: float = 7, height: float = 4, rows: int = 1, columns: int = 1) -> tuple[Figure, np.ndarray]:
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

    Raises ValueError if ``alt`` does not say what is seen: it must name at least one word of the figure.
    """
    words, file = words_in(fig), io.BytesIO()
    fig.savefig(file, format="png", metadata={"Description": " ".join(words)})
    plt.close(fig)
    _display("image/png", file, alt, words)


def _display(kind: str, file: io.BytesIO, alt: str, words: list[str]) -> None:
    if not set(words) & set(_words(alt)):
        raise ValueError(f"alt={alt!r} names no word of the figure: expected one of {', '.join(words)}")
    data = {kind: base64.b64encode(file.getvalue()).decode(), "text/plain": alt}
    if kind == "image/gif":  # pages made by nbconvert show no GIF unless it comes as HTML
        data["text/html"] = f'<img src="data:image/gif;base64,{data[kind]}" alt="{html.escape(alt)}">'
    display(data, metadata={kind: {"alt": alt}}, raw=True)


def show_moving(draw: Callable[[int], Figure], frames: int, alt: str, seconds: float = 0.25) -> None:
    """Display ``draw(0) … draw(frames - 1)`` as a GIF that starts over after 5 s; ``alt`` as in `show`."""
    from PIL import Image

    pictures = []
    for number in range(frames):
        fig, file = draw(number), io.BytesIO()
        words = words_in(fig)
        fig.savefig(file, format="png", dpi=80)
        plt.close(fig)
        pictures.append(Image.open(file).convert("P", palette=Image.Palette.ADAPTIVE, colors=32))
    file = io.BytesIO()
    times = [int(1000 * seconds)] * (frames - 1) + [5000]
    comment = " ".join(words).encode()
    pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:], duration=times, loop=0, comment=comment)
    _display("image/gif", file, alt, words)


def loss_curve(losses: Sequence[float], title: str, ylabel: str = "loss", start: float | None = None) -> Figure:
    """One point an epoch, numbered from 1; ``start`` is the loss before the first, drawn at 0."""
    fig, ((ax,),) = figure(7, 3.5)
    values = [*([] if start is None else [start]), *losses]
    epochs = range(len(losses) + 1 - len(values), len(losses) + 1)
    ax.plot(epochs, values, marker="o" if len(losses) < 30 else "", linewidth=2)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set(title=title, xlabel="epoch", ylabel=ylabel, ylim=(0, 1.08 * max(values)))
    return fig


def window_diagram(tokens: Sequence[str], center: int, window: int, *, predicts: str, title: str) -> Figure:
    """A sentence in boxes with arrows from what is given to what is predicted.

    ``predicts="contexts"`` draws skip-gram, ``predicts="center"`` CBOW; ValueError for anything else.
    """
    if predicts not in ("contexts", "center"):
        raise ValueError(f"predicts={predicts!r}: expected 'contexts' or 'center'")
    fig, ((ax,),) = figure(max(7, 1.05 * len(tokens)), 2.3)
    for i, token in enumerate(tokens):
        distance = abs(i - center)
        color = COLORS[1] if not distance else COLORS[5] if distance <= window else "white"
        box = {"boxstyle": "round,pad=0.4", "facecolor": color, "edgecolor": "gray", "alpha": 0.75}
        ax.text(i, 0, token, ha="center", va="center", fontsize=14, bbox=box)
        if 0 < distance <= window:
            ends = [(center, 0.32), (i, 0.32)]
            start, stop = ends if predicts == "contexts" else ends[::-1]
            bend = -0.45 if (i > center) == (predicts == "contexts") else 0.45  # upward, whichever way it runs
            style = {"arrowstyle": "-|>", "connectionstyle": f"arc3,rad={bend}", "linewidth": 2, "color": "black"}
            ax.annotate("", xy=stop, xytext=start, arrowprops=style)
    ax.text(center, -0.62, "centre", ha="center", fontsize=12)
    ax.set(title=title, xlim=(-0.7, len(tokens) - 0.3), ylim=(-0.9, 1.5))
    ax.axis("off")
    return fig


def heatmap(matrix: np.ndarray, rows: Sequence[str], columns: Sequence[str], title: str, **options: object) -> Figure:
    """A matrix ``(rows, columns)`` as shades with a name at every row and column; numbers in the cells if few."""
    matrix = np.asarray(matrix)
    size = 0.42 if len(columns) <= 15 else 0.19
    width = max(5, size * len(columns) + 2, 0.11 * len(title))
    fig, ((ax,),) = figure(width, max(3, size * len(rows) + 1.5))
    image = ax.imshow(matrix, cmap=options.pop("cmap", "Blues"), aspect="auto", **options)
    small = {} if len(columns) <= 15 else {"fontsize": 11}
    ax.set_xticks(range(len(columns)), columns, rotation=90, **small)
    ax.set_yticks(range(len(rows)), rows, **small)
    fig.suptitle(title, x=0.01, ha="left", fontsize=14)
    if matrix.size <= 150 and matrix.dtype.kind in "iu":
        for i, j in np.ndindex(*matrix.shape):
            dark = image.norm(matrix[i, j]) > 0.6
            ax.text(j, i, matrix[i, j], ha="center", va="center", color="white" if dark else "black", fontsize=11)
    return fig


def projection(
    points: np.ndarray, groups: dict[str, Sequence[int]], labels: Sequence[str], title: str,
    ax: Axes | None = None, lim: float | None = None,
) -> Figure:  # fmt: skip
    """Points ``(n, 2)`` with a label each; every group (name → rows) has its own color and marker.

    Axes have no names: after PCA or t-SNE the units mean nothing. ``ax`` draws into one of your own axes, ``lim``
    fixes both axes to ±lim. A label "" is not drawn; without labels the groups' names stand above them.
    """
    if ax is None:
        _, ((ax,),) = figure(8, 6)
    notes = []
    for number, (name, rows) in enumerate(groups.items()):
        xy = points[list(rows)]
        color, marker = COLORS[number % len(COLORS)], MARKERS[number % len(MARKERS)]
        ax.scatter(*xy.T, color=color, marker=marker, s=45, label=name)
        if not labels:
            at, style = (xy[:, 0].mean(), xy[:, 1].max()), {"xytext": (0, 9), "textcoords": "offset points"}
            ax.annotate(name, at, color=color, fontsize=14, weight="bold", ha="center", **style)
        notes += [(labels[row], points[row], color) for row in rows if labels]
    ax.set(title=title, xticks=[], yticks=[], xmargin=0.1, ymargin=0.1)
    if lim is not None:
        ax.set(xlim=(-lim, lim), ylim=(-lim, lim))
    if notes:
        _place_labels(ax, notes)
    return ax.figure


def _place_labels(ax: Axes, notes: Sequence[tuple[str, np.ndarray, str]]) -> None:
    """Write each text near its point: outward, or on the first side where it covers no point and no other text."""
    ax.figure.canvas.draw()
    taken = [Bbox.from_bounds(*ax.transData.transform(point) - 4, 8, 8) for _, point, _ in notes]
    for text, point, color in [note for note in notes if note[0]]:
        place = {"textcoords": "offset points", "color": color, "va": "center", "in_layout": False}
        note = ax.annotate(text, point, (0, 0), **place)
        out = 1 if ax.transAxes.inverted().transform(ax.transData.transform(point))[0] > 0.5 else -1
        for far, angle in product((7, 15, 26, 40, 60, 90), np.radians((0, 180, 40, 140, -40, -140, 90, -90))):
            side = ["center", "left", "right"][round(out * np.cos(angle))]
            note.set(position=(far * out * np.cos(angle), far * np.sin(angle)), ha=side)
            box = note.get_window_extent()
            if ax.bbox.x0 <= box.x0 and box.x1 <= ax.bbox.x1 and not any(map(box.overlaps, taken)):
                break
        if far > 7:
            ax.annotate("", point, note.get_position(), **place, arrowprops={"arrowstyle": "-", "color": color})
        taken.append(box)
