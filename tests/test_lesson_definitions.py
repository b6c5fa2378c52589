"""What a lesson defines under a name that the package exports does the same, on random inputs."""

import ast
import builtins
import importlib
import inspect
import pkgutil
import random
from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any

import guards
import numpy as np
import pytest
import torch
from gensim.models import KeyedVectors
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from torch import Tensor

import w2v_helpers
from w2v_helpers.blocks import CENTERS, NEGATIVES
from w2v_helpers.exercises import exercises
from w2v_helpers.steps import Batch, make_buffers, make_weights
from w2v_helpers.vocab import Vocab

SERIES = guards.read_series()
ROUNDS = 20
WORDS = 7  # so few that negatives often equal their positives

Random = random.Random
Comparison = Callable[[Any, Any, Random], None]
View = Callable[[Any, tuple], Any]


def exported() -> dict[str, Any]:
    """The package's public functions and classes, by name."""
    found = sorted(one.name for one in pkgutil.iter_modules(w2v_helpers.__path__) if not one.ispkg)
    modules = [importlib.import_module(f"w2v_helpers.{one}") for one in found if one != "__main__"]
    return {
        name: thing
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, FunctionType | type) and name[0] != "_"
        if thing.__module__ == module.__name__
    }


def definitions(lesson: NotebookNode) -> dict[str, Any]:
    """The functions and classes at the top level of the lesson's cells; of one name, the last.

    Of the other code, only imports and `mine` run, and CONSTANTS made of what is there by then.
    """
    trees = [guards.parse(cell.source) for _, cell in guards.code_cells(lesson)]
    statements = [answered(statement) for tree in trees for statement in tree.body]
    blocks = [one for one in statements if isinstance(one, ast.FunctionDef | ast.ClassDef)]
    defined = {block.name: block for block in blocks}
    namespace: dict[str, Any] = {"__name__": "lesson"}
    if not defined.keys() & exported().keys():
        return {}
    for statement in statements:
        runs = isinstance(statement, ast.Import | ast.ImportFrom) or statement in defined.values()
        if isinstance(statement, ast.Assign):
            bound = guards.bound_names(ast.Module([statement]))
            known = guards.used_names(statement.value) <= namespace.keys() | vars(builtins).keys()
            fetched = ast.unparse(statement.value).startswith("mine(")
            runs = fetched or (bound and known and all(name.isupper() for name in bound))
        if runs:
            exec(compile(ast.Module([statement], []), "lesson", "exec"), namespace)
    return {name: namespace[name] for name in defined}


def answered(statement: ast.stmt) -> ast.stmt:
    """The solution in the place of an exercise's stub, if the package has a function like it."""
    exercise = exercises().get(getattr(statement, "name", ""))
    is_stub = "raise NotImplementedError" in ast.unparse(statement)
    if exercise is None or exercise.bug or not is_stub:
        return statement
    package = exported().get(exercise.name)
    if package and [*inspect.signature(package).parameters] != exercise.parameters:
        return ast.Pass()
    return ast.parse(exercise.source).body[0]


def assert_same(actual: Any, expected: Any) -> None:
    """Equal; floats up to rounding."""
    if isinstance(expected, list | tuple):
        assert len(actual) == len(expected)
        for ours, theirs in zip(actual, expected, strict=True):
            assert_same(ours, theirs)
    elif isinstance(expected, Tensor | np.ndarray | float):
        torch.testing.assert_close(actual, expected)
    else:
        assert actual == expected


def shared_call(function: Any, other: Any, args: Iterable[Any], named: dict[str, Any]) -> Any:
    """Call ``function`` with those arguments that both functions take, torch's generator seeded."""
    both = [inspect.signature(one).parameters.values() for one in (function, other)]
    count = min(sum(one.kind is one.POSITIONAL_OR_KEYWORD for one in own) for own in both)
    names = set.intersection(*({one.name for one in own} for own in both))
    torch.manual_seed(0)
    return function(*list(args)[:count], **{name: named[name] for name in names & named.keys()})


