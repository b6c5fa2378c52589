"""The classroom loop learns, uses every example once an epoch, and repeats itself."""

import math

import pytest
import torch
from torch import Tensor, nn

from w2v_helpers.corpus import toy_corpus
from w2v_helpers.models import CBOW, SkipGram
from w2v_helpers.pairs import cbow_windows, skipgram_pairs
from w2v_helpers.training import train
from w2v_helpers.vocab import Vocab

VOCAB = Vocab.build(toy_corpus())
DOCUMENTS = [VOCAB.encode(sentence) for sentence in toy_corpus()]
EXAMPLES = {SkipGram: skipgram_pairs, CBOW: cbow_windows}


def train_toy(kind: type[SkipGram], seed: int = 0, epochs: int = 30, batch_size: int = 16) -> list[float]:
    generator = torch.Generator().manual_seed(seed)
    return train(
        kind(len(VOCAB), 20, generator),
        lambda: EXAMPLES[kind](DOCUMENTS, 2),
        VOCAB.noise_distribution(),
        epochs=epochs,
        generator=generator,
        batch_size=batch_size,
    )


@pytest.mark.parametrize("kind, epochs", [(SkipGram, 20), (CBOW, 60)])  # CBOW has a third of the examples
def test_the_loss_on_the_toy_corpus_falls_far_below_guessing(kind, epochs):
    losses = train_toy(kind, epochs=epochs)
    assert len(losses) == epochs
    assert losses[0] == pytest.approx(6 * math.log(2), rel=0.1)
    assert losses[-1] < 0.7 * losses[0]


def test_a_seed_repeats_the_losses_and_another_gives_others():
    assert train_toy(SkipGram, 1, 3) == train_toy(SkipGram, 1, 3) != train_toy(SkipGram, 2, 3)


def test_the_global_seed_is_left_alone():
    generator, model = torch.Generator().manual_seed(0), SkipGram(len(VOCAB), 4)
    before = torch.get_rng_state()
    train(model, lambda: skipgram_pairs(DOCUMENTS, 2), VOCAB.noise_distribution(), epochs=1, generator=generator)
    assert torch.equal(torch.get_rng_state(), before)


class Recorder(nn.Module):
    """A model that learns nothing and remembers its batches."""

    def __init__(self) -> None:
        super().__init__()
        self.weight, self.batches = nn.Parameter(torch.zeros(())), []

    def forward(self, *batch: Tensor) -> Tensor:
        self.batches.append(batch)
        return self.weight + batch[0].double().mean()


@pytest.mark.parametrize("batch_size, sizes", [(1000, [66]), (65, [65, 1]), (22, [22, 22, 22])])
def test_every_example_is_used_once_an_epoch_in_another_order_with_fresh_negatives(batch_size, sizes):
    model, made = Recorder(), []

    def make_examples() -> tuple[Tensor, Tensor]:
        made.append(skipgram_pairs(DOCUMENTS, 2))
        return made[-1]

    options = dict(epochs=2, generator=torch.Generator().manual_seed(0), negative=3, batch_size=batch_size, lr=0)
    losses = train(model, make_examples, VOCAB.noise_distribution(), **options)
    assert len(made) == 2
    assert [len(center) for center, _, _ in model.batches] == 2 * sizes
    assert [tuple(negatives.shape) for _, _, negatives in model.batches] == [(n, 3) for n in 2 * sizes]
    half = len(sizes)
    parts = model.batches[:half], model.batches[half:]
    epochs = [[torch.cat(column) for column in zip(*part, strict=True)] for part in parts]
    for center, context, _ in epochs:
        assert sorted(zip(center.tolist(), context.tolist(), strict=True)) == sorted(
            zip(*(column.tolist() for column in made[0]), strict=True)
        )
    assert not torch.equal(epochs[0][0], epochs[1][0])
    assert not torch.equal(epochs[0][2], epochs[1][2])
    assert losses == pytest.approx([made[0][0].double().mean().item()] * 2)  # also when a batch is smaller


def test_negatives_come_from_the_noise_distribution():
    model, noise = Recorder(), torch.zeros(len(VOCAB))
    noise[[4, 7]] = torch.tensor([0.25, 0.75])
    options = dict(epochs=10, generator=torch.Generator().manual_seed(0))
    train(model, lambda: skipgram_pairs(DOCUMENTS, 2), noise, **options)
    counts = torch.cat([negatives.flatten() for _, _, negatives in model.batches]).bincount(minlength=len(VOCAB))
    assert (counts / counts.sum()).tolist() == pytest.approx(noise.tolist(), abs=0.03)


def test_a_last_batch_of_one_example_trains_a_model():
    assert all(map(math.isfinite, train_toy(SkipGram, epochs=2, batch_size=65)))


@pytest.mark.parametrize("option", ["epochs", "negative", "batch_size"])
def test_a_count_below_1_is_refused_by_name(option):
    options = {"epochs": 1, "generator": torch.Generator(), option: 0}
    with pytest.raises(ValueError, match=f"{option}=0"):
        train(SkipGram(3, 2), lambda: (torch.arange(2), torch.arange(2)), torch.ones(3), **options)


def test_documents_without_any_pair_are_refused():
    with pytest.raises(ValueError, match="no training examples"):
        train(
            SkipGram(3, 2),
            lambda: skipgram_pairs([torch.tensor([1])], 2),
            torch.ones(3),
            epochs=1,
            generator=torch.Generator(),
        )


def test_progress_is_shown_only_on_request(capsys):
    for progress in (False, True):
        options = dict(epochs=1, generator=torch.Generator(), progress=progress)
        train(SkipGram(3, 2), lambda: (torch.arange(2), torch.arange(2)), torch.ones(3), **options)
        shown = "".join(capsys.readouterr())
        assert ("epoch" in shown) is progress
