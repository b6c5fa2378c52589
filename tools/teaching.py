"""`python tools/teaching.py` puts the minutes of the lessons' sections into book/teaching.md.

They are counted by the rule of `class_minutes`: with a vote on each prediction, and without the
exercises that the page leaves for home. What a lesson itself states, `count_minutes` counts.
A plan's rows that name lessons or sections get their sums, the clock goes on from its first row.
"""

import re
from itertools import pairwise
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "book" / "teaching.md"
MINUTES = re.compile(
    r"(?P<minutes>\d+) minutes to teach · (?P<alone>\d+) alone"
    r"(?: \((?P<first>\d+) to \d+\.\d+, then (?P<rest>\d+)\))?"
    r" · (?P<seconds>\d+) seconds to run"
)
EXERCISE = {1: 4, 2: 8, 3: 14}  # minutes to teach, by stars; alone: twice as many
VOTE = 1.5  # minutes in class for a guess, a show of hands and a reason
FOLD = re.compile(r"<details>.*?</details>", re.DOTALL)
LINE = re.compile(r"^\*\*Minutes\.\*\*.*$", re.MULTILINE)
LESSON = re.compile(r"^### (?:\[)?(\d\d) · ", re.MULTILINE)
GUESS = re.compile(r"\*\*(?:Predict|Think|Guess)\b|<summary>\w+ line</summary>")
ASKED = re.compile(r"^(\w+) = check\(\1\)", re.MULTILINE)
HOME = re.compile(r"\*\*In class\.\*\*(.*)\*\*At home\.\*\*(.*)")
PARTS = re.compile(
    r"\b(?P<section>\d+\.\d+)|\b(?P<lesson>\d\d)\b"
    r"(?: from (?P<first>\d+\.\d+))?(?: to (?P<last>\d+\.\d+))?"
)
TABLE = re.compile(r"^\|.*\bminutes\b.*\|\n\|[-| :]+\|\n(?:\|.*\|\n)+", re.MULTILINE)


def is_text(cell: NotebookNode) -> bool:
    """Whether this is text of the lesson, and not the fold that answers an exercise."""
    return cell.cell_type == "markdown" and "answer" not in cell.metadata.get("tags", [])


def unfolded(cell: NotebookNode) -> str:
    """A cell's text without code, formulas and folded answers."""
    return re.sub(f"{FOLD.pattern}|```.*?```|\\$\\$.*?\\$\\$", "", cell.source, flags=re.DOTALL)


def count_minutes(cells: list[NotebookNode]) -> tuple[float, float]:
    """Minutes that cells take in class, and alone, where the folds are read too.

    In class 200 words or two cells of code take one minute, and exercises those of `EXERCISE`;
    alone each takes twice as long.
    """
    text = "\n".join(unfolded(cell) for cell in cells if is_text(cell))
    whole = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    whole = re.sub(r"```.*?```|\$\$.*?\$\$", "", whole, flags=re.DOTALL)
    stars = re.findall(r"^##.* Exercise (★+)", text, re.MULTILINE)
    codes = sum(cell.cell_type == "code" for cell in cells) - 2 * len(stars)  # no stub, no check
    answers = sum(EXERCISE[len(one)] for one in stars)
    teach = len(text.split()) / 200 + codes / 2 + answers
    return teach, len(whole.split()) / 100 + codes + 2 * answers


def class_minutes(cells: list[NotebookNode], home: set[str]) -> float:
    """Minutes that cells take in a class that does the exercises `home` elsewhere.

    200 words or two cells of code a minute, as in `count_minutes`, and `VOTE` for each guess.
    """
    text = "\n".join(unfolded(cell) for cell in cells if is_text(cell))
    guesses = sum(len(GUESS.findall(cell.source)) for cell in cells if is_text(cell))
    codes = [cell.source for cell in cells if cell.cell_type == "code"]
    names = [name for source in codes for name in ASKED.findall(source)]
    stars = re.findall(r"^##.* Exercise (★+)", text, re.MULTILINE)
    exercises = zip(names, stars, strict=True)
    answers = sum(EXERCISE[len(own)] for name, own in exercises if name not in home)
    runs = len(codes) - 2 * len(stars)
    return len(text.split()) / 200 + runs / 2 + VOTE * guesses + answers


def sections(lesson: NotebookNode) -> dict[str, list[NotebookNode]]:
    """The cells of each section, by its number; before the first `start`, after the last `end`."""
    found: dict[str, list[NotebookNode]] = {"start": []}
    for cell in lesson.cells:
        parts = re.split(r"^(?=## )", cell.source, flags=re.MULTILINE) if is_text(cell) else [cell]
        for part in parts:
            if isinstance(part, str):
                if part.startswith("## "):
                    number = re.match(r"## (\d+\.\d+)", part)
                    found.setdefault(number[1] if number else "end", [])
                part = new_markdown_cell(part)
            [*found.values()][-1].append(part)
    return found


