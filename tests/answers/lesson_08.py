"""Answers to the exercises of lesson 08: right ones in other forms, and wrong ones with a part of their hint."""

import itertools
import math

import numpy as np
import torch
from torch import Tensor


def share_by_loop(widths: np.ndarray, k: int) -> float:
    held = everything = 0.0
    for number, width in enumerate(widths):
        everything += width * width
        held += width * width if number < k else 0
    return held / everything


def cosine_by_loop(arrows: np.ndarray) -> float:
    found = [a @ b / math.sqrt((a @ a) * (b @ b)) for a, b in itertools.combinations(arrows, 2)]
    return sum(found) / len(found)


def cosine_without_diagonal(arrows: np.ndarray) -> np.float32:
    units = torch.nn.functional.normalize(torch.from_numpy(arrows), dim=1).float().numpy()
    n = len(units)
    return ((units @ units.T).sum() - n) / (n * (n - 1))  # both triangles: each pair twice


def cosine_of_everything(arrows: np.ndarray) -> float:
    return np.mean([a @ b / np.linalg.norm(a) / np.linalg.norm(b) for a in arrows for b in arrows])


def cosine_of_products(arrows: np.ndarray) -> float:
    return np.mean([a @ b for a, b in itertools.combinations(arrows, 2)])


def cosine_with_the_mean(arrows: np.ndarray) -> float:
    middle = arrows.mean(axis=0)
    return float(np.mean(arrows @ middle / np.linalg.norm(arrows, axis=1) / np.linalg.norm(middle)))


def cosine_forgot_keepdims(arrows: np.ndarray) -> float:
    lengths = np.sqrt((arrows**2).sum(1))
    units = arrows / lengths
    return (units @ units.T)[np.triu_indices(len(arrows), 1)].mean()


def cosine_of_neighbours(arrows: np.ndarray) -> float:
    found = []
    for a, b in itertools.pairwise(arrows):
        found.append(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
    return np.mean(found)


def kept_by_sets(before: Tensor, after: Tensor) -> float:
    kept = sum(len(set(a) & set(b)) for a, b in zip(before.tolist(), after.tolist(), strict=True))
    return kept / before.numel()


def kept_by_loop(before: Tensor, after: Tensor) -> Tensor:
    shares = [torch.isin(a, b).float().mean() for a, b in zip(before, after, strict=True)]
    return torch.stack(shares).mean()


def kept_in_place(before: Tensor, after: Tensor) -> float:
    hits = 0
    for a, b in zip(before.flatten(), after.flatten(), strict=True):
        hits += int(a == b)
    return hits / before.numel()


def kept_of_union(before: Tensor, after: Tensor) -> float:
    shares = []
    for a, b in zip(before.tolist(), after.tolist(), strict=True):
        shares.append(len(set(a) & set(b)) / len(set(a) | set(b)))
    return sum(shares) / len(shares)


def kept_anywhere(before: Tensor, after: Tensor) -> float:
    seen = set(after.flatten().tolist())
    return sum(i in seen for i in before.flatten().tolist()) / before.numel()


def kept_counted(before: Tensor, after: Tensor) -> float:
    return kept_by_sets(before, after) * before.shape[1]


RIGHT = {
    "explained_share": [
        share_by_loop,
        lambda widths, k: ((widths**2).cumsum() / (widths**2).sum())[k - 1],
        lambda widths, k: torch.tensor(1 - (widths[k:] ** 2).sum() / (widths**2).sum()),
    ],
    "mean_cosine": [cosine_by_loop, cosine_without_diagonal],
    "share_kept": [kept_by_sets, kept_by_loop],
}
WRONG = {
    "explained_share": [
        (lambda widths, k: np.cumsum(widths)[k - 1] / np.sum(widths), "the spread is its square"),
        (lambda widths, k: np.square(widths[k - 1]) / np.dot(widths, widths), "the share of one direction"),
        (lambda widths, k: share_by_loop(widths, k + 1), "one direction too many"),
        (lambda widths, k: share_by_loop(widths[::-1], k), "the narrowest directions"),
        (lambda widths, k: 1 - share_by_loop(widths, k), "the share that is lost"),
        (lambda widths, k: np.cumsum(widths**2) / np.sum(widths**2), "which one is asked for"),
        (lambda widths, k: share_by_loop(widths, k) * 100, "those are percent"),
        (lambda widths, k: (widths**2)[:k].sum(), "what share of all spread"),
    ],
    "mean_cosine": [
        (cosine_of_everything, "parallel to itself"),
        (cosine_of_products, "these are dot products"),
        (cosine_forgot_keepdims, "keep the second dimension"),
        (cosine_of_neighbours, "that follow each other"),
        (cosine_with_the_mean, "the mean of all"),
        (lambda arrows: cosine_by_loop(arrows / np.sqrt((arrows**2).sum(0))), "it gives"),
        (lambda arrows: cosine_by_loop(arrows) * len(arrows) * (len(arrows) - 1) / 2, "the sum over the pairs"),
    ],
    "share_kept": [
        (kept_in_place, "at the same place"),
        (kept_of_union, "half kept gives a third"),
        (kept_anywhere, "another row has counts too"),
        (kept_counted, "what share of the k is it"),
        (lambda before, after: (before[:, :, None] == after[:, None]).any(2).sum().item(), "how many are kept in all"),
        (lambda before, after: (before[:, :, None] == after[:, None]).any(2).any(1).float().mean(), "not rows"),
        (lambda before, after: (before.sort().values == after.sort().values).float().mean().item(), "sorted lists"),
    ],
}
