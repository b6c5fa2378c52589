"""The quick trainer takes the literal step, misses no pair, learns what is planted, and fails loudly."""

import itertools
import math
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
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
from w2v_helpers.vocab import Vocab

TOY = dict(dim=10, window=2, min_count=1, sample=0)


def step_by_loop(
    table: Tensor, documents: list[list[int]], words: Tensor, blocks: list[list[int]], negative: int, lr: float
) -> Tensor:
    """The table after the step: every pair's gradient at the table before it, summed.

    documents and blocks hold the positions of words in the stream, counted from 1; words holds their ids.
    """
    window, size = (len(blocks[0]) - CENTERS - NEGATIVES) // 2, len(table) // 2
    old, new, words = table.tolist(), table.tolist(), words.tolist()
    place = {position: (document, i) for document in documents for i, position in enumerate(document)}

    def learn(center: int, other: int, label: int, weight: float) -> None:
        score = sum(v * u for v, u in zip(old[center], old[size + other], strict=True))
        push = lr * weight * (label - 1 / (1 + math.exp(-score)))
        for k in range(len(old[center])):
            new[center][k] += push * old[size + other][k]
            new[size + other][k] += push * old[center][k]

    for block in blocks:
        for position in block[window : window + CENTERS]:
            if position not in place:
                continue
            (document, i), total = place[position], 0.0
            for j in range(max(0, i - window), min(len(document), i + window + 1)):
                if j != i:
                    weight = (window + 1 - abs(i - j)) / window
                    learn(words[position], words[document[j]], 1, weight)
                    total += weight
            for word in block[-NEGATIVES:]:
                learn(words[position], words[word], 0, negative * total / NEGATIVES)
    return torch.tensor(new, dtype=table.dtype)


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
    ends = list(itertools.accumulate(lengths))
    documents = [list(range(1 + end - length, 1 + end)) for end, length in zip(ends, lengths, strict=True)]
    stream = torch.tensor([i for document in documents for i in [*document, ends[-1] + 1]], dtype=torch.int32)
    keep = torch.ones(ends[-1] + 2)
    keep[-1] = 0
    words = torch.randint(size, (ends[-1] + 1,), generator=generator)  # at each position; at 0, beyond the stream
    noise = torch.arange(1, ends[-1] + 1, dtype=torch.int32)
    blocks, reach = make_blocks(stream, keep, window, noise, 1, generator)
    table = torch.randn(2 * size, dim, dtype=torch.float64, generator=generator)
    expected = step_by_loop(table, documents, words, blocks.tolist(), negative, lr=0.1)

    weights = pair_weights(window, negative).double()
    positive = weights.clone()
    positive[:, -NEGATIVES:] = 0
    ids = words[blocks]
    rows = torch.cat([ids[:, window : window + CENTERS].flatten(), size + ids.flatten()])
    buffers = fast.make_buffers(len(blocks), window, dim, dtype=torch.float64)
    for buffer in buffers:
        buffer.fill_(math.nan)  # a step leaves its own numbers behind: none may enter the next
    fast.step(table, rows, reach.flatten(), [weights, positive], 0.1, buffers)
    assert torch.allclose(table, expected, rtol=1e-6, atol=1e-6)  # pair_weights is float32


def test_buffers_hold_a_step_of_any_blocks_window_and_dim_and_their_views_share_its_memory():
    blocks, window, dim = 3, 2, 5
    others = CENTERS + 2 * window + NEGATIVES
    vectors, changes, weights, positive, w, p, x, z, z_t, g, g_t, dx, dz = fast.make_buffers(blocks, window, dim)
    for rows, ours, theirs in ((vectors, x, z), (changes, dx, dz)):
        assert rows.shape == (blocks * (CENTERS + others), dim)
        rows.copy_(torch.arange(rows.numel()).view_as(rows))
        assert ours.shape == (blocks, CENTERS, dim) and theirs.shape == (blocks, others, dim)
        assert torch.equal(torch.cat([ours.flatten(), theirs.flatten()]), rows.flatten())
    for flat, view in ((weights, w), (positive, p)):
        assert flat.data_ptr() == view.data_ptr() and flat.shape == (blocks * CENTERS, others)
        assert view.shape == g.shape == (blocks, CENTERS, others)
    assert z_t.data_ptr() == z.data_ptr() and z_t.shape == (blocks, dim, others)
    assert g_t.data_ptr() == g.data_ptr() and g_t.shape == (blocks, others, CENTERS)
    assert len({tensor.data_ptr() for tensor in (vectors, changes, weights, positive, g)}) == 5


