"""The drawing of lesson 09: what gensim's model holds, and which file keeps it."""

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from w2v_helpers.plots import CARD, COLORS, INK, described, figure

PARTS = ["words", "input vectors", "counts", "output vectors"]
FILES = {
    "model.save": "model.save",
    "wv.save": "wv.save\n(.kv)",
    "word2vec": "word2vec,\ntext or binary",
}
KEPT = {
    "words": ["kept", "kept", "kept"],
    "input vectors": ["kept", "kept", "kept"],
    "counts": ["kept", "kept", "made up"],
    "output vectors": ["kept", "lost", "lost"],
}
SHADES = {"kept": COLORS[2], "made up": COLORS[4], "lost": CARD}


def who_keeps_what() -> Figure:
    """A row for each part of a model, a column for each kind of file: what it keeps."""
    fig, ((ax,),) = figure(6.2, 3.4)
    for row, part in enumerate(PARTS):
        ax.text(1.72, -row, part, ha="right", va="center")
        for column, state in enumerate(KEPT[part]):
            look = {"facecolor": SHADES[state], "alpha": 0.35, "edgecolor": INK}
            ax.add_patch(Rectangle((1.85 + 1.4 * column, -row - 0.4), 1.3, 0.8, **look))
            ax.text(2.5 + 1.4 * column, -row, state, ha="center", va="center")
    for column, name in enumerate(FILES.values()):
        ax.text(2.5 + 1.4 * column, 0.6, name, ha="center", va="bottom", weight="bold")
    for x, rows, name in ((0.38, 3, "model.wv"), (0.08, 4, "model")):
        ax.plot([x + 0.1, x, x, x + 0.1], [0.4, 0.4, 0.6 - rows, 0.6 - rows], color=INK)
        ax.text(x - 0.03, 0.9 - rows / 2, name, rotation=90, ha="right", va="center")
    ax.set(xlim=(-0.2, 6), ylim=(-3.5, 1.6))
    ax.set_title("Only model.save keeps what training needs")
    ax.axis("off")
    told = "; ".join(
        f"{name}: {', '.join(f'{part} {KEPT[part][column]}' for part in PARTS)}"
        for column, name in enumerate(FILES)
    )
    return described(
        fig,
        "A table of files. Words, input vectors and counts are bracketed as model.wv; these and "
        f"the output vectors as model. {told}.",
    )
