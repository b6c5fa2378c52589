"""Several processes train a share each, merge what they changed, and end with one table."""

import os
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import torch
import torch.distributed as dist
from hypothesis import given
from hypothesis import strategies as st
from test_fast import (
    TOY,
    Step,
    pairs_by_loop,
    replace_step,
    share_of_analogies_right,
    words_that_occur_once,
    workers_alive,
)  # fmt: skip
from torch import Tensor

from w2v_helpers import distributed, fast
from w2v_helpers.cache import SETTINGS
from w2v_helpers.corpus import planted_corpus, toy_corpus
from w2v_helpers.distributed import Exchange
from w2v_helpers.vocab import Vocab

SCRIPT = f"""
import os, torch
from w2v_helpers import distributed
from w2v_helpers.corpus import planted_corpus

trained = distributed.train(planted_corpus(), **{SETTINGS["planted"]}, every=1500)
vocab, *tables = trained
torch.save((vocab.words, vocab.counts, *tables), os.environ["RANK"] + ".pt")
"""


def test_two_processes_end_with_the_same_tables_in_which_planted_analogies_come_out_right(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    torchrun = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc-per-node",
        "2",
        "script.py",
    ]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        torchrun, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    first, second = (torch.load(tmp_path / f"{rank}.pt") for rank in (0, 1))
    assert first[0] == second[0]
    assert torch.equal(first[2], second[2]) and torch.equal(first[3], second[3])
    assert share_of_analogies_right(fast.Trained(Vocab(*first[:2]), *first[2:])) >= 0.95


class Group:
    """A process group whose processes are the threads of this one."""

    def __init__(self, world: int) -> None:
        self.world, self.rank, self.changes = world, threading.local(), [None] * world
        self.barrier = threading.Barrier(world, timeout=20)

    def run(self, process) -> list:
        """``process(rank)`` for all ranks at the same time."""

        def start(rank: int):
            self.rank.value = rank
            return process(rank)

        with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(self.world) as pool:
            patch.setattr(dist, "get_rank", lambda: self.rank.value)
            patch.setattr(dist, "get_world_size", lambda: self.world)
            patch.setattr(dist, "all_reduce", self.all_reduce)
            patch.setattr(dist, "new_group", lambda **_: None)
            patch.setattr(dist, "monitored_barrier", lambda *_, **__: self.barrier.wait())
            return list(pool.map(start, range(self.world)))

    def all_reduce(self, tensor: Tensor) -> None:
        self.changes[self.rank.value] = tensor.clone()
        self.barrier.wait()
        tensor.copy_(sum(self.changes))
        self.barrier.wait()


def merged_by_loop(changes: Tensor) -> list[list[float]]:
    """Row by row the sum of the processes' changes, shortened as far as they agree.

    changes: ``(world, rows, dim)``.
    """
    merged = []
    for row in zip(*changes.tolist(), strict=True):
        total = [sum(numbers) for numbers in zip(*row, strict=True)]
        apart, together = sum(x * x for change in row for x in change), sum(x * x for x in total)
        merged.append([x * min(1, apart / together) if together else 0.0 for x in total])
    return merged


def moved_by_loop(rounds: Tensor) -> Tensor:
    """How far the table is after each round: what is merged goes on with a part of its pace."""
    place, pace, places = torch.zeros(rounds.shape[2:], dtype=torch.float64), 0, []
    for changes in rounds:
        merged = torch.tensor(merged_by_loop(changes), dtype=torch.float64)
        pace = 0.3 * pace + merged
        place = place + merged + 0.3 * pace
        places.append(place)
    return torch.stack(places)


