"""Every guard lets the real lessons pass, and complains about a lesson that breaks it."""

import base64
import copy
import io
from collections.abc import Callable
from pathlib import Path

import guards
import pytest
from guards import IGNORED, LESSON_GUARDS, SERIES_GUARDS, NotebookNode, Series
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image, PngImagePlugin

SERIES = guards.read_series()
MAKEFILE = (Path(__file__).parents[1] / "Makefile").read_text(encoding="utf-8")
TRACEBACK = "Traceback (most recent call last):\n  ..."


def png(**text: str) -> str:
    """A picture of one point that carries texts, in base64."""
    file, info = io.BytesIO(), PngImagePlugin.PngInfo()
    for key, value in text.items():
        info.add_text(key, value)
    Image.new("L", (1, 1)).save(file, "PNG", pnginfo=info)
    return base64.b64encode(file.getvalue()).decode()


def picture(kind: str = "image/png", alt: str = "The loss falls from 4 to 1", **text: str) -> NotebookNode:
    """An output as `plots.show` makes it."""
    data = {kind: png(**(text or {"Description": "epoch loss"}))}
    return new_output("display_data", data=data, metadata={kind: {"alt": alt}})


def good_lesson() -> NotebookNode:
    """The smallest lesson with an ignored cell and a picture that keeps to every guard."""
    cells = [
        new_markdown_cell("# A lesson\n\n**40 minutes to teach · 20 seconds to run**"),
        new_code_cell("import math", execution_count=1),
        new_code_cell("x = 2\nloss = math.log(x)", execution_count=2, metadata={"tags": [IGNORED]}),
        new_code_cell("claim('the loss is small', loss < 1)", execution_count=3, outputs=[picture()]),
        new_code_cell("print(x)", execution_count=4, outputs=[new_output("stream", name="stdout", text="2\n")]),
    ]
    return new_notebook(cells=cells)


def source(number: int, code: str) -> Callable[[NotebookNode], None]:
    """Break a lesson by another source of its code cell ``number``."""
    return lambda lesson: lesson.cells[number].update(source=code)


def shows(*outputs: NotebookNode) -> Callable[[NotebookNode], None]:
    """Break a lesson by other outputs of its code cell 3."""
    return lambda lesson: lesson.cells[3].update(outputs=list(outputs))


def prints(text: str) -> Callable[[NotebookNode], None]:
    return shows(new_output("stream", name="stdout", text=text))


def says(text: str) -> Callable[[NotebookNode], None]:
    """Break a lesson by a last cell of prose."""
    return lambda lesson: lesson.cells.append(new_markdown_cell(text))


def tagged(number: int, *tags: str) -> Callable[[NotebookNode], None]:
    return lambda lesson: lesson.cells[number].metadata.update(tags=list(tags))


def opens(text: str) -> Callable[[NotebookNode], None]:
    return source(0, text)


BREAKS = {
    guards.cells_ran_in_order: [
        lambda lesson: lesson.cells[1].update(execution_count=None),
        lambda lesson: lesson.cells[1].update(execution_count=5),
    ],
    guards.no_widgets: [
        lambda lesson: lesson.metadata.update(widgets={}),
        shows(new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {}})),
    ],
    guards.no_timestamps: [lambda lesson: lesson.cells[1].metadata.update(execution={})],
    guards.no_tracebacks: [prints(TRACEBACK), shows(new_output("error", ename="E", evalue="", traceback=[]))],
    guards.no_machine_paths: [
        *map(prints, ["/home/me/w2v", "in /tmp/x", "C:\\Users", "lib/site-packages/torch/nn.py:3: UserWarning"]),
        shows(new_output("execute_result", data={"text/plain": "Path('/Users/me')"})),
    ],
    guards.file_is_small: [prints("0" * 1_000_000)],
    guards.no_cell_is_skipped: [
        *(tagged(1, tag) for tag in ("nbval-skip", "raises-exception", "skip-execution")),
        *(source(1, f"# {mark}\nimport math") for mark in ("NBVAL_SKIP", "NBVAL_IGNORE_OUTPUT")),
    ],
    guards.ignored_cells_are_claimed: [
        source(3, "claim('the logarithm is small', math.log(2) < 1)"),
        source(3, "print(loss)"),
        source(2, "import loss"),
        source(2, "[loss for loss in range(3)]"),
        tagged(3, IGNORED),
        tagged(4, IGNORED),
    ],
    guards.something_is_claimed: [source(3, "assert loss < 1")],
    guards.claims_can_fail: [
        source(3, f"claim('it holds', {condition})") for condition in ("True", "1 < 2", "all(x for x in [1])")
    ],
    guards.claims_always_run: [
        source(3, code)
        for code in (
            "try:\n    claim('it holds', loss < 1)\nexcept AssertionError:\n    pass",
            "if loss:\n    claim('it holds', loss < 1)",
            "while loss:\n    claim('it holds', loss < 1)",
            "def f():\n    claim('it holds', loss < 1)",
            "loss < 1 and claim('it holds', loss < 1)",
        )
    ],
    guards.claims_do_not_wobble: [
        source(3, "claim('the loss is 0.69', loss < 1)"),
        source(3, "claim(f'the loss is {loss}', loss < 1)"),
    ],
    guards.pictures_are_described: [
        *map(shows, [picture(alt=""), picture(alt="A loss"), picture(alt="A curve that goes down and down")]),
        shows(picture(Title="The loss falls")),
        shows(picture(kind="image/jpeg")),
    ],
    guards.cells_are_short: [source(1, "x = 1\n" * 21)],
    guards.lesson_is_short: [lambda lesson: lesson.cells.extend(new_code_cell() for _ in range(22))],
    guards.minutes_are_stated: [opens("# A lesson"), opens("**40 minutes to teach · 61 seconds to run**")],
    guards.words_are_plain: [says("This is Just a sum."), says("It is, of\ncourse, so."), says("the target word")],
    guards.links_lead_somewhere: [says("[next](00_nowhere.ipynb#start)"), says("[home](../NOWHERE.md)")],
}


