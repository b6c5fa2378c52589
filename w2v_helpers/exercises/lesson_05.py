"""Exercises of lesson 05: negatives, the scores of pairs, and their loss."""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.checks.comparing import Parts, same
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
        "you know the first loss of a model before it runs, as long as its scores "
        "start at 0 and no term is left out."
    ),
    why="""A score of 0 means σ = ½ for the positive and for each negative
    alike, and −log ½ = log 2. There are 1 + K such terms, and the loss adds them
    up.""",
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


def noise_distribution(counts: Tensor, power: float) -> Tensor:
    """The probability of each word as a negative: its count to a power, out of all.

    counts: int64 (V,), 1 or more each. Returns float (V,), which sum to 1.
    >>> noise_distribution(torch.tensor([16, 1]), 0.75)
    tensor([0.8889, 0.1111])
    """
    weights = counts**power
    return weights / weights.sum()


distribution = Exercise(
    noise_distribution,
    stars=1,
    bought="the power is one number that you may turn, from uniform to the text's.",
    why="""The power makes weights of counts, and dividing by the sum of all
    weights makes probabilities of weights. The order matters: shares to a power
    no longer sum to 1.""",
)


@distribution.domain
def counts_of_words(draw: Draw) -> tuple[Tensor, float]:
    size = draw.size("V", 6)
    counts = torch.tensor([draw.choice([1, 2, 7, 90, 5000]) for _ in range(size)])
    draw.note("all counts are equal", (counts == counts[0]).all())
    return counts, draw.pick("power", 0.0, 0.5, 0.75, 1.0)


@distribution.mistake(
    "these are weights: probabilities sum to 1, so divide by the sum of the weights"
)
def weights_alone(counts: Tensor, power: float) -> Tensor:
    return counts**power


@distribution.mistake(
    "shares to a power no longer sum to 1: raise the counts first, divide then"
)
def shares_raised(counts: Tensor, power: float) -> Tensor:
    return (counts / counts.sum()) ** power


@distribution.mistake(
    "the weights are divided by the number of tokens: their own sum is another"
)
def by_tokens(counts: Tensor, power: float) -> Tensor:
    return counts**power / counts.sum()


@distribution.mistake(
    "that is times the power, and the division takes it out again: a power is `**`"
)
def times_power(counts: Tensor, power: float) -> Tensor:
    weights = counts * power
    return weights / weights.sum()


def draw_negatives(
    noise: Tensor, pairs: int, negative: int, generator: torch.Generator
) -> Tensor:
    """Ids drawn from the noise distribution, so many for each pair.

    noise: float (V,), the probability of each id. A draw does not look at those
    before it: an id may come twice. Returns int64 (pairs, negative).
    >>> noise = torch.tensor([0.0, 1.0])
    >>> draw_negatives(noise, 2, 3, torch.Generator())
    tensor([[1, 1, 1],
            [1, 1, 1]])
    """
    ids = torch.multinomial(
        noise, pairs * negative, replacement=True, generator=generator
    )
    return ids.view(pairs, negative)


draws = Exercise(
    draw_negatives,
    stars=1,
    bought="every batch gets fresh negatives, and a seed repeats them.",
    why="""All draws come from one distribution and none looks at another, so one
    call can make them all; `view` lays the long row out as a row for each pair.
    The generator is handed on, so that a seed alone decides what is drawn.""",
    changes=("generator",),
)


def wrong_form(drawn: object, pairs: int, negative: int, size: int) -> str:
    """What is wrong with shape, dtype and range of the ids."""
    if isinstance(drawn, (list, tuple)):
        made = "stack" if drawn and isinstance(drawn[0], Tensor) else "tensor"
        return (
            f"it returns a {type(drawn).__name__}: `torch.{made}(…)` makes a tensor"
        )
    if not isinstance(drawn, Tensor):
        return f"it returns {type(drawn).__name__}, expected a tensor of ids"
    if drawn.shape != (pairs, negative):
        told = {(negative, pairs): ": rows and columns are exchanged"}
        told[(pairs * negative,)] = ": a row for each pair, with `view`"
        shape = tuple(drawn.shape)
        return (
            f"for {pairs} pairs with {negative} negatives its shape is {shape}, "
            f"expected {(pairs, negative)}{told.get(shape, '')}"
        )
    if drawn.dtype != torch.int64:
        return f"it returns {drawn.dtype}, and ids are int64: `.long()`"
    if drawn.min() < 0 or drawn.max() >= size:
        return (
            f"ids go from 0 to {size - 1}, it gives {drawn.flatten().tolist()[:9]}"
        )
    return ""


