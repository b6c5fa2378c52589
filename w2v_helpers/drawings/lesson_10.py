"""The figure of lesson 10: how far a table of σ is off."""

from collections.abc import Callable

import torch
from matplotlib.figure import Figure
from torch import Tensor

from w2v_helpers.plots import COLORS, described, figure


def table_errors(sigma_by_table: Callable[[Tensor], Tensor]) -> Figure:
    """What a table gives for each score from −6 to 6, minus the exact σ."""
    scores = torch.linspace(-5.99, 5.99, 3000, dtype=torch.float64)  # some three a step
    errors = sigma_by_table(scores) - scores.sigmoid()
    fig, ((ax,),) = figure(6, 3.4)
    ax.axhline(0, color="gray", linewidth=1)
    ax.plot(scores, errors, color=COLORS[0], linewidth=1)
    ax.set(xlabel="score", ylabel="the table's σ − exact σ", xticks=range(-6, 7, 2))
    lowest = int(errors.argmin())
    return described(
        fig,
        f"How far the table's σ lies from the exact σ, for scores from −6 to 6: a band of fine "
        f"teeth that hangs below zero, near zero at both ends and deepest, {errors[lowest]:.3f}, "
        f"at a score of {scores[lowest]:.1f}.".replace("-", "−"),
    )
