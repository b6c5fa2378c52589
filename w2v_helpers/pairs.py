"""Training examples from ids: windows over documents, as tensors, without a Python loop over pairs."""

from collections.abc import Sequence

import torch
from torch import Tensor


def subsample(ids: Tensor, keep: Tensor, generator: torch.Generator) -> Tensor:
    """Leave tokens out at random: token i stays with probability ``keep[ids[i]]``.

    ids int64 ``(n,)``, keep float ``(V,)`` (see `Vocab.keep_probabilities`); returns int64 ``(≤ n,)``.
    """
    return ids[torch.rand(len(ids), generator=generator) < keep[ids]]


def _windows(
    documents: Sequence[Tensor], window: int, generator: torch.Generator | None
) -> tuple[Tensor, Tensor, Tensor]:
    """Ids ``(n,)`` of all tokens, positions ``(n, 2·window)`` around each, and which of those are real contexts."""
    if window < 1:
        raise ValueError(f"window={window}: expected 1 or more context words on each side")
    if not len(documents):
        raise ValueError("no documents: expected at least one tensor of ids")
    ids = torch.cat(list(documents))
    document = torch.arange(len(documents)).repeat_interleave(torch.tensor([len(d) for d in documents]))
    offsets = torch.tensor([*range(-window, 0), *range(1, window + 1)])
    positions = torch.arange(len(ids))[:, None] + offsets  # (n, 2·window)
    inside = (positions >= 0) & (positions < len(ids))
    positions = positions.clamp(0, max(len(ids) - 1, 0))
    real = inside & (document[positions] == document[:, None])
    if generator is not None:
        reach = torch.randint(1, window + 1, (len(ids), 1), generator=generator)
        real &= offsets.abs() <= reach
    return ids, positions, real


def skipgram_pairs(
    documents: Sequence[Tensor], window: int, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    """Every (center, context) pair at most ``window`` apart in one document: two int64 tensors ``(pairs,)``.

    Centers come in the order of the text, the contexts of each from left to right. With a generator each
    center's window shrinks to a size drawn uniformly from 1..window, as in word2vec.c.
    Raises ValueError if window is below 1 or there is no document.
    """
    ids, positions, real = _windows(documents, window, generator)
    return ids[:, None].expand_as(positions)[real], ids[positions[real]]


def cbow_windows(
    documents: Sequence[Tensor], window: int, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """Every center ``(n,)``, its contexts ``(n, 2·window)`` and a mask ``(n, 2·window)`` of which contexts are real.

    Centers without any context (documents of one word) are left out. Windows shrink as in `skipgram_pairs`.
    Raises ValueError if window is below 1 or there is no document.
    """
    ids, positions, real = _windows(documents, window, generator)
    some = real.any(dim=1)
    return ids[some], ids[positions[some]], real[some]
