"""`python book/solutions.py` writes solutions.md: every exercise's solution and why it is one, lesson by lesson."""

from itertools import groupby
from pathlib import Path

import nbformat

from w2v_helpers.exercises import checking, exercises

PAGE = Path(__file__).with_name("solutions.md")
NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
HEAD = """# Solutions

Every exercise's solution, and why it is one; in a lesson, `solution("name")` shows the same. `check` accepts any answer
that does what the exercise asks for: yours may look different. Written by `make refresh`: do not edit it here.
"""


def page() -> str:
    parts = [HEAD]
    for module, group in groupby(exercises().values(), lambda exercise: exercise.solution.__module__):
        (path,) = NOTEBOOKS.glob(f"{module.rpartition('_')[2]}_*.ipynb")
        title = nbformat.read(path, 4).cells[0].source.splitlines()[0].lstrip("# ")
        parts.append(f"## [{title}](../notebooks/{path.name})\n")
        for exercise in group:
            parts.append(f"### {'★' * exercise.stars} `{exercise.name}`\n")
            parts.append(f"```python\n{checking.source(exercise)}```\n\n{' '.join(exercise.why.split())}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
