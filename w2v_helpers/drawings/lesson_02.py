"""Lesson 02: its windows, the two models' arrows, counts as shades; a table beside people."""

from collections.abc import Sequence

import numpy as np
from gensim.models import KeyedVectors
from gensim.test.utils import datapath
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from w2v_helpers.plots import COLORS, INK, described, figure
from w2v_helpers.vectors import PAIRS, evaluate

ROWS = "The 48 words in four groups of twelve rows."
GROUPS = ("countries", "capitals", "languages", "peoples")  # 12 words each


def windows(tokens: Sequence[str], places: Sequence[int], window: int) -> Figure:
    """The same sentence once for each place: its centre word, and the words in its window."""
    fig, ((ax,),) = figure(6, 0.62 * len(places))
    said = []
    for row, center in enumerate(places):
        xs = _write_sentence(ax, tokens, -row, center, window)
        around = [i for i in range(len(tokens)) if 0 < abs(i - center) <= window]
        left, right = xs[min([center, *around])], xs[max([center, *around])]
        frame = {"color": INK, "linewidth": 1.6, "clip_on": False}
        for x in (left[0] - 0.1, right[1] + 0.1):
            ax.plot([x, x], [-row - 0.33, -row + 0.33], **frame)
        said.append(f"{tokens[center]} with {', '.join(tokens[i] for i in around)}")
    ax.set(title="The window moves over the text", xlim=(0, 6), ylim=(0.5 - len(places), 0.5))
    ax.axis("off")
    return described(
        fig,
        f"The sentence “{' '.join(tokens)}” {len(places)} times, the window further right each "
        f"time. Orange and bold the centre word, blue its context words: {'; '.join(said)}.",
    )


def directions(tokens: Sequence[str], center: int, window: int) -> Figure:
    """What predicts what: CBOW above, skip-gram below, for one centre word."""
    fig, axes = figure(6, 3, rows=2)
    titles = (
        "CBOW: the context words predict the centre",
        "Skip-gram: the centre predicts each context word",
    )
    around = [i for i in range(len(tokens)) if 0 < abs(i - center) <= window]
    for ax, title in zip(axes[:, 0], titles, strict=True):
        middles = [sum(x) / 2 for x in _write_sentence(ax, tokens, 0, center, window)]
        for i in around:
            ends = (middles[i], middles[center])
            _draw_arrow(ax, *(ends if title.startswith("CBOW") else reversed(ends)))
        ax.set(title=title, xlim=(0, 6), ylim=(-0.3, 1))
        ax.axis("off")
    said = ", ".join(tokens[i] for i in around)
    return described(
        fig,
        f"The sentence twice, centre word {tokens[center]}. Above, CBOW: arrows from the context "
        f"words {said} to {tokens[center]}. Below, skip-gram: the same arrows the other way.",
    )


def _write_sentence(
    ax: Axes, tokens: Sequence[str], y: float, center: int, window: int
) -> list[tuple[float, float]]:
    """The words in a row, 6 wide, centre and context in boxes; where each begins and ends."""
    letters = sum(map(len, tokens))
    gap = 0.2
    width = (5.9 - gap * len(tokens)) / letters  # of a letter, on average
    found, x = [], 0.1
    for i, token in enumerate(tokens):
        end = x + width * len(token)
        color = COLORS[1] if i == center else COLORS[5]
        box = {"boxstyle": "round,pad=0.25", "facecolor": color, "alpha": 0.55, "linewidth": 0}
        inside = {"bbox": box} if abs(i - center) <= window else {}
        inside |= {"weight": "bold"} if i == center else {}
        ax.text((x + end) / 2, y, token, ha="center", va="center", color=INK, **inside)
        found.append((x, end))
        x = end + gap
    return found


def _draw_arrow(ax: Axes, start: float, stop: float) -> None:
    bend = -0.5 if start < stop else 0.5  # upward, whichever way it runs
    look = {"arrowstyle": "-|>", "connectionstyle": f"arc3,rad={bend}", "linewidth": 1.6}
    ax.annotate("", xy=(stop, 0.25), xytext=(start, 0.25), arrowprops={**look, "color": INK})


def role_columns(counts: np.ndarray) -> Figure:
    """Counts of the 48 words ``(48, 62)`` in the columns of the role words and the fillers."""
    last = counts[:, _sort_columns(counts)[36:]]
    fig, ax = _shade(last)
    labels = [*GROUPS, f"{last.shape[1] - 16} fillers"]
    ax.set_xticks([1.5, 5.5, 9.5, 13.5, (last.shape[1] + 15) / 2], labels)
    for label in ax.get_xticklabels()[:4]:  # their columns are narrow
        label.set_rotation(90)
    ax.vlines(4 * np.arange(1, 5) - 0.5, -0.5, 47.5, color=INK, linewidth=0.3)
    ax.set_xlabel("four words of …", labelpad=8, x=8 / last.shape[1])
    ax.xaxis.set_label_position("top")
    ax.set(title="A role's words share their columns")
    return described(fig, f"{ROWS} {_blocks_in_words(last)}")


def country_columns(
    counts: np.ndarray, contexts: Sequence[str], countries: Sequence[str]
) -> Figure:
    """Counts of the 48 words in the columns of the rivers, dishes and mountains, by country."""
    first = _sort_columns(counts)[:36]
    fig, ax = _shade(counts[:, first])
    ax.set_xticks(3 * np.arange(12) + 1, countries, rotation=90)
    ax.vlines(3 * np.arange(1, 12) - 0.5, -0.5, 47.5, color=INK, linewidth=0.3)
    ax.set_xlabel("three things of …", labelpad=8)
    ax.xaxis.set_label_position("top")
    return described(fig, f"{ROWS} {_diagonals_in_words(counts[:, first], countries)}")


