"""Training pairs are those that a slow double loop over each document finds."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from w2v_helpers.corpus import toy_corpus
from w2v_helpers.pairs import cbow_windows, skipgram_pairs, subsample
from w2v_helpers.vocab import Vocab

IDS = st.lists(st.lists(st.integers(0, 5), max_size=12), min_size=1, max_size=5)


def tensors(documents: list[list[int]]) -> list[Tensor]:
    return [torch.tensor(document, dtype=torch.int64) for document in documents]


def windows_by_loop(documents: list[list[int]], window: int) -> list[tuple[int, list[int]]]:
    """Each center with its contexts from left to right."""
    found = []
    for document in documents:
        for i, center in enumerate(document):
            before = document[max(0, i - window) : i]
            found.append((center, before + document[i + 1 : i + 1 + window]))
    return found


def windows_as_lists(*windows: Tensor) -> list[tuple[int, list[int]]]:
    """Each center with its real contexts."""
    rows = zip(*windows, strict=True)
    return [(center.item(), contexts[mask].tolist()) for center, contexts, mask in rows]


@given(IDS, st.integers(1, 6))
def test_skipgram_pairs_are_those_of_the_loop_in_its_order(documents, window):
    center, context = skipgram_pairs(tensors(documents), window)
    expected = [(c, o) for c, contexts in windows_by_loop(documents, window) for o in contexts]
    assert list(zip(center.tolist(), context.tolist(), strict=True)) == expected
    assert center.dtype == context.dtype == torch.int64


@given(IDS, st.integers(1, 6))
def test_cbow_windows_are_those_of_the_loop_without_lonely_centers(documents, window):
    center, contexts, mask = cbow_windows(tensors(documents), window)
    assert contexts.shape == mask.shape == (len(center), 2 * window)
    assert mask.dtype == torch.bool
    expected = [(c, own) for c, own in windows_by_loop(documents, window) if own]
    assert windows_as_lists(center, contexts, mask) == expected


def test_the_toy_corpus_has_66_pairs_at_window_2_and_begins_with_the_quick():
    vocab = Vocab.build(toy_corpus())
    center, context = skipgram_pairs([vocab.encode(words) for words in toy_corpus()], window=2)
    assert len(center) == 66
    assert vocab.decode(center[:5]) == ["the", "the", "quick", "quick", "quick"]
    assert vocab.decode(context[:5]) == ["quick", "brown", "the", "brown", "fox"]


def test_no_pair_crosses_from_one_document_to_the_next():
    center, context = skipgram_pairs(tensors([[0, 0, 0], [], [1], [2, 2]]), window=5)
    assert torch.equal(center, context)
    assert center.bincount(minlength=3).tolist() == [6, 0, 2]


def test_a_document_of_one_word_gives_no_example():
    assert skipgram_pairs(tensors([[3]]), 2)[0].shape == (0,)
    assert cbow_windows(tensors([[3]]), 2)[1].shape == (0, 4)


@pytest.mark.parametrize("window", [1, 3, 5])
def test_shrinking_windows_reach_distance_delta_in_their_share_of_cases(window):
    n = 20_000
    center, context = skipgram_pairs([torch.arange(n)], window, torch.Generator().manual_seed(0))
    distance = (center - context).abs()
    assert distance.max() == window
    for delta in range(1, window + 1):
        share = (distance == delta).sum().item() / (2 * n)
        assert share == pytest.approx((window + 1 - delta) / window, abs=0.02)


@given(st.integers(1, 6), st.integers(0, 99))
def test_a_shrunken_window_holds_all_contexts_up_to_its_reach_on_both_sides(window, seed):
    reaches = set()
    windows = cbow_windows([torch.arange(30)], window, torch.Generator().manual_seed(seed))
    for c, own in windows_as_lists(*windows):
        reach = max(abs(c - o) for o in own)
        assert own == [o for o in range(c - reach, c + reach + 1) if o != c and 0 <= o < 30]
        reaches.add(reach)
    assert max(reaches) <= window
    assert window < 3 or len(reaches) > 1


def test_skipgram_and_cbow_shrink_alike_from_the_same_seed():
    documents = [torch.arange(40)]
    pairs = skipgram_pairs(documents, 4, torch.Generator().manual_seed(7))
    center, contexts, mask = cbow_windows(documents, 4, torch.Generator().manual_seed(7))
    assert torch.equal(pairs[1], contexts[mask])
    assert torch.equal(pairs[0], center.repeat_interleave(mask.sum(dim=1)))


@pytest.mark.parametrize("make", [skipgram_pairs, cbow_windows])
def test_a_window_below_1_and_no_documents_are_refused(make):
    with pytest.raises(ValueError, match="window=0"):
        make([torch.arange(3)], 0)
    with pytest.raises(ValueError, match="no documents"):
        make([], 2)


def test_subsampling_keeps_each_word_in_its_share():
    keep = torch.tensor([0.1, 0.5, 1.0, 0.0])
    kept = subsample(torch.arange(4).repeat(20_000), keep, torch.Generator().manual_seed(0))
    assert (kept.bincount(minlength=4) / 20_000).tolist() == pytest.approx(keep.tolist(), abs=0.015)


def test_subsampling_keeps_the_order_and_another_draw_leaves_other_words_out():
    generator = torch.Generator().manual_seed(0)
    first = subsample(torch.arange(100), torch.full((100,), 0.5), generator)
    second = subsample(torch.arange(100), torch.full((100,), 0.5), generator)
    assert torch.equal(first, first.sort().values)
    assert not torch.equal(first, second)
