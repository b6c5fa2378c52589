"""The quick trainer in several processes, which merge what each of them learned (lesson 14)."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import Tensor

from w2v_helpers import fast
from w2v_helpers.blocks import PIECE, Stream
from w2v_helpers.vocab import checked

EVERY = 1 << 13  # words of each process between two exchanges, at most
ROWS = 512  # that are merged at each exchange; more at every second, fourth, … of them
AT_ONCE = 1 << 15  # rows: for all at once there may be no memory
PATIENCE = timedelta(seconds=40)  # with a process that comes late, hangs or has died


class Exchange:
    """Merges into a process's table what all processes changed since the last exchange.

    It is called with the table, and whether an epoch is over. Row by row it adds up the changes c,
    shortened to m = Σ c · min(1, Σ|c|² / |Σ c|²): what one process learned, or each in a direction
    of its own, counts in full, and what all learned alike counts once. The plain sum would throw a
    frequent word as many times too far as there are processes. What counts once is learned more
    slowly than by one process: so the exchanges have Nesterov's momentum, p ← 0.3 p + m, and the
    table moves by m + 0.3 p (as in SlowMo, arXiv 1910.00643, and DiLoCo, arXiv 2311.08105). Rows of
    frequent words are merged more often than others (as by Ji et al., arXiv 1604.04661): see
    `rows_to_merge`; at an epoch's end all are. Needs an initialised process group; every process
    must call it equally often. Raises ConnectionError, which says who, if a process is not there
    within PATIENCE.
    """

    momentum = 0.3  # more: further ahead after one epoch of 17M words, behind after five

    def __init__(self, every: int = EVERY) -> None:
        if every < 1:
            raise ValueError(f"every={every}: expected 1 or more")
        self.rank = dist.get_rank()
        self.world = dist.get_world_size()
        self.every = every
        self.number = 0  # of exchanges since an epoch began
        self.group = dist.new_group(backend="gloo")  # nccl has no such barrier
        self.last: Tensor | None = None
        self.pace: Tensor | None = None

    def __call__(self, table: Tensor, whole: bool) -> None:
        if self.world == 1:
            return
        if self.last is None:  # before training: all processes start from the same table
            self.last, self.pace = table.clone(), torch.zeros_like(table)
            return
        self.number = 0 if whole else self.number + 1
        count = len(table) // 2
        rows = count if whole else rows_to_merge(self.number, count)
        tables = [each.unflatten(0, (2, count))[:, :rows] for each in (table, self.last, self.pace)]
        for parts in zip(*(each.split(AT_ONCE, dim=1) for each in tables), strict=True):
            mine, last, pace = parts
            merged = self.merge(mine - last)
            pace.mul_(self.momentum).add_(merged)
            last += merged.add_(pace, alpha=self.momentum)
            mine.copy_(last)

    def merge(self, change: Tensor) -> Tensor:
        """Of all processes' changes, ``(2, rows, dim)``, what is merged."""
        apart = torch.linalg.vector_norm(change, dim=2, keepdim=True).square_()
        both = torch.cat([change, apart], dim=2)  # (2, rows, dim + 1): one journey for both
        self.sum_up(both)
        change, apart = both.split([change.shape[2], 1], dim=2)
        together = torch.linalg.vector_norm(change, dim=2, keepdim=True).square_()
        return change * (apart / together.clamp(min=1e-30)).clamp(max=1)

    def sum_up(self, change: Tensor) -> None:
        """The sum over all processes, in place."""
        try:
            if change.is_cuda:  # nccl kills a process that waits in vain
                wait_for_all(self.group, PATIENCE)
            dist.all_reduce(change)
        except RuntimeError:
            wait_for_all(self.group, PATIENCE / 4)  # raises, and says who is missing
            raise


def rows_to_merge(number: int, count: int) -> int:
    """How many rows of a table of ``count`` are merged at the number-th exchange, from 1.

    ROWS, and twice as many for each time that number can be halved: words with low ids are
    frequent, and meet often.
    """
    return min(ROWS * (number & -number), count)