@given(world=st.integers(2, 4), rounds=st.integers(1, 4), seed=st.integers(0, 999))
def test_an_exchange_merges_what_all_processes_changed_since_the_one_before(world, rounds, seed):
    generator = torch.Generator().manual_seed(seed)
    start = torch.randn(6, 2, generator=generator, dtype=torch.float64)
    changes = torch.randint(
        -2, 3, (rounds, world, 6, 2), generator=generator
    ).double()  # so few that some cancel

    def process(rank: int) -> list[Tensor]:
        exchange, table, seen = Exchange(every=7), start.clone(), []
        assert (exchange.rank, exchange.world, exchange.every) == (rank, world, 7)
        exchange(table, True)
        assert torch.equal(table, start)
        for number in range(rounds):
            table += changes[number, rank]
            exchange(table, number == 1)
            seen.append(table.clone())
        return seen

    expected = start + moved_by_loop(changes)
    for seen in Group(world).run(process):
        torch.testing.assert_close(torch.stack(seen), expected)


@given(number=st.integers(1, 5000), count=st.integers(1, 10**6))
def test_the_rows_of_frequent_words_are_merged_more_often(number, count):
    halvings = max(k for k in range(13) if number % 2**k == 0)
    assert distributed.rows_to_merge(number, count) == min(512 * 2**halvings, count)


def test_rows_whose_turn_it_is_not_wait_and_lose_nothing(monkeypatch):
    monkeypatch.setattr(distributed, "ROWS", 1)
    frequent, other, rare = 0, 1, 2  # ids; the output vectors' rows come after the inputs'

    def process(rank: int) -> list[Tensor]:
        exchange, table, seen = Exchange(), torch.zeros(6, 1), []
        exchange(table, True)
        for number in (1, 2, 3):
            table += rank  # the first process learns nothing
            exchange(table, number == 3)
            seen.append(table.clone())
        return seen

    first, second = Group(2).run(process)
    for own, inputs in ((first[0], [1.3, 0, 0]), (second[0], [1.3, 1, 1])):
        assert own.flatten().tolist() == pytest.approx(inputs + inputs)
    assert torch.equal(first[1][[frequent, other]], second[1][[frequent, other]])
    assert first[1][rare] == 0 and second[1][rare] == 2
    assert torch.equal(first[2], second[2])
    assert first[2][rare] == pytest.approx(3.9)  # 3, and 0.3 of it


