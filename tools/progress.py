"""`python tools/progress.py [FOLDER]` tells which exercises are ticked, wrong and untouched.

FOLDER holds a learner's copies of the lessons (work/ does), or a folder of such copies for each
learner: then each has a row. Only what was written is checked, in a process of its own for each
learner. Nothing is written or changed.
"""

import ast
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

from w2v_helpers.checks.apart import check_apart
from w2v_helpers.checks.copies import answers_to, lesson_of
from w2v_helpers.checks.exercise import exercises
from w2v_helpers.checks.wording import short

ROOT = Path(__file__).parents[1]
COPY = "[0-9][0-9]_*.ipynb"
MARKS = {"ticked": "✓", "wrong": "✗", "untouched": "…"}
LONGEST_NAME = 24


class Learner(NamedTuple):
    """Who it is, what is wrong with each answer that was written, and files that are none."""

    name: str
    troubles: dict[str, str]  # empty ones are ticks
    unread: list[str]

    def state(self, exercise: str) -> str:
        if exercise not in self.troubles:
            return "untouched"
        return "wrong" if self.troubles[exercise] else "ticked"


def copies_in(folder: Path) -> Path | None:
    """Where in a folder the copies of lessons lie: in its work/, or in itself."""
    return next((one for one in (folder / "work", folder) if any(one.glob(COPY))), None)


def learners_in(folder: Path) -> dict[str, Path]:
    """The copies of one learner, or of each of several, by name. Raises ValueError for none."""
    if own := copies_in(folder):
        return {folder.resolve().name: own}
    inside = sorted(one for one in folder.glob("*") if one.is_dir() and one.name[0] != ".")
    found = {one.name: copies for one in inside if (copies := copies_in(one))}
    if not found:
        raise ValueError(
            f"{folder}: no lesson's copy (01_….ipynb) here, in work/ or in a folder of a learner"
        )
    return found


def learner(name: str, folder: Path) -> Learner:
    """Where a learner is."""
    answers = answers_to(tuple(exercises()), folder)
    troubles = dict.fromkeys(answers, "") | check_apart([*answers.values()])
    broken, unread = {}, []
    for path in sorted(folder.glob(COPY)):
        try:
            broken |= no_python(path)
        except (OSError, ValueError, KeyError, TypeError):
            unread.append(path.name)
    return Learner(name, broken | troubles, unread)


def no_python(path: Path) -> dict[str, str]:
    """The exercises of a notebook whose cells hold a text that is no Python."""
    found = {}
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        for name in re.findall(r"^def (\w+)\(", source, re.MULTILINE):
            if cell["cell_type"] == "code" and name in exercises():
                try:
                    ast.parse(source)
                except SyntaxError as error:
                    found[name] = f"its cell is no Python: line {error.lineno}, {error.msg}"
    return found


def lessons() -> dict[str, list[str]]:
    """The names of each lesson's exercises."""
    grouped = groupby(exercises(), lambda name: lesson_of(exercises()[name]))
    return {lesson: [*names] for lesson, names in grouped}


def in_brief(trouble: str) -> str:
    """The first line of it, without the example: `check` shows that."""
    return short(trouble.splitlines()[0].partition(". ")[0], 150)


def counts(one: Learner, names: list[str]) -> list[int]:
    """How many of these exercises are ticked, wrong, untouched."""
    found = Counter(map(one.state, names))
    return [found[state] for state in MARKS]


def report(one: Learner) -> Iterator[str]:
    """Lines on one learner: every exercise by name, and what is wrong."""
    found = zip(MARKS, counts(one, [*exercises()]), strict=True)
    yield f"{one.name}, {len(exercises())} exercises: " + ", ".join(f"{n} {s}" for s, n in found)
    for lesson, names in lessons().items():
        lead = lesson
        for state, mark in MARKS.items():
            own = [name for name in names if one.state(name) == state]
            wrong = state == "wrong"
            texts = [f"{name}: {in_brief(one.troubles[name])}" for name in own if wrong]
            for text in texts or filter(None, [", ".join(own)]):
                yield f"{lead:3} {mark} {text}"
                lead = ""
    yield from unread(one)


def unread(one: Learner) -> Iterator[str]:
    for name in one.unread:
        yield f"{one.name}: {name} is no notebook"


def table(group: list[Learner]) -> Iterator[str]:
    """Lines on several: a row each, then what is wrong, then what is wrong most often."""
    written = {name for one in group for name in one.troubles}
    begun = {lesson: own for lesson, own in lessons().items() if written & {*own}}
    columns = {**begun, "all": [*exercises()]}
    width = min(LONGEST_NAME, max(len(one.name) for one in group))
    yield "ticked/wrong/untouched, – where nothing is written"
    yield " " * width + "".join(f"{lesson:>8}" for lesson in columns)
    for one in group:
        cells = (counts(one, names) for names in columns.values())
        shown = ("/".join(map(str, cell)) if any(cell[:2]) else "–" for cell in cells)
        yield f"{short(one.name, width):{width}}" + "".join(f"{cell:>8}" for cell in shown)
    if rest := [lesson for lesson in lessons() if lesson not in begun]:
        yield f"nobody has written in {', '.join(rest)}"
    names = [*exercises()]
    wrong = [(one, n, text) for one in group for n in names if (text := one.troubles.get(n))]
    if wrong:
        yield ""
    for one, name, text in wrong:
        lesson = lesson_of(exercises()[name])
        yield f"✗ {short(one.name, width):{width}}  {lesson} {name}: {in_brief(text)}"
    often = [(name, n) for name, n in Counter(name for _, name, _ in wrong).most_common(5) if n > 1]
    if often:
        yield "wrong most often: " + ", ".join(f"{name} ({n})" for name, n in often)
    for one in group:
        yield from unread(one)


def main(folder: Path) -> int:
    try:
        found = learners_in(folder)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # several processes share the cores
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        asked = pool.map(learner, found, found.values())
        group = [*tqdm(asked, total=len(found), unit=" learners", disable=len(found) == 1)]
    print(*(report(*group) if len(group) == 1 else table(group)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(*sys.argv[1:2] or [ROOT / "work"])))
