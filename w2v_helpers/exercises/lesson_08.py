"""Exercises of lesson 08: what a picture of vectors holds, and what it drops."""

import random

import numpy as np
import torch
from torch import Tensor

from w2v_helpers.exercises.checking import Exercise


def explained_share(widths: np.ndarray, k: int) -> float:
    """The share of the spread that the first k directions hold.

    widths: ``(directions,)``, the singular values, the widest first; k: at least 1.
    >>> explained_share(np.array([2.0, 1.0, 1.0, 0.0]), k=2)
    0.8333333333333334
    """
    spread = widths**2
    return float(spread[:k].sum() / spread.sum())


def mean_cosine(arrows: np.ndarray) -> float:
    """The mean cosine over all pairs of different rows: 1 if all point one way.

    arrows: ``(n, dim)``, n at least 2.
    >>> mean_cosine(np.array([[2.0, 0.0], [5.0, 0.0], [0.0, 3.0]]))
    0.3333333333333333
    """
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return float((units @ units.T)[np.triu_indices(len(units), k=1)].mean())


def share_kept(before: Tensor, after: Tensor) -> float:
    """The share of neighbours before that stand in the same row after, anywhere.

    before, after: ``(rows, k)``, the ids of each row's k nearest neighbours.
    >>> share_kept(torch.tensor([[4, 7], [5, 6]]), torch.tensor([[7, 4], [8, 6]]))
    0.75
    """
    same = before[:, :, None] == after[:, None, :]  # (rows, k, k)
    return same.any(dim=2).double().mean().item()


def widths_and_k(rng: random.Random) -> tuple[np.ndarray, int]:
    size = rng.randint(2, 8)
    return np.array(sorted((rng.uniform(0.1, 5) for _ in range(size)), reverse=True)), rng.randint(1, size)


def some_arrows(rng: random.Random) -> tuple[np.ndarray]:
    numbers = np.random.default_rng(rng.getrandbits(32))
    arrows = numbers.normal(size=(rng.randint(2, 6), rng.randint(2, 4))) * rng.uniform(0.5, 3) + 0.5
    if len(arrows) > 2 and numbers.random() < 0.3:
        arrows[1] = 2 * arrows[0]  # parallel, and not the same arrow
    return (arrows,)


def two_lists(rng: random.Random) -> tuple[Tensor, Tensor]:
    rows, k = rng.randint(2, 6), rng.randint(2, 4)
    return tuple(torch.tensor([rng.sample(range(8), k) for _ in range(rows)]) for _ in range(2))


def cosines(arrows: np.ndarray) -> np.ndarray:
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return units @ units.T


def pairs_of(matrix: np.ndarray) -> np.ndarray:
    return matrix[np.triu_indices(len(matrix), k=1)]


def common(before: Tensor, after: Tensor) -> list[int]:
    return [len({*a} & {*b}) for a, b in zip(before.tolist(), after.tolist(), strict=True)]