def compare(make: Callable[[Random], tuple], view: View = lambda result, _: result) -> Comparison:
    """A comparison on the arguments that ``make`` draws; a last dict of them is passed by name.

    ``view`` turns a result and the arguments it came from into what must be equal.
    """

    def run(lesson: Any, package: Any, rng: Random) -> None:
        seed, views = rng.random(), []
        for function, other in ((lesson, package), (package, lesson)):
            args = make(Random(seed))  # anew for each: generators and tables change by use
            positional, named = (args[:-1], args[-1]) if isinstance(args[-1], dict) else (args, {})
            views.append(view(shared_call(function, other, positional, named), args))
        assert_same(*views)

    return run


def torch_rng(rng: Random) -> torch.Generator:
    return torch.Generator().manual_seed(rng.getrandbits(32))


def ids(rng: Random, *shape: int, below: int = WORDS) -> Tensor:
    return torch.randint(below, shape, generator=torch_rng(rng))


def floats(rng: Random, *shape: int) -> Tensor:
    return torch.randn(shape, generator=torch_rng(rng))


def windows(rng: Random) -> tuple:
    documents = [ids(rng, rng.randint(1, 8)) for _ in range(rng.randint(1, 4))]
    return documents, rng.randint(1, 3), torch_rng(rng)


def some_words(rng: Random) -> Vocab:
    return Vocab.build([rng.choices("abcdefgh", k=30)])


def trained_tables(rng: Random) -> tuple:
    vocab = some_words(rng)
    return vocab, floats(rng, len(vocab), 3)


def all_of(vectors: KeyedVectors, _: tuple) -> list:
    words = vectors.index_to_key
    return [words, vectors.vectors, [vectors.get_vecattr(word, "count") for word in words]]


def compare_models(*batch: Callable[[Random], Tensor]) -> Comparison:
    """Same start, and from random tables the same loss and gradients on a batch."""

    def run(lesson: type, package: type, rng: Random) -> None:
        dim = rng.randint(1, 5)
        start = compare(
            lambda rng: (WORDS, dim, torch_rng(rng)), lambda model, _: list(model.parameters())
        )
        start(lesson, package, rng)
        tables = [floats(rng, WORDS, dim) for _ in range(2)]
        inputs = [make(rng) for make in batch]
        views = []
        for model in (lesson(WORDS, dim), package(WORDS, dim)):
            with torch.no_grad():
                for parameter, table in zip(model.parameters(), tables, strict=True):
                    parameter.copy_(table)
            loss = model(*inputs)
            loss.backward()
            views.append([loss.detach(), *(parameter.grad for parameter in model.parameters())])
        assert_same(*views)

    return run


def batch_of(*shape: int) -> Callable[[Random], Tensor]:
    return lambda rng: ids(rng, *shape)


def windows_mask(rng: Random) -> Tensor:
    mask = floats(rng, 6, 4) > 0
    mask[:, 0] = True  # a window has at least one context
    return mask


def sizes(rng: Random) -> tuple:
    return rng.randint(1, 6), rng.randint(1, 6), rng.randint(1, 6)


def steps_to_take(rng: Random) -> tuple:
    blocks, window, dim = sizes(rng)
    others = CENTERS + 2 * window + NEGATIVES
    centers = ids(rng, 3, blocks * CENTERS)
    rows = torch.cat([centers, WORDS + ids(rng, 3, blocks * others)], dim=1)
    weights = make_weights(window, rng.randint(1, 5))
    cases = ids(rng, 3, blocks * CENTERS, below=len(weights.pairs)).int()
    buffers = make_buffers(blocks, window, dim)
    for buffer in buffers:
        buffer.fill_(torch.nan)  # of what a step leaves behind, the next must use nothing
    return floats(rng, 2 * WORDS, dim), Batch(rows, cases), weights, 0.1, rng.random(), buffers


