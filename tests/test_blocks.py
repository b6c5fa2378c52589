"""Blocks hold every pair of the stream once, weighed as shrinking windows would on average."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from w2v_helpers import blocks
from w2v_helpers.blocks import (
    CENTERS,
    NEGATIVES,
    Blocks,
    Noise,
    Stream,
    draw_negatives,
    encode,
    make_blocks,
    noise_table,
    pair_weights,
    spread,
    weight_rows,
)  # fmt: skip
from w2v_helpers.vocab import Vocab

# 0: only unknown words
LENGTHS = st.lists(st.one_of(st.integers(0, 3), st.integers(1, 40)), max_size=5)
# of words that subsampling keeps (True) or drops
DOCUMENTS = st.builds(
    lambda lengths, share, rng: [[rng.random() < share for _ in range(n)] for n in lengths],
    LENGTHS, st.sampled_from([1.0, 0.6, 0.0]), st.builds(random.Random, st.integers(0, 999)),
)  # fmt: skip
WINDOW, MULTIPLE, SEED = st.integers(1, 6), st.integers(1, 4), st.integers(0, 999)
NOISE = Noise(torch.tensor([3], dtype=torch.int32), torch.ones(4, dtype=torch.float64))


def stream_of(documents: list[list[bool]]) -> tuple[Tensor, Tensor]:
    """A stream in which each word occurs once, and what is kept.

    A word's id is its position, counted from 1: id 0 is only found in places beyond the stream.
    """
    end = 1 + sum(map(len, documents))
    ids = iter(range(1, end))
    stream = [i for document in documents for i in [*(next(ids) for _ in document), end]]
    keep = [0, *(kept for document in documents for kept in document), 0]
    return torch.tensor(stream, dtype=torch.int32), torch.tensor(keep, dtype=torch.float32)


def kept_ids(documents: list[list[bool]]) -> list[list[int]]:
    ids = iter(range(1, 1 + sum(map(len, documents))))
    numbered = [[(next(ids), kept) for kept in document] for document in documents]
    return [[i for i, kept in document if kept] for document in numbered]


def pairs_by_loop(documents: list[list[int]], window: int) -> dict[tuple[int, int], float]:
    """Every two words of one document, at most a window apart → the weight of their pair."""
    return {
        (document[i], document[j]): (window + 1 - abs(i - j)) / window
        for document in documents
        for i in range(len(document))
        for j in range(max(0, i - window), min(len(document), i + window + 1))
        if i != j
    }


def blocks_of(
    documents: list[list[bool]], window: int, seed: int, *, multiple: int = 1, negative: int = 5,
    noise: Noise = NOISE,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """The words of blocks, and the weights of their pairs."""
    generator = torch.Generator().manual_seed(seed)
    blocks = make_blocks(*stream_of(documents), window, noise, multiple, generator)
    assert {each.dtype for each in blocks} == {torch.int32}
    count = len(blocks.words)
    assert blocks.words.shape == (count, CENTERS + 2 * window + NEGATIVES)
    assert blocks.left.shape == blocks.right.shape == (count, CENTERS)
    return blocks.words, weights_of(blocks, window, negative)


def weights_of(blocks: Blocks, window: int, negative: int = 5) -> Tensor:
    """The weights of the blocks' pairs, ``(blocks, CENTERS, M + NEGATIVES)``."""
    weights = pair_weights(window, negative)
    found = weights[blocks.left.long(), blocks.right.long(), torch.arange(CENTERS)]
    assert torch.equal(found, weights.flatten(0, 2)[weight_rows(blocks, window)])
    return found


def full(*lengths: int) -> list[list[bool]]:
    return [[True] * length for length in lengths]


@given(DOCUMENTS, WINDOW, MULTIPLE, SEED)
def test_every_pair_of_kept_words_stands_in_one_block_once_with_its_weight(
    documents, window, multiple, seed
):
    words, weights = blocks_of(documents, window, seed, multiple=multiple)
    found = Counter()
    for block, center, place in weights[:, :, :-NEGATIVES].nonzero().tolist():
        pair = words[block, center + window].item(), words[block, place].item()
        assert pair not in found
        found[pair] = weights[block, center, place].item()
    assert found == pytest.approx(pairs_by_loop(kept_ids(documents), window))


