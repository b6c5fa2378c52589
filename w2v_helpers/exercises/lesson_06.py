"""Exercises of lesson 06: one training step, the loss of an epoch, and the mean of a CBOW window."""

import random
from collections.abc import Callable

import torch
from torch import Tensor
from torch.optim import Optimizer

from w2v_helpers.exercises.checking import Exercise, _a, _shown, _single, same
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


def _adding_up(model: SkipGram, optimizer: Optimizer, batch: tuple) -> float:
    loss = model(*batch)
    loss.backward()
    optimizer.step()
    return loss.item()


def _standing_still(model: SkipGram, optimizer: Optimizer, batch: tuple) -> float:
    return model(*batch).item()


def _one_late(model: SkipGram, optimizer: Optimizer, batch: tuple) -> float:
    loss = model(*batch)
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


def _one_early(model: SkipGram, optimizer: Optimizer, batch: tuple) -> float:
    optimizer.step()
    optimizer.zero_grad()
    loss = model(*batch)
    loss.backward()
    return loss.item()


def _loss_after(model: SkipGram, optimizer: Optimizer, batch: tuple) -> float:
    take_step(model, optimizer, batch)
    return model(*batch).item()


STEP_MISTAKES = {
    "the gradients of earlier batches are still there, and each batch adds its own to them": _adding_up,
    "the tables never move: the gradients must be there when the step is taken, and a step must be taken": (
        _standing_still
    ),
    "each step is taken with the gradients of the batch before: what has to come first?": _one_late,
    "the step comes before this batch's gradients are there, so the last batch teaches nothing": _one_early,
    "the tables move as they should, but the loss is the one after the step, expected the one before it": _loss_after,
}


def _three_batches(function: Callable, adam: bool, seed: int) -> tuple[list, Tensor]:
    """The losses that three steps return, and both tables after them."""
    generator = torch.Generator().manual_seed(seed)
    model = SkipGram(7, 3)
    with torch.no_grad():
        for table in model.parameters():
            table.normal_(generator=generator)
    optimizer = (torch.optim.Adam if adam else torch.optim.SGD)(model.parameters(), lr=0.3)
    losses = []
    for size in (4, 4, 1):
        shapes = (size,), (size,), (size, 2)
        losses.append(function(model, optimizer, tuple(torch.randint(7, s, generator=generator) for s in shapes)))
    return losses, torch.stack([table.detach() for table in model.parameters()])


def _check_steps(answer: Callable, rng: random.Random) -> str:
    runs = [(adam, rng.getrandbits(32)) for adam in (False, True) * 3]
    got = [_three_batches(answer, *run) for run in runs]
    if any(isinstance(loss, Tensor) and loss.requires_grad for losses, _ in got for loss in losses):
        return "the loss that it returns still carries the whole computation with it: return a number, with `.item()`"
    if any(loss is None for losses, _ in got for loss in losses):
        return "it returns None. Is a `return` missing?"
    for loss in (loss for losses, _ in got for loss in losses if not _single(loss)):
        return f"it returns {_a(loss)}, expected the loss, a single number"
    if same(got, right := [_three_batches(take_step, *run) for run in runs]):
        return ""
    for hint, mistake in STEP_MISTAKES.items():
        made = [_three_batches(mistake, *run) for run in runs]
        if same([tables for _, tables in got], [tables for _, tables in made]) and (
            mistake is not _loss_after or same(got, made)
        ):
            return hint
    for (losses, tables), (expected, tables_expected) in zip(got, right, strict=True):
        if not same(losses[0], expected[0]):
            return f"for the first batch it gives {_shown(losses[0])}, expected {_shown(expected[0])}"
        if not same(tables, tables_expected):
            return (
                "the losses begin well, but after three batches the tables are not where three steps lead. Is it one "
                "step a batch, downhill, by the optimiser that was handed over?"
            )
    return "the tables are right, but the losses of later batches are not"


def mean_loss(losses: list[float], sizes: list[int]) -> float:
    """The mean loss of an epoch's examples.

    losses: each batch's mean; sizes: how many examples each batch has, 1 or more.
    >>> mean_loss([4.0, 1.0], [2, 1])
    3.0
    """
    return sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / sum(sizes)


def _epoch(rng: random.Random) -> tuple[list[float], list[int]]:
    size, count = rng.choice([4, 16, 64]), rng.randint(1, 5)
    sizes = [size] * count + [rng.randint(1, size - 1)]
    rng.shuffle(sizes)
    return [rng.uniform(0.5, 5) for _ in sizes], sizes


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


