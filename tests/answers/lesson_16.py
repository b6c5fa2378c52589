"""Answers to the exercises of lesson 16."""

import math
import statistics

import numpy as np
import torch
from scipy.stats import rankdata, sem, spearmanr

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edits_of

# ---- standard_error_of_lead


def error_by_sem(first, second):
    return math.hypot(sem(first.numpy()), sem(second.numpy()))


def error_by_statistics(first, second):
    squares = [statistics.variance(one.tolist()) / len(one) for one in (first, second)]
    return math.sqrt(sum(squares))


def error_by_hand(first, second):
    total = 0
    for scores in (first, second):
        n = len(scores)
        total += ((scores - scores.mean()) ** 2).sum() / (n - 1) / n
    return total.sqrt()


def error_of_deviations(first, second):
    one = first.std() / len(first) ** 0.5
    other = second.std() / len(second) ** 0.5
    return float((one**2 + other**2) ** 0.5)


RIGHT["standard_error_of_lead"] = [error_by_sem, error_of_deviations]
WRONG["standard_error_of_lead"] = edits_of(
    error_of_deviations,
    ({"(one**2 + other**2) ** 0.5": "one + other"}, "it is their squares that add up"),
    ({"(one**2 + other**2) ** 0.5": "one**2 + other**2"}, "the root of the sum"),
    ({" / len(first) ** 0.5": "", " / len(second) ** 0.5": ""}, "surer than one training"),
    ({"first.std()": "first.std(correction=0)"}, "its own example"),
    (
        lambda first, second: (
            (first.var(correction=0) / len(first) + second.var(correction=0) / len(second))
            .sqrt()
            .item()
        ),
        "this variance divides by n",
    ),
)
RIGHT_BLIND["standard_error_of_lead"] = [error_by_statistics, error_by_hand]
WRONG_BLIND["standard_error_of_lead"] = [
    (
        lambda first, second: (first - second).std() / len(first) ** 0.5,
        "RuntimeError",
    ),
    (
        lambda first, second: torch.cat([first, second]).std() / (len(first) + len(second)) ** 0.5,
        "its own example",
    ),
    (lambda first, second: first.mean() - second.mean(), "its own example"),
]

# ---- resampled_scores


def resampled_by_choice(people, cosines, rounds, generator):
    scores = torch.empty(rounds)
    for round_number in range(rounds):
        even = torch.ones(len(people))
        own = even.multinomial(len(people), replacement=True, generator=generator)
        scores[round_number] = spearmanr(people[own], cosines[own]).statistic
    return scores


def resampled_by_ranks(people, cosines, rounds, generator):
    found = []
    for _ in range(rounds):
        own = (torch.rand(len(people), generator=generator) * len(people)).long()
        both = [rankdata(values[own]) for values in (people, cosines)]
        found.append(np.corrcoef(*both)[0, 1])
    return torch.tensor(found)


def resampled_at_once(people, cosines, rounds, generator):
    own = torch.randint(0, len(people), (rounds, len(people)), generator=generator)
    pairs = zip(people[own], cosines[own], strict=True)
    return torch.tensor([spearmanr(*pair).statistic for pair in pairs], dtype=torch.float32)


def each_round(draw, score=lambda x, y: spearmanr(x, y).statistic):
    """Rounds that draw, or score, in another way."""

    def resampled_scores(people, cosines, rounds, generator):
        found = []
        for _ in range(rounds):
            own, other = draw(len(people), generator)
            found.append(score(people[own], cosines[other]))
        return torch.tensor(found)

    return resampled_scores


def draws(n, generator):
    return torch.randint(n, (n,), generator=generator)


def same_draws(n, generator):
    return (draws(n, generator),) * 2


RIGHT["resampled_scores"] = [resampled_by_choice, resampled_by_ranks]
WRONG["resampled_scores"] = [
    (each_round(lambda n, g: (torch.randperm(n, generator=g),) * 2), "Drawn *with* replacement"),
    (each_round(lambda n, g: (draws(n, g), draws(n, g))), "the scores lie around 0"),
    (each_round(same_draws, lambda x, y: np.corrcoef(x, y)[0, 1]), "Pearson's correlations"),
    (each_round(lambda n, g: (draws(n, g)[: n // 2],) * 2), "as many items as there are"),
]
RIGHT_BLIND["resampled_scores"] = [resampled_at_once]
WRONG_BLIND["resampled_scores"] = [
    (each_round(lambda n, g: (draws(n, torch.Generator()),) * 2), "every round has the same"),
    (lambda *drawn: resampled_at_once(*drawn).mean(), "expected a tensor of shape (150,)"),
    (lambda *drawn: resampled_at_once(*drawn).tolist(), "it returns list"),
    (
        lambda people, cosines, rounds, generator: resampled_at_once(
            people, cosines, rounds, torch.Generator().manual_seed(1)
        ),
        "another generator",
    ),
]

# ---- paired_leads


def leads_by_loop(base, others):
    rows = []
    for other in others:
        gaps = [a - b for a, b in zip(base.tolist(), other.tolist(), strict=True)]
        rows.append([statistics.mean(gaps), statistics.stdev(gaps) / math.sqrt(len(gaps))])
    return torch.tensor(rows)


def leads_by_sem(base, others):
    gaps = (base - others).numpy().astype(np.float64)
    return torch.from_numpy(np.column_stack([gaps.mean(axis=1), sem(gaps, axis=1)]))


def leads_by_variance(base, others):
    gaps = base[None] - others
    errors = (gaps.var(dim=1) / gaps.shape[1]).sqrt()
    return torch.stack((gaps.mean(dim=1), errors), dim=-1)


RIGHT["paired_leads"] = [leads_by_loop, leads_by_variance]
WRONG["paired_leads"] = edits_of(
    leads_by_variance,
    ({"base[None] - others": "others - base[None]"}, "the lead has the wrong sign"),
    ({" / gaps.shape[1]": ""}, "divide by the root of the number of seeds"),
    ({".sqrt()": ""}, "right, but not in the last column"),
    ({"dim=-1": "dim=0"}, "rows and columns are exchanged"),
    (
        lambda base, others: torch.stack(
            [
                base.mean() - others.mean(dim=1),
                ((base.var() + others.var(dim=1)) / len(base)).sqrt(),
            ],
            dim=1,
        ),
        "as of models that share no seeds",
    ),
)
RIGHT_BLIND["paired_leads"] = [leads_by_sem]
WRONG_BLIND["paired_leads"] = edits_of(
    leads_by_variance,
    ({"gaps.var(dim=1)": "gaps.var(dim=1, correction=0)"}, "this standard deviation divides by n"),
    ({"gaps.shape[1]": "gaps.shape[0]"}, "right, but not in the last column"),
    (lambda base, others: leads_by_variance(base, others).tolist(), "it returns a list"),
    (lambda base, others: leads_by_variance(base, others)[:, 0], "an axis is missing"),
)
