"""The quick trainer in several processes, which merge what each of them learned (lesson 14)."""

import os
from collections.abc import Iterable

import torch.distributed as dist
from torch import Tensor

from w2v_helpers import fast
from w2v_helpers.blocks import Stream

EVERY = 1 << 17  # words of each process between two exchanges


class Exchange:
    """Merges into a process's table what all processes changed since the last exchange.

    It is called with the table. Row by row it adds up the changes c, shortened to
    Σ c · min(1, Σ|c|² / |Σ c|²): what one process learned, or each in a direction of its own,
    counts in full, and what all learned alike counts once. The plain sum would throw a frequent
    word as many times too far as there are processes. Needs an initialised process group; every
    process must call it equally often.
    """

    def __init__(self, every: int = EVERY) -> None:
        if every < 1:
            raise ValueError(f"every={every}: expected 1 or more")
        self.rank = dist.get_rank()
        self.world = dist.get_world_size()
        self.every = every
        self.last: Tensor | None = None

    def __call__(self, table: Tensor) -> None:
        if self.last is None:  # before training: all processes start from the same table
            self.last = table.clone()
            return
        change = table - self.last  # (2V, dim)
        apart = change.square().sum(dim=1, keepdim=True)  # (2V, 1)
        dist.all_reduce(change)
        dist.all_reduce(apart)
        together = change.square().sum(dim=1, keepdim=True)
        self.last += change * (apart / together.clamp(min=1e-30)).clamp(max=1)
        table.copy_(self.last)


def train(
    documents: Iterable[list[str]] | Stream, *, every: int = EVERY, **options: object
) -> fast.Trained:
    """`fast.train` as one of the processes that torchrun started.

    Each reads all documents and trains its share, with one worker. All must be given the same
    documents and options, but for ``device`` and ``progress``. Uses the process group that there
    is, or one of its own; to train twice, start one: its own cannot start twice.
    """
    options["workers"] = 1  # threads of one process would get in each other's way in an exchange
    device = str(options.get("device"))
    if device == "cuda":  # one for each of a machine's processes
        options["device"] = f"cuda:{os.environ['LOCAL_RANK']}"
    own = not dist.is_initialized()
    if own:
        dist.init_process_group("nccl" if device.startswith("cuda") else "gloo")
    try:
        return fast.train(documents, exchange=Exchange(every), **options)
    finally:
        if own:
            dist.destroy_process_group()
