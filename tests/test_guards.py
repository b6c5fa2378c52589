"""Every guard lets the real lessons pass, and complains about a lesson that breaks it."""

import base64
import copy
import io
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import guards
import pytest
from guards import IGNORED, LESSON_GUARDS, SERIES_GUARDS, NotebookNode, Series
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image, PngImagePlugin

SERIES = guards.read_series()
MAKEFILE = (Path(__file__).parents[1] / "Makefile").read_text(encoding="utf-8")
TRACEBACK = "Traceback (most recent call last):\n  ..."

Break = Callable[[NotebookNode], None]


def png(**text: str) -> str:
    """A picture of one point that carries texts, in base64."""
    file, info = io.BytesIO(), PngImagePlugin.PngInfo()
    for key, value in text.items():
        info.add_text(key, value)
    Image.new("L", (1, 1), "white").save(file, "PNG", pnginfo=info)
    return base64.b64encode(file.getvalue()).decode()


LEGIBLE = ("loss", "#1a1a1a", 0.03, 0.1, 0.1, 0.3, 0.2)


def picture(
    kind: str = "image/png",
    alt: str = "The loss falls from 4 to 1",
    notes: tuple = (LEGIBLE, ("epoch", *LEGIBLE[1:4], 0.4, 0.3, 0.5)),
) -> NotebookNode:
    """An output as `plots.show` makes it."""
    data = {kind: png(Description=json.dumps(notes))}
    return new_output("display_data", data=data, metadata={kind: {"alt": alt}})


def printed(text: str) -> NotebookNode:
    return new_output("stream", name="stdout", text=text)


def states(teach: int = 5, alone: str = "10 alone", run: int = 20) -> str:
    return f"{teach} minutes to teach · {alone} · {run} seconds to run"


def good_lesson() -> NotebookNode:
    """The smallest lesson with an ignored cell and a picture that keeps to every guard."""
    codes = "import math", "x = 2\nloss = math.log(x)", "claim('it falls', loss < 1)", "print(x)"
    opening = new_markdown_cell(f"# A lesson\n\n{states()}")
    cells = [new_code_cell(code, execution_count=n) for n, code in enumerate(codes, start=1)]
    cells[1].metadata.tags = [IGNORED]
    cells[2].outputs = [picture(), printed("✓ it falls\n")]
    cells[3].outputs = [printed("2\n")]
    return new_notebook(cells=[opening, *cells])


def source(number: int, code: str) -> Break:
    """Break a lesson by another source of its code cell ``number``."""
    return lambda lesson: lesson.cells[number].update(source=code)


opens, computes, claims = (partial(source, number) for number in (0, 2, 3))


def shows(*outputs: NotebookNode) -> Break:
    """Break a lesson by other outputs of its code cell 3."""
    return lambda lesson: lesson.cells[3].update(outputs=list(outputs))


def prints(text: str) -> Break:
    return shows(printed(text))


def says(text: str) -> Break:
    """Break a lesson by a last cell of prose."""
    return lambda lesson: lesson.cells.append(new_markdown_cell(text))


def asks(code: str, question: str = "**Predict:** what does the loss do?") -> Break:
    """Break a lesson by a prediction and the code cell under it."""

    def break_it(lesson: NotebookNode) -> None:
        lesson.cells += [new_markdown_cell(question), new_code_cell(code)]

    return break_it


def tagged(number: int, *tags: str) -> Break:
    return lambda lesson: lesson.cells[number].metadata.update(tags=list(tags))


def counted(count: int | None) -> Break:
    return lambda lesson: lesson.cells[1].update(execution_count=count)


def claims_by_the_clock(condition: str) -> Break:
    """Break a lesson, or not, by a claim on what a cell full of clocks computes."""

    def break_it(lesson: NotebookNode) -> None:
        computes(CLOCKS)(lesson)
        claims(f"claim('it is so', {condition})")(lesson)

    return break_it


