"""Exercises of lesson 11: slopes, a step by hand."""

import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.checks.comparing import changes_of_tables
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def softmax_slopes(scores: Tensor, context: int) -> Tensor:
    """The slope of −log P(context) by every score.

    It is what the model says minus what the text says.
    scores: (V,), a score for each word; context: the id of the context word.
    Returns (V,).
    >>> softmax_slopes(torch.zeros(4), 2).tolist()
    [0.25, 0.25, -0.75, 0.25]
    """
    p = torch.softmax(scores, dim=0)  # (V,): what the model says
    return p - F.one_hot(
        torch.tensor(context), len(scores)
    )  # (V,): what the text says


softmax = Exercise(
    softmax_slopes,
    stars=1,
    bought="all of the softmax's calculus is one subtraction.",
    why="""The first part of the loss, minus the context word's score, has slope
    −1 at the context word and 0 elsewhere. The second part, the logarithm of the
    sum, has the softmax itself as its slope. torch's softmax takes the largest
    score off before it calls exp, so that no score is too large for it.""",
)


@softmax.domain
def scores_and_context(draw: Draw) -> tuple[Tensor, int]:
    scores = draw.floats("scores", draw.size("V", 6), kinds="zeros equal large")
    context = draw.randrange(len(scores))
    draw.note("context is 0", context == 0)
    return scores, context


def as_the_text_says(scores: Tensor, context: int) -> Tensor:
    return torch.eye(len(scores))[context]


@softmax.mistake(
    "those are the model's probabilities alone, so every score would be "
    "pushed down. What does the text say?"
)
def model_alone(scores: Tensor, context: int) -> Tensor:
    return torch.softmax(scores, dim=0)


@softmax.mistake(
    "a score is no probability. Turn the scores into what the model says first"
)
def scores_alone(scores: Tensor, context: int) -> Tensor:
    return scores - as_the_text_says(scores, context)


@softmax.mistake(
    "each score is judged by itself, as in negative sampling: the softmax's "
    "probabilities add up to 1"
)
def one_by_one(scores: Tensor, context: int) -> Tensor:
    return torch.sigmoid(scores) - as_the_text_says(scores, context)


@softmax.mistake(
    "the scores of all other words have slopes too: what pulls one up pushes "
    "the rest down"
)
def context_alone(scores: Tensor, context: int) -> Tensor:
    return as_the_text_says(scores, context) * softmax_slopes(scores, context)


def step_without_autograd(
    w_in: Tensor,
    w_out: Tensor,
    center: Tensor,
    context: Tensor,
    negatives: Tensor,
    lr: float,
) -> None:
    """One step of SGD on the batch's mean loss; changes both tables in place.

    w_in, w_out: (V, dim); center, context: int64 (batch,); negatives: int64
    (batch, K). A negative that equals its context word is left out.
    >>> w_in, w_out = torch.ones(2, 1), torch.zeros(2, 1)  # every σ is 0.5
    >>> batch = torch.tensor([0]), torch.tensor([0]), torch.tensor([[1]])
    >>> step_without_autograd(w_in, w_out, *batch, lr=0.1)
    >>> [round(x, 3) for x in w_out.flatten().tolist()]
    [0.05, -0.05]
    """
    words = torch.cat([context[:, None], negatives], dim=1)  # (batch, 1 + K)
    v, u = w_in[center], w_out[words]  # (batch, dim), (batch, 1 + K, dim): copies
    g = torch.sigmoid(torch.einsum("bkd,bd->bk", u, v))  # (batch, 1 + K)
    g[:, 0] -= 1  # the positive's label
    g[:, 1:] *= negatives != context[:, None]  # left out
    g *= -lr / len(center)
    w_in.index_add_(0, center, torch.einsum("bk,bkd->bd", g, u))
    w_out.index_add_(
        0, words.flatten(), (g[:, :, None] * v[:, None, :]).flatten(0, 1)
    )


hand = Exercise(
    step_without_autograd,
    stars=3,
    bought=("a whole training step: both tables move as autograd would move them."),
    why="""Indexing makes copies, so v and u are the vectors from before the
    step, and the order of the two updates does not matter. In the end g
    holds −lr / batch times the slope by every score: a step against the slope of
    the batch's mean. The chain rule multiplies it by the other vector, and
    index_add_ sums what meets in a row.""",
    changes=("w_in", "w_out"),
    outcome=changes_of_tables,
)


@hand.domain
def tables_and_batch(draw: Draw) -> tuple[Tensor, ...]:
    rows, dim = draw.size("V", 6, 2), draw.size("dim", 4)
    n, k = draw.size("batch", 6), draw.size("K", 3)
    center, context = draw.ids("center", n, rows), draw.ids("context", n, rows)
    negatives = draw.ids("negatives", n * k, rows).view(n, k)
    draw.note(
        "a negative equals its context word", (negatives == context[:, None]).any()
    )
    lr = draw.pick("lr", 0.025, 0.5)
    return (
        draw.normal(rows, dim),
        draw.normal(rows, dim),
        center,
        context,
        negatives,
        lr,
    )


def pulls(
    w_in: Tensor, w_out: Tensor, *batch: Tensor, equal_kept: bool = False
) -> tuple[Tensor, Tensor]:
    """The words of each pair, and how far each score moves them: (batch, 1 + K)."""
    center, context, negatives, lr = batch
    words = torch.cat([context[:, None], negatives], dim=1)
    g = torch.sigmoid(torch.einsum("bkd,bd->bk", w_out[words], w_in[center]))
    g[:, 0] -= 1
    if not equal_kept:
        g[:, 1:] *= negatives != context[:, None]
    return words, g * (-lr / len(center))


@hand.mistake(
    "both tables stand as they were. `w_in = …` makes a new tensor: change "
    "the one that was given"
)
def nothing(w_in: Tensor, w_out: Tensor, *batch: Tensor) -> None:
    return None


@hand.mistake("a word that comes twice in the batch moves once. Section 11.6")
def moved_once(w_in: Tensor, w_out: Tensor, *batch: Tensor) -> None:
    center = batch[0]
    words, g = pulls(w_in, w_out, *batch)
    to_v = torch.einsum("bk,bkd->bd", g, w_out[words])
    w_out[words] += g[:, :, None] * w_in[center][:, None, :]
    w_in[center] += to_v


@hand.mistake(
    "a negative that equals its context word still pulls. What must its g be?"
)
def equal_kept(w_in: Tensor, w_out: Tensor, *batch: Tensor) -> None:
    center = batch[0]
    words, g = pulls(w_in, w_out, *batch, equal_kept=True)
    to_u = (g[:, :, None] * w_in[center][:, None, :]).flatten(0, 1)
    w_in.index_add_(0, center, torch.einsum("bk,bkd->bd", g, w_out[words]))
    w_out.index_add_(0, words.flatten(), to_u)


@hand.mistake(
    "the output vectors move by input vectors that have moved already. Read "
    "both before you write either"
)
def inputs_first(w_in: Tensor, w_out: Tensor, *batch: Tensor) -> None:
    center = batch[0]
    words, g = pulls(w_in, w_out, *batch)
    w_in.index_add_(0, center, torch.einsum("bk,bkd->bd", g, w_out[words]))
    to_u = (g[:, :, None] * w_in[center][:, None, :]).flatten(0, 1)
    w_out.index_add_(0, words.flatten(), to_u)