def _windows(rng: random.Random) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(rng.getrandbits(32))
    batch, places, dim = rng.randint(1, 5), rng.choice([2, 4, 6]), rng.randint(1, 4)
    mask = torch.rand(batch, places, generator=generator) < 0.6
    mask[torch.arange(batch), torch.randint(places, (batch,), generator=generator)] = True
    return torch.randn(batch, places, dim, generator=generator), mask


EXERCISES = [
    Exercise(
        take_step,
        stars=1,
        bought="these lines train every network of this course, and most others.",
        why="""`backward()` adds to the gradients that are there, so the old ones are cleared first, or right after the
        step. `step()` moves each table by its gradient. `.item()` makes a number of the loss; the tensor itself would
        keep the whole computation in memory for as long as you keep it.""",
        prepare=lambda: torch.optim.SGD([torch.zeros(1)], lr=0.1),  # the first optimiser imports for seconds
        mistakes=STEP_MISTAKES,
        verify=_check_steps,
    ),
    Exercise(
        mean_loss,
        stars=1,
        bought="epochs can be compared, whatever the size of a batch and of the last one.",
        why="""A batch's loss is a mean already. Times its size it is a sum over examples again, and sums add up. The
        mean of means would give an example of the short last batch the weight of many others.""",
        cases=_epoch,
        mistakes={
            "the mean of the means: a batch of two counts as much there as a batch of sixteen": (
                lambda losses, sizes: sum(losses) / len(losses)
            ),
            "the losses are means already: bring each back to a sum over its examples before you divide by all": (
                lambda losses, sizes: sum(losses) / sum(sizes)
            ),
            "this is the sum over all examples, expected their mean": (
                lambda losses, sizes: sum(loss * size for loss, size in zip(losses, sizes, strict=True))
            ),
            "divided by the number of batches, expected by the number of examples": (
                lambda losses, sizes: sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / len(losses)
            ),
            "each loss is divided by its batch's size. It is a mean: *times* the size it is a sum over examples": (
                lambda losses, sizes: sum(loss / size for loss, size in zip(losses, sizes, strict=True))
            ),
            "this is the sum of the batches' means": lambda losses, sizes: sum(losses),
            "batches that are not full are left out": (
                lambda losses, sizes: (
                    sum(loss for loss, size in zip(losses, sizes, strict=True) if size == max(sizes))
                    / sizes.count(max(sizes))
                )
            ),
            "the last batch is left out": (
                lambda losses, sizes: (
                    sum(loss * size for loss, size in zip(losses[:-1], sizes, strict=False)) / sum(sizes[:-1])
                )
            ),
        },
    ),
    Exercise(
        mean_of_windows,
        stars=2,
        bought="a window at the edge of a sentence is the mean of the words that stand there, and of nothing else.",
        why="""The mask with a new last axis puts zeros where no word is, and the sum leaves them out. The divisor must
        leave them out too: each row has its own number of real places. `keepdim` keeps it a column, so that it divides
        row by row.""",
        cases=_windows,
        mistakes={
            "the empty places count: whatever vector stands there is part of the mean": (
                lambda vectors, mask: vectors.mean(dim=1)
            ),
            "the empty places are zero now, but still counted: how many words does each window really have?": (
                lambda vectors, mask: (vectors * mask[:, :, None]).mean(dim=1)
            ),
            "the number of words is right, but the vectors at the empty places are still in the sum": (
                lambda vectors, mask: vectors.sum(dim=1) / mask.sum(dim=1, keepdim=True)
            ),
            "this takes the empty places to be the last ones. At the beginning of a sentence they come first": (
                lambda vectors, mask: torch.stack(
                    [row[: int(real.sum())].mean(dim=0) for row, real in zip(vectors, mask, strict=True)]
                )
            ),
            "this is the sum of the context vectors, expected their mean": (
                lambda vectors, mask: (vectors * mask[:, :, None]).sum(dim=1)
            ),
            "divided by the real places of the whole batch: each window has its own number": (
                lambda vectors, mask: (vectors * mask[:, :, None]).sum(dim=1) / mask.sum()
            ),
            "one vector for the whole batch: a mask that picks forgets which window a vector came from": (
                lambda vectors, mask: vectors[mask].mean(dim=0)
            ),
            "the mask is turned: it is True where a word stands": (
                lambda vectors, mask: (vectors * ~mask[:, :, None]).sum(dim=1) / (~mask).sum(dim=1, keepdim=True)
            ),
        },
    ),
]
