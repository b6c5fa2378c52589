"""The quick trainer misses no pair, learns what is planted, stops when told, and fails loudly."""

import itertools
import math
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from gensim.models import Word2Vec
from gensim.test.utils import datapath
from gensim.utils import simple_preprocess
from torch import Tensor

from w2v_helpers import fast, steps
from w2v_helpers.blocks import CENTERS, NEGATIVES, Stream
from w2v_helpers.cache import SETTINGS
from w2v_helpers.corpus import planted_analogies, planted_corpus, toy_corpus, wikipedia_articles
from w2v_helpers.options import OPTIONS, Options
from w2v_helpers.steps import Buffers, Weights
from w2v_helpers.vectors import to_keyed_vectors
from w2v_helpers.vocab import Vocab

TOY = dict(dim=10, window=2, min_count=1, sample=0)
BLOCKS = OPTIONS["blocks"].default


def replace_step(monkeypatch: pytest.MonkeyPatch, step: Callable) -> None:
    """Let `steps` run in Python, and call another `step`."""
    monkeypatch.setattr(steps, "step", step)
    monkeypatch.setattr(fast, "compiled", lambda: steps.steps)


class Step:
    """`steps.step`, with what every call was about kept: its pairs and their weights, and lr."""

    def __init__(self) -> None:
        self.calls = []
        self.real = steps.step

    def __call__(
        self, table: Tensor, rows: Tensor, cases: Tensor, weights: Weights, lr: float, room: Buffers
    ) -> None:
        centers = rows[: len(cases)].view(-1, CENTERS)
        others = rows[len(cases) :].view(len(centers), -1) - len(table) // 2
        pairs, positives = (kind[cases].view(*centers.shape, -1) for kind in weights)
        assert torch.equal(pairs[:, :, :-NEGATIVES], positives[:, :, :-NEGATIVES])
        assert not positives[:, :, -NEGATIVES:].any()
        self.calls.append((centers, others, pairs, lr))
        self.real(table, rows, cases, weights, lr, room)

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
def recorded(monkeypatch) -> Step:
    step = Step()
    replace_step(monkeypatch, step)
    return step


def words_that_occur_once(lengths: list[int]) -> list[list[str]]:
    """Documents of these lengths; a word's id will be its position."""
    names = iter(f"w{number:05}" for number in range(sum(lengths)))
    return [[next(names) for _ in range(length)] for length in lengths]


def pairs_by_loop(lengths: list[int], window: int, parts: int) -> dict[tuple[int, int], float]:
    """The weight of every pair whose words are in one of equal parts of the stream.

    The stream has an end after each document.
    """
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
    "piece, blocks, workers, parts",
    [(1 << 20, 32, 1, 1), (1 << 20, 1, 1, 1), (64, 3, 1, 19), (200, 3, 2, 8)],
)
def test_an_epoch_trains_every_pair_once_but_for_those_across_pieces(
    recorded, monkeypatch, piece, blocks, workers, parts
):
    monkeypatch.setattr(fast, "PIECE", piece)
    lengths, window = [100, 1, 5, 2, 990, 9, 97], 3  # 1,211 places in the stream
    options = dict(dim=2, window=window, min_count=1, sample=0, epochs=1, workers=workers)
    for seed in range(5):  # so that documents begin and end everywhere in a block
        recorded.calls.clear()
        fast.train(words_that_occur_once(lengths), seed=seed, blocks=blocks, **options)
        assert recorded.pairs() == pytest.approx(pairs_by_loop(lengths, window, parts))


def test_a_worker_trains_its_share_piece_by_piece_without_a_thread(recorded, monkeypatch):
    monkeypatch.setattr(fast, "PIECE", 500)
    documents = words_that_occur_once([1999])
    options = Options(**TOY, workers=2, epochs=3)
    vocab = Vocab.build(documents)
    stream = Stream(documents)
    stream.use(vocab)
    with stream.file:
        task = fast.prepare(stream, vocab, options, fast.Alone())
        assert (task.workers, task.pieces) == (2, 2)
        done = list(fast.work(task, 1))
    assert [words for words, _ in done] == 3 * [500, 500]
    rates = [rate for _, rate in done]
    assert rates[0] == options.alpha and rates == sorted(set(rates), reverse=True)
    trained = torch.cat([centers[w.any(dim=2)] for centers, _, w, _ in recorded.calls])
    assert trained.bincount(minlength=1999).tolist() == [0] * 1000 + [3] * 999


