"""Exercises of lesson 16: how sure a lead is, over seeds and over items."""

import itertools
from collections.abc import Callable

import torch
from scipy.stats import pearsonr, spearmanr
from torch import Tensor

from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def standard_error_of_lead(first: Tensor, second: Tensor) -> float:
    """The standard error of the gap between the means of two sets of scores.

    first, second: ``(seeds,)``, two or more each; not always as many.
    >>> standard_error_of_lead(torch.tensor([0.0, 6.0]), torch.tensor([0.0, 8.0]))
    5.0
    """
    return (first.var() / len(first) + second.var() / len(second)).sqrt().item()


lead = Exercise(
    standard_error_of_lead,
    stars=1,
    bought="a lead can be held against what the luck of the seeds does.",
    why="""The standard error of a mean is the standard deviation over √n: squared,
    the variance over n. Two means that do not know of each other are off now in one
    direction, now in two; so not the errors add up but their squares. `var` divides
    by n − 1, as it should for a sample.""",
)


@lead.domain
def two_sets_of_scores(draw: Draw) -> tuple[Tensor, Tensor]:
    sizes = (
        draw.size("first's seeds", 7, least=2),
        draw.size("second's seeds", 7, least=2),
    )
    draw.note("both have as many seeds", sizes[0] == sizes[1])
    width = draw.choice([0.01, 1.0])
    first, second = (
        draw.normal(size) * width + draw.uniform(0, 1) for size in sizes
    )
    if draw.chance("first's scores are all equal", 0.2):
        first[:] = 0.5
    return first, second


@lead.mistake(
    "the two standard errors are added as they are: two lucks seldom point the "
    "same way, so it is their squares that add up"
)
def errors_added(first: Tensor, second: Tensor) -> float:
    return float(
        first.std() / len(first) ** 0.5 + second.std() / len(second) ** 0.5
    )


@lead.mistake(
    "the variances are added, not divided by the number of seeds: a mean of many "
    "is surer than one training"
)
def of_one_training(first: Tensor, second: Tensor) -> float:
    return float((first.var() + second.var()).sqrt())


@lead.mistake(
    "the squares of the standard errors are added; what is asked for is the root "
    "of the sum"
)
def no_root(first: Tensor, second: Tensor) -> float:
    return float(first.var() / len(first) + second.var() / len(second))


@lead.mistake(
    "this variance divides by n: of a sample, divide by n − 1, as `var` does "
    "unless told otherwise"
)
def divided_by_n(first: Tensor, second: Tensor) -> float:
    one, other = (x.var(correction=0) / len(x) for x in (first, second))
    return float((one + other).sqrt())


def resampled_scores(
    people: Tensor, cosines: Tensor, rounds: int, generator: torch.Generator
) -> Tensor:
    """Spearman's correlation in each round, of items drawn with replacement.

    people, cosines: ``(items,)``, the two numbers of each item. A round draws as
    many items as there are. Result: ``(rounds,)``.
    >>> people, cosines = torch.arange(9.0), torch.arange(9.0) ** 2
    >>> resampled_scores(people, cosines, 4, torch.Generator().manual_seed(0)).shape
    torch.Size([4])
    """
    items = len(people)
    drawn = torch.randint(items, (rounds, items), generator=generator)
    scores = [spearmanr(people[own], cosines[own]).statistic for own in drawn]
    return torch.tensor(scores)


resampled = Exercise(
    resampled_scores,
    stars=2,
    bought="a score now says how much it owes to the choice of its items.",
    why="""`randint` draws each place from 0 to items − 1 with equal chances, so an
    item may come twice or not at all: one row per round. One row picks people's
    numbers *and* the cosines, so that an item keeps both of its own. `spearmanr`
    ranks what was drawn anew in every round.""",
    changes=("generator",),
)

ROUNDS = 150


def unlikely(scores: Tensor, people: Tensor, cosines: Tensor) -> str:
    """What is wrong with the scores of many rounds, beside the solution's."""
    right = resampled_scores(
        people, cosines, ROUNDS, torch.Generator().manual_seed(0)
    )
    numbers = float(pearsonr(people, cosines).statistic)
    mean, width = float(scores.mean()), float(scores.std())
    if scores.isnan().any():
        return "a round gives NaN: are all the items that it draws the same one?"
    if width < 1e-6:
        return (
            "every round has the same score. Drawn *with* replacement, an item may "
            "come twice or not at all"
        )
    if abs(mean) < 0.3 * right.mean():
        return (
            "the scores lie around 0: an item must keep its own two numbers, so "
            "draw places once a round and use them for both"
        )
    if abs(mean - numbers) < abs(mean - right.mean()):
        return "these are Pearson's correlations: Spearman's compares ranks"
    if not 0.7 < width / right.std() < 1.4:
        return (
            f"the scores' standard deviation is {width:.3f}, where about "
            f"{right.std():.3f} is right: a round draws as many items as there are"
        )
    return ""


