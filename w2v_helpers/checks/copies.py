"""Finds a learner's answers in their copies of the lessons, with what these need."""

import ast
import builtins
import json
import re
import symtable
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from types import FunctionType
from typing import NamedTuple

from w2v_helpers.checks.exercise import Exercise, defined, exercises


class Answer(NamedTuple):
    """A learner's function, and what it names of its own notebook, in the notebook's order."""

    name: str
    source: str
    imports: list[str]
    helpers: list[str]  # functions, classes and constants
    others: list[str]  # exercises whose functions it calls

    def function(self, others: dict[str, Callable]) -> Callable:
        """What the source defines, where ``others`` are the functions of the other exercises."""
        known = {name: others[name] for name in self.others}
        like = FunctionType(Answer.function.__code__, {"__name__": "answers", **known}, self.name)
        return defined("\n\n\n".join([*self.imports, *self.helpers, self.source]) + "\n", like)


class Statement(NamedTuple):
    """A statement of a notebook, and the names that it binds."""

    node: ast.stmt
    source: str
    names: set[str]


def lesson_of(exercise: Exercise) -> str:
    return exercise.solution.__module__[-2:]


def answers_to(names: tuple[str, ...], folder: Path) -> dict[str, Answer]:
    """The answers to these exercises in a folder, each after those whose functions it calls.

    Raises KeyError for a name of no exercise.
    """
    found: dict[str, Answer] = {}

    def add(name: str, callers: tuple[str, ...]) -> None:
        if name in found or name in callers:
            return
        answer = written(exercises()[name], folder)
        if answer is None:
            return
        for other in answer.others:
            add(other, (*callers, name))
        found[name] = answer

    for name in names:
        if name not in exercises():
            raise KeyError(f"no exercise {name!r}: expected one of {', '.join(exercises())}")
        add(name, ())
    return found


def written(exercise: Exercise, folder: Path) -> Answer | None:
    """The answer in the newest copy of the exercise's lesson that has one."""
    files = folder.glob(f"{lesson_of(exercise)}_*.ipynb")
    for path in sorted(files, key=lambda file: -file.stat().st_mtime):
        statements = statements_of(path, path.stat().st_mtime_ns)
        own = [one for one in statements if exercise.name in one.names and not is_given(one.node)]
        if own and not is_unwritten(own[-1].node, exercise):
            return with_parts(exercise.name, own[-1], statements)
    return None


@lru_cache(maxsize=32)
def statements_of(path: Path, changed: int) -> list[Statement]:
    """The statements of a notebook as it was changed last; none of a cell that is no Python."""
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        sources = ["".join(one["source"]) for one in cells if one["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [one for source in sources for one in statements_in(source)]


def statements_in(source: str) -> Iterator[Statement]:
    """The statements of a cell."""
    source = re.sub(r"^\s*[%!].*$", "", source, flags=re.MULTILINE)
    try:
        nodes = ast.parse(source).body
    except (SyntaxError, ValueError):
        return
    lines = source.splitlines()
    for node in nodes:
        first = min(one.lineno for one in [node, *getattr(node, "decorator_list", [])])
        text = "\n".join(lines[first - 1 : node.end_lineno])
        yield Statement(node, text, names_bound(node))


def names_bound(node: ast.stmt) -> set[str]:
    """What a definition, an import or an assignment binds."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if is_import(node):
        return {(one.asname or one.name).partition(".")[0] for one in node.names}
    if isinstance(node, ast.Assign | ast.AnnAssign):
        stored = (one for one in ast.walk(node) if isinstance(one, ast.Name))
        return {one.id for one in stored if isinstance(one.ctx, ast.Store)}
    return set()


def names_read(source: str) -> set[str]:
    """The names of its notebook that a statement reads: not its own parameters and variables."""
    read, tables = set(), [symtable.symtable(source, "cell", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        symbols = [one for one in table.get_symbols() if one.is_referenced()]
        outside = table.get_type() == "module"
        read |= {one.get_name() for one in symbols if outside or one.is_global()}
    return read - set(dir(builtins))


def is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def is_given(node: ast.stmt) -> bool:
    """Whether `check` or `mine` gives the value."""
    value = getattr(node, "value", None)
    return isinstance(value, ast.Call) and ast.unparse(value.func) in ("check", "mine")


def is_unwritten(node: ast.stmt, exercise: Exercise) -> bool:
    """Whether a lesson's own cell stands there: with no answer, or with the bug to be found."""
    (stub,) = ast.parse(exercise.stub).body
    given, own = ([*map(ast.unparse, after_docstring(one))] for one in (stub, node))
    return own == given or (len(own) == 1 and own[0].startswith("raise NotImplementedError"))


def after_docstring(node: ast.stmt) -> list[ast.stmt]:
    body = getattr(node, "body", [])
    return body[1:] if body and isinstance(getattr(body[0], "value", None), ast.Constant) else body


def with_parts(name: str, own: Statement, statements: list[Statement]) -> Answer:
    """The answer with all that it names, and what that names in turn."""
    others, taken, wanted = set(), [], names_read(own.source) - {name}
    seen = {name}
    while wanted:
        word = wanted.pop()
        seen.add(word)
        places = [n for n, one in enumerate(statements) if word in one.names]
        if word in exercises():
            others.add(word)
        elif places and not is_given(statements[places[-1]].node):
            taken.append(places[-1])
            wanted |= names_read(statements[places[-1]].source) - seen
    parts = [statements[place] for place in sorted(set(taken))]
    imports = [one.source for one in parts if is_import(one.node)]
    helpers = [one.source for one in parts if not is_import(one.node)]
    return Answer(name, own.source, imports, helpers, sorted(others))
