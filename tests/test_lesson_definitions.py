"""What a lesson writes out under a name that the package exports does what the package's does, on random inputs."""

import ast
import builtins
import importlib
import inspect
import pkgutil
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FunctionType
from typing import Any

import guards
import numpy as np
import pytest
import torch
from gensim.models import KeyedVectors
from gensim.test.utils import datapath
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from torch import Tensor

import w2v_helpers
from w2v_helpers.blocks import CENTERS, NEGATIVES, pair_weights
from w2v_helpers.fast import make_buffers
from w2v_helpers.models import SkipGram
from w2v_helpers.vocab import Vocab

SERIES = guards.read_series()
ROUNDS = 20
WORDS = 7  # so few that negatives often equal their positives

Comparison = Callable[[Any, Any, random.Random], None]


def exported() -> dict[str, Any]:
    """The package's public functions and classes, by name; `training.train` comes after `fast.train` and wins."""
    names = sorted(module.name for module in pkgutil.iter_modules(w2v_helpers.__path__) if not module.ispkg)
    modules = [importlib.import_module(f"w2v_helpers.{name}") for name in names if name != "__main__"]
    return {
        name: thing
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, FunctionType | type) and thing.__module__ == module.__name__ and name[0] != "_"
    }


def definitions(lesson: NotebookNode) -> dict[str, Any]:
    """The functions and classes at the top level of the lesson's cells; of several with one name, the last.

    Of the other code, only imports run, and CONSTANTS made of what is there by then.
    """
    trees = [guards.parse(cell.source) for _, cell in guards.code_cells(lesson)]
    statements = [statement for tree in trees for statement in tree.body]
    defined = {node.name: node for node in statements if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    namespace: dict[str, Any] = {"__name__": "lesson"}
    if not defined.keys() & exported().keys():
        return {}
    for node in statements:
        bound = guards.bound_names(ast.Module([node])) if isinstance(node, ast.Assign) else set()
        constant = bound and all(name.isupper() for name in bound)
        known = namespace.keys() | vars(builtins).keys()
        if (
            isinstance(node, ast.Import | ast.ImportFrom)
            or node in defined.values()
            or (constant and guards.used_names(node.value) <= known)
        ):
            exec(compile(ast.Module([node], []), "lesson", "exec"), namespace)
    return {name: namespace[name] for name in defined}


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
    """Call ``function`` with those arguments that both functions take, torch's global generator seeded."""
    both = [inspect.signature(f).parameters.values() for f in (function, other)]
    count = min(sum(p.kind is p.POSITIONAL_OR_KEYWORD for p in parameters) for parameters in both)
    names = set.intersection(*({p.name for p in parameters} for parameters in both))
    torch.manual_seed(0)
    return function(*list(args)[:count], **{name: value for name, value in named.items() if name in names})


def compare(make: Callable[[random.Random], tuple], view: Callable[[Any, tuple], Any] = lambda result, _: result):
    """A comparison on the arguments that ``make`` draws; a last dict of them is passed by name.

    ``view`` turns a result and the arguments it came from into what must be equal.
    """

    def run(lesson: Any, package: Any, rng: random.Random) -> None:
        seed, views = rng.random(), []
        for function, other in ((lesson, package), (package, lesson)):
            args = make(random.Random(seed))  # anew for each: generators and tables change as they are used
            positional, named = (args[:-1], args[-1]) if isinstance(args[-1], dict) else (args, {})
            views.append(view(shared_call(function, other, positional, named), args))
        assert_same(*views)

    return run


def torch_rng(rng: random.Random) -> torch.Generator:
    return torch.Generator().manual_seed(rng.getrandbits(32))


def ids(rng: random.Random, *shape: int) -> Tensor:
    return torch.randint(WORDS, shape, generator=torch_rng(rng))


def floats(rng: random.Random, *shape: int) -> Tensor:
    return torch.randn(shape, generator=torch_rng(rng))


def documents(rng: random.Random) -> list[Tensor]:
    return [ids(rng, rng.randint(1, 8)) for _ in range(rng.randint(1, 4))]


def some_words(rng: random.Random) -> Vocab:
    return Vocab.build([rng.choices("abcdefgh", k=30)])


def evaluation(rng: random.Random) -> tuple:
    lines = Path(datapath("wordsim353.tsv")).read_text(encoding="utf-8").splitlines()[1:]
    words = sorted({word.lower() for line in rng.sample(lines, 100) for word in line.split("\t")[:2]})
    words += ["athens", "greece", "baghdad", "iraq", "bangkok", "thailand"]
    vectors = KeyedVectors(5)
    vectors.add_vectors(words, floats(rng, len(words), 5).numpy())
    analogies = str(Path(__file__).with_name("analogies.txt"))
    files = {"pairs": {"pairs": datapath("wordsim353.tsv")}, "analogies": {"analogies": analogies}}
    return vectors, files


def compare_models(*batch: Callable[[random.Random], Tensor]) -> Comparison:
    """Same start, and from random tables the same loss and gradients on a batch."""

    def run(lesson: type, package: type, rng: random.Random) -> None:
        dim = rng.randint(1, 5)
        compare(lambda rng: (WORDS, dim, torch_rng(rng)), lambda model, _: list(model.parameters()))(
            lesson, package, rng
        )
        tables, inputs, views = [floats(rng, WORDS, dim) for _ in range(2)], [make(rng) for make in batch], []
        for model in (lesson(WORDS, dim), package(WORDS, dim)):
            with torch.no_grad():
                for parameter, table in zip(model.parameters(), tables, strict=True):
                    parameter.copy_(table)
            loss = model(*inputs)
            loss.backward()
            views.append([loss.detach(), *(parameter.grad for parameter in model.parameters())])
        assert_same(*views)

    return run


def windows_mask(rng: random.Random) -> Tensor:
    mask = floats(rng, 6, 4) > 0
    mask[:, 0] = True  # a window has at least one context
    return mask


def training_run(rng: random.Random) -> tuple:
    generator, center, context = torch_rng(rng), ids(rng, 10), ids(rng, 10)
    model, noise = SkipGram(WORDS, 3, generator), torch.full((WORDS,), 1 / WORDS)
    named = dict(epochs=3, generator=generator, negative=2, batch_size=4, lr=0.05)
    return model, lambda: (center, context), noise, named


def stream_to_cut(rng: random.Random) -> tuple:
    stream = torch.randint(WORDS + 1, (rng.randint(0, 200),), dtype=torch.int32, generator=torch_rng(rng))
    keep = torch.cat([floats(rng, WORDS).sigmoid(), torch.zeros(1)])
    return stream, keep, rng.randint(1, 5), ids(rng, 50).int(), rng.randint(1, 4), torch_rng(rng)


def quick_step(rng: random.Random) -> tuple:
    blocks, window, dim = rng.randint(1, 4), rng.randint(1, 3), rng.randint(1, 5)
    others = CENTERS + 2 * window + NEGATIVES
    rows = torch.cat([ids(rng, blocks * CENTERS), WORDS + ids(rng, blocks * others)])
    weights = pair_weights(window, rng.randint(1, 5))
    positive = weights * (torch.arange(others) < others - NEGATIVES)
    reach = torch.randint(len(weights), (blocks * CENTERS,), dtype=torch.int32, generator=torch_rng(rng))
    buffers = make_buffers(blocks, window, dim)
    for buffer in buffers:
        buffer.fill_(torch.nan)  # of what a step leaves behind, the next must use nothing
    return floats(rng, 2 * WORDS, dim), rows, reach, [weights, positive], 0.1, buffers


def quick_steps(rng: random.Random) -> tuple:
    table, rows, reach, weights, lr, buffers = quick_step(rng)
    return table, rows.expand(3, -1), reach.expand(3, -1), weights, lr, rng.random(), buffers


def layout(buffers: list[Tensor], _: tuple) -> list[tuple]:
    """Of each buffer its shape and strides, and where it lies in the memory that it shares with others."""
    starts = [buffer.untyped_storage().data_ptr() for buffer in buffers]
    shapes = [(tuple(buffer.shape), buffer.stride(), buffer.storage_offset(), buffer.dtype) for buffer in buffers]
    return [(starts.index(start), *shape) for start, shape in zip(starts, shapes, strict=True)]


def compare_exchanges(lesson: type, package: type, rng: random.Random) -> None:
    """Three exchanges of one process, to whose changes others add theirs."""
    rank, world, every, seed, views = rng.randrange(4), 4, rng.randint(1, 999), rng.random(), []
    for exchange_class in (lesson, package):
        own, others = random.Random(seed), random.Random(seed + 1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(torch.distributed, "get_rank", lambda *_: rank)
            patch.setattr(torch.distributed, "get_world_size", lambda *_: world)
            patch.setattr(
                torch.distributed, "all_reduce", lambda sum_, *_, rng=others: sum_.add_(floats(rng, *sum_.shape).abs())
            )
            exchange, table = exchange_class(every), floats(own, 6, 2)
            view = [exchange.rank, exchange.world, exchange.every]
            for _ in range(4):
                exchange(table)
                view.append(table.clone())
                table += floats(own, 6, 2)
        views.append(view)
    assert_same(*views)


COMPARISONS: dict[str, Comparison] = {
    "tokenize": compare(lambda rng: ("".join(rng.choices("aZÉß_7猫'’-., \t!", k=20)),)),
    "subsample": compare(lambda rng: (ids(rng, 20), floats(rng, WORDS).sigmoid(), torch_rng(rng))),
    "skipgram_pairs": compare(lambda rng: (documents(rng), rng.randint(1, 3), torch_rng(rng))),
    "cbow_windows": compare(lambda rng: (documents(rng), rng.randint(1, 3), torch_rng(rng))),
    "negative_sampling_loss": compare(lambda rng: (floats(rng, 6, 5), ids(rng, 6), ids(rng, 6, 4))),
    "SkipGram": compare_models(lambda rng: ids(rng, 6), lambda rng: ids(rng, 6), lambda rng: ids(rng, 6, 3)),
    "CBOW": compare_models(
        lambda rng: ids(rng, 6), lambda rng: ids(rng, 6, 4), windows_mask, lambda rng: ids(rng, 6, 3)
    ),
    "train": compare(training_run),
    "encode": compare(lambda rng: ([rng.choices("abcdefgh", k=rng.randint(0, 8)) for _ in range(4)], some_words(rng))),
    "noise_table": compare(lambda rng: (some_words(rng),)),
    "make_blocks": compare(stream_to_cut),
    "pair_weights": compare(lambda rng: (rng.randint(1, 6), rng.randint(1, 6))),
    "make_buffers": compare(lambda rng: (rng.randint(1, 4), rng.randint(1, 4), rng.randint(1, 5)), layout),
    "step": compare(quick_step, lambda _, args: args[0]),
    "steps": compare(quick_steps, lambda _, args: args[0]),
    "Exchange": compare_exchanges,
    "evaluate": compare(evaluation),
    "to_keyed_vectors": compare(
        lambda rng: (vocab := some_words(rng), floats(rng, len(vocab), 3)),
        lambda kv, _: [kv.index_to_key, kv.vectors, [kv.get_vecattr(word, "count") for word in kv.index_to_key]],
    ),
}


def complaints(lesson: NotebookNode) -> list[str]:
    """The lesson's definitions that have no comparison, or differ from the package's."""
    found, package = [], exported()
    for name, defined in definitions(lesson).items():
        if name in package and name not in COMPARISONS:
            found.append(
                f"{name} is a name of the package: add a comparison to COMPARISONS, or rename it in the lesson"
            )
        elif name in package:
            rng = random.Random(0)
            try:
                for _ in range(ROUNDS):
                    COMPARISONS[name](defined, package[name], rng)
            except Exception as error:
                found.append(f"{name} differs from the package's: {type(error).__name__}: {error}")
    return found


def lesson_of(*sources: str) -> NotebookNode:
    return new_notebook(cells=[new_code_cell(source) for source in sources])


def package_source(name: str) -> str:
    return inspect.getsource(inspect.getmodule(exported()[name]))


@pytest.mark.parametrize("name", SERIES)
def test_the_lesson_defines_what_the_package_exports(name):
    assert complaints(SERIES[name]) == []


@pytest.mark.parametrize("name", COMPARISONS)
def test_the_comparison_finds_the_package_equal_to_itself(name):
    for seed in range(ROUNDS):
        COMPARISONS[name](exported()[name], exported()[name], random.Random(seed))


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("tokenize", "line.lower()", "line"),
        ("subsample", "< keep[ids]", "< keep[ids] ** 2"),
        ("skipgram_pairs", "<= reach", "< reach"),
        ("cbow_windows", "ids[some]", "ids[some] * 1.0"),
        ("negative_sampling_loss", "negatives != positive[:, None]", "negatives >= 0"),
        ("SkipGram", "-0.5 / dim, 0.5 / dim", "-1 / dim, 1 / dim"),
        ("CBOW", "/ mask.sum(dim=1, keepdim=True)", "/ mask.shape[1]"),
        ("train", "optimizer.zero_grad()", "pass"),
        ("encode", "if i is not None", "if i"),
        ("noise_table", ".round()", ".floor()"),
        ("make_blocks", "< keep.index_select", "/ 2 < keep.index_select"),
        ("pair_weights", "window + 1 - distance", "window - distance"),
        ("make_buffers", "rows[: blocks * CENTERS].view", "rows[: blocks * CENTERS].clone().view"),
        ("step", "g_t, x, beta=0", "g_t, x, beta=1"),
        ("steps", "* i / len(rows)", "* (i + 1) / len(rows)"),
        ("Exchange", ".clamp(max=1)", ".clamp(max=2)"),
        ("to_keyed_vectors", "table.detach()", "2 * table.detach()"),
        ("evaluate", "asked / total", "1.0"),
    ],
)
def test_a_lesson_that_differs_from_the_package_is_caught(name, right, wrong):
    source = package_source(name)
    assert right in source
    first = f"def {name}():\n    ..."
    lesson = [complaint for complaint in complaints(lesson_of(first, source)) if complaint.startswith(name)]
    mended = [
        complaint
        for complaint in complaints(lesson_of(first, source.replace(right, wrong)))
        if complaint.startswith(name)
    ]
    assert lesson == [] and mended


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
    assert "add a comparison" in complaints(lesson_of("def heatmap(matrix):\n    return matrix"))[0]
    assert complaints(lesson_of("def build_vocab(documents):\n    return set(documents)")) == []