COMPARISONS: dict[str, Comparison] = {
    "tokenize": compare(lambda rng: ("".join(rng.choices("aZÉß_7猫'’-., \t!", k=20)),)),
    "subsample": compare(lambda rng: (ids(rng, 20), floats(rng, WORDS).sigmoid(), torch_rng(rng))),
    "skipgram_pairs": compare(windows),
    "negative_sampling_loss": compare(lambda rng: (floats(rng, 6, 5), ids(rng, 6), ids(rng, 6, 4))),
    "rows_to_merge": compare(lambda rng: (rng.randint(1, 99), rng.choice([300, 9002, 80_000]))),
    "SkipGram": compare_models(batch_of(6), batch_of(6), batch_of(6, 3)),
    "CBOW": compare_models(batch_of(6), batch_of(6, 4), windows_mask, batch_of(6, 3)),
    "steps": compare(steps_to_take, lambda _, args: args[0]),
    "to_keyed_vectors": compare(trained_tables, all_of),
}


def complaints(lesson: NotebookNode, only: str = "") -> list[str]:
    """The lesson's definitions that have no comparison, or differ from the package's."""
    found, package = [], exported()
    for name, defined in definitions(lesson).items():
        if only not in ("", name):
            continue
        if name in package and name not in COMPARISONS:
            found.append(f"{name} is the package's: compare it in COMPARISONS, or rename it here")
        elif name in package:
            rng = Random(0)
            try:
                for _ in range(ROUNDS):
                    COMPARISONS[name](defined, package[name], rng)
            except Exception as error:
                found.append(f"{name} differs from the package's: {type(error).__name__}: {error}")
    return found


def lesson_of(*sources: str) -> NotebookNode:
    return new_notebook(cells=[new_code_cell(source) for source in sources])


@pytest.mark.parametrize("name", SERIES)
def test_the_lesson_defines_what_the_package_exports(name):
    assert complaints(SERIES[name]) == []


def test_every_comparison_is_of_a_name_that_a_lesson_defines():
    assert set(COMPARISONS) <= set().union(*map(definitions, SERIES.values()))


@pytest.mark.parametrize("name", COMPARISONS)
def test_the_comparison_finds_the_package_equal_to_itself(name):
    for seed in range(ROUNDS):
        COMPARISONS[name](exported()[name], exported()[name], Random(seed))


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("tokenize", "line.lower()", "line"),
        ("subsample", "< keep[ids]", "< keep[ids] ** 2"),
        ("skipgram_pairs", "<= reach", "< reach"),
        ("negative_sampling_loss", "negatives != positive[:, None]", "negatives >= 0"),
        ("SkipGram", "-0.5 / dim, 0.5 / dim", "-1 / dim, 1 / dim"),
        ("CBOW", "/ mask.sum(dim=1, keepdim=True)", "/ mask.shape[1]"),
        ("steps", "* i / count", "* (i + 1) / count"),
        ("to_keyed_vectors", "table.detach()", "2 * table.detach()"),
    ],
)
def test_a_lesson_that_differs_from_the_package_is_caught(name, right, wrong):
    source = inspect.getsource(inspect.getmodule(exported()[name]))
    first = f"def {name}():\n    ..."
    found, mended = (
        complaints(lesson_of(first, code), only=name)
        for code in (source, source.replace(right, wrong))
    )
    assert right in source
    assert found == [] and mended


def test_a_lesson_may_take_fewer_arguments():
    loop = """
def skipgram_pairs(documents, window):
    pairs = [
        (d[i], d[j])
        for d in documents
        for i in range(len(d))
        for j in range(max(0, i - window), min(len(d), i + window + 1))
        if i != j
    ]
    return tuple(torch.tensor(pairs, dtype=torch.int64).reshape(-1, 2).T)
"""
    assert complaints(lesson_of("import torch", loop)) == []
    assert complaints(lesson_of("import torch", loop.replace("i + window + 1", "i + window")))


def test_a_package_name_without_a_comparison_is_caught():
    assert "compare it" in complaints(lesson_of("def heatmap(matrix):\n    return matrix"))[0]
    assert complaints(lesson_of("def build_vocab(documents):\n    return set(documents)")) == []
