"""Figures show what they say, are large enough to read, and never come without a description."""

import base64
import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from PIL import Image

from w2v_helpers import plots
from w2v_helpers.plots import figure, heatmap, loss_curve, projection, show, show_moving, window_diagram, words_in

SENTENCE = ["the", "quick", "brown", "fox", "jumped"]
POINTS = np.array([[0.0, 0.0], [1.0, 0.2], [0.3, 1.0], [5.0, 5.0], [6.0, 5.5]])
GROUPS = {"numbers": [0, 1, 2], "cities": [3, 4]}
LABELS = ["one", "two", "three", "rome", "oslo"]


@pytest.fixture(autouse=True)
def _close_figures():
    plt.close("all")
    yield
    plt.close("all")


@pytest.fixture
def shown(monkeypatch) -> list[tuple[dict, dict]]:
    """What was displayed: data and metadata by MIME type."""
    displays = []
    monkeypatch.setattr(plots, "display", lambda data, metadata, raw: displays.append((data, metadata)))
    return displays


def decode(data: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(data)))


def texts(fig: Figure) -> set[str]:
    fig.canvas.draw()
    return {text.get_text() for text in fig.findobj(Text) if text.get_visible()} - {""}


def arrows(fig: Figure) -> set[tuple[float, float]]:
    """From and to, along the sentence."""
    notes = [note for note in fig.findobj(Annotation) if note.arrow_patch is not None]
    return {(note.xyann[0], note.xy[0]) for note in notes}


ALL = {
    "loss_curve": lambda: loss_curve([3, 2, 1], "The loss falls"),
    "window_diagram": lambda: window_diagram(SENTENCE, 2, 2, predicts="contexts", title="Skip-gram"),
    "small heatmap": lambda: heatmap(np.eye(3, dtype=int), list("abc"), list("xyz"), "Counts"),
    "large heatmap": lambda: heatmap(np.eye(30), ["row"] * 30, ["column"] * 30, "Similarities"),
    "labeled projection": lambda: projection(POINTS, GROUPS, LABELS, "Numbers gather"),
    "projection": lambda: projection(POINTS, GROUPS, [], "Two groups"),
}


@pytest.mark.parametrize("name", ALL)
def test_no_text_is_too_small_to_read(name):
    fig = ALL[name]()
    fig.canvas.draw()
    sizes = [text.get_fontsize() for text in fig.findobj(Text) if text.get_visible() and text.get_text()]
    assert min(sizes) >= 9


@pytest.mark.parametrize("name", ALL)
def test_every_figure_can_be_shown_under_a_word_of_its_own(name, shown):
    fig = ALL[name]()
    word = words_in(fig)[0]
    show(fig, f"A figure on {word}.")
    assert len(shown) == 1


def test_show_displays_a_png_with_its_alt_text_and_the_figures_words(shown):
    fig = loss_curve([3, 2, 1], "The loss falls")
    show(fig, "A curve: the loss falls from 3 to 1.")
    ((data, metadata),) = shown
    assert metadata == {"image/png": {"alt": "A curve: the loss falls from 3 to 1."}}
    assert data["text/plain"] == "A curve: the loss falls from 3 to 1."
    picture = decode(data["image/png"])
    assert picture.format == "PNG"
    assert {"loss", "falls", "epoch"} <= set(picture.text["Description"].split())
    assert not plt.fignum_exists(fig.number)


@pytest.mark.parametrize("alt", ["", "A nice picture.", "A."])
def test_an_alt_text_that_names_no_word_of_the_figure_is_refused(alt, shown):
    with pytest.raises(ValueError, match=r"names no word of the figure: expected one of .*epoch.*falls.*loss"):
        show(loss_curve([3, 2, 1], "The loss falls"), alt)
    with pytest.raises(ValueError, match="names no word of the figure"):
        show_moving(lambda _: loss_curve([3, 2, 1], "The loss falls"), 2, alt)
    assert shown == []


def test_show_moving_displays_a_gif_of_all_frames_with_its_alt_text(shown):
    show_moving(lambda n: loss_curve([3, 2, 1][: n + 1], "The <loss>"), 3, 'The "loss" falls.', seconds=0.5)
    ((data, metadata),) = shown
    assert metadata["image/gif"] == {"alt": 'The "loss" falls.'}
    assert 'alt="The &quot;loss&quot; falls."' in data["text/html"]
    picture = decode(data["image/gif"])
    assert (picture.format, picture.n_frames) == ("GIF", 3)
    assert b"loss" in picture.info["comment"]
    frames = []
    for number in range(3):
        picture.seek(number)
        frames.append((picture.info["duration"], picture.convert("RGB").tobytes()))
    assert [duration for duration, _ in frames] == [500, 500, 5000]
    assert len({pixels for _, pixels in frames}) == 3
    assert plt.get_fignums() == []


def test_words_in_a_figure_are_its_titles_axis_names_ticks_and_labels():
    fig, ((ax,),) = figure()
    ax.set(title="Zipf's Law", xlabel="rank")
    ax.text(0.5, 0.5, "water")
    ax.set_xticks([0, 1], ["low", "high"])
    ax.text(0.1, 0.1, "hidden").set_visible(False)
    assert {"zipf", "law", "rank", "water", "low", "high"} <= set(words_in(fig))
    assert "hidden" not in words_in(fig)


def test_a_figure_has_the_size_and_axes_asked_for():
    fig, axes = figure(6, 3, rows=2, columns=3)
    assert axes.shape == (2, 3)
    assert fig.get_size_inches().tolist() == [6, 3]


