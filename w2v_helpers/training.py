"""The classroom loop: new examples every epoch, new negatives every batch (lesson 06)."""

import sys
from collections.abc import Callable

import torch
from torch import Tensor, nn
from tqdm import tqdm


def train(
    model: nn.Module,
    make_examples: Callable[[], tuple[Tensor, ...]],
    noise: Tensor,
    *,
    epochs: int,
    generator: torch.Generator,
    negative: int = 5,
    batch_size: int = 1024,
    lr: float = 0.01,
    progress: bool = False,
) -> list[float]:
    """Train ``model`` with Adam and return each epoch's mean loss of an example.

    ``make_examples()`` gives an epoch's examples, tensors of equal length (`pairs.skipgram_pairs`
    for a `SkipGram`, `pairs.cbow_windows` for a `CBOW`); they are shuffled. ``noise`` ``(V,)`` is
    the distribution from which ``negative`` negatives are drawn for each example.
    Raises ValueError if a count is below 1 or there are no examples.
    """
    for name, value in dict(epochs=epochs, negative=negative, batch_size=batch_size).items():
        if value < 1:
            raise ValueError(f"{name}={value}: expected 1 or more")
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for _ in tqdm(range(epochs), unit="epoch", disable=not progress, file=sys.stdout):
        examples = make_examples()
        count = len(examples[0])
        if not count:
            raise ValueError("no training examples: expected documents of at least two words")
        total = 0.0
        for batch in torch.randperm(count, generator=generator).split(batch_size):
            size = len(batch) * negative
            negatives = torch.multinomial(noise, size, replacement=True, generator=generator)
            loss = model(*(tensor[batch] for tensor in examples), negatives.view(-1, negative))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        losses.append(total / count)
    return losses