def replace_step(monkeypatch: pytest.MonkeyPatch, step: Callable) -> None:
    """Let `steps` run in Python, and call another `step`."""
    monkeypatch.setattr(fast, "step", step)
    monkeypatch.setattr(fast, "compiled", lambda: fast.steps)


def test_compiled_steps_are_those_that_python_takes():
    rng = torch.Generator().manual_seed(0)
    for _ in range(4):  # TorchScript rewrites its code after the first runs
        blocks, window, dim, count, ids = 3, 2, 5, 7, 30
        table = torch.randn(2 * ids, dim, generator=rng)
        rows = torch.randint(2 * ids, (count, blocks * (2 * CENTERS + 2 * window + NEGATIVES)), generator=rng)
        reach = torch.randint((window + 1) ** 2 * CENTERS, (count, blocks * CENTERS), generator=rng, dtype=torch.int32)
        weights, own = [pair_weights(window, 5), pair_weights(window, 3)], table.clone()
        for run, place in ((fast.steps, own), (fast.compiled(), table)):
            run(place, rows, reach, weights, 0.1, 0.05, fast.make_buffers(blocks, window, dim))
        assert torch.equal(own, table)


class Step:
    """`fast.step`, with what every call was about kept: its pairs and their weights, negatives and learning rate."""

    def __init__(self) -> None:
        self.calls, self.real = [], fast.step

    def __call__(
        self, table: Tensor, rows: Tensor, reach: Tensor, weights: list[Tensor], lr: float, buffers: list[Tensor]
    ) -> None:
        centers, others = rows[: len(reach)].view(-1, CENTERS), rows[len(reach) :] - len(table) // 2
        all_weights, positive = (kind[reach].view(*centers.shape, -1) for kind in weights)
        assert torch.equal(all_weights[:, :, :-NEGATIVES], positive[:, :, :-NEGATIVES])
        assert not positive[:, :, -NEGATIVES:].any()
        self.calls.append((centers, others.view(len(centers), -1), all_weights, lr))
        self.real(table, rows, reach, weights, lr, buffers)

    def blocks(self) -> list[int]:
        return [len(centers) for centers, *_ in self.calls]

    def pairs(self) -> Counter[tuple[int, int]]:
        """The weights of the pairs that were trained, summed."""
        found = Counter()
        for centers, others, weights, _ in self.calls:
            block, center, place = weights[:, :, :-NEGATIVES].nonzero(as_tuple=True)
            pairs = zip(centers[block, center].tolist(), others[block, place].tolist(), strict=True)
            for pair, weight in zip(pairs, weights[block, center, place].tolist(), strict=True):
                found[pair] += weight
        return found


@pytest.fixture
def steps(monkeypatch) -> Step:
    recorded = Step()
    replace_step(monkeypatch, recorded)
    return recorded


def words_that_occur_once(lengths: list[int]) -> list[list[str]]:
    """Documents of these lengths; a word's id will be its position."""
    names = iter(f"w{number:05}" for number in range(sum(lengths)))
    return [[next(names) for _ in range(length)] for length in lengths]


