"""What it would cost to leave TorchScript: three ways to let two workers share one table.

Writes notebooks/results/without_torchscript.json. The ways: threads over the compiled steps, as
the package has them; threads over the same steps in Python; and processes over a table in shared
memory, PyTorch's own Hogwild pattern. Each worker cuts its half of the Wikipedia corpus into blocks
and trains them. The ways take turns, so that a busy machine slows all of them. About two minutes.
"""

import datetime
import json
import os
import platform
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

import psutil
import torch
import torch.multiprocessing as processes
from torch import Tensor

from w2v_helpers import blocks, steps
from w2v_helpers.corpus import wikipedia_articles
from w2v_helpers.options import Options
from w2v_helpers.tables import start_tables
from w2v_helpers.vocab import Vocab

RESULT = Path(__file__).parents[2] / "notebooks" / "results" / "without_torchscript.json"
ROUNDS, WORKERS, DIM, WINDOW, TOGETHER = 15, 2, 100, 5, 16
THREADS = {"threads, compiled": steps.compiled, "threads, Python": lambda: steps.steps}
PROCESSES = "processes, Python"


class Task:
    """What a worker needs beside the table; a process makes its own."""

    def __init__(self) -> None:
        articles = wikipedia_articles()
        self.vocab = Vocab.build(articles, min_count=5)
        self.words = sum(map(len, articles))
        self.stream = blocks.encode(articles, self.vocab)
        self.keep = torch.cat([self.vocab.keep_probabilities(), torch.zeros(1)])
        self.noise = blocks.noise_table(self.vocab)
        self.weights = steps.make_weights(WINDOW, 5)

    def table(self) -> Tensor:
        rng = torch.Generator().manual_seed(0)
        return start_tables(len(self.vocab), Options(dim=DIM), rng)

    def train(self, run: object, table: Tensor, worker: int) -> None:
        """One pass over a worker's part of the text."""
        torch.set_num_threads(1)
        rng = torch.Generator().manual_seed(worker)
        part = self.stream.chunk(WORKERS)[worker]
        cut = blocks.make_blocks(part, self.keep, WINDOW, self.noise, TOGETHER, rng)
        cut = blocks.spread(cut, TOGETHER)
        batch = steps.make_batch(cut, TOGETHER, WINDOW, table)
        buffers = steps.make_buffers(TOGETHER, WINDOW, DIM)
        run(table, batch, self.weights, 0.025, 0.0, buffers)


def serve(table: Tensor, worker: int, pipe: Connection) -> None:
    """A process: make a task, then train whenever it is asked to, until it is told to end."""
    task = Task()
    pipe.send(psutil.Process().memory_info().rss)
    while pipe.recv():
        before = time.process_time()
        task.train(steps.steps, table, worker)
        pipe.send(time.process_time() - before)


def in_threads(task: Task, run: object, table: Tensor) -> float:
    """Let all workers train; the seconds of computing, of all threads."""
    before = time.process_time()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(task.train, [run] * WORKERS, [table] * WORKERS, range(WORKERS)))
    return time.process_time() - before


def in_processes(pipes: list[Connection]) -> float:
    for pipe in pipes:
        pipe.send(True)
    return sum(pipe.recv() for pipe in pipes)


def start_processes(table: Tensor) -> tuple[list, list[Connection], list[int]]:
    """Processes that wait for work, their pipes, and the bytes that each holds."""
    context = processes.get_context("spawn")
    table.share_memory_()
    started, pipes = [], []
    for worker in range(WORKERS):
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(table, worker, theirs))
        process.start()
        started.append(process)
        pipes.append(ours)
    return started, pipes, [pipe.recv() for pipe in pipes]


def measure() -> dict[str, object]:
    task = Task()
    shared = task.table()
    before = time.perf_counter()
    started, pipes, held = start_processes(shared)
    ready = time.perf_counter() - before
    functions = {name: make() for name, make in THREADS.items()}
    ways = {
        name: (lambda table, run=run: in_threads(task, run, table))
        for name, run in functions.items()
    }
    ways[PROCESSES] = lambda _: in_processes(pipes)
    for way in ways.values():
        way(task.table())  # TorchScript rewrites its code in the first runs
    found = {name: {"words a second": [], "computing": [], "length": 0.0} for name in ways}
    for number in range(ROUNDS):
        names = [*ways][number % len(ways) :] + [*ways][: number % len(ways)]
        for name in names:
            table = shared if name == PROCESSES else task.table()
            table.copy_(task.table())
            before = time.perf_counter()
            computing = ways[name](table)
            took = time.perf_counter() - before
            found[name]["words a second"].append(task.words / took)
            found[name]["computing"].append(computing)
            found[name]["length"] = table[len(task.vocab) :].norm().item()
    for pipe, process in zip(pipes, started, strict=True):
        pipe.send(False)
        process.join()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return dict(ways=found, seconds_to_start=ready, bytes_of_a_process=held, bytes_of_threads=own)


def ratios(ways: dict[str, dict], name: str) -> dict[str, float]:
    """A way's speed as a multiple of the compiled threads', round by round."""
    first = ways["threads, compiled"]["words a second"]
    pairs = zip(ways[name]["words a second"], first, strict=True)
    found = [own / compiled for own, compiled in pairs]
    return dict(median=median(found), min=min(found), max=max(found))


def main() -> None:
    found = measure()
    found["of_compiled"] = {name: ratios(found["ways"], name) for name in found["ways"]}
    found |= dict(
        settings=dict(workers=WORKERS, dim=DIM, window=WINDOW, blocks=TOGETHER, rounds=ROUNDS),
        python=platform.python_version(),
        torch=version("torch"),
        cores=os.cpu_count(),
        date=datetime.date.today().isoformat(),
    )
    temporary = RESULT.with_suffix(".tmp")
    temporary.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    temporary.replace(RESULT)
    for name, own in found["of_compiled"].items():
        print(f"{name:20}", {key: round(value, 2) for key, value in own.items()})


if __name__ == "__main__":
    main()
