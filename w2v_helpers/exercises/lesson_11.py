"""Exercises of lesson 11: slopes by the scores, gradients that meet in one row, and a whole training step."""

import random
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.exercises.checking import Exercise


def softmax_slopes(scores: Tensor, context: int) -> Tensor:
    """The slope of −log P(context) by every score.

    It is what the model says minus what the text says.
    scores: (V,), a score for each word; context: the id of the context word.
    Returns (V,).
    >>> softmax_slopes(torch.zeros(4), 2).tolist()
    [0.25, 0.25, -0.75, 0.25]
    """
    p = torch.softmax(scores, dim=0)  # (V,): what the model says
    return p - F.one_hot(torch.tensor(context), len(scores))  # (V,): what the text says


def _scores(rng: random.Random) -> tuple[Tensor, int]:
    size, scale = rng.randint(2, 6), rng.choice([1, 3, 2000])
    return scale * torch.tensor([rng.gauss(0, 1) for _ in range(size)]), rng.randrange(size)


def _one_hot(scores: Tensor, context: int) -> Tensor:
    return torch.eye(len(scores), dtype=scores.dtype)[context]


def sum_into_rows(vocab_size: int, ids: Tensor, terms: Tensor) -> Tensor:
    """The gradient of a whole table: row w is the sum of the terms of w.

    A row without any term is zeros.
    ids: int64 (n,), which row each term is for; terms: (n, dim).
    Returns (vocab_size, dim).
    >>> terms = torch.tensor([[1.0, 5.0], [10.0, 50.0]])
    >>> sum_into_rows(3, torch.tensor([0, 2]), terms).tolist()
    [[1.0, 5.0], [0.0, 0.0], [10.0, 50.0]]
    """
    return terms.new_zeros(vocab_size, terms.shape[1]).index_add_(0, ids, terms)


def _terms(rng: random.Random) -> tuple[int, Tensor, Tensor]:
    vocab_size, n, dim = rng.randint(3, 5), rng.randint(4, 7), rng.randint(1, 3)
    ids = torch.tensor(rng.choices(range(vocab_size), k=n))
    return vocab_size, ids, torch.randn(n, dim, generator=torch.Generator().manual_seed(rng.randrange(10**6)))


def _last_term(vocab_size: int, ids: Tensor, terms: Tensor) -> Tensor:
    table = terms.new_zeros(vocab_size, terms.shape[1])
    for row, term in zip(ids.tolist(), terms, strict=True):
        table[row] = term
    return table


def _mean_term(vocab_size: int, ids: Tensor, terms: Tensor) -> Tensor:
    counts = torch.bincount(ids, minlength=vocab_size).clamp(min=1)
    return sum_into_rows(vocab_size, ids, terms) / counts[:, None]


def _only_touched(vocab_size: int, ids: Tensor, terms: Tensor) -> Tensor:
    return sum_into_rows(vocab_size, ids, terms)[ids.unique()]


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
    w_out.index_add_(0, words.flatten(), (g[:, :, None] * v[:, None, :]).flatten(0, 1))


def _batch(rng: random.Random) -> tuple:
    generator = torch.Generator().manual_seed(rng.randrange(10**6))
    rows, dim, batch, k = rng.randint(3, 6), rng.randint(1, 4), rng.randint(4, 8), rng.randint(1, 3)
    w_in, w_out = torch.randn(2, rows, dim, generator=generator)
    center, context = torch.randint(rows, (2, batch), generator=generator)
    negatives = torch.randint(rows, (batch, k), generator=generator)
    negatives[0, 0], center[1] = context[0], center[0]  # an equal negative and a duplicate in every batch
    return w_in, w_out, center, context, negatives, 0.5


def _step(tables: tuple, batch: tuple, lr: float, *, label: float = 1, equal: bool = False, late: bool = False) -> None:
    """The step as a loop over scores, which can make mistakes: another label, equal negatives kept, or w_in first."""
    (w_in, w_out), terms = tables, []
    for c, o, drawn in zip(*map(Tensor.tolist, batch), strict=True):
        scored = [(o, label), *((w, 0) for w in drawn if equal or w != o)]
        terms += [(c, w, torch.sigmoid(w_in[c] @ w_out[w]) - y) for w, y in scored]
    old_in, old_out = w_in.clone(), w_out.clone()
    for c, w, g in terms:
        w_in[c] -= lr * g * old_out[w]
    for c, w, g in terms:
        w_out[w] -= lr * g * (w_in if late else old_in)[c]


def _near(*, scale: float = 1, **wrong: bool) -> Callable:
    """A step that is nearly right, in one of the ways of `_nearly`."""

    def step(w_in: Tensor, w_out: Tensor, *batch: Tensor | float) -> None:
        _nearly(w_in, w_out, *batch[:3], scale * batch[3], wrong)

    return step


