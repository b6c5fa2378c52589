"""Exercises of lesson 06: a training step, an epoch, a mean of a window."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from w2v_helpers.checks.comparing import Parts
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise
from w2v_helpers.checks.wording import shown
from w2v_helpers.models import CBOW, SkipGram


def take_step(
    model: SkipGram, optimizer: Optimizer, batch: tuple[Tensor, ...]
) -> float:
    """Train the model on one batch; return the batch's loss from before the step.

    batch: what the model takes, such as center (n,), context (n,) and negatives
    (n, K); `model(*batch)` is their loss.
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
    masked = draw.chance("a batch has four tensors, as CBOW's has")
    model = (CBOW if masked else SkipGram)(words, 3)
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
        negatives = draw.ids("negatives", n * k, words).view(n, k)
        real = torch.ones(n, 1, dtype=torch.bool)
        both = (context[:, None], real) if masked else (context,)
        batches.append((center, *both, negatives))
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


def train_epoch(
    model: nn.Module,
    optimizer: Optimizer,
    examples: tuple[Tensor, ...],
    draw: Callable[[int], Tensor],
    batch_size: int,
    generator: torch.Generator,
) -> float:
    """Train on all examples once, in random order; return an example's mean loss.

    examples: tensors of n rows, such as centers and contexts. A batch is a tuple:
    the same rows of each, batch_size of them or what is left at the end, and last
    their negatives: draw(2) if they are two.
    >>> model, draw = SkipGram(4, 2), lambda size: torch.full((size, 1), 3)
    >>> sgd = torch.optim.SGD(model.parameters(), lr=0.1)
    >>> examples = torch.tensor([0, 1]), torch.tensor([1, 2])
    >>> round(train_epoch(model, sgd, examples, draw, 2, torch.Generator()), 4)
    1.3863
    """
    count = len(examples[0])
    total = 0.0
    for rows in torch.randperm(count, generator=generator).split(batch_size):
        batch = [tensor[rows] for tensor in examples]
        loss = take_step(model, optimizer, (*batch, draw(len(rows))))
        total += loss * len(rows)
    return total / count


class Counting(torch.optim.SGD):
    """Counts the steps, and takes none."""

    taken = 0

    def step(self, closure: object = None) -> None:
        self.taken += 1


class Recorder(nn.Module):
    """Keeps the batches; the loss of an example is its first number."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))
        self.batches: list[tuple[Tensor, ...]] = []

    def forward(self, *batch: Tensor) -> Tensor:
        self.batches.append(batch)
        return batch[0].double().mean() + self.weight.sum()


def an_epoch(
    answer: Callable, count: int, size: int, others: int, seed: int
) -> tuple:
    """What came back, the model's batches, how many steps, and what was drawn."""
    model, drawn = Recorder(), []
    optimizer = Counting(model.parameters(), lr=0.0)

    def draw(n: int) -> Tensor:
        drawn.append(torch.full((n, 2), 1000 + len(drawn)))
        return drawn[-1]

    numbers = torch.arange(count)
    examples = tuple(numbers + 100 * i for i in range(1 + others))
    generator = torch.Generator().manual_seed(seed)
    loss = answer(model, optimizer, examples, draw, size, generator)
    return loss, model.batches, optimizer.taken, drawn


epoch = Exercise(
    train_epoch,
    stars=3,
    bought="this loop trains on three sentences and on Wikipedia alike.",
    why="""`randperm` is all places in a random order, and `split` cuts it into
    batches: the same rows of every tensor, so that pairs stay together. Negatives
    are drawn for each batch, never kept. `take_step` gives a batch's mean; times
    its size it is a sum over examples, and sums add up. A mean of means would give
    an example of the short last batch the weight of many.""",
    changes=("model", "optimizer", "generator"),
    use=an_epoch,
)