def test_a_sum_that_fails_says_who_is_missing(monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("[Rank 0]: Ranks 1 failed to pass monitoredBarrier in 10000 ms")

    monkeypatch.setattr(dist, "all_reduce", fail)
    monkeypatch.setattr(dist, "monitored_barrier", fail)
    monkeypatch.setattr(dist, "get_rank", lambda: 0)
    monkeypatch.setattr(dist, "get_world_size", lambda: 2)
    monkeypatch.setattr(dist, "new_group", lambda **_: None)
    exchange, table = Exchange(), torch.zeros(4, 2)
    exchange(table, True)
    with pytest.raises(ConnectionError, match="process 1 "):
        exchange(table, False)


def test_what_one_process_learned_counts_in_full_and_what_all_learned_once():
    changes = torch.tensor(
        [[[1, 0], [3, 4], [3, 4], [2, 0]], [[0, 0], [3, 4], [4, -3], [-2, 0]]], dtype=torch.float32
    )

    def process(rank: int) -> Tensor:
        exchange, table = Exchange(), torch.zeros(4, 2)
        exchange(table, True)
        table += changes[rank]
        exchange(table, True)
        return table

    for table in Group(2).run(process):
        moved = (table / 1.3).round(decimals=5)  # momentum adds three tenths of the first change
        # alone, agreed, at a right angle, opposed
        assert moved.tolist() == [[1, 0], [3, 4], [7, 1], [0, 0]]


@pytest.mark.parametrize(
    "told, missing",
    [
        ("[Rank 0]: Ranks 1, 3 failed to pass monitoredBarrier in 45000 ms", "process 1, 3"),
        ("Rank 2 successfully reached monitoredBarrier, but received errors", "one"),
        ("Connection closed by peer", "one"),
    ],
)
def test_a_process_that_does_not_come_to_an_exchange_is_named(monkeypatch, told, missing):
    def barrier(*_: object, **__: object) -> None:
        raise RuntimeError(told)

    monkeypatch.setattr(dist, "monitored_barrier", barrier)
    monkeypatch.setattr(dist, "get_world_size", lambda: 4)
    with pytest.raises(ConnectionError, match=rf"{missing} of the processes 0 to 3 did not come"):
        distributed.wait_for_all(None, timedelta(seconds=1))


def test_an_exchange_that_a_process_misses_interrupts_training_and_keeps_what_was_learned():
    class Missed(Alone):
        def __call__(self, table: Tensor, whole: bool) -> None:
            super().__call__(table, whole)
            if len(self.tables) == 3:
                raise ConnectionError("process 1")

    missed = Missed(0, 1, 1000)
    with pytest.raises(fast.Interrupted) as stopped:
        fast.train(planted_corpus(1000), **TOY, exchange=missed)
    assert isinstance(stopped.value.__cause__, ConnectionError) and not workers_alive()
    assert torch.equal(stopped.value.trained.input, missed.tables[-1].chunk(2)[0])


def test_processes_that_do_not_all_come_are_an_error_in_a_line(alone, monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setattr(distributed, "PATIENCE", timedelta(seconds=1))
    with pytest.raises(ConnectionError, match="not all of 2 processes came within 1 seconds"):
        distributed.train(toy_corpus(), **TOY)
    assert not dist.is_initialized()


def test_processes_whose_sums_are_rounded_still_end_with_the_same_table():
    def process(rank: int) -> Tensor:
        generator, exchange, table = (
            torch.Generator().manual_seed(rank),
            Exchange(),
            torch.ones(50, 20),
        )
        exchange(table, True)
        for number in range(5):
            table += torch.randn(table.shape, generator=generator)
            exchange(table, number == 4)
        return table

    first, *others = Group(3).run(process)
    assert all(torch.equal(first, other) for other in others)


class Alone:
    """Stands for the `Exchange` of one of several processes, of which the others change nothing."""

    def __init__(self, rank: int, world: int, every: int) -> None:
        self.rank, self.world, self.every, self.tables = rank, world, every, []

    def __call__(self, table: Tensor, whole: bool) -> None:
        self.tables.append(table.clone())


@pytest.mark.parametrize("world", [1, 2, 3])
def test_every_pair_is_trained_by_one_process_but_for_those_across_pieces(monkeypatch, world):
    lengths, window, every, epochs = [700, 1, 5, 1990, 9, 97], 3, 400, 2
    assert sum(lengths) + len(lengths) == 2808  # places in the stream
    pieces = -(-2808 // (world * every))
    found, trained_by, steps = Counter(), Counter(), Step()
    replace_step(monkeypatch, steps)
    exchanges = [Alone(rank, world, every) for rank in range(world)]
    for exchange in exchanges:
        steps.calls.clear()
        options = dict(dim=2, window=window, min_count=1, sample=0, epochs=epochs, seed=7)
        fast.train(words_that_occur_once(lengths), **options, exchange=exchange)
        found += steps.pairs()
        trained_by.update(steps.pairs().keys())
    expected = pairs_by_loop(lengths, window, world * pieces)
    assert found == pytest.approx({pair: epochs * weight for pair, weight in expected.items()})
    assert set(trained_by.values()) == {1}
    for exchange in exchanges:
        # as often as the others, or one would wait for ever; and all start from the same table
        assert len(exchange.tables) == 1 + epochs * pieces
        assert torch.equal(exchange.tables[0], exchanges[0].tables[0])


def test_no_two_processes_draw_the_same_numbers(monkeypatch):
    seeds, real = [], fast.make_blocks

    def record(*args: object) -> tuple[Tensor, Tensor]:
        seeds.append(args[-1].initial_seed())
        return real(*args)

    monkeypatch.setattr(fast, "make_blocks", record)
    for rank in range(3):
        fast.train(planted_corpus(1000), **TOY, epochs=1, exchange=Alone(rank, 3, 10**6))
    assert len(seeds) == len(set(seeds)) == 3


def test_an_exchange_that_fails_ends_training_with_its_own_error():
    class Failing(Alone):
        def __call__(self, table: Tensor, whole: bool) -> None:
            super().__call__(table, whole)
            if len(self.tables) == 3:
                raise RuntimeError("connection lost")

    with pytest.raises(RuntimeError, match="connection lost"):
        fast.train(planted_corpus(1000), **TOY, exchange=Failing(0, 1, 1000))
    assert not workers_alive()


@pytest.fixture
def alone(monkeypatch) -> None:
    """The environment of the only process of a torchrun."""
    for name, value in dict(
        RANK=0, LOCAL_RANK=0, WORLD_SIZE=1, MASTER_ADDR="127.0.0.1", MASTER_PORT=0
    ).items():
        monkeypatch.setenv(name, str(value))


READ = """
import sys
from pathlib import Path
from w2v_helpers import distributed
from w2v_helpers.blocks import Stream
from w2v_helpers.corpus import read_corpus, toy_corpus

def read():
    Path("read").open("a").write("once")
    if sys.argv[1:]:
        list(read_corpus("none.txt"))
    return Stream(toy_corpus()), "told"

with distributed.meeting():
    stream, told = distributed.from_first(read)
    Path(f"{distributed.dist.get_rank()}").write_text(
        f"{told} {stream.words} {stream[0:len(stream)].tolist()}"
    )
"""


def test_the_first_process_reads_for_all_and_what_fails_there_fails_in_all(tmp_path):
    (tmp_path / "script.py").write_text(READ, encoding="utf-8")
    torchrun = [*(sys.executable, "-m", "torch.distributed.run", "--standalone")]
    torchrun += ["--local-addr", "127.0.0.1", "--nproc-per-node", "2", "script.py"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    options = dict(cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert subprocess.run(torchrun, **options).returncode == 0
    first, second = ((tmp_path / name).read_text() for name in "01")
    assert first == second and first.startswith("told ['the', 'quick', ")
    assert (tmp_path / "read").read_text() == "once"
    failed = subprocess.run([*torchrun, "fail"], **options)
    assert failed.returncode and failed.stderr.count("no file 'none.txt'") >= 1


def test_one_process_trains_as_without_others_and_leaves_no_group_behind(alone):
    usual = fast.train(toy_corpus(), **TOY)
    trained = distributed.train(toy_corpus(), **TOY, workers=5)  # is one worker in any case
    assert not dist.is_initialized()
    torch.testing.assert_close(trained.input, usual.input)
    torch.testing.assert_close(trained.output, usual.output)


def test_a_group_that_there_is_serves_any_number_of_trainings(alone):
    dist.init_process_group("gloo")
    try:
        first, second = (distributed.train(toy_corpus(), **TOY) for _ in range(2))
        assert dist.is_initialized()
    finally:
        dist.destroy_process_group()
    assert torch.equal(first.output, second.output)


@pytest.mark.parametrize(
    "options, message",
    [(dict(every=0), "every=0: expected 1 or more"), (dict(window=0), "window=0: expected")],
    ids=str,
)
def test_what_cannot_be_is_refused_and_leaves_no_group_behind(alone, options, message):
    with pytest.raises(ValueError, match=message):
        distributed.train(toy_corpus(), **{**TOY, **options})
    assert not dist.is_initialized()


@pytest.mark.parametrize(
    "given, backend, device",
    [
        (None, "gloo", None),
        ("cpu", "gloo", "cpu"),
        ("cuda", "nccl", "cuda:5"),
        ("cuda:2", "nccl", "cuda:2"),
    ],
)
def test_each_of_a_machines_processes_gets_a_cuda_device_of_its_own(
    monkeypatch, given, backend, device
):
    monkeypatch.setenv("LOCAL_RANK", "5")
    calls = []
    monkeypatch.setattr(dist, "init_process_group", lambda backend, **_: calls.append(backend))
    monkeypatch.setattr(dist, "destroy_process_group", lambda: calls.append("destroyed"))
    monkeypatch.setattr(distributed, "from_first", lambda _: ([],))
    monkeypatch.setattr(distributed, "Exchange", lambda every: every)
    monkeypatch.setattr(fast, "train", lambda documents, **options: calls.append(options))
    distributed.train([], every=9, **({"device": given} if given else {}))
    expected = {"exchange": 9, "workers": 1, **({"device": device} if device else {})}
    assert calls == [backend, expected, "destroyed"]
