"""Tables become gensim's vectors unchanged, and are scored on sets whose answers are known."""

import re
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import torch
from gensim.models import KeyedVectors
from gensim.test.utils import datapath
from torch import Tensor

from w2v_helpers import vectors
from w2v_helpers.corpus import toy_corpus
from w2v_helpers.vectors import PAIRS, Score, cosines_of, evaluate, to_keyed_vectors
from w2v_helpers.vocab import Vocab

VOCAB = Vocab.build(toy_corpus())
TABLE = torch.randn(20, 7, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("table", [TABLE.clone(), TABLE.double().requires_grad_()])
def test_each_word_has_its_row_and_its_count_whatever_becomes_of_the_table(table):
    exported = to_keyed_vectors(VOCAB, table)
    table.data.zero_()
    assert exported.index_to_key == VOCAB.words
    assert exported.vectors.dtype == np.float32
    for word, row, count in zip(VOCAB.words, TABLE, VOCAB.counts, strict=True):
        assert np.array_equal(exported[word], row)
        assert exported.get_vecattr(word, "count") == count


@pytest.mark.parametrize("binary", [False, True])
def test_vectors_and_counts_survive_word2vecs_file_formats(tmp_path, binary):
    names = {"fname": str(tmp_path / "vectors"), "fvocab": str(tmp_path / "counts.txt")}
    to_keyed_vectors(VOCAB, TABLE).save_word2vec_format(**names, binary=binary)
    loaded = KeyedVectors.load_word2vec_format(**names, binary=binary)
    assert loaded.index_to_key == VOCAB.words
    assert np.allclose(loaded.vectors, TABLE, rtol=1e-6)
    assert [loaded.get_vecattr(word, "count") for word in VOCAB.words] == VOCAB.counts.tolist()


@pytest.mark.parametrize("shape", [(19, 7), (21, 7), (20,)])
def test_a_table_of_another_shape_is_refused(shape):
    message = re.escape(f"shape {shape} for 20 words: expected (20, dim)")
    with pytest.raises(ValueError, match=message):
        to_keyed_vectors(VOCAB, torch.zeros(shape))


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_vector_that_is_not_finite_is_named(bad):
    table = TABLE.clone()
    table[VOCAB.id("fox"), 3] = bad
    with pytest.raises(ValueError, match="the vector of 'fox' holds NaN or infinity"):
        to_keyed_vectors(VOCAB, table)


def test_the_cosines_of_very_long_vectors_take_little_memory(monkeypatch):
    rng = np.random.default_rng(0)
    table, rows = rng.normal(size=(20, 2000)), rng.integers(20, size=(10_000, 2))
    expected = cosines_of(table, rows[:100])
    monkeypatch.setattr(vectors, "AT_ONCE", 1 << 16)
    tracemalloc.start()
    found = cosines_of(table, rows)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 5e6  # at once they would take 480e6
    assert np.array_equal(found[:100], expected)


def under(words: str, table: Tensor) -> KeyedVectors:
    return to_keyed_vectors(Vocab(words.split(), torch.ones(len(table))), table)


def fan() -> KeyedVectors:
    """Five words of the plane; w1 … w4 stand at growing angles to w0."""
    angles = torch.tensor([0.0, 0.3, 0.6, 0.9, 1.2])
    return under("w0 w1 w2 w3 w4", torch.stack([angles.cos(), angles.sin()], dim=1))


def grid() -> KeyedVectors:
    """Countries and capitals, each the sum of a country's and a role's direction; one is off."""
    table = torch.cat([torch.eye(3, 5), torch.eye(3, 5)])
    table[:3, 3] = 1
    table[3:, 4] = 1
    table[5] = torch.tensor([1.0, 0, -1, 0, 0])  # madrid
    return under("greece italy spain athens rome madrid", table)


def judged(*judgements: float, unknown: int = 0) -> str:
    """Lines for w0 beside w1, w2, …, each with a judgement, and beside words that nobody knows."""
    lines = [f"w0\tw{i}\t{judgement}\n" for i, judgement in enumerate(judgements, start=1)]
    lines += [f"w0\tabsent{i}\t5.0\n" for i in range(unknown)]
    return "# two words and a judgement\n" + "".join(lines)


QUESTIONS = """\
: capitals
greece athens italy rome
italy rome greece athens
Italy Rome Spain Madrid
spain oops rome oslo
"""


SCORED = {"pairs": fan(), "analogies": grid()}


def scores_on(folder: Path, kind: str, content: str, encoding: str = "utf-8") -> dict[str, Score]:
    file = folder / "mine.tsv"
    file.write_bytes(content.encode(encoding))
    return evaluate(SCORED[kind], **{kind: {"mine": file}})


COMMENTED = "# a\tb\tc\n\nw0\tw1\t9\n  \nw0\tw2\t -.5e1 \nw0\tw3\t-7.25\n"
RANKED = {  # pairs, correlation, coverage
    "as near as judged": (judged(9, 7, 4, 1), 1.0, 1.0),
    "as far as judged": (judged(1, 4, 7, 9), -1.0, 1.0),
    "two swapped": (judged(7, 9, 4, 1), 0.8, 1.0),
    "ranks not sizes": (judged(100, 3, 2, 1), 1.0, 1.0),
    "unknown words": (judged(9, 7, 4, 1, unknown=12), 1.0, 0.25),
    "comments and blank lines": (COMMENTED, 1.0, 1.0),
    "Windows line ends": (COMMENTED.replace("\n", "\r\n"), 1.0, 1.0),
    "old Mac line ends": (COMMENTED.replace("\n", "\r"), 1.0, 1.0),
    "a BOM": ("\ufeff" + judged(9, 7, 4, 1).partition("\n")[2], 1.0, 1.0),
    "quotes and tags": ('"w0","w1",9\n"w0","w2",7\n#w0,w3,5\n', 1.0, 2 / 3),
    "spaces": ("w0 w1 9\nw0 w2 7\nw0 w3 5\n", 1.0, 1.0),
    "decimal commas": ("w0 w1 9,5\nw0 w2 7,25\nw0\tw3\t,5\n", 1.0, 1.0),
    "semicolons": ('"w0";"w1";9,5\nw0;w2;7\n', 1.0, 1.0),
    "a heading, commas": ("Word 1,Word 2,Human (mean)\nw0,w1,9\nw0,w2,7\n", 1.0, 1.0),
    "a heading below a comment": ("# ours\n\na\tb\tmean (0-10)\nw0\tw1\t9\nw0\tw2\t7\n", 1.0, 1.0),
    "four columns, commas": ("a,b,c,raters\nw0,w1,9,7\nw0,w2,7,8\n", 1.0, 1.0),
    "as SimLex is published": ("a\tb\tPOS\tS\tc\nw0\tw1\tN\t9\t1\nw0\tw2\tV\t7\t2\n", 1.0, 1.0),
}


@pytest.mark.parametrize("pairs, correlation, coverage", RANKED.values(), ids=RANKED)
def test_the_score_on_pairs_is_the_correlation_of_ranks(tmp_path, pairs, correlation, coverage):
    scores = scores_on(tmp_path, "pairs", pairs)
    assert scores["mine"][:2] == pytest.approx((correlation, coverage))


@pytest.mark.parametrize("end", ["", "\n\n", ": none asked\n"])
def test_the_score_on_analogies_is_the_share_right_of_those_that_can_be_asked(tmp_path, end):
    scores = scores_on(tmp_path, "analogies", QUESTIONS + end)
    assert scores["mine"][:3] == pytest.approx((2 / 3, 3 / 4, 3))
    assert scores["mine"].chance == pytest.approx(1 / 3)  # 6 words, of which a question names 3
    assert scores["mine"].low < 2 / 3 < scores["mine"].high
    without_sections = QUESTIONS.removeprefix(": capitals\n") + end
    assert scores_on(tmp_path, "analogies", without_sections) == scores


def test_no_word_of_a_large_vocabulary_is_left_out_of_a_score(tmp_path, monkeypatch):
    many = KeyedVectors(2, count=0)
    rare = fan().index_to_key
    noise = np.random.default_rng(0).standard_normal((300_010, 2)).astype(np.float32)
    many.add_vectors([f"x{place}" for place in range(300_010)], noise)
    many.add_vectors(rare, fan().vectors)
    monkeypatch.setitem(SCORED, "pairs", many)
    assert scores_on(tmp_path, "pairs", judged(9, 7, 4, 1))["mine"][:2] == (pytest.approx(1), 1)


def few_hundred() -> KeyedVectors:
    """Random vectors for the words of the sets in gensim's wheel."""
    lines = [Path(datapath(file)).read_text(encoding="utf-8") for file in PAIRS.values()]
    rows = [line.split("\t") for line in "\n".join(lines).splitlines() if line[:1] != "#"]
    words = sorted({word for row in rows for word in row[:2] if word} - {"the"})
    rng = np.random.default_rng(0)
    vectors = KeyedVectors(5, count=0)
    vectors.add_vectors(words, rng.standard_normal((len(words), 5)).astype(np.float32))
    return vectors


@pytest.mark.parametrize("name", PAIRS)
def test_the_score_is_gensims_and_lies_in_an_interval_that_is_as_wide_as_theory_says(name):
    vectors = few_hundred()
    found = evaluate(vectors, pairs={name: datapath(PAIRS[name])})[name]
    _, spearman, missing = vectors.evaluate_word_pairs(datapath(PAIRS[name]))
    assert found.score == pytest.approx(spearman.statistic)
    assert found.coverage == pytest.approx(1 - missing / 100)
    assert found.low < found.score < found.high
    error = 1 / np.sqrt(found.items)  # of a correlation that is near zero
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.15)
    assert abs(found.chance) < 3 * error / np.sqrt(10)