CLOCKS = """
import time, torch
from time import time as now
from timeit import repeat
def timed(x):
    start = time.monotonic()
    return x + 1, time.monotonic() - start
spent, speeds = [], {}
def note():
    spent.append(time.time())
class Watch:
    def start(self):
        self.started = now()
x, took = timed(1)
both, watch, best = [timed(i) for i in (1, 2)], Watch(), min(repeat(note))
xs, *rest = zip(*both)
(tooks,) = rest
for i in xs:
    speeds[i] = timed(i)[1]
is_fast, ratio, old = took < 20, took / tooks[0], now()
old = 3
with torch.profiler.profile() as seen:
    note()
watches = str(Watch)
calls = {row.key: row.count for row in sorted(seen.rows(), key=lambda row: row.cpu_time)}
"""
TURNED = [
    *("time.perf_counter() < 1", "took < 60", "ratio > 9", "0 < best < 1", "is_fast"),
    *("both[0][1] < both[1][1]", "max(tooks) < 1", "speeds[2] < speeds[3]", "seen.total() < 1"),
    *("watch.started < 1", "spent[0] < 1", "ratio > 20 and ratio > 2", "not ratio > 20"),
    *("len([x for x, t in both if t < 1]) == 2", "{x: took for x in xs}[2] < 1"),
]
STEADY = [
    *("ratio > 10", "x == 2 and 20 <= ratio", "took > 10 * best", "x == 2", "old < 4", "watches"),
    *("both[0][0] == 2", "sum(xs) == 5", "sum(x for x, _ in both) == 5", "calls['mm'] == 2"),
    *("len(speeds) == 2", "len({'took': took}) == 1"),
]
SITTINGS = "10 alone (5 to 1.2, then 5)"
BREAKS = {
    guards.cells_ran_in_order: [counted(None), counted(5)],
    guards.no_widgets: [
        lambda lesson: lesson.metadata.update(widgets={}),
        shows(new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {}})),
    ],
    guards.no_timestamps: [lambda lesson: lesson.cells[1].metadata.update(execution={})],
    guards.no_tracebacks: [prints(TRACEBACK), shows(new_output("error", ename="E", traceback=[]))],
    guards.no_machine_paths: [
        *map(prints, ["/home/me/w2v", "in /tmp/x", "C:\\Users"]),
        prints("lib/site-packages/torch/nn.py:3: UserWarning"),
        shows(new_output("execute_result", data={"text/plain": "Path('/Users/me')"})),
    ],
    guards.file_is_small: [prints("0" * 1_000_000)],
    guards.no_cell_is_skipped: [
        *(tagged(1, tag) for tag in ("nbval-skip", "raises-exception", "skip-execution")),
        *(source(1, f"# {mark}\nimport math") for mark in ("NBVAL_SKIP", "NBVAL_IGNORE_OUTPUT")),
    ],
    guards.ignored_cells_are_claimed: [
        *map(claims, ["claim('the logarithm is small', math.log(2) < 1)", "print(loss)"]),
        *map(computes, ["import loss", "[loss for loss in range(3)]"]),
        *(tagged(number, IGNORED) for number in (3, 4)),
    ],
    guards.something_is_claimed: [claims("assert loss < 1")],
    guards.claims_can_fail: [
        claims(f"claim('it holds', {condition})")
        for condition in ("True", "1 < 2", "all(x for x in [1])")
    ]
    + [
        computes(f"{binding}\nloss = 0")
        for binding in ("claim = print", "from os import walk as claim", "def claim(): pass")
    ],
    guards.claims_always_run: [
        claims("try:\n    claim('it holds', loss < 1)\nexcept AssertionError:\n    pass"),
        claims("loss < 1 and claim('it holds', loss < 1)"),
        *(
            claims(f"{head}:\n    claim('it holds', loss < 1)")
            for head in ("if loss", "while loss", "def f()")
        ),
    ],
    guards.claims_were_heard: [
        prints("it falls"),
        claims("for _ in []:\n    claim('it falls, too', loss < 1)"),
    ],
    guards.claims_do_not_wobble: [
        claims(f"claim({sentence}, loss < 1)")
        for sentence in ("'the loss is 0.69'", "f'the loss is {loss}'")
    ],
    guards.claims_keep_off_the_clock: [*map(claims_by_the_clock, TURNED)],
    guards.pictures_are_described: [
        *(shows(picture(alt=alt)) for alt in ("", "A loss", "A curve that goes down and down")),
        shows(picture(notes=())),
        shows(picture(kind="image/jpeg")),
    ],
    guards.pictures_are_legible: [
        shows(picture(notes=(note,)))
        for note in (
            ("loss", "#E69F00", *LEGIBLE[2:]),
            ("loss", "#1a1a1a", 0.025, *LEGIBLE[3:]),
            (*LEGIBLE[:5], 1.01, 0.2),
        )
    ]
    + [shows(picture(notes=(LEGIBLE, ("epoch", *LEGIBLE[1:]))))],
    guards.cells_are_short: [source(1, "x = 1\n" * 21), computes("x = 2\n\n" * 18)],
    guards.texts_are_short: [says("word " * 200)],
    guards.predictions_are_open: [
        asks(code)
        for code in (
            "claim('it falls', loss < 1)",
            "for _ in range(2):\n    claim('it falls', loss < 1)",
            "show(curve(loss, title='It falls'))",
            "show(curve(loss), alt='It falls')",
            "ax.set_title('It falls')",
        )
    ],
    guards.checks_stand_alone: [source(1, "f = check(f)\ny = f(2)")],
    guards.lesson_is_short: [lambda lesson: lesson.cells.extend([new_code_cell()] * 29)],
    guards.minutes_are_stated: [*map(opens, ["# A lesson", states(run=61)])],
    guards.minutes_are_counted: [
        says("### Exercise ★ · One\n\n### Exercise ★★★ · Another"),
        *map(opens, [states(teach=20), states(alone="30 alone"), states(alone=SITTINGS)]),
        opens(f"{states(alone=SITTINGS.replace('5', '6'))} {guards.REST}"),
        opens(f"{states(alone='20 alone (20 to 1.2, then 0)')} {guards.REST}"),
    ],
    guards.words_are_plain: [
        *map(says, ["This is Just a sum.", "It is, of\ncourse, so.", "the target word"])
    ],
    guards.links_lead_somewhere: [says("[next](00_no.ipynb#start)"), says("[home](../NO.md)")],
}