def first_lesson_takes(minutes: int = 1, seconds: int = 1) -> Callable[[Series], None]:
    return lambda series: opens(f"{minutes} minutes to teach · {seconds} seconds to run")(series["01_a.ipynb"])


SERIES_BREAKS = {
    guards.few_cells_are_ignored: [lambda series: tagged(4, IGNORED)(series["01_a.ipynb"])],
    guards.alt_texts_differ: [lambda series: shows(picture(), picture())(series["01_a.ipynb"])],
    guards.core_fits_a_day: [first_lesson_takes(minutes=361)],
    guards.all_run_in_six_minutes: [first_lesson_takes(seconds=361)],
    guards.names_are_in_order: [
        lambda series: series.clear(),
        lambda series: series.update({"03_c.ipynb": good_lesson()}),
        lambda series: series.update({"02_Bad Name.ipynb": good_lesson()}),
    ],
}


@pytest.mark.parametrize("guard", LESSON_GUARDS, ids=lambda guard: guard.__name__)
@pytest.mark.parametrize("name", SERIES)
def test_the_lesson_keeps_to_the_guard(name, guard):
    assert guard(SERIES[name]) == []


@pytest.mark.parametrize("guard", SERIES_GUARDS, ids=lambda guard: guard.__name__)
def test_the_series_keeps_to_the_guard(guard):
    assert guard(SERIES) == []


@pytest.mark.parametrize("guard", LESSON_GUARDS, ids=lambda guard: guard.__name__)
def test_the_guard_tells_a_good_lesson_from_one_that_breaks_it(guard):
    assert guard(good_lesson()) == []
    for break_it in BREAKS[guard]:
        lesson = good_lesson()
        break_it(lesson)
        assert guard(lesson)


@pytest.mark.parametrize("guard", SERIES_GUARDS, ids=lambda guard: guard.__name__)
def test_the_guard_tells_a_good_series_from_one_that_breaks_it(guard):
    series = {"01_a.ipynb": good_lesson()}
    assert guard(series) == []
    for break_it in SERIES_BREAKS[guard]:
        broken = copy.deepcopy(series)
        break_it(broken)
        assert guard(broken)


def test_make_test_leaves_no_notebook_out():
    assert guards.make_runs_all(SERIES, MAKEFILE) == []
    assert guards.make_runs_all({"01_a.ipynb": good_lesson()}, MAKEFILE.replace("notebooks/[0-9]", "notebooks/0[2-9]"))
    assert guards.make_runs_all(SERIES, MAKEFILE.replace("LESSONS :=", "LESSONS ="))
    assert guards.make_runs_all({"draft.ipynb": good_lesson()}, MAKEFILE)


def test_forbidden_words_may_stand_in_code():
    assert guards.words_are_plain(new_notebook(cells=[new_markdown_cell("`just`\n\n```\nmagic\n```\nadjust")])) == []
