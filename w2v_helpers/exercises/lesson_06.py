"""Exercises of lesson 06: a training step, a loss, a mean of a window."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.optim import Optimizer

from w2v_helpers.checks.comparing import Parts
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise
from w2v_helpers.models import SkipGram


def take_step(
    model: SkipGram,
    optimizer: Optimizer,
    batch: tuple[Tensor, ...],
) -> float:
    """Train the model on one batch; return the batch's loss from before the step.

    batch: center (n,), context (n,) and negatives (n, K).
    `model(*batch)` is their loss.
    >>> model = SkipGram(3, 2)
    >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    >>> batch = torch.tensor([0]), torch.tensor([1]), torch.tensor([[2]])
    >>> round(take_step(model, optimizer, batch), 4)
    1.3863
    """
    loss = model(*batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def three_steps(
    step: Callable, model: SkipGram, optimizer: Optimizer, batches: list
) -> Parts:
    """The losses, and where the tables are at the end."""
    losses = [step(model, optimizer, batch) for batch in batches]
    tables = torch.stack([table.detach() for table in model.parameters()])
    return Parts(losses=losses, tables=tables)


step = Exercise(
    take_step,
    stars=1,
    bought="these lines train every network of this course, and most others.",
    why="""`backward()` adds to the gradients that are there, so the old ones
    are cleared first, or right after the step. `step()` moves each table by its
    gradient. `.item()` makes a number of the loss; the tensor itself would keep
    the whole computation in memory for as long as you keep it.""",
    changes=("model", "optimizer"),
    use=three_steps,
    prepare=lambda: torch.optim.SGD(
        [torch.zeros(1)], lr=0.1
    ),  # it imports for seconds,
)


@step.domain
def model_and_batches(draw: Draw) -> tuple[SkipGram, Optimizer, list]:
    words, k = 7, draw.size("K", 3)
    model = SkipGram(words, 3)
    for table in model.parameters():
        table.data = draw.normal(words, 3)
    kind = (
        torch.optim.Adam
        if draw.chance("the optimizer is Adam", 0.5)
        else torch.optim.SGD
    )
    optimizer = kind(model.parameters(), lr=draw.pick("lr", 0.01, 0.3))
    batches = []
    for _ in range(3):
        n = draw.size("n", 5)
        center, context = (
            draw.ids("center", n, words),
            draw.ids("context", n, words),
        )
        batches.append(
            (center, context, draw.ids("negatives", n * k, words).view(n, k))
        )
    return model, optimizer, batches


@step.mistake(
    "the gradients of earlier batches are still there, and each batch adds "
    "its own to them"
)
def adding_up(
    model: SkipGram,
    optimizer: Optimizer,
    batch: tuple[Tensor, ...],
) -> float:
    loss = model(*batch)
    loss.backward()
    optimizer.step()
    return loss.item()


@step.mistake(
    "the tables never move: the gradients must be there when the step is "
    "taken, and a step must be taken"
)
def standing_still(
    model: SkipGram,
    optimizer: Optimizer,
    batch: tuple[Tensor, ...],
) -> float:
    return model(*batch).item()


@step.mistake(
    "each step is taken with the gradients of the batch before: what has to "
    "come first?"
)
def one_late(
    model: SkipGram,
    optimizer: Optimizer,
    batch: tuple[Tensor, ...],
) -> float:
    loss = model(*batch)
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


@step.mistake(
    "the tables move as they should, but the loss is the one after the step, "
    "expected the one before it"
)
def loss_after(
    model: SkipGram,
    optimizer: Optimizer,
    batch: tuple[Tensor, ...],
) -> float:
    take_step(model, optimizer, batch)
    return model(*batch).item()


def mean_loss(losses: list[float], sizes: list[int]) -> float:
    """The mean loss of an epoch's examples.

    losses: each batch's mean; sizes: how many examples each batch has, 1 or more.
    >>> mean_loss([4.0, 1.0], [2, 1])
    3.0
    """
    return sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / sum(
        sizes
    )


epoch = Exercise(
    mean_loss,
    stars=1,
    bought=(
        "epochs can be compared, whatever the size of a batch and of the last one."
    ),
    why="""A batch's loss is a mean already. Times its size it is a sum over
    examples again, and sums add up. The mean of means would give an example of
    the short last batch the weight of many others.""",
)


@epoch.domain
def losses_of_batches(draw: Draw) -> tuple[list[float], list[int]]:
    count, size = draw.size("the number of batches", 5), draw.choice([4, 16, 64])
    sizes = [size] * count
    if draw.chance("the batches have different sizes", 0.6):
        sizes = [draw.randint(1, size) for _ in sizes]
        draw.note("the largest batch is not the first", sizes[0] < max(sizes))
    losses = [draw.choice([0.0, 2.5, draw.uniform(0.5, 5)]) for _ in sizes]
    draw.note("a loss is 0", 0 in losses)
    return losses, sizes


@epoch.mistake(
    "the mean of the means: a batch of two counts as much there as a batch of "
    "sixteen"
)
def mean_of_means(losses: list[float], sizes: list[int]) -> float:
    return sum(losses) / len(losses)


@epoch.mistake(
    "the losses are means already: bring each back to a sum over its examples "
    "before you divide by all"
)
def sum_by_examples(losses: list[float], sizes: list[int]) -> float:
    return sum(losses) / sum(sizes)


@epoch.mistake(
    "divided by the number of batches, expected by the number of examples"
)
def by_batches(losses: list[float], sizes: list[int]) -> float:
    return sum(
        (loss * size for loss, size in zip(losses, sizes, strict=True))
    ) / len(losses)


@epoch.mistake("the last batch is left out")
def without_the_last(losses: list[float], sizes: list[int]) -> float:
    return sum(
        (loss * size for loss, size in zip(losses[:-1], sizes, strict=False))
    ) / sum(sizes[:-1])


def mean_of_windows(vectors: Tensor, mask: Tensor) -> Tensor:
    """The mean of the real context vectors of each window.

    vectors: float (batch, places, dim); mask: bool (batch, places), True at the
    real places, at least one a window. Returns float (batch, dim).
    >>> vectors = torch.tensor([[[2.0, 4.0], [6.0, 8.0], [9.0, 9.0]]])
    >>> mean_of_windows(vectors, torch.tensor([[True, True, False]]))
    tensor([[4., 6.]])
    """
    total = (vectors * mask[:, :, None]).sum(dim=1)  # (batch, dim)
    return total / mask.sum(dim=1, keepdim=True)


window = Exercise(
    mean_of_windows,
    stars=2,
    bought=(
        "a window at the edge of a sentence is the mean of the words that stand "
        "there, and of nothing else."
    ),
    why="""The mask with a new last axis puts zeros where no word is, and the
    sum leaves them out. The divisor must leave them out too: each row has its own
    number of real places. `keepdim` keeps it a column, so that it divides row by
    row.""",
)


@window.domain
def windows_and_mask(draw: Draw) -> tuple[Tensor, Tensor]:
    batch, places = draw.size("batch", 5), draw.size("places", 6)
    mask = torch.rand(batch, places, generator=draw.generator()) < 0.6
    mask[torch.arange(batch), draw.ids("places", batch, places)] = True
    draw.note("a place is empty", not mask.all())
    return draw.floats("vectors", batch, places, draw.size("dim", 4)), mask


@window.mistake(
    "the empty places count: whatever vector stands there is part of the mean"
)
def empty_places(vectors: Tensor, mask: Tensor) -> Tensor:
    return vectors.mean(dim=1)


@window.mistake(
    "the empty places are zero now, but still counted: how many words does "
    "each window really have?"
)
def zeros_counted(vectors: Tensor, mask: Tensor) -> Tensor:
    return (vectors * mask[:, :, None]).mean(dim=1)


@window.mistake(
    "the number of words is right, but the vectors at the empty places are "
    "still in the sum"
)
def empty_vectors(vectors: Tensor, mask: Tensor) -> Tensor:
    return vectors.sum(dim=1) / mask.sum(dim=1, keepdim=True)


@window.mistake(
    "this takes the empty places to be the last ones. At the beginning of a "
    "sentence they come first"
)
def first_places(vectors: Tensor, mask: Tensor) -> Tensor:
    rows = zip(vectors, mask, strict=True)
    return torch.stack([row[: int(real.sum())].mean(dim=0) for row, real in rows])
