"""Exercises of lesson 05: the loss of a pair, what it is at the start, and the scores it is made of."""

import math
import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.exercises.checking import Exercise, compare, same


def predict_start_loss(negative: int) -> float:
    """The loss of a pair with so many negatives while every score is 0.

    negative: K, the number of negatives, 1 or more.
    >>> round(predict_start_loss(1), 4)
    1.3863
    """
    return (1 + negative) * math.log(2)


def pair_loss(positive: Tensor, negatives: Tensor) -> Tensor:
    """The loss of one pair, finite whatever its scores.

    positive: float (), the score of the context word; negatives: float (K,), those
    of the negatives. Returns a float () that a gradient can flow back from.
    >>> pair_loss(torch.tensor(0.0), torch.tensor([0.0, -200.0]))
    tensor(1.3863)
    """
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives).sum()


def _capped(small: float, positive: Tensor, negatives: Tensor) -> Tensor:
    return -torch.log(positive.sigmoid() + small) - torch.log((-negatives).sigmoid() + small).sum()


def _cut(bound: float, positive: Tensor, negatives: Tensor) -> Tensor:
    return pair_loss(positive.clamp(-bound, bound), negatives.clamp(-bound, bound))


def score_words(v: Tensor, u: Tensor) -> Tensor:
    """The score u · v of each of a pair's words, for a batch of any size.

    v: float (batch, dim), the centers' input vectors; u: float (batch, words, dim),
    the output vectors of each pair's words. Returns float (batch, words).
    >>> u = torch.tensor([[[1.0, 0.0], [1.0, 1.0]]])
    >>> score_words(torch.tensor([[1.0, 2.0]]), u)
    tensor([[1., 3.]])
    """
    return (u * v[:, None, :]).sum(dim=2)


def _scores(rng: random.Random) -> tuple[Tensor, Tensor]:
    scores = [rng.gauss(0, 2) for _ in range(1 + rng.randint(1, 6))]
    if rng.random() < 0.5:
        scores[0] = rng.choice([-200.0, 200.0])
    if rng.random() < 0.5:
        scores[1] = rng.choice([-200.0, 200.0])
    return torch.tensor(scores[0]), torch.tensor(scores[1:])


def _vectors(rng: random.Random) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(rng.getrandbits(32))
    batch, words, dim = rng.choice([1, 2, 3, 3]), rng.randint(1, 4), rng.randint(2, 5)
    return torch.randn(batch, dim, generator=generator), torch.randn(batch, words, dim, generator=generator)


LOSS_VALUES = Exercise(
    pair_loss,
    stars=2,
    bought="one confident mistake no longer puts `nan` into the tables.",
    why="""Each word is a question of its own, so each has its own log σ: the positive's with its score, a
    negative's with the score's sign turned. `logsigmoid` never forms σ itself, which float32 rounds to 0 or to 1
    long before the logarithm stops being an ordinary number.""",
    cases=_scores,
    mistakes={
        "infinite where a true pair has the score −200 or a negative the score 200: σ is rounded to 0 before the "
        "logarithm sees it. PyTorch has one function for both": (
            lambda positive, negatives: -torch.log(torch.sigmoid(positive)) - torch.log(torch.sigmoid(-negatives)).sum()
        ),
        "the positive is safe, but 1 − σ of a negative's score is still rounded to 0: which identity turns it into "
        "a σ?": (lambda positive, negatives: -F.logsigmoid(positive) - torch.log(1 - torch.sigmoid(negatives)).sum()),
        "the log σ of a sum is not the sum of the log σ: each negative is a question of its own": (
            lambda positive, negatives: -F.logsigmoid(positive) - F.logsigmoid(-negatives.sum())
        ),
        "negatives are treated like positives: their scores should fall, so turn the sign inside": (
            lambda positive, negatives: -F.logsigmoid(positive) - F.logsigmoid(negatives).sum()
        ),
        "the sign is turned: this number falls as the model gets worse": (
            lambda positive, negatives: F.logsigmoid(positive) + F.logsigmoid(-negatives).sum()
        ),
        "the negatives are averaged, which makes K of them count as one": (
            lambda positive, negatives: -F.logsigmoid(positive) - F.logsigmoid(-negatives).mean()
        ),
        **{
            f"adding {small:g} inside the logarithm hides the infinity: the loss stops growing there, and the "
            "worst pairs send no gradient": (partial(_capped, small))
            for small in (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12)
        },
        **{
            f"scores are cut off at ±{bound}: beyond it the loss stops growing, and the worst pairs send no gradient": (
                partial(_cut, bound)
            )
            for bound in (5, 6, 10, 15, 20, 30, 50, 80, 88, 100)
        },
        "the positive and the negatives are averaged: the loss of a pair is a sum (a ready-made loss may average too, "
        "unless told otherwise)": lambda positive, negatives: pair_loss(positive, negatives) / (1 + len(negatives)),
        "positive and negatives are exchanged: the score of the context word should rise, those of the negatives "
        "fall": lambda positive, negatives: -F.logsigmoid(-positive) - F.logsigmoid(negatives).sum(),
        "the negatives make the loss smaller here: every term of it has its own minus sign": (
            lambda positive, negatives: -F.logsigmoid(positive) + F.logsigmoid(-negatives).sum()
        ),
        "the negatives are left out: a model that calls every pair *text* would do best": (
            lambda positive, negatives: -F.logsigmoid(positive)
        ),
        "this is a softmax over the 1 + K words, which compete there. Here each is a yes–no question of its own": (
            lambda positive, negatives: torch.cat([positive.view(1), negatives]).logsumexp(dim=0) - positive
        ),
        "these are probabilities of being wrong: the loss adds up −log of the probabilities of being right": (
            lambda positive, negatives: (-positive).sigmoid() + negatives.sigmoid().sum()
        ),
        "log(1 − σ) is not 1 − log σ: which identity turns 1 − σ(x) into a σ?": (
            lambda positive, negatives: -F.logsigmoid(positive) - (1 - F.logsigmoid(negatives)).sum()
        ),
    },
)


