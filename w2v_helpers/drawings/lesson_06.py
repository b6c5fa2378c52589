"""The figures of lesson 06: a step, an epoch, words that move, a loss by tenths; and a table."""

import math
from collections.abc import Mapping, Sequence

import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from sklearn.decomposition import PCA
from torch import Tensor

from w2v_helpers.models import negative_sampling_loss
from w2v_helpers.plots import CARD, COLORS, INK, described, figure, projection, show_moving


def step_of_vectors(
    words: Sequence[str], before: Tensor, after: Tensor, centers: int = 1
) -> Figure:
    """Vectors (n, 2) of words, from 0, before and after a step; the first are input vectors."""
    fig, ((ax,),) = figure(6, 4.8)
    moves = []
    for i, word in enumerate(words):
        color, marker = (COLORS[0], "o") if i < centers else (COLORS[1], "s")
        name = f"{'v' if i < centers else 'u'} of {word}"
        old, new = before[i].tolist(), after[i].tolist()
        ax.plot([0, old[0]], [0, old[1]], ":", color=color, linewidth=1.5)
        ax.plot([0, new[0]], [0, new[1]], "-", color=color, linewidth=2.5)
        ax.plot(*old, marker, color=color, markersize=9, markerfacecolor=CARD, markeredgewidth=2)
        ax.plot(*new, marker, color=color, markersize=9)
        hidden = before[i].norm() > after[i].norm() and abs(old[0] - new[0]) < 0.1
        end = old if hidden else new  # beyond both
        x, y = end[0] / math.hypot(*end), end[1] / math.hypot(*end)
        side = "left" if x > 0.3 else "right" if x < -0.3 else "center"
        place = {"xytext": (12 * x, 16 * y), "textcoords": "offset points", "va": "center"}
        ax.annotate(name, end, ha=side, **place)
        moves.append("{} from ({:.1f}, {:.1f}) to ({:.1f}, {:.1f})".format(name, *old, *new))
    look = {"color": INK, "markersize": 9, "markeredgewidth": 2}
    ax.plot([], [], "o:", **look, markerfacecolor=CARD, label="before the step")
    ax.plot([], [], "o-", **look, label="after it")
    fig.legend(loc="outside upper center", ncols=2)
    ax.plot(0, 0, "+", color=INK, markersize=12)
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(0.25)
    ax.axis("off")
    return described(
        fig, f"Vectors from 0, dotted before the step and solid after it: {', '.join(moves)}."
    )


