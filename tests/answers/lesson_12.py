"""Answers to the exercises of lesson 12: right ones in other forms, and wrong ones with a part of their hint."""

import torch
from torch import Tensor


def remainder_first(count: int, rank: int, world: int) -> tuple[int, int]:
    size, more = divmod(count, world)
    first = rank * size + min(rank, more)
    return first, first + size + (rank < more)


def by_linspace(count: int, rank: int, world: int) -> list[int]:
    return [round(count * rank / world), round(count * (rank + 1) / world)]


def by_row(changes: Tensor) -> Tensor:
    merged = torch.zeros(changes.shape[1:], dtype=torch.float64)
    for row in range(changes.shape[1]):
        own = changes[:, row].double()
        total = own.sum(dim=0)
        if total.norm() > 0:
            merged[row] = total * min(1.0, (own.norm() ** 2 / total.norm() ** 2).item())
    return merged


def lost(count: int, rank: int, world: int) -> tuple[int, int]:
    size = count // world
    return rank * size, rank * size + size


def rest_to_the_last(count: int, rank: int, world: int) -> tuple[int, int]:
    size = count // world
    return rank * size, count if rank == world - 1 else (rank + 1) * size


def inclusive(count: int, rank: int, world: int) -> tuple[int, int]:
    return rank * count // world, (rank + 1) * count // world - 1


def unbounded(changes: Tensor) -> Tensor:
    total = changes.sum(0)
    return total * (changes.pow(2).sum((0, 2)) / (total.pow(2).sum(1) + 1e-30))[:, None]


def by_length(changes: Tensor) -> Tensor:
    total = changes.sum(0)
    lengths = changes.norm(dim=2).sum(0) / total.norm(dim=1).clamp(min=1e-20)
    return total * lengths.clamp(max=1)[:, None]


RIGHT = {"take_share": [remainder_first, by_linspace], "merge_changes": [by_row]}
WRONG = {
    "take_share": [
        (lost, "the remainder of the division is lost"),
        (rest_to_the_last, "one worker has far more"),
        (inclusive, "the word *after* the last"),
        (lambda count, rank, world: (rank * count / world, (rank + 1) * count / world), "a whole number"),
        (lambda count, rank, world: (rank, count), "Every world-th word alone"),
        (
            lambda count, rank, world: (int(rank * (count / world)), int((rank + 1) * (count / world))),
            "from word 0 to the last",
        ),
        (lambda count, rank, world: count // world, "expected the pair"),
    ],
    "merge_changes": [
        (lambda changes: sum(changes), "the plain sum"),
        (lambda changes: changes.sum(0) / len(changes), "that is the average"),
        (unbounded, "pull against each other"),
        (by_length, "the plain sum"),
        (lambda changes: by_row(changes).nan_to_num() * 2, "it gives"),
    ],
}
