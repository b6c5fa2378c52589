"""Answers to the exercises of lesson 08."""

import itertools
import math

import numpy as np
import torch
from scipy.spatial.distance import cdist

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edits_of

# ---- explained_share


def share_by_loop(widths, k):
    held = everything = 0.0
    for number, width in enumerate(widths):
        everything += width * width
        held += width * width if number < k else 0
    return held / everything


def share_by_torch(widths, k):
    variance = torch.as_tensor(widths, dtype=torch.float64).square()
    return (variance.cumsum(0) / variance.sum())[min(k, len(variance)) - 1].item()


def share_of_squares(widths, k):
    return (widths[:k] ** 2).sum() / (widths**2).sum()


RIGHT["explained_share"] = [
    share_by_loop,
    lambda widths, k: ((widths**2).cumsum() / (widths**2).sum())[k - 1],
    lambda widths, k: torch.tensor(1 - (widths[k:] ** 2).sum() / (widths**2).sum()),
]
WRONG["explained_share"] = edits_of(
    share_of_squares,
    (lambda widths, k: widths[:k].sum() / widths.sum(), "the variance goes with its square"),
    ({"[:k]": "[k - 1]"}, "it is right only where k is 1"),
    (lambda widths, k: widths[:k].var() / widths.var(), "how much the widths differ"),
    ({"[:k]": "[: k + 1]"}, "one direction too many"),
    (
        lambda widths, k: share_by_loop(widths[::-1], k),
        "it is right only where k takes in all directions",
    ),
    ({"[:k]": "[k:]"}, "that is 1 minus what is asked for"),
    (
        lambda widths, k: np.cumsum(widths**2) / np.sum(widths**2),
        "it returns numbers of shape (2,), expected a single one",
    ),
    ({"return": "return 100 *"}, "these are percent"),
    ({" / (widths**2).sum()": ""}, "it is the sum of the squares of widths times what is asked"),
)
RIGHT_BLIND["explained_share"] = [share_by_loop, share_by_torch]
WRONG_BLIND["explained_share"] = edits_of(
    share_of_squares,
    (
        lambda widths, k: widths[:k].sum() / widths.sum(),
        "a singular value is a width: the variance goes with its square",
    ),
    ({"[:k]": "[k - 1]"}, "it is right only where k is 1"),
    ({"[:k]": "[k:]"}, "that is 1 minus what is asked for"),
    ({"[:k]": "[1 : k + 1]"}, "its own example"),
    ({"[:k]": "[: k + 1]"}, "one direction too many: `[:k]` ends before k, so it is k long"),
    (
        lambda widths, k: (widths[:k].sum() / widths.sum()) ** 2,
        "the sum is squared, but each direction has a variance of its own:",
    ),
    (
        lambda widths, k: np.linalg.norm(widths[:k]) / np.linalg.norm(widths),
        "that is the root of what is asked for",
    ),
    ({"return": "return 100 *"}, "these are percent"),
    (lambda widths, k: k / len(widths), "it is right only where k takes in all directions"),
    (
        {"2).sum() /": "2).mean() /", "(widths**2).sum()": "(widths**2).mean()"},
        "where it goes wrong",
    ),
    ({"2).sum() /": "2) /"}, "it returns numbers of shape (2,), expected a single one"),
    ({" / (widths**2).sum()": ""}, "it is the sum of the squares of widths times what is asked"),
    (lambda widths, k: 1 - widths[k - 1] ** 2 / widths[0] ** 2, "its own example"),
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


def cosine_of_i_up_to_j(arrows):
    found = []
    for i in range(len(arrows)):
        for j in range(i, len(arrows)):
            lengths = np.linalg.norm(arrows[i]) * np.linalg.norm(arrows[j])
            found.append(arrows[i] @ arrows[j] / lengths)
    return sum(found) / len(found)


RIGHT["mean_cosine"] = [cosine_by_loop, cosine_without_diagonal]
WRONG["mean_cosine"] = edits_of(
    cosine_of_pairs,
    ({"[pairs]": ""}, "parallel to itself"),
    ({"units @ units.T": "arrows @ arrows.T"}, "these are dot products"),
    ({", keepdims=True": ""}, "ValueError"),
    ({"cosines[pairs]": "cosines.diagonal(1)"}, "that follow each other"),
    (cosine_with_the_mean, "its own example"),
    (lambda arrows: cosine_by_loop(arrows / np.linalg.norm(arrows, axis=0)), "it gives"),
    ({"mean": "sum"}, "where it goes wrong"),
    (cosine_of_i_up_to_j, "leave these pairs out"),
    ({"cosines[pairs].mean()": "np.triu(cosines).sum() / len(pairs[0])"}, "parallel to itself"),
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
    ({"[pairs]": "[0, 1:]"}, "its own example"),
    (cosine_with_the_mean, "its own example"),
    (
        {"cosines[pairs]": "abs(cosines[pairs])"},
        "an arrow that points backwards has cosine −1, and is not",
    ),
    (
        {"cosines[pairs]": "np.triu(cosines, k=1)"},
        "as if divided by len(arrows)² instead of the number of",
    ),
    ({"k=1": "k=0"}, "an arrow is parallel to itself, always"),
    ({"mean": "sum"}, "where it goes wrong"),
    (
        {"[pairs].mean()": ".sum() / (2 * len(pairs[0]))"},
        "its own example",
    ),
    (
        {"[pairs]": "[...]", "return": "np.fill_diagonal(cosines, 0)\nreturn"},
        "as if divided by arrows.shape[0] instead of len(arrows) − 1",
    ),
    ({"axis=1": "axis=0"}, "its own example"),
    (
        {"units @ units.T": "np.corrcoef(arrows)"},
        "its own example",
    ),
    (
        {"axis=1, keepdims=True": "axis=None"},
        "its own example",
    ),
    ({"[pairs].mean()": ""}, "it returns numbers of shape (2, 2), expected a single one"),
    (
        {"cosines[pairs].mean()": "(cosines.sum(axis=1) - 1) / (len(arrows) - 1)"},
        "it returns numbers of shape (2,), expected a single one",
    ),
    (cosine_in_place, "it changes its argument `arrows`"),
    (
        {"units =": "arrows = arrows - arrows.mean(axis=0)\nunits ="},
        "its own example",
    ),
    (cosine_unless_equal, "its own example"),
)

# ---- share_kept


def near_by_lists(points, k):
    rows = []
    for i, point in enumerate(points):
        others = [j for j in range(len(points)) if j != i]
        rows.append(sorted(others, key=lambda j: np.linalg.norm(points[j] - point))[:k])
    return rows


def kept_by_lists(before, after, k):
    pairs = zip(near_by_lists(before, k), near_by_lists(after, k), strict=True)
    return np.mean([np.isin(old, new).mean() for old, new in pairs])


def near_by_torch(points, k):
    rows = torch.as_tensor(points)
    distances = (rows[:, None] - rows[None]).norm(dim=2)
    return distances.fill_diagonal_(torch.inf).topk(k, largest=False).indices


def kept_by_torch(before, after, k):
    old, new = near_by_torch(before, k), near_by_torch(after, k)
    return (old[:, :, None] == new[:, None]).any(dim=2).double().mean().item()


def kept_after_the_first(before, after, k):
    old, new = (cdist(points, points).argsort(axis=1)[:, 1 : k + 1] for points in (before, after))
    shared = [len({*a} & {*b}) for a, b in zip(old.tolist(), new.tolist(), strict=True)]
    return sum(shared) / len(before) / k


def kept_of_union(before, after, k):
    pairs = list(zip(near_by_lists(before, k), near_by_lists(after, k), strict=True))
    return sum(len({*b} & {*a}) / len({*b} | {*a}) for b, a in pairs) / len(pairs)


def kept_in_place(before, after, k):
    return (near_by_torch(before, k) == near_by_torch(after, k)).double().mean().item()


def kept_anywhere(before, after, k):
    return torch.isin(near_by_torch(before, k), near_by_torch(after, k)).double().mean().item()


def kept_sorted(before, after, k):
    old, new = near_by_torch(before, k), near_by_torch(after, k)
    return (old.sort().values == new.sort().values).double().mean().item()


RIGHT["share_kept"] = [kept_by_lists, kept_after_the_first]
WRONG["share_kept"] = edits_of(
    kept_after_the_first,
    ({"1 : k + 1": ":k"}, "only the *others* count"),
    ({"1 : k + 1": ": k + 1", "/ k": "/ (k + 1)"}, "each row is among its own nearest"),
    ({" / k": ""}, "it is `k` times what is asked for"),
    (kept_in_place, "at the same place"),
    (kept_of_union, "half kept gives a third"),
    (kept_anywhere, "another row has counts too"),
    (kept_sorted, "its own example"),
    ({"1 : k + 1": "-k:"}, "its own example"),
)
RIGHT_BLIND["share_kept"] = [kept_by_torch]
WRONG_BLIND["share_kept"] = edits_of(
    kept_by_torch,
    (kept_in_place, "a neighbour must be at the same place to count: a list in"),
    (kept_of_union, "divided by all ids of either list, so half kept gives a third:"),
    ({"double().mean()": "sum()"}, "its own example"),
    ({"mean().item()": "mean(dim=1)"}, "it returns numbers of shape"),
    ({"return": "return 1 -"}, "that is 1 minus what is asked for"),
)
