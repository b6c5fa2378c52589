"""Blocks hold every pair of the stream exactly once, weighed as shrinking windows would on average."""

from collections import Counter

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from w2v_helpers.blocks import CENTERS, NEGATIVES, make_blocks, pair_weights

LENGTHS = st.lists(st.integers(1, 40), min_size=1, max_size=5)
WINDOW, SEED = st.integers(1, 6), st.integers(0, 999)


def stream(lengths: list[int]) -> tuple[Tensor, Tensor]:
    """A stream in which no word occurs twice (each id is its position), and the number of each word's document."""
    ids = torch.arange(sum(lengths), dtype=torch.int32)
    return ids, torch.arange(len(lengths), dtype=torch.int32).repeat_interleave(torch.tensor(lengths))


def blocks_of(lengths: list[int], window: int, seed: int) -> tuple[Tensor, Tensor]:
    noise = torch.full((4,), 0.25, dtype=torch.float64).cumsum(0)
    return make_blocks(*stream(lengths), window, noise, torch.Generator().manual_seed(seed))


def pairs_by_loop(lengths: list[int], window: int) -> dict[tuple[int, int], float]:
    """Every two positions of one document, at most a window apart → the weight of their pair."""
    pairs, start = {}, 0
    for length in lengths:
        for i in range(start, start + length):
            for j in range(start, start + length):
                if 0 < abs(i - j) <= window:
                    pairs[i, j] = (window + 1 - abs(i - j)) / window
        start += length
    return pairs


@given(LENGTHS, WINDOW, SEED)
def test_every_pair_of_the_stream_stands_in_one_block_once_with_its_weight(lengths, window, seed):
    words, documents = blocks_of(lengths, window, seed)
    weights = pair_weights(documents, negative=5)
    contexts = CENTERS + 2 * window
    assert words.shape == (len(documents), contexts + NEGATIVES)
    assert weights.shape == (len(documents), CENTERS, contexts + NEGATIVES)
    found = Counter()
    for block, center, place in weights[:, :, :contexts].nonzero().tolist():
        pair = words[block, center + window].item(), words[block, place].item()
        assert pair not in found
        found[pair] = weights[block, center, place].item()
    assert found == pytest.approx(pairs_by_loop(lengths, window))


@given(LENGTHS, WINDOW, st.integers(1, 7), SEED)
def test_a_centers_negatives_together_weigh_k_times_the_contexts_it_really_has(lengths, window, negative, seed):
    words, documents = blocks_of(lengths, window, seed)
    weights = pair_weights(documents, negative)
    owed = Counter()
    for (center, _), weight in pairs_by_loop(lengths, window).items():
        owed[center] += negative * weight
    paid = Counter()
    for block in range(len(words)):
        for center in range(CENTERS):
            noise = weights[block, center, -NEGATIVES:]
            assert noise.min() == noise.max()
            if noise.max() > 0:
                paid[words[block, center + window].item()] += noise.sum().item()
    assert paid == pytest.approx(owed, rel=1e-5)


@given(LENGTHS, WINDOW, SEED)
def test_every_word_is_a_center_once_and_what_stands_beyond_the_ends_is_in_no_document(lengths, window, seed):
    words, documents = blocks_of(lengths, window, seed)
    ids, document = stream(lengths)
    real = documents >= 0
    center_words = words[:, window : window + CENTERS][real[:, window : window + CENTERS]]
    assert sorted(center_words.tolist()) == ids.tolist()
    contexts = words[:, :-NEGATIVES]
    assert torch.equal(document[contexts[real].long()], documents[real])
    assert not contexts[~real].any()
    for row in documents:
        outside = row[row < 0]
        assert len(outside.unique()) == len(outside)


def test_a_worked_example_at_window_2():
    weights = pair_weights(torch.tensor([[-1, -2, *[0] * 3, *[1] * (CENTERS - 3), 1, -3]]), negative=4)[0]
    assert weights[0, :6].tolist() == [0, 0, 0, 1, 0.5, 0]  # the first word of document 0
    assert weights[2, :7].tolist() == [0, 0, 0.5, 1, 0, 0, 0]  # its last: nothing from document 1
    assert weights[0, -NEGATIVES:].sum() == weights[2, -NEGATIVES:].sum() == 4 * 1.5
    assert weights[8, -NEGATIVES:].sum() == 4 * 3  # with contexts on both sides


@pytest.mark.parametrize("length", [0, 1])
def test_a_stream_without_pairs_gives_blocks_without_weight_at_every_offset(length):
    for seed in range(100):
        _, documents = blocks_of([length], 3, seed)
        assert not pair_weights(documents, 5).any()


def test_blocks_start_at_every_offset_and_are_shuffled():
    offsets, orders = set(), set()
    for seed in range(200):
        words, documents = blocks_of([160], 2, seed)
        centers, real = words[:, 2 : 2 + CENTERS], documents[:, 2 : 2 + CENTERS] >= 0
        firsts = [row[here].min().item() for row, here in zip(centers, real, strict=True) if here.any()]
        offsets.add(min(first for first in firsts if first))
        orders.add(tuple(sorted(range(len(firsts)), key=firsts.__getitem__)))
    assert offsets == set(range(1, CENTERS + 1))
    assert len(orders) > 150


def test_a_seed_repeats_the_blocks_and_another_gives_others():
    first, again, other = (blocks_of([30, 50], 3, seed)[0] for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert first.shape != other.shape or not torch.equal(first, other)


def test_negatives_follow_the_noise_distribution_and_differ_from_block_to_block():
    share = torch.tensor([0.5, 0.0, 0.3, 0.2], dtype=torch.float64)
    ids, document = stream([40_000])
    words, _ = make_blocks(ids, document, 2, share.cumsum(0), torch.Generator().manual_seed(0))
    negatives = words[:, -NEGATIVES:]
    counts = negatives.flatten().long().bincount(minlength=4)
    assert (counts / counts.sum()).tolist() == pytest.approx(share.tolist(), abs=0.01)
    assert counts[1] == 0
    assert len(negatives.unique(dim=0)) > 0.9 * len(negatives)


def test_a_noise_distribution_that_rounding_leaves_below_1_draws_no_word_beyond_the_last():
    noise = torch.tensor([0.1, 0.2], dtype=torch.float64)  # far below, to make the draw certain
    words, _ = make_blocks(*stream([160]), 2, noise, torch.Generator().manual_seed(0))
    assert words[:, -NEGATIVES:].max() == 1
