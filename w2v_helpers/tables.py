"""Two tables of vectors in training: how they start, how long they grow, their loss (lesson 13)."""

import math
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor

from w2v_helpers.blocks import NEGATIVES, Noise, Stream, draw_negatives
from w2v_helpers.models import negative_sampling_loss
from w2v_helpers.options import Options
from w2v_helpers.pairs import skipgram_pairs, subsample
from w2v_helpers.vocab import Vocab

LONGEST = 1000  # a vector that is learned is 1 to 10 long
PLACES, LENGTH = 64, 256  # where pairs are taken from a text, and how many words from there
PAIRS = 4096  # that a loss is estimated on
AT_ONCE = 512 * 6 * 100  # numbers of output vectors in one product


class Trained(NamedTuple("Trained", [("vocab", Vocab), ("input", Tensor), ("output", Tensor)])):
    """A vocabulary and its tables of input and output vectors, float32 ``(len(vocab), dim)``.

    losses: a list, the mean loss after each epoch, always on the same pairs.
    """

    losses: list[float] | tuple = ()


class Sample(NamedTuple):
    """Pairs of a text with negatives, int64: what a loss is estimated on."""

    center: Tensor  # (pairs,)
    context: Tensor  # (pairs,)
    negatives: Tensor  # (pairs, K)


def start_tables(size: int, options: Options, generator: torch.Generator) -> Tensor:
    """Input vectors, uniform in ±1/(2·dim), over output vectors, zero: ``(2 · size, dim)``.

    Raises MemoryError if they are too large.
    """
    dim = options.dim
    try:
        table = torch.zeros(2 * size, dim)
        torch.rand(size, dim, generator=generator, out=table[:size]).sub_(0.5).div_(dim)
        return table.to(options.device)
    except RuntimeError as error:
        tables = f"two tables of {size} words × dim={dim}"
        raise MemoryError(f"{tables} do not fit in memory: try a smaller dim") from error


def check_lengths(table: Tensor, alpha: float) -> None:
    """Raise FloatingPointError if a vector is so long that training has diverged, or not finite."""
    if not table.norm(dim=1).max() < LONGEST:  # NaN included
        large = f"alpha={alpha:g} is too large for this text"
        raise FloatingPointError(f"the vectors grow without bounds: {large}, try {alpha / 4:g}")


def draw_sample(stream: Stream, keep: Tensor, noise: Noise, options: Options) -> Sample:
    """Pairs from all over a text, as the objective has them: of thinned text, in shrinking windows.

    At most PAIRS, fewer from a short text or with many negatives, and of a few documents of two
    words perhaps none. They are those of the seed, with a generator of their own.
    """
    generator = torch.Generator().manual_seed(options.seed)
    places = min(PLACES, 1 + len(stream) // LENGTH)
    documents = []
    for start, end in pairwise(len(stream) * i // places for i in range(places + 1)):
        ids = stream[start : min(end, start + LENGTH)].long()
        ends = (ids == len(keep) - 1).nonzero().squeeze(1)  # which subsampling never keeps
        documents += [subsample(part, keep, generator) for part in ids.tensor_split(ends)]
    center, context = skipgram_pairs(documents, options.window, generator)
    most = min(PAIRS, max(PAIRS // 16, len(stream) // 64), 6 * PAIRS // (1 + options.negative))
    chosen = torch.randperm(len(center), generator=generator)[: max(most, 1)]
    shape = options.negative, len(chosen)
    drawn = draw_negatives(noise, -(-math.prod(shape) // NEGATIVES), generator)
    negatives = drawn.flatten()[: math.prod(shape)].view(shape).T.long()
    sample = center[chosen], context[chosen], negatives
    return Sample(*(each.to(options.device) for each in sample))


def mean_loss(table: Tensor, sample: Sample) -> float:
    """The sample's mean negative-sampling loss, as that of `SkipGram`; NaN if it has no pairs."""
    size, total, pairs = len(table) // 2, 0.0, len(sample.center)
    some = max(1, AT_ONCE // ((1 + sample.negatives.shape[1]) * table.shape[1]))
    for center, context, negatives in zip(*(each.split(some) for each in sample), strict=True):
        if not pairs:
            return math.nan
        others = torch.cat([context[:, None], negatives], dim=1)  # (pairs, 1 + K)
        u = table.index_select(0, size + others.flatten()).unflatten(0, others.shape)
        v = table.index_select(0, center)
        scores = torch.bmm(u, v[:, :, None]).squeeze(2)
        total += len(center) / pairs * negative_sampling_loss(scores, context, negatives).item()
    return total
