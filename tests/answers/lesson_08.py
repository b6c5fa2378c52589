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
    ({"mean()": "sum(dim=1).mean()"}, "where it goes wrong"),
    ({"double().mean()": "sum()"}, "where it goes wrong"),
    ({"kept.d": "kept.any(dim=1).d"}, "not rows"),
    (kept_sorted, "its own example"),
)
RIGHT_BLIND["share_kept"] = [kept_by_sets, kept_by_numpy]
WRONG_BLIND["share_kept"] = edits_of(
    kept_in_rows,
    (kept_in_place, "a neighbour must be at the same place to count: a list in"),
    (kept_anywhere, "a neighbour that another row has counts too: compare each row"),
    (kept_of_union, "divided by all ids of either list, so half kept gives a third:"),
    ({"double().mean()": "sum()"}, "where it goes wrong"),
    ({"mean().item()": "mean(dim=1)"}, "it returns numbers of shape (2,), expected a single one"),
    (
        {"mean()": "sum(dim=1).mean()"},
        "where it goes wrong",
    ),
    (
        {"kept.d": "kept.all(dim=1).d"},
        "where it goes wrong",
    ),
    (
        {"kept.d": "kept.any(dim=1).d"},
        "one common neighbour makes a whole row count: count neighbours,",
    ),
    ({".any(dim=2)": ""}, "where it goes wrong"),
    (kept_sorted, "its own example"),
    ({"return": "return 1 -"}, "that is 1 minus what is asked for"),
    (kept_in_one_set, "it gives"),
    ({"kept.d": "kept[:, 0].d"}, "its own example"),
    (
        {"mean()": "sum() / len(before)", ".item()": ""},
        "where it goes wrong",
    ),
)