def _sort_columns(counts: np.ndarray) -> list[int]:
    """The columns by how many of the words they meet, and then by which they meet first."""
    met_by = (counts > 0).sum(axis=0)
    first = (counts > 0).argmax(axis=0)
    return np.lexsort((first, met_by)).tolist()


def _shade(counts: np.ndarray) -> tuple[Figure, Axes]:
    fig, ((ax,),) = figure(6, 4.8)
    ax.imshow(counts, aspect="auto", cmap="Blues")
    ax.set_yticks(12 * np.arange(4) + 5.5, GROUPS)
    ax.tick_params(length=0)
    ax.xaxis.tick_top()
    ax.hlines([11.5, 23.5, 35.5], -0.5, counts.shape[1] - 0.5, color=INK, linewidth=0.8)
    ax.spines[:].set_visible(True)
    return fig, ax


def _blocks_in_words(counts: np.ndarray) -> str:
    """How many columns only one group of rows fills, and how many all do."""
    filled = (counts.reshape(4, 12, -1) > 0).all(axis=1)  # (4 groups, columns)
    own = filled & (filled.sum(axis=0) == 1)
    blocks = [f"{group} at {n} columns" for group, n in zip(GROUPS, own.sum(axis=1), strict=True)]
    everywhere = filled.all(axis=0).sum()
    return (
        f"Dark blocks, one to the right of another: {', '.join(blocks)}. White beside them. "
        f"Pale in all rows: {everywhere} fillers."
    )


def _diagonals_in_words(counts: np.ndarray, countries: Sequence[str]) -> str:
    own = np.arange(48)[:, None] % 12 == np.arange(36) // 3
    elsewhere = "white" if (counts[~own] == 0).all() else "not all white"
    return (
        "In each group a dark diagonal: row after row, 3 columns under "
        f"{', '.join(countries)}. Off the diagonals the picture is {elsewhere}."
    )


def moved(tokens: Sequence[str], distance: int) -> Figure:
    """A text above a copy of itself that is moved to the left: each column is a pair."""
    fig, ((ax,),) = figure(6.2, 1.7)
    pairs = list(zip(tokens, tokens[distance:], strict=False))
    wide = [max(map(len, pair)) for pair in pairs]
    unit = (6.1 - 0.12 * len(pairs)) / sum(wide)
    x = 0.05
    for above, below in pairs:
        width = 0.12 + unit * max(len(above), len(below))
        for y, word, color in ((1, above, COLORS[1]), (0, below, COLORS[5])):
            box = {"width": width - 0.06, "height": 0.6, "facecolor": color, "alpha": 0.55}
            ax.add_patch(Rectangle((x, y - 0.3), **box, linewidth=0))
            ax.text(x + width / 2 - 0.03, y, word, ha="center", va="center")
        ax.plot([x + width / 2 - 0.03] * 2, [0.32, 0.68], color=INK)
        x += width
    ax.set(title=f"Moved by {distance}: each column is a pair", xlim=(0, 6.2), ylim=(-0.4, 1.4))
    ax.axis("off")
    said = ", ".join(f"{above} and {below}" for above, below in pairs)
    return described(
        fig,
        f"Two rows of words, the text above and its copy below, moved by {distance} places. A line "
        f"joins the two words of each column: {said}.",
    )


def numbers(
    counts: np.ndarray, words: Sequence[str], contexts: Sequence[str], first: int
) -> Figure:
    """Counts written out, each row shaded by its share of the row's largest.

    A line sets the ``first`` columns apart.
    """
    fig, ((ax,),) = figure(6.2, 0.4 * len(words) + 1.8)
    ax.imshow(counts / counts.max(axis=1, keepdims=True), aspect="auto", cmap="Blues", vmax=1.7)
    for (row, column), count in np.ndenumerate(counts.astype(int)):
        ax.text(column, row, count, ha="center", va="center")
    ax.axvline(first - 0.47, color=INK, linewidth=1)
    ax.set_xticks(range(len(contexts)), contexts, rotation=90)
    ax.set_yticks(range(len(words)), words)
    ax.tick_params(length=0)
    ax.set(
        title="Five columns hold the large numbers\n(the darker, the nearer to the row's largest)"
    )
    largest = [contexts[j] for j in counts.argmax(axis=1)]
    rows = [f"{words[i]}: {', '.join(map(str, counts[i].astype(int)))}" for i in range(len(words))]
    return described(
        fig,
        f"A table of {len(words)} words and the columns {', '.join(contexts)}, a line after "
        f"{contexts[first - 1]}. The largest number of each row is that of "
        f"{', '.join(sorted(set(largest)))}. {'; '.join(rows)}.",
    )


def agree_with_people(table: np.ndarray, words: Sequence[str]) -> tuple[float, int]:
    """Spearman's correlation of cosines with WordSim-353, and on how many pairs.

    ``words[i]`` has row ``i``.
    """
    vectors = KeyedVectors(table.shape[1])
    vectors.add_vectors(list(words), table)
    name = "WordSim-353"
    found = evaluate(vectors, {name: datapath(PAIRS[name])})[name]
    return found.score, found.items
