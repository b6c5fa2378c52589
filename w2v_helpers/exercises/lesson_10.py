"""Exercises of lesson 10: what gensim does inside."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from w2v_helpers.checks.comparing import Parts
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise
from w2v_helpers.checks.wording import a as an


def sigma_by_table(scores: Tensor) -> Tensor:
    """The σ that gensim reads from its table, for scores between −6 and 6.

    scores: float, any shape; result: the same shape.
    >>> sigma_by_table(torch.tensor([0.0, 5.9]))
    tensor([0.4940, 0.9971])
    """
    entries = torch.sigmoid((torch.arange(1000) / 1000 * 2 - 1) * 6)  # (1000,)
    return entries[((scores + 6) * 83).long()]


sigma = Exercise(
    sigma_by_table,
    stars=1,
    bought=(
        "where your model and gensim still differ can now be told to the last "
        "digit."
    ),
    why="""Entry i belongs to the score (i/1000·2 − 1)·6, so σ(6) itself is not
    in the table. gensim turns a score back into a place with 1000/6/2 in
    integers, 83 and not 83.33: the higher the score, the further left of the
    right entry it reads. `.long()` cuts the fraction off, as a C cast does.""",
)


@sigma.domain
def scores_between_entries(draw: Draw) -> tuple[Tensor]:
    shapes = [(1,), (draw.randint(1, 5),), (draw.randint(1, 4), 2), (2, 1, 3)]
    shape = draw.choice(shapes)
    places = [
        draw.randrange(996) + draw.choice((0.3, 0.7))
        for _ in range(math.prod(shape))
    ]
    scores = torch.tensor(places).view(shape) / 83 - 6
    draw.note("a score is below 0", (scores < 0).any())
    return (scores,)


def read_at(place: Tensor) -> Tensor:
    return torch.sigmoid((torch.arange(1000) / 1000 * 2 - 1) * 6)[place.long()]


@sigma.mistake("that is the exact σ: a table has 1000 values and no others")
def exact(scores: Tensor) -> Tensor:
    return torch.sigmoid(scores)


@sigma.mistake(
    "1000/12 is 83.33: gensim divides integers, so its places lie a little to "
    "the left"
)
def finer(scores: Tensor) -> Tensor:
    return read_at((scores + 6) * (1000 / 12))


@sigma.mistake("gensim cuts the fraction off and does not round")
def rounded(scores: Tensor) -> Tensor:
    return read_at(((scores + 6) * 83).round())


@sigma.mistake(
    "the last entry is not σ(6): entry i belongs to i/1000, and i ends at 999"
)
def with_end(scores: Tensor) -> Tensor:
    return torch.sigmoid(torch.linspace(-6, 6, 1000))[((scores + 6) * 83).long()]


def cbow_changes(v: Tensor, u: Tensor, lr: float, sigma: Callable) -> tuple:
    """What gensim adds in one step of CBOW: to each row of v, and to u.

    v: (contexts, dim), the input vectors of the context words; u: (1 + K, dim), the
    output vectors of the center and, below it, of its negatives; sigma: the σ of
    scores. Returns (dim,) and (1 + K, dim), both computed from the old v and u.
    >>> v, u = torch.tensor([[1.0], [3.0]]), torch.tensor([[0.0], [1.0]])
    >>> cbow_changes(v, u, 0.1, torch.sigmoid)
    (tensor([-0.0881]), tensor([[ 0.1000],
            [-0.1762]]))
    """
    mean = v.mean(dim=0)  # (dim,)
    labels = torch.zeros(len(u))
    labels[0] = 1
    push = lr * (labels - sigma(u @ mean))  # (1 + K,)
    return push @ u, torch.outer(push, mean)


def half_steep(scores: Tensor) -> Tensor:
    return torch.sigmoid(scores / 2)


SIGMAS = {"torch.sigmoid": torch.sigmoid, "half as steep": half_steep}


def changed(answer: Callable, v: Tensor, u: Tensor, lr: float, sigma: str) -> Parts:
    """The two tensors by name."""
    returned = answer(v, u, lr, SIGMAS[sigma])
    if not isinstance(returned, tuple | list) or len(returned) != 2:
        raise TypeError(f"it returns {an(returned)}, expected two tensors")
    return Parts(zip(("change of v", "change of u"), returned, strict=True))


changes = Exercise(
    cbow_changes,
    stars=3,
    bought="this is the step that gensim takes, which the proof below can tell.",
    why="""Label minus σ is what pushes, for all words at once: `labels` is 1 at the
    center and 0 at its negatives. A word's u moves along the mean, by its own push:
    `outer` writes push times mean, a row a word. The mean would move by the sum of
    the pushed u, `push @ u`; gensim adds that to every context, as it is. By the
    gradient of a mean each would get a share, one over the number of contexts.""",
    use=changed,
)


@changes.domain
def a_window(draw: Draw) -> tuple[Tensor, Tensor, float, str]:
    dim, contexts = draw.size("dim", 4), draw.size("the number of contexts", 5)
    v, u = draw.normal(contexts, dim), draw.normal(1 + draw.size("K", 4), dim)
    lr = draw.pick("lr", 0.5, 0.025)
    return v, u, lr, draw.pick("sigma", *SIGMAS)


@changes.mistake(
    "that is the gradient of a mean, divided among the contexts: gensim adds the "
    "whole of it to each"
)
def divided(v: Tensor, u: Tensor, lr: float, sigma: Callable) -> tuple:
    of_v, of_u = cbow_changes(v, u, lr, sigma)
    return of_v / len(v), of_u


@changes.mistake("the scores are those of the contexts' sum, expected their mean's")
def of_the_sum(v: Tensor, u: Tensor, lr: float, sigma: Callable) -> tuple:
    return cbow_changes(v.sum(dim=0, keepdim=True), u, lr, sigma)


@changes.mistake(
    "the label is 1 for the first row of u, the center's, and 0 for the negatives"
)
def all_positive(v: Tensor, u: Tensor, lr: float, sigma: Callable) -> tuple:
    mean = v.mean(dim=0)
    push = lr * (1 - sigma(u @ mean))
    return push @ u, torch.outer(push, mean)


@changes.mistake(
    "each context is scored by itself, as in skip-gram: in CBOW their mean is "
    "scored, once"
)
def one_by_one(v: Tensor, u: Tensor, lr: float, sigma: Callable) -> tuple:
    parts = [cbow_changes(row[None], u, lr, sigma) for row in v]
    return torch.stack([of_v for of_v, _ in parts]), sum(of_u for _, of_u in parts)
