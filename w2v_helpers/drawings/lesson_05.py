"""The figures of lesson 05: a pair and its negatives, noise, losses, scores; and its counts."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from torch import Tensor

from w2v_helpers import corpus
from w2v_helpers.pairs import skipgram_pairs
from w2v_helpers.plots import COLORS, INK, described, figure
from w2v_helpers.vocab import Vocab

NUMBERS = 4  # that are drawn of a vector


def two_tables(
    words: Sequence[str], center: str, positive: str, negatives: Sequence[str]
) -> Figure:
    """The rows of both tables that one pair and its negatives read, and what is asked of them."""
    height = len(words)
    fig, ((ax,),) = figure(6.2, 0.34 * height + 0.6)
    asked = {positive: ("text: up", COLORS[2])} | {
        n: ("made up: down", COLORS[1]) for n in negatives
    }
    _table(ax, 0.95, words, {center: COLORS[4]})
    _table(ax, 3.0, words, {word: color for word, (_, color) in asked.items()}, names="right")
    start = (0.95 + 0.2 * NUMBERS, -words.index(center))
    for word, (wish, color) in asked.items():
        y = -words.index(word)
        ax.plot([start[0], 3.0], [start[1], y], color=color, linewidth=2)
        ax.text(4.75, y, wish, va="center")
    for x, name in ((1.35, "input vectors v"), (3.4, "output vectors u"), (5.25, "u · v")):
        ax.text(x, 1, name, ha="center", weight="bold")
    ax.set(xlim=(0, 6.2), ylim=(0.4 - height, 1.6))
    ax.axis("off")
    return described(
        fig,
        f"Two tables with a row for each of the words {', '.join(words)}: input vectors on the "
        f"left, output vectors on the right. A line leads from the input vector of {center} to "
        f"the output vector of {positive}, marked “text: up”, and one to each of "
        f"{', '.join(negatives)}, marked “made up: down”.",
    )


def _table(
    ax: Axes, left: float, words: Sequence[str], colors: dict[str, str], names: str = "left"
) -> None:
    """A row of empty boxes for each word, from ``left`` on; the rows in ``colors`` are shaded.

    The words stand ``names`` of their boxes.
    """
    beside = left - 0.06 if names == "left" else left + 0.2 * NUMBERS + 0.06
    for row, word in enumerate(words):
        ax.text(beside, -row, word, ha="right" if names == "left" else "left", va="center")
        for place in range(NUMBERS):
            corner = (left + 0.2 * place, -row - 0.42)
            shade = {"facecolor": colors.get(word, "white"), "alpha": 0.6}
            ax.add_patch(Rectangle(corner, 0.2, 0.84, **shade))
            ax.add_patch(Rectangle(corner, 0.2, 0.84, facecolor="none", edgecolor=INK))


def noise_curves(noises: dict[float, Tensor]) -> Figure:
    """Noise distributions ``(V,)``, most frequent word first, by the power that they come from."""
    fig, ((ax,),) = figure(6.2, 3.8)
    styles = dict(zip(sorted(noises), (":", "-", "--"), strict=True))
    for number, power in enumerate(sorted(noises)):
        noise = noises[power]
        look = {"linestyle": styles[power], "linewidth": 3, "color": COLORS[number]}
        ax.loglog(range(1, len(noise) + 1), noise, **look)
        place = {0.75: (1.1, 0.1), 1: (5, 1.6)}.get(power, (1.1, 1.4))
        y = float(noise[round(place[0]) - 1]) * place[1]
        ax.text(place[0], y, f"power {power:g}")
    ax.set(title="The power 0.75 lifts rare words and keeps the order")
    ax.set(xlabel="frequency rank of the word", ylabel="probability of a draw", ylim=(1.05e-5, 0.2))
    return described(
        fig,
        "Probability of a draw against the frequency rank of the word, both axes logarithmic. "
        "Power 0 is a flat line; power 1 falls steeply from the left; power 0.75 falls less "
        "steeply, below power 1 for the frequent words and above it for the rare ones.",
    )


def loss_curves() -> Figure:
    """What a word costs by its score: −log σ(s) for text, −log σ(−s) for made up."""
    fig, ((ax,),) = figure(6.2, 3.4)
    scores = torch.linspace(-6, 6, 200)
    for name, sign, color, style in (("text", 1, COLORS[2], "-"), ("made up", -1, COLORS[1], "--")):
        look = {"color": color, "linestyle": style, "linewidth": 3}
        ax.plot(scores, -F.logsigmoid(sign * scores), **look)
        minus = "" if sign == 1 else "−"
        ax.text(-4.1 * sign, 4.6, f"{name}: −log σ({minus}s)", ha="left" if sign == 1 else "right")
    ax.set(title="Confident and wrong costs about |s|, confident and right 0")
    ax.set(xlabel="score s", ylabel="loss", xticks=range(-6, 7, 2))
    return described(
        fig,
        "Loss against the score s from −6 to 6. The curve of text, −log σ(s), falls from 6 along a "
        "nearly straight line, bends around 0 and lies flat near 0 on the right. The curve of "
        "made up, −log σ(−s), is its mirror image; the two cross at score 0.",
    )


def count_pairs(planted: Vocab, generator: torch.Generator) -> Tensor:
    """How often each word of the planted corpus is a context of each center, int64 (V, V).

    The pairs are those of five epochs, window 5, each center with a reach of its own.
    """
    size = len(planted)
    encoded = [planted.encode(sentence) for sentence in corpus.planted_corpus()]
    center, context = skipgram_pairs(5 * encoded, 5, generator)
    places = center * size + context  # bincount counts single numbers
    return places.bincount(minlength=size * size).view(size, size)


def tree() -> Figure:
    """The tree of a hierarchical softmax over four words, with the way to one of them."""
    fig, ((ax,),) = figure(6.2, 3.6)
    forks, step = ((1.6, 0), (2.9, -1), (4.2, -2)), 1.3
    leaves = (("the", 0.4, forks[0], -step), ("of", 0.5, forks[1], -step))
    leaves += (("cat", 0.9, forks[2], -step), ("tiber", 0.1, forks[2], step))
    for number, (x, y) in enumerate(forks[1:]):  # the ways from one fork to the next
        _branch(ax, forks[number], (x, y), (0.6, 0.5)[number], on_the_way=True)
    for word, chance, (x, y), side in leaves:
        _branch(ax, (x, y), (x + side, y - 1), chance, on_the_way=word == "cat")
        ax.text(x + side, y - 1.08, word, ha="center", va="top", weight="bold")
    for number, (x, y) in enumerate(forks, start=1):
        ax.text(x + 0.15, y + 0.02, f"fork {number}", va="bottom")
        ax.plot(x, y, "o", color=INK)
    ax.text(3.4, -0.4, "P(cat) = 0.6 · 0.5 · 0.9 = 0.27", va="center")
    ax.set(xlim=(0, 6.2), ylim=(-3.5, 0.5))
    ax.axis("off")
    return described(
        fig,
        "A tree that hangs from fork 1. Fork 1 leads left to the, with probability 0.4, or right "
        "to fork 2, 0.6; fork 2 left to of, 0.5, or right to fork 3, 0.5; fork 3 left to cat, "
        "0.9, or right to tiber, 0.1. The way to cat is drawn thick: P(cat) = 0.6 · 0.5 · 0.9.",
    )


def _branch(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    chance: float,
    on_the_way: bool,
) -> None:
    """A line down from a fork, with its probability beside it."""
    color, width = (COLORS[2], 3) if on_the_way else (INK, 1)
    ax.plot(*zip(start, end, strict=True), color=color, linewidth=width, zorder=0)
    side = -0.12 if end[0] < start[0] else 0.12
    middle = (start[0] + end[0]) / 2 + side, (start[1] + end[1]) / 2 + 0.05
    ax.text(*middle, f"{chance}", ha="right" if side < 0 else "left", va="bottom")
