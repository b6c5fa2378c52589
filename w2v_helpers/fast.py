"""Skip-gram with negative sampling in blocks: the quick trainer.

The objective is that of `models.SkipGram` with word2vec.c's subsampling and shrinking windows, but the centers of a
block share their negatives (as in pWord2Vec, arXiv 1611.06172), those that equal a context among them: all scores of
a block are one matrix product. Several workers update the tables without locks (Hogwild).
"""

import threading
import warnings
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from functools import cache, partial
from typing import NamedTuple

import torch
from torch import Tensor
from tqdm import tqdm

from w2v_helpers.blocks import CENTERS, NEGATIVES, Stream, make_blocks, noise_table, pair_weights, spread
from w2v_helpers.vocab import Vocab

BLOCKS = 16  # in a step; fewer where LIMIT says so: a step sums the updates of a frequent word, and may overshoot
LIMIT = 0.012  # of alpha × blocks × the most frequent word's share: measured, twice that diverges, two workers do not
PIECE = 1 << 15  # words that are subsampled, cut into blocks and trained at a time
MIN_ALPHA = 1e-4


class Trained(NamedTuple):
    """A vocabulary and its tables of input and output vectors, float32 ``(len(vocab), dim)``."""

    vocab: Vocab
    input: Tensor
    output: Tensor


class Interrupted(KeyboardInterrupt):
    """Training was interrupted from the keyboard; ``trained`` holds what was learned until then."""

    def __init__(self, trained: Trained) -> None:
        super().__init__("training was interrupted")
        self.trained = trained


def make_buffers(blocks: int, window: int, dim: int, **options: object) -> list[Tensor]:
    """Room for the tensors of a step and the views of them that it uses."""
    others = CENTERS + 2 * window + NEGATIVES
    vectors, changes = (torch.zeros(blocks * (CENTERS + others), dim, **options) for _ in range(2))
    weights, positive, g = (torch.zeros(blocks * CENTERS, others, **options) for _ in range(3))
    x, dx = (rows[: blocks * CENTERS].view(blocks, CENTERS, dim) for rows in (vectors, changes))
    z, dz = (rows[blocks * CENTERS :].view(blocks, others, dim) for rows in (vectors, changes))
    w, p, g = (flat.view(blocks, CENTERS, others) for flat in (weights, positive, g))
    return [vectors, changes, weights, positive, w, p, x, z, z.transpose(1, 2), g, g.transpose(1, 2), dx, dz]


def step(table: Tensor, rows: Tensor, reach: Tensor, weights: list[Tensor], lr: float, buffers: list[Tensor]) -> None:
    """One step of SGD, in place, on the pairs of some blocks.

    table: input vectors over output vectors ``(2V, dim)``; rows: of the blocks' centers, then of their contexts and
    negatives; reach: of each center, its row of weights; weights: `pair_weights`, and the same with 0 at negatives.
    """
    vectors, changes, flat_w, flat_p, w, p, x, z, z_t, g, g_t, dx, dz = buffers
    torch.index_select(table, 0, rows, out=vectors)
    torch.index_select(weights[0], 0, reach, out=flat_w)
    torch.index_select(weights[1], 0, reach, out=flat_p)
    torch.bmm(x, z_t, out=g)
    torch.addcmul(p, w, g.sigmoid_(), value=-1, out=g)  # weights × (labels − σ(scores))
    torch.baddbmm(dx, g, z, beta=0, alpha=lr, out=dx)
    torch.baddbmm(dz, g_t, x, beta=0, alpha=lr, out=dz)
    table.index_add_(0, rows, changes)


def steps(
    table: Tensor, rows: Tensor, reach: Tensor, weights: list[Tensor], start: float, end: float, buffers: list[Tensor]
) -> None:
    """A `step` for each row of ``rows`` and of ``reach``; the learning rate falls from ``start`` towards ``end``."""
    for i in range(len(rows)):
        step(table, rows[i], reach[i], weights, start + (end - start) * i / len(rows), buffers)


def compiled() -> Callable:
    """`steps` as TorchScript, which runs it without Python's lock: else one worker waits at each call for another."""
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # nothing in torch replaces it here
        return torch.jit.script(steps)


