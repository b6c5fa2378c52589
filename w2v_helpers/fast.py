"""Skip-gram with negative sampling in blocks: the quick trainer (lessons 12 and 13).

The objective is that of `models.SkipGram` with word2vec.c's subsampling and shrinking windows, but
the centers of a block share their negatives (as in pWord2Vec, arXiv 1611.06172), and a negative
that equals a context is not left out: all scores of a block are one matrix product. Several workers
update the tables without locks (Hogwild).
"""

import math
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from functools import cache, partial
from itertools import islice
from typing import NamedTuple

import torch
from torch import Tensor
from tqdm import tqdm

from w2v_helpers.blocks import CENTERS, Noise, Stream, make_blocks, noise_table, spread
from w2v_helpers.options import Options
from w2v_helpers.steps import Weights, compiled, make_batch, make_buffers, make_weights
from w2v_helpers.tables import Sample, Trained, check_lengths, draw_sample, mean_loss, start_tables
from w2v_helpers.vocab import Vocab, checked

# A step sums the changes of all its pairs, none of which sees the others': it may overshoot. So
#     alpha × (window + 1) × (negative + 1) × how often a word is a center
# is at most RATE for one center (the weights of its pairs are the two factors in the middle), and
# at most LIMIT for all that are under way, of the most frequent word. Twice that was seen to
# diverge. Where a single block is too much, a piece is trained several times, with a part of alpha.
LIMIT, RATE = 7.0, 1.8
PIECE = 1 << 15  # words that are subsampled, cut into blocks and trained at a time
OFTEN = 32  # pieces of a worker between two looks at the loss
MIN_ALPHA = 1e-4


class Interrupted(KeyboardInterrupt):
    """Training was interrupted: ``trained`` holds what was learned until then.

    Its cause is a KeyboardInterrupt, or the ConnectionError of an exchange.
    """

    def __init__(self, trained: Trained) -> None:
        super().__init__("training was interrupted")
        self.trained = trained


class Task(NamedTuple):
    """What all workers of a training share."""

    options: Options
    vocab: Vocab
    stream: Stream
    keep: Tensor  # the probability of each id, and 0 for the end of a document
    noise: Noise
    weights: Weights
    table: Tensor  # input vectors over output vectors
    workers: int  # of this process: they change the table at the same time
    seeds: list[int]  # of the workers of all processes
    pieces: int  # of each worker in an epoch
    run: Callable  # `steps`, compiled
    sample: Sample  # what the loss is estimated on
    losses: list[float]  # after each epoch
    told: dict[str, str]  # beside the bar

    def look(self) -> float:
        """The loss now, which is told, too."""
        loss = mean_loss(self.table, self.sample)
        if not math.isnan(loss):  # else there are no pairs to tell of
            self.told["loss"] = f"{loss:.4f}"
        return loss

    def so_far(self, copy: bool = False) -> Trained:
        """What was learned until now."""
        trained = Trained(self.vocab, *self.table.to("cpu", copy=copy).split(len(self.vocab)))
        trained.losses = self.losses[:]
        return trained


class Alone:
    """The exchange of a process that has nobody to exchange with."""

    rank, world = 0, 1

    @property
    def every(self) -> int:
        return PIECE

    def __call__(self, table: Tensor, whole: bool) -> None:
        """Leave the table as it is."""


def pairs_of(options: Options) -> int:
    """How many pairs a center weighs as much as."""
    return (options.window + 1) * (options.negative + 1)


def passes_for(options: Options) -> int:
    """How many times each piece is trained, with a part of alpha each time: see RATE."""
    return math.ceil(options.alpha * pairs_of(options) / RATE)


def most_blocks(ids: Tensor, times: Tensor | float, keep: Tensor, options: Options) -> float:
    """How many blocks may be under way where these ids occur so many times: see LIMIT."""
    # frequent words have low ids: a bin each; rarer ones are folded over them
    shares = torch.bincount(ids % 4096, times * keep[ids], minlength=1)
    share = shares.max() / shares.sum().clamp(min=1e-9)
    rate = options.alpha / passes_for(options)
    return LIMIT / (rate * CENTERS * pairs_of(options) * max(share.item(), 1e-9))


def few_words(keep: Tensor) -> float:
    """How many blocks may be under way: their centers are an eighth of the vocabulary's words.

    Where words are few, what all pairs ask of one agrees, most of all in a burst.
    """
    return len(keep) / (8 * CENTERS)


def divide(ids: Tensor, task: Task) -> tuple[int, int]:
    """How many blocks a step on this piece takes, and how many times the piece is trained."""
    most = most_blocks(ids, 1, task.keep, task.options) / task.workers
    few = few_words(task.keep) / task.workers
    blocks = max(1, min(task.options.blocks, int(most), int(few)))
    return blocks, passes_for(task.options) * math.ceil(1 / most)


