"""Skip-gram with negative sampling in blocks: the quick trainer (lessons 12 and 13).

The objective is that of `models.SkipGram` with word2vec.c's subsampling and shrinking windows, but
the centers of a block share their negatives (as in pWord2Vec, arXiv 1611.06172), those that equal a
context among them: all scores of a block are one matrix product. Several workers update the tables
without locks (Hogwild).
"""

import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from functools import cache, partial
from typing import NamedTuple

import torch
from torch import Tensor
from tqdm import tqdm

from w2v_helpers.blocks import (
    CENTERS,
    Blocks,
    Stream,
    make_blocks,
    noise_table,
    spread,
    weight_rows,
)
from w2v_helpers.options import Options
from w2v_helpers.steps import Batch, Weights, compiled, make_buffers, make_weights
from w2v_helpers.vocab import Vocab

# A step sums the updates of a frequent word, and may overshoot. So alpha × the blocks of a step ×
# the most frequent word's share stays below LIMIT: measured, twice that diverges.
LIMIT = 0.012
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


class Task(NamedTuple):
    """What all workers of a training share; ``workers`` counts those of all processes."""

    options: Options
    stream: Stream
    keep: Tensor  # the probability of each id, and 0 for the end of a document
    noise: Tensor
    weights: Weights
    table: Tensor  # input vectors over output vectors
    workers: int
    pieces: int  # of each worker in an epoch
    seeds: list[int]  # of each worker
    run: Callable  # `steps`, compiled


def most_blocks(ids: Tensor, times: Tensor | float, keep: Tensor, alpha: float) -> float:
    """How many blocks a step may have where these ids occur so many times: see LIMIT."""
    # frequent words have low ids: each has a bin of its own
    shares = torch.bincount(ids % 4096, times * keep[ids], 1)
    share = shares.max() / shares.sum().clamp(min=1e-9)
    return LIMIT / alpha / max(share.item(), 1e-9)


def start_tables(size: int, options: Options, generator: torch.Generator) -> Tensor:
    """Input vectors, uniform in ±1/(2·dim), over output vectors, zero: ``(2 · size, dim)``.

    Raises MemoryError if they are too large.
    """
    dim = options.dim
    try:
        table = torch.zeros(2 * size, dim)
    except RuntimeError as error:
        tables = f"two tables of {size} words × dim={dim}"
        raise MemoryError(f"{tables} do not fit in memory: try a smaller dim") from error
    torch.rand(size, dim, generator=generator, out=table[:size]).sub_(0.5).div_(dim)
    return table.to(options.device)