def wait_for_all(group: dist.ProcessGroup, patience: timedelta) -> None:
    """Raise ConnectionError, which says who is missing, if not all come within ``patience``."""
    try:
        dist.monitored_barrier(group, patience, wait_all_ranks=True)
    except RuntimeError as error:
        told = re.search(r"Ranks ([\d, ]*\d)", str(error))
        missing = f"process {told[1]}" if told else "one"  # the first alone may be told who
        told = f"{missing} of the processes 0 to {dist.get_world_size() - 1} did not come"
        late = f"it has ended, or is {PATIENCE.seconds} seconds late"
        raise ConnectionError(f"{told} to an exchange: {late}") from error


@contextmanager
def meeting(device: str = "cpu") -> Iterator[None]:
    """A process group of all that torchrun started, unless there is one.

    Raises ConnectionError if they do not all come within PATIENCE.
    """
    if dist.is_initialized():
        yield
        return
    try:
        dist.init_process_group("nccl" if device.startswith("cuda") else "gloo", timeout=PATIENCE)
    except dist.DistError as error:
        told = f"not all of {os.environ.get('WORLD_SIZE')} processes came within"
        why = str(error).splitlines()[0]
        raise ConnectionError(f"{told} {PATIENCE.seconds} seconds: {why}") from error
    try:
        yield
    finally:
        dist.destroy_process_group()


def from_first(prepare: Callable[[], tuple]) -> tuple:
    """What ``prepare`` returns in the first process, in all of them; no other calls it.

    A `Stream`, which is sent piece by piece, and what can be pickled. What ``prepare`` raises is
    raised in all.
    """
    group = dist.new_group(backend="gloo", timeout=timedelta(days=7))  # reading may take long
    first, stream, rest = dist.get_rank() == 0, Stream(()), []
    sent = [None]
    if first:
        try:
            stream, *rest = prepare()
            sent = [(stream.words, len(stream), rest)]
        except Exception as error:
            sent = [error]
    dist.broadcast_object_list(sent, src=0, group=group)
    if isinstance(sent[0], Exception):
        raise sent[0]
    stream.words, length, rest = sent[0]
    for start in range(0, length, PIECE):
        count = min(PIECE, length - start)
        ids = stream[start : start + count] if first else torch.empty(count, dtype=torch.int32)
        dist.broadcast(ids, src=0, group=group)
        if not first:
            stream.file.write(ids.numpy())
    return stream, *rest


def train(
    documents: Iterable[list[str]] | Stream,
    *,
    every: int | None = None,
    watch: Callable[[Exchange], Callable] | None = None,
    **options: object,
) -> fast.Trained:
    """`fast.train` as one of the processes that torchrun started.

    The first process reads the documents and sends them to all; each trains its share, with one
    worker, and exchanges after ``every`` words: by default EVERY, or less, so that an epoch has
    four exchanges. All must be given the same options, but for ``device`` and ``progress``. Uses
    the process group that there is, or one of its own; to train twice, start one: its own cannot
    start twice. ``watch``: makes of the `Exchange` what is called in its place. Raises what
    `fast.train` does, and ConnectionError if processes do not come at all; one that is missed
    later interrupts the training of the others.
    """
    options["workers"] = 1  # threads of one process would get in each other's way in an exchange
    device = str(options.get("device"))
    if device == "cuda":  # one for each of a machine's processes
        options["device"] = f"cuda:{os.environ['LOCAL_RANK']}"
    with meeting(device):
        if not isinstance(documents, Stream):
            (documents,) = from_first(lambda: (Stream(checked(documents)),))
        if every is None:
            every = max(1000, min(EVERY, len(documents) // (4 * dist.get_world_size())))
        exchange = Exchange(every)
        return fast.train(documents, exchange=watch(exchange) if watch else exchange, **options)