def impossible(scores: Tensor, people: Tensor, cosines: Tensor) -> str:
    """Whether a score is one that no draw of so few items can have, or few come."""
    drawn = itertools.combinations_with_replacement(range(len(people)), len(people))
    possible = [
        spearmanr(people[[*own]], cosines[[*own]]).statistic for own in drawn
    ]
    gaps = (scores[:, None] - torch.tensor(possible)).abs().nan_to_num(9)
    odd = scores[(gaps.amin(dim=1) > 1e-4) & ~scores.isnan()]
    if len(odd):
        return (
            f"it gives {odd[0]:.3f}, which Spearman's correlation of items that "
            "were drawn cannot be: draw first, then rank"
        )
    if len(scores[~scores.isnan()].mul(1000).round().unique()) < 4:
        return (
            "a round draws as many items as there are, with replacement: of four "
            "items that gives more than two or three different scores"
        )
    return ""


@resampled.verify
def judge_scores(answer: Callable, draw: Draw) -> str:
    people = draw.normal(60).mul(2).round() / 2  # with ties
    cosines = (2 * people + draw.normal(60)).exp()  # far from a straight line
    small = torch.tensor([1.0, 2.0, 3.0, 5.0]), torch.tensor([0.1, 0.9, 0.3, 0.4])
    one, other = (
        answer(people, cosines, ROUNDS, torch.Generator().manual_seed(seed))
        for seed in (5, 6)
    )
    if not isinstance(one, Tensor) or one.shape != (ROUNDS,):
        got = tuple(one.shape) if isinstance(one, Tensor) else type(one).__name__
        return f"it returns {got}, expected a tensor of shape {(ROUNDS,)}"
    if wrong := unlikely(one.double(), people, cosines):
        return wrong
    if torch.equal(one, other):
        return "another generator gives the same scores: is it used?"
    few = answer(*small, 50, torch.Generator().manual_seed(7))
    return impossible(few.double(), *small)


def paired_leads(base: Tensor, others: Tensor) -> Tensor:
    """The base's lead over each other model, seed by seed: mean, standard error.

    base: ``(seeds,)``; others: ``(models, seeds)``, a column for each seed.
    Result: ``(models, 2)``: the mean lead over the seeds, and its standard error.
    >>> base = torch.tensor([5.0, 6.0, 7.0])
    >>> paired_leads(base, torch.tensor([[4.0, 5.0, 6.0], [7.0, 6.0, 5.0]]))
    tensor([[1.0000, 0.0000],
            [0.0000, 1.1547]])
    """
    gaps = base - others  # (models, seeds)
    errors = gaps.std(dim=1) / len(base) ** 0.5
    return torch.stack([gaps.mean(dim=1), errors], dim=1)


paired = Exercise(
    paired_leads,
    stars=2,
    bought="what two trainings of one seed have in common no longer blurs a lead.",
    why="""Take the gap first, within a seed: what both trainings owe to it drops
    out. That leaves as many gaps as seeds, and the standard error of their mean is
    their standard deviation over √n. `base` is one row, so broadcasting takes every
    row of `others` from it; `stack` with `dim=1` puts the results side by side.""",
)


@paired.domain
def base_and_others(draw: Draw) -> tuple[Tensor, Tensor]:
    seeds, models = draw.size("seeds", 6, least=2), draw.size("models", 4)
    draw.note("there are as many models as seeds", models == seeds)
    base = draw.normal(seeds)
    others = draw.normal(models, seeds)
    if draw.chance("a seed is good or bad for all", 0.5):
        others = others / 10 + base
    return base, others


@paired.mistake(
    "these are standard errors as of models that share no seeds: take the gap of "
    "each seed first, then the standard deviation of the gaps"
)
def unpaired(base: Tensor, others: Tensor) -> Tensor:
    errors = ((base.var() + others.var(dim=1)) / len(base)).sqrt()
    return torch.stack([base.mean() - others.mean(dim=1), errors], dim=1)


@paired.mistake(
    "the gaps' standard deviation says how far one seed's gap lies from the mean; "
    "that of the mean is smaller: divide by the root of the number of seeds"
)
def of_one_seed(base: Tensor, others: Tensor) -> Tensor:
    gaps = base - others
    return torch.stack([gaps.mean(dim=1), gaps.std(dim=1)], dim=1)


@paired.mistake("the lead has the wrong sign: it is the base minus the other")
def turned(base: Tensor, others: Tensor) -> Tensor:
    gaps = others - base
    errors = gaps.std(dim=1) / len(base) ** 0.5
    return torch.stack([gaps.mean(dim=1), errors], dim=1)


@paired.mistake(
    "this standard deviation divides by n: of a sample, divide by n − 1, as `std` "
    "does unless told otherwise"
)
def of_a_population(base: Tensor, others: Tensor) -> Tensor:
    gaps = base - others
    errors = gaps.std(dim=1, correction=0) / len(base) ** 0.5
    return torch.stack([gaps.mean(dim=1), errors], dim=1)
