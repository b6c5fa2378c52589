"""Answers by someone who has read lesson 08 but not its checks."""

from itertools import combinations

import numpy as np
import torch


def share_loop(widths, k):
    first = whole = 0.0
    for place, width in enumerate(widths):
        whole += width * width
        if place < k:
            first += width * width
    return first / whole


def share_torch(widths, k):
    spread = torch.as_tensor(widths, dtype=torch.float64).square()
    return (spread.cumsum(0) / spread.sum())[min(k, len(spread)) - 1].item()


def share_not_squared(widths, k):
    return widths[:k].sum() / widths.sum()


def share_of_one(widths, k):
    return widths[k - 1] ** 2 / (widths**2).sum()


def share_dropped(widths, k):
    return (widths[k:] ** 2).sum() / (widths**2).sum()


def share_from_second(widths, k):
    return (widths[1 : k + 1] ** 2).sum() / (widths**2).sum()


def share_one_more(widths, k):
    return (widths[: k + 1] ** 2).sum() / (widths**2).sum()


def share_square_of_sum(widths, k):
    return (widths[:k].sum() / widths.sum()) ** 2


def share_of_length(widths, k):
    return np.linalg.norm(widths[:k]) / np.linalg.norm(widths)


def share_percent(widths, k):
    return 100 * (widths[:k] ** 2).sum() / (widths**2).sum()


def share_of_directions(widths, k):
    return k / len(widths)


def share_of_mean(widths, k):
    return (widths[:k] ** 2).mean() / (widths**2).mean()


def share_of_each(widths, k):
    return widths[:k] ** 2 / (widths**2).sum()


def share_summed(widths, k):
    return (widths[:k] ** 2).sum()


def share_below_one(widths, k):
    return 1 - widths[k - 1] ** 2 / widths[0] ** 2


def cosine_pairs(arrows):
    cosines = [
        sum(a * b for a, b in zip(one, other, strict=True)) / np.hypot.reduce(one) / np.hypot.reduce(other)
        for one, other in combinations(arrows.tolist(), 2)
    ]
    return sum(cosines) / len(cosines)


