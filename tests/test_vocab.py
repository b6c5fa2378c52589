"""The vocabulary orders, counts and weighs words as word2vec.c and gensim do."""

import math
import random
from collections import Counter

import numpy as np
import pytest
import torch
from gensim.models import Word2Vec
from hypothesis import example, given
from hypothesis import strategies as st

from w2v_helpers.corpus import planted_corpus, toy_corpus
from w2v_helpers.vocab import Vocab

DOCUMENT = st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=12)
DOCUMENTS = st.lists(DOCUMENT, min_size=1, max_size=6)
ROYAL = Vocab.build([["king", "queen"]])


def count_words(documents: list[list[str]]) -> Counter[str]:
    return Counter(word for document in documents for word in document)


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_words_come_by_frequency_then_alphabet_whatever_the_order_of_the_text(documents, rng):
    vocab = Vocab.build(documents)
    counter = count_words(documents)
    assert vocab.words == sorted(counter, key=lambda word: (-counter[word], word))
    assert vocab.counts.tolist() == [counter[word] for word in vocab.words]
    for document in [documents, *documents]:
        rng.shuffle(document)
    assert Vocab.build(documents).words == vocab.words


@given(DOCUMENTS, st.integers(1, 4))
def test_min_count_keeps_exactly_the_words_that_occur_that_often(documents, min_count):
    counter = count_words(documents)
    frequent = {word for word, n in counter.items() if n >= min_count}
    if frequent:
        assert set(Vocab.build(documents, min_count).words) == frequent
    else:
        n = max(counter.values())
        message = f"min_count={min_count} times: the most frequent, .*, occurs {n}"
        with pytest.raises(ValueError, match=message):
            Vocab.build(documents, min_count)


@given(DOCUMENTS, DOCUMENT)
@example([["b", "a", "b"]], ["zebra"])
def test_decoding_undoes_encoding_which_drops_unknown_words(documents, document):
    vocab = Vocab.build(documents)
    for tokens in [*documents, document]:
        known = [word for word in tokens if word in vocab.words]
        ids = vocab.encode(tokens)
        assert ids.dtype == torch.int64 and ids.shape == (len(known),)
        assert ids.tolist() == [vocab.words.index(word) for word in known]
        assert vocab.decode(ids) == vocab.decode(ids.tolist()) == known


def test_a_word_is_in_the_vocabulary_or_not_and_has_an_id():
    vocab = Vocab.build(toy_corpus())
    assert len(vocab) == 20
    assert "fox" in vocab and "cat" not in vocab
    assert vocab.words[vocab.id("fox")] == "fox"


@pytest.mark.parametrize("word, hint", [("kign", "; did you mean 'king'?"), ("xylophone", "")])
def test_an_unknown_word_raises_with_a_suggestion_if_one_is_near(word, hint):
    with pytest.raises(KeyError) as error:
        ROYAL.id(word)
    assert error.value.args == (f"{word!r} is not among the 2 words of the vocabulary{hint}",)


@pytest.mark.parametrize("wrong", [-1, 2])
def test_an_id_without_a_word_raises(wrong):
    with pytest.raises(IndexError, match=f"no word has the id {wrong}: ids run from 0 to 1"):
        ROYAL.decode([0, wrong])


@pytest.mark.parametrize(
    "documents, min_count, message",
    [
        (["the cat"], 1, "document 0 is the string 'the cat'"),
        ([["a"], []], 1, "document 1 is empty"),
        ([], 1, "the corpus is empty"),
        ([["a"]], 0, "min_count=0"),
    ],
)
def test_what_makes_no_vocabulary_is_refused(documents, min_count, message):
    with pytest.raises(ValueError, match=message):
        Vocab.build(documents, min_count)


@pytest.mark.parametrize("words, counts", [("ab", [1]), ("aa", [2, 1])])
def test_words_and_counts_must_match_and_words_differ(words, counts):
    with pytest.raises(ValueError, match=f"2 words .* {len(counts)} counts"):
        Vocab(list(words), torch.tensor(counts))


def test_keep_probabilities_follow_the_rule_of_word2vec_c_word_by_word():
    counts, sample = [1000, 100, 7, 1], 1e-2
    keep = Vocab(list("abcd"), torch.tensor(counts)).keep_probabilities(sample)
    threshold = sample * sum(counts)
    # As word2vec.c computes `ran` where it has read a word.
    ran = [(math.sqrt(count / threshold) + 1) * threshold / count for count in counts]
    assert keep.tolist() == pytest.approx([min(share, 1.0) for share in ran], rel=1e-5)
    assert keep[0] < keep[1] < keep[2] == keep[3] == 1


def test_sample_0_keeps_every_token_and_a_negative_one_is_refused():
    vocab = Vocab.build(toy_corpus())
    assert vocab.keep_probabilities(0).tolist() == [1.0] * 20
    with pytest.raises(ValueError, match=r"sample=-0\.001"):
        vocab.keep_probabilities(-0.001)


def test_counts_keep_probabilities_and_noise_are_gensims():
    rng = random.Random(0)
    ranks = range(1, 201)  # of words as unequal as those of a language
    words = [f"w{rank}" for rank in ranks]
    zipf = [rng.choices(words, [1 / rank for rank in ranks], k=50) for _ in range(100)]
    zipf += planted_corpus(100)
    gensims = Word2Vec(min_count=2, sample=1e-3, vector_size=2)
    gensims.build_vocab(zipf)
    vocab = Vocab.build(zipf, min_count=2)
    assert set(vocab.words) == set(gensims.wv.index_to_key)

    order = vocab.encode(gensims.wv.index_to_key)
    assert np.array_equal(vocab.counts[order], gensims.wv.expandos["count"])
    keep = vocab.keep_probabilities(1e-3)[order]
    assert keep.min() < 0.2 and keep.max() == 1
    np.testing.assert_allclose(keep, gensims.wv.expandos["sample_int"] / 2**32, rtol=0, atol=1e-6)
    noise = vocab.noise_distribution()[order].double().cumsum(0)
    np.testing.assert_allclose(noise, gensims.cum_table / gensims.cum_table[-1], atol=1e-4)


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