@given(DOCUMENTS, WINDOW, st.integers(1, 7), SEED)
def test_a_centers_negatives_together_weigh_k_times_the_contexts_it_really_has(
    documents, window, negative, seed
):
    words, weights = blocks_of(documents, window, seed, negative=negative)
    owed = Counter()
    for (center, _), weight in pairs_by_loop(kept_ids(documents), window).items():
        owed[center] += negative * weight
    paid = Counter()
    for block in range(len(words)):
        for center in range(CENTERS):
            noise = weights[block, center, -NEGATIVES:]
            assert noise.min() == noise.max()
            if noise.max() > 0:
                paid[words[block, center + window].item()] += noise.sum().item()
    assert paid == pytest.approx(owed, rel=1e-5)


@given(DOCUMENTS, WINDOW, MULTIPLE, SEED)
def test_every_kept_word_is_a_center_once_and_blocks_are_a_multiple_and_no_more_than_needed(
    documents, window, multiple, seed
):
    words, weights = blocks_of(documents, window, seed, multiple=multiple)
    kept = [i for document in kept_ids(documents) for i in document]
    centers = words[:, window : window + CENTERS]
    assert sorted(centers[centers > 0].tolist()) == kept
    assert not weights[centers == 0].any()
    assert len(words) % multiple == 0
    # before the last ones, words were left
    assert 0 <= len(words) - multiple < (CENTERS + len(kept)) / CENTERS


def test_dropped_words_bring_their_neighbors_closer_as_in_word2vec_c():
    words, weights = blocks_of([[True, False, False, False, True]], window=1, seed=0)
    block, center, place = weights[:, :, :-NEGATIVES].nonzero().T
    pairs = zip(words[block, center + 1].tolist(), words[block, place].tolist(), strict=True)
    assert sorted(pairs) == [(1, 5), (5, 1)]


def test_a_word_is_kept_with_its_probability():
    stream = torch.tensor([1, 2, 3, 4] * 20_000, dtype=torch.int32)
    keep = torch.tensor([0, 0.1, 0.5, 1, 0])
    generator = torch.Generator().manual_seed(0)
    words = make_blocks(stream, keep, 1, NOISE, 1, generator).words
    kept = words[:, 1 : 1 + CENTERS].flatten().bincount(minlength=5)[1:] / 20_000
    deviations = 4 * 0.5 / 20_000**0.5  # 4 standard ones
    assert kept.tolist() == pytest.approx([0.1, 0.5, 1, 0], abs=deviations)
    assert kept[2:].tolist() == [1, 0]


def test_an_end_of_a_document_is_never_kept_whatever_is_drawn(monkeypatch):
    for draw in (0.0, 1 - 2**-24):  # the least and the largest that torch.rand returns
        monkeypatch.setattr(torch, "rand", lambda *shape, draw=draw, **_: torch.full(shape, draw))
        words, weights = blocks_of(full(3, 2), 1, 0)
        assert sorted(words[:, 1 : 1 + CENTERS][weights.any(dim=2)].tolist()) == [1, 2, 3, 4, 5]
        assert words[:, :-NEGATIVES].max() == 5


def test_a_worked_example_at_window_2():
    weights = pair_weights(window=2, negative=4)  # (left, right, place, M + NEGATIVES)
    assert weights.dtype == torch.float32
    assert weights.shape == (3, 3, CENTERS, CENTERS + 2 * 2 + NEGATIVES)
    assert weights[0, 2, 0, :6].tolist() == [0, 0, 0, 1, 0.5, 0]  # the first word of a document
    assert weights[2, 0, 2, :7].tolist() == [0, 0, 0.5, 1, 0, 0, 0]  # the last of one
    negatives = [4 * 3 / NEGATIVES] * NEGATIVES
    assert weights[2, 2, -1, CENTERS - 1 :].tolist() == [0.5, 1, 0, 1, 0.5, *negatives]
    assert weights[0, 2, 0, -NEGATIVES:].sum() == weights[2, 0, 2, -NEGATIVES:].sum() == 4 * 1.5
    assert not weights[0, 0].any()


