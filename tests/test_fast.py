"""The quick trainer takes the literal step, misses no pair, learns what is planted, and fails loudly."""

import itertools
import math
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from w2v_helpers import fast
from w2v_helpers.blocks import CENTERS, NEGATIVES, make_blocks, pair_weights
from w2v_helpers.cache import SETTINGS
from w2v_helpers.corpus import planted_analogies, planted_corpus, toy_corpus

TOY = dict(dim=10, window=2, min_count=1, sample=0)


def step_by_loop(
    w_in: Tensor, w_out: Tensor, words: Tensor, documents: Tensor, negative: int, lr: float
) -> tuple[list[list[float]], list[list[float]]]:
    """Both tables after the step: every pair's gradient at the tables before it, summed."""
    window = (words.shape[1] - CENTERS - NEGATIVES) // 2
    old_in, old_out, words, documents = w_in.tolist(), w_out.tolist(), words.tolist(), documents.tolist()
    new_in, new_out = w_in.tolist(), w_out.tolist()

    def learn(center: int, other: int, label: int, weight: float) -> None:
        score = sum(v * u for v, u in zip(old_in[center], old_out[other], strict=True))
        push = lr * weight * (label - 1 / (1 + math.exp(-score)))
        for k in range(len(old_in[center])):
            new_in[center][k] += push * old_out[other][k]
            new_out[other][k] += push * old_in[center][k]

    for block, document in zip(words, documents, strict=True):
        for i in range(window, window + CENTERS):
            total = 0.0
            for j in range(i - window, i + window + 1):
                if j != i and document[j] == document[i]:
                    weight = (window + 1 - abs(i - j)) / window
                    learn(block[i], block[j], 1, weight)
                    total += weight
            for word in block[-NEGATIVES:]:
                learn(block[i], word, 0, negative * total / NEGATIVES)
    return new_in, new_out


@settings(max_examples=40)
@given(
    lengths=st.lists(st.one_of(st.integers(1, 3), st.integers(1, 40)), min_size=1, max_size=4),
    window=st.integers(1, 6),
    dim=st.integers(1, 8),
    negative=st.integers(1, 7),
    size=st.integers(1, 6),
    seed=st.integers(0, 999),
)
def test_a_step_is_that_of_the_double_loop_over_pairs(lengths, window, dim, negative, size, seed):
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(size, (sum(lengths),), dtype=torch.int32, generator=generator)
    document = torch.arange(len(lengths), dtype=torch.int32).repeat_interleave(torch.tensor(lengths))
    noise = torch.full((size,), 1 / size, dtype=torch.float64).cumsum(0)
    words, documents = make_blocks(ids, document, window, noise, generator)
    tables = tuple(torch.randn(size, dim, dtype=torch.float64, generator=generator) for _ in range(2))
    expected = step_by_loop(*tables, words, documents, negative, lr=0.1)
    buffers = fast.make_buffers(window, dim, dtype=torch.float64)
    fast.step(tables, words, pair_weights(documents, negative), 0.1, buffers)
    for table, right in zip(tables, expected, strict=True):
        assert torch.allclose(table, torch.tensor(right, dtype=torch.float64), rtol=1e-6, atol=1e-6)


class Step:
    """`fast.step`, with the arguments of every call kept."""

    def __init__(self) -> None:
        self.calls, self.real = [], fast.step

    def __call__(self, tables: tuple, words: Tensor, weights: Tensor, lr: float, buffers: list[Tensor]) -> None:
        self.calls.append((words.clone(), weights.clone(), lr))
        self.real(tables, words, weights, lr, buffers)


@pytest.fixture
def steps(monkeypatch) -> Step:
    recorded = Step()
    monkeypatch.setattr(fast, "step", recorded)
    return recorded


@pytest.mark.parametrize("piece, blocks", [(1 << 20, 32), (1 << 20, 1), (64, 3)])
def test_an_epoch_trains_every_pair_once_but_for_those_across_pieces(steps, monkeypatch, piece, blocks):
    monkeypatch.setattr(fast, "PIECE", piece)
    monkeypatch.setattr(fast, "BLOCKS", blocks)  # in a step of one, most blocks lie within a document
    lengths, window = [100, 1, 5, 2, 90, 9], 3
    names = iter(f"w{number:03}" for number in range(sum(lengths)))  # each occurs once: its id is its position
    documents = [[next(names) for _ in range(length)] for length in lengths]
    expected, start = {}, 0
    for length in lengths:
        for i in range(start, start + length):
            for j in range(start, start + length):
                if 0 < abs(i - j) <= window and i // piece == j // piece:
                    expected[i, j] = (window + 1 - abs(i - j)) / window
        start += length
    for seed in range(20):  # so that documents begin and end everywhere in a block
        steps.calls.clear()
        fast.train(documents, dim=2, window=window, min_count=1, sample=0, epochs=1, seed=seed)
        found = Counter()
        for words, weights, _ in steps.calls:
            contexts = weights[:, :, :-NEGATIVES]
            block, center, place = contexts.nonzero(as_tuple=True)
            pairs = zip(words[block, center + window].tolist(), words[block, place].tolist(), strict=True)
            for pair, weight in zip(pairs, contexts[block, center, place].tolist(), strict=True):
                found[pair] += weight
        assert found == pytest.approx(expected)


