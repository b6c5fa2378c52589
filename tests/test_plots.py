"""Figures show what they say, are large enough to read, and never come without a description."""

import base64
import io
from unittest.mock import Mock

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from PIL import Image

from w2v_helpers import plots
from w2v_helpers.plots import figure, heatmap, loss_curve, projection, show, window_diagram

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
def shown(monkeypatch) -> Mock:
    """What is called instead of IPython's `display`."""
    monkeypatch.setattr(plots, "display", Mock())
    return plots.display


def decode(data: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(data)))


def visible(fig: Figure) -> list[Text]:
    fig.canvas.draw()
    return [text for text in fig.findobj(Text) if text.get_visible() and text.get_text()]


def texts(fig: Figure) -> set[str]:
    return {text.get_text() for text in visible(fig)}


def arrows(fig: Figure) -> list[Annotation]:
    return [note for note in fig.findobj(Annotation) if note.arrow_patch is not None]


def falling_loss(epochs: int = 3) -> Figure:
    return loss_curve([3, 2, 1][:epochs], "The <loss> falls")


def skipgram(center: int = 2) -> Figure:
    return window_diagram(SENTENCE, center, 2, predicts="contexts", title="Skip-gram")


FIGURES = {
    "loss_curve": falling_loss,
    "window_diagram": skipgram,
    "small heatmap": lambda: heatmap(np.eye(3, dtype=int), list("abc"), list("xyz"), "Counts"),
    "large heatmap": lambda: heatmap(np.eye(30), ["row"] * 30, ["column"] * 30, "Similarities"),
    "labeled projection": lambda: projection(POINTS, GROUPS, LABELS, "Numbers gather"),
    "projection": lambda: projection(POINTS, GROUPS, [], "Two groups"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_large_enough_to_read_and_can_be_shown_under_a_word_of_its_own(name, shown):
    fig = FIGURES[name]()
    assert min(text.get_fontsize() for text in visible(fig)) >= 9
    show(fig, f"A figure on {plots.words_in(fig)[0]}.")
    shown.assert_called_once()


def test_show_displays_a_png_with_its_alt_text_and_the_figures_words(shown):
    alt = "A curve: the loss falls from 3 to 1."
    fig = falling_loss()
    show(fig, alt)
    [((data,), options)] = shown.call_args_list
    assert options == {"metadata": {"image/png": {"alt": alt}}, "raw": True}
    assert data["text/plain"] == alt
    picture = decode(data["image/png"])
    assert picture.format == "PNG"
    assert {"loss", "falls", "epoch"} <= set(picture.text["Description"].split())
    assert not plt.fignum_exists(fig.number)


@pytest.mark.parametrize("alt", ["", "A nice picture.", "A."])
def test_an_alt_text_that_names_no_word_of_the_figure_is_refused(alt, shown):
    message = r"names no word of the figure: expected one of .*epoch.*falls.*loss"
    with pytest.raises(ValueError, match=message):
        show(falling_loss(), alt)
    with pytest.raises(ValueError, match=message):
        plots.show_moving(lambda number: falling_loss(), 2, alt)
    shown.assert_not_called()


def test_show_moving_displays_a_gif_of_all_frames_with_its_alt_text(shown):
    plots.show_moving(lambda number: falling_loss(number + 1), 3, 'The "loss" falls.', seconds=0.5)
    [((data,), options)] = shown.call_args_list
    assert options == {"metadata": {"image/gif": {"alt": 'The "loss" falls.'}}, "raw": True}
    assert 'alt="The &quot;loss&quot; falls."' in data["text/html"]
    picture = decode(data["image/gif"])
    assert (picture.format, picture.n_frames) == ("GIF", 3)
    assert b"loss" in picture.info["comment"]
    durations, frames = [], set()
    for number in range(3):
        picture.seek(number)
        durations.append(picture.info["duration"])
        frames.add(picture.convert("RGB").tobytes())
    assert durations == [500, 500, 5000]
    assert len(frames) == 3
    assert plt.get_fignums() == []


def test_words_in_a_figure_are_its_titles_axis_names_ticks_and_labels():
    fig, ((ax,),) = figure()
    ax.set(title="Zipf's Law", xlabel="rank")
    ax.text(0.5, 0.5, "water")
    ax.set_xticks([0, 1], ["low", "high"])
    ax.text(0.1, 0.1, "hidden").set_visible(False)
    assert {"zipf", "law", "rank", "water", "low", "high"} <= set(plots.words_in(fig))
    assert "hidden" not in plots.words_in(fig)


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
    cbow = window_diagram(SENTENCE, center, 2, predicts="center", title="CBOW")
    for fig, pairs in [
        (skipgram(center), {(center, context) for context in contexts}),
        (cbow, {(context, center) for context in contexts}),
    ]:
        ends = {(note.xyann[0], note.xy[0]): note.arrow_patch for note in arrows(fig)}
        assert set(ends) == pairs
        for (start, stop), arrow in ends.items():  # it bends upward
            assert (arrow.get_connectionstyle().rad < 0) == (start < stop)
    assert texts(cbow) >= {*SENTENCE, "CBOW", "centre"}


def test_a_window_diagram_colors_center_contexts_and_the_rest_apart():
    fig = window_diagram(SENTENCE, 1, 1, predicts="center", title="CBOW")
    boxes = {text.get_text(): text.get_bbox_patch() for text in fig.findobj(Text)}
    the, quick, brown, fox, jumped = [to_hex(boxes[word].get_facecolor()) for word in SENTENCE]
    assert the == brown
    assert fox == jumped
    assert len({quick, brown, fox}) == 3


def test_a_window_diagram_of_anything_else_is_refused():
    with pytest.raises(ValueError, match="predicts='words': expected 'contexts' or 'center'"):
        window_diagram(SENTENCE, 2, 2, predicts="words", title="?")
    assert plt.get_fignums() == []


def test_a_heatmap_names_its_rows_and_columns_and_shows_the_matrix_in_numbers_that_stand_out():
    matrix = [[0, 10, 20], [30, 40, 50]]
    fig = heatmap(matrix, ["cat", "dog"], ["purrs", "barks", "eats"], "Who does what", vmax=45)
    (ax,) = fig.axes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["cat", "dog"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["purrs", "barks", "eats"]
    (image,) = ax.images
    assert np.array_equal(image.get_array(), matrix)
    assert image.norm.vmax == 45
    assert "Who does what" in texts(fig)
    for text, (i, j) in zip(ax.texts, np.ndindex(2, 3), strict=True):
        assert text.get_position() == (j, i)
        assert text.get_text() == str(matrix[i][j])
        assert text.get_color() == ("black" if i == 0 else "white")


@pytest.mark.parametrize("matrix", [np.eye(3), np.eye(20, dtype=int)], ids=["fractions", "many"])
def test_a_heatmap_of_fractions_or_of_many_cells_has_no_numbers(matrix):
    names = [f"w{i}" for i in range(len(matrix))]
    assert not heatmap(matrix, names, names, "Shades").axes[0].texts


def test_a_projection_draws_each_point_in_its_groups_color_and_marker():
    fig = projection(POINTS, GROUPS, LABELS, "Numbers gather, cities do not")
    numbers, cities = fig.axes[0].collections
    assert np.array_equal(numbers.get_offsets(), POINTS[:3])
    assert np.array_equal(cities.get_offsets(), POINTS[3:])
    assert to_hex(numbers.get_facecolor()[0]) != to_hex(cities.get_facecolor()[0])
    shapes = [group.get_paths()[0].vertices for group in (numbers, cities)]
    assert not np.array_equal(*shapes)
    assert texts(fig) == {*LABELS, "Numbers gather, cities do not"}


def test_labels_of_a_crowd_do_not_overlap_and_a_line_leads_to_those_far_from_their_point():
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
    assert {tuple(note.xy) for note in arrows(fig)} == far != set()


def test_without_labels_the_groups_names_stand_above_their_points():
    fig = projection(POINTS, GROUPS, [], "Two groups")
    notes = {note.get_text(): note.xy for note in fig.axes[0].texts}
    assert notes.keys() == GROUPS.keys()
    assert notes["cities"] == (5.5, 5.5)


def test_a_projection_goes_into_axes_of_your_own_with_fixed_limits():
    fig, ((left, right),) = figure(8, 4, columns=2)
    assert projection(POINTS, GROUPS, LABELS, "Right", ax=right, lim=9) is fig
    assert not left.collections
    assert right.get_xlim() == right.get_ylim() == (-9, 9)
    assert plt.get_fignums() == [fig.number]
