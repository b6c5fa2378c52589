"""Exercises of lesson 13: a step in fixed buffers, and how near the roofs it is."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch._C import DisableTorchFunction
from torch.overrides import TorchFunctionMode

from w2v_helpers.checks.comparing import Parts
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise
from w2v_helpers.steps import Buffers, Weights


class Made(TorchFunctionMode):
    """Sees whether a call asks for a tensor that lies in none of these."""

    def __init__(self, *known: Tensor) -> None:
        super().__init__()
        self.known = {tensor.untyped_storage().data_ptr() for tensor in known}
        self.any = False

    def __torch_function__(self, function, types, args=(), kwargs=None) -> object:
        result = function(*args, **(kwargs or {}))
        if isinstance(result, Tensor) and result.numel():
            self.any |= result.untyped_storage().data_ptr() not in self.known
        return result


def buffered_step(
    table: Tensor, rows: Tensor, cases: Tensor, weights: Weights, lr: float,
    buffers: Buffers,
) -> None:  # fmt: skip
    """One step of SGD on some blocks, in place, in the room of the buffers alone.

    table: (2V, dim); rows: (16 · 58,) for 16 blocks, its rows, those of all centres
    before those of all contexts and negatives; cases: (16 · 16,), for each centre
    its row of weights.pairs and weights.positives, (576, 42) each. No operation
    makes a tensor with memory of its own.
    >>> buffers = Buffers(*torch.zeros(2, 2, 1), *torch.zeros(3, 1, 1, 1))
    >>> weights = Weights(torch.tensor([[3.0]]), torch.tensor([[3.0]]))
    >>> table = torch.tensor([[1.0], [0.0]])  # an input and an output vector
    >>> batch = torch.tensor([0, 1]), torch.tensor([0])
    >>> buffered_step(table, *batch, weights, 0.1, buffers)
    >>> [round(x, 2) for x in table.flatten().tolist()]
    [1.0, 0.15]
    """
    vectors, changes, pairs, positives, scores = buffers
    blocks, centers, others = scores.shape
    cut = blocks * centers
    torch.index_select(table, 0, rows, out=vectors)
    torch.index_select(weights.pairs, 0, cases, out=pairs.view(cut, others))
    torch.index_select(weights.positives, 0, cases, out=positives.view(cut, others))
    x = vectors[:cut].view(blocks, centers, -1)
    z = vectors[cut:].view(blocks, others, -1)
    torch.bmm(x, z.transpose(1, 2), out=scores)
    scores.sigmoid_()
    torch.addcmul(positives, pairs, scores, value=-1, out=scores)
    dx = changes[:cut].view(blocks, centers, -1)
    dz = changes[cut:].view(blocks, others, -1)
    torch.baddbmm(dx, scores, z, beta=0, alpha=lr, out=dx)
    torch.baddbmm(dz, scores.transpose(1, 2), x, beta=0, alpha=lr, out=dz)
    table.index_add_(0, rows, changes)


def seen_step(  # noqa: PLR0917
    answer: Callable, table: Tensor, rows: Tensor, cases: Tensor, weights: Weights,
    lr: float, buffers: Buffers,
) -> bool:  # fmt: skip
    """Take the step; whether it asked for memory."""
    with Made(table, rows, cases, *weights, *buffers) as made:
        answer(table, rows, cases, weights, lr, buffers)
    return made.any


def change_and_memory(returned: bool, after: tuple, before: tuple) -> Parts:
    return Parts(
        {"change of the table": after[0] - before[0], "new memory": returned}
    )


buffered = Exercise(
    buffered_step,
    stars=3,
    bought="a step keeps no new memory, over a thousand times a second.",
    why="""Each operation writes into a buffer: `out=` names it, `sigmoid_` and
    `index_add_` work in place, and `view` makes no copy. addcmul gives
    positives − pairs · σ, which is weights · (labels − σ), for the label of a
    negative is 0. `beta=0` lets baddbmm forget what the step before left there.""",
    changes=("table", "buffers"),
    use=seen_step,
    outcome=change_and_memory,
)


@buffered.domain
def table_and_buffers(draw: Draw) -> tuple:
    size, dim = draw.size("V", 5, 2), draw.size("dim", 3)
    b, n, m = (
        draw.size("blocks", 3),
        draw.size("centers", 3),
        draw.size("others", 4),
    )
    words = draw.ids("the other rows", b * m, size) + size
    rows = torch.cat([draw.ids("the centers' rows", b * n, size), words])
    pairs = torch.rand(4, m, generator=draw.generator())
    few = torch.rand(4, m, generator=draw.generator()) < 0.5
    vectors, scores = (b * (n + m), dim), (b, n, m)
    shapes = (vectors, vectors, scores, scores, scores)
    buffers = Buffers(*(torch.full(shape, torch.nan) for shape in shapes))
    weights, lr = Weights(pairs, pairs * few), draw.pick("lr", 0.025, 0.5)
    cases = draw.ids("cases", b * n, 4)
    return draw.normal(2 * size, dim), rows, cases, weights, lr, buffers


def moved_table(table: Tensor, *batch: object, kind: str = "") -> None:
    """The step, or what one of its mistakes makes of it."""
    rows, cases, weights, lr, buffers = batch
    blocks, centers, others = buffers.scores.shape
    cut = blocks * centers
    x = table[rows[:cut]].view(blocks, centers, -1)
    z = table[rows[cut:]].view(blocks, others, -1)
    pairs = weights.pairs[cases].view(blocks, centers, others)
    positives = weights.positives[cases].view(blocks, centers, others)
    scores = torch.sigmoid(x @ z.mT)
    labels = pairs if kind == "pulled" else positives
    g = labels + pairs * scores if kind == "sign" else labels - pairs * scores
    changes = torch.cat([(g @ z).flatten(0, 1), (g.mT @ x).flatten(0, 1)])
    table.index_add_(0, rows, lr * changes)
    if kind == "stale":
        table.index_add_(0, rows, buffers.changes)


@buffered.mistake(
    "the numbers are right, but an operation made a tensor with memory of its own: "
    "give each one its room, with `out=` or in place"
)
def new_memory(table: Tensor, *batch: object) -> None:
    moved_table(table, *batch)


@buffered.mistake(
    "what the step before left in `changes` is added again: baddbmm adds to beta "
    "times its first argument, so say beta=0"
)
def stale(table: Tensor, *batch: object) -> None:
    with DisableTorchFunction():  # out of sight of `Made`
        moved_table(table, *batch, kind="stale")


@buffered.mistake(
    "weights · (labels − σ) is positives minus pairs times σ: what is the sign of "
    "the second part?"
)
def sign(table: Tensor, *batch: object) -> None:
    with DisableTorchFunction():
        moved_table(table, *batch, kind="sign")


@buffered.mistake(
    "negatives are pulled as contexts are: at a negative `positives` is 0, since "
    "its label is"
)
def pulled(table: Tensor, *batch: object) -> None:
    with DisableTorchFunction():
        moved_table(table, *batch, kind="pulled")


def roof_shares(
    operations: float, traffic: float, seconds: float, peak: float, stream: float
) -> tuple[float, float]:
    """How near a step comes to the roof of arithmetic, and to that of memory.

    operations, traffic: of the step, the traffic in bytes; seconds: how long it
    took; peak, stream: the most operations and bytes that the machine manages in a
    second. A share of 1 is the roof.
    >>> roof_shares(operations=100, traffic=30, seconds=2.0, peak=200, stream=60)
    (0.25, 0.25)
    """
    return operations / seconds / peak, traffic / seconds / stream


roofs = Exercise(
    roof_shares,
    stars=1,
    bought="a speed now says how much faster it could be.",
    why="""A step's operations a second, over the most that the machine manages, is
    its share of that roof; bytes alike. Seen the other way, operations / peak is
    the least time that its arithmetic takes: the share is that time over the time
    that it took.""",
    any_number=True,
)


@roofs.domain
def step_and_machine(draw: Draw) -> tuple[float, float, float, float, float]:
    seconds = draw.choice([0.001, 0.5, draw.uniform(0.1, 9)])
    draw.note("the step takes a second or more", seconds >= 1)
    numbers = (draw.uniform(1, 500) for _ in range(4))
    operations, traffic, peak, stream = (round(number, 1) for number in numbers)
    return operations, traffic, seconds, peak, stream


@roofs.mistake(
    "that is the time it took over the least time: turn the fraction over"
)
def turned(
    operations: float, traffic: float, seconds: float, peak: float, stream: float
) -> tuple[float, float]:
    return seconds * peak / operations, seconds * stream / traffic


@roofs.mistake(
    "that is how many it takes in a second. What share of the most is it?"
)
def no_roofs(
    operations: float, traffic: float, seconds: float, peak: float, stream: float
) -> tuple[float, float]:
    return operations / seconds, traffic / seconds


@roofs.mistake(
    "that is the least time for each: divide it by the time that it took"
)
def least_times(
    operations: float, traffic: float, seconds: float, peak: float, stream: float
) -> tuple[float, float]:
    return operations / peak, traffic / stream


@roofs.mistake("memory comes first: the share of arithmetic is asked for first")
def exchanged(
    operations: float, traffic: float, seconds: float, peak: float, stream: float
) -> tuple[float, float]:
    return traffic / seconds / stream, operations / seconds / peak
