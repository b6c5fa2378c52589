"""Tables become gensim's vectors unchanged, and their scores are those of sets whose answers are known."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from gensim.models import KeyedVectors
from gensim.test.utils import datapath

from w2v_helpers.corpus import toy_corpus
from w2v_helpers.vectors import Score, evaluate, to_keyed_vectors
from w2v_helpers.vocab import Vocab

VOCAB = Vocab.build(toy_corpus())
TABLE = torch.randn(20, 7, generator=torch.Generator().manual_seed(0))


def test_each_word_has_its_row_and_its_count():
    vectors = to_keyed_vectors(VOCAB, TABLE.double().requires_grad_())
    assert vectors.index_to_key == VOCAB.words
    assert vectors.vectors.dtype == np.float32
    for word, row, count in zip(VOCAB.words, TABLE, VOCAB.counts, strict=True):
        assert np.array_equal(vectors[word], row)
        assert vectors.get_vecattr(word, "count") == count


def test_training_on_leaves_exported_vectors_as_they_were():
    table = TABLE.clone()
    vectors = to_keyed_vectors(VOCAB, table)
    table.zero_()
    assert np.array_equal(vectors.vectors, TABLE)


@pytest.mark.parametrize("binary", [False, True])
def test_vectors_and_counts_survive_word2vecs_file_formats(tmp_path, binary):
    saved, counts = tmp_path / "vectors", tmp_path / "counts.txt"
    to_keyed_vectors(VOCAB, TABLE).save_word2vec_format(str(saved), fvocab=str(counts), binary=binary)
    loaded = KeyedVectors.load_word2vec_format(str(saved), fvocab=str(counts), binary=binary)
    assert loaded.index_to_key == VOCAB.words
    assert np.allclose(loaded.vectors, TABLE, rtol=1e-6)
    assert [loaded.get_vecattr(word, "count") for word in VOCAB.words] == VOCAB.counts.tolist()


@pytest.mark.parametrize("shape", [(19, 7), (21, 7), (20,)])
def test_a_table_of_another_shape_is_refused(shape):
    with pytest.raises(ValueError, match=re.escape(f"shape {shape} for 20 words: expected (20, dim)")):
        to_keyed_vectors(VOCAB, torch.zeros(shape))


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_vector_that_is_not_finite_is_named(bad):
    table = TABLE.clone()
    table[VOCAB.id("fox"), 3] = bad
    with pytest.raises(ValueError, match="the vector of 'fox' holds NaN or infinity"):
        to_keyed_vectors(VOCAB, table)


def fan() -> KeyedVectors:
    """Five words of the plane; w1 … w4 stand at growing angles to w0."""
    angles = torch.tensor([0.0, 0.3, 0.6, 0.9, 1.2])
    words = [f"w{i}" for i in range(5)]
    return to_keyed_vectors(Vocab(words, torch.ones(5)), torch.stack([angles.cos(), angles.sin()], dim=1))


def write_pairs(file: Path, judgements: list[float], unknown: int = 0) -> Path:
    lines = [f"w0\tw{i}\t{judgement}" for i, judgement in enumerate(judgements, start=1)]
    lines += [f"w0\tabsent{i}\t5.0" for i in range(unknown)]
    file.write_text("# two words and a judgement\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "judgements, correlation", [([9, 7, 4, 1], 1.0), ([1, 4, 7, 9], -1.0), ([7, 9, 4, 1], 0.8), ([100, 3, 2, 1], 1.0)]
)
def test_the_score_on_pairs_is_the_correlation_of_ranks(tmp_path, judgements, correlation):
    scores = evaluate(fan(), pairs={"mine": write_pairs(tmp_path / "pairs.tsv", judgements)})
    assert scores == {"mine": Score(pytest.approx(correlation), 1.0)}


def test_pairs_with_an_unknown_word_show_in_the_coverage_alone(tmp_path):
    scores = evaluate(fan(), pairs={"mine": write_pairs(tmp_path / "pairs.tsv", [9, 7, 4, 1], unknown=12)})
    assert scores["mine"] == pytest.approx((1.0, 0.25))


def grid() -> KeyedVectors:
    """Three countries × two roles, each word the sum of its country's and its role's direction; one capital is off."""
    words = ["greece", "italy", "spain", "athens", "rome", "madrid"]
    table = torch.cat([torch.eye(3, 5), torch.eye(3, 5)])
    table[:3, 3] = table[3:, 4] = 1
    table[5] = torch.tensor([1.0, 0, -1, 0, 0])  # madrid
    return to_keyed_vectors(Vocab(words, torch.ones(6)), table)


QUESTIONS = (
    ": capitals\ngreece athens italy rome\nitaly rome greece athens\nItaly Rome Spain Madrid\nspain oops rome oslo\n"
)


@pytest.mark.parametrize("end", ["", "\n\n", ": none asked\n"])
def test_the_score_on_analogies_is_the_share_right_of_those_that_can_be_asked(tmp_path, end):
    file = tmp_path / "questions.txt"
    file.write_text(QUESTIONS + end, encoding="utf-8")
    assert evaluate(grid(), analogies={"mine": file})["mine"] == pytest.approx((2 / 3, 3 / 4))


def test_by_default_the_three_sets_in_gensims_wheel_are_used():
    words = [
        "athens",
        "greece",
        "baghdad",
        "iraq",
        "tiger",
        "cat",
        "king",
        "queen",
        "old",
        "new",
        "smart",
        "intelligent",
    ]
    table = torch.randn(len(words), 5, generator=torch.Generator().manual_seed(0))
    scores = evaluate(to_keyed_vectors(Vocab(words, torch.ones(len(words))), table))
    assert list(scores) == ["WordSim-353", "SimLex-999", "Google analogies"]
    for name, file, items, length in [
        ("WordSim-353", "wordsim353.tsv", 353, 2),
        ("SimLex-999", "simlex999.txt", 999, 2),
        ("Google analogies", "questions-words.txt", 19_544, 4),
    ]:
        lines = Path(datapath(file)).read_text(encoding="utf-8").lower().splitlines()
        known = sum(set(line.split()[:length]) <= set(words) for line in lines)
        assert scores[name].coverage == pytest.approx(known / items)
        assert 0 < known < items
        assert -1 <= scores[name].score <= 1


@pytest.mark.parametrize("known", [0, 1])
def test_pairs_of_which_too_few_are_known_have_no_score_and_say_which_set(tmp_path, known):
    file = write_pairs(tmp_path / "pairs.tsv", [9, 7][:known], unknown=2)
    with pytest.raises(ValueError, match=r"^mine: no score, too few items of .*pairs\.tsv"):
        evaluate(fan(), pairs={"mine": file})


@pytest.mark.parametrize("questions", [": capitals\npoland warsaw norway oslo\n", ": capitals\n", ""])
def test_analogies_of_which_none_can_be_asked_have_no_score_and_say_which_set(tmp_path, questions):
    file = tmp_path / "questions.txt"
    file.write_text(questions, encoding="utf-8")
    with pytest.raises(ValueError, match=r"^mine: no score, too few items of .*questions\.txt"):
        evaluate(grid(), analogies={"mine": file})


@pytest.mark.filterwarnings("ignore:An input array is constant", "ignore:invalid value encountered")
def test_vectors_that_are_all_alike_have_no_score_rather_than_nan(tmp_path):
    alike = to_keyed_vectors(Vocab([f"w{i}" for i in range(5)], torch.ones(5)), torch.ones(5, 3))
    with pytest.raises(ValueError, match="mine: no score"):
        evaluate(alike, pairs={"mine": write_pairs(tmp_path / "pairs.tsv", [9, 7, 4, 1])})