def test_the_learning_rate_falls_linearly_from_alpha_and_never_below_its_end(recorded):
    fast.train(planted_corpus(300), **TOY, epochs=4, alpha=0.1)
    rates = [lr for *_, lr in recorded.calls]
    assert rates[0] == 0.1
    falls = [before - after for before, after in itertools.pairwise(rates)]
    assert min(falls) > 0
    assert max(falls) < 1.1 * min(falls)  # not all epochs begin at the same offset
    assert fast.MIN_ALPHA < rates[-1] < 0.001


@pytest.mark.parametrize(
    "words, options, expected",
    [
        (2200, dict(), BLOCKS),
        (1000, dict(), 7),  # 1,000 / (8 · 16)
        (1000, dict(blocks=5), 5),
        (1000, dict(workers=2), 3),
        (300, dict(), 2),
        (300, dict(workers=3), 1),
        (10, dict(), 1),
        ("the", dict(), 9),  # 7 / (0.025 · 16 · 3 · 6 · the tenth that is "the")
        ("the", dict(alpha=0.05), 4),
        ("the", dict(alpha=0.05, workers=2), 2),
        ("the", dict(window=5), 4),
        ("the", dict(negative=11), 4),
        ("the", dict(blocks=3), 3),
    ],
    ids=str,
)
def test_steps_are_smaller_where_words_are_few_or_have_many_pairs_or_alpha_is_large(
    recorded, words, options, expected
):
    recorded.real = lambda *_: None
    if words == "the":  # a tenth of the text
        text = ["the" if i % 10 == 0 else f"w{i}" for i in range(4000)]
    else:
        text = [f"w{i % words}" for i in range(9000)]
    fast.train([text], **{**TOY, "epochs": 1, **options})
    assert set(recorded.blocks()) == {expected}


@pytest.mark.parametrize(
    "options, passes",
    [
        (dict(), 1),
        (dict(alpha=0.05), 1),
        (dict(alpha=0.1), 2),
        (dict(alpha=0.05, window=10, negative=15), 5),
        (dict(alpha=1), 20),
    ],
    ids=str,
)
def test_what_is_too_much_for_one_step_is_taken_in_several_smaller_ones(recorded, options, passes):
    recorded.real = lambda *_: None
    options = dict(min_count=1, sample=0, epochs=1, dim=2, blocks=1) | options
    fast.train(words_that_occur_once([1599]), **options)
    rates = [lr for *_, lr in recorded.calls]
    assert max(rates) == pytest.approx(options.get("alpha", 0.025) / passes)
    assert len(rates) == pytest.approx(100 * passes, abs=passes)


def test_steps_are_smaller_only_where_the_text_repeats_a_word(recorded, monkeypatch):
    monkeypatch.setattr(fast, "PIECE", 3001)
    recorded.real = lambda *_: None
    varied = [[f"w{i % 2000}" for i in range(3000)] for _ in range(9)]
    fast.train([*varied, [f"w{i % 10}" for i in range(3000)]], **{**TOY, "epochs": 1})
    assert list(dict.fromkeys(recorded.blocks())) == [15, 9]


def test_the_blocks_of_a_step_are_far_apart_and_no_word_is_left_out(recorded):
    ids = torch.arange(3200)
    fast.train([[f"w{i:04}" for i in ids]], **{**TOY, "epochs": 1}, blocks=4)
    for centers, *_ in recorded.calls[5:-5]:
        assert centers[:, 0].diff().min() > 3200 / 5
    trained = torch.cat([centers[w.any(dim=2)] for centers, _, w, _ in recorded.calls])
    assert torch.equal(trained.sort().values, ids)


