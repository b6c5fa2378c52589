"""The figure of lesson 15: how often each word is drawn as a negative."""

import torch
from matplotlib.figure import Figure
from torch import Tensor

from w2v_helpers.plots import COLORS, described, figure


def noise_dots(counts: Tensor, negatives: Tensor) -> Figure:
    """A dot a word: counts ``(V,)`` of the text against its draws among the negatives.

    Both axes are logarithmic; the most frequent word comes first and is *the*.
    """
    drawn = torch.bincount(negatives.flatten(), minlength=len(counts))  # (V,)
    fig, ((ax,),) = figure(6.2, 3.6)
    ax.scatter(counts, drawn, s=8, color=COLORS[0])
    place = {"xytext": (-4, 8), "textcoords": "offset points", "ha": "center"}
    ax.annotate("the", (counts[0], drawn[0]), **place)
    ax.set(xscale="log", yscale="log", ylim=(5, 50_000))
    ax.set(xlabel="times in the text", ylabel="times drawn as a negative")
    least = counts.min()
    rare = drawn[counts == least].double().mean()
    return described(
        fig,
        "Times drawn as a negative against times in the text, a dot a word, both axes "
        f"logarithmic. Words that occur {least} times are drawn about {rare:.0f} times, "
        f"the word the, which occurs {counts[0]} times, {drawn[0]} times.",
    )
