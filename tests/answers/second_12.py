"""Answers by someone who has read lesson 12 but not its checks."""

import itertools

import torch


def share_accumulated(count, rank, world):
    sizes = [count * (r + 1) // world - count * r // world for r in range(world)]
    ends = [0, *itertools.accumulate(sizes)]
    return ends[rank], ends[rank + 1]


def share_longer_ones_last(count, rank, world):
    """The rest goes to the last workers, a word each: other cuts, and as even."""
    size, rest = divmod(count, world)
    short = world - rest
    first = rank * size + max(0, rank - short)
    return first, first + size + (rank >= short)


def share_rest_to_last(count, rank, world):
    size = count // world
    return rank * size, count if rank == world - 1 else (rank + 1) * size


def share_rest_lost(count, rank, world):
    size = count // world
    return rank * size, (rank + 1) * size


def share_too_large(count, rank, world):
    size = -(-count // world)
    return rank * size, min(count, (rank + 1) * size)


def share_last_word(count, rank, world):
    return rank * count // world, (rank + 1) * count // world - 1


def share_and_size(count, rank, world):
    first = rank * count // world
    return first, (rank + 1) * count // world - first


def share_rank_from_one(count, rank, world):
    return (rank - 1) * count // world, rank * count // world


def share_overlapping(count, rank, world):
    return rank * count // world, (rank + 1) * count // world + 1


def share_fraction(count, rank, world):
    return rank * count / world, (rank + 1) * count / world


def share_all(count, rank, world):
    return 0, count


def share_ids(count, rank, world):
    return list(range(rank, count, world))


def merge_by_row(changes):
    merged = torch.zeros_like(changes[0])
    for row in range(changes.shape[1]):
        total = changes[:, row].sum(dim=0)
        length = float(total @ total)
        if length > 0:
            own = sum(float(change @ change) for change in changes[:, row])
            merged[row] = min(1.0, own / length) * total
    return merged


def merge_from_scalar_products(changes):
    products = torch.einsum("pvd,qvd->vpq", changes.double(), changes.double())
    own, whole = products.diagonal(dim1=1, dim2=2).sum(dim=1), products.sum(dim=(1, 2))
    fraction = torch.where(whole > own, own / whole.clamp(min=1e-300), 1.0)
    return (fraction[:, None] * changes.sum(dim=0)).to(changes.dtype)


def fraction_of(changes):
    total = changes.sum(dim=0)
    return changes.square().sum(dim=(0, 2)) / total.square().sum(dim=1).clamp(min=1e-30), total


def merge_sum(changes):
    return changes.sum(dim=0)


def merge_mean(changes):
    return changes.mean(dim=0)


def merge_without_bound(changes):
    fraction, total = fraction_of(changes)
    return fraction[:, None] * total


def merge_nan(changes):
    total = changes.sum(dim=0)
    fraction = changes.square().sum(dim=(0, 2)) / total.square().sum(dim=1)
    return fraction.clamp(max=1)[:, None] * total


def merge_lengths(changes):
    total = changes.sum(dim=0)
    fraction = changes.norm(dim=2).sum(dim=0) / total.norm(dim=1).clamp(min=1e-30)
    return fraction.clamp(max=1)[:, None] * total


def merge_root(changes):
    fraction, total = fraction_of(changes)
    return fraction.sqrt().clamp(max=1)[:, None] * total


def merge_of_mean(changes):
    fraction, total = fraction_of(changes)
    return fraction.clamp(max=1)[:, None] * total / len(changes)


def merge_one_fraction(changes):
    total = changes.sum(dim=0)
    return min(1.0, float(changes.square().sum() / total.square().sum().clamp(min=1e-30))) * total


def merge_each_number(changes):
    total = changes.sum(dim=0)
    fraction = changes.square().sum(dim=0) / total.square().clamp(min=1e-30)
    return fraction.clamp(max=1) * total


def merge_turned(changes):
    fraction, total = fraction_of(changes)
    return total / fraction.clamp(min=1)[:, None]


def merge_average_if_unlike(changes):
    """Where workers pull against each other, the average in place of the sum."""
    fraction, total = fraction_of(changes)
    return torch.where(fraction[:, None] > 1, total / len(changes), fraction[:, None] * total)


def merge_zero_if_unlike(changes):
    fraction, total = fraction_of(changes)
    return torch.where(fraction[:, None] > 1, torch.zeros_like(total), fraction[:, None] * total)


def merge_of_who_changed(changes):
    """The mean over the workers that changed the row."""
    moved = changes.any(dim=2).sum(dim=0).clamp(min=1)
    return changes.sum(dim=0) / moved[:, None]


def merge_largest(changes):
    best = changes.norm(dim=2).argmax(dim=0)
    return changes[best, torch.arange(changes.shape[1])]


def merge_sum_of_all_squares(changes):
    """|Σ c|² taken for the sum of the numbers, squared."""
    total = changes.sum(dim=0)
    fraction = changes.square().sum(dim=(0, 2)) / total.sum(dim=1).square().clamp(min=1e-30)
    return fraction.clamp(max=1)[:, None] * total


def merge_in_place(changes):
    fraction, _ = fraction_of(changes)
    changes *= fraction.clamp(max=1)[:, None]
    return changes.sum(dim=0)


RIGHT = {
    "take_share": [share_accumulated, share_longer_ones_last],
    "merge_changes": [merge_by_row, merge_from_scalar_products],
}
WRONG = {
    "take_share": [
        (share_rest_to_last, "one worker has far more"),
        (share_rest_lost, "the remainder of the division is lost"),
        (share_too_large, "are shared as"),
        (share_last_word, "the word *after* the last"),
        (share_and_size, "not how long it is"),
        (share_rank_from_one, "each share must begin where"),
        (share_overlapping, "each share must begin where"),
        (share_fraction, "a whole number"),
        (share_all, "each share must begin where"),
        (share_ids, "expected the pair"),
    ],
    "merge_changes": [
        (merge_sum, "that is the plain sum"),
        (merge_mean, "that is the average"),
        (merge_without_bound, "there it must stay 1"),
        (merge_nan, "which is nan"),
        (merge_lengths, "the plain sum"),
        (merge_root, "the root is one too many"),
        (merge_of_mean, "here it scales the average"),
        (merge_one_fraction, "for the whole table"),
        (merge_each_number, "directions of whole rows"),
        (merge_turned, "it gives"),
        (merge_average_if_unlike, "kept, not the average"),
        (merge_zero_if_unlike, "not thrown away"),
        (merge_of_who_changed, "a mean over those who changed"),
        (merge_largest, "what the others learned is lost"),
        (merge_sum_of_all_squares, "it gives"),
        (merge_in_place, "it changes its arguments"),
    ],
}
