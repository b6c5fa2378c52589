"""The classroom loop learns, uses every example once an epoch, and repeats itself."""

import math
from unittest.mock import Mock

import pytest
import torch
from torch import Tensor, nn

from w2v_helpers.corpus import toy_corpus
from w2v_helpers.models import CBOW, SkipGram
from w2v_helpers.pairs import cbow_windows, skipgram_pairs
from w2v_helpers.training import train
from w2v_helpers.vocab import Vocab

VOCAB = Vocab.build(toy_corpus())
NOISE = VOCAB.noise_distribution()
DOCUMENTS = [VOCAB.encode(sentence) for sentence in toy_corpus()]
EXAMPLES = {SkipGram: skipgram_pairs, CBOW: cbow_windows}


def toy_pairs() -> tuple[Tensor, Tensor]:
    return skipgram_pairs(DOCUMENTS, 2)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def train_toy(kind: type, epochs: int, seed: int = 0, batch_size: int = 16) -> list[float]:
    generator = seeded(seed)
    model = kind(len(VOCAB), 20, generator)
    options = dict(epochs=epochs, generator=generator, batch_size=batch_size)
    return train(model, lambda: EXAMPLES[kind](DOCUMENTS, 2), NOISE, **options)


# CBOW has a third of the examples.
@pytest.mark.parametrize("kind, epochs", [(SkipGram, 20), (CBOW, 60)])
def test_the_loss_on_the_toy_corpus_falls_far_below_guessing(kind, epochs):
    losses = train_toy(kind, epochs)
    assert len(losses) == epochs
    assert losses[0] == pytest.approx(6 * math.log(2), rel=0.1)
    assert losses[-1] < 0.7 * losses[0]


def test_a_seed_repeats_the_losses_and_another_gives_others():
    assert train_toy(SkipGram, 3, 1) == train_toy(SkipGram, 3, 1) != train_toy(SkipGram, 3, 2)


def test_the_global_seed_is_left_alone():
    model = SkipGram(len(VOCAB), 4)
    before = torch.get_rng_state()
    train(model, toy_pairs, NOISE, epochs=1, generator=seeded())
    assert torch.equal(torch.get_rng_state(), before)


class Recorder(nn.Module):
    """A model that learns nothing and remembers its batches."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(()))
        self.batches = []

    def forward(self, *batch: Tensor) -> Tensor:
        self.batches.append(batch)
        return self.weight + batch[0].double().mean()


@pytest.mark.parametrize("batch_size, sizes", [(1000, [66]), (65, [65, 1]), (22, [22, 22, 22])])
def test_every_example_is_used_once_an_epoch_in_new_order_with_new_negatives(batch_size, sizes):
    model = Recorder()
    make_examples = Mock(side_effect=toy_pairs)
    options = dict(generator=seeded(), negative=3, batch_size=batch_size, lr=0)
    losses = train(model, make_examples, NOISE, epochs=2, **options)
    assert make_examples.call_count == 2
    assert [len(center) for center, _, _ in model.batches] == 2 * sizes
    assert [negatives.shape for _, _, negatives in model.batches] == [(n, 3) for n in 2 * sizes]
    columns = [torch.cat(column).split(66) for column in zip(*model.batches, strict=True)]
    for center, context, _ in zip(*columns, strict=True):  # of each epoch
        used = torch.stack([center, context], dim=1).tolist()
        assert sorted(used) == sorted(torch.stack(toy_pairs(), dim=1).tolist())
    for first, second in (columns[0], columns[2]):
        assert not torch.equal(first, second)
    mean = toy_pairs()[0].double().mean().item()
    assert losses == pytest.approx([mean, mean])  # also when a batch is smaller


def test_negatives_come_from_the_noise_distribution():
    model = Recorder()
    noise = torch.zeros(len(VOCAB))
    noise[[4, 7]] = torch.tensor([0.25, 0.75])
    train(model, toy_pairs, noise, epochs=10, generator=seeded())
    drawn = torch.cat([negatives.flatten() for _, _, negatives in model.batches])
    shares = drawn.bincount(minlength=len(VOCAB)) / len(drawn)
    assert shares.tolist() == pytest.approx(noise.tolist(), abs=0.03)


def test_a_last_batch_of_one_example_trains_a_model():
    assert all(map(math.isfinite, train_toy(SkipGram, epochs=2, batch_size=65)))


@pytest.mark.parametrize("option", ["epochs", "negative", "batch_size"])
def test_a_count_below_1_is_refused_by_name(option):
    options = {"epochs": 1, "generator": seeded(), option: 0}
    with pytest.raises(ValueError, match=f"{option}=0"):
        train(SkipGram(len(VOCAB), 2), toy_pairs, NOISE, **options)


def test_documents_without_any_pair_are_refused():
    no_pairs = skipgram_pairs([torch.tensor([1])], 2)
    with pytest.raises(ValueError, match="no training examples"):
        train(SkipGram(3, 2), lambda: no_pairs, torch.ones(3), epochs=1, generator=seeded())


@pytest.mark.parametrize("progress", [False, True])
def test_progress_is_shown_only_on_request(progress, capsys):
    options = dict(epochs=1, generator=seeded(), progress=progress)
    train(SkipGram(len(VOCAB), 2), toy_pairs, NOISE, **options)
    assert ("epoch" in "".join(capsys.readouterr())) is progress