def train(
    documents: Collection[list[str]], *, dim: int = 100, window: int = 5, negative: int = 5, min_count: int = 5,
    sample: float = 1e-3, alpha: float = 0.025, epochs: int = 5, workers: int = 1, seed: int = 0,
    device: str = "cpu", blocks: int = BLOCKS, progress: bool = False, vocab: Vocab | None = None,
    exchange: Callable[[Tensor], None] | None = None,
) -> Trained:  # fmt: skip
    """Train on documents (lists of tokens, read twice); the options mean what gensim's of these names mean.

    ``alpha`` falls linearly to 0.0001. ``workers`` are threads, fewer on tiny corpora; one is repeatable bit for bit.
    A step takes ``blocks`` blocks, or fewer. ``vocab``: one built before. ``exchange``: see `distributed`.
    Raises ValueError for an option or a corpus that cannot be trained on, MemoryError if the tables are too large,
    FloatingPointError if training diverges, and Interrupted, which holds the tables so far, on Ctrl-C.
    """
    counts = dict(dim=dim, window=window, negative=negative, epochs=epochs, workers=workers, blocks=blocks)
    for name, value in counts.items():
        if value < 1:
            raise ValueError(f"{name}={value}: expected 1 or more")
    if window > 64:  # `pair_weights` grows with its third power
        raise ValueError(f"window={window}: expected at most 64")
    if not alpha > 0:
        raise ValueError(f"alpha={alpha}: expected a positive learning rate such as 0.025")
    if not 0 <= seed < 1 << 63:
        raise ValueError(f"seed={seed}: expected 0 to 2**63 - 1")
    if iter(documents) is documents:
        raise ValueError("these documents can be read only once: expected a list, or read_corpus(path)")
    vocab = Vocab.build(documents, min_count) if vocab is None else vocab
    stream, noise, size = Stream(documents, vocab), noise_table(vocab), len(vocab)
    if not stream.has_pairs:
        raise ValueError(f"no pairs: no document has two words of the vocabulary (min_count={min_count})")
    keep = torch.cat([vocab.keep_probabilities(sample), torch.zeros(1)])  # the end of a document is never kept

    def limit(ids: Tensor, times: Tensor | float) -> float:
        """How many blocks a step may have where these ids occur so many times."""
        shares = torch.bincount(ids % 4096, times * keep[ids], 1)  # frequent words have low ids: each a bin of its own
        return LIMIT / alpha / max((shares.max() / shares.sum().clamp(min=1e-9)).item(), 1e-9)

    most = int(1.5 * limit(torch.arange(size), vocab.counts))
    workers = max(1, min(workers, most, 1 + len(stream) // 1000))  # no pair reaches into another's words
    crowd = workers / 1.5 if workers > 2 else 1  # more than two share 1.5 × as many blocks
    rank, world, piece = (exchange.rank, exchange.world, exchange.every) if exchange else (0, 1, PIECE)
    parts = world * workers * -(-len(stream) // (world * workers * piece))  # as many for each worker
    generator = torch.Generator().manual_seed(seed)
    try:
        table = torch.zeros(2 * size, dim)  # input vectors over output vectors
    except RuntimeError as error:
        raise MemoryError(f"two tables of {size} words × dim={dim} do not fit in memory: try a smaller dim") from error
    torch.rand(size, dim, generator=generator, out=table[:size]).sub_(0.5).div_(dim)
    table = table.to(device)
    seeds = torch.randint(1 << 62, (world * workers,), generator=generator).tolist()
    stop, run = threading.Event(), compiled()
    if exchange:
        exchange(table)  # remembers where all start
    weights = [pair_weights(window, negative).to(device)]
    weights.append(weights[0] * (torch.arange(weights[0].shape[1], device=device) < CENTERS + 2 * window))

    def work(worker: int) -> None:
        generator = torch.Generator().manual_seed(seeds[worker])
        buffers, count = cache(partial(make_buffers, window=window, dim=dim, device=device)), parts // (world * workers)
        for number in range(epochs * count):
            part = worker * count + number % count
            low, high = (len(stream) * end // parts for end in (part, part + 1))
            ids = stream[low:high]
            many = max(1, min(blocks, int(limit(ids, 1) / crowd)))
            cut = make_blocks(ids, keep, window, noise, many, generator)
            words, reach = spread(cut, many, ids, alpha)
            words = words.to(device).long().view(-1, many, words.shape[1])  # torch adds rows at int32 ids slowly
            rows = torch.cat([words[:, :, window : window + CENTERS].flatten(1), words.flatten(1) + size], dim=1)
            lr, end = (alpha - (alpha - MIN_ALPHA) * pieces / (epochs * count) for pieces in (number, number + 1))
            if stop.is_set():
                return
            run(table, rows, reach.to(device).view(len(rows), -1), weights, lr, end, buffers(many))
            if exchange:
                exchange(table)
            bar.set_postfix(lr=f"{lr:.4f}", refresh=False)
            bar.update(world * (high - low))

    try:
        with ExitStack() as stack:  # left in reverse: stop the workers, wait for them, then the rest
            stack.enter_context(stream.file)
            stack.callback(torch.set_num_threads, torch.get_num_threads())  # a worker has one: two are slower here
            bar = tqdm(total=epochs * len(stream), unit="word", unit_scale=True, disable=not progress)
            stack.enter_context(bar)
            pool = stack.enter_context(ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,)))
            stack.callback(stop.set)
            own = range(rank * workers, (rank + 1) * workers)
            for future in as_completed([pool.submit(work, worker) for worker in own]):
                future.result()
    except KeyboardInterrupt as error:
        raise Interrupted(Trained(vocab, *table.cpu().split(size))) from error
    if not table.norm() < 1000 * len(table) ** 0.5:  # NaN included; vectors that are learned are 1 to 10 long
        raise FloatingPointError(f"the vectors grow without bounds: alpha={alpha} is too large, try half of it")
    return Trained(vocab, *table.cpu().split(size))
