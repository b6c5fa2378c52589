"""The figures of lesson 01: the course as a road, a lookup and its gradient, cosines."""

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle
from torch import Tensor

from w2v_helpers.plots import COLORS, INK, described, figure

STEPS = (  # name, example, the lessons that build it
    ("text", "The metro of Oslo is new.", ""),
    ("tokens", "the   metro   of   oslo   is   new", "03"),
    ("ids", "0   412   1   87   5   60", "03"),
    ("pairs", "(oslo, metro)   (metro, oslo)  …", "02, 04"),
    ("vectors", "oslo   0.3   −1.2   0.8   …", "01"),
    ("loss", "is it a real pair, or noise?", "05"),
    ("neighbours", "oslo: warsaw, berlin, …", "07"),
    ("picture", "100 numbers a word, drawn as 2", "08"),
)


def road() -> Figure:
    """The course from text to picture: a box a step, with an example and its lessons."""
    fig, ((ax,),) = figure(6, 4.7)
    for i, (name, example, lessons) in enumerate(STEPS):
        color = COLORS[5] if name == "vectors" else "white"
        box = {"boxstyle": "round,pad=0.1", "facecolor": color, "edgecolor": INK}
        ax.add_patch(FancyBboxPatch((1, -i - 0.12), 1.05, 0.24, **box))
        ax.text(1.52, -i, name, ha="center", va="center", color=INK)
        ax.text(2.35, -i, example, va="center", color=INK)
        ax.text(0.1, -i, lessons, va="center", color=INK, weight="bold")
        if i:
            _arrow(ax, (1.52, 0.76 - i), (1.52, 0.24 - i))
    _arrow(ax, (4.7, -5), (4.7, -4), bend=0.7)
    ax.text(5.15, -4.35, "06", va="center", color=INK, weight="bold")
    ax.text(5.15, -4.65, "training", va="center", color=INK)
    ax.set(xlim=(0, 6), ylim=(0.5 - len(STEPS), 0.5))
    ax.axis("off")
    return described(fig, _road_in_words())


def _road_in_words() -> str:
    steps = "; ".join(
        f"{name} ({f'lesson {lessons}, ' if lessons else ''}“{' '.join(example.split())}”)"
        for name, example, lessons in STEPS
    )
    return (
        f"Eight boxes below each other, an arrow from each to the next: {steps}. "
        "The box of the vectors is blue. "
        "An arrow leads from loss back to vectors: training, lesson 06."
    )


def lookup(ids: Tensor, table: Tensor) -> Figure:
    """Ids ``(n,)``, the table ``(V, dim)`` that they point into, and the rows that come out."""
    size, dim = table.shape
    fig, ((ax,),) = figure(6, 0.36 * size + 0.5)
    picked = ids.tolist()
    _grid(ax, 1.3, table, {i: COLORS[n] for n, i in enumerate(picked)})
    _grid(ax, 5.95 - 0.5 * dim, table[ids], dict(enumerate(COLORS[: len(picked)])))
    for row in range(size):
        ax.text(1.2, -row, row, ha="right", va="center", color=INK)
    for place, i in enumerate(picked):
        box = {"boxstyle": "round,pad=0.25", "facecolor": COLORS[place], "alpha": 0.35}
        ax.text(0.3, -place, i, ha="center", va="center", color=INK, bbox=box)
        _arrow(ax, (0.5, -place), (0.95, -i), COLORS[place])
        _arrow(ax, (1.35 + 0.5 * dim, -i), (5.9 - 0.5 * dim, -place), COLORS[place])
    for x, name in ((0.3, "ids"), (1.3, "table"), (5.95 - 0.5 * dim, "rows")):
        ax.text(x, 0.95, name, ha="center" if name == "ids" else "left", color=INK, weight="bold")
    ax.set(xlim=(0, 6), ylim=(0.4 - size, 1.3))
    ax.axis("off")
    order = ", ".join(f"row {i}" for i in picked)
    return described(
        fig,
        f"On the left the ids {', '.join(map(str, picked))}, in the middle a table of {size} rows "
        f"with {dim} numbers each, numbered from 0. An arrow leads from each id to the row of that "
        f"number, and from there to the right, where the rows stand in the order of the ids: "
        f"{order}.",
    )


