"""The loss is the sum that the paper writes, and its gradient is right."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from w2v_helpers.models import CBOW, SkipGram

SIZE = st.integers(1, 4)


def random_model(kind: type[SkipGram], words: int, dim: int, seed: int = 0) -> SkipGram:
    model = kind(words, dim).double()
    generator = torch.Generator().manual_seed(seed)
    for table in model.parameters():
        torch.nn.init.normal_(table, generator=generator)
    return model


def loss_by_loop(u: Tensor, v: list, positive: Tensor, negatives: Tensor) -> float:
    """Mikolov et al. 2013b, eq. 4, a term at a time."""

    def log_sigmoid(sign: int, word: int, vector: list[float]) -> float:
        score = sum(x * y for x, y in zip(u[word].tolist(), vector, strict=True))
        return math.log(1 / (1 + math.exp(-sign * score)))

    total = 0.0
    for vector, own, noise in zip(v, positive.tolist(), negatives.tolist(), strict=True):
        total -= log_sigmoid(1, own, vector)
        total -= sum(log_sigmoid(-1, word, vector) for word in noise if word != own)
    return total / len(v)


@given(batch=SIZE, negative=SIZE, words=st.integers(1, 5), dim=SIZE, seed=st.integers(0, 9))
def test_the_skipgram_loss_is_that_of_the_loop(batch, negative, words, dim, seed):
    model = random_model(SkipGram, words, dim, seed)
    generator = torch.Generator().manual_seed(seed)
    center, context = torch.randint(words, (2, batch), generator=generator)
    negatives = torch.randint(words, (batch, negative), generator=generator)
    v = model.input.weight[center].tolist()
    expected = loss_by_loop(model.output.weight, v, context, negatives)
    assert model(center, context, negatives).item() == pytest.approx(expected, rel=1e-12)


@given(SIZE, SIZE, st.integers(1, 5), SIZE, st.integers(1, 3), st.integers(0, 9))
def test_the_cbow_loss_is_the_loops_over_real_contexts(batch, negative, words, dim, window, seed):
    model = random_model(CBOW, words, dim, seed)
    generator = torch.Generator().manual_seed(seed)
    center = torch.randint(words, (batch,), generator=generator)
    contexts = torch.randint(words, (batch, 2 * window), generator=generator)
    mask = torch.rand(batch, 2 * window, generator=generator) < 0.5
    mask[:, 0] |= ~mask.any(dim=1)
    negatives = torch.randint(words, (batch, negative), generator=generator)
    own = [model.input.weight[row[real]] for row, real in zip(contexts, mask, strict=True)]
    means = [(vectors.sum(dim=0) / len(vectors)).tolist() for vectors in own]
    expected = loss_by_loop(model.output.weight, means, center, negatives)
    assert model(center, contexts, mask, negatives).item() == pytest.approx(expected, rel=1e-12)


def test_what_stands_at_masked_places_changes_nothing():
    model = random_model(CBOW, 5, 3)
    contexts = torch.tensor([[1, i] for i in range(5)])
    mask = torch.tensor([[True, False]])
    negatives = torch.tensor([[4, 3]])
    losses = {model(torch.tensor([0]), row[None], mask, negatives).item() for row in contexts}
    assert len(losses) == 1


def test_a_negative_that_equals_the_positive_is_left_out():
    model = random_model(SkipGram, 5, 3)
    pair = torch.tensor([0]), torch.tensor([1])
    without = model(*pair, torch.tensor([[2, 3]])).item()
    assert model(*pair, torch.tensor([[2, 1, 3]])).item() == pytest.approx(without)


@pytest.mark.parametrize("negative", [1, 5, 15])
def test_the_loss_of_a_new_model_is_that_of_guessing(negative):
    negatives = torch.full((2, negative), 7)
    loss = SkipGram(9, 4)(torch.tensor([0, 1]), torch.tensor([1, 2]), negatives)
    assert loss.item() == pytest.approx((negative + 1) * math.log(2))


@pytest.mark.parametrize("sign", [1, -1])
def test_very_large_scores_give_a_finite_loss_and_gradient(sign):
    model = SkipGram(3, 4)
    torch.nn.init.constant_(model.input.weight, 100.0)
    torch.nn.init.constant_(model.output.weight, sign * 100.0)
    loss = model(torch.tensor([0]), torch.tensor([1]), torch.tensor([[2]]))
    loss.backward()
    assert loss.item() == pytest.approx(40_000)
    assert all(table.grad.isfinite().all() for table in model.parameters())


WINDOWS = torch.tensor([[1, 2], [0, 0], [3, 4]]), torch.tensor([[1, 1], [1, 0], [1, 1]]).bool()


@pytest.mark.parametrize("kind, contexts", [(SkipGram, [torch.tensor([2, 2, 0])]), (CBOW, WINDOWS)])
def test_the_gradient_is_that_of_finite_differences(kind, contexts):
    model = random_model(kind, 6, 3)
    center = torch.tensor([0, 1, 0])
    negatives = torch.tensor([[3, 3], [2, 5], [1, 0]])  # a word twice, one that equals its positive

    def loss(w_in: Tensor, w_out: Tensor) -> Tensor:
        tables = {"input.weight": w_in, "output.weight": w_out}
        return torch.func.functional_call(model, tables, (center, *contexts, negatives))

    assert torch.autograd.gradcheck(loss, tuple(model.parameters()))


def test_a_model_starts_as_word2vec_c_does_and_a_seed_repeats_it():
    first, second, other = [SkipGram(500, 20, torch.Generator().manual_seed(i)) for i in (3, 3, 4)]
    assert torch.equal(first.input.weight, second.input.weight)
    assert not torch.equal(first.input.weight, other.input.weight)
    assert 0.99 / 40 < first.input.weight.max() <= 1 / 40
    assert -1 / 40 <= first.input.weight.min() < -0.99 / 40
    assert not first.output.weight.any()


@pytest.mark.parametrize("sizes", [(0, 4), (4, 0)])
def test_a_model_without_words_or_dimensions_is_refused(sizes):
    with pytest.raises(ValueError, match=f"vocab_size={sizes[0]}, dim={sizes[1]}"):
        SkipGram(*sizes)


@pytest.mark.parametrize("shape", [(0, 5), (2, 0)])
def test_an_empty_batch_or_no_negatives_are_refused(shape):
    ids = torch.zeros(shape[0], dtype=torch.int64)
    with pytest.raises(ValueError, match=rf"negatives of shape \({shape[0]}, {shape[1]}\)"):
        SkipGram(3, 2)(ids, ids, torch.zeros(shape, dtype=torch.int64))