@pytest.mark.parametrize("documents", [[], full(0), full(1), [[False] * 50]], ids=str)
def test_a_stream_without_pairs_gives_blocks_without_weight_at_every_offset(documents):
    for seed in range(100):
        words, weights = blocks_of(documents, 3, seed, multiple=2)
        assert len(words) >= 2
        assert not weights.any()


def test_blocks_start_at_every_offset():
    offsets = set()
    for seed in range(200):
        centers = blocks_of(full(160), 2, seed)[0][:, 2 : 2 + CENTERS].flatten()
        offsets.add(CENTERS - centers.tolist().index(1) % CENTERS)
        assert centers[centers > 0].tolist() == list(range(1, 161))
    assert offsets == set(range(1, CENTERS + 1))


def test_blocks_keep_the_order_of_the_text_at_every_multiple():
    for multiple in (1, 4, 16):
        centers = blocks_of(full(3000), 2, 0, multiple=multiple)[0][:, 2 : 2 + CENTERS].flatten()
        assert centers[centers > 0].tolist() == list(range(1, 3001))


@pytest.mark.parametrize("multiple", [1, 2, 4])
def test_the_blocks_of_a_step_come_from_as_many_places_each_in_its_order(multiple):
    places = torch.arange(24).view(12, 2)
    told = spread(Blocks(places, -places, 2 * places), multiple)
    assert torch.equal(told.left, -told.words) and torch.equal(told.right, 2 * told.words)
    in_turn = told.words.view(-1, multiple, 2).transpose(0, 1)  # (places, steps, 2)
    assert torch.equal(in_turn.reshape(12, 2), places)


def test_a_word_is_a_center_four_times_a_block_and_no_more():
    stream = torch.tensor([1] * 40 + [2, 3] * 20 + list(range(4, 44)) + [44], dtype=torch.int32)
    keep = torch.tensor([1.0] * 44 + [0])
    for seed in range(20):
        blocks = make_blocks(stream, keep, 3, NOISE, 2, torch.Generator().manual_seed(seed))
        weights = weights_of(blocks, 3).sum(dim=2).tolist()
        for block, paid in zip(blocks.words[:, 3 : 3 + CENTERS].tolist(), weights, strict=True):
            seen = Counter()
            for word, weight in zip(block, paid, strict=True):
                assert (weight > 0) == (word > 0 and seen[word] < 4)  # 0: beyond the stream
                seen[word] += 1


def test_places_beyond_the_stream_do_not_count_as_the_word_whose_id_they_hold():
    stream, keep = torch.tensor([0, 1, 0, 2], dtype=torch.int32), torch.tensor([1.0, 1, 0])
    for seed in range(50):
        blocks = make_blocks(stream, keep, 2, NOISE, 1, torch.Generator().manual_seed(seed))
        assert (blocks.left + blocks.right > 0).sum() == 3  # as many centers have contexts