def first(break_it: Break) -> Callable[[Series], None]:
    """Break a series by its first lesson."""
    return lambda series: break_it(series["01_a.ipynb"])


def another(name: str) -> Callable[[Series], None]:
    return lambda series: series.update({name: good_lesson()})


SERIES_BREAKS = {
    guards.few_cells_are_ignored: [first(tagged(4, IGNORED))],
    guards.alt_texts_differ: [first(shows(picture(), picture()))],
    guards.core_fits_a_day_and_a_half: [first(opens(states(teach=541)))],
    guards.all_run_in_nine_minutes: [first(opens(states(run=541)))],
    guards.names_are_in_order: [
        lambda series: series.clear(),
        *map(another, ["03_c.ipynb", "16_p.ipynb", "01_b.ipynb", "02_Bad Name.ipynb"]),
    ],
}


@pytest.mark.parametrize("guard", LESSON_GUARDS, ids=lambda guard: guard.__name__)
@pytest.mark.parametrize("name", SERIES)
def test_the_lesson_keeps_to_the_guard(name, guard):
    assert list(guard(SERIES[name])) == []


@pytest.mark.parametrize("guard", SERIES_GUARDS, ids=lambda guard: guard.__name__)
def test_the_series_keeps_to_the_guard(guard):
    assert list(guard(SERIES)) == []


@pytest.mark.parametrize("guard", LESSON_GUARDS, ids=lambda guard: guard.__name__)
def test_the_guard_tells_a_good_lesson_from_one_that_breaks_it(guard):
    assert list(guard(good_lesson())) == []
    for number, break_it in enumerate(BREAKS[guard]):
        lesson = good_lesson()
        break_it(lesson)
        assert list(guard(lesson)), f"break {number} of {guard.__name__}"


@pytest.mark.parametrize("guard", SERIES_GUARDS, ids=lambda guard: guard.__name__)
def test_the_guard_tells_a_good_series_from_one_that_breaks_it(guard):
    series = {"01_a.ipynb": good_lesson()}
    assert list(guard(series)) == []
    for break_it in SERIES_BREAKS[guard]:
        broken = copy.deepcopy(series)
        break_it(broken)
        assert list(guard(broken))


@pytest.mark.parametrize("condition", STEADY)
def test_a_claim_may_stand_beside_a_clock_or_rest_on_a_tenfold_gap(condition):
    lesson = good_lesson()
    claims_by_the_clock(condition)(lesson)
    assert list(guards.claims_keep_off_the_clock(lesson)) == []


def test_a_prediction_may_be_answered_by_a_fold_before_a_claim():
    fold = "**Predict:** what?\n\n<details><summary>Answer</summary>\n\nIt falls.\n\n</details>"
    lesson = good_lesson()
    asks("claim('it falls', loss < 1)", fold)(lesson)
    asks("print(loss)")(lesson)
    assert list(guards.predictions_are_open(lesson)) == []


def test_make_test_leaves_no_notebook_out():
    one = {"01_a.ipynb": good_lesson()}
    assert list(guards.make_runs_all(SERIES, MAKEFILE)) == []
    assert list(guards.make_runs_all(one, MAKEFILE.replace("ks/[0-9]", "ks/0[2-9]")))
    assert list(guards.make_runs_all(SERIES, MAKEFILE.replace("LESSONS :=", "LESSONS =")))
    assert list(guards.make_runs_all({"draft.ipynb": good_lesson()}, MAKEFILE))


def test_forbidden_words_may_stand_in_code():
    code = new_markdown_cell("`just`\n\n```\nmagic\n```\nadjust")
    assert list(guards.words_are_plain(new_notebook(cells=[code]))) == []
