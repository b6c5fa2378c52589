"""The figures of lesson 06: a step, two starts, words that move, a loss and its yardsticks."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure
from sklearn.decomposition import PCA
from torch import Tensor

from w2v_helpers.plots import COLORS, INK, described, figure, projection, show_moving


def one_step(words: Sequence[str], before: Tensor, after: Tensor) -> Figure:
    """Where a step moves the vectors of a center, its context word and negatives, (words, 2)."""
    fig, ((ax,),) = figure(6, 4.6)
    looks = [("o", COLORS[0]), ("s", COLORS[2])] + [("^", COLORS[1])] * (len(words) - 2)
    table = ["v", *"u" * (len(words) - 1)]
    for i, (marker, color) in enumerate(looks):
        arrow = {"arrowstyle": "-|>", "color": color, "linewidth": 2, "shrinkA": 6, "shrinkB": 6}
        ax.annotate("", after[i], before[i], arrowprops=arrow)
        ax.plot(*before[i], marker, color=color, markersize=9, fillstyle="none", markeredgewidth=2)
        ax.plot(*after[i], marker, color=color, markersize=9)
        label = {"xytext": (0, -20), "textcoords": "offset points", "ha": "center"}
        ax.annotate(f"{table[i]} of {words[i]}", after[i], **label)
    ax.plot(0, 0, "+", color=INK, markersize=12)
    ax.annotate("0", (0, 0), xytext=(8, -5), textcoords="offset points")
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(0.25)
    ax.axis("off")
    return described(
        fig,
        f"Hollow markers where vectors stood, filled ones where a step moved them, around 0. "
        f"v of {words[0]} and u of {words[1]} move toward one another; u of "
        f"{' and u of '.join(words[2:])} move away from v of {words[0]}.",
    )


def two_starts(loud: Sequence[float], quiet: Sequence[float]) -> Figure:
    """The losses of two trainings, epoch by epoch."""
    fig, ((ax,),) = figure(6, 3.6)
    for losses, color, style in ((loud, COLORS[1], "--"), (quiet, COLORS[0], "-")):
        ax.plot(range(1, len(losses) + 1), losses, style, color=color, linewidth=2.5)
    ax.text(8, 0.75 * max(loud), "loud: N(0, 1)")
    ax.text(len(quiet), 2.6, "quiet: zero output vectors", ha="right")
    ax.set(xlabel="epoch", ylabel="mean loss of a pair", ylim=0)
    return described(
        fig,
        "Mean loss of a pair over 100 epochs from two starts. From the loud one, N(0, 1), it "
        "begins far above the other and comes down over many epochs; from the quiet one, zero "
        "output vectors, it begins near 4 and falls. Both end at about the same loss.",
    )


def show_words_moving(snapshots: Sequence[Tensor], roles: Sequence[str]) -> None:
    """The vectors of 12 words a role, (48, dim) an epoch, in the plane of the last."""
    plane = PCA(2).fit(snapshots[-1])
    flat = [plane.transform(snapshot) for snapshot in snapshots]
    groups = {role: range(12 * i, 12 * i + 12) for i, role in enumerate(roles)}
    reach = 1.15 * abs(flat[-1]).max()
    unnamed = [""] * len(snapshots[0])  # while all lie on one another
    show_moving(
        lambda i: projection(
            flat[i], groups, unnamed if i < len(flat) / 2 else [], f"after {i} epochs", lim=reach
        ),
        len(flat),
        seconds=0.7,
        alt="The 48 planted words as dots, moving over the epochs: at first one clump in the "
        "middle, then four groups part, one for each of the roles country, capital, language and "
        "people.",
    )


def loss_with_yardsticks(losses: Sequence[float], yardsticks: Mapping[str, float]) -> Figure:
    """A loss by epoch, and what it is to be compared with, by name."""
    fig, ((ax,),) = figure(6, 3.8)
    epochs = range(1, len(losses) + 1)
    ax.plot(epochs, losses, "o-", color=COLORS[0], linewidth=2.5, markersize=9)
    for name, value in yardsticks.items():
        ax.axhline(value, color="gray", linestyle="--")
        ax.text(len(losses) + 0.4, value + 0.05, name, ha="right")
    ax.set(xlabel="epoch", ylabel="mean loss of a pair", xticks=epochs)
    ax.set(xlim=(0.6, len(losses) + 0.4), ylim=(min(losses) - 0.3, max(yardsticks.values()) + 0.4))
    return described(
        fig,
        f"Mean loss of a pair in each of {len(losses)} epochs on Wikipedia. It begins near the "
        f"lower of two dashed lines, {' and '.join(yardsticks)}, and falls a little below it.",
    )
