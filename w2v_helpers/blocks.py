"""Training examples for the quick trainer: blocks of neighbouring centers that share contexts and negatives."""

import torch
import torch.nn.functional as F
from torch import Tensor

CENTERS, NEGATIVES = 16, 16  # of a block; its M contexts reach `window` words beyond its centers on both sides


def make_blocks(
    ids: Tensor, document: Tensor, window: int, noise: Tensor, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Cut a stream of words into blocks that start at a random offset, shuffled.

    ids and document (the number of each word's document) int32 ``(n,)``; noise: cumulative, float64. Returns
    words ``(blocks, M + NEGATIVES)``, contexts before negatives, and the contexts' documents ``(blocks, M)``;
    places beyond the stream's ends hold id 0 and a negative document of their own.
    """
    before = window + int(torch.randint(1, CENTERS + 1, (), generator=generator))  # 1: room for a block in any case
    after = window + -(before - window + len(ids)) % CENTERS
    outside = -1 - torch.arange(before + after, dtype=document.dtype)
    document = torch.cat([outside[:before], document, outside[before:]])
    contexts = F.pad(ids, (before, after)).unfold(0, CENTERS + 2 * window, CENTERS)  # (blocks, M)
    draws = torch.rand((len(contexts), NEGATIVES), dtype=noise.dtype, generator=generator)
    negatives = torch.searchsorted(noise, draws, out_int32=True).clamp_(max=len(noise) - 1)
    order = torch.randperm(len(contexts), generator=generator)
    words = torch.cat([contexts[order], negatives], dim=1).long()  # torch adds rows at int32 ids at half the speed
    return words, document.unfold(0, CENTERS + 2 * window, CENTERS)[order]


def pair_weights(document: Tensor, negative: int) -> Tensor:
    """How much each pair of a block counts, ``(blocks, CENTERS, M + NEGATIVES)``; document ``(blocks, M)``.

    A context at distance δ counts (window + 1 − δ)/window, which is how often a shrinking window reaches it,
    and 0 in another document. A center's negatives together count ``negative`` × the contexts it really has.
    """
    window = (document.shape[1] - CENTERS) // 2
    place = torch.arange(document.shape[1], device=document.device)
    distance = (place[:CENTERS, None] + window - place).abs()  # (CENTERS, M)
    band = ((window + 1 - distance) / window).clamp(min=0) * (distance > 0)
    contexts = band * (document[:, window:-window, None] == document[:, None, :])  # (blocks, CENTERS, M)
    noise = contexts.sum(dim=2, keepdim=True) * (negative / NEGATIVES)
    return torch.cat([contexts, noise.expand(-1, -1, NEGATIVES)], dim=2)
