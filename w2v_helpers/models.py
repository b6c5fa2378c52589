"""word2vec's two models and their negative-sampling loss (lesson 05)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def negative_sampling_loss(scores: Tensor, positive: Tensor, negatives: Tensor) -> Tensor:
    """Mean over the batch of −log σ(score of the positive) − Σₖ log σ(−score of negative k).

    scores float ``(batch, 1 + K)``, the positive's first; positive ``(batch,)`` and negatives
    ``(batch, K)`` are ids, int64. This is eq. 4 of Mikolov et al. (2013b), but for one thing: as in
    word2vec.c, a negative that equals its positive is left out of the sum.
    Raises ValueError if the batch is empty or there are no negatives.
    """
    if not negatives.numel():
        shape = tuple(negatives.shape)
        raise ValueError(f"negatives of shape {shape}: expected (batch, K), both 1 or more")
    counts = negatives != positive[:, None]  # (batch, K)
    negative_loss = (F.logsigmoid(-scores[:, 1:]) * counts).sum(dim=1)  # (batch,)
    return -(F.logsigmoid(scores[:, 0]) + negative_loss).mean()


class SkipGram(nn.Module):
    """Two tables of vectors: ``input`` for a word as a center, ``output`` for it as a context.

    Starts as word2vec.c does: input vectors uniform in ±1/(2·dim), output vectors zero.
    Raises ValueError if vocab_size or dim is below 1.
    """

    def __init__(self, vocab_size: int, dim: int, generator: torch.Generator | None = None) -> None:
        super().__init__()
        if vocab_size < 1 or dim < 1:
            raise ValueError(f"vocab_size={vocab_size}, dim={dim}: expected both to be 1 or more")
        self.input = nn.Embedding(vocab_size, dim)
        self.output = nn.Embedding(vocab_size, dim)
        nn.init.uniform_(self.input.weight, -0.5 / dim, 0.5 / dim, generator=generator)
        nn.init.zeros_(self.output.weight)

    def scores(self, v: Tensor, positive: Tensor, negatives: Tensor) -> Tensor:
        """u·v ``(batch, 1 + K)`` of v ``(batch, dim)`` and the u of positive and negatives."""
        u = self.output(torch.cat([positive[:, None], negatives], dim=1))  # (batch, 1 + K, dim)
        return torch.einsum("bkd,bd->bk", u, v)

    def forward(self, center: Tensor, context: Tensor, negatives: Tensor) -> Tensor:
        """The mean loss of pairs, ``(batch,)`` each, with their negatives ``(batch, K)``."""
        scores = self.scores(self.input(center), context, negatives)
        return negative_sampling_loss(scores, context, negatives)


class CBOW(SkipGram):
    """The same two tables; the mean of the contexts' input vectors predicts the center."""

    def forward(self, center: Tensor, contexts: Tensor, mask: Tensor, negatives: Tensor) -> Tensor:
        """The mean loss of centers ``(batch,)``; contexts and mask are ``(batch, 2·window)``."""
        vectors = self.input(contexts) * mask[:, :, None]  # (batch, 2·window, dim)
        mean = vectors.sum(dim=1) / mask.sum(dim=1, keepdim=True)  # (batch, dim)
        return negative_sampling_loss(self.scores(mean, center, negatives), center, negatives)