def pairs_by_loop(lengths: list[int], window: int, parts: int) -> dict[tuple[int, int], float]:
    """The weight of every pair whose words are in one of equal parts of the stream, an end after each document."""
    total, pairs, start = sum(lengths) + len(lengths), {}, 0
    part = [k for k in range(parts) for _ in range(total * k // parts, total * (k + 1) // parts)]
    for number, length in enumerate(lengths):
        for i in range(start, start + length):
            for j in range(max(start, i - window), min(start + length, i + window + 1)):
                if i != j and part[i + number] == part[j + number]:
                    pairs[i, j] = (window + 1 - abs(i - j)) / window
        start += length
    return pairs


@pytest.mark.parametrize(
    "piece, blocks, workers, parts", [(1 << 20, 32, 1, 1), (1 << 20, 1, 1, 1), (64, 3, 1, 19), (200, 3, 2, 8)]
)
def test_an_epoch_trains_every_pair_once_but_for_those_across_pieces(steps, monkeypatch, piece, blocks, workers, parts):
    monkeypatch.setattr(fast, "PIECE", piece)
    lengths, window = [100, 1, 5, 2, 990, 9, 97], 3  # 1,211 places in the stream
    for seed in range(5):  # so that documents begin and end everywhere in a block
        steps.calls.clear()
        options = dict(dim=2, window=window, min_count=1, sample=0, epochs=1, workers=workers, blocks=blocks)
        fast.train(words_that_occur_once(lengths), seed=seed, **options)
        assert steps.pairs() == pytest.approx(pairs_by_loop(lengths, window, parts))


def test_the_learning_rate_falls_linearly_from_alpha_and_never_below_its_end(steps):
    fast.train(planted_corpus(300), **TOY, epochs=4, alpha=0.1)
    rates = [lr for *_, lr in steps.calls]
    assert rates[0] == 0.1
    falls = [before - after for before, after in itertools.pairwise(rates)]
    assert min(falls) > 0 and max(falls) < 1.1 * min(falls)  # not all epochs begin at the same offset
    assert fast.MIN_ALPHA < rates[-1] < 0.001


def test_steps_are_smaller_where_a_word_is_frequent_or_alpha_large(steps, monkeypatch):
    monkeypatch.setattr(steps, "real", lambda *_: None)

    def blocks_in_a_step(words: int, alpha: float, **options: int) -> int:
        steps.calls.clear()
        fast.train([[f"w{i % words}" for i in range(3000)]], **{**TOY, "alpha": alpha, "epochs": 1, **options})
        (blocks,) = set(steps.blocks())
        return blocks

    assert blocks_in_a_step(1000, 0.025) == fast.BLOCKS
    assert blocks_in_a_step(1000, 0.025, blocks=5) == 5
    assert blocks_in_a_step(10, 0.025) == blocks_in_a_step(10, 0.025, blocks=5) == 4  # 0.012 / 0.025 / a tenth
    assert blocks_in_a_step(10, 0.025, blocks=3) == 3
    assert blocks_in_a_step(10, 0.025, workers=2) == 4
    assert blocks_in_a_step(10, 0.025, workers=3) == 2  # others are under way at the same time
    assert blocks_in_a_step(10, 0.05) == 2
    assert blocks_in_a_step(2, 0.1) == 1


def test_steps_are_smaller_only_where_the_text_repeats_a_word(steps, monkeypatch):
    monkeypatch.setattr(fast, "PIECE", 3001)
    varied = [[f"w{i % 1000}" for i in range(3000)] for _ in range(9)]
    fast.train([*varied, [f"w{i % 10}" for i in range(3000)]], **{**TOY, "epochs": 1})
    assert list(dict.fromkeys(steps.blocks())) == [fast.BLOCKS, 4]


def test_a_text_is_trained_in_its_order_unless_it_repeats_itself(steps):
    ids = torch.arange(3000)
    for text, in_order in (([f"w{i:04}" for i in ids], True), ([f"w{i % 30:02}" for i in ids], False)):
        steps.calls.clear()
        fast.train([text], **{**TOY, "epochs": 1}, blocks=2)
        trained = torch.cat([centers[w.any(dim=2)] for centers, _, w, _ in steps.calls])
        expected = ids if in_order else ids % 30
        assert torch.equal(trained, expected) == in_order and len(trained) == len(ids)


@pytest.mark.parametrize("repeated", [["ha"] * 300, ["ha"] * 5000, ["ping", "pong"] * 1000], ids=len)
@pytest.mark.parametrize("alpha, workers", [(0.05, 1), (0.025, 2)])  # two at 0.05 may diverge, and say so
def test_a_text_that_repeats_itself_does_not_drown_the_rest(repeated, alpha, workers):
    corpus = planted_corpus()
    corpus.insert(1500, repeated)
    trained = fast.train(corpus, **{**SETTINGS["planted"], "alpha": alpha, "workers": workers, "epochs": 20})
    assert trained.input.norm(dim=1).max() < 20
    assert share_of_analogies_right(trained) > 0.95


def test_how_small_steps_are_takes_subsampling_into_account(steps):
    """One word is half of the text, and subsampling leaves a share of it that allows more blocks in a step."""
    documents = [[word for i in range(500) for word in ("the", f"w{i}")]]
    for sample, blocks in ((0, 1), (1e-3, 10)):  # 0.012 / 0.025 / (23.4 kept of 523.4)
        steps.calls.clear()
        fast.train(documents, dim=2, min_count=1, sample=sample, epochs=1)
        assert set(steps.blocks()) == {blocks}


def test_subsampling_leaves_frequent_words_out_of_training(steps):
    def blocks(sample: float) -> int:
        steps.calls.clear()
        fast.train(planted_corpus(300), dim=2, min_count=1, sample=sample, epochs=1, blocks=1)
        return sum(steps.blocks())

    assert blocks(0) == pytest.approx(1800 / CENTERS, abs=2)
    assert blocks(1e-3) < 0.6 * blocks(0)


def test_a_corpus_of_20_words_has_every_word_trained(monkeypatch):
    with monkeypatch.context() as patch:
        replace_step(patch, lambda *_: None)
        start = fast.train(toy_corpus(), **TOY, epochs=1)
    trained = fast.train(toy_corpus(), **TOY, epochs=2)  # output vectors start at zero: they move first
    assert len(trained.vocab) == 20
    assert (trained.input != start.input).any(dim=1).all()
    assert (trained.output != start.output).any(dim=1).all()


def test_tables_start_as_those_of_the_models_do(monkeypatch):
    replace_step(monkeypatch, lambda *_: None)
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
    replace_step(monkeypatch, lambda *args: ranks.add(threading.get_ident()) or real(*args))
    trained = fast.train(planted_corpus(), **SETTINGS["planted"], workers=workers)
    assert share_of_analogies_right(trained) > 0.95
    assert len(ranks) > 1


@pytest.mark.parametrize("workers", [3, 4, 8, 20])  # 20: too many for this corpus and learning rate
def test_workers_that_all_step_at_the_same_time_do_not_overshoot(workers, monkeypatch):
    """On as many cores steps may begin from a table that lacks each other's changes: here as many steps in turn do."""
    seen, turns, lock, real, threads = torch.empty(0), itertools.count(), threading.Lock(), fast.step, set()

    def step(table: Tensor, *args: object) -> None:
        nonlocal seen
        with lock:
            threads.add(threading.get_ident())
            if next(turns) % len(threads) == 0:
                seen = table.clone()
            own = seen.clone()
            real(own, *args)
            table += own - seen

    replace_step(monkeypatch, step)
    trained = fast.train(planted_corpus(), **SETTINGS["planted"], workers=workers)
    assert share_of_analogies_right(trained) > 0.95


def test_more_workers_than_words_still_train_every_word():
    trained = fast.train(toy_corpus(), **TOY, epochs=2, workers=50)
    assert trained.output.any(dim=1).all()


def workers_alive() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor")]


@pytest.mark.parametrize("rank", [0, 1])
def test_an_exception_in_one_worker_reaches_the_caller_and_stops_the_others(monkeypatch, rank):
    calls = []

    def fail_in_one(*args: object) -> None:
        calls.append(args)
        if threading.current_thread().name.endswith(f"_{rank}"):
            raise RuntimeError("boom")
        time.sleep(0.001)

    threads = torch.get_num_threads()
    replace_step(monkeypatch, fail_in_one)
    with pytest.raises(RuntimeError, match="boom"):
        fast.train(planted_corpus(1000), **TOY, epochs=50, workers=2)
    assert len(calls) < 500  # of thousands
    assert torch.get_num_threads() == threads and not workers_alive()


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signals to threads on this system")
@pytest.mark.parametrize("workers", [1, 2])
def test_an_interruption_from_the_keyboard_stops_training_and_hands_over_the_tables_so_far(monkeypatch, workers):
    calls, real = [], fast.step

    def interrupt(*args: object) -> None:
        calls.append(args)
        if len(calls) == 100:  # by then all workers run
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        time.sleep(0.001)
        real(*args)

    threads = torch.get_num_threads()
    replace_step(monkeypatch, interrupt)
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a shell's background jobs
    try:
        with pytest.raises(fast.Interrupted, match="interrupted") as caught:
            fast.train(planted_corpus(1000), **TOY, epochs=50, workers=workers)
    finally:
        signal.signal(signal.SIGINT, handler)
    assert isinstance(caught.value, KeyboardInterrupt)  # what does not know the class still stops
    assert len(calls) < 500
    assert torch.get_num_threads() == threads and not workers_alive()

    vocab, *tables = caught.value.trained
    assert vocab.words == Vocab.build(planted_corpus(1000)).words
    for table in tables:
        assert table.shape == (len(vocab), TOY["dim"])
        assert table.isfinite().all() and table.any()
    assert torch.equal(torch.cat(tables), calls[0][0])  # what the last step left, on this machine


@pytest.mark.parametrize(
    "option",
    [
        *({name: 0} for name in ("dim", "window", "negative", "epochs", "workers", "blocks", "min_count", "alpha")),
        *({"sample": -1}, {"sample": math.nan}, {"alpha": -0.1}, {"alpha": math.nan}, {"window": 65}),
        *({"seed": -1}, {"seed": 1 << 63}),
    ],
    ids=str,
)
def test_an_option_that_cannot_be_is_refused_by_name(option):
    ((name, value),) = option.items()
    with pytest.raises(ValueError, match=f"{name}={value}: expected"):
        fast.train(toy_corpus(), **{"min_count": 1, **option})


def test_tables_that_do_not_fit_are_refused():
    with pytest.raises(MemoryError, match=r"20 words × dim=1000000000000 do not fit .*smaller dim"):
        fast.train(toy_corpus(), min_count=1, dim=10**12)


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
    with pytest.raises(ValueError, match=r"no pairs: .*min_count=2"):
        fast.train([["a", "x"], ["y", "a"]], min_count=2)


def test_a_vocabulary_that_is_given_decides_which_words_are_trained():
    vocab = Vocab(["the", "fox", "quick", "cat"], torch.tensor([9, 3, 2, 1]))
    trained = fast.train(toy_corpus(), vocab=vocab, **{**TOY, "min_count": 9, "epochs": 2})
    assert trained.vocab is vocab
    assert trained.input.shape == (4, TOY["dim"])
    with pytest.raises(ValueError, match="no pairs: no document has two words of the vocabulary"):
        fast.train(toy_corpus(), vocab=Vocab(["fox", "cat"], torch.tensor([1, 1])), **TOY)
    for documents, words in ((toy_corpus(), []), ([], ["fox"])):
        with pytest.raises(ValueError, match="no pairs"):
            fast.train(documents, vocab=Vocab(words, torch.ones(len(words))), **TOY)


def test_the_largest_window_trains():
    trained = fast.train(toy_corpus(), **{**TOY, "window": 64, "epochs": 2})
    assert trained.output.any(dim=1).all()


def test_divergence_raises_rather_than_returning_useless_vectors():
    with pytest.raises(FloatingPointError, match="alpha=50 is too large"):
        fast.train(planted_corpus(300), **TOY, alpha=50, epochs=10)


def test_vectors_too_long_to_be_measured_count_as_divergence_too(monkeypatch):
    def grow(table: Tensor, *_: object) -> None:
        table.fill_(1e30)

    replace_step(monkeypatch, grow)
    with pytest.raises(FloatingPointError, match="alpha"):
        fast.train(toy_corpus(), **TOY)


def test_progress_in_words_and_the_learning_rate_are_shown_only_on_request(capsys):
    for progress in (False, True):
        fast.train(toy_corpus(), **TOY, epochs=1, progress=progress)
        shown = "".join(capsys.readouterr())
        assert ("word" in shown) is progress
        assert ("24.0/24.0" in shown) is progress  # 21 words and, as in word2vec.c, 3 ends of documents
        assert ("lr=0.0" in shown) is progress
