"""Answers to the exercises of lesson 09: right ones in other forms, and wrong ones with a part of their hint."""

import math

import torch
from torch import Tensor


def pairs_by_slices(ids: list[int], window: int) -> list[tuple[int, int]]:
    pairs = []
    for i in range(len(ids)):
        around = ids[max(i - window, 0) : i] + ids[i + 1 : i + 1 + window]
        pairs.extend((word, ids[i]) for word in around)
    return pairs


def pairs_by_distance(ids: list[int], window: int) -> list[list[int]]:
    places = range(len(ids))
    return [[ids[j], ids[i]] for i in places for j in places if 0 < abs(i - j) <= window]


def textbook_pairs(ids: list[int], window: int) -> list[tuple[int, int]]:
    return [(predicted, given) for given, predicted in pairs_by_slices(ids, window)]


def pairs_without_equals(ids: list[int], window: int) -> list[tuple[int, int]]:
    pairs = []
    for i, center in enumerate(ids):
        for word in ids[max(0, i - window) : i + window + 1]:
            if word != center:
                pairs.append((word, center))
    return pairs


def pairs_with_itself(ids: list[int], window: int) -> list[tuple[int, int]]:
    pairs = []
    for i, center in enumerate(ids):
        for word in ids[max(0, i - window) : i + window + 1]:
            pairs.append((word, center))
    return pairs


def pairs_off_by_one(ids: list[int], window: int) -> list[tuple[int, int]]:
    pairs = []
    for i, center in enumerate(ids):
        for j in range(max(0, i - window), min(len(ids), i + window)):
            if i != j:
                pairs.append((ids[j], center))
    return pairs


def pairs_from_the_end(ids: list[int], window: int) -> list[tuple[int, int]]:
    pairs = []
    for i, center in enumerate(ids):
        for shift in range(-window, window + 1):
            if shift and i + shift < len(ids):
                pairs.append((ids[i + shift], center))
    return pairs


def sigma_by_loop(scores: Tensor) -> Tensor:
    table = [1 / (1 + math.exp(-(i / 1000 * 2 - 1) * 6)) for i in range(1000)]
    values = [table[int((s + 6) * 83)] for s in scores.flatten().tolist()]
    return torch.tensor(values, dtype=torch.float64).view(scores.shape)


def sigma_of_places(scores: Tensor) -> Tensor:
    place = torch.floor((scores + 6) * 83)
    return torch.sigmoid((place / 500 - 1) * 6)  # no table: the score that the entry belongs to


def sigma_evenly(scores: Tensor) -> Tensor:
    table = torch.sigmoid(torch.linspace(-6, 6, 1000))
    return table[torch.floor((scores + 6) * 83).int()]


def sigma_rounded(scores: Tensor) -> Tensor:
    table = torch.sigmoid(torch.arange(-6, 6, 0.012, dtype=torch.float64)[:1000])
    return table[torch.round(83 * (6 + scores)).long()]


def sigma_divided(scores: Tensor) -> Tensor:
    table = torch.sigmoid(torch.arange(1000) * 0.012 - 6)
    return table[((scores + 6) / 12 * 1000).long()]


def rows_by_stack(words: list[str], their_ids: dict[str, int], their_table: Tensor) -> Tensor:
    return torch.stack([their_table[their_ids[word]] for word in words])


def rows_by_layer(words: list[str], their_ids: dict[str, int], their_table: Tensor) -> Tensor:
    result = torch.zeros(len(words), their_table.shape[1], dtype=torch.float64)
    for i, word in enumerate(words):
        result[i] = their_table[their_ids[word]]
    return result


def rows_in_their_order(words: list[str], their_ids: dict[str, int], their_table: Tensor) -> Tensor:
    return torch.stack([their_table[i] for word, i in their_ids.items() if word in words])


RIGHT = {
    "gensim_pairs": [pairs_by_slices, pairs_by_distance],
    "sigma_by_table": [sigma_by_loop, sigma_of_places],
    "rows_for": [rows_by_stack, rows_by_layer],
}
WRONG = {
    "gensim_pairs": [
        (textbook_pairs, "the textbook's direction"),
        (pairs_without_equals, "compare places, not ids"),
        (pairs_with_itself, "no context of itself"),
        (pairs_off_by_one, "ends before its end"),
        (pairs_from_the_end, "counts from the end of the list"),
        (lambda ids, window: sorted(pairs_by_slices(ids, window), key=lambda pair: pair[0]), "it gives"),
        (lambda ids, window: [(a, b) for i, b in enumerate(ids) for a in ids[i + 1 : i + 1 + window]], "on the left"),
        (lambda ids, window: torch.tensor(pairs_by_slices(ids, window)), "it returns a Tensor, expected a list"),
    ],
    "sigma_by_table": [
        (lambda scores: 1 / (1 + torch.exp(-scores)), "that is the exact σ"),
        (sigma_evenly, "the last entry is not σ(6)"),
        (sigma_rounded, "does not round"),
        (sigma_divided, "gensim divides integers"),
        (lambda scores: torch.floor((scores + 6) * 83).int(), "those are the places"),
        (lambda scores: sigma_by_loop(-scores), "it gives"),
        (lambda scores: torch.logit(sigma_by_loop(scores)), "that is the score of the entry"),
    ],
    "rows_for": [
        (lambda words, their_ids, their_table: their_table[range(len(words))], "their first rows"),
        (rows_in_their_order, "in the order of their dictionary"),
        (lambda words, their_ids, their_table: rows_by_stack(sorted(words), their_ids, their_table), "the alphabet"),
        (lambda words, their_ids, their_table: [their_table[their_ids[word]] for word in words], "it returns a list"),
        (lambda words, their_ids, their_table: rows_by_stack(words, their_ids, their_table).numpy(), "ndarray"),
    ],
}