def wrong_draws(drawn: Tensor, noise: Tensor) -> str:
    """What is wrong with very many draws."""
    pairs, negative = drawn.shape
    if pairs > 1 and (drawn == drawn[:1]).all():
        return "every pair gets the same negatives: each draws its own"
    if negative > 1 and (drawn == drawn[:, :1]).all():
        return "all negatives of a pair are the same word: draw each by itself"
    shares = drawn.flatten().bincount(minlength=len(noise)) / drawn.numel()
    room = 5 * (noise * (1 - noise) / drawn.numel()).sqrt()
    if ((shares - noise).abs() <= room).all():
        return ""
    if ((shares - 1 / len(noise)).abs() < 0.02).all():
        return "it draws every word alike: where does the noise come in?"
    told = [[round(x, 2) for x in one.tolist()] for one in (noise, shares)]
    return f"of the probabilities {told[0]} it draws the shares {told[1]}"


@draws.verify
def judge_draws(answer: Callable, draw: Draw) -> str:
    rare = [0.9] + [0.01] * 10
    plain = (rare, 2, 3), (rare, 4, 1), ([0.7, 0.3], 1, 1), ([1.0], 3, 2)
    uneven = [0.02, 0.5, 0.3, 0.15, 0.03], [0.6, 0.25, 0.1, 0.04, 0.01]
    for shares, pairs, negative in (*plain, *((one, 4000, 5) for one in uneven)):
        noise = torch.tensor(shares)
        one, other = (
            answer(noise, pairs, negative, draw.generator()) for _ in range(2)
        )
        if wrong := wrong_form(one, pairs, negative, len(noise)):
            return wrong
        if pairs > 100:
            if wrong := wrong_draws(one, noise):
                return wrong
            if torch.equal(one, other):
                return "another generator gives the same negatives: is it used?"
    return ""


def score_words(v: Tensor, u: Tensor) -> Tensor:
    """The score u · v of each of a pair's words, for a batch of any size.

    v: float (batch, dim), the centers' input vectors; u: float (batch, words, dim),
    the output vectors of each pair's words. Returns float (batch, words), from
    which a gradient can flow back to both.
    >>> u = torch.tensor([[[1.0, 0.0], [1.0, 1.0]]])
    >>> score_words(torch.tensor([[1.0, 2.0]]), u)
    tensor([[1., 3.]])
    """
    return (u * v[:, None, :]).sum(dim=2)


def scores_and_gradient(scores: object, after: tuple, before: tuple) -> object:
    """Right scores with their gradient: without one nothing would be learned."""
    if not same(scores, score_words(*before)):
        return scores
    slopes = [None, None]
    if scores.requires_grad:
        slopes = torch.autograd.grad(scores.sum(), after, allow_unused=True)
    flows = all(slope is not None for slope in slopes)
    return Parts(scores=scores, gradient=list(slopes) if flows else None)