def one_epoch(places: Sequence[int], size: int) -> Figure:
    """How the rows of `examples`, in a random order of places, become batches with negatives."""
    fig, ((ax,),) = figure(6, 4)
    for row in range(len(places)):
        _boxes(ax, 0, row, [str(row), f"c{row}", f"o{row}"], CARD)
    for row, place in enumerate(places):
        down = row + 0.5 * (row // size)
        shade = ("#d6e9f5", "#f9e0cf", "#d3ede4")[row // size % 3]
        _boxes(ax, 5.2, down, [f"c{place}", f"o{place}", "n", "n"], shade)
        arrow = {"arrowstyle": "-|>", "color": "gray"}
        ax.annotate("", (5.1, down + 0.45), (3, place + 0.45), arrowprops=arrow)
        if row % size == 0:
            ax.text(9.3, down + 0.45, f"batch {row // size + 1}", va="center")
    for x, name in ((0.45, "place"), (1.95, "examples"), (6.1, "their rows"), (8.1, "draw")):
        ax.text(x, -0.4, name, ha="center")
    ax.set(xlim=(-0.2, 11), ylim=(len(places) + 1.2, -1))
    ax.axis("off")
    return described(
        fig,
        f"Left the examples, place 0 to {len(places) - 1}, each a center c and a context o. Arrows "
        f"lead them, in the order {', '.join(map(str, places))}, into batches of {size} rows, the "
        "last one shorter; each row there has two negatives n of its own, from draw.",
    )


def _boxes(ax: Axes, left: float, top: float, texts: Sequence[str], shade: str) -> None:
    """A row of boxes with a text each."""
    for i, text in enumerate(texts):
        box = Rectangle((left + i, top), 0.9, 0.9, facecolor=shade, edgecolor=INK)
        ax.add_patch(box)
        ax.text(left + i + 0.45, top + 0.45, text, ha="center", va="center")


def show_words_moving(snapshots: Sequence[Tensor], roles: Sequence[str]) -> None:
    """The vectors of 12 words a role, (48, dim) an epoch, in the plane of the last."""
    plane = PCA(2).fit(snapshots[-1])
    flat = [plane.transform(snapshot) for snapshot in snapshots]
    groups = {role: range(12 * i, 12 * i + 12) for i, role in enumerate(roles)}
    reach = 1.15 * abs(flat[-1]).max()
    unnamed = [""] * len(snapshots[0])

    def draw(epoch: int) -> Figure:
        fig = projection(flat[epoch], groups, unnamed, f"after {epoch} epochs", lim=reach)
        fig.legend(loc="outside lower center", ncols=4, handletextpad=0, columnspacing=1)
        return fig

    show_moving(
        draw,
        len(flat),
        seconds=0.7,
        alt="The 48 planted words as dots, moving over the epochs: at first one clump in the "
        "middle, then four groups part, one for each of the roles country, capital, language and "
        "people.",
    )


def yardsticks(
    batch: tuple[Tensor, Tensor, Tensor], share: Tensor, noise: Tensor
) -> dict[str, float]:
    """The loss of a batch for two guesses that look at no center word, by name.

    batch: center and context (n,), negatives (n, K). The first guess gives every word one score,
    whose σ is 1 / (1 + K); the second gives each context word log(P / (K Pₙ)), from its `share` of
    all contexts and from the noise, both (V,).
    """
    _, context, negatives = batch
    words = torch.cat([context[:, None], negatives], dim=1)  # (n, 1 + K)
    one_score = -torch.tensor(float(negatives.shape[1])).log()
    fixed = share.log() - noise.log() + one_score  # (V,)
    guesses = {
        "one score for all": one_score.expand(words.shape),
        "frequencies alone": fixed[words],
    }
    return {
        name: float(negative_sampling_loss(scores, context, negatives))
        for name, scores in guesses.items()
    }


def loss_with_yardsticks(
    training: Sequence[float], held_out: Sequence[float], lines: Mapping[str, float]
) -> Figure:
    """Two losses by tenth of an epoch, and what they are to be compared with, by name.

    A tenth's training loss is a mean over it; the held-out loss is measured at its end.
    """
    fig, ((ax,),) = figure(6.2, 5.4)
    ends = [(i + 1) / 10 for i in range(len(training))]
    middles = [end - 0.05 for end in ends]
    marks = {"linewidth": 2, "markersize": 6}
    ax.plot(ends, held_out, "s-", color=COLORS[1], **marks)
    ax.plot(middles, training, "o-", color=COLORS[0], **marks)
    for value, style in zip(lines.values(), ("--", ":"), strict=True):
        ax.axhline(value, color=INK, linestyle=style, linewidth=1.5, zorder=0)
    names = {"training": training[-1], "held out": held_out[-1], **lines}
    for name, value in names.items():
        ax.text(ends[-1] + 0.1, value, name, va="center")
    ax.set(xlabel="epochs", ylabel="mean loss of a pair", xlim=(0, ends[-1] + 0.05))
    ax.set(ylim=(min(training) - 0.05, 3.0))
    return described(
        fig,
        "Mean loss of a pair by tenth of an epoch on Wikipedia, in training and held out. Both "
        f"fall steeply in a quarter of an epoch, then below level lines ({', '.join(lines)}); "
        "training falls further, with a step where the third epoch begins; held out falls less "
        "and rises a little at the end.",
    )


def print_fits(fits: Mapping[str, Tensor], is_rare: Tensor) -> None:
    """A row for each training: the mean share (seeds, words) of rare words, and of the others."""
    print(f"{'':21} rare words        the others")
    seeds = " ".join(f"{seed:4}" for seed in range(len(next(iter(fits.values())))))
    print(f"{'seed':21} {seeds}    {seeds}")
    for name, shares in fits.items():
        rare, others = (
            " ".join(f"{share:4.0%}" for share in shares[:, some].mean(dim=1).tolist())
            for some in (is_rare, ~is_rare)
        )
        print(f"{name:21} {rare}    {others}")