def cosine_of_sum(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    n = len(units)
    return float(((units.sum(axis=0) ** 2).sum() - n) / (n * (n - 1)))


def cosine_with_itself(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return (units @ units.T).mean()


def cosine_dot(arrows):
    return (arrows @ arrows.T)[~np.eye(len(arrows), dtype=bool)].mean()


def cosine_neighbours(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return (units[1:] * units[:-1]).sum(axis=1).mean()


def cosine_with_first(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return (units[1:] @ units[0]).mean()


def cosine_with_mean(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    middle = arrows.mean(axis=0)
    return (units @ middle / np.linalg.norm(middle)).mean()


def cosine_absolute(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return abs(units @ units.T)[~np.eye(len(arrows), dtype=bool)].mean()


def cosine_triangle_with_zeros(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return np.triu(units @ units.T, k=1).mean()


def cosine_triangle_with_diagonal(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return (units @ units.T)[np.triu_indices(len(arrows))].mean()


def cosine_sum(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return np.triu(units @ units.T, k=1).sum()


def cosine_twice(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    n = len(arrows)
    return (units @ units.T).sum() / (n * (n - 1))


def cosine_zero_on_diagonal(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    cosines = units @ units.T
    np.fill_diagonal(cosines, 0)
    return cosines.mean()


def cosine_columns(arrows):
    units = arrows / np.linalg.norm(arrows, axis=0)
    return (units @ units.T)[~np.eye(len(arrows), dtype=bool)].mean()


def cosine_correlation(arrows):
    return np.corrcoef(arrows)[~np.eye(len(arrows), dtype=bool)].mean()


def cosine_whole_length(arrows):
    units = arrows / np.linalg.norm(arrows)
    return (units @ units.T)[~np.eye(len(arrows), dtype=bool)].mean()


def cosine_matrix(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return units @ units.T


def cosine_per_row(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return ((units @ units.T).sum(axis=1) - 1) / (len(arrows) - 1)


def cosine_in_place(arrows):
    arrows /= np.linalg.norm(arrows, axis=1, keepdims=True)
    return (arrows @ arrows.T)[~np.eye(len(arrows), dtype=bool)].mean()


def cosine_centered(arrows):
    arrows = arrows - arrows.mean(axis=0)
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    return (units @ units.T)[~np.eye(len(arrows), dtype=bool)].mean()


def cosine_unless_equal(arrows):
    units = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    cosines = (units @ units.T).round(9)
    return cosines[cosines != 1].mean() if (cosines != 1).any() else 1.0


def kept_sets(before, after):
    kept = [len({*b} & {*a}) for b, a in zip(before.tolist(), after.tolist(), strict=True)]
    return sum(kept) / before.numel()


def kept_numpy(before, after):
    pairs = zip(before.numpy(), after.numpy(), strict=True)
    return float(np.mean([np.isin(old, new).mean() for old, new in pairs]))


def kept_in_place(before, after):
    return (before == after).double().mean().item()


def kept_anywhere(before, after):
    return torch.isin(before, after).double().mean().item()


def kept_of_union(before, after):
    pairs = list(zip(before.tolist(), after.tolist(), strict=True))
    return sum(len({*b} & {*a}) / len({*b} | {*a}) for b, a in pairs) / len(pairs)


def kept_count(before, after):
    return (before[:, :, None] == after[:, None]).sum().item()


def kept_per_row(before, after):
    return (before[:, :, None] == after[:, None]).any(dim=2).double().mean(dim=1)


def kept_words_per_row(before, after):
    return (before[:, :, None] == after[:, None]).any(dim=2).sum(dim=1).double().mean().item()


def kept_whole_rows(before, after):
    return (before[:, :, None] == after[:, None]).any(dim=2).all(dim=1).double().mean().item()


def kept_any(before, after):
    return (before[:, :, None] == after[:, None]).any(dim=2).any(dim=1).double().mean().item()


def kept_all_pairs(before, after):
    return (before[:, :, None] == after[:, None]).double().mean().item()


def kept_sorted(before, after):
    return (before.sort().values == after.sort().values).double().mean().item()


def kept_lost(before, after):
    return 1 - (before[:, :, None] == after[:, None]).any(dim=2).double().mean().item()


def kept_one_set(before, after):
    old, new = {*before.flatten().tolist()}, {*after.flatten().tolist()}
    return len(old & new) / len(old)


def kept_nearest(before, after):
    return (before[:, :1] == after).any(dim=1).double().mean().item()


def kept_by_rows(before, after):
    return (before[:, :, None] == after[:, None]).any(dim=2).sum().item() / len(before)


RIGHT = {
    "explained_share": [share_loop, share_torch],
    "mean_cosine": [cosine_pairs, cosine_of_sum],
    "share_kept": [kept_sets, kept_numpy],
}
WRONG = {
    "explained_share": [
        (share_not_squared, "a singular value is a width: the spread is its square"),
        (share_of_one, "that is the share of one direction: a picture shows the first k"),
        (share_dropped, "that is the share that is lost"),
        (share_from_second, "the first direction is left out: counting begins at 0"),
        (share_one_more, "one direction too many: `[:k]` ends before k, so it is k long"),
        (share_square_of_sum, "the sum is squared, but each direction has a spread of its own:"),
        (share_of_length, "that is the root of the share: the spread is a square, and so"),
        (share_percent, "those are percent: a share lies between 0 and 1"),
        (share_of_directions, "that counts directions, as if all were equally wide"),
        (share_of_mean, "a mean is compared with a mean: a share compares sums"),
        (share_of_each, "it returns an ndarray, expected a float"),
        (share_summed, "that is the spread itself: what share of all spread is it?"),
        (share_below_one, "it gives"),
    ],
    "mean_cosine": [
        (cosine_with_itself, "an arrow is parallel to itself, always: leave these pairs out"),
        (cosine_dot, "these are dot products: a long arrow counts more than a short"),
        (cosine_neighbours, "only arrows that follow each other are compared: take every pair"),
        (cosine_with_first, "only the first arrow is compared with the others: take every"),
        (cosine_with_mean, "each arrow is compared with the mean of all: take every pair"),
        (cosine_absolute, "an arrow that points backwards has cosine −1, and is not"),
        (cosine_triangle_with_zeros, "the zeros outside the triangle are counted too: pick the pairs,"),
        (cosine_triangle_with_diagonal, "the triangle begins on the diagonal, where each arrow meets"),
        (cosine_sum, "that is the sum over the pairs: divide by how many there are"),
        (cosine_twice, "the number of pairs is right, but each arrow with itself is"),
        (cosine_zero_on_diagonal, "a 0 on the diagonal still counts as a pair: leave these pairs"),
        (cosine_columns, "the columns have length 1, the arrows do not: an arrow is a row"),
        (cosine_correlation, "a correlation takes the mean of its numbers from each arrow"),
        (cosine_whole_length, "one length for the whole table: every arrow has its own"),
        (cosine_matrix, "it returns an ndarray, expected a float"),
        (cosine_per_row, "it returns an ndarray, expected a float"),
        (cosine_in_place, "it changes its arguments. Work on a copy (`x.clone()`,"),
        (cosine_centered, "the mean arrow is taken away first: what all arrows have in"),
        (cosine_unless_equal, "parallel arrows are left out too: an arrow's pair with itself"),
    ],
    "share_kept": [
        (kept_in_place, "a neighbour must be at the same place to count: a list in"),
        (kept_anywhere, "a neighbour that another row has counts too: compare each row"),
        (kept_of_union, "divided by all ids of either list, so half kept gives a third:"),
        (kept_count, "that is how many are kept in all: what share is it?"),
        (kept_per_row, "a share for every row: take the mean over the rows too"),
        (kept_words_per_row, "that is how many are kept in a row on average: what share of"),
        (kept_whole_rows, "one lost neighbour makes a whole row lost: count neighbours,"),
        (kept_any, "one common neighbour makes a whole row count: count neighbours,"),
        (kept_all_pairs, "all comparisons are averaged: a kept neighbour agrees with one"),
        (kept_sorted, "sorted lists still have the same neighbour at other places: ask"),
        (kept_lost, "that is the share that is lost"),
        (kept_one_set, "all rows are thrown together: compare each row with its own"),
        (kept_nearest, "only each row's first neighbour is looked for: all k count"),
        (kept_by_rows, "that is how many are kept in a row on average: what share of"),
    ],
}
