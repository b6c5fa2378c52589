"""A script of lesson 14's cells, which torchrun starts in several processes."""

import inspect
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor

from w2v_helpers import corpus, distributed, fast

Run = tuple[str, int, int]  # a rule's name, words between two exchanges, epochs

IMPORTS = """import torch, torch.distributed as dist
from torch import Tensor
from w2v_helpers.scripts.lesson_14 import train_by_rules"""


def launch(script: str, processes: int) -> list:
    """What each process saved in a ``.pt`` file beside the script, by rank.

    Raises RuntimeError, with what they wrote to stderr, if one fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "script.py").write_text(script, encoding="utf-8")
        command = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
        command += ["--local-addr", "127.0.0.1", "--nproc-per-node", str(processes)]
        command += [f"{folder}/script.py"]
        settings = {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
        settings["USE_LIBUV"] = "0"  # Windows's torch has none
        options = {"env": os.environ | settings, "text": True}
        options |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, **options) as torchrun:
            try:
                _, errors = torchrun.communicate(timeout=240)
            except BaseException:  # too slow, or the learner pressed stop
                torchrun.terminate()  # politely: it stops its processes first
                raise
        if torchrun.returncode:
            raise RuntimeError(errors)
        files = sorted(Path(folder).glob("*.pt"))
        return [torch.load(file, weights_only=True) for file in files]


def cell_of(rule: type) -> str:
    """The source of the cell in which a class stands, found by one of its own methods."""
    method = next(filter(inspect.isfunction, vars(rule).values()))
    return "".join(inspect.findsource(method)[0])


def script_of(text: Path, runs: list[Run], rules: dict[str, type], answers: list[Callable]) -> str:
    """What each process runs: the learner's functions, the rules' cells, then the training."""
    cells = dict.fromkeys(map(cell_of, rules.values()))  # one cell may hold several rules
    named = ", ".join(f"{name!r}: {rule.__name__}" for name, rule in rules.items())
    last = f"train_by_rules({str(text)!r}, {runs}, {{{named}}}, __file__)"
    return "\n".join([IMPORTS, *map(inspect.getsource, answers), *cells, last])


def train_apart(
    documents: list[list[str]], runs: list[Run], rules: dict[str, type], answers: list[Callable]
) -> list[list[tuple]]:
    """For each of four processes its runs: input vectors, and exchanges an epoch.

    rules: classes of a notebook's cells; answers: functions that they call.
    """
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "text.txt"
        text.write_text("\n".join(map(" ".join, documents)), encoding="utf-8")
        return launch(script_of(text, runs, rules, answers), processes=4)


class Counted:
    """An exchange that counts its calls."""

    calls = -1  # the first only remembers

    def __init__(self, exchange: Callable) -> None:
        self.exchange = exchange
        self.rank, self.world, self.every = exchange.rank, exchange.world, exchange.every

    def __call__(self, table: Tensor, whole: bool) -> None:  # (2V, dim)
        self.calls += 1
        self.exchange(table, whole)


def train_by_rules(text: str, runs: list[Run], rules: dict[str, type], script: str) -> None:
    """One process: it meets the others, trains by each rule, saves what it found and leaves."""
    dist.init_process_group("gloo")
    rules = {**rules, "package": distributed.Exchange}
    documents, results = list(corpus.read_corpus(text)), []
    for rule, every, epochs in runs:
        exchange = Counted(rules[rule](every))
        trained = fast.train(documents, alpha=0.05, epochs=epochs, exchange=exchange)
        results.append((trained.input, exchange.calls / epochs))
    torch.save(results, Path(script).with_name(f"{dist.get_rank()}.pt"))
    dist.destroy_process_group()
