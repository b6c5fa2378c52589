"""Exercises of lesson 08: what a picture of vectors holds, and what it drops."""

import numpy as np
import torch
from scipy.spatial.distance import cdist
from torch import Tensor

from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def explained_share(widths: np.ndarray, k: int) -> float:
    """The share of the variance that the first k directions hold.

    widths: ``(directions,)``, the singular values, the widest first; k: at least 1.
    >>> explained_share(np.array([2.0, 1.0, 1.0, 0.0]), k=2)
    0.8333333333333334
    """
    variances = widths**2  # (directions,), but for a factor that all share
    return float(variances[:k].sum() / variances.sum())


share = Exercise(
    explained_share,
    stars=1,
    bought="every PCA picture can now say how much of the variance it shows.",
    why="""The variance along a direction is its width squared, divided by the
    number of words, which is the same for all directions and drops out of the
    share. The directions stand at right angles, so their variances add up to the
    whole.""",
)


@share.domain
def widths_and_k(draw: Draw) -> tuple[np.ndarray, int]:
    size = draw.size("directions", 8)
    widths = np.array(
        sorted((draw.uniform(0.1, 5) for _ in range(size)), reverse=True)
    )
    if draw.chance("the last width is 0") and size > 1:
        widths[-1] = 0
    k = draw.randint(1, size)
    draw.note("k is 1", k == 1)
    draw.note("k takes in all directions", k == size)
    return widths, k


@share.mistake("a singular value is a width: the variance goes with its square")
def widths_added(widths: np.ndarray, k: int) -> float:
    return widths[:k].sum() / widths.sum()


@share.mistake(
    "the sum is squared, but each direction has a variance of its own: square "
    "first, then add"
)
def sum_squared(widths: np.ndarray, k: int) -> float:
    return widths[:k].sum() ** 2 / widths.sum() ** 2


@share.mistake(
    "`var` asks how much the widths differ among themselves; each width is the "
    "root of a variance already: square it"
)
def variance_of_widths(widths: np.ndarray, k: int) -> float:
    return widths[:k].var() / widths.var()


@share.mistake("one direction too many: `[:k]` ends before k, so it is k long")
def one_too_many(widths: np.ndarray, k: int) -> float:
    return (widths[: k + 1] ** 2).sum() / (widths**2).sum()


def mean_cosine(arrows: np.ndarray) -> float:
    """The mean cosine over all pairs of rows i < j: 1 if all point one way.

    arrows: ``(n, dim)``, n at least 2.
    >>> mean_cosine(np.array([[2.0, 0.0], [5.0, 0.0], [0.0, 3.0]]))
    0.3333333333333333
    """
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return float((units @ units.T)[np.triu_indices(len(units), k=1)].mean())


alike = Exercise(
    mean_cosine,
    stars=2,
    bought="whether arrows are parallel no longer depends on a picture.",
    why="""With rows of length 1 the product with the transpose holds all
    cosines. Its diagonal compares each arrow with itself and is always 1, and
    below it stands everything once more: the part above the diagonal has each
    pair once.""",
)


@alike.domain
def some_arrows(draw: Draw) -> tuple[np.ndarray]:
    n, dim = draw.size("n", 6, least=2), draw.size("dim", 4)
    arrows = draw.normal(n, dim).double().numpy() * draw.choice([1, 100]) + 0.5
    if draw.chance("two arrows are parallel"):
        arrows[1] = draw.choice([-1, 1, 2]) * arrows[0]
    if draw.chance("cosines are below 0"):
        arrows[0] = -arrows[1]
    return (arrows,)


def cosines(arrows: np.ndarray) -> np.ndarray:
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return units @ units.T


def pairs_of(matrix: np.ndarray) -> np.ndarray:
    return matrix[np.triu_indices(len(matrix), k=1)]


itself = alike.mistake(
    "an arrow is parallel to itself, always: leave these pairs out"
)


@itself
def with_itself(arrows: np.ndarray) -> float:
    return cosines(arrows).mean()


@itself
def with_diagonal(arrows: np.ndarray) -> float:
    return cosines(arrows)[np.triu_indices(len(arrows))].mean()


@itself
def with_diagonal_over_pairs(arrows: np.ndarray) -> float:
    return np.triu(cosines(arrows)).sum() / len(pairs_of(arrows @ arrows.T))


