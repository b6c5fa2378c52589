"""A training step on blocks, in fixed buffers and without Python's lock (lesson 13)."""

import warnings
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from w2v_helpers.blocks import CENTERS, NEGATIVES, Blocks, pair_weights, weight_rows


class Weights(NamedTuple):
    """`pair_weights` with a row for each center: its first three axes made one."""

    pairs: Tensor  # of all pairs
    positives: Tensor  # the same, but 0 at the negatives


class Batch(NamedTuple):
    """What some steps train: a row of each tensor is one step."""

    rows: Tensor  # int64: the table's rows of all centers, then of all contexts and negatives
    cases: Tensor  # int32: each center's row of `Weights`, see `weight_rows`


class Buffers(NamedTuple):
    """The room that a step works in, so that it needs no new memory."""

    vectors: Tensor  # (blocks · (CENTERS + M + NEGATIVES), dim): the table's rows
    changes: Tensor  # the same shape: what is added to them
    pairs: Tensor  # (blocks, CENTERS, M + NEGATIVES): the weights of all pairs
    positives: Tensor  # the same shape: the weights of those of the text
    scores: Tensor  # the same shape: u·v, then how far each is to move


def make_weights(window: int, negative: int, device: str = "cpu") -> Weights:
    """The weights of all pairs that a center of a block may have."""
    pairs = pair_weights(window, negative).flatten(0, 2).to(device)
    positives = pairs.clone()
    positives[:, -NEGATIVES:] = 0
    return Weights(pairs, positives)


def make_batch(blocks: Blocks, multiple: int, window: int, table: Tensor) -> Batch:
    """Group the blocks into steps of ``multiple`` each, as rows of the table."""
    # torch adds rows at int32 ids slowly
    words = blocks.words.to(table.device).long().unflatten(0, (-1, multiple))
    centers = words[:, :, window : window + CENTERS].flatten(1)
    rows = torch.cat([centers, words.flatten(1) + len(table) // 2], dim=1)
    return Batch(rows, weight_rows(blocks, window).to(rows.device).view(len(rows), -1))


def make_buffers(blocks: int, window: int, dim: int, **options: object) -> Buffers:
    """Room for a step on so many blocks; ``options`` are those of `torch.zeros`."""
    others = CENTERS + 2 * window + NEGATIVES
    vectors = (blocks * (CENTERS + others), dim)
    scores = (blocks, CENTERS, others)
    shapes = (vectors, vectors, scores, scores, scores)
    return Buffers(*(torch.zeros(shape, **options) for shape in shapes))


def step(
    table: Tensor, rows: Tensor, cases: Tensor, weights: Weights, lr: float, buffers: Buffers
) -> None:
    """One step of SGD, in place, on the pairs of some blocks.

    table: input vectors over output vectors ``(2V, dim)``; rows, cases: a row of a `Batch`. With
    x the centers' vectors and z those of contexts and negatives: g = weights × (labels − σ(x zᵀ)),
    x changes by lr · g z, z by lr · gᵀ x.
    """
    vectors, changes, pairs, positives, scores = buffers
    blocks, centers, others = scores.shape
    cut = blocks * centers
    torch.index_select(table, 0, rows, out=vectors)
    torch.index_select(weights.pairs, 0, cases, out=pairs.view(cut, others))
    torch.index_select(weights.positives, 0, cases, out=positives.view(cut, others))
    x = vectors[:cut].view(blocks, centers, -1)
    z = vectors[cut:].view(blocks, others, -1)
    torch.bmm(x, z.transpose(1, 2), out=scores)
    scores.sigmoid_()
    torch.addcmul(positives, pairs, scores, value=-1, out=scores)  # g
    dx = changes[:cut].view(blocks, centers, -1)
    dz = changes[cut:].view(blocks, others, -1)
    torch.baddbmm(dx, scores, z, beta=0, alpha=lr, out=dx)
    torch.baddbmm(dz, scores.transpose(1, 2), x, beta=0, alpha=lr, out=dz)
    table.index_add_(0, rows, changes)


def steps(
    table: Tensor, batch: Batch, weights: Weights, start: float, end: float, buffers: Buffers
) -> None:
    """A `step` for each row of the batch; the learning rate falls from ``start`` to ``end``."""
    count = len(batch.rows)
    for i in range(count):
        lr = start + (end - start) * i / count
        step(table, batch.rows[i], batch.cases[i], weights, lr, buffers)


def compiled() -> Callable:
    """`steps` as TorchScript, which runs it without Python's lock.

    Else one worker waits at each call for another.
    """
    # nothing in torch replaces it here
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        return torch.jit.script(steps)