def _nearly(
    w_in: Tensor, w_out: Tensor, center: Tensor, context: Tensor, drawn: Tensor, lr: float, wrong: dict
) -> None:
    words, own = torch.cat([context[:, None], drawn], dim=1), drawn == context[:, None]
    v, u = w_in[center], w_out[words]
    s = torch.einsum("bkd,bd->bk", u, v)
    if wrong.get("scores_masked"):
        s[:, 1:] *= ~own
    g = s if wrong.get("no_sigma") else s.softmax(dim=1) if wrong.get("softmax") else s.sigmoid()
    g[:, 0] -= 1
    if wrong.get("centers"):
        own = drawn == center[:, None]
    if wrong.get("of_batch"):
        own = torch.isin(drawn, context)
    if not wrong.get("scores_masked"):
        g[:, 1:] *= ~own
    if wrong.get("pairs_dropped"):
        g *= ~own.any(dim=1, keepdim=True)
    if wrong.get("mean_of_negatives"):
        g[:, 1:] /= drawn.shape[1]
    if wrong.get("positives_only"):
        g[:, 1:] = 0
    g *= -lr / (g.numel() if wrong.get("mean_of_scores") else len(center))
    to_u = g[:, :, None] * v[:, None]
    if wrong.get("late"):
        u = w_out.index_add(0, words.flatten(), to_u.flatten(0, 1))[words]
    to_v = torch.einsum("bk,bkd->bd", g, u)
    if wrong.get("centers_once"):
        w_in[center] += to_v
    elif not wrong.get("outputs_only"):
        w_in.index_add_(0, center, to_v)
    if wrong.get("outputs_once"):
        w_out[words] += to_u
    elif not wrong.get("inputs_only"):
        w_out.index_add_(0, words.flatten(), to_u.flatten(0, 1))


def _pair_after_pair(w_in: Tensor, w_out: Tensor, *batch: Tensor | float) -> None:
    for c, o, drawn in zip(*batch[:3], strict=True):
        _nearly(w_in, w_out, c[None], o[None], drawn[None], batch[3] / len(batch[0]), {})


