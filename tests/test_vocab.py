"""The vocabulary orders, counts and weighs words as word2vec.c and gensim do."""

import math
import random
from collections import Counter

import numpy as np
import pytest
import torch
from gensim.models import Word2Vec
from hypothesis import given
from hypothesis import strategies as st

from w2v_helpers.corpus import planted_corpus, toy_corpus
from w2v_helpers.vocab import Vocab

DOCUMENTS = st.lists(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=12), min_size=1, max_size=6)


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_words_come_by_frequency_then_alphabet_whatever_the_order_of_the_text(documents, rng):
    vocab = Vocab.build(documents)
    counter = Counter(word for document in documents for word in document)
    assert vocab.words == sorted(counter, key=lambda word: (-counter[word], word))
    assert vocab.counts.tolist() == [counter[word] for word in vocab.words]
    shuffled = [rng.sample(document, len(document)) for document in rng.sample(documents, len(documents))]
    assert Vocab.build(shuffled).words == vocab.words


@given(DOCUMENTS, st.integers(1, 4))
def test_min_count_keeps_exactly_the_words_that_occur_that_often(documents, min_count):
    counter = Counter(word for document in documents for word in document)
    frequent = {word for word, n in counter.items() if n >= min_count}
    if frequent:
        assert set(Vocab.build(documents, min_count).words) == frequent
    else:
        n = max(counter.values())
        with pytest.raises(ValueError, match=rf"min_count={min_count} times: the most frequent, .*, occurs {n}"):
            Vocab.build(documents, min_count)


@given(DOCUMENTS)
def test_decoding_undoes_encoding(documents):
    vocab = Vocab.build(documents)
    for document in documents:
        ids = vocab.encode(document)
        assert ids.dtype == torch.int64
        assert vocab.decode(ids) == vocab.decode(ids.tolist()) == document


def test_unknown_words_are_dropped_in_encoding():
    vocab = Vocab.build([["b", "a", "b"]])
    assert vocab.encode(["a", "zebra", "b", "b"]).tolist() == [1, 0, 0]
    assert vocab.encode(["zebra"]).shape == (0,)
    assert vocab.encode(["zebra"]).dtype == torch.int64


def test_a_word_is_in_the_vocabulary_or_not_and_has_an_id():
    vocab = Vocab.build(toy_corpus())
    assert len(vocab) == 20
    assert "fox" in vocab and "cat" not in vocab
    assert vocab.words[vocab.id("fox")] == "fox"


def test_a_misspelt_word_raises_with_a_suggestion():
    vocab = Vocab.build([["king", "queen"]])
    with pytest.raises(KeyError, match=r"'kign' is not among the 2 words of the vocabulary; did you mean 'king'\?"):
        vocab.id("kign")
    with pytest.raises(KeyError) as error:
        vocab.id("xylophone")
    assert "did you mean" not in str(error.value)


@pytest.mark.parametrize("wrong", [-1, 2])
def test_an_id_without_a_word_raises(wrong):
    with pytest.raises(IndexError, match=f"no word has the id {wrong}: ids run from 0 to 1"):
        Vocab.build([["king", "queen"]]).decode([0, wrong])


@pytest.mark.parametrize(
    "documents, message",
    [
        (["the cat"], "document 0 is the string 'the cat'"),
        ([["a"], []], "document 1 is empty"),
        ([], "the corpus is empty"),
    ],
)
def test_documents_that_are_no_lists_of_tokens_are_refused(documents, message):
    with pytest.raises(ValueError, match=message):
        Vocab.build(documents)


def test_min_count_below_1_is_refused():
    with pytest.raises(ValueError, match="min_count=0"):
        Vocab.build([["a"]], min_count=0)


@pytest.mark.parametrize("words, counts", [(["a", "b"], [1]), (["a", "a"], [2, 1])])
def test_words_and_counts_must_match_and_words_differ(words, counts):
    with pytest.raises(ValueError, match=f"2 words .* {len(counts)} counts"):
        Vocab(words, torch.tensor(counts))


def test_keep_probabilities_follow_the_rule_of_word2vec_c_word_by_word():
    counts, sample = [1000, 100, 7, 1], 1e-2
    keep = Vocab(list("abcd"), torch.tensor(counts)).keep_probabilities(sample)
    for probability, count in zip(keep.tolist(), counts, strict=True):
        threshold = sample * sum(counts)
        ran = (math.sqrt(count / threshold) + 1) * threshold / count  # word2vec.c, ReadWord's caller
        assert probability == pytest.approx(min(ran, 1.0), rel=1e-5)
    assert keep[0] < keep[1] < keep[2] == keep[3] == 1


def test_sample_0_keeps_every_token_and_a_negative_one_is_refused():
    vocab = Vocab.build(toy_corpus())
    assert vocab.keep_probabilities(0).tolist() == [1.0] * 20
    with pytest.raises(ValueError, match=r"sample=-0\.001"):
        vocab.keep_probabilities(-0.001)


@pytest.fixture(scope="module")
def zipf() -> list[list[str]]:
    """A corpus whose words are as unequal as those of a language."""
    rng = random.Random(0)
    words = [f"w{rank}" for rank in range(1, 201)]
    return [rng.choices(words, [1 / rank for rank in range(1, 201)], k=50) for _ in range(100)] + planted_corpus(100)


@pytest.fixture(scope="module")
def gensims(zipf) -> Word2Vec:
    model = Word2Vec(min_count=2, sample=1e-3, vector_size=2)
    model.build_vocab(zipf)
    return model


def test_keep_probabilities_and_counts_are_gensims(zipf, gensims):
    vocab = Vocab.build(zipf, min_count=2)
    assert set(vocab.words) == set(gensims.wv.index_to_key)
    keep = dict(zip(vocab.words, vocab.keep_probabilities(1e-3).tolist(), strict=True))
    assert min(keep.values()) < 0.2 and max(keep.values()) == 1
    for word, count in zip(vocab.words, vocab.counts.tolist(), strict=True):
        assert count == gensims.wv.get_vecattr(word, "count")
        assert keep[word] == pytest.approx(gensims.wv.get_vecattr(word, "sample_int") / 2**32, abs=1e-6)


def test_the_noise_distribution_is_gensims(zipf, gensims):
    vocab = Vocab.build(zipf, min_count=2)
    ids = vocab.encode(gensims.wv.index_to_key)
    ours = vocab.noise_distribution()[ids].double().cumsum(0)
    np.testing.assert_allclose(ours, gensims.cum_table / gensims.cum_table[-1], atol=1e-4)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=20), st.floats(0, 1))
def test_noise_is_proportional_to_a_power_of_the_counts(counts, power):
    vocab = Vocab([f"w{i}" for i in range(len(counts))], torch.tensor(counts))
    total = sum(count**power for count in counts)
    expected = [count**power / total for count in counts]
    assert vocab.noise_distribution(power).tolist() == pytest.approx(expected, rel=1e-5)


def test_noise_raises_frequent_words_to_three_quarters_by_default():
    noise = Vocab(["often", "rare"], torch.tensor([16, 1])).noise_distribution()
    assert noise.dtype == torch.float32
    assert noise.tolist() == pytest.approx([8 / 9, 1 / 9])