def gradient(ids: Tensor, gradients: Tensor, size: int) -> Figure:
    """How the gradient at each place ``(n, dim)`` comes back to its row of ``size``, and adds."""
    dim = gradients.shape[1]
    whole = gradients.new_zeros(size, dim).index_add_(0, ids, gradients)
    fig, ((ax,),) = figure(6, 0.36 * size + 0.5)
    picked = ids.tolist()
    _grid(ax, 1.3, whole, {i: COLORS[picked.index(i)] for i in picked})
    _grid(
        ax, 5.95 - 0.5 * dim, gradients, {n: COLORS[picked.index(i)] for n, i in enumerate(picked)}
    )
    for row in range(size):
        ax.text(1.2, -row, row, ha="right", va="center", color=INK)
    for place, i in enumerate(picked):
        color = COLORS[picked.index(i)]
        _arrow(ax, (5.9 - 0.5 * dim, -place), (1.35 + 0.5 * dim, -i), color)
    ax.text(1.3, 0.95, "gradient of the table", color=INK, weight="bold")
    ax.text(5.95, 0.95, "at the places", ha="right", color=INK, weight="bold")
    ax.set(xlim=(0, 6), ylim=(0.4 - size, 1.3))
    ax.axis("off")
    back = ", ".join(f"place {place} to row {i}" for place, i in enumerate(picked))
    return described(
        fig,
        f"On the right the gradients at {len(picked)} places, on the left the gradient of the "
        f"table, {size} rows of {dim} numbers. Arrows lead back: {back}. Where two arrows meet in "
        "a row, the numbers are added; rows without an arrow hold zeros.",
    )


def angles() -> Figure:
    """Two arrows at three angles, with their cosines."""
    fig, ((ax,),) = figure(6, 2.2)
    said = []
    for x, degrees in zip((0.3, 2.5, 4.9), (30, 90, 150), strict=True):
        turn = math.radians(degrees)
        _arrow(ax, (x, 0), (x + 1, 0), COLORS[0])
        _arrow(ax, (x, 0), (x + math.cos(turn), math.sin(turn)), COLORS[1])
        told = f"cosine {math.cos(turn):.1f}".replace("-", "−")
        ax.text(x, -0.35, told, ha="left" if degrees < 120 else "center", color=INK)
        said.append(f"{degrees} degrees, {told}")
    ax.set(xlim=(0, 6), ylim=(-0.5, 1.15), aspect="equal")
    ax.axis("off")
    return described(fig, f"Two arrows from one point, three times: {'; '.join(said)}.")


def _grid(ax: Axes, left: float, numbers: Tensor, colors: dict[int, str]) -> None:
    """Numbers in boxes from ``left`` on, row 0 on top; rows in ``colors`` are shaded."""
    for row, values in enumerate(numbers.tolist()):
        for column, value in enumerate(values):
            x = left + 0.5 * column
            if row in colors:
                shade = {"facecolor": colors[row], "alpha": 0.35}
                ax.add_patch(Rectangle((x, -row - 0.5), 0.5, 1, **shade))
            ax.add_patch(Rectangle((x, -row - 0.5), 0.5, 1, facecolor="none", edgecolor=INK))
            ax.text(x + 0.25, -row, f"{value:.1f}", ha="center", va="center", color=INK)


def _arrow(ax: Axes, start: tuple, stop: tuple, color: str = INK, bend: float = 0) -> None:
    look = {"arrowstyle": "-|>", "connectionstyle": f"arc3,rad={bend}", "linewidth": 1.6}
    ax.annotate("", xy=stop, xytext=start, arrowprops={**look, "color": color})