EXERCISES = [
    Exercise(
        softmax_slopes,
        stars=1,
        bought="all of the softmax's calculus is one subtraction.",
        why="The first part of the loss, minus the context word's score, has slope −1 at the context word and 0 "
        "elsewhere. The second part, the logarithm of the sum, has the softmax itself as its slope. torch's softmax "
        "takes the largest score off before it calls exp, so that no score is too large for it.",
        cases=_scores,
        mistakes={
            "the sign is turned round. Raise the context word's score, and the loss falls: its slope is negative": (
                lambda scores, context: _one_hot(scores, context) - torch.softmax(scores, dim=0)
            ),
            "those are the model's probabilities alone, so every score would be pushed down. What does the text say?": (
                lambda scores, context: torch.softmax(scores, dim=0)
            ),
            "a score is no probability. Turn the scores into what the model says first": (
                lambda scores, context: scores - _one_hot(scores, context)
            ),
            "each score is judged by itself, as in negative sampling: the softmax's probabilities add up to 1": (
                lambda scores, context: torch.sigmoid(scores) - _one_hot(scores, context)
            ),
            "the scores of all other words have slopes too: what pulls one up pushes the rest down": (
                lambda scores, context: _one_hot(scores, context) * (torch.softmax(scores, dim=0) - 1)
            ),
            "−1 is what the text says: what the model says of the context word is missing": (
                lambda scores, context: torch.where(
                    _one_hot(scores, context) > 0, -torch.ones_like(scores), torch.softmax(scores, dim=0)
                )
            ),
            "that is the slope of −P(context). The logarithm is missing": (
                lambda scores, context: (p := torch.softmax(scores, dim=0))[context] * (p - _one_hot(scores, context))
            ),
            "exp alone is no probability: what do they add up to?": (
                lambda scores, context: scores.exp() - _one_hot(scores, context)
            ),
            "the 1 comes off the probability of the context word, not off its score": (
                lambda scores, context: torch.softmax(scores - _one_hot(scores, context), dim=0)
            ),
            "divided by the number of words: the loss is that of one pair, and no mean": (
                lambda scores, context: (torch.softmax(scores, dim=0) - _one_hot(scores, context)) / len(scores)
            ),
            "those are logarithms of probabilities. The slope holds the probabilities": (
                lambda scores, context: torch.log_softmax(scores, dim=0) - _one_hot(scores, context)
            ),
            "right for small scores; the exp of a score in the thousands is infinite, and infinity by infinity is "
            "NaN. torch has a function for the whole": (
                lambda scores, context: scores.exp() / scores.exp().sum() - _one_hot(scores, context)
            ),
        },
    ),
    Exercise(
        sum_into_rows,
        stars=2,
        bought="a row that is used twice gets both of its gradients.",
        why="A word in two terms of the loss gets the sum of two slopes. An assignment through a list of ids keeps one "
        "write for each row, whatever the number of terms. index_add_ adds term after term, as autograd does when it "
        "goes back through a lookup.",
        cases=_terms,
        mistakes={
            "where an id comes twice, only its last term is left. An assignment through ids, `+=` too, reads all rows "
            "before it writes any": _last_term,
            "where an id comes twice, only its first term is there": (
                lambda vocab_size, ids, terms: _last_term(vocab_size, ids.flip(0), terms.flip(0))
            ),
            "that is the mean of a word's terms. A word in two terms of the loss is pushed twice": _mean_term,
            "that is the sum over the terms and then some division by their number. Is anything to be divided?": (
                lambda vocab_size, ids, terms: sum_into_rows(vocab_size, ids, terms) / len(ids)
            ),
            "that is a step, against the slopes. Asked for are the slopes": (
                lambda vocab_size, ids, terms: -sum_into_rows(vocab_size, ids, terms)
            ),
            "it has a row for each word that has a term. The table has vocab_size rows; the others are zeros": (
                _only_touched
            ),
        },
    ),
    Exercise(
        step_without_autograd,
        stars=3,
        bought="a whole training step: both tables move as autograd would move them.",
        why="Indexing makes copies, so v and u are the vectors from before the step, and the order of the two updates "
        "does not matter. g holds the slope by every score. The chain rule multiplies it by the other vector, "
        "index_add_ sums what meets in a row, and the mean over the batch divides by its size.",
        cases=_batch,
        in_place=True,
        mistakes={
            "both tables stand as they were. `w_in = …` makes a new tensor: change the one that was given": (
                lambda *arguments: None
            ),
            "the step is too long, by the number of pairs: the loss is their mean": (
                lambda w_in, w_out, *batch, lr=0.5: _step((w_in, w_out), batch[:3], lr)
            ),
            "it climbs: a step goes against the slopes": (
                lambda w_in, w_out, *batch: _step((w_in, w_out), batch[:3], -batch[3] / len(batch[0]))
            ),
            "a word that comes twice in the batch moves once. Section 11.6": _near(
                centers_once=True, outputs_once=True
            ),
            "a centre word that comes twice in the batch moves once: 11.6 holds for w_in too": _near(centers_once=True),
            "a context word or a negative that comes twice moves once. Section 11.6": _near(outputs_once=True),
            "a negative that equals its context word still pulls. What must its g be?": (
                lambda w_in, w_out, *batch: _step((w_in, w_out), batch[:3], batch[3] / len(batch[0]), equal=True)
            ),
            "every word is pushed away, the context word too. Whose label is 1?": (
                lambda w_in, w_out, *batch: _step((w_in, w_out), batch[:3], batch[3] / len(batch[0]), label=0)
            ),
            "the learning rate is missing": _near(scale=2),
            "the step is too short, by 1 + K: the mean is over the pairs, not over the scores": _near(
                mean_of_scores=True
            ),
            "σ is missing: a score is no probability": _near(no_sigma=True),
            "that is a softmax over 1 + K scores: negative sampling judges each score by itself": _near(softmax=True),
            "a negative that is left out still pulls: a score of 0 has a slope of 0.5": _near(scores_masked=True),
            "a negative is left out where it equals its own pair's context word, not where it is the centre": _near(
                centers=True
            ),
            "a negative that is the context word of some other pair is left out too: compare within a pair": _near(
                of_batch=True
            ),
            "a pair with an equal negative is left out as a whole: leave out that one term": _near(pairs_dropped=True),
            "the slopes of a pair's negatives are averaged: the loss sums over them": _near(mean_of_negatives=True),
            "only the positives move anything: what do the negatives do?": _near(positives_only=True),
            "the input vectors stand as they were": _near(outputs_only=True),
            "the output vectors stand as they were": _near(inputs_only=True),
            "each pair sees what the pairs before it have done: one step takes all slopes from the same tables": (
                _pair_after_pair
            ),
            "the input vectors move by output vectors that have moved already. Read both before you write either": (
                _near(late=True)
            ),
            "the output vectors move by input vectors that have moved already. Read both before you write either": (
                lambda w_in, w_out, *batch: _step((w_in, w_out), batch[:3], batch[3] / len(batch[0]), late=True)
            ),
        },
    ),
]