@epoch.verify
def judge_epoch(answer: Callable, draw: Draw) -> str:
    for count, size, others in (
        (5, 2, 1),
        (1, 4, 1),
        (6, 3, 2),
        (40, 16, 1),
        (7, 9, 2),
    ):
        loss, batches, steps, drawn = answer(count, size, others, 0)
        case = f"with {count} examples and batches of {size}"
        wrong = wrong_rows(batches, count, size) or wrong_parts(batches, others)
        if wrong or (wrong := wrong_negatives(batches, drawn)):
            return f"{case} {wrong}"
        if steps < len(batches):
            return "the tables are never moved: take a step for each batch"
        if wrong := wrong_loss(loss, batches, count):
            return f"{case} {wrong}"
    orders = [first_numbers(answer(40, 16, 1, seed)[1]) for seed in (0, 0, 1)]
    if orders[0] == sorted(orders[0]):
        return "the examples come in the order of the text: shuffle them"
    if orders[0] != orders[1]:
        return (
            "generators of one seed give two orders: take the order from generator"
        )
    if orders[0] == orders[2]:
        return (
            "another generator gives the same order: take the order from generator"
        )
    return ""


def first_numbers(batches: list[tuple[Tensor, ...]]) -> list[int]:
    return [number for batch in batches for number in batch[0].tolist()]


def wrong_rows(batches: list[tuple[Tensor, ...]], count: int, size: int) -> str:
    """What is wrong with which examples the model was given."""
    numbers = sorted(first_numbers(batches))
    missing = count - len({*numbers} & {*range(count)})
    if missing:
        return f"{missing} of them are never trained: what about the last batch?"
    if len(numbers) > count:
        return "some are trained more than once"
    expected = -(-count // size)
    if len(batches) != expected:
        return f"the model gets {len(batches)} batches, expected {expected}"
    return ""


def wrong_parts(batches: list[tuple[Tensor, ...]], others: int) -> str:
    """What is wrong with the tensors of a batch."""
    if {len(batch) for batch in batches} != {others + 2}:
        return (
            "a batch is not the examples' tensors with their negatives at the end"
        )
    pairs = [(batch[0], tensor) for batch in batches for tensor in batch[1:-1]]
    if not all(same_rows(*pair) for pair in pairs):
        return "centers meet contexts of other pairs: take the same rows of each"
    return ""


def wrong_negatives(batches: list[tuple[Tensor, ...]], drawn: list[Tensor]) -> str:
    """What is wrong with the negatives of the batches."""
    for batch in batches:
        sizes = len(batch[0]), len(batch[-1])
        if sizes[0] != sizes[1]:
            return "{} examples come with {} rows of negatives".format(*sizes)
    kinds = {int(batch[-1].flatten()[0]) for batch in batches}
    if len(kinds) < len(batches) or not drawn:
        return "batches share their negatives: draw them anew for each"
    return ""


def same_rows(numbers: Tensor, others: Tensor) -> bool:
    return len(numbers) == len(others) and bool((numbers == others % 100).all())


def wrong_loss(loss: object, batches: list[tuple[Tensor, ...]], count: int) -> str:
    """What is wrong with the mean loss."""
    if isinstance(loss, Tensor) and loss.numel() == 1:
        return "it returns a tensor, expected a float"
    if not isinstance(loss, int | float):
        return f"it returns {shown(loss)}, expected a float"
    means = [batch[0].double().mean().item() for batch in batches]
    wrong = {
        sum(means)
        / len(means): "it returns the mean of the batches' means: an example "
        "of a small batch must not weigh more than another",
        sum(
            means
        ): "it returns the sum of the batches' means, expected an example's mean",
        sum(means)
        / count: "it divides the sum of the means by the number of examples: "
        "a batch's loss is a mean already",
        means[
            -1
        ]: "it returns the last batch's loss, expected the mean of all examples",
        sum(
            first_numbers(batches)
        ): "it returns the sum of all losses, expected the mean",
    }
    right = sum(first_numbers(batches)) / count
    if abs(loss - right) < 1e-4:
        return ""
    for value, text in wrong.items():
        if abs(loss - value) < 1e-4:
            return text
    return f"it returns {shown(loss)}, expected {shown(right)}"


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