EXERCISES = [
    Exercise(
        explained_share,
        stars=1,
        bought="every PCA picture can now say how much of the spread it shows.",
        why="The spread along a direction is its singular value squared, as a variance is a standard deviation "
        "squared. The directions stand at right angles, so their spreads add up to the whole.",
        cases=widths_and_k,
        mistakes={
            "a singular value is a width: the spread is its square": lambda widths, k: widths[:k].sum() / widths.sum(),
            "the sum is squared, but each direction has a spread of its own: square first, then add": (
                lambda widths, k: widths[:k].sum() ** 2 / widths.sum() ** 2
            ),
            "that is the share of one direction: a picture shows the first k together": (
                lambda widths, k: widths[k - 1] ** 2 / (widths**2).sum()
            ),
            "one direction too many: `[:k]` ends before k, so it is k long": (
                lambda widths, k: (widths[: k + 1] ** 2).sum() / (widths**2).sum()
            ),
            "one direction too few: count them": lambda widths, k: (widths[: k - 1] ** 2).sum() / (widths**2).sum(),
            "that is the share that is lost": lambda widths, k: (widths[k:] ** 2).sum() / (widths**2).sum(),
            "those are the narrowest directions: the widest come first": (
                lambda widths, k: (widths[-k:] ** 2).sum() / (widths**2).sum()
            ),
            "that is the spread itself: what share of all spread is it?": lambda widths, k: (widths[:k] ** 2).sum(),
            "the first direction is left out: counting begins at 0": (
                lambda widths, k: (widths[1 : k + 1] ** 2).sum() / (widths**2).sum()
            ),
            "that is the root of the share: the spread is a square, and so is the whole": (
                lambda widths, k: ((widths[:k] ** 2).sum() / (widths**2).sum()) ** 0.5
            ),
            "those are percent: a share lies between 0 and 1": (
                lambda widths, k: 100 * (widths[:k] ** 2).sum() / (widths**2).sum()
            ),
            "that counts directions, as if all were equally wide": lambda widths, k: k / len(widths),
            "a mean is compared with a mean: a share compares sums": (
                lambda widths, k: (widths[:k] ** 2).mean() / (widths**2).mean()
            ),
            "that is a share for every number of directions: which one is asked for?": (
                lambda widths, k: (widths**2).cumsum() / (widths**2).sum()
            ),
        },
    ),
    Exercise(
        mean_cosine,
        stars=2,
        bought="whether arrows are parallel no longer depends on a picture.",
        why="With rows of length 1 the product with the transpose holds all cosines. Its diagonal compares each arrow "
        "with itself and is always 1, and below it stands everything once more: the part above the diagonal has each "
        "pair once.",
        cases=some_arrows,
        mistakes={
            "an arrow is parallel to itself, always: leave these pairs out": lambda arrows: cosines(arrows).mean(),
            "these are dot products: a long arrow counts more than a short one": (
                lambda arrows: pairs_of(arrows @ arrows.T).mean()
            ),
            "one length for the whole table: every arrow has its own": (
                lambda arrows: pairs_of(arrows @ arrows.T).mean() / np.linalg.norm(arrows) ** 2
            ),
            "the columns have length 1, the arrows do not: an arrow is a row": (
                lambda arrows: pairs_of((u := arrows / np.linalg.norm(arrows, axis=0)) @ u.T).mean()
            ),
            "(n,) lengths do not fit (n, dim) arrows row by row: keep the second dimension, as (n, 1)": (
                lambda arrows: pairs_of((u := arrows / np.linalg.norm(arrows, axis=1)) @ u.T).mean()
            ),
            "an arrow that points backwards has cosine −1, and is not parallel: keep the sign": (
                lambda arrows: abs(pairs_of(cosines(arrows))).mean()
            ),
            "that is the sum over the pairs: divide by how many there are": lambda arrows: pairs_of(
                cosines(arrows)
            ).sum(),
            "only the first arrow is compared with the others: take every pair": (
                lambda arrows: cosines(arrows)[0, 1:].mean()
            ),
            "only arrows that follow each other are compared: take every pair": (
                lambda arrows: cosines(arrows).diagonal(1).mean()
            ),
            "each arrow is compared with the mean of all: take every pair": (
                lambda arrows: cosines(np.concatenate([arrows, arrows.mean(axis=0, keepdims=True)]))[-1, :-1].mean()
            ),
            "the triangle begins on the diagonal, where each arrow meets itself: leave these pairs out": (
                lambda arrows: cosines(arrows)[np.triu_indices(len(arrows))].mean()
            ),
            "the number of pairs is right, but each arrow with itself is still in the sum": (
                lambda arrows: cosines(arrows).sum() / (len(arrows) * (len(arrows) - 1))
            ),
            "a 0 on the diagonal still counts as a pair: leave these pairs out of the mean": (
                lambda arrows: cosines(arrows).sum() / len(arrows) ** 2 - 1 / len(arrows)
            ),
            "parallel arrows are left out too: an arrow's pair with itself is known by its place, not by its cosine": (
                lambda arrows: (c := cosines(arrows).round(9))[c != 1].mean()
            ),
            "the mean arrow is taken away first: what all arrows have in common is what counts here": (
                lambda arrows: pairs_of(cosines(arrows - arrows.mean(axis=0))).mean()
            ),
            "a correlation takes the mean of its numbers from each arrow first: a cosine does not": (
                lambda arrows: pairs_of(np.corrcoef(arrows)).mean()
            ),
            "the zeros outside the triangle are counted too: pick the pairs, then take the mean": (
                lambda arrows: np.triu(cosines(arrows), k=1).mean()
            ),
        },
    ),
    Exercise(
        share_kept,
        stars=2,
        bought="a number for what a map keeps, and no word is punished for coming second instead of first.",
        why="Compare every neighbour before with every neighbour after, row by row: `(rows, k, 1) == (rows, 1, k)` is "
        "`(rows, k, k)`. A neighbour is kept if any of its k comparisons is true; the mean over all of them is the "
        "share. Sets say the same: `len({*a} & {*b}) / k` in each row.",
        cases=two_lists,
        mistakes={
            "a neighbour must be at the same place to count: a list in another order has the same neighbours": (
                lambda before, after: (before == after).double().mean().item()
            ),
            "a neighbour that another row has counts too: compare each row with its own": (
                lambda before, after: torch.isin(before, after).double().mean().item()
            ),
            "one common neighbour makes a whole row count: count neighbours, not rows": (
                lambda before, after: sum(n > 0 for n in common(before, after)) / len(before)
            ),
            "one lost neighbour makes a whole row lost: count neighbours, not rows": (
                lambda before, after: sum(n == before.shape[1] for n in common(before, after)) / len(before)
            ),
            "that is how many are kept in a row on average: what share of the k is it?": (
                lambda before, after: sum(common(before, after)) / len(before)
            ),
            "that is how many are kept in all: what share is it?": lambda before, after: sum(common(before, after)),
            "divided by all ids of either list, so half kept gives a third: divide by what could be kept": (
                lambda before, after: float(np.mean([n / (2 * before.shape[1] - n) for n in common(before, after)]))
            ),
            "all comparisons are averaged: a kept neighbour agrees with one of k, so ask whether any agrees": (
                lambda before, after: (before[:, :, None] == after[:, None, :]).double().mean().item()
            ),
            "all rows are thrown together: compare each row with its own": (
                lambda before, after: (
                    len((ids := {*before.flatten().tolist()}) & {*after.flatten().tolist()}) / len(ids)
                )
            ),
            "sorted lists still have the same neighbour at other places: ask whether it stands anywhere in the row": (
                lambda before, after: (before.sort().values == after.sort().values).double().mean().item()
            ),
            "only each row's first neighbour is looked for: all k count": (
                lambda before, after: (before[:, :1] == after).any(dim=1).double().mean().item()
            ),
            "that is the share that is lost": (lambda before, after: 1 - sum(common(before, after)) / before.numel()),
            "a share for every row: take the mean over the rows too": (
                lambda before, after: torch.tensor(common(before, after)) / before.shape[1]
            ),
        },
    ),
]
