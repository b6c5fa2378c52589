"""A learner's own answers to earlier exercises, or the references (from lesson 04 on)."""

from collections.abc import Callable
from pathlib import Path

from w2v_helpers.checks.apart import Verdict, judged
from w2v_helpers.checks.copies import lesson_of
from w2v_helpers.checks.exercise import exercises


def mine(*names: str) -> Callable | tuple[Callable, ...]:
    """The functions of these exercises: the learner's own where they are right.

    They are looked for in the learner's copies of the lessons, which lie in the notebook's folder,
    or else in ``work/``. An answer is taken with the imports, helpers and constants of its notebook
    that it names, and checked in a process of its own. Where there is none, or a wrong one, the
    reference is returned; a line says so. Raises KeyError for a name of no exercise.
    """
    here = Path.cwd()
    verdicts = judged(names, here if any(here.glob("[0-9][0-9]_*.ipynb")) else here / "work")
    whose: dict[str, list[str]] = {}
    for name in names:
        whose.setdefault(told(verdicts[name]), []).append(name)
    for story, same in whose.items():
        print(f"{', '.join(same)}: {story}")
    functions = tuple(verdicts[name].function for name in names)
    return functions[0] if len(functions) == 1 else functions


def told(verdict: Verdict) -> str:
    """Whose function it is, in words."""
    if verdict.answer:
        return f"yours, from lesson {lesson_of(exercises()[verdict.answer.name])}"
    trouble = " ".join(verdict.trouble.split()).partition(". ")[0]  # `check` says more of it
    return f"the reference (yours: {trouble})" if trouble else "the reference"