def test_a_seed_repeats_the_blocks_and_another_gives_others():
    (first, _), (again, _), (other, _) = (blocks_of(full(30, 50), 3, seed) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert first.shape != other.shape or not torch.equal(first, other)


def test_negatives_are_drawn_anew_for_each_block():
    words, _ = blocks_of(full(40_000), 2, 0, noise=noise_table(vocab_of([9] * 5 * NEGATIVES)))
    negatives = words[:, -NEGATIVES:]
    assert len(negatives.unique(dim=0)) > 0.99 * len(negatives)
    # each from a part of the distribution of its own
    assert torch.equal(negatives // 5, torch.arange(NEGATIVES).expand_as(negatives))
    counts = (negatives % 5).flatten().bincount()
    # about 4 standard deviations
    assert counts.tolist() == pytest.approx([negatives.numel() / 5] * 5, rel=0.05)


def vocab_of(counts: Sequence[int]) -> Vocab:
    return Vocab([f"w{i}" for i in range(len(counts))], torch.tensor(counts))


def shares(vocab: Vocab, monkeypatch: pytest.MonkeyPatch) -> Tensor:
    """The share of all random numbers, taken at equal distances, that draw each id."""
    many = 1 << 20
    numbers = (torch.arange(many, dtype=torch.float64) + 0.5) / many  # of each of NEGATIVES parts
    numbers = numbers[:, None].expand(-1, NEGATIVES)
    with monkeypatch.context() as patch:
        patch.setattr(torch, "rand", lambda *shape, **_: numbers)
        drawn = draw_negatives(noise_table(vocab), many, torch.Generator())
    assert drawn.dtype == torch.int32 and drawn.shape == (many, NEGATIVES)
    return drawn.flatten().bincount(minlength=len(vocab)) / drawn.numel()


@pytest.mark.parametrize("size", [7, 50, 9_002, 100_000])
def test_each_word_is_drawn_as_often_as_the_noise_distribution_says(size, monkeypatch):
    vocab = vocab_of((5 * size // torch.arange(1, size + 1)).tolist())  # Zipf's law, down to 5
    numbers = NEGATIVES << 20
    off = (shares(vocab, monkeypatch) - vocab.noise_distribution()).abs().max()
    assert off * numbers < 2 + 1e-6 * numbers  # an end falls between two of the numbers; float32


def test_the_noise_table_of_a_large_vocabulary_is_capped_and_lacks_no_word_of_a_natural_text():
    vocab = vocab_of((5 * 10**6 // torch.arange(1, 1_000_001)).tolist())
    noise = noise_table(vocab)
    assert len(noise.ids) == 1 << 24 == noise.ends[-1]
    assert noise.ends.diff().min() > 2
    assert torch.equal(noise.ids.unique(), torch.arange(len(vocab), dtype=torch.int32))


@given(st.lists(st.text("abcdef", max_size=12).map(list), max_size=6))
def test_documents_are_encoded_as_the_vocabulary_does_with_an_end_after_each(documents):
    vocab = Vocab(["c", "a", "e", "b"], torch.tensor([4, 3, 2, 1]))  # d and f are unknown
    expected = [i for document in documents for i in [*vocab.encode(document).tolist(), 4]]
    stream = encode(iter(documents), vocab)
    assert stream.dtype == torch.int32
    assert stream.tolist() == expected


def used(documents: Iterable[list[str]], vocab: Vocab) -> Stream:
    """A stream of the documents that has a vocabulary's ids."""
    stream = Stream(documents)
    stream.use(vocab)
    return stream


@given(st.lists(st.text("abcdef", max_size=4).map(list), max_size=40), st.data())
def test_a_stream_in_a_file_has_the_slices_of_the_one_in_memory(documents, data):
    vocab = Vocab(["c", "a", "e", "b"], torch.tensor([4, 3, 2, 1]))
    whole, stream = encode(documents, vocab), used(documents, vocab)
    assert len(stream) == len(whole)
    low, high = sorted(data.draw(st.tuples(*2 * [st.integers(0, len(whole))])))
    assert stream[low:high].dtype == torch.int32
    assert stream[low:high].tolist() == whole[low:high].tolist()
    known = [[word for word in document if word in vocab] for document in documents]
    assert stream.has_pairs == any(len(document) > 1 for document in known)


@pytest.mark.parametrize("piece", [1, 3, 1 << 20])
def test_a_stream_counts_the_words_and_finds_pairs_across_its_pieces(piece, monkeypatch):
    monkeypatch.setattr(blocks, "PIECE", piece)
    documents = ["ab", "", "ca", "dac"]
    stream = Stream(map(list, documents))
    assert stream.counts() == {"a": 3, "b": 1, "c": 2, "d": 1}
    for words, pairs in ("ac", True), ("bd", False), ("dc", True), ("x", False):
        vocab = Vocab(list(words), torch.ones(len(words)))
        stream = used(map(list, documents), vocab)
        assert stream.has_pairs == pairs
        assert stream[0 : len(stream)].tolist() == encode(documents, vocab).tolist()


def test_threads_read_their_own_slices_of_a_stream():
    vocab = Vocab([f"w{i}" for i in range(1000)], torch.ones(1000))
    stream = used([[f"w{i}"] for i in range(1000)], vocab)
    with ThreadPoolExecutor(4) as pool:
        for i, read in enumerate(
            pool.map(lambda i: stream[2 * i : 2 * i + 2].tolist(), [*range(1000)] * 20)
        ):
            assert read == [i % 1000, 1000]
