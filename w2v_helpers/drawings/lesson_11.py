"""The figures of lesson 11: how hard a score is pushed, touched rows, how far a word goes."""

import torch
from matplotlib.figure import Figure
from torch import Tensor

from w2v_helpers.plots import COLORS, INK, MARKERS, described, figure, heatmap


def slope_curves() -> Figure:
    """The slope of the loss by a score, for a negative and for a positive."""
    scores = torch.linspace(-6, 6, 100)
    sigma = torch.sigmoid(scores)
    fig, ((ax,),) = figure(6.2, 3.8)
    ax.axhline(0, color="gray", linewidth=1)
    ax.plot(scores, sigma, color=COLORS[1], linewidth=3)
    ax.plot(scores, sigma - 1, "--", color=COLORS[0], linewidth=3)
    ax.text(1.2, 0.32, "negative: σ(s) − 0\npushes the score down")
    ax.text(-5.4, -0.62, "positive: σ(s) − 1\npulls the score up")
    ax.set(xlabel="score s", ylabel="slope of the loss by s", yticks=(-1, -0.5, 0, 0.5, 1))
    return described(
        fig,
        "Slope of the loss against the score s from −6 to 6. The solid line of a negative rises "
        "from 0 to 1; the dashed line of a positive rises from −1 to 0. Each is farthest from 0 "
        "where the model is sure and wrong.",
    )


def touched_rows(touched: Tensor, words: list[str]) -> Figure:
    """A cell a word, dark where its row has a gradient: ``touched`` bool (2 tables, V)."""
    fig = heatmap(touched, ["input", "output"], words)
    ax = fig.axes[0]
    ax.vlines(torch.arange(len(words) - 1) + 0.5, -0.5, 1.5, color="white", linewidth=2)
    ax.axhline(0.5, color="white", linewidth=2)
    dark = [", ".join(w for w, one in zip(words, row, strict=True) if one) for row in touched]
    return described(
        fig,
        f"Two rows of {len(words)} cells, a cell a word. Dark in the input table: {dark[0]}. "
        f"Dark in the output table: {dark[1]}.",
    )


def walks(distances: dict[str, list[float]]) -> Figure:
    """How far a vector is from its start after each batch, a line an optimizer."""
    fig, ((ax,),) = figure(6.2, 3.8)
    place = {"xytext": (8, 0), "textcoords": "offset points", "va": "center"}
    looks = zip(distances.items(), COLORS, MARKERS, strict=False)
    for (name, walk), color, marker in looks:
        ax.plot(walk, color=color, marker=marker, markevery=3, linewidth=2)
        ax.annotate(name, (len(walk) - 1, walk[-1]), color=INK, **place)
    ax.axvspan(0, 1, color=COLORS[4], alpha=0.4)  # the batch with the word
    ax.set(xlabel="batches, the shaded one with fox", ylabel="distance from the start")
    ways = []
    for name, walk in distances.items():
        still = "stays there" if walk[-1] == walk[1] else f"rises on to {walk[-1]:.2f}"
        ways.append(f"{name} rises to {walk[1]:.2f} in the first batch and {still}")
    return described(
        fig, f"Distance of fox from its start over {len(walk) - 1} batches. {'; '.join(ways)}."
    )