def test_the_learning_rate_falls_linearly_from_alpha_and_never_below_its_end(steps):
    fast.train(planted_corpus(300), **TOY, epochs=4, alpha=0.1)
    rates = [lr for _, _, lr in steps.calls]
    assert rates[0] == 0.1
    blocks = [len(words) for words, _, _ in steps.calls]
    falls = [(before - after) / n for n, (before, after) in zip(blocks, itertools.pairwise(rates), strict=False)]
    assert min(falls) > 0 and max(falls) < 1.1 * min(falls)
    assert fast.MIN_ALPHA < rates[-1] < 0.001


def test_steps_are_smaller_where_a_word_is_frequent_or_alpha_large(steps, monkeypatch):
    monkeypatch.setattr(steps, "real", lambda *_: None)

    def blocks_in_a_step(words: int, alpha: float) -> int:
        steps.calls.clear()
        fast.train([[f"w{i % words}" for i in range(3000)]], **{**TOY, "alpha": alpha, "epochs": 1})
        return len(steps.calls[0][0])

    assert blocks_in_a_step(1000, 0.025) == fast.BLOCKS
    assert blocks_in_a_step(10, 0.025) == 4  # 0.012 / 0.025 / a tenth
    assert blocks_in_a_step(10, 0.05) == 2
    assert blocks_in_a_step(2, 0.1) == 1


def test_subsampling_leaves_frequent_words_out_of_training(steps):
    def blocks(sample: float) -> int:
        steps.calls.clear()
        fast.train(planted_corpus(300), dim=2, min_count=1, sample=sample, epochs=1)
        return sum(len(words) for words, _, _ in steps.calls)

    assert blocks(0) == pytest.approx(1800 / CENTERS, abs=2)
    assert blocks(1e-3) < 0.6 * blocks(0)


