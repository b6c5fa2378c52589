"""Skip-gram with negative sampling in blocks: the quick trainer.

The objective is that of `models.SkipGram` with word2vec.c's subsampling and shrinking windows, but the centers of a
block share their negatives (as in pWord2Vec, arXiv 1611.06172), those that equal a context among them: all scores of
a block are one matrix product. Several workers update the tables without locks (Hogwild).
"""

import threading
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from typing import NamedTuple

import torch
from torch import Tensor
from tqdm import tqdm

from w2v_helpers.blocks import CENTERS, NEGATIVES, make_blocks, pair_weights
from w2v_helpers.vocab import Vocab

BLOCKS = 32  # in a step; fewer where LIMIT says so: a step sums the updates of a frequent word, and may overshoot
LIMIT = 0.012  # of alpha × blocks in a step × the most frequent word's share: measured, twice that diverges
PIECE = 1 << 20  # words that are subsampled, cut into blocks and shuffled at a time
MIN_ALPHA = 1e-4


class Trained(NamedTuple):
    """A vocabulary and its tables of input and output vectors, float32 ``(len(vocab), dim)``."""

    vocab: Vocab
    input: Tensor
    output: Tensor


def make_buffers(window: int, dim: int, **options: object) -> list[Tensor]:
    """Room for the tensors of one step (centers, others, their scores' gradient, both changes), and the labels."""
    others = CENTERS + 2 * window + NEGATIVES
    shapes = [(CENTERS, dim), (others, dim), (CENTERS, others), (CENTERS, dim), (others, dim), (CENTERS, others)]
    buffers = [torch.zeros(BLOCKS, *shape, **options) for shape in shapes]
    buffers[-1][:, :, :-NEGATIVES] = 1  # contexts; 0: negatives
    return buffers


def step(tables: tuple[Tensor, Tensor], words: Tensor, weights: Tensor, lr: float, buffers: list[Tensor]) -> None:
    """One step of SGD, in place, on the pairs of b blocks; words and weights as `blocks` makes them."""
    window = (words.shape[1] - CENTERS - NEGATIVES) // 2
    x, z, g, dx, dz, labels = (buffer[: len(words)] for buffer in buffers)
    centers, others = words[:, window : window + CENTERS].flatten(), words.flatten()
    torch.index_select(tables[0], 0, centers, out=x.flatten(0, 1))  # (b·CENTERS, dim)
    torch.index_select(tables[1], 0, others, out=z.flatten(0, 1))  # (b·(M + NEGATIVES), dim)
    torch.bmm(x, z.transpose(1, 2), out=g)  # (b, CENTERS, M + NEGATIVES)
    torch.sub(labels, g.sigmoid_(), out=g).mul_(weights)
    torch.baddbmm(dx, g, z, beta=0, alpha=lr, out=dx)
    torch.baddbmm(dz, g.transpose(1, 2), x, beta=0, alpha=lr, out=dz)
    tables[0].index_add_(0, centers, dx.flatten(0, 1))
    tables[1].index_add_(0, others, dz.flatten(0, 1))


def train(
    documents: Collection[list[str]], *, dim: int = 100, window: int = 5, negative: int = 5, min_count: int = 5,
    sample: float = 1e-3, alpha: float = 0.025, epochs: int = 5, workers: int = 1, seed: int = 0,
    device: str = "cpu", progress: bool = False,
) -> Trained:  # fmt: skip
    """Train on documents (lists of tokens, read twice); the options mean what gensim's of these names mean.

    ``alpha`` falls linearly to 0.0001. ``workers`` are threads, fewer on tiny corpora; one is repeatable bit for bit.
    Raises ValueError for an option or a corpus that cannot be trained on, FloatingPointError if training diverges.
    """
    for name, value in dict(dim=dim, window=window, negative=negative, epochs=epochs, workers=workers).items():
        if value < 1:
            raise ValueError(f"{name}={value}: expected 1 or more")
    if not alpha > 0:
        raise ValueError(f"alpha={alpha}: expected a positive learning rate such as 0.025")
    if iter(documents) is documents:
        raise ValueError("these documents can be read only once: expected a list, or read_corpus(path)")
    vocab = Vocab.build(documents, min_count)
    keep, noise = vocab.keep_probabilities(sample), vocab.noise_distribution().double().cumsum(0)
    encoded = [vocab.encode(document).int() for document in documents]
    ids, lengths = torch.cat(encoded), torch.tensor([len(document) for document in encoded])
    if lengths.max() < 2:
        raise ValueError(f"no pairs: no document has two words that occur min_count={min_count} times")
    numbers = torch.arange(len(lengths), dtype=torch.int32).repeat_interleave(lengths)
    workers = min(workers, 1 + len(ids) // 1000)  # no pair reaches from one worker's words to another's
    generator = torch.Generator().manual_seed(seed)
    start = ((torch.rand(len(vocab), dim, generator=generator) - 0.5) / dim).to(device)
    tables, stop = (start, torch.zeros_like(start)), threading.Event()
    seeds = torch.randint(1 << 62, (workers,), generator=generator).tolist()
    share = vocab.counts * keep
    size = max(1, min(BLOCKS, int(LIMIT / alpha / (share.max() / share.sum()).item())))
    one_document = pair_weights(torch.zeros(BLOCKS, CENTERS + 2 * window, device=device), negative)

    def work(rank: int) -> None:
        generator, buffers = torch.Generator().manual_seed(seeds[rank]), make_buffers(window, dim, device=device)
        first, last = rank * len(ids) // workers, (rank + 1) * len(ids) // workers
        for epoch in range(epochs):
            for low in range(first, last, PIECE):
                piece = slice(low, min(low + PIECE, last))
                kept = torch.rand(piece.stop - low, generator=generator) < keep[ids[piece]]
                blocks = make_blocks(ids[piece][kept], numbers[piece][kept], window, noise, generator)
                words, documents = (tensor.to(device) for tensor in blocks)
                inside = (documents[:, 0] == documents[:, -1]).tolist()
                for b in (slice(i, i + size) for i in range(0, len(words), size)):
                    if stop.is_set():
                        return
                    done = epoch + (low - first + (piece.stop - low) * b.start / len(words)) / (last - first)
                    weights = one_document[: len(words[b])] if all(inside[b]) else pair_weights(documents[b], negative)
                    step(tables, words[b], weights, alpha - (alpha - MIN_ALPHA) * done / epochs, buffers)
                bar.update(piece.stop - low)

    with ExitStack() as stack:  # left in reverse: stop the workers, wait for them, then the rest
        stack.callback(torch.set_num_threads, torch.get_num_threads())
        bar = stack.enter_context(tqdm(total=epochs * len(ids), unit="word", unit_scale=True, disable=not progress))
        one_thread = dict(initializer=torch.set_num_threads, initargs=(1,))  # small kernels are slower on two
        pool = stack.enter_context(ThreadPoolExecutor(workers, **one_thread))
        stack.callback(stop.set)
        for future in as_completed([pool.submit(work, rank) for rank in range(workers)]):
            future.result()
    if not all(table.norm().isfinite() for table in tables):
        raise FloatingPointError(f"the vectors grow without bounds: alpha={alpha} is too large, try half of it")
    return Trained(vocab, *(table.cpu() for table in tables))
