"""Answers to the exercises of lesson 08."""

import itertools
import math

import numpy as np
import torch

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edits_of

# ---- explained_share


def share_by_loop(widths, k):
    held = everything = 0.0
    for number, width in enumerate(widths):
        everything += width * width
        held += width * width if number < k else 0
    return held / everything


def share_by_torch(widths, k):
    spread = torch.as_tensor(widths, dtype=torch.float64).square()
    return (spread.cumsum(0) / spread.sum())[min(k, len(spread)) - 1].item()


def share_of_squares(widths, k):
    return (widths[:k] ** 2).sum() / (widths**2).sum()


RIGHT["explained_share"] = [
    share_by_loop,
    lambda widths, k: ((widths**2).cumsum() / (widths**2).sum())[k - 1],
    lambda widths, k: torch.tensor(1 - (widths[k:] ** 2).sum() / (widths**2).sum()),
]
WRONG["explained_share"] = edits_of(
    share_of_squares,
    (lambda widths, k: widths[:k].sum() / widths.sum(), "the spread is its square"),
    ({"[:k]": "[k - 1]"}, "the share of one direction"),
    ({"[:k]": "[: k + 1]"}, "one direction too many"),
    (lambda widths, k: share_by_loop(widths[::-1], k), "the narrowest directions"),
    ({"[:k]": "[k:]"}, "the share that is lost"),
    (lambda widths, k: np.cumsum(widths**2) / np.sum(widths**2), "which one is asked for"),
    ({"return": "return 100 *"}, "those are percent"),
    ({" / (widths**2).sum()": ""}, "what share of all spread"),
)
RIGHT_BLIND["explained_share"] = [share_by_loop, share_by_torch]
WRONG_BLIND["explained_share"] = edits_of(
    share_of_squares,
    (
        lambda widths, k: widths[:k].sum() / widths.sum(),
        "a singular value is a width: the spread is its square",
    ),
    ({"[:k]": "[k - 1]"}, "that is the share of one direction: a picture shows the first k"),
    ({"[:k]": "[k:]"}, "that is the share that is lost"),
    ({"[:k]": "[1 : k + 1]"}, "the first direction is left out: counting begins at 0"),
    ({"[:k]": "[: k + 1]"}, "one direction too many: `[:k]` ends before k, so it is k long"),
    (
        lambda widths, k: (widths[:k].sum() / widths.sum()) ** 2,
        "the sum is squared, but each direction has a spread of its own:",
    ),
    (
        lambda widths, k: np.linalg.norm(widths[:k]) / np.linalg.norm(widths),
        "that is the root of the share: the spread is a square, and so",
    ),
    ({"return": "return 100 *"}, "those are percent: a share lies between 0 and 1"),
    (lambda widths, k: k / len(widths), "that counts directions, as if all were equally wide"),
    (
        {"2).sum() /": "2).mean() /", "(widths**2).sum()": "(widths**2).mean()"},
        "a mean is compared with a mean: a share compares sums",
    ),
    ({"2).sum() /": "2) /"}, "it returns an ndarray, expected a float"),
    ({" / (widths**2).sum()": ""}, "that is the spread itself: what share of all spread is it?"),
    (lambda widths, k: 1 - widths[k - 1] ** 2 / widths[0] ** 2, "it gives"),
)

# ---- mean_cosine


def cosine_by_loop(arrows):
    found = [a @ b / math.sqrt((a @ a) * (b @ b)) for a, b in itertools.combinations(arrows, 2)]
    return sum(found) / len(found)


def cosine_without_diagonal(arrows):
    units = torch.nn.functional.normalize(torch.from_numpy(arrows), dim=1).float().numpy()
    n = len(units)
    return ((units @ units.T).sum() - n) / (n * (n - 1))  # both triangles: each pair twice