def prepare(stream: Stream, vocab: Vocab, options: Options, exchange: Callable) -> Task:
    """Share the stream out among the workers of all processes, and start the tables."""
    keep = torch.cat([vocab.keep_probabilities(options.sample), torch.zeros(1)])
    if not keep.any():
        raise ValueError(f"sample={options.sample}: leaves no word of this text")
    most = most_blocks(torch.arange(len(vocab)), vocab.counts, keep, options)
    most = int(min(most, few_words(keep)))  # each worker has a block under way
    # no pair reaches into another worker's words: shares of some length
    workers = max(1, min(options.workers, most, 1 + len(stream) // 1000))
    world = exchange.world
    generator = torch.Generator().manual_seed(options.seed)
    noise = noise_table(vocab)
    return Task(
        options,
        vocab,
        stream,
        keep,
        noise,
        make_weights(options.window, options.negative, options.device),
        start_tables(len(vocab), options, generator),
        workers,
        seeds=torch.randint(1 << 62, (world * workers,), generator=generator).tolist(),
        pieces=-(-len(stream) // (world * workers * exchange.every)),
        run=compiled(),
        sample=draw_sample(stream, keep, noise, options),
        losses=[],
        told={"lr": ""},
    )


def work(task: Task, worker: int) -> Iterator[tuple[int, float]]:
    """Train a worker's share, piece by piece: after each, its words and the learning rate.

    All epochs of it; other workers may change the tables at the same time. Raises
    FloatingPointError as soon as the vectors of a piece's last step show that training diverges.
    """
    options, length = task.options, len(task.stream)
    generator = torch.Generator().manual_seed(task.seeds[worker])
    sizes = dict(window=options.window, dim=options.dim, device=options.device)
    buffers = cache(partial(make_buffers, **sizes))  # made once for each number of blocks
    parts, rounds = len(task.seeds) * task.pieces, options.epochs * task.pieces
    fall = (options.alpha - MIN_ALPHA) / rounds
    for number in range(rounds):
        part = worker * task.pieces + number % task.pieces
        ids = task.stream[length * part // parts : length * (part + 1) // parts]
        multiple, passes = divide(ids, task)
        start = options.alpha - fall * number
        for _ in range(passes):
            blocks = make_blocks(ids, task.keep, options.window, task.noise, multiple, generator)
            batch = make_batch(spread(blocks, multiple), multiple, options.window, task.table)
            rates = start / passes, (start - fall) / passes
            task.run(task.table, batch, task.weights, *rates, buffers(multiple))
        check_lengths(buffers(multiple).vectors, options.alpha)
        yield len(ids), start


def run_workers(
    task: Task, exchange: Callable, progress: bool, after_epoch: Callable | None
) -> None:
    """Let the workers of this process train, each in a thread, until all are done or one fails.

    At the end of an epoch they wait for each other, and for ``after_epoch``.
    """
    stop = threading.Event()
    total = task.options.epochs * len(task.stream)
    bar = tqdm(total=total, unit="word", unit_scale=True, disable=not progress)
    task.look()

    def follow(rank: int, pieces: Iterator[tuple[int, float]]) -> None:
        for number, (words, lr) in enumerate(islice(pieces, task.pieces), 1):
            exchange(task.table, number == task.pieces)
            task.told["lr"] = f"{lr:.4f}"
            if progress and rank == 0 and number % OFTEN == 0:
                task.look()
            bar.set_postfix(task.told, refresh=False)
            bar.update(exchange.world * words)
            if stop.is_set():
                return

    with ExitStack() as stack:  # left in reverse: stop the workers, wait for them, then the rest
        # a worker has one intra-op thread: two are slower here
        stack.callback(torch.set_num_threads, torch.get_num_threads())
        stack.enter_context(bar)
        threads = ThreadPoolExecutor(task.workers, initializer=torch.set_num_threads, initargs=(1,))
        pool = stack.enter_context(threads)
        stack.callback(stop.set)
        shares = [work(task, exchange.rank * task.workers + i) for i in range(task.workers)]
        for epoch in range(1, task.options.epochs + 1):
            for future in as_completed([pool.submit(follow, *each) for each in enumerate(shares)]):
                future.result()
            task.losses.append(task.look())
            bar.set_postfix(task.told, refresh=False)
            if after_epoch:
                after_epoch(epoch, task.so_far(copy=True), task.losses[-1])


def train(
    documents: Iterable[list[str]] | Stream,
    *,
    vocab: Vocab | None = None,
    exchange: Callable = Alone(),  # noqa: B008
    progress: bool = False,
    after_epoch: Callable[[int, Trained, float], object] | None = None,
    **options: object,
) -> Trained:
    """Train on documents (lists of tokens, read once); ``options`` are those of `Options`.

    With one worker a seed repeats bit for bit; tiny corpora get fewer workers than asked for.
    ``vocab``: one built before. ``exchange``: a `distributed.Exchange`, or what has its ``rank``,
    ``world`` and ``every``, and is called with the table after each piece, and whether it was the
    epoch's last. ``after_epoch``: called with an epoch's number, from 1, a copy of the tables so
    far and the loss, while training waits; what it raises ends training. Raises ValueError for an
    option or a corpus that cannot be trained on, MemoryError if the tables are too large,
    FloatingPointError if training diverges, and Interrupted, which holds the tables so far, on
    Ctrl-C, or if an exchange fails.
    """
    options = Options(**options)
    given = checked(documents) if vocab is None else documents
    stream = documents if isinstance(documents, Stream) else Stream(given)
    if vocab is None:
        vocab = Vocab.of_counts(stream.counts(), options.min_count)
    stream.use(vocab)
    with stream.file:
        if not stream.has_pairs:
            least = f"min_count={options.min_count}"
            raise ValueError(f"no pairs: no document has two words of the vocabulary ({least})")
        task = prepare(stream, vocab, options, exchange)
        exchange(task.table, True)  # remembers where all start
        try:
            run_workers(task, exchange, progress, after_epoch)
        except (KeyboardInterrupt, ConnectionError) as error:
            raise Interrupted(task.so_far()) from error
    check_lengths(task.table, options.alpha)
    return task.so_far()