def letters(size: int = 43) -> list[list[str]]:
    """Symbols of which few are frequent, as in a text of letters."""
    rng = torch.Generator().manual_seed(0)
    drawn = torch.multinomial(1 / torch.arange(3.0, 3 + size), 60_000, True, generator=rng)
    return [[f"s{i}" for i in line.tolist()] for line in drawn.view(-1, 500)]


def mers() -> list[list[str]]:
    """Three bases each, overlapping, as in DNA."""
    rng = torch.Generator().manual_seed(0)
    bases = ["acgt"[i] for i in torch.randint(4, (40_000,), generator=rng).tolist()]
    whole = ["".join(bases[i : i + 3]) for i in range(len(bases) - 2)]
    return [whole[i : i + 600] for i in range(0, len(whole), 600)]


def topics() -> list[list[str]]:
    """Documents of one of ten topics each, of ten words each."""
    rng = torch.Generator().manual_seed(0)
    drawn = (10 * torch.rand(600, 100, generator=rng) ** 2).int().tolist()
    return [[f"t{number % 10}{i}" for i in line] for number, line in enumerate(drawn)]


@pytest.mark.parametrize(
    "documents", [letters(), mers(), topics()], ids=["letters", "mers", "topics"]
)
@pytest.mark.parametrize("workers, seed", [(1, 0), (1, 1), (1, 2), (2, 0), (8, 0)])
def test_small_vocabularies_are_learned_at_large_rates_by_any_number_of_workers(
    documents, workers, seed, monkeypatch
):
    """All workers step from tables that lack each other's changes."""
    replace_step(monkeypatch, together(steps.step))
    options = dict(min_count=1, alpha=0.05, workers=workers, seed=seed, epochs=4)
    trained = fast.train(documents, **options)
    assert trained.input.norm(dim=1).max() < 5


@pytest.fixture(scope="module")
def articles() -> list[list[str]]:
    texts = wikipedia_articles()
    return [text[i : i + 10_000] for text in texts for i in range(0, len(text), 10_000)]


def longest(vectors: Tensor, outputs: Tensor) -> tuple[float, float]:
    """The length of the longest vector, and the largest u·v."""
    return vectors.norm(dim=1).max().item(), (vectors @ outputs.T).abs().max().item()


def test_bursts_of_a_word_leave_vectors_no_longer_than_gensims(articles):
    trained = fast.train(articles)
    model = Word2Vec(articles, sg=1, workers=1, min_count=5)
    theirs = longest(*map(torch.tensor, (model.wv.vectors, model.syn1neg)))
    for ours, gensim in zip(longest(trained.input, trained.output), theirs, strict=True):
        assert ours < 1.3 * gensim


BURSTS = {
    "ha": ["ha"] * 300,
    "longer than a piece": ["ha"] * 40_000,
    "two": ["ping", "pong"] * 1000,
    "a fifth": [word for i in range(2000) for word in ("ha", *(f"x{i % 80}{k}" for k in range(4)))],
}


@pytest.mark.parametrize("burst", BURSTS.values(), ids=BURSTS)
@pytest.mark.parametrize("alpha, workers", [(0.05, 1), (0.05, 2), (0.025, 8)])
def test_a_text_that_repeats_itself_does_not_drown_the_rest(burst, alpha, workers):
    corpus = planted_corpus()
    corpus.insert(1500, burst)
    options = {**SETTINGS["planted"], "alpha": alpha, "workers": workers}
    trained = fast.train(corpus, **options)
    assert trained.input.norm(dim=1).max() < 20
    assert share_of_analogies_right(trained) > 0.95


@pytest.mark.parametrize(
    "options",
    [dict(alpha=0.05, window=10, negative=15), dict(alpha=0.4), dict(negative=100), dict(alpha=1)],
    ids=str,
)
def test_many_pairs_and_large_rates_do_not_diverge(options):
    trained = fast.train(planted_corpus(), **{**SETTINGS["planted"], "epochs": 2, **options})
    assert trained.input.norm(dim=1).max() < 20


