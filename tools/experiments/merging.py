"""What several processes learn by the rules of lesson 14, beside one process.

Writes notebooks/results/merging.json: for each rule, number of processes, epochs, rate and seed
the scores on pairs of words, none where training diverged. The processes are played by threads of
this one, each with a copy of the tables, and exchange where processes would; so nothing here is a
measurement of time. --text is a text, a document a line; what is found already is kept and not
trained again. Prints a table of all.
"""

import argparse
import datetime
import json
import math
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from statistics import fmean

import torch
import torch.distributed as dist
from count_models import keep
from gensim.test.utils import datapath
from torch import Tensor

from w2v_helpers import distributed, fast
from w2v_helpers.blocks import Stream
from w2v_helpers.corpus import read_corpus
from w2v_helpers.vectors import PAIRS, evaluate, to_keyed_vectors
from w2v_helpers.vocab import Vocab

RESULT = Path(__file__).parents[2] / "notebooks" / "results" / "merging.json"


class Group:
    """A process group whose processes are threads."""

    def __init__(self, world: int) -> None:
        self.world, self.rank, self.slots = world, threading.local(), []
        self.barrier, self.lock = threading.Barrier(world), threading.Lock()

    def run(self, process: Callable) -> list:
        """``process()`` for all ranks at the same time."""

        def start(rank: int) -> object:
            self.rank.value = rank
            try:
                return process()
            except FloatingPointError as error:
                self.diverged = error
                self.barrier.abort()  # nobody need wait for this one
                raise

        dist.get_rank, dist.get_world_size = lambda: self.rank.value, lambda: self.world
        dist.new_group, dist.all_reduce = lambda **_: None, self.all_reduce
        dist.monitored_barrier = lambda *_, **__: self.barrier.wait()
        try:
            with ThreadPoolExecutor(self.world) as pool:
                return list(pool.map(start, range(self.world)))
        except (threading.BrokenBarrierError, fast.Interrupted):
            raise self.diverged from None

    def all_reduce(self, tensor: Tensor) -> None:
        """The sum over all processes, in place."""
        with self.lock:
            place = len(self.slots)
            self.slots.append(tensor)
        self.barrier.wait()
        first, *others = (slot.tensor_split(self.world)[place] for slot in self.slots)
        for other in others:  # each adds up a part, in the first one's tensor
            first += other
        self.barrier.wait()
        if place:
            tensor.copy_(self.slots[0])
        self.barrier.wait()
        if not place:
            self.slots = []
        self.barrier.wait()


class AllRows(distributed.Exchange):
    """The package's rule for all rows at each exchange."""

    def __call__(self, table: Tensor, whole: bool) -> None:
        super().__call__(table, whole=True)


class Agreement(AllRows):
    """Without momentum."""

    momentum = 0.0


class Sum(Agreement):
    """Adds up what all changed."""

    def merge(self, change: Tensor) -> Tensor:
        dist.all_reduce(change)
        return change


class Average(Sum):
    """Averages what all changed."""

    def merge(self, change: Tensor) -> Tensor:
        return super().merge(change) / self.world


SELDOM = 1 << 17  # words between two exchanges of all rows
RULES = {
    "sum": partial(Sum, SELDOM),
    "average": partial(Average, SELDOM),
    "agreement": partial(Agreement, SELDOM),
    "momentum": partial(AllRows, SELDOM),
    "often": distributed.Exchange,
}
ALONE, FOUR = ("alone", 1), ("often", 4)
FIVE_SEEDS = [(*run, epochs, 0.025) for epochs in (1, 5) for run in (ALONE, FOUR)]
TWO_SEEDS = [  # rule, processes, epochs, alpha
    *((rule, 4, 1, 0.025) for rule in RULES if rule != "often"),
    *((rule, 8, 1, 0.025) for rule in ("momentum", "often")),
    *((*run, 1, alpha) for alpha in (0.05, 0.1) for run in (ALONE, FOUR, ("agreement", 4))),
    ("momentum", 4, 1, 0.05),
    *((*run, 5, 0.05) for run in (ALONE, FOUR, ("agreement", 4), ("momentum", 4))),
    *((rule, 4, 5, alpha) for rule, alpha in (("momentum", 0.025), ("agreement", 0.1))),
]


def train(rule: str, processes: int, stream: Stream, vocab: Vocab, **options: object) -> Tensor:
    """The input vectors that the first process ends with."""
    if processes == 1:
        return fast.train(stream, vocab=vocab, **options).input
    group = Group(processes)

    def process() -> fast.Trained:
        return fast.train(stream, vocab=vocab, exchange=RULES[rule](), **options)

    return group.run(process)[0].input


class Kept(Stream):
    """A text's stream in memory, which several trainings read."""

    def __init__(self, text: Path) -> None:
        stream = Stream(read_corpus(text))
        self.vocab = Vocab.of_counts(stream.counts(), 5)
        stream.use(self.vocab)
        with stream.file:
            self.ids = stream[0 : len(stream)]
        self.file, self.has_pairs = nullcontext(), stream.has_pairs

    def use(self, vocab: Vocab) -> None:
        """It has its ids already."""

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, part: slice) -> Tensor:
        return self.ids[part]


def measure(plan: list[tuple], text: Path, found: dict) -> None:
    """Add the runs that are not there, each kept as soon as it is done."""
    files = {name: datapath(file) for name, file in PAIRS.items()}
    stream = Kept(text)
    found |= {"tokens": int(stream.vocab.counts.sum()), "words": len(stream.vocab)}
    for rule, processes, epochs, alpha, seed in plan:
        name = f"{rule}, {processes} processes, epochs={epochs}, alpha={alpha}"
        seeds = found.setdefault("scores", {}).setdefault(name, {})
        if str(seed) in seeds:
            continue
        try:
            options = dict(epochs=epochs, alpha=alpha, seed=seed)
            input = train(rule, processes, stream, stream.vocab, **options)
        except FloatingPointError:
            print(name, seed, "diverged")
            seeds[str(seed)] = {}
            keep(found, RESULT)
            continue
        scored = evaluate(to_keyed_vectors(stream.vocab, input), files)
        seeds[str(seed)] = {pairs: round(each.score, 4) for pairs, each in scored.items()}
        found["day"] = datetime.datetime.now(datetime.UTC).date().isoformat()
        keep(found, RESULT)
        print(name, seed, seeds[str(seed)], flush=True)


def show(found: dict) -> None:
    for name, seeds in found.get("scores", {}).items():
        for pairs in PAIRS:
            scores = [each[pairs] for each in seeds.values() if each] or [math.nan]
            print(f"{name:51} {pairs:12} {fmean(scores):.3f}", *map("{:.3f}".format, scores))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, help="a text, a document a line")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(1)
    found = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
    if options.text:
        plan = [(*run, seed) for run in FIVE_SEEDS for seed in range(options.seeds)]
        plan += [(*run, seed) for run in TWO_SEEDS for seed in range(2)]
        measure(plan, options.text, found)
    show(found)


if __name__ == "__main__":
    main()
