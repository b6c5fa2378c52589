"""What an exercise is: a question, its solution, its domain, and common mistakes."""

import ast
import importlib
import inspect
import itertools
import linecache
import pkgutil
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property

from w2v_helpers.checks.draw import Draw


@dataclass(eq=False)
class Exercise:
    """One exercise: name, signature and docstring are those of ``solution``.

    stars: 1 to 3. bought: the sentence after the tick. why: a paragraph under the
    solution. changes: the parameters that a call may change. outcome: what of a
    call counts, from (returned, arguments after, arguments before); what it
    returns, unless told otherwise. use: what a case does with an answer, from (answer,
    *arguments); it calls it once, unless told otherwise. any_number: ints pass for
    floats, and back.
    prepare: called before the clock starts, for a slow import. given: how many of the
    solution's first statements the stub holds.
    """

    solution: Callable
    stars: int
    bought: str
    why: str
    changes: tuple[str, ...] = ()
    outcome: Callable | None = None
    use: Callable | None = None
    any_number: bool = False
    prepare: Callable[[], object] | None = None
    given: int = 0
    draw: Callable[[Draw], tuple] | None = field(default=None, init=False)
    mistakes: dict[str, list[Callable]] = field(default_factory=dict, init=False)
    judge: Callable[[Callable, Draw], str] | None = field(default=None, init=False)
    planted: Callable | None = field(default=None, init=False)

    def domain(self, draw: Callable[[Draw], tuple]) -> Callable:
        """Decorates what draws the arguments of one call."""
        self.draw = draw
        return draw

    def mistake(self, hint: str) -> Callable:
        """Decorates a wrong solution: an answer that does what it does gets the hint.

        Several may share a hint.
        """

        def add(wrong: Callable) -> Callable:
            self.mistakes.setdefault(hint, []).append(wrong)
            return wrong

        return add

    def plant(self, wrong: Callable) -> Callable:
        """Decorates the mistake that stands in the lesson, to be found."""
        self.planted = wrong
        return wrong

    @cached_property
    def bug(self) -> Callable | None:
        """The mistake that stands in the lesson, with a source that has no decorators."""
        wrong = self.planted
        return wrong and defined("".join(lines_and_docstring(wrong)[0]), wrong)

    def verify(self, judge: Callable[[Callable, Draw], str]) -> Callable:
        """Decorates what judges answers that need not agree with the solution.

        It calls the answer and returns what is wrong, or an empty string.
        """
        self.judge = judge
        return judge

    @property
    def name(self) -> str:
        return self.solution.__name__

    @cached_property
    def parameters(self) -> list[str]:
        return list(inspect.signature(self.solution).parameters)

    @cached_property
    def names(self) -> list[str]:
        """Those of a case's arguments."""
        return [*inspect.signature(self.use).parameters][1:] if self.use else self.parameters

    @property
    def source(self) -> str:
        """The source of the solution."""
        return "".join(lines_and_docstring(self.solution)[0])

    @property
    def stub(self) -> str:
        """What the lesson holds: signature and docstring, what is given, no answer or the bug."""
        lines, _ = lines_and_docstring(self.solution)
        last = ast.parse("".join(lines)).body[0].body[self.given]
        body = [f'    raise NotImplementedError("run check({self.name}), the next cell")\n']
        if self.bug:
            wrong, first = lines_and_docstring(self.bug)
            body = wrong[first.lineno - 1 :]
        return "".join(lines[: last.end_lineno] + body)


def lines_and_docstring(function: Callable) -> tuple[list[str], ast.stmt]:
    """A function's lines without decorators, and the first statement of its body."""
    text = textwrap.dedent(inspect.getsource(function))
    first = ast.parse(text).body[0].lineno - 1
    lines = text.splitlines(keepends=True)[first:]
    return lines, ast.parse("".join(lines)).body[0].body[0]


NUMBERS = itertools.count(1)


def defined(source: str, like: Callable) -> Callable:
    """The function of this source in the module of ``like``, known to `inspect.getsource`."""
    file = f"<answer {next(NUMBERS)} of {like.__name__}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    namespace = dict(like.__globals__)
    exec(compile(source, file, "exec"), namespace)
    return namespace[like.__name__]


def body_of(answer: Callable) -> list[ast.stmt]:
    """The statements of a function after its docstring; none if its source is not known."""
    try:
        (function,) = ast.parse(textwrap.dedent(inspect.getsource(answer))).body
    except (OSError, TypeError, SyntaxError, ValueError):
        return []
    if not isinstance(function, ast.FunctionDef):
        return []
    return function.body[1:] if ast.get_docstring(function) else function.body


def is_stub(answer: Callable, given: int = 0) -> bool:
    """Whether nothing but ``raise NotImplementedError`` stands below what is given."""
    body = body_of(answer)
    last = ast.unparse(body[-1]) if body else ""
    return len(body) in (1, 1 + given) and last.startswith("raise NotImplementedError")


@cache
def exercises() -> dict[str, Exercise]:
    """All exercises by name, in the order of the lessons."""
    from w2v_helpers import exercises as package  # whose modules import this one

    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    found = [one for module in modules for one in vars(module).values()]
    return {one.name: one for one in found if isinstance(one, Exercise)}