def test_how_small_steps_are_takes_subsampling_into_account(recorded):
    """One word is half of the text; subsampling leaves a share of it that allows more blocks."""
    documents = [[word for i in range(2000) for word in ("the", f"w{i}")]]
    for sample, blocks in ((0, 1), (1e-3, 10)):  # 7 / (0.025 · 576 · 93 kept of 2,093)
        recorded.calls.clear()
        fast.train(documents, dim=2, min_count=1, sample=sample, epochs=1)
        assert max(recorded.blocks()) == pytest.approx(blocks, abs=2)


def test_subsampling_leaves_frequent_words_out_of_training(recorded):
    def blocks(sample: float) -> int:
        recorded.calls.clear()
        fast.train(planted_corpus(300), dim=2, min_count=1, sample=sample, epochs=1, blocks=1)
        return sum(recorded.blocks())

    assert blocks(0) == pytest.approx(1800 / CENTERS, abs=2)
    assert blocks(1e-3) < 0.6 * blocks(0)


@pytest.mark.parametrize("options", [dict(), dict(workers=50), dict(window=64)], ids=str)
def test_a_corpus_of_20_words_has_every_word_trained(monkeypatch, options):
    options = TOY | dict(epochs=2) | options  # output vectors start at zero: they move first
    with monkeypatch.context() as patch:
        replace_step(patch, lambda *_: None)
        start = fast.train(toy_corpus(), **options)
    trained = fast.train(toy_corpus(), **options)
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
    options = dict(min_count=1, dim=8)
    first, again, other = (
        fast.train(planted_corpus(200), **options, seed=seed) for seed in (1, 1, 2)
    )
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
    columns = zip(*planted_analogies(), strict=True)
    a, b, c, d = (unit[trained.vocab.encode(column)] for column in columns)
    nearest = unit[((b - a + c) @ unit.T).argmax(dim=1)]
    return (nearest == d).all(dim=1).double().mean().item()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_planted_analogies_come_out_right_with_no_word_excluded(seed):
    trained = fast.train(planted_corpus(seed=seed), **SETTINGS["planted"], seed=seed)
    assert share_of_analogies_right(trained) >= 0.99


@pytest.mark.parametrize("workers", [2, 3])
def test_several_workers_learn_what_is_planted(workers, monkeypatch):
    monkeypatch.setattr(fast, "few_words", lambda keep: workers)  # its words are few for that
    threads, real = set(), steps.step
    replace_step(monkeypatch, lambda *args: threads.add(threading.get_ident()) or real(*args))
    trained = fast.train(planted_corpus(), **SETTINGS["planted"], workers=workers)
    assert share_of_analogies_right(trained) > 0.95
    assert len(threads) > 1


def together(real: Callable) -> Callable:
    """A step as on as many cores as workers: as many in turn begin from one and the same table."""
    seen, turns, lock, threads = torch.empty(0), itertools.count(), threading.Lock(), set()

    def step(table: Tensor, *args: object) -> None:
        nonlocal seen
        with lock:
            threads.add(threading.get_ident())
            if next(turns) % len(threads) == 0:
                seen = table.clone()
            own = seen.clone()
            real(own, *args)
            table += own - seen

    return step


@pytest.mark.parametrize("workers", [2, 3, 4, 8, 20])  # 20: too many for this corpus and rate
def test_workers_that_all_step_at_the_same_time_do_not_overshoot(workers, monkeypatch):
    replace_step(monkeypatch, together(steps.step))
    trained = fast.train(planted_corpus(), **SETTINGS["planted"], workers=workers)
    assert share_of_analogies_right(trained) > 0.95


def workers_alive() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if "ThreadPoolExecutor" in thread.name]


