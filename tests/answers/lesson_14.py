"""Answers to the exercises of lesson 14."""

import itertools

import torch

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edits_of

# ---- take_share


def remainder_first(count, rank, world):
    size, more = divmod(count, world)
    first = rank * size + min(rank, more)
    return first, first + size + (rank < more)


def share_accumulated(count, rank, world):
    sizes = [count * (r + 1) // world - count * r // world for r in range(world)]
    ends = [0, *itertools.accumulate(sizes)]
    return ends[rank], ends[rank + 1]


def remainder_last(count, rank, world):
    """The rest goes to the last workers, a word each: other cuts, and as even."""
    size, rest = divmod(count, world)
    short = world - rest
    first = rank * size + max(0, rank - short)
    return first, first + size + (rank >= short)


def share_by_division(count, rank, world):
    first, end = rank * count // world, (rank + 1) * count // world
    return first, end


def rest_to_the_last(count, rank, world):
    size = count // world
    return rank * size, count if rank == world - 1 else (rank + 1) * size


def rest_lost(count, rank, world):
    size = count // world
    return rank * size, rank * size + size


def size_rounded_up(count, rank, world):
    size = -(-count // world)
    return rank * size, min(count, (rank + 1) * size)


def cut_by_float(count, rank, world):
    return int(rank * (count / world)), int((rank + 1) * (count / world))


FRACTION = {"rank * count //": "rank * count /", "1) * count //": "1) * count /"}
RIGHT["take_share"] = [
    remainder_first,
    lambda count, rank, world: [round(count * r / world) for r in (rank, rank + 1)],
]
WRONG["take_share"] = edits_of(
    share_by_division,
    (rest_lost, "the remainder of the division is lost"),
    (rest_to_the_last, "27 words for 4 workers are shared as [(0, 6), (6, 12), (12,"),
    ({"return first, end": "return first, end - 1"}, "the word *after* the last"),
    (FRACTION, "a whole number"),
    (
        lambda count, rank, world: (rank, count),
        "27 words for 4 workers are shared as [(0, 27), (1, 27), (2,",
    ),
    (cut_by_float, "61 words for 7 workers are shared as [(0, 8), (8, 17), (17,"),
    (lambda count, rank, world: count // world, "it returns 6, expected (first, after the last)"),
)
RIGHT_BLIND["take_share"] = [share_accumulated, remainder_last]
WRONG_BLIND["take_share"] = edits_of(
    share_by_division,
    (rest_to_the_last, "27 words for 4 workers are shared as [(0, 6), (6, 12), (12,"),
    (rest_lost, "the remainder of the division is lost"),
    (size_rounded_up, "are shared as"),
    ({"return first, end": "return first, end - 1"}, "the word *after* the last"),
    ({"return first, end": "return first, end - first"}, "not how long it is"),
    ({"first, end =": "rank -= 1\nfirst, end ="}, "each share must begin where"),
    ({"return first, end": "return first, end + 1"}, "each share must begin where"),
    (FRACTION, "a whole number"),
    (lambda count, rank, world: (0, count), "each share must begin where"),
    (
        lambda count, rank, world: list(range(rank, count, world)),
        "it returns [0, 4, 8, 12, 16, 20, 24], expected (first,",
    ),
)

# ---- merge_changes


def merge_in_double(changes):
    merged = torch.zeros(changes.shape[1:], dtype=torch.float64)
    for row in range(changes.shape[1]):
        own = changes[:, row].double()
        total = own.sum(dim=0)
        if total.norm() > 0:
            merged[row] = total * min(1.0, (own.norm() ** 2 / total.norm() ** 2).item())
    return merged


def merge_by_row(changes):
    merged = torch.zeros_like(changes[0])
    for row in range(changes.shape[1]):
        total = changes[:, row].sum(dim=0)
        length = float(total @ total)
        if length > 0:
            own = sum(float(change @ change) for change in changes[:, row])
            merged[row] = min(1.0, own / length) * total
    return merged


def merge_by_products(changes):
    products = torch.einsum("pvd,qvd->vpq", changes.double(), changes.double())
    own, whole = products.diagonal(dim1=1, dim2=2).sum(dim=1), products.sum(dim=(1, 2))
    fraction = torch.where(whole > own, own / whole.clamp(min=1e-300), 1.0)
    return (fraction[:, None] * changes.sum(dim=0)).to(changes.dtype)


def merge_by_fraction(changes):
    total = changes.sum(dim=0)
    fraction = changes.square().sum(dim=(0, 2)) / total.square().sum(dim=1).clamp(min=1e-30)
    return fraction.clamp(max=1)[:, None] * total


def mean_of_who_changed(changes):
    moved = changes.any(dim=2).sum(dim=0).clamp(min=1)
    return changes.sum(dim=0) / moved[:, None]


def largest_change(changes):
    best = changes.norm(dim=2).argmax(dim=0)
    return changes[best, torch.arange(changes.shape[1])]


def merge_in_place(changes):
    fraction = changes.square().sum(dim=(0, 2)) / changes.sum(dim=0).square().sum(dim=1)
    changes *= fraction.clamp(max=1)[:, None]
    return changes.sum(dim=0)


LENGTHS = {
    "square().sum(dim=(0, 2))": "norm(dim=2).sum(dim=0)",
    "square().sum(dim=1)": "norm(dim=1)",
}
ONE_FRACTION = {"dim=(0, 2)": "", "dim=1": "", "[:, None]": ""}
EACH_NUMBER = {"dim=(0, 2)": "dim=0", ".sum(dim=1)": "", "[:, None]": ""}
AVERAGE_IF_UNLIKE = {
    "fraction.clamp(max=1)": "torch.where(fraction > 1, 1 / len(changes), fraction)"
}
RIGHT["merge_changes"] = [merge_in_double]
WRONG["merge_changes"] = edits_of(
    merge_by_fraction,
    (lambda changes: sum(changes), "the plain sum"),
    (lambda changes: changes.sum(0) / len(changes), "that is the average"),
    ({".clamp(max=1)": ""}, "pull against each other"),
    (LENGTHS, "the plain sum"),
    ({"return": "return 2 *"}, "it gives"),
)
RIGHT_BLIND["merge_changes"] = [merge_by_row, merge_by_products]
WRONG_BLIND["merge_changes"] = edits_of(
    merge_by_fraction,
    (lambda changes: changes.sum(dim=0), "that is the plain sum"),
    (lambda changes: changes.mean(dim=0), "that is the average"),
    ({".clamp(max=1)": ""}, "there it must stay 1"),
    ({".clamp(min=1e-30)": ""}, "it is right, but not where nobody changed a row"),
    (LENGTHS, "the plain sum"),
    ({"return fraction": "return fraction.sqrt()"}, "its own example"),
    ({"* total": "* total / len(changes)"}, "where it goes wrong"),
    (ONE_FRACTION, "for the whole table"),
    (EACH_NUMBER, "it gives"),
    ({"return fraction.clamp(max=1)": "return 1 / fraction.clamp(min=1)"}, "its own example"),
    (AVERAGE_IF_UNLIKE, "each row is a whole number of times too small"),
    ({"fraction.clamp(max=1)": "(fraction * (fraction <= 1))"}, "it gives"),
    (mean_of_who_changed, "its own example"),
    (largest_change, "its own example"),
    ({"total.square().sum(dim=1)": "total.sum(dim=1).square()"}, "its own example"),
    (merge_in_place, "it changes its argument `changes`"),
)

# ---- add_momentum


def momentum_in_place(pace, merged, momentum):
    pace *= momentum
    pace += merged
    return pace, merged + momentum * pace


def momentum_by_parts(pace, merged, momentum):
    return momentum * pace + merged, (1 + momentum) * merged + momentum**2 * pace


RIGHT["add_momentum"] = [momentum_by_parts]
WRONG["add_momentum"] = edits_of(
    momentum_by_parts,
    (momentum_in_place, "it changes its argument `pace`"),
    ({"(1 + momentum) * ": "", "momentum**2": "momentum"}, "times the *new* pace"),
    (lambda pace, merged, momentum: momentum * pace + merged, "it returns"),
)
RIGHT_BLIND["add_momentum"] = [momentum_by_parts]
WRONG_BLIND["add_momentum"] = edits_of(
    momentum_by_parts,
    ({"momentum**2 * pace": "momentum * pace"}, "it gives"),
    ({"return momentum * pace + merged,": "return momentum * pace,"}, "it gives"),
)

# ---- rows_to_merge


def rows_by_bit(number, count):
    return min(512 * (number & -number), count)


def rows_by_recursion(number, count):
    if number % 2:
        return min(512, count)
    return min(2 * rows_by_recursion(number // 2, 10**9), count)


def rows_by_search(number, count):
    halvings = max(k for k in range(number.bit_length()) if number % 2**k == 0)
    return min(512 * 2**halvings, count)


RIGHT["rows_to_merge"] = [rows_by_bit]
WRONG["rows_to_merge"] = edits_of(
    rows_by_bit,
    (lambda number, count: 512 * (number & -number), "no more rows than there are"),
    (lambda number, count: min(512 * number, count), "6 can be halved so often: 1"),
    (lambda number, count: count, "6 can be halved so often: 1"),
    ({"512": "512.0"}, "a whole number is asked for"),
)
RIGHT_BLIND["rows_to_merge"] = [rows_by_recursion, rows_by_search]
WRONG_BLIND["rows_to_merge"] = edits_of(
    rows_by_bit,
    (lambda number, count: min(512 if number % 2 else 1024, count), "8 can be halved so often: 3"),
    ({"(number & -number)": "2 ** (number.bit_length() - 1)"}, "6 can be halved so often: 1"),
    ({"(number & -number)": "min(number & -number, 64)"}, "256 can be halved so often: 8"),
    ({"(number & -number)": "2 ** bin(number)[2:].count('0')"}, "can be halved so often: 3"),
    ({"min(": "max("}, "no more rows than there are"),
)