def shared_out(total: int, parts: list[float]) -> list[int]:
    """Whole numbers in the proportions of the parts, that add up to the total."""
    sums = [0.0]
    for part in parts:
        sums.append(sums[-1] + part)
    rounded = [round(total * one / sums[-1]) for one in sums]
    return [after - before for before, after in pairwise(rounded)]


def minutes_of(lesson: NotebookNode, home: set[str]) -> dict[str, int]:
    """Minutes in class of each section, in whole numbers that add up."""
    counted = {name: class_minutes(cells, home) for name, cells in sections(lesson).items()}
    total = round(sum(counted.values()))
    return dict(zip(counted, shared_out(total, [*counted.values()]), strict=True))


def screens(page: str) -> dict[str, str]:
    """The screen of each lesson on the page, by its number."""
    starts = [found.start() for found in LESSON.finditer(page)] + [len(page)]
    blocks = [page[start:end] for start, end in pairwise(starts)]
    return {LESSON.match(block)[1]: block for block in blocks}


def left_for_home(screen: str) -> set[str]:
    """The exercises that a screen names for home and not for class."""
    found = HOME.search(screen)
    in_class, at_home = ({*re.findall(r"`(\w+)`", part)} for part in found.groups())
    return at_home - in_class


def read_minutes(page: str) -> dict[str, dict[str, int]]:
    """The minutes in class of each section of each lesson, by their numbers."""
    paths = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    home = {number: left_for_home(screen) for number, screen in screens(page).items()}
    return {
        path.name[:2]: minutes_of(nbformat.read(path, 4), home.get(path.name[:2], set()))
        for path in paths
    }


def named(what: str, lessons: dict[str, dict]) -> list[tuple[str, str]]:
    """The lessons' sections that "03 to 3.3 and 3.6", "04 from 4.4" or "05, 06" name, in order.

    What follows a colon is not read. Raises ValueError for one that is not there.
    """
    text = re.sub(r"\]\([^)]*\)|[\[*]", "", what).partition(":")[0]
    found = []
    try:
        for part in PARTS.finditer(text):
            number = part["lesson"] or f"{int(part['section'].partition('.')[0]):02}"
            names = [*lessons[number]]
            first = names.index(part["section"] or part["first"] or names[0])
            last = names.index(part["section"] or part["last"] or names[-1])
            found += [(number, name) for name in names[first : last + 1]]
    except (KeyError, ValueError) as error:
        raise ValueError(f"{what.strip()!r} in {PAGE.name}: there is no {error}") from error
    return found


def asked_for(what: str, minutes: dict[str, dict[str, int]]) -> int | None:
    """The minutes of what a row names; None for a row that names no lesson."""
    found = named(what, minutes)
    return sum(minutes[number][name] for number, name in found) if found else None


def with_sums(table: str, minutes: dict[str, dict[str, int]]) -> str:
    """A plan with its minutes, its clock, if it has one, and its last row's sum."""
    head, rule, *rows = table.splitlines()
    names = [name.strip() for name in head.strip("|").split("|")]
    clock, total, lines = None, 0, [head, rule]
    for row in rows:
        cells = dict(zip(names, (c.strip() for c in row.strip("|").split("|")), strict=True))
        if cells["what"] == "**together**":
            cells["minutes"] = f"**{total}**"
        else:
            taken = asked_for(cells["what"], minutes)
            cells["minutes"] = str(cells["minutes"] if taken is None else taken)
            total += int(cells["minutes"])
        if "at" in cells:
            hour, _, minute = cells["at"].partition(":")
            clock = int(hour) * 60 + int(minute) if clock is None else clock
            cells["at"] = f"{clock // 60:02}:{clock % 60:02}"
            clock += int(cells["minutes"]) if cells["minutes"].isdigit() else 0
        lines.append(f"| {' | '.join(cells.values())} |")
    return "\n".join(lines) + "\n"


def told(own: dict[str, int]) -> str:
    """The minutes of a lesson's sections in a line."""
    parts = " · ".join(f"{name} ({count or '<1'})" for name, count in own.items())
    return f"**Minutes.** {parts}; together {sum(own.values())} in class."


def with_minutes(text: str) -> str:
    """The page with the minutes of today's lessons."""
    minutes = read_minutes(text)
    for number, screen in screens(text).items():
        if number in minutes:
            text = text.replace(screen, LINE.sub(told(minutes[number]), screen, count=1))
    return TABLE.sub(lambda table: with_sums(table[0], minutes), text)


if __name__ == "__main__":
    PAGE.write_text(with_minutes(PAGE.read_text("utf-8")), encoding="utf-8")