@pytest.mark.parametrize("rank", [0, 1])
def test_an_exception_in_one_worker_reaches_the_caller_and_stops_the_others(monkeypatch, rank):
    calls = []

    def fail_in_one(*args: object) -> None:
        calls.append(args)
        if threading.current_thread().name.endswith(f"_{rank}"):
            raise RuntimeError("boom")
        time.sleep(0.001)

    threads = torch.get_num_threads()
    monkeypatch.setattr(fast, "few_words", lambda keep: 2)
    replace_step(monkeypatch, fail_in_one)
    with pytest.raises(RuntimeError, match="boom"):
        fast.train(planted_corpus(1000), **TOY, epochs=50, workers=2)
    assert len(calls) < 500  # of thousands
    assert torch.get_num_threads() == threads and not workers_alive()


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signals to threads here")
@pytest.mark.parametrize("workers", [1, 2])
def test_an_interruption_stops_training_and_hands_over_the_tables_so_far(monkeypatch, workers):
    calls, real = [], steps.step

    def interrupt(*args: object) -> None:
        calls.append(args)
        if len(calls) == 100:  # by then all workers run
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        time.sleep(0.001)
        real(*args)

    threads = torch.get_num_threads()
    monkeypatch.setattr(fast, "few_words", lambda keep: workers)
    replace_step(monkeypatch, interrupt)
    # ignored in a shell's background jobs
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
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
    assert torch.equal(torch.cat(tables), calls[0][0])  # what the last step left


def test_an_option_that_cannot_be_is_refused_before_the_documents_are_read():
    def unread() -> Iterator[list[str]]:
        raise AssertionError("read")
        yield

    with pytest.raises(ValueError, match=r"window=0: expected"):
        fast.train(unread(), window=0)


def test_tables_that_do_not_fit_are_refused():
    words = [f"w{i}" for i in range(10**5)]
    vocab = Vocab(words, torch.ones(len(words)))
    with pytest.raises(MemoryError, match=r"100000 words × dim=1000000 do not fit .*smaller dim"):
        fast.train([words[:9]], vocab=vocab, dim=10**6)


@pytest.mark.parametrize(
    "documents, min_count, message",
    [
        ([], 1, "the corpus is empty"),
        ([["a", "b"], []], 1, "document 1 is empty"),
        (["the quick brown fox"], 1, "document 0 is the string"),
        ([["a"], ["b"], ["a"]], 1, "no pairs: no document has two words"),
        ([["a", "x"], ["y", "a"]], 2, "no pairs: .*min_count=2"),
        (toy_corpus(), 5, "min_count=5 times: the most frequent, 'the', occurs 2"),
    ],
)
def test_a_corpus_that_cannot_be_trained_on_is_refused(documents, min_count, message):
    with pytest.raises(ValueError, match=message):
        fast.train(documents, min_count=min_count)


def test_documents_are_read_once():
    once, often = fast.train(iter(toy_corpus()), **TOY), fast.train(toy_corpus(), **TOY)
    assert torch.equal(once.input, often.input)


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


def test_divergence_is_found_while_it_happens_and_the_advice_helps(monkeypatch):
    pieces, real = [], fast.make_blocks
    monkeypatch.setattr(fast, "PIECE", 1000)
    monkeypatch.setattr(fast, "RATE", 1e9)  # steps of any size are allowed
    monkeypatch.setattr(fast, "LIMIT", 1e9)
    monkeypatch.setattr(fast, "make_blocks", lambda *args: pieces.append(1) or real(*args))
    alpha = 1.0
    with pytest.raises(FloatingPointError, match=r"alpha=1 is too large .*try 0\.25") as caught:
        fast.train(planted_corpus(), **{**SETTINGS["planted"], "alpha": alpha})
    assert len(pieces) < 20  # of 210
    for _ in range(4):
        alpha = float(str(caught.value).split()[-1])
        try:
            fast.train(planted_corpus(), **{**SETTINGS["planted"], "alpha": alpha})
            break
        except FloatingPointError as error:
            caught.value.args = error.args
    assert alpha > 0.01


def test_vectors_too_long_to_be_measured_count_as_divergence_too(monkeypatch):
    for value in (1e30, math.nan, math.inf):
        replace_step(monkeypatch, lambda table, *_, value=value: table.fill_(value))
        with pytest.raises(FloatingPointError, match="alpha"):
            fast.train(toy_corpus(), **TOY)


def test_progress_in_words_and_the_learning_rate_are_shown_only_on_request(capsys):
    for progress in (False, True):
        fast.train(toy_corpus(), **TOY, epochs=1, progress=progress)
        shown = "".join(capsys.readouterr())
        assert ("word" in shown) is progress
        # 21 words and, as in word2vec.c, 3 ends of documents
        assert ("24.0/24.0" in shown) is progress
        assert ("lr=0.0" in shown) is progress