def test_a_corpus_of_20_words_has_every_word_trained(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(fast, "step", lambda *_: None)
        start = fast.train(toy_corpus(), **TOY, epochs=1)
    trained = fast.train(toy_corpus(), **TOY, epochs=2)  # output vectors start at zero: they move first
    assert len(trained.vocab) == 20
    assert (trained.input != start.input).any(dim=1).all()
    assert (trained.output != start.output).any(dim=1).all()


def test_tables_start_as_those_of_the_models_do(monkeypatch):
    monkeypatch.setattr(fast, "step", lambda *_: None)
    start = fast.train(planted_corpus(100), dim=20, min_count=1)
    assert start.input.dtype == start.output.dtype == torch.float32
    assert start.input.shape == start.output.shape == (len(start.vocab), 20)
    assert 0.95 / 40 < start.input.abs().max() <= 1 / 40
    assert not start.output.any()


def test_one_worker_repeats_a_seed_bit_for_bit_and_another_seed_differs():
    first, again, other = (fast.train(planted_corpus(200), min_count=1, dim=8, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first.input, again.input) and torch.equal(first.output, again.output)
    assert not torch.equal(first.input, other.input)


def test_the_global_seed_and_the_number_of_threads_are_left_alone():
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    try:
        torch.set_num_threads(2)
        fast.train(planted_corpus(400), **TOY, epochs=1, workers=2)
        assert torch.get_num_threads() == 2
        with ThreadPoolExecutor(1) as pool:  # a new thread takes over the number that was set last
            assert pool.submit(torch.get_num_threads).result() == 2
        assert torch.equal(torch.get_rng_state(), state)
    finally:
        torch.set_num_threads(threads)


def share_of_analogies_right(trained: fast.Trained) -> float:
    """3CosAdd over the planted analogies; the query words are not excluded."""
    unit = torch.nn.functional.normalize(trained.input, dim=1)
    a, b, c, d = (unit[trained.vocab.encode(column)] for column in zip(*planted_analogies(), strict=True))
    nearest = ((b - a + c) @ unit.T).argmax(dim=1)
    return torch.equal(unit[nearest], d) or (unit[nearest] == d).all(dim=1).double().mean().item()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_planted_analogies_come_out_right_with_no_word_excluded(seed):
    trained = fast.train(planted_corpus(seed=seed), **SETTINGS["planted"], seed=seed)
    assert share_of_analogies_right(trained) >= 0.99


@pytest.mark.parametrize("workers", [2, 3])
def test_several_workers_learn_what_is_planted(workers, monkeypatch):
    ranks, real = set(), fast.step
    monkeypatch.setattr(fast, "step", lambda *args: ranks.add(threading.get_ident()) or real(*args))
    trained = fast.train(planted_corpus(), **SETTINGS["planted"], workers=workers)
    assert share_of_analogies_right(trained) > 0.95
    assert len(ranks) > 1


def test_more_workers_than_words_still_train_every_word():
    trained = fast.train(toy_corpus(), **TOY, epochs=2, workers=50)
    assert trained.output.any(dim=1).all()


@pytest.mark.parametrize("rank", [0, 1])
def test_an_exception_in_one_worker_reaches_the_caller_and_stops_the_others(monkeypatch, rank):
    calls = []

    def fail_in_one(*args: object) -> None:
        calls.append(args)
        if threading.current_thread().name.endswith(f"_{rank}"):
            raise RuntimeError("boom")
        time.sleep(0.001)

    threads = torch.get_num_threads(), threading.active_count()
    monkeypatch.setattr(fast, "step", fail_in_one)
    with pytest.raises(RuntimeError, match="boom"):
        fast.train(planted_corpus(1000), **TOY, epochs=50, workers=2)
    assert len(calls) < 500  # of thousands
    assert (torch.get_num_threads(), threading.active_count()) == threads


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signals to threads on this system")
def test_an_interruption_from_the_keyboard_stops_training(monkeypatch):
    calls = []

    def interrupt(*args: object) -> None:
        calls.append(args)
        if len(calls) == 20:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        time.sleep(0.001)

    threads = torch.get_num_threads(), threading.active_count()
    monkeypatch.setattr(fast, "step", interrupt)
    with pytest.raises(KeyboardInterrupt):
        fast.train(planted_corpus(1000), **TOY, epochs=50, workers=2)
    assert len(calls) < 500
    assert (torch.get_num_threads(), threading.active_count()) == threads


@pytest.mark.parametrize(
    "option",
    [
        *({name: 0} for name in ("dim", "window", "negative", "epochs", "workers", "min_count", "alpha")),
        *({"sample": -1}, {"alpha": -0.1}, {"alpha": math.nan}),
    ],
    ids=str,
)
def test_an_option_that_cannot_be_is_refused_by_name(option):
    ((name, value),) = option.items()
    with pytest.raises(ValueError, match=f"{name}={value}: expected"):
        fast.train(toy_corpus(), **{"min_count": 1, **option})


def read_once() -> Iterator[list[str]]:
    yield from toy_corpus()


@pytest.mark.parametrize(
    "documents, message",
    [
        ([], "the corpus is empty"),
        ([["a", "b"], []], "document 1 is empty"),
        (["the quick brown fox"], "document 0 is the string"),
        ([["a"], ["b"], ["a"]], "no pairs: no document has two words"),
        (read_once(), "read only once"),
    ],
)
def test_a_corpus_that_cannot_be_trained_on_is_refused(documents, message):
    with pytest.raises(ValueError, match=message):
        fast.train(documents, min_count=1)


def test_words_that_are_too_rare_are_refused_with_the_count_of_the_most_frequent():
    with pytest.raises(ValueError, match="min_count=5 times: the most frequent, 'the', occurs 2"):
        fast.train(toy_corpus())
    with pytest.raises(ValueError, match=r"no pairs: .* min_count=2"):
        fast.train([["a", "x"], ["y", "a"]], min_count=2)


def test_divergence_raises_rather_than_returning_useless_vectors():
    with pytest.raises(FloatingPointError, match="alpha=50 is too large"):
        fast.train(planted_corpus(300), **TOY, alpha=50, epochs=10)


def test_vectors_too_long_to_be_measured_count_as_divergence_too(monkeypatch):
    def grow(tables: tuple[Tensor, Tensor], *_: object) -> None:
        tables[0].fill_(1e30)

    monkeypatch.setattr(fast, "step", grow)
    with pytest.raises(FloatingPointError, match="alpha"):
        fast.train(toy_corpus(), **TOY)


def test_progress_in_words_is_shown_only_on_request(capsys):
    for progress in (False, True):
        fast.train(toy_corpus(), **TOY, epochs=1, progress=progress)
        shown = "".join(capsys.readouterr())
        assert ("word" in shown) is progress
        assert ("21.0/21.0" in shown) is progress
