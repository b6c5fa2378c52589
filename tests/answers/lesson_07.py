"""Answers to the exercises of lesson 07: right ones in other forms, and wrong ones with a part of their hint."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor


def cosines_by_library(table: Tensor, ids: Tensor) -> Tensor:
    return F.cosine_similarity(table[ids][:, None], table[None], dim=2)


def cosines_by_loop(table: Tensor, ids: Tensor) -> Tensor:
    rows = []
    for i in ids.tolist():
        rows.append([float(u @ table[i] / (u.norm() * table[i].norm())) for u in table])
    return torch.tensor(rows, dtype=torch.float64)


def lengths_of_squares(table: Tensor, ids: Tensor) -> Tensor:
    return table[ids] @ table.T / ((table**2).sum(1)[ids][:, None] * (table**2).sum(1))


def normalized_once(table: Tensor, ids: Tensor) -> Tensor:
    chosen = table[ids]
    chosen = chosen / chosen.norm(dim=1, keepdim=True)
    return torch.mm(chosen, table.t())


def forgot_keepdim(table: Tensor, ids: Tensor) -> Tensor:
    lengths = table.norm(dim=-1)
    return (table / lengths)[ids] @ (table / lengths).T


def exclude_by_loop(scores: Tensor, ids: Tensor) -> Tensor:
    scores = scores.clone()
    for row, words in enumerate(ids):
        for word in words:
            scores[row, word] = float("-inf")
    return scores


def exclude_by_mask(scores: Tensor, ids: Tensor) -> Tensor:
    own = F.one_hot(ids, scores.shape[1]).sum(dim=1).bool()
    return scores.double().masked_fill(own, -np.inf)


def exclude_by_pairs(scores: Tensor, ids: Tensor) -> Tensor:
    scores = scores.clone()
    scores[torch.arange(len(ids))[:, None], ids] = -torch.inf
    return scores


def exclude_in_place(scores: Tensor, ids: Tensor) -> Tensor:
    return scores.scatter_(1, ids, -torch.inf)


def exclude_everywhere(scores: Tensor, ids: Tensor) -> Tensor:
    result = scores.clone()
    for word in ids.unique():
        result[:, word] = -torch.inf
    return result


def multiplied_away(scores: Tensor, ids: Tensor) -> Tensor:
    keep = torch.ones_like(scores)
    for row in range(len(ids)):
        keep[row, ids[row]] = 0
    return scores * keep


def spreads_in_numpy(ours: Tensor, theirs: Tensor) -> Tensor:
    a, b = ours.numpy().astype(np.float64), theirs.numpy().astype(np.float64)
    return torch.from_numpy((a.mean(0) - b.mean(0)) / np.maximum(a.std(0, ddof=1), b.std(0, ddof=1)))


def spreads_by_loop(ours: Tensor, theirs: Tensor) -> Tensor:
    result = []
    for a, b in zip(ours.T, theirs.T, strict=True):
        result.append((a.mean() - b.mean()) / max(a.std(), b.std()))
    return torch.stack(result)


def spreads_of_population(ours: Tensor, theirs: Tensor) -> Tensor:
    spread = np.maximum(np.std(ours.numpy(), axis=0), np.std(theirs.numpy(), axis=0))
    return (ours.mean(0) - theirs.mean(0)) / torch.from_numpy(spread)


def spread_of_the_pool(ours: Tensor, theirs: Tensor) -> Tensor:
    everything = torch.vstack([theirs, ours])
    return (ours.mean(0) - theirs.mean(0)) / everything.std(0)


RIGHT = {
    "cosines_with_all": [cosines_by_library, cosines_by_loop],
    "exclude_queries": [exclude_by_loop, exclude_by_mask, exclude_by_pairs],
    "spreads_apart": [spreads_in_numpy, spreads_by_loop],
}
WRONG = {
    "cosines_with_all": [
        (lambda table, ids: torch.einsum("nd,vd->nv", table[ids], table), "these are dot products"),
        (normalized_once, "the words asked for have length 1"),
        (forgot_keepdim, "keep the second dimension"),
        (lambda table, ids: (t := table / table.norm())[ids] @ t.T, "without `dim` is one number"),
        (lambda table, ids: (t := table / table.norm(dim=0))[ids] @ t.T, "a word is a row"),
        (lambda table, ids: cosines_by_library(table, ids).T, "the other way round"),
        (lambda table, ids: 1 - cosines_by_library(table, ids), "that is a distance"),
        (lengths_of_squares, "divides by each length once"),
        (lambda table, ids: F.cosine_similarity(table[ids], table[ids]), "it returns a tensor of shape"),
    ],
    "exclude_queries": [
        (exclude_in_place, "it changes its arguments"),
        (exclude_everywhere, "pair each row with its own ids"),
        (multiplied_away, "0 is not out of the race"),
        (lambda scores, ids: scores, "can still win"),
        (lambda scores, ids: scores.scatter(1, ids[:, -1:], -torch.inf), "only the last of the three"),
        (lambda scores, ids: scores.argsort(dim=1, descending=True)[:, 3:], "it returns a tensor of shape"),
    ],
    "spreads_apart": [
        (lambda ours, theirs: (ours - ours + ours).mean(0) - theirs.mean(0), "points of score"),
        (spreads_of_population, "divide by n − 1"),
        (spread_of_the_pool, "contains the gap itself"),
        (
            lambda ours, theirs: (ours.mean(0) - theirs.mean(0)) / torch.maximum(ours.var(0), theirs.var(0)),
            "a variance is a squared spread",
        ),
        (lambda ours, theirs: spreads_by_loop(theirs, ours), "the wrong way round"),
        (lambda ours, theirs: (ours.mean() - theirs.mean()) / max(ours.std(), theirs.std()), "one number for all sets"),
    ],
}
