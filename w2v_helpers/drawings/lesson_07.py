"""The figures of lesson 07: an analogy's parallelogram, what analogies need, and scores."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch.nn.functional import normalize

from w2v_helpers.fast import Trained
from w2v_helpers.plots import COLORS, INK, described, figure

OPEN = {"linestyle": "", "markersize": 9, "fillstyle": "none", "markeredgewidth": 1.8}


def parallelogram(a: str, b: str, c: str, model: Trained) -> Figure:
    """The corner b − a + c and, at their distances from it, b, c and the three nearest others.

    The words of the question, which are excluded from the answers, are crossed.
    """
    units = normalize(model.input, dim=1)
    asked = model.vocab.encode([a, b, c])
    corner = units[asked[1]] - units[asked[0]] + units[asked[2]]  # (dim,)
    away = (units - corner).norm(dim=1)  # (V,)
    nearest = [i for i in away.argsort().tolist()[:6] if i not in asked.tolist()][:3]
    distances = {word: away[model.vocab.id(word)].item() for word in (b, c)}
    distances |= {model.vocab.words[i]: away[i].item() for i in nearest}
    fig, ((ax,),) = figure(6.2, 4.6)
    places = _draw_corner(ax, f"{b} − {a} + {c}", distances)
    places[a] = places[b] + places[c]
    _draw_sides(ax, places[a], places[b], places[c])
    for word, place in places.items():
        kind = word in (a, b, c)
        ax.plot(*place, "oX"[kind], color=COLORS[2 - kind], markersize=11)
        far = f" {distances[word]:.2f}" if word in distances else ""
        side = {"ha": "center", "va": "top", "xytext": (0, -9)}
        if word == b:  # an arrow comes from below
            side |= {"va": "bottom", "xytext": (0, 9)}
        label = f"{word}{far}" + "\n(excluded)" * kind
        ax.annotate(label, place, textcoords="offset points", color=INK, **side)
    note = "distances from □ are true,\nangles are invented"
    ax.annotate(note, (0.02, 0.97), xycoords="axes fraction", va="top", color=INK)
    near = ", ".join(f"{word} {far:.2f}" for word, far in distances.items())
    return described(
        fig,
        f"A parallelogram: the arrow from {a} to {b} is repeated from {c} and ends at an empty "
        f"corner, {b} − {a} + {c}. {a}, {b} and {c} are crossed: excluded. Distances from the "
        f"corner are true, angles invented: {near}.",
    )


def _draw_corner(ax: Axes, name: str, distances: dict[str, float]) -> dict[str, np.ndarray]:
    """Draw the corner at the origin, and say where words at such distances from it stand."""
    ax.plot(0, 0, "s", color=INK, markersize=9, fillstyle="none")
    above = {"xytext": (0, 10), "textcoords": "offset points", "ha": "center"}
    ax.annotate(name, (0.35, 0), color=INK, **above)
    ax.set(aspect="equal", xmargin=0.15, ymargin=0.17)
    ax.axis("off")
    angles = np.radians([180, 250, 38, 0, -38])
    rays = np.stack([np.cos(angles), np.sin(angles)], axis=1)  # (5, 2)
    return {word: far * ray for (word, far), ray in zip(distances.items(), rays, strict=True)}


def _draw_sides(ax: Axes, a: np.ndarray, b: np.ndarray, c: np.ndarray) -> None:
    """The step from a to b, the same from c, and dotted lines between the two."""
    for start, stop in ((a, b), (c, 0 * c)):
        arrow = {"arrowstyle": "-|>", "linewidth": 2, "color": COLORS[0], "shrinkB": 6}
        ax.annotate("", stop, start, arrowprops=arrow)
    for start, stop in ((a, c), (b, 0 * c)):
        ax.plot(*zip(start, stop, strict=True), color="gray", linestyle=":", linewidth=2)


def shares_right(free: dict[str, list[float]], excluded: dict[str, list[float]]) -> Figure:
    """% right: one row per text, one marker per seed, without and with exclusion.

    ``free``, ``excluded``: what was taken from the text → the seeds' shares, with nothing excluded
    and with the query words excluded.
    """
    fig, ((ax,),) = figure(6.2, 5.6)
    rows = range(len(free))
    both = {"nothing excluded": free, "query words excluded": excluded}
    for number, (label, shares) in enumerate(both.items()):
        for y, seeds in zip(rows, shares.values(), strict=True):
            name = label if y == 0 else None  # one entry of the legend for all rows
            _dots(ax, seeds, [y + 0.24 * number - 0.12] * len(seeds), number, label=name)
    ax.set(yticks=rows, yticklabels=list(free), ylim=(len(free) - 0.4, -0.6))
    ax.set(xlim=(-5, 105), xticks=[0, 25, 50, 75, 100], xlabel="% right")
    ax.set_axisbelow(True)
    ax.grid(axis="y", color="lightgray")
    fig.legend(loc="outside upper center", ncols=2, labelcolor=INK, frameon=False)
    told = "; ".join(
        f"{name}: circles {np.mean(free[name]):.0f} %, squares {np.mean(excluded[name]):.0f} %"
        for name in free
    )
    return described(
        fig,
        "The share of analogies that is right, by what was taken from the text. One marker per "
        f"seed: a circle with nothing excluded, a square with the query words excluded. {told}.",
    )


def recorded_scores(scores: dict[str, dict[str, list[float]]]) -> Figure:
    """One panel per set of pairs, one row per kind of vectors, one marker per seed.

    ``scores``: kind → set → the seeds' scores. Their mean, and ± their standard deviation, stand
    beside them.
    """
    sets = list(next(iter(scores.values())))
    fig, axes = figure(6.2, 6.4, rows=len(sets))
    told = []
    for name, ax in zip(sets, axes[:, 0], strict=True):
        for y, kind in enumerate(scores):
            seeds = np.array(scores[kind][name])
            _dots(ax, seeds, [y] * len(seeds), int(kind == "random"))
            width = f" ± {seeds.std(ddof=1):.3f}" if len(seeds) > 1 else ""
            number = f"{seeds.mean():.3f}{width}".replace("-", "−")
            ax.text(0.62, y, number, va="center", color=INK)
            told.append(f"{name}, {kind}: {number}")
        labels = [kind.replace(", ", ",\n") for kind in scores]
        ax.set(yticks=range(len(scores)), yticklabels=labels, ylim=(len(scores) - 0.4, -0.6))
        ax.set(
            xlim=(-0.15, 0.95), xticks=[0, 0.2, 0.4, 0.6], xlabel=f"{name}: Spearman's correlation"
        )
        ax.axvline(0, color="gray", linewidth=1)
    return described(fig, f"One marker per seed. {'; '.join(told)}.")


def _dots(
    ax: Axes, x: Sequence[float], y: Sequence[float], number: int, label: str | None = None
) -> None:
    look = {"marker": "os"[number], "color": COLORS[number], **OPEN}
    ax.plot(x, y, label=label, **look)
