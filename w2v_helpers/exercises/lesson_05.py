"""Exercises of lesson 05: the loss of a pair, and the scores it is made of."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.checks.comparing import Parts
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def predict_start_loss(negative: int) -> float:
    """The loss of a pair with so many negatives while every score is 0.

    negative: K, the number of negatives, 1 or more.
    >>> round(predict_start_loss(1), 4)
    1.3863
    """
    return (1 + negative) * math.log(2)


start = Exercise(
    predict_start_loss,
    stars=1,
    bought=(
        "a model whose first loss is another number has a bug, and you know it "
        "before it trains."
    ),
    why="""A score of 0 means σ = ½ for the positive and for each negative
    alike, and −log ½ = ln 2. There are 1 + K such terms, and the loss adds them
    up. With another start of the tables the number would be another.""",
)


@start.domain
def a_number_of_negatives(draw: Draw) -> tuple[int]:
    return (draw.size("negative", 40),)


@start.mistake("one term is missing: there are 1 + K scores, and each adds its own")
def negatives_only(negative: int) -> float:
    return negative * math.log(2)


@start.mistake(
    "these are the probabilities themselves: the loss adds up −log of each"
)
def probabilities(negative: int) -> float:
    return (1 + negative) * 0.5


@start.mistake(
    "that is what a single word adds, whatever K is. The loss is a sum over "
    "all the words, no mean"
)
def one_word(negative: int) -> float:
    return math.log(2)


@start.mistake(
    "that is the loss of a softmax over 1 + K words. Here each word is a "
    "yes–no question of its own"
)
def softmax(negative: int) -> float:
    return math.log(1 + negative)


def pair_loss(positive: Tensor, negatives: Tensor) -> Tensor:
    """The loss of one pair, finite whatever its scores.

    positive: float (), the score of the context word; negatives: float (K,), those
    of the negatives. Returns a float () that a gradient can flow back from.
    >>> pair_loss(torch.tensor(0.0), torch.tensor([0.0, -200.0]))
    tensor(1.3863)
    """
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives).sum()


def loss_and_gradient(loss: Tensor, after: tuple, before: tuple) -> Parts:
    """The gradient too: a loss that is right may still teach nothing."""
    if not getattr(loss, "requires_grad", False):
        return Parts(loss=loss, gradient=None)
    slopes = torch.autograd.grad(
        loss, after, allow_unused=True, materialize_grads=True
    )
    return Parts(loss=loss, gradient=torch.cat([slopes[0].view(1), slopes[1]]))


pair = Exercise(
    pair_loss,
    stars=2,
    bought="one confident mistake no longer puts `nan` into the tables.",
    why="""Each word is a question of its own, so each has its own log σ: the
    positive's with its score, a negative's with the score's sign turned.
    `logsigmoid` never forms σ itself, which float32 rounds to 0 or to 1 long
    before the logarithm stops being an ordinary number.""",
    outcome=loss_and_gradient,
)


@pair.domain
def scores_of_a_pair(draw: Draw) -> tuple[Tensor, Tensor]:
    scores = draw.floats("scores", 1 + draw.size("K", 5), kinds="zeros equal")
    if draw.chance("a score is far from 0", 0.5):
        scores[draw.randrange(len(scores))] = draw.choice(
            [-1000, -200, -30, -12, -8, 8, 12, 30, 200]
        )
    draw.beyond("a score of the wrong sign", max(-scores[0], scores[1:].max()))
    return scores[0].clone().requires_grad_(), scores[1:].clone().requires_grad_()


@pair.mistake(
    "right, but not where a score is large: an exp or a σ leaves float32's "
    "range before the logarithm sees it. PyTorch has one function for σ and "
    "logarithm"
)
def rounded(positive: Tensor, negatives: Tensor) -> Tensor:
    return (
        -torch.log(torch.sigmoid(positive))
        - torch.log(torch.sigmoid(-negatives)).sum()
    )


@pair.mistake(
    "the log σ of a sum is not the sum of the log σ: each negative is a "
    "question of its own"
)
def sum_first(positive: Tensor, negatives: Tensor) -> Tensor:
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives.sum())


@pair.mistake(
    "negatives are treated like positives: their scores should fall, so turn "
    "the sign inside"
)
def all_positive(positive: Tensor, negatives: Tensor) -> Tensor:
    return -F.logsigmoid(positive) - F.logsigmoid(negatives).sum()


@pair.mistake("the negatives are averaged, which makes K of them count as one")
def averaged(positive: Tensor, negatives: Tensor) -> Tensor:
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives).mean()


def score_words(v: Tensor, u: Tensor) -> Tensor:
    """The score u · v of each of a pair's words, for a batch of any size.

    v: float (batch, dim), the centers' input vectors; u: float (batch, words, dim),
    the output vectors of each pair's words. Returns float (batch, words).
    >>> u = torch.tensor([[[1.0, 0.0], [1.0, 1.0]]])
    >>> score_words(torch.tensor([[1.0, 2.0]]), u)
    tensor([[1., 3.]])
    """
    return (u * v[:, None, :]).sum(dim=2)


score = Exercise(
    score_words,
    stars=2,
    bought=(
        "the last batch of an epoch, with one pair in it, is scored like any other."
    ),
    why="""The new axis of length 1 lets one input vector meet all words of its
    own pair, and the sum over the last axis is the dot product.
    `einsum("bkd,bd->bk", u, v)` says the same with letters, and a matrix product
    with `squeeze(2)` does too; only a bare `squeeze()` guesses.""",
)


@score.domain
def vectors_of_pairs(draw: Draw) -> tuple[Tensor, Tensor]:
    batch, words, dim = (
        draw.size("batch", 4),
        draw.size("words", 4),
        draw.size("dim", 5),
    )
    if draw.chance("batch, words and dim are equal"):
        words = dim = batch
    return draw.floats("v", batch, dim), draw.floats("u", batch, words, dim)


@score.mistake(
    "a batch of one pair, or a pair of one word, loses an axis: say which "
    "axis `squeeze` may drop"
)
def squeezed(v: Tensor, u: Tensor) -> Tensor:
    return (u @ v[:, :, None]).squeeze()


@score.mistake(
    "the words of a pair meet the centres of all pairs: a pair's words need "
    "their own centre alone"
)
def all_centres(v: Tensor, u: Tensor) -> Tensor:
    return u @ v.T


@score.mistake(
    "broadcasting lines axes up from the right, so the pairs' axis of v meets "
    "the words' axis of u: give v an axis of length 1 between its two"
)
def broadcast(v: Tensor, u: Tensor) -> Tensor:
    return (u * v).sum(dim=-1)


@score.mistake(
    "these are cosines. A score is not divided by any length: a longer vector "
    "may say *yes* louder"
)
def cosines(v: Tensor, u: Tensor) -> Tensor:
    return F.cosine_similarity(u, v[:, None, :], dim=2)
