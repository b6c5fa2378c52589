"""The figure of lesson 14: the changes of two workers to one row, and their sum."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from w2v_helpers.plots import COLORS, INK, described, figure

PAIRS = {
    "Unrelated: keep the sum": ((4.0, 0.0), (0.0, 3.0)),
    "Nearly equal: nearly the average": ((3.0, 1.6), (3.3, 1.1)),
}


def two_changes() -> Figure:
    """Two changes at right angles, and two in nearly the same direction, with their sums."""
    fig, axes = figure(6.2, 6.4, rows=2)
    for (ax,), (title, (first, second)) in zip(axes, PAIRS.items(), strict=True):
        _arrow(ax, first, "worker 1", color=COLORS[0], lw=3)
        _arrow(ax, second, "worker 2", color=COLORS[1], lw=3)
        total = first[0] + second[0], first[1] + second[1]
        _arrow(ax, total, "sum", color=INK, lw=2, ls="--")
        ax.set(title=title, xlim=(-0.9, 7.2), ylim=(-0.6, 3.7), aspect="equal")
        ax.axis("off")
    return described(
        fig,
        "Two panels with arrows from one point. Unrelated: the changes of worker 1 and worker 2 "
        "are at right angles, their sum is the diagonal between them. Nearly equal: both point "
        "nearly the same way, and the sum is nearly twice as long as each.",
    )


def _arrow(ax: Axes, tip: tuple[float, float], name: str, **look: object) -> None:
    """An arrow from the origin, with its name above the tip or below."""
    ax.annotate("", tip, (0, 0), arrowprops={"arrowstyle": "-|>", **look})
    x, y = tip
    if y > 1.5:
        ax.text(x, y + 0.1, name, ha="center", va="bottom")
    else:
        ax.text(x, y - 0.12, name, ha="left", va="top")
