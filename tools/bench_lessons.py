"""What the lessons say about speed, measured in their own code.

A lesson claims nothing that a busy machine could turn. What it says of times stands here, as a
figure made of names that the lesson binds, and the bounds that it keeps on a quiet machine. The
lessons run as they stand, several times in turn; a cell at the end prints their figures.
"""

import json
import math
from pathlib import Path
from statistics import median
from typing import NamedTuple

import nbformat
import refresh
from nbformat.v4 import new_code_cell

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


class Statement(NamedTuple):
    """A sentence; its figure, an expression of a lesson (the product of those of several), by
    their numbers; the bounds between which the figure is on a quiet machine.
    """

    sentence: str
    figures: dict[str, str]
    least: float
    most: float = math.inf

    def judge(self, rounds: list[float], errors: list[str]) -> dict[str, object]:
        """What is kept of it; the median over the rounds decides, if there was any."""
        expected = f"over {self.least:g}"
        if self.most < math.inf:
            expected += f" and below {self.most:g}"
        return dict(
            lesson=" and ".join(self.figures),
            sentence=self.sentence,
            rounds=rounds,
            measured=f"{median(rounds):.3g}" if rounds else f"nothing ({', '.join(errors)})",
            expected=expected,
            confirmed=bool(rounds) and self.least < median(rounds) < self.most,
        )


def climb(lesson: str, upper: str, lower: str) -> dict[str, str]:
    """How many times as fast one of the rungs is as another."""
    return {lesson: f"speeds[{upper!r}] / speeds[{lower!r}]"}


# What a figure needs besides the lesson's own names.
BEFORE = {
    "12": """
with torch.profiler.profile() as profile:
    pair_loop(text[:50])
spent = {row.key: row.cpu_time_total for row in profile.key_averages()}
whole = sum(row.self_cpu_time_total for row in profile.key_averages())
""",
}
PAIRS, BATCHES, BLOCKS = "Python pairs, Adam", "Tensor batches, Adam", "Blocks, written plainly"
STATEMENTS = [
    Statement(
        "most of the first loop's time goes into Adam's steps",
        {"12": "spent['Optimizer.step#Adam.step'] / whole"},
        least=0.5,
    ),
    Statement("large batches are faster than small ones", climb("12", BATCHES, PAIRS), 10),
    Statement(
        "no graph and shared negatives are faster than sparse gradients",
        climb("12", "Shared negatives", "Sparse gradients, SGD"),
        least=1.2,
    ),
    Statement("blocks are faster than pairs", climb("12", BLOCKS, "Shared negatives"), 2),
    Statement(
        "fixed buffers are faster than new memory",
        climb("13", "fixed buffers", "blocks, plain"),
        least=1,
    ),
    Statement(
        "two threads of plain PyTorch beat two of gensim",
        climb("13", "two, no lock", "gensim, two"),
        least=1.5,
    ),
    Statement(
        "without Python's lock two threads are hardly slower, if at all",
        climb("13", "two, no lock", "two threads"),
        least=0.8,
    ),
    Statement(
        "the ladder climbs a thousandfold",
        climb("12", BLOCKS, PAIRS) | climb("13", "two, no lock", "blocks, plain"),
        least=1000,
    ),
    Statement(
        "none of int32 ids, bfloat16 and brackets halves the time",
        {"13": "min(seconds(*idea) / seconds(*line) for idea, line in ideas.values())"},
        least=0.5,
    ),
    Statement(
        "index_select brings a large part of what fixed buffers gain",
        {
            "13": "(seconds(*ideas['brackets'][0]) - seconds(*ideas['brackets'][1]))"
            " / (took['blocks, plain'] - took['fixed buffers'])"
        },
        least=0.25,
    ),
    Statement(
        "a step reaches a fair share of the machine's peak", {"13": "reached / peak"}, 0.05, 1
    ),
]


def figures_of(lesson: str) -> list[str]:
    """The expressions that the statements need of a lesson."""
    return [own.figures[lesson] for own in STATEMENTS if lesson in own.figures]


def read_figures(lesson: str) -> dict[str, float]:
    """Run a lesson; the value of each of its figures. Raises RuntimeError if a cell fails."""
    (path,) = NOTEBOOKS.glob(f"{lesson}_*.ipynb")
    node = nbformat.read(path, as_version=4)
    values = ", ".join(f"float({figure})" for figure in figures_of(lesson))
    node.cells.append(new_code_cell(f"{BEFORE.get(lesson, '')}\nprint('\\n', [{values}])"))
    outputs = refresh.run(node, path.parent).cells[-1].outputs
    printed = "".join(output.get("text", "") for output in outputs)
    return dict(zip(figures_of(lesson), json.loads(printed.splitlines()[-1]), strict=True))


def measure(rounds: int) -> list[dict[str, object]]:
    """Every statement with its figure in each round, and whether it is confirmed."""
    found: dict[str, list[float]] = {}
    errors: dict[str, str] = {}
    for lesson in sorted({number for own in STATEMENTS for number in own.figures}) * rounds:
        try:
            for figure, value in read_figures(lesson).items():
                found.setdefault(lesson + figure, []).append(value)
        except RuntimeError as error:
            errors[lesson] = f"lesson {lesson}, {error}"
    judged = []
    for own in STATEMENTS:
        measured = [found.get(lesson + figure, []) for lesson, figure in own.figures.items()]
        products = [math.prod(values) for values in zip(*measured, strict=False)]
        judged.append(own.judge(products, [errors[one] for one in own.figures if one in errors]))
    return judged
