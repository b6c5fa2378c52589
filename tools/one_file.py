"""`python tools/one_file.py` writes word2vec.py, the course in one file, from the exercises."""

import ast
import subprocess
import sys
from pathlib import Path

from w2v_helpers.checks.copies import Answer, is_import, names_bound
from w2v_helpers.checks.exercise import exercises

ROOT = Path(__file__).parents[1]
LAYOUT = ["--isolated", "--config", "format.skip-magic-trailing-comma=true"]
FRAME = ROOT / "tools" / "frames" / "word2vec.py"


def is_open(statement: ast.stmt) -> bool:
    """Whether an exercise's function stands here in the frame, still without a body."""
    return isinstance(statement, ast.FunctionDef) and ast.unparse(statement.body[-1]) == "..."


def pipeline() -> list[str]:
    """The exercises that the file is made of, in its order."""
    return [one.name for one in ast.parse(FRAME.read_text("utf-8")).body if is_open(one)]


def assemble(answers: dict[str, Answer] | None = None) -> str:
    """The file, of these answers of a learner and the references of all other exercises."""
    frame = FRAME.read_text("utf-8")
    lines, nodes = frame.splitlines(), ast.parse(frame).body
    place = max(node.end_lineno for node in nodes if is_import(node))
    imports = [part for answer in (answers or {}).values() for part in answer.imports]
    pieces = [*lines[:place], *dict.fromkeys(imports)]
    for node in filter(is_open, nodes):
        pieces += [*lines[place : node.lineno - 1], piece(node.name, answers)]
        place = node.end_lineno
    return formatted("\n".join([*pieces, *lines[place:]]))


def piece(name: str, answers: dict[str, Answer] | None) -> str:
    """A function's source, with the helpers of a learner's."""
    if answers is None:
        return brief(exercises()[name].source)
    if name not in answers:
        return f"# the reference\n{brief(exercises()[name].source)}"
    return "\n".join(["# yours", *answers[name].helpers, brief(answers[name].source)])


def brief(source: str) -> str:
    """A function's source with the first line of its docstring alone."""
    (function,) = ast.parse(source).body
    said = ast.get_docstring(function) if isinstance(function, ast.FunctionDef) else None
    if not said:
        return source
    lines, docstring = source.splitlines(), function.body[0]
    first = f'{" " * docstring.col_offset}"""{said.splitlines()[0]}"""'
    return "\n".join([*lines[: docstring.lineno - 1], first, *lines[docstring.end_lineno :]])


def clashes(answers: dict[str, Answer]) -> dict[str, str]:
    """The name that an answer's helpers share with another part of the file, by exercise."""
    nodes = ast.parse(FRAME.read_text("utf-8")).body
    taken = {name: "" for node in nodes for name in names_bound(node)}
    found = {}
    for exercise, answer in answers.items():
        own = {
            name: part for part in answer.helpers for name in names_bound(ast.parse(part).body[0])
        }
        shared = [name for name, part in own.items() if taken.get(name, part) != part]
        if shared:
            found[exercise] = shared[0]
        else:
            taken |= own
    return found


def formatted(source: str) -> str:
    """As ruff lays it out, with one blank line for two; as it is where ruff cannot read it."""
    command = [sys.executable, "-m", "ruff", "format", "--line-length=100", *LAYOUT, "-"]
    done = subprocess.run(command, input=source, capture_output=True, text=True)
    return done.stdout.replace("\n\n\n", "\n\n") if done.returncode == 0 else source


if __name__ == "__main__":
    (ROOT / "word2vec.py").write_text(assemble(), encoding="utf-8")