def _check_values_and_gradient(answer: Callable, rng: random.Random) -> str:
    wrong = compare(LOSS_VALUES, answer, rng)
    if wrong:
        return wrong
    for case in (-200.0, (200.0, 0.0)), (0.5, (1.0, -200.0)):
        scores = [torch.tensor(values, requires_grad=True) for values in case]
        loss = answer(*scores)
        if not isinstance(loss, Tensor) or not loss.requires_grad:
            return "the number is right, but no gradient can flow back from it: stay with tensors, without `.item()`"
        gradients = torch.autograd.grad(loss, scores, allow_unused=True, materialize_grads=True)
        expected = torch.autograd.grad(pair_loss(*scores), scores)
        if not all(gradient.isfinite().all() for gradient in gradients):
            return (
                "the loss is right, but its gradient is not: it is `nan`. An infinity is still computed on the way, "
                "and then hidden (`torch.where` computes both of its branches)"
            )
        if not all(map(same, gradients, expected)):
            return "the loss is right, but its gradient is not, so training would go astray"
    return ""


EXERCISES = [
    Exercise(
        predict_start_loss,
        stars=1,
        bought="a model whose first loss is another number has a bug, and you know it before it trains.",
        why="""A score of 0 means σ = ½ for the positive and for each negative alike, and −log ½ = ln 2. There are
        1 + K such terms, and the loss adds them up. With another start of the tables the number would be another.""",
        cases=lambda rng: (rng.randint(1, 30),),
        mistakes={
            "one term is missing: the context word has a score too": lambda negative: negative * math.log(2),
            "a loss is not negative: it is minus the logarithm of a probability": (
                lambda negative: (1 + negative) * math.log(0.5)
            ),
            "these are the probabilities themselves: the loss adds up −log of each": (
                lambda negative: (1 + negative) * 0.5
            ),
            "that is what a single word adds, whatever K is. The loss is a sum over all the words, no mean": (
                lambda negative: math.log(2)
            ),
            "a score of 0 is not a loss of 0: which probability does σ make of it?": lambda negative: 0.0,
            "that is the loss of a softmax over 1 + K words. Here each word is a yes–no question of its own": (
                lambda negative: math.log(1 + negative)
            ),
            "the negatives are taken off: mind both minus signs, every word adds to the loss": (
                lambda negative: (1 - negative) * math.log(2)
            ),
            "this is a logarithm to another base: log is the natural one here, as in `math.log`": (
                lambda negative: float(1 + negative)
            ),
        },
    ),
    replace(LOSS_VALUES, verify=_check_values_and_gradient),
    Exercise(
        score_words,
        stars=2,
        bought="the last batch of an epoch, with one pair in it, is scored like any other.",
        why="""The new axis of length 1 lets one input vector meet all words of its own pair, and the sum over the last
        axis is the dot product. `einsum("bkd,bd->bk", u, v)` says the same with letters, and a matrix product with
        `squeeze(2)` does too; only a bare `squeeze()` guesses.""",
        cases=_vectors,
        mistakes={
            "a batch of one pair, or a pair of one word, loses an axis: say which axis `squeeze` may drop": (
                lambda v, u: (u @ v[:, :, None]).squeeze()
            ),
            "an axis of length 1 is left over at the end": lambda v, u: u @ v[:, :, None],
            "the words of a pair meet the centres of all pairs: a pair's words need their own centre alone": (
                lambda v, u: u @ v.T
            ),
            "broadcasting lines axes up from the right, so the pairs' axis of v meets the words' axis of u: give v an "
            "axis of length 1 between its two": lambda v, u: (u * v).sum(dim=-1),
            "the sum runs over the words, not over the dimensions": lambda v, u: (u * v[:, None, :]).sum(dim=1),
            "these are probabilities. The score is the number that σ is given: leave it as it is": (
                lambda v, u: torch.sigmoid(score_words(v, u))
            ),
            "these are cosines. A score is not divided by any length: a longer vector may say *yes* louder": (
                lambda v, u: F.cosine_similarity(u, v[:, None, :], dim=2)
            ),
            "a score is the sum of the products, not their mean": lambda v, u: (u * v[:, None, :]).mean(dim=2),
        },
    ),
]