def epochs_of(workers: int = 1, **options: object) -> tuple[fast.Trained, list]:
    """A training, and what it told after each of its three epochs."""
    told = []
    options = {**SETTINGS["planted"], "epochs": 3, "workers": workers, **options}
    trained = fast.train(planted_corpus(), after_epoch=lambda *each: told.append(each), **options)
    return trained, told


def test_the_loss_after_each_epoch_falls_and_is_returned():
    trained, told = epochs_of()
    _, table, _ = trained  # still three
    assert [epoch for epoch, *_ in told] == [1, 2, 3]
    assert [loss for *_, loss in told] == trained.losses == sorted(trained.losses, reverse=True)
    assert trained.losses[0] < 6 * math.log(2) and trained.losses[-1] < 2.5
    assert torch.equal(told[-1][1].input, table) and told[1][1].losses == trained.losses[:2]
    assert not torch.equal(told[0][1].input, told[1][1].input)  # copies


def test_looking_at_the_loss_changes_nothing(monkeypatch):
    monkeypatch.setattr(fast, "OFTEN", 1)
    monkeypatch.setattr(fast, "PIECE", 5000)
    usual = fast.train(planted_corpus(), **{**SETTINGS["planted"], "epochs": 3})
    watched, _ = epochs_of(progress=True)
    assert torch.equal(usual.input, watched.input) and torch.equal(usual.output, watched.output)
    assert usual.losses == watched.losses


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_nobody_trains_while_an_epoch_is_told(recorded, monkeypatch, workers):
    monkeypatch.setattr(fast, "few_words", lambda keep: workers)
    counts = []

    def look(epoch: int, trained: fast.Trained, loss: float) -> None:
        before = len(recorded.calls)
        time.sleep(0.01)
        assert len(recorded.calls) == before
        assert threading.current_thread() is threading.main_thread()
        counts.append(sum(recorded.blocks()))

    fast.train(planted_corpus(600), **TOY, epochs=3, workers=workers, after_epoch=look)
    assert len(counts) == 3 and counts[-1] == sum(recorded.blocks())
    assert counts[0] == pytest.approx(counts[-1] / 3, rel=0.05)


def test_what_is_raised_after_an_epoch_ends_training(recorded):
    told = []

    def stop(error: BaseException) -> Callable:
        def after_epoch(epoch: int, trained: fast.Trained, loss: float) -> None:
            told.append(trained)
            if epoch == 2:
                raise error

        return after_epoch

    with pytest.raises(ZeroDivisionError, match="mine"):
        fast.train(toy_corpus(), **TOY, after_epoch=stop(ZeroDivisionError("mine")))
    assert len(told) == 2 and not workers_alive()
    with pytest.raises(fast.Interrupted) as caught:
        fast.train(toy_corpus(), **TOY, after_epoch=stop(KeyboardInterrupt()))
    kept = caught.value.trained
    assert torch.equal(kept.input, told[-1].input) and kept.losses == told[-1].losses
    assert len(kept.losses) == 2 and not workers_alive()


def test_a_text_with_hardly_a_pair_trains_without_a_loss():
    lonely = [[f"w{i % 50}"] for i in range(100_000)]
    trained = fast.train([*lonely, ["w0", "w1"]], **TOY, epochs=2)
    assert len(trained.losses) == 2 and trained.input.isfinite().all()


def test_gensims_own_sanity_test_is_passed():
    """`test_sg_neg` of gensim's test_word2vec.py, and how far the tables are out of balance."""
    lines = Path(datapath("lee_background.cor")).read_text("latin-1").splitlines()
    documents = [simple_preprocess(line) for line in lines]
    for seed in range(3):
        vocab, *tables = fast.train(documents, epochs=10, window=4, workers=2, seed=seed)
        near = [word for word, _ in to_keyed_vectors(vocab, tables[0]).most_similar("war", topn=50)]
        assert "terrorism" in near
        lengths = [table.norm(dim=1).mean() for table in tables]
        assert lengths[1] < 2 * lengths[0]  # shared negatives: gensim's are about equal