score = Exercise(
    score_words,
    stars=2,
    bought=(
        "the last batch of an epoch, with one pair in it, is scored like any other."
    ),
    why="""The new axis of length 1 lets one input vector meet all words of its
    own pair, and the sum over the last axis is the dot product. A matrix product,
    `(u @ v[:, :, None]).squeeze(2)`, does the same. A bare `.squeeze()` drops
    every axis of length 1: of a single pair, (1, 6, 1) becomes (6,), and the batch
    is gone.""",
    outcome=scores_and_gradient,
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
    v = draw.floats("v", batch, dim).requires_grad_()
    return v, draw.floats("u", batch, words, dim).requires_grad_()


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


def negative_sampling_loss(
    scores: Tensor, positive: Tensor, negatives: Tensor
) -> Tensor:
    """The mean loss of a batch of pairs, finite whatever their scores.

    scores: float (batch, 1 + K), each pair's positive first; positive (batch,) and
    negatives (batch, K): their ids, int64. A negative that is its own pair's
    positive costs nothing. Returns a float () that a gradient can flow back from.
    >>> scores = torch.tensor([[-200.0, 0.0, 0.0]])
    >>> negative_sampling_loss(scores, torch.tensor([7]), torch.tensor([[7, 2]]))
    tensor(200.6931)
    """
    counts = negatives != positive[:, None]  # (batch, K)
    negative_loss = (F.logsigmoid(-scores[:, 1:]) * counts).sum(dim=1)  # (batch,)
    return -(F.logsigmoid(scores[:, 0]) + negative_loss).mean()


def loss_and_gradient(loss: Tensor, after: tuple, before: tuple) -> Parts:
    """The gradient too: a loss that is right may still teach nothing."""
    if not getattr(loss, "requires_grad", False):
        return Parts(loss=loss, gradient=None)
    (slopes,) = torch.autograd.grad(
        loss, after[0], allow_unused=True, materialize_grads=True
    )
    return Parts(loss=loss, gradient=slopes)


loss = Exercise(
    negative_sampling_loss,
    stars=3,
    bought=(
        "the model has its loss, and one confident mistake no longer puts `nan` "
        "into the tables."
    ),
    why="""Each word is a question of its own, so each has its own log σ: the
    positive's with its score, a negative's with the score's sign turned.
    `logsigmoid` never forms σ itself, which float32 rounds to 0 or to 1. The
    comparison gives True, which counts as 1, and False, which takes a term out;
    masking the score instead would leave log σ(0) in the sum.""",
    outcome=loss_and_gradient,
)


@loss.domain
def scores_of_a_batch(draw: Draw) -> tuple[Tensor, Tensor, Tensor]:
    batch, k = draw.size("batch", 4), draw.size("K", 4)
    scores = draw.floats("scores", batch, 1 + k, kinds="zeros equal")
    if draw.chance("a score is far from 0", 0.4):
        place = draw.randrange(batch), draw.randrange(1 + k)
        scores[place] = draw.choice([-1000, -200, -30, -12, 12, 30, 200, 1000])
    ids = draw.ids("positive and negatives", batch * (1 + k), 6).view(batch, 1 + k)
    positive, negatives = ids[:, 0].clone(), ids[:, 1:].clone()
    if draw.chance("no negative is its pair's positive", 0.4):
        negatives += 10
    else:
        draw.note(
            "a negative is its pair's positive",
            (negatives == positive[:, None]).any(),
        )
    draw.beyond(
        "a score of the wrong sign", max(-scores[:, 0].min(), scores[:, 1:].max())
    )
    return scores.requires_grad_(), positive, negatives


@loss.mistake(
    "right, but not where a score is large: an exp or a σ leaves float32's "
    "range before the logarithm sees it. PyTorch has one function for σ and "
    "logarithm"
)
def rounded(scores: Tensor, positive: Tensor, negatives: Tensor) -> Tensor:
    counts = negatives != positive[:, None]
    against = (torch.log(torch.sigmoid(-scores[:, 1:])) * counts).sum(dim=1)
    return -(torch.log(torch.sigmoid(scores[:, 0])) + against).mean()


@loss.mistake(
    "a negative that is its pair's positive is counted too: compare the ids, "
    "a row of negatives with its own positive"
)
def all_counted(scores: Tensor, positive: Tensor, negatives: Tensor) -> Tensor:
    against = F.logsigmoid(-scores[:, 1:]).sum(dim=1)
    return -(F.logsigmoid(scores[:, 0]) + against).mean()


@loss.mistake(
    "a score of 0 is not free: it costs log 2. Take the term out of the sum, "
    "not the score out of the term"
)
def scores_masked(scores: Tensor, positive: Tensor, negatives: Tensor) -> Tensor:
    counts = negatives != positive[:, None]
    against = F.logsigmoid(-scores[:, 1:] * counts).sum(dim=1)
    return -(F.logsigmoid(scores[:, 0]) + against).mean()


@loss.mistake(
    "negatives are treated like positives: their scores should fall, so turn "
    "the sign inside"
)
def all_positive(scores: Tensor, positive: Tensor, negatives: Tensor) -> Tensor:
    counts = negatives != positive[:, None]
    against = (F.logsigmoid(scores[:, 1:]) * counts).sum(dim=1)
    return -(F.logsigmoid(scores[:, 0]) + against).mean()
