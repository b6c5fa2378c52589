"""Training examples for the quick trainer: blocks of neighbouring centers that share contexts and negatives."""

from array import array
from collections.abc import Iterable

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.vocab import Vocab

CENTERS, NEGATIVES = 16, 16  # of a block; its M contexts reach `window` words beyond its centers on both sides


def encode(documents: Iterable[list[str]], vocab: Vocab) -> Tensor:
    """The documents as one stream of ids, int32, with ``len(vocab)`` after each; words not in vocab are left out."""
    stream = array("i")
    for document in documents:
        stream.fromlist([i for i in map(vocab.ids.get, document) if i is not None])
        stream.append(len(vocab))
    return torch.from_numpy(np.asarray(stream))  # without a copy


def noise_table(vocab: Vocab) -> Tensor:
    """Ids in proportion to the noise distribution, int32: a place drawn at random holds a negative (word2vec.c)."""
    size = min(1 << 24, 128 * len(vocab))  # word2vec.c has 100 million places for any vocabulary
    ends = (vocab.noise_distribution().double().cumsum(0) * size).round().long()
    return torch.arange(len(vocab), dtype=torch.int32).repeat_interleave(ends.diff(prepend=ends.new_zeros(1)))


def make_blocks(
    stream: Tensor, keep: Tensor, window: int, noise: Tensor, multiple: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Subsample a stream of documents, cut it into blocks from a random offset, and shuffle them.

    stream: from `encode`; keep: the probability of each id, 0 for the last, which ends a document; noise: from
    `noise_table`. Returns words, int32 ``(blocks, M + NEGATIVES)``, contexts before negatives, and the centers' rows
    of `pair_weights`, int32 ``(blocks, CENTERS)``. The number of blocks is a multiple of ``multiple``: places beyond
    the stream hold id 0 and have no contexts.
    """
    document = (stream == len(keep) - 1).cumsum(0, dtype=torch.int32)
    kept = (torch.rand(len(stream), generator=generator) < keep[stream]).nonzero().squeeze(1)
    before = window + int(torch.randint(1, CENTERS + 1, (), generator=generator))  # 1: room for a block in any case
    after = window + -(before - window + len(kept)) % (CENTERS * multiple)
    words, document = F.pad(stream[kept], (before, after)), document[kept]
    reach = torch.zeros_like(words)  # (window + 1) · contexts on the left + contexts on the right
    inside = reach[before : len(words) - after]
    for distance in range(1, min(window, len(kept) - 1) + 1):
        together = document[distance:] == document[:-distance]  # two words this far apart, in one document
        inside[distance:] += together * (window + 1)
        inside[:-distance] += together
    reach = reach[window:-window].view(-1, CENTERS)
    order = torch.randperm(len(reach), generator=generator)
    negatives = noise[torch.randint(len(noise), (len(order), NEGATIVES), generator=generator)]
    words = torch.cat([words.unfold(0, CENTERS + 2 * window, CENTERS)[order], negatives], dim=1)
    return words, reach[order] * CENTERS + torch.arange(CENTERS, dtype=torch.int32)


def pair_weights(window: int, negative: int) -> Tensor:
    """How much a center's pairs count, ``((window + 1)² · CENTERS, M + NEGATIVES)``.

    Row ((window + 1) · left + right) · CENTERS + place is that of a center at ``place`` of its block that has ``left``
    and ``right`` contexts. A context at distance δ counts (window + 1 − δ)/window, which is how often a shrinking
    window reaches it; a center's negatives together count ``negative`` × the contexts that it really has.
    """
    offset = torch.arange(CENTERS + 2 * window) - torch.arange(window, window + CENTERS)[:, None]  # (CENTERS, M)
    reach = torch.arange(window + 1).view(-1, 1, 1)
    left, right = (((distance > 0) & (distance <= reach)) * (window + 1 - distance) for distance in (-offset, offset))
    contexts = ((left[:, None] + right) / window).flatten(0, 2)
    noise = contexts.sum(dim=1, keepdim=True) * (negative / NEGATIVES)
    return torch.cat([contexts, noise.expand(-1, NEGATIVES)], dim=1)
