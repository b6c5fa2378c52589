"""Tables become gensim's vectors unchanged, and their scores are those of sets whose answers are known."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from gensim.models import KeyedVectors
from gensim.test.utils import datapath

from w2v_helpers.corpus import toy_corpus
from w2v_helpers.vectors import Score, check_output, evaluate, read_vectors, to_keyed_vectors, write_vectors
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


@pytest.mark.parametrize("name", ["v.bin", "v.txt", "v.vec", "v.bin.partial", "v.txt.partial", "v.bin.partial.partial"])
def test_vectors_are_written_by_suffix_and_read_again(tmp_path, name):
    file = tmp_path / name
    file.write_text("an older file", encoding="utf-8")
    older = file.stat().st_ino
    write_vectors(to_keyed_vectors(VOCAB, TABLE), file)
    assert file.stat().st_ino != older  # replaced, not overwritten: a reader of the older one still has all of it
    assert list(tmp_path.iterdir()) == [file]
    by_gensim = KeyedVectors.load_word2vec_format(str(file), binary=".bin" in name)
    for loaded in (read_vectors(str(file)), by_gensim):
        assert loaded.index_to_key == VOCAB.words
        assert np.array_equal(loaded.vectors, TABLE)


@pytest.mark.parametrize("name", ["v", "v.kv", "v.partial", "bin", "v.bin.gz"])
def test_another_suffix_is_refused(tmp_path, name):
    for refuse in (check_output, read_vectors, lambda path: write_vectors(to_keyed_vectors(VOCAB, TABLE), path)):
        with pytest.raises(ValueError, match=rf"{re.escape(name)}': expected a name that ends in \.bin"):
            refuse(tmp_path / name)


def test_an_older_file_stays_whole_when_writing_fails(tmp_path, monkeypatch):
    def fill_the_disk(self: KeyedVectors, path: str, binary: bool) -> None:
        Path(path).write_bytes(b"20 7\nthe ")
        raise OSError(28, "No space left on device")

    file = tmp_path / "v.bin"
    write_vectors(to_keyed_vectors(VOCAB, TABLE), file)
    monkeypatch.setattr(KeyedVectors, "save_word2vec_format", fill_the_disk)
    with pytest.raises(OSError, match="No space left"):
        write_vectors(to_keyed_vectors(VOCAB, -TABLE), file)
    assert np.array_equal(read_vectors(file).vectors, TABLE)
    assert list(tmp_path.iterdir()) == [file]


def test_where_nothing_can_be_written_is_told_before(tmp_path):
    check_output(tmp_path / "v.bin")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "folder.bin").mkdir()
    with pytest.raises(ValueError, match=r"folder\.bin' is a folder"):
        check_output(tmp_path / "folder.bin")
    with pytest.raises(ValueError, match=r"v\.bin' cannot be written: No such file or directory"):
        check_output(tmp_path / "absent" / "v.bin")


ROW = np.float32([1, 2]).tobytes()
DAMAGED = {
    "empty.bin": b"",
    "empty.txt": b"",
    "noise.bin": bytes(range(256)) * 4,
    "noise.txt": bytes(range(256)) * 4,
    "prose.txt": b"It was a dark and stormy night.\n" * 9,
    "no_vectors.bin": b"0 2\n",
    "no_numbers.txt": b"1 0\nthe\n",
    "negative.txt": b"-1 2\nthe 1 2\n",
    "giant.bin": b"999999999999 300\nthe " + ROW,
    "giant.txt": b"999999999999 300\nthe 1 2\n",
    "cut.bin": b"2 2\nthe " + ROW + b"fox " + ROW[:-1],
    "word_lost.bin": b"2 2\nthe " + ROW + b"f" * 20,
    "longer.bin": b"1 2\nthe " + ROW + b"fox " + ROW,
    "text.bin": b"2 2\nthe 0.25 0.125\nfox 0.5 0.75\n",
    "latin1.bin": b"1 2\ncaf\xe9 " + ROW,
    "cut.txt": b"2 2\nthe 1 2\n",
    "cut_in_line.txt": b"2 2\nthe 1 2\nfox 1",
    "too_many.txt": b"2 2\nthe 1 2\nfox 1 2 3\n",
    "no_number.txt": b"2 2\nthe 1 2\nfox 1 two\n",
    "latin1.txt": b"1 2\ncaf\xe9 1 2\n",
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_named(tmp_path, name):
    (tmp_path / name).write_bytes(DAMAGED[name])
    kind = "binary" if name.endswith("bin") else "text"
    with pytest.raises(ValueError, match=rf"{re.escape(name)}' is not a word2vec {kind} file, or damaged"):
        read_vectors(tmp_path / name)


@pytest.mark.parametrize(
    "name, content",
    [
        ("plain.bin", b"2 2\nthe " + ROW + b"fox " + ROW),
        ("with_newlines.bin", b"2 2\nthe " + ROW + b"\nfox " + ROW + b"\n"),  # as word2vec.c writes
        ("plain.txt", b"2 2\nthe 1 2\nfox 1 2\n"),
        ("with_spaces.txt", b"2 2\nthe 1 2 \nfox 1 2 \n\n"),
        ("windows.txt", b"2 2\r\nthe 1 2\r\nfox 1 2"),
    ],
)
def test_what_other_programs_write_is_read(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    vectors = read_vectors(tmp_path / name)
    assert vectors.index_to_key == ["the", "fox"]
    assert vectors.vectors.tolist() == [[1, 2], [1, 2]]


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e40"])
@pytest.mark.filterwarnings("error")
def test_a_vector_in_a_file_that_is_not_finite_is_named(tmp_path, number):
    file = tmp_path / "v.txt"
    file.write_text(f"2 2\nthe 1 2\nfox {number} 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"v\.txt': the vector of 'fox' holds NaN or infinity"):
        read_vectors(file)


@pytest.mark.filterwarnings("error")
def test_a_vector_of_zeros_is_like_no_other(tmp_path):
    file = tmp_path / "v.txt"
    file.write_text("3 2\npadding 0 0\nthe 1 2\nfox -1 -2\n", encoding="utf-8")
    assert read_vectors(file).most_similar("the") == [("padding", 0), ("fox", pytest.approx(-1))]


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


@pytest.mark.parametrize(
    "line", ["w0\tw1", "w0\tw1\tmuch", "w0\tw1\t1\t2", "w0 w1 3", "w0\tw1\t", "w0,w1,7", "\tw1\t7"]
)
def test_a_line_that_is_not_a_judged_pair_is_named(tmp_path, line):
    file = write_pairs(tmp_path / "pairs.tsv", [9, 7, 4, 1])
    file.write_text(file.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"pairs\.tsv', line 7: expected two words and a number") as error:
        evaluate(fan(), pairs={"mine": file})
    assert repr(line) in str(error.value)


def test_comments_blank_lines_and_windows_line_ends_are_no_pairs(tmp_path):
    file = tmp_path / "pairs.tsv"
    file.write_bytes(b"# comment\tof\tthree\tcolumns\r\nw0\tw1\t9\r\n\r\n  \r\nw0\tw2\t -.5e1 \r\nw0\tw3\t-7.25\r\n")
    assert evaluate(fan(), pairs={"mine": file}) == {"mine": Score(pytest.approx(1.0), 1.0)}


@pytest.mark.parametrize("kind", ["pairs", "analogies"])
def test_an_evaluation_file_that_is_not_utf8_is_named(tmp_path, kind):
    (tmp_path / "mine").write_bytes(b"caf\xe9\n")
    with pytest.raises(ValueError, match="mine' is not UTF-8"):
        evaluate(fan(), **{kind: {"mine": tmp_path / "mine"}})


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


@pytest.mark.parametrize("line", ["greece athens italy", "greece athens italy rome spain", "greece", ":capitals"])
def test_a_line_that_is_not_a_question_is_named(tmp_path, line):
    file = tmp_path / "questions.txt"
    file.write_text(f"{QUESTIONS}{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"questions\.txt', line 6: expected four words, .* not '{line}'"):
        evaluate(grid(), analogies={"mine": file})


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
