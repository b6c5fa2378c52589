"""`python tools/solutions.py` writes book/solutions.md: each exercise's solution, and why."""

from itertools import groupby
from pathlib import Path

import nbformat

from w2v_helpers.exercises import exercises

ROOT = Path(__file__).parents[1]
HEAD = """# Solutions

Every exercise's solution, and why it is one; in a lesson, `solution("name")` shows the same.
`check` accepts any answer that does what the exercise asks for: yours may look different. Written
by `make refresh`: do not edit it here.
"""


def title(path: Path) -> str:
    """The first line of a lesson, without its mark."""
    return nbformat.read(path, 4).cells[0].source.splitlines()[0].lstrip("# ")


def page() -> str:
    parts = [HEAD]
    for module, group in groupby(exercises().values(), lambda one: one.solution.__module__):
        (path,) = (ROOT / "notebooks").glob(f"{module.rpartition('_')[2]}_*.ipynb")
        parts.append(f"## [{title(path)}](../notebooks/{path.name})\n")
        for one in group:
            why = " ".join(one.why.split())
            parts.append(f"### {'★' * one.stars} `{one.name}`\n")
            parts.append(f"```python\n{one.source}```\n\n{why}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    (ROOT / "book" / "solutions.md").write_text(page(), encoding="utf-8")