@pytest.mark.parametrize("start, epochs", [(None, [1, 2, 3]), (4.2, [0, 1, 2, 3])])
def test_a_loss_curve_has_a_point_an_epoch_from_zero_up(start, epochs):
    fig = loss_curve([3, 2, 1], "The loss falls", ylabel="mean loss", start=start)
    (ax,) = fig.axes
    (line,) = ax.lines
    assert list(line.get_xdata()) == epochs
    assert list(line.get_ydata()) == [4.2, 3, 2, 1][-len(epochs) :]
    assert ax.get_ylim()[0] == 0
    assert {"The loss falls", "epoch", "mean loss"} <= texts(fig)


@pytest.mark.parametrize("center, contexts", [(2, {0, 1, 3, 4}), (0, {1, 2}), (4, {2, 3})])
def test_a_window_diagram_points_from_what_is_given_to_what_is_predicted(center, contexts):
    skipgram = window_diagram(SENTENCE, center, 2, predicts="contexts", title="Skip-gram")
    cbow = window_diagram(SENTENCE, center, 2, predicts="center", title="CBOW")
    assert arrows(skipgram) == {(center, context) for context in contexts}
    assert arrows(cbow) == {(context, center) for context in contexts}
    assert texts(cbow) >= {*SENTENCE, "CBOW", "centre"}


def test_a_window_diagram_colors_center_contexts_and_the_rest_apart():
    fig = window_diagram(SENTENCE, 1, 1, predicts="center", title="CBOW")
    colors = {
        text.get_text(): to_hex(text.get_bbox_patch().get_facecolor())
        for text in fig.findobj(Text)
        if text.get_bbox_patch() is not None
    }
    assert colors["the"] == colors["brown"]
    assert colors["fox"] == colors["jumped"]
    assert len({colors["quick"], colors["brown"], colors["fox"]}) == 3


def test_a_window_diagram_of_anything_else_is_refused():
    with pytest.raises(ValueError, match="predicts='words': expected 'contexts' or 'center'"):
        window_diagram(SENTENCE, 2, 2, predicts="words", title="?")
    assert plt.get_fignums() == []


def test_a_heatmap_names_its_rows_and_columns_and_shows_the_matrix():
    matrix = np.array([[0, 10, 20], [30, 40, 50]])
    fig = heatmap(matrix, ["cat", "dog"], ["purrs", "barks", "eats"], "Who does what", vmax=100)
    (ax,) = fig.axes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["cat", "dog"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["purrs", "barks", "eats"]
    (image,) = ax.images
    assert np.array_equal(image.get_array(), matrix)
    assert image.norm.vmax == 100
    assert "Who does what" in texts(fig)
    assert {(text.get_position(), text.get_text()) for text in ax.texts} == {
        ((j, i), str(matrix[i, j])) for i in range(2) for j in range(3)
    }


def test_the_numbers_of_a_heatmap_stand_out_from_its_shades():
    numbers = {text.get_text(): text.get_color() for text in heatmap([[0, 100]], ["a"], ["b", "c"], "?").axes[0].texts}
    assert numbers == {"0": "black", "100": "white"}


@pytest.mark.parametrize("matrix", [np.eye(3), np.eye(20, dtype=int)], ids=["fractions", "many"])
def test_a_heatmap_of_fractions_or_of_many_cells_has_no_numbers(matrix):
    names = [f"w{i}" for i in range(len(matrix))]
    assert not heatmap(matrix, names, names, "Shades").axes[0].texts


def test_a_projection_draws_each_point_in_its_groups_color_and_marker():
    fig = projection(POINTS, GROUPS, LABELS, "Numbers gather, cities do not")
    (ax,) = fig.axes
    assert [group.get_offsets().tolist() for group in ax.collections] == [POINTS[:3].tolist(), POINTS[3:].tolist()]
    assert len({to_hex(group.get_facecolor()[0]) for group in ax.collections}) == 2
    shapes = {group.get_paths()[0].vertices.tobytes() for group in ax.collections}
    assert len(shapes) == 2
    assert texts(fig) == {*LABELS, "Numbers gather, cities do not"}


def test_labels_of_a_crowded_projection_do_not_overlap_and_a_line_leads_to_those_far_from_their_point():
    crowd = np.random.default_rng(1).normal(size=(25, 2))
    labels = [f"word{i}" for i in range(25)]
    fig = projection(crowd, {"all": range(25)}, labels, "A crowd")
    fig.canvas.draw()
    notes = [text for text in fig.axes[0].texts if text.get_text()]
    boxes = {note.get_text(): note.get_window_extent() for note in notes}
    assert set(boxes) == set(labels)
    for i, label in enumerate(labels):
        assert fig.bbox.x0 <= boxes[label].x0 and boxes[label].x1 <= fig.bbox.x1
        assert not any(boxes[label].overlaps(boxes[other]) for other in labels[:i])
    far = {tuple(note.xy) for note in notes if np.hypot(*note.xyann) > 10}
    lines = {tuple(note.xy) for note in fig.findobj(Annotation) if note.arrow_patch is not None}
    assert lines == far != set()


def test_without_labels_the_groups_names_stand_above_their_points():
    fig = projection(POINTS, GROUPS, [], "Two groups")
    notes = {note.get_text(): note.xy for note in fig.axes[0].texts}
    assert notes.keys() == GROUPS.keys()
    assert notes["cities"] == (5.5, 5.5)


def test_a_projection_goes_into_axes_of_your_own_with_fixed_limits():
    fig, axes = figure(8, 4, columns=2)
    assert projection(POINTS, GROUPS, LABELS, "Right", ax=axes[0, 1], lim=9) is fig
    assert not axes[0, 0].collections
    assert axes[0, 1].get_xlim() == axes[0, 1].get_ylim() == (-9, 9)
    assert plt.get_fignums() == [fig.number]
