"""Answers to the lessons' exercises, a module a lesson; wrong ones with a part of their verdict.

RIGHT and WRONG come from the author of the checks; RIGHT_BLIND and WRONG_BLIND from readers of the
lesson who had not seen them. beginners/ holds wrong answers that were written from the lessons
alone, before the hints were: three times ten an exercise, equal ones once; none yet for
`train_further`, `answer_analogies` and `share_kept`, which are younger.
"""

import ast
import inspect
import json
import math
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType

import numpy as np
import torch
import torch.nn.functional as F

from w2v_helpers.checks.exercise import defined
from w2v_helpers.exercises import exercises

RIGHT: dict[str, list[Callable]] = {}  # by the name of the exercise
WRONG: dict[str, list[tuple[Callable, str]]] = {}
RIGHT_BLIND: dict[str, list[Callable]] = {}
WRONG_BLIND: dict[str, list[tuple[Callable, str]]] = {}
KNOWN = dict(torch=torch, F=F, np=np, math=math, random=random, Counter=Counter)


def beginners() -> Iterator[tuple[str, str, Callable]]:
    """An exercise's name, what its beginner thought, and the wrong answer."""
    files = sorted(Path(__file__).with_name("beginners").glob("lesson_*.jsonl"))
    for line in "".join(file.read_text("utf-8") for file in files).splitlines():
        name, thought, source = json.loads(line).values()
        namespace = {**exercises()[name].solution.__globals__, **KNOWN}
        yield name, thought, defined(source, FunctionType(beginners.__code__, namespace, name))


def edits_of(base: Callable | str, *table: tuple[dict | Callable, str]) -> list:
    """The table with an edited ``base`` in the place of each dict (old text → new text)."""
    return [
        (edited(base, answer) if isinstance(answer, dict) else answer, hint)
        for answer, hint in table
    ]


def edited(base: Callable | str, changes: dict[str, str]) -> Callable:
    """A function, or by an exercise's name the lesson's buggy one, with changes in its body.

    Raises ValueError if an old text is not there exactly once. The second line of a new text and
    those after it are indented as the line of the old one is, beside their own spaces.
    """
    if isinstance(base, str):
        source, function = exercises()[base].stub, exercises()[base].solution
    else:
        source, function = inspect.getsource(base), base
    head, body = _signature_and_body(source)
    for old, new in changes.items():
        if body.count(old) != 1:
            raise ValueError(f"{old!r} is {body.count(old)} times in the body of\n{source}")
        before, after = body.split(old)
        line = before.rpartition("\n")[2] + old
        indent = line[: len(line) - len(line.lstrip())]
        body = before + new.replace("\n", "\n" + indent) + after
    return defined(head + body, function)


def _signature_and_body(source: str) -> tuple[str, str]:
    lines, (function,) = source.splitlines(keepends=True), ast.parse(source).body
    first = function.body[1 if ast.get_docstring(function) else 0].lineno - 1
    return "".join(lines[:first]), "".join(lines[first:])
