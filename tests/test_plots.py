"""Figures show what they say, can be read everywhere, and never come without a description."""

import base64
import io
from unittest.mock import Mock

import legible
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from PIL import Image, ImageColor

from w2v_helpers import pictures
from w2v_helpers.pictures import described, show, show_moving, words_in, written
from w2v_helpers.plots import CARD, COLORS, figure, heatmap, projection

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
    monkeypatch.setattr(pictures, "display", Mock())
    return pictures.display


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
    fig, ((ax,),) = figure(6, 3.2)
    ax.plot([3, 2, 1][:epochs], "o-")
    ax.set(title="The <loss> falls", xlabel="epoch", ylabel="loss")
    return fig


def grid(rows: int, columns: int, dtype: type = float) -> Figure:
    names = [f"name {number}" for number in range(100)]
    matrix = np.arange(rows * columns).reshape(rows, columns).astype(dtype)
    return heatmap(matrix, names[:rows], names[:columns], "A grid of names")


def crowd(labels: list[str], apart: float = 0) -> Figure:
    """49 points in seven groups, each by so much higher than the one before it."""
    points = np.random.default_rng(1).normal(size=(49, 2))
    points[:, 1] += apart * np.repeat(np.arange(7), 7)
    groups = {f"group {i}": range(7 * i, 7 * i + 7) for i in range(7)}
    return projection(points, groups, labels, "A crowd")


def powers() -> Figure:
    fig, ((ax,),) = figure()
    for label, power in {"uniform": 0, "unigram to the power 0.75": -0.75}.items():
        ax.loglog(range(1, 9999), [x**power for x in range(1, 9999)], label=label)
    ax.set(title="Two noise distributions", xlabel="rank of the word", ylabel="draws")
    ax.legend()
    return fig


FIGURES = {
    "logarithmic": powers,
    "small heatmap": lambda: grid(3, 6, int),
    "heatmap of many numbers": lambda: grid(12, 9, int),
    "tall heatmap": lambda: grid(48, 26),
    "wide heatmap": lambda: grid(48, 45),
    "labeled projection": lambda: projection(POINTS, GROUPS, LABELS, "Numbers gather"),
    "crowded projection": lambda: crowd([f"word {i}" for i in range(49)]),
    "projection": lambda: crowd([], apart=3),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figures_words_can_be_read_on_a_phone_and_by_pale_light(name, shown):
    fig = FIGURES[name]()
    show(fig, f"This figure is about {words_in(fig)[0]}.")
    [((data,), _)] = shown.call_args_list
    picture = decode(data["image/png"])
    assert legible.read_notes(picture)
    assert list(legible.complaints(picture)) == []
    assert len(data["image/png"]) < 150_000  # a lesson with five of them stays small


def on_blue(text: str = "word", x: float = 0.5, **look: object) -> Figure:
    fig, ((ax,),) = figure()
    ax.fill([0, 1, 1, 0], [0, 0, 1, 1], color=COLORS[0])
    ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="blue")
    ax.text(x, 0.4, text, **{"color": "white", "va": "center", "in_layout": False, **look})
    return fig


@pytest.mark.parametrize(
    "look, expected",
    [
        ({}, []),
        ({"color": "black"}, ["'word' has a contrast of 4.0: expected 4.5"]),
        ({"size": 11}, ["'word' has 9.9 pixels on a phone: expected 10"]),
        ({"x": 1}, ["'word' is cut off"]),
        ({"text": "B", "weight": "bold"}, []),
        ({"text": "no longer\na word"}, []),
        ({"text": "0.4", "x": -0.02, "ha": "right", "color": "black"}, ["'0.4' and '0.4' overlap"]),
    ],
)
def test_words_that_cannot_be_read_are_complained_of(look, expected, shown):
    show(on_blue(**look), "A word on blue from 0.2 to 0.8.")
    [((data,), _)] = shown.call_args_list
    assert list(legible.complaints(decode(data["image/png"]))) == expected


