"""Training examples from ids: windows over documents, as tensors without a loop (lesson 04)."""

from collections.abc import Sequence

import torch
from torch import Tensor


def subsample(ids: Tensor, keep: Tensor, generator: torch.Generator) -> Tensor:
    """Leave tokens out at random: token i stays with probability ``keep[ids[i]]``.

    ids int64 ``(n,)``, keep float ``(V,)`` (see `Vocab.keep_probabilities`); the tokens that stay,
    in their order, int64 ``(≤ n,)``.
    """
    return ids[torch.rand(len(ids), generator=generator) < keep[ids]]


def _find_windows(
    documents: Sequence[Tensor], window: int, generator: torch.Generator | None
) -> tuple[Tensor, Tensor, Tensor]:
    """Ids ``(n,)`` of all tokens, the positions ``(n, 2·window)`` around each, which are real."""
    if window < 1:
        raise ValueError(f"window={window}: expected 1 or more context words on each side")
    if not len(documents):
        raise ValueError("no documents: expected at least one tensor of ids")
    ids = torch.cat(list(documents))
    lengths = torch.tensor([len(document) for document in documents])
    document = torch.arange(len(documents)).repeat_interleave(lengths)  # (n,): each token's own
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
    """Every pair of a center and a context at most ``window`` tokens away in the same document.

    Both are int64 ``(pairs,)``: centers in the order of the text, the contexts of each from left to
    right. With a generator each center's window shrinks to a size drawn uniformly from 1..window,
    as in word2vec.c.
    Raises ValueError if window is below 1 or there is no document.
    """
    ids, positions, real = _find_windows(documents, window, generator)
    return ids[:, None].expand_as(positions)[real], ids[positions[real]]


def cbow_windows(
    documents: Sequence[Tensor], window: int, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """Every center ``(n,)``, its contexts and which of them are real, both ``(n, 2·window)``.

    Centers and contexts are int64, the mask is bool; a center without any context (a document of
    one word) is left out. Windows shrink as in `skipgram_pairs`, which raises the same errors.
    """
    ids, positions, real = _find_windows(documents, window, generator)
    some = real.any(dim=1)
    return ids[some], ids[positions[some]], real[some]