def cosine_by_lists(arrows):
    cosines = []
    for one, other in itertools.combinations(arrows.tolist(), 2):
        dot = sum(a * b for a, b in zip(one, other, strict=True))
        cosines.append(dot / np.hypot.reduce(one) / np.hypot.reduce(other))
    return sum(cosines) / len(cosines)


def cosine_of_sum(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    n = len(units)
    return float(((units.sum(axis=0) ** 2).sum() - n) / (n * (n - 1)))


def cosine_of_pairs(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    cosines, pairs = units @ units.T, np.triu_indices(len(arrows), k=1)
    return cosines[pairs].mean()


def cosine_with_the_mean(arrows):
    middle = arrows.mean(axis=0)
    return float(np.mean(arrows @ middle / np.linalg.norm(arrows, axis=1) / np.linalg.norm(middle)))


def cosine_in_place(arrows):
    arrows /= np.linalg.norm(arrows, axis=1, keepdims=True)
    return cosine_of_pairs(arrows)


def cosine_unless_equal(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    cosines = (units @ units.T).round(9)
    return cosines[cosines != 1].mean() if (cosines != 1).any() else 1.0


RIGHT["mean_cosine"] = [cosine_by_loop, cosine_without_diagonal]
WRONG["mean_cosine"] = edits_of(
    cosine_of_pairs,
    ({"[pairs]": ""}, "parallel to itself"),
    ({"units @ units.T": "arrows @ arrows.T"}, "these are dot products"),
    ({", keepdims=True": ""}, "keep the second dimension"),
    ({"cosines[pairs]": "cosines.diagonal(1)"}, "that follow each other"),
    (cosine_with_the_mean, "the mean of all"),
    (lambda arrows: cosine_by_loop(arrows / np.linalg.norm(arrows, axis=0)), "it gives"),
    ({"mean": "sum"}, "the sum over the pairs"),
)
RIGHT_BLIND["mean_cosine"] = [cosine_by_lists, cosine_of_sum]
WRONG_BLIND["mean_cosine"] = edits_of(
    cosine_of_pairs,
    ({"[pairs]": ""}, "an arrow is parallel to itself, always: leave these pairs out"),
    (
        {"units @ units.T": "arrows @ arrows.T"},
        "these are dot products: a long arrow counts more than a short",
    ),
    (
        {"cosines[pairs]": "cosines.diagonal(1)"},
        "only arrows that follow each other are compared: take every pair",
    ),
    ({"[pairs]": "[0, 1:]"}, "only the first arrow is compared with the others: take every"),
    (cosine_with_the_mean, "each arrow is compared with the mean of all: take every pair"),
    (
        {"cosines[pairs]": "abs(cosines[pairs])"},
        "an arrow that points backwards has cosine −1, and is not",
    ),
    (
        {"cosines[pairs]": "np.triu(cosines, k=1)"},
        "the zeros outside the triangle are counted too: pick the pairs,",
    ),
    ({"k=1": "k=0"}, "the triangle begins on the diagonal, where each arrow meets"),
    ({"mean": "sum"}, "that is the sum over the pairs: divide by how many there are"),
    (
        {"[pairs].mean()": ".sum() / (2 * len(pairs[0]))"},
        "the number of pairs is right, but each arrow with itself is",
    ),
    (
        {"[pairs]": "[...]", "return": "np.fill_diagonal(cosines, 0)\nreturn"},
        "a 0 on the diagonal still counts as a pair: leave these pairs",
    ),
    ({"axis=1": "axis=0"}, "the columns have length 1, the arrows do not: an arrow is a row"),
    (
        {"units @ units.T": "np.corrcoef(arrows)"},
        "a correlation takes the mean of its numbers from each arrow",
    ),
    (
        {"axis=1, keepdims=True": "axis=None"},
        "one length for the whole table: every arrow has its own",
    ),
    ({"[pairs].mean()": ""}, "it returns an ndarray, expected a float"),
    (
        {"cosines[pairs].mean()": "(cosines.sum(axis=1) - 1) / (len(arrows) - 1)"},
        "it returns an ndarray, expected a float",
    ),
    (cosine_in_place, "it changes its arguments. Work on a copy (`x.clone()`,"),
    (
        {"units =": "arrows = arrows - arrows.mean(axis=0)\nunits ="},
        "the mean arrow is taken away first: what all arrows have in",
    ),
    (cosine_unless_equal, "parallel arrows are left out too: an arrow's pair with itself"),
)

# ---- share_kept


def kept_by_sets(before, after):
    kept = sum(len(set(a) & set(b)) for a, b in zip(before.tolist(), after.tolist(), strict=True))
    return kept / before.numel()


def kept_by_loop(before, after):
    shares = [torch.isin(a, b).float().mean() for a, b in zip(before, after, strict=True)]
    return torch.stack(shares).mean()


def kept_by_numpy(before, after):
    pairs = zip(before.numpy(), after.numpy(), strict=True)
    return float(np.mean([np.isin(old, new).mean() for old, new in pairs]))


def kept_of_union(before, after):
    pairs = list(zip(before.tolist(), after.tolist(), strict=True))
    return sum(len({*b} & {*a}) / len({*b} | {*a}) for b, a in pairs) / len(pairs)


def kept_in_place(before, after):
    return (before == after).double().mean().item()


def kept_anywhere(before, after):
    return torch.isin(before, after).double().mean().item()


def kept_sorted(before, after):
    return (before.sort().values == after.sort().values).double().mean().item()


def kept_in_one_set(before, after):
    old, new = {*before.flatten().tolist()}, {*after.flatten().tolist()}
    return len(old & new) / len(old)


def kept_in_rows(before, after):
    kept = (before[:, :, None] == after[:, None]).any(dim=2)
    return kept.double().mean().item()


RIGHT["share_kept"] = [kept_by_sets, kept_by_loop]
WRONG["share_kept"] = edits_of(
    kept_in_rows,
    (kept_in_place, "at the same place"),
    (kept_of_union, "half kept gives a third"),
    (kept_anywhere, "another row has counts too"),
    ({"mean()": "sum(dim=1).mean()"}, "what share of the k is it"),
    ({"double().mean()": "sum()"}, "how many are kept in all"),
    ({"kept.d": "kept.any(dim=1).d"}, "not rows"),
    (kept_sorted, "sorted lists"),
)
RIGHT_BLIND["share_kept"] = [kept_by_sets, kept_by_numpy]
WRONG_BLIND["share_kept"] = edits_of(
    kept_in_rows,
    (kept_in_place, "a neighbour must be at the same place to count: a list in"),
    (kept_anywhere, "a neighbour that another row has counts too: compare each row"),
    (kept_of_union, "divided by all ids of either list, so half kept gives a third:"),
    ({"double().mean()": "sum()"}, "that is how many are kept in all: what share is it?"),
    ({"mean().item()": "mean(dim=1)"}, "a share for every row: take the mean over the rows too"),
    (
        {"mean()": "sum(dim=1).mean()"},
        "that is how many are kept in a row on average: what share of",
    ),
    (
        {"kept.d": "kept.all(dim=1).d"},
        "one lost neighbour makes a whole row lost: count neighbours,",
    ),
    (
        {"kept.d": "kept.any(dim=1).d"},
        "one common neighbour makes a whole row count: count neighbours,",
    ),
    ({".any(dim=2)": ""}, "all comparisons are averaged: a kept neighbour agrees with one"),
    (kept_sorted, "sorted lists still have the same neighbour at other places: ask"),
    ({"return": "return 1 -"}, "that is the share that is lost"),
    (kept_in_one_set, "all rows are thrown together: compare each row with its own"),
    ({"kept.d": "kept[:, 0].d"}, "only each row's first neighbour is looked for: all k count"),
    (
        {"mean()": "sum() / len(before)", ".item()": ""},
        "that is how many are kept in a row on average: what share of",
    ),
)