@alike.mistake("these are dot products: a long arrow counts more than a short one")
def products(arrows: np.ndarray) -> float:
    return pairs_of(arrows @ arrows.T).mean()


@alike.mistake(
    "an arrow that points backwards has cosine −1, and is not parallel: keep "
    "the sign"
)
def sign_lost(arrows: np.ndarray) -> float:
    return abs(pairs_of(cosines(arrows))).mean()


@alike.mistake("only arrows that follow each other are compared: take every pair")
def neighbours_only(arrows: np.ndarray) -> float:
    return cosines(arrows).diagonal(1).mean()


def share_kept(before: np.ndarray, after: np.ndarray, k: int) -> float:
    """The share of each row's k nearest other rows that are so after, too.

    before: ``(rows, dim)``; after: ``(rows, 2)``, say: the same words elsewhere;
    k: from 1 to rows − 1.
    >>> before = np.array([[0.0], [1.0], [3.0], [7.0]])
    >>> after = np.array([[0.0], [4.0], [3.0], [7.0]])
    >>> share_kept(before, after, k=2)
    0.875
    """
    lists = []
    for points in (before, after):
        distances = cdist(points, points)  # (rows, rows)
        np.fill_diagonal(distances, np.inf)  # no row is its own neighbour
        lists.append(distances.argsort(axis=1)[:, :k].tolist())
    shared = [len({*a} & {*b}) for a, b in zip(*lists, strict=True)]
    return sum(shared) / (k * len(before))


kept = Exercise(
    share_kept,
    stars=3,
    bought=(
        "a number for what a map keeps, and no word is punished for coming second "
        "instead of first."
    ),
    why="""The distance of a row from itself is 0, the smallest there is: infinity
    in its place leaves it out. `argsort` then names the others, the nearest first,
    and the first k of them are the list. Whoever stands in both lists of a row is
    kept, in whatever order; k times the number of rows could be.""",
)


@kept.domain
def two_tables_and_k(draw: Draw) -> tuple[np.ndarray, np.ndarray, int]:
    rows = draw.size("rows", 7, least=3)
    before = draw.normal(rows, draw.size("dim", 4)).double().numpy()
    after = draw.normal(rows, draw.size("the width of after", 2)).double().numpy()
    if draw.chance("after is before, at another scale"):
        after = -3 * before
    k = draw.randint(1, rows - 1)
    draw.note("k is 1", k == 1)
    draw.note("all other rows are neighbours", k == rows - 1)
    return before, after, k


def near(points: np.ndarray, k: int, itself: bool = False) -> Tensor:
    """The k nearest rows of each, (rows, k)."""
    distances = cdist(points, points)
    if not itself:
        np.fill_diagonal(distances, np.inf)
    return torch.from_numpy(distances.argsort(axis=1)[:, :k].copy())


def common(before: Tensor, after: Tensor) -> list[int]:
    rows = zip(before.tolist(), after.tolist(), strict=True)
    return [len({*a} & {*b}) for a, b in rows]


@kept.mistake(
    "a neighbour must be at the same place to count: a list in another order "
    "has the same neighbours"
)
def same_place(before: np.ndarray, after: np.ndarray, k: int) -> float:
    return (near(before, k) == near(after, k)).double().mean().item()


@kept.mistake(
    "a neighbour that another row has counts too: compare each row with its own"
)
def other_rows(before: np.ndarray, after: np.ndarray, k: int) -> float:
    return torch.isin(near(before, k), near(after, k)).double().mean().item()


own = kept.mistake(
    "each row is among its own nearest, at distance 0: only the *others* count"
)


@own
def itself_among_k(before: np.ndarray, after: np.ndarray, k: int) -> float:
    shared = common(near(before, k, itself=True), near(after, k, itself=True))
    return sum(shared) / (k * len(before))


@own
def itself_beside_k(before: np.ndarray, after: np.ndarray, k: int) -> float:
    return itself_among_k(before, after, k + 1)


@kept.mistake(
    "divided by all ids of either list, so half kept gives a third: divide by "
    "what could be kept"
)
def by_all_ids(before: np.ndarray, after: np.ndarray, k: int) -> float:
    shares = [n / (2 * k - n) for n in common(near(before, k), near(after, k))]
    return sum(shares) / len(shares)