NO_PAIRS = ["w0\tw1", "w0\tw1\tno", "w0 w1 three", "w0\tw1\t", "w0,7", "\tw1\t7"]
NO_QUESTIONS = ["greece athens italy", "greece athens italy rome spain", "greece", ":capitals"]


@pytest.mark.parametrize(
    "kind, before, expected, line",
    [("pairs", judged(9, 7, 4, 1), "two words and a number", line) for line in NO_PAIRS]
    + [("analogies", QUESTIONS, "four words", line) for line in NO_QUESTIONS],
)
def test_a_line_that_is_no_item_of_the_set_is_named(tmp_path, kind, before, expected, line):
    message = rf"mine\.tsv', line 7: expected {expected}, .* not {re.escape(repr(line))}"
    with pytest.raises(ValueError, match=message):
        scores_on(tmp_path, kind, f"{before}\n{line}\n")


@pytest.mark.parametrize(
    "own, asked", [("École don’t", "e\u0301cole don't"), ("e\u0301cole n", "École N")]
)
def test_a_word_is_found_however_its_letters_are_stored(own, asked, tmp_path, monkeypatch):
    (one, other), vectors = asked.split(), under(f"{own} w2 w3", torch.tensor(fan().vectors[:4]))
    for kind, content in (
        ("pairs", f"{one} {other} 9\n{one} w2 5\n"),
        ("analogies", f"{one} {other} w2 w3\n"),
    ):
        monkeypatch.setitem(SCORED, kind, vectors)
        assert scores_on(tmp_path, kind, content)["mine"][:2] == pytest.approx((1, 1))


