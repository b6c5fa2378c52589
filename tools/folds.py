"""`python tools/folds.py LESSONS` puts one right answer, folded, after each cell with a check."""

import re
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from w2v_helpers.checks.exercise import Exercise, lines_and_docstring
from w2v_helpers.exercises import exercises

TAG = "answer"
CHECK = re.compile(r"^(\w+) = check\(\1\)$", re.MULTILINE)


def answer(exercise: Exercise) -> str:
    """The fold: a solution without its docstring, which stands above it, and why it is one.

    Of a bug the lesson tells the diagnosis itself.
    """
    lines, docstring = lines_and_docstring(exercise.solution)
    source = "".join(lines[: docstring.lineno - 1] + lines[docstring.end_lineno :])
    why = "" if exercise.bug else " ".join(exercise.why.split()) + "\n\n"
    return (
        f"<details><summary>One right answer</summary>\n\n```python\n{source}```\n\n{why}</details>"
    )


def with_folds(lesson: NotebookNode) -> list[NotebookNode]:
    """The lesson's cells, each check followed by the fold of its exercise."""
    cells = []
    for cell in lesson.cells:
        if TAG in cell.metadata.get("tags", []):
            continue
        cells.append(cell)
        for name in CHECK.findall(cell.source if cell.cell_type == "code" else ""):
            tags = {"tags": [TAG]}
            fold = new_markdown_cell(answer(exercises()[name]), metadata=tags, id=f"{TAG}-{name}")
            cells.append(fold)
    return cells


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        lesson = nbformat.read(path, 4)
        cells = with_folds(lesson)
        if cells != lesson.cells:
            lesson.cells = cells
            nbformat.write(lesson, path)