def prepare(stream: Stream, vocab: Vocab, options: Options, exchange: Callable | None) -> Task:
    """Share the stream out among the workers of all processes, and start the tables."""
    keep = torch.cat([vocab.keep_probabilities(options.sample), torch.zeros(1)])
    most = int(1.5 * most_blocks(torch.arange(len(vocab)), vocab.counts, keep, options.alpha))
    # no pair reaches into another worker's words
    workers = max(1, min(options.workers, most, 1 + len(stream) // 1000))
    world, piece = (exchange.world, exchange.every) if exchange else (1, PIECE)
    generator = torch.Generator().manual_seed(options.seed)
    table = start_tables(len(vocab), options, generator)
    return Task(
        options,
        stream,
        keep,
        noise_table(vocab),
        make_weights(options.window, options.negative, options.device),
        table,
        workers=world * workers,
        pieces=-(-len(stream) // (world * workers * piece)),
        seeds=torch.randint(1 << 62, (world * workers,), generator=generator).tolist(),
        run=compiled(),
    )


def make_batch(blocks: Blocks, multiple: int, task: Task) -> Batch:
    """The steps of so many blocks each that train all blocks."""
    window, size = task.options.window, len(task.table) // 2
    # torch adds rows at int32 ids slowly
    words = blocks.words.to(task.table.device).long().unflatten(0, (-1, multiple))
    centers = words[:, :, window : window + CENTERS].flatten(1)
    rows = torch.cat([centers, words.flatten(1) + size], dim=1)
    reach = weight_rows(blocks, window).to(rows.device)
    return Batch(rows, reach.view(len(rows), -1))


def work(task: Task, worker: int) -> Iterator[tuple[int, float]]:
    """Train a worker's share, piece by piece: after each, its words and the learning rate.

    All epochs of it; other workers may change the tables at the same time.
    """
    options, length = task.options, len(task.stream)
    generator = torch.Generator().manual_seed(task.seeds[worker])
    buffers = cache(
        partial(make_buffers, window=options.window, dim=options.dim, device=options.device)
    )
    crowd = task.workers / 1.5 if task.workers > 2 else 1
    parts, rounds = task.workers * task.pieces, options.epochs * task.pieces
    for number in range(rounds):
        part = worker * task.pieces + number % task.pieces
        ids = task.stream[length * part // parts : length * (part + 1) // parts]
        most = most_blocks(ids, 1, task.keep, options.alpha)
        many = max(1, min(options.blocks, int(most / crowd)))
        blocks = make_blocks(ids, task.keep, options.window, task.noise, many, generator)
        batch = make_batch(spread(blocks, many, ids, options.alpha), many, task)
        falls = (options.alpha - MIN_ALPHA) / rounds
        start, end = options.alpha - falls * number, options.alpha - falls * (number + 1)
        task.run(task.table, batch, task.weights, start, end, buffers(many))
        yield len(ids), start


def run_workers(task: Task, exchange: Callable | None, progress: bool) -> None:
    """Let the workers of this process train, each in a thread, until all are done or one fails."""
    rank, world = (exchange.rank, exchange.world) if exchange else (0, 1)
    here = task.workers // world
    stop = threading.Event()
    bar = tqdm(
        total=task.options.epochs * len(task.stream),
        unit="word",
        unit_scale=True,
        disable=not progress,
    )

    def follow(worker: int) -> None:
        for words, lr in work(task, worker):
            if exchange:
                exchange(task.table)
            bar.set_postfix(lr=f"{lr:.4f}", refresh=False)
            bar.update(world * words)
            if stop.is_set():
                return

    with ExitStack() as stack:  # left in reverse: stop the workers, wait for them, then the rest
        # a worker has one intra-op thread: two are slower here
        stack.callback(torch.set_num_threads, torch.get_num_threads())
        stack.enter_context(bar)
        threads = ThreadPoolExecutor(here, initializer=torch.set_num_threads, initargs=(1,))
        pool = stack.enter_context(threads)
        stack.callback(stop.set)
        own = range(rank * here, (rank + 1) * here)
        for future in as_completed([pool.submit(follow, worker) for worker in own]):
            future.result()


def train(
    documents: Collection[list[str]],
    *,
    vocab: Vocab | None = None,
    exchange: Callable[[Tensor], None] | None = None,
    progress: bool = False,
    **options: object,
) -> Trained:
    """Train on documents (lists of tokens, read twice); ``options`` are those of `Options`.

    With one worker a seed repeats bit for bit; tiny corpora get fewer workers than asked for.
    ``vocab``: one built before. ``exchange``: see `distributed`. Raises ValueError for an option or
    a corpus that cannot be trained on, MemoryError if the tables are too large, FloatingPointError
    if training diverges, and Interrupted, which holds the tables so far, on Ctrl-C.
    """
    options = Options(**options)
    if iter(documents) is documents:
        raise ValueError("documents that can be read once: expected a list, or read_corpus(path)")
    vocab = Vocab.build(documents, options.min_count) if vocab is None else vocab
    stream = Stream(documents, vocab)
    with stream.file:
        if not stream.has_pairs:
            least = f"min_count={options.min_count}"
            raise ValueError(f"no pairs: no document has two words of the vocabulary ({least})")
        task = prepare(stream, vocab, options, exchange)
        if exchange:
            exchange(task.table)  # remembers where all start
        try:
            run_workers(task, exchange, progress)
        except KeyboardInterrupt as error:
            raise Interrupted(Trained(vocab, *task.table.cpu().split(len(vocab)))) from error
    # NaN included; vectors that are learned are 1 to 10 long
    if not task.table.norm() < 1000 * len(task.table) ** 0.5:
        alpha = f"alpha={options.alpha}"
        raise FloatingPointError(f"the vectors grow without bounds: {alpha} is too large, try half")
    return Trained(vocab, *task.table.cpu().split(len(vocab)))
