"""The loss of a training is that of the model, on pairs as the objective has them."""

import math
from unittest import mock

import pytest
import torch
from test_fast import words_that_occur_once

from w2v_helpers import tables
from w2v_helpers.blocks import Stream, noise_table
from w2v_helpers.models import SkipGram
from w2v_helpers.options import Options
from w2v_helpers.tables import Sample, draw_sample, mean_loss
from w2v_helpers.vocab import Vocab


def drawn(documents: list[list[str]], **options: float) -> Sample:
    """A sample of the documents' pairs; of words that occur once the id is the position."""
    options = Options(**{"sample": 0, "min_count": 1, **options})
    vocab = Vocab.build(documents)
    stream = Stream(documents)
    stream.use(vocab)
    with stream.file:
        keep = torch.cat([vocab.keep_probabilities(options.sample), torch.zeros(1)])
        return draw_sample(stream, keep, noise_table(vocab), options)


@pytest.mark.parametrize("places", [1, 64])
def test_pairs_are_at_the_distances_that_shrinking_windows_give(places):
    with mock.patch.multiple(tables, PLACES=places, LENGTH=40_000 // places, PAIRS=1 << 20):
        sample = drawn(words_that_occur_once([40_000]), window=4)
    counts = (sample.center - sample.context).abs().bincount()
    shares = counts[1:] / counts.sum()
    assert shares.tolist() == pytest.approx([0.4, 0.3, 0.2, 0.1], abs=0.015)
    assert (sample.center < sample.context).float().mean() == pytest.approx(0.5, abs=0.02)


def test_pairs_are_from_all_over_the_text_and_never_from_two_documents():
    sample = drawn(words_that_occur_once([5] * 10_000), window=5)
    assert torch.equal(sample.center // 5, sample.context // 5)
    assert sample.center.bincount(minlength=50_000).view(10, -1).sum(dim=1).min() > 50
    assert 500 < len(sample.center) == len(sample.negatives) <= tables.PAIRS


def test_frequent_words_are_thinned_among_pairs_and_negatives_have_their_distribution():
    documents = [["the", f"w{i % 30}"] * 10 for i in range(3000)]
    full, thin = drawn(documents), drawn(documents, sample=1e-2)
    assert (full.center == 0).float().mean() == pytest.approx(0.5, abs=0.05)
    assert (thin.center == 0).float().mean() < 0.3
    noise = Vocab.build(documents).noise_distribution()
    found = full.negatives.flatten().bincount(minlength=31) / full.negatives.numel()
    assert torch.allclose(found, noise, atol=0.01) and noise[0] > 0.2


def test_a_seed_has_its_pairs_and_the_number_of_pairs_is_bounded():
    documents = words_that_occur_once([4000] * 10)
    one, again, other = (drawn(documents, seed=seed) for seed in (1, 1, 2))
    assert all(map(torch.equal, one, again)) and not torch.equal(one.center, other.center)
    for negative, most in ((5, 625), (1000, 24), (10_000, 2)):  # 40,010 / 64
        assert drawn(documents, negative=negative).negatives.shape == (most, negative)


@pytest.mark.parametrize("at_once", [1, 200, 10_000])
def test_the_loss_is_that_of_the_model_however_much_is_done_at_once(monkeypatch, at_once):
    monkeypatch.setattr(tables, "AT_ONCE", at_once)
    sample = drawn([["a", "b", "c", "d", "a", "b"]] * 20)
    model = SkipGram(4, 3)
    table = torch.randn(8, 3, generator=torch.Generator().manual_seed(0))
    model.input.weight.data, model.output.weight.data = table.split(4)
    expected = model(sample.center, sample.context, sample.negatives).item()
    sizes = []
    product = torch.bmm
    monkeypatch.setattr(torch, "bmm", lambda u, v: sizes.append(u.numel()) or product(u, v))
    assert mean_loss(table, sample) == pytest.approx(expected, rel=1e-5)
    assert max(sizes) <= max(at_once, 6 * 3)  # of one pair, in any case


def test_a_sample_without_pairs_has_no_loss():
    lonely = drawn([["a"], ["b"]] * 5)
    assert len(lonely.center) == 0
    assert math.isnan(mean_loss(torch.ones(4, 3), lonely))
