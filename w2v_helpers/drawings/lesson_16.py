"""Lesson 16: the figure of nine kinds of vectors, what `make bench` recorded, the tests' pairs."""

import json
from pathlib import Path

import torch
from matplotlib.figure import Figure
from torch import Tensor

from w2v_helpers.plots import COLORS, INK, described, figure
from w2v_helpers.vectors import PAIRS, default_sets
from w2v_helpers.vectors import read_pairs as read_set
from w2v_helpers.vocab import Vocab

OPEN = {"linestyle": "", "markersize": 9, "fillstyle": "none", "markeredgewidth": 1.8}


def nine_kinds(scores: dict[str, dict[str, list[float]]]) -> Figure:
    """One row per kind of vectors, a marker for each seed and set.

    ``scores``: kind → set → the seeds' scores.
    """
    fig, ((ax,),) = figure(6.2, 6)
    for number, name in enumerate(PAIRS):
        for y, kind in enumerate(scores):
            seeds = scores[kind][name]
            label = name if y == 0 else None  # one entry of the legend for all rows
            look = {"marker": "os"[number], "color": COLORS[number], **OPEN}
            ax.plot(seeds, [y + 0.3 * number - 0.15] * len(seeds), label=label, **look)
    labels = [kind.replace(", ", ",\n") for kind in scores]
    ax.set(yticks=range(len(scores)), yticklabels=labels, ylim=(len(scores) - 0.4, -0.6))
    ax.set(xlim=(-0.15, 0.62), xticks=[0, 0.2, 0.4, 0.6], xlabel="Spearman's correlation")
    ax.set_axisbelow(True)
    ax.grid(axis="y", color="lightgray")
    ax.axvline(0, color="gray", linewidth=1)
    fig.suptitle("PPMI + SVD with all contexts is near word2vec", x=0.02, ha="left")
    fig.legend(loc="outside lower center", ncols=2, labelcolor=INK)
    told = "; ".join(
        f"{kind} {torch.tensor(found['WordSim-353']).mean():.2f} and "
        f"{torch.tensor(found['SimLex-999']).mean():.2f}"
        for kind, found in scores.items()
    ).replace("-0.", "−0.")
    return described(
        fig,
        "One row per kind of vectors, one marker per seed: a circle for WordSim-353, a square for "
        f"SimLex-999. The means: {told}.",
    )


def tried_rates() -> dict[tuple[str, float], list[float]]:
    """(program, alpha) → WordSim-353 of three seeds after five epochs, in `make bench`'s record.

    None where it diverged, within five epochs.
    """
    record = json.loads(Path("results/benchmark.json").read_text(encoding="utf-8"))
    return {
        (program, run["settings"]["alpha"]): run.get("WordSim-353", [])
        for program, runs in record["tuned"]["tried"].items()
        for run in runs
        if run["settings"]["epochs"] == 5 or ("diverged" in run and run["settings"]["epochs"] < 5)
    }


def read_pairs(vocab: Vocab) -> dict[str, tuple[Tensor, Tensor]]:
    """Set → the ids ``(items, 2)`` of its pairs whose words are known, people's ratings."""
    found = {}
    for name, file in default_sets()[0].items():
        items = [(a.lower(), b.lower(), rating) for a, b, rating in read_set(file)]
        known = [item for item in items if {*item[:2]} <= vocab.ids.keys()]
        ids = torch.stack([vocab.encode(item[:2]) for item in known])
        found[name] = ids, torch.tensor([rating for *_, rating in known])
    return found
