"""Lesson 10: the scores that `make bench` recorded, and how far a table of σ is off."""

import json
from collections.abc import Callable
from pathlib import Path

import torch
from matplotlib.figure import Figure
from torch import Tensor

from w2v_helpers.plots import COLORS, described, figure


def recorded_scores() -> dict[tuple[str, float, int], float]:
    """(program, alpha, epochs) → WordSim-353, the mean of three seeds in `make bench`'s record."""
    record = json.loads(Path("results/benchmark.json").read_text(encoding="utf-8"))
    return {
        (program, *run["settings"].values()): sum(run["WordSim-353"]) / 3
        for program, runs in record["tuned"]["tried"].items()
        for run in runs
        if "diverged" not in run
    }


def table_errors(sigma_by_table: Callable[[Tensor], Tensor]) -> Figure:
    """What a table gives for each score, minus the exact σ: from −6 to 6, and from 0 to 0.1."""
    scores = torch.linspace(-5.99, 5.99, 60_000, dtype=torch.float64)  # some sixty a step
    errors = sigma_by_table(scores) - scores.sigmoid()
    fig, ((whole,), (part,)) = figure(6, 5.4, rows=2)
    bins = errors.view(300, -1)  # 300 stretches of 200 scores
    place = scores.view(300, -1).mean(dim=1)
    low, high = bins.amin(dim=1), bins.amax(dim=1)
    whole.fill_between(place, low, high, color=COLORS[0], alpha=0.6, linewidth=0)
    near = (scores >= 0) & (scores <= 0.1)
    part.plot(scores[near], errors[near], ".", color=COLORS[0], markersize=3)
    for ax in (whole, part):
        ax.axhline(0, color="gray", linewidth=1)
        ax.set(ylabel="table's σ − exact σ", ylim=(-0.0105, 0.0015), yticks=(-0.008, -0.004, 0))
    whole.set(xticks=range(-6, 7, 2), xlabel="score, from −6 to 6")
    part.set_xlabel("score, from 0 to 0.1")
    lowest = int(errors.argmin())
    return described(
        fig,
        f"How far the table's σ lies from the exact σ. Upper panel, scores from −6 to 6: a "
        f"band below zero, thin at both ends and deepest, {errors[lowest]:.3f}, at a "
        f"score of {scores[lowest]:.1f}. Lower panel, scores from 0 to 0.1: a saw of eight "
        f"slanting teeth, each falling steadily and jumping up at its end.".replace("-", "−"),
    )