DOUBTFUL = {
    "1\tw0\tw1\t9\n2\tw0\tw2\t7\n": "a line begins with a number",
    "w0\tw1\tNaN\nw0\tw2\t7\nw0\tw3\t5\n": "expected two words and a number",
    "w0\tw1\t9/10\nw0\tw2\t7\nw0\tw3\t5\n": "expected two words and a number",
    "w0\tw1\thigh\nw0\tw2\t7\nw0\tw3\t5\n": ".* is read as a heading",
    "a,b,mean\nw0,w1,9,5\nw0,w2,7,0\n": "no comma is read as decimal.* semicolons$",
    "w0,w1,9,5\nw0,w2,7\n": "no comma is read as decimal.* semicolons$",
    "w0,w1,9,5\nw0,w2,7,0\n": ".*of four fields the third is the judgement$",
}


@pytest.mark.parametrize("content", DOUBTFUL)
@pytest.mark.filterwarnings("error")
def test_a_set_that_may_be_misread_is_refused_or_warned_of(tmp_path, content):
    with pytest.raises((ValueError, UserWarning), match=rf"mine\.tsv'.*: {DOUBTFUL[content]}"):
        scores_on(tmp_path, "pairs", content)


@pytest.mark.parametrize("kind", ["pairs", "analogies"])
def test_an_evaluation_file_that_is_not_utf8_is_named(tmp_path, kind):
    with pytest.raises(ValueError, match=r"mine\.tsv' is not UTF-8"):
        scores_on(tmp_path, kind, "café\n", encoding="latin-1")


def test_by_default_the_three_sets_in_gensims_wheel_are_used():
    words = "athens greece baghdad iraq tiger cat king queen old new smart intelligent"
    scores = evaluate(under(words, torch.randn(12, 5, generator=torch.Generator().manual_seed(0))))
    assert list(scores) == ["WordSim-353", "SimLex-999", "Google analogies"]
    for score, file, items, length in [
        (scores["WordSim-353"], "wordsim353.tsv", 353, 2),
        (scores["SimLex-999"], "simlex999.txt", 999, 2),
        (scores["Google analogies"], "questions-words.txt", 19_544, 4),
    ]:
        lines = Path(datapath(file)).read_text(encoding="utf-8").lower().splitlines()
        known = sum(set(line.split()[:length]) <= set(words.split()) for line in lines)
        assert score.coverage == pytest.approx(known / items)
        assert 0 < known < items
        assert -1 <= score.score <= 1


@pytest.mark.parametrize(
    "kind, content",
    [("pairs", judged(*known, unknown=2)) for known in ([], [9])]
    + [("analogies", text) for text in (": all\npoland warsaw norway oslo\n", ": none\n", "")],
)
def test_a_set_of_which_too_little_is_known_has_no_score_and_is_named(tmp_path, kind, content):
    with pytest.raises(ValueError, match=r"^mine: no score, too few items of .*mine\.tsv"):
        scores_on(tmp_path, kind, content)


@pytest.mark.filterwarnings("ignore:An input array is constant", "ignore:invalid value encountered")
def test_vectors_that_are_all_alike_have_no_score_rather_than_nan(tmp_path, monkeypatch):
    monkeypatch.setitem(SCORED, "pairs", under("w0 w1 w2 w3 w4", torch.ones(5, 3)))
    with pytest.raises(ValueError, match="mine: no score, all its judgements, or all cosines"):
        scores_on(tmp_path, "pairs", judged(9, 7, 4, 1))