@pytest.mark.parametrize("rotation", [0, 90, 180, 270, 30])
def test_what_is_written_has_a_color_a_size_and_a_box_around_its_pixels(rotation):
    fig = plt.figure(figsize=(4, 2), facecolor="white")
    look = {"ha": "center", "color": "#800000", "fontsize": 16, "rotation": rotation}
    fig.text(0.5, 0.4, "Typography", look)
    [(text, color, size, *box)] = written(fig)
    assert (text, color, size) == ("Typography", "#800000", round(16 / 72 / 4, 4))
    fig.canvas.draw()
    rows, columns = np.nonzero(np.asarray(fig.canvas.buffer_rgba())[..., 1] < 200)
    ends = [columns.min() / 400, rows.min() / 200, columns.max() / 400, rows.max() / 200]
    loose = 0.02 if rotation % 90 == 0 else 0.1
    assert np.allclose(box, ends, atol=loose)


@pytest.mark.parametrize("put", [show, lambda fig, alt=None: show_moving(lambda i: fig, 2, alt)])
def test_a_figure_carries_its_description_along(put, shown):
    put(described(falling_loss(), "A curve: the loss falls from 3 to 1."))
    [((data,), _)] = shown.call_args_list
    assert data["text/plain"] == "A curve: the loss falls from 3 to 1."
    put(described(falling_loss(), "A curve: the loss falls."), alt="The loss falls from 3 to 1.")
    assert shown.call_args.args[0]["text/plain"] == "The loss falls from 3 to 1."
    with pytest.raises(ValueError, match=r"no description: show\(fig, alt=.*\)"):
        put(falling_loss())


def test_show_displays_a_small_sharp_png_and_an_image_with_its_alt_text(shown):
    alt = "A curve: the <loss> falls from 3 to 1."
    fig = falling_loss()
    show(fig, alt)
    [((data,), options)] = shown.call_args_list
    assert options == {"metadata": {"image/png": {"alt": alt}}, "raw": True}
    assert data["text/plain"] == alt
    source = f'src="data:image/png;base64,{data["image/png"]}"'
    escaped = "A curve: the &lt;loss&gt; falls from 3 to 1."
    assert data["text/html"] == f'<img {source} alt="{escaped}" width="600">'
    picture = decode(data["image/png"])
    assert (picture.format, picture.width) == ("PNG", 900)
    assert picture.convert("RGB").getpixel((0, 0)) == ImageColor.getrgb(CARD)
    assert {"The <loss> falls", "epoch"} <= {text for text, *_ in legible.read_notes(picture)}
    assert not plt.fignum_exists(fig.number)


@pytest.mark.parametrize("alt", ["", "A picture."])
def test_a_short_alt_text_is_refused(alt, shown):
    for describe in (described, show):
        with pytest.raises(ValueError, match="is too short: say what a sighted reader would see"):
            describe(falling_loss(), alt)
    shown.assert_not_called()


def test_an_alt_text_that_names_no_word_of_the_figure_is_refused(shown):
    message = r"names no word of the figure: expected one of .*epoch.*falls.*loss"
    with pytest.raises(ValueError, match=message):
        show(falling_loss(), "A nice picture of a curve.")
    with pytest.raises(ValueError, match=message):
        show_moving(lambda number: falling_loss(), 2, "A nice picture of a curve.")
    shown.assert_not_called()


def test_show_moving_displays_a_gif_of_all_frames_with_its_alt_text(shown):
    alt = 'The "loss" falls, step by step.'
    show_moving(lambda number: falling_loss(number + 1), 3, alt, seconds=0.5)
    [((data,), options)] = shown.call_args_list
    assert options == {"metadata": {"image/gif": {"alt": alt}}, "raw": True}
    assert 'alt="The &quot;loss&quot; falls, step by step."' in data["text/html"]
    picture = decode(data["image/gif"])
    assert (picture.format, picture.n_frames) == ("GIF", 3)
    assert "epoch" in {text for text, *_ in legible.read_notes(picture)}
    assert list(legible.complaints(picture)) == []
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
    assert {"zipf", "law", "rank", "water", "low", "high"} <= set(words_in(fig))
    assert "hidden" not in words_in(fig)


def test_a_figure_has_the_size_and_axes_asked_for():
    fig, axes = figure(6, 3, rows=2, columns=3)
    assert axes.shape == (2, 3)
    assert fig.get_size_inches().tolist() == [6, 3]


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
        assert text.get_color() == ("white" if matrix[i][j] > 30 else "black")


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
