"""Files of vectors: written whole or not at all, read as other programs write them."""

import bz2
import gzip
import lzma
import os
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from gensim.models import KeyedVectors
from torch import Tensor

from w2v_helpers import files
from w2v_helpers.corpus import toy_corpus
from w2v_helpers.files import check_output, read_vectors
from w2v_helpers.vectors import evaluate, to_keyed_vectors
from w2v_helpers.vocab import Vocab

VOCAB = Vocab.build(toy_corpus())
TABLE = torch.randn(20, 7, generator=torch.Generator().manual_seed(0))


def write_vectors(path: Path, table: Tensor = TABLE) -> None:
    files.write_vectors(to_keyed_vectors(VOCAB, table), path)


@pytest.mark.parametrize("suffix", ["bin", "txt", "vec", "BIN"])
@pytest.mark.parametrize("partial", ["", ".partial", ".partial.partial", ".gz"])
def test_vectors_are_written_by_suffix_and_read_again(tmp_path, suffix, partial):
    file = tmp_path / f"v.{suffix}{partial}"
    file.write_text("an older file", encoding="utf-8")
    file.chmod(0o640)
    older = file.stat().st_ino
    write_vectors(file)
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.stat().st_ino != older  # replaced: a reader of the older one still has all of it
    assert list(tmp_path.iterdir()) == [file]
    by_gensim = KeyedVectors.load_word2vec_format(str(file), binary=suffix.lower() == "bin")
    for loaded in (read_vectors(str(file)), by_gensim):
        assert loaded.index_to_key == VOCAB.words
        assert np.array_equal(loaded.vectors, TABLE)


@pytest.mark.parametrize("name", ["v", "v.kv", "v.partial", "bin", "v.gz"])
@pytest.mark.parametrize("use", [check_output, read_vectors, write_vectors])
def test_another_suffix_is_refused(tmp_path, name, use):
    message = rf"{re.escape(name)}': expected a name that ends in \.bin"
    with pytest.raises(ValueError, match=message):
        use(tmp_path / name)


def test_an_older_file_stays_whole_when_writing_fails(tmp_path, monkeypatch):
    def fill_the_disk(self: KeyedVectors, path: str, binary: bool) -> None:
        Path(path).write_bytes(b"20 7\nthe ")
        raise OSError(28, "No space left on device")

    file = tmp_path / "v.bin"
    write_vectors(file)
    monkeypatch.setattr(KeyedVectors, "save_word2vec_format", fill_the_disk)
    with pytest.raises(OSError, match="No space left"):
        write_vectors(file, -TABLE)
    assert np.array_equal(read_vectors(file).vectors, TABLE)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("walks.txt", b"12 34\n12 56\n"),
        ("matrix.bin", b"3 100\n1 2 3\n"),
        ("diary.bin.partial", b"my diary\n"),
        ("no.vec.xz", b"no xz"),
        ("no.vec.gz", b"no gzip"),
    ],
)
def test_a_file_that_holds_no_vectors_is_not_for_them(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match="is there and holds no vectors"):
        check_output(tmp_path / name)
    write_vectors(tmp_path / "v.vec.gz")
    check_output(tmp_path / "v.vec.gz")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other links")
@pytest.mark.parametrize(
    ("target", "told"), [("loop.bin", "leads nowhere"), (os.devnull, "is a pipe or a device")]
)
def test_a_link_to_no_file_is_refused(tmp_path, target, told):
    link = tmp_path / "loop.bin"
    link.symlink_to(target)
    for use in (check_output, write_vectors):
        with pytest.raises(ValueError, match=told):
            use(link)


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
    "space.bin": b"2 2\nnew york " + ROW + b"fox " + ROW,
    "text.bin": b"2 2\nthe 0.25 0.125\nfox 0.5 0.75\n",
    "cut.txt": b"2 2\nthe 1 2\n",
    "longer.txt": b"1 2\nthe 1 2\nfox 1 2\n",
    "space.txt": b"2 2\nthe 1 2\nnew york 1 2\n",
    "cut_in_word.bin": b"2 2\nthe " + ROW + b"fo",
    "no_gzip.txt.gz": b"2 2\nthe 1 2\nfox 1 2\n",
    "cut.bin.xz": lzma.compress(b"1 2\nthe " + ROW)[:-9],
    "cut_in_line.txt": b"2 2\nthe 1 2\nfox 1",
    "too_many.txt": b"2 2\nthe 1 2\nfox 1 2 3\n",
    "no_number.txt": b"2 2\nthe 1 2\nfox 1 two\n",
    "no_word.txt": b"2 2\nthe 1 2\n 1 2\n",
    "decimal_comma.txt": b"2 2\nthe 1,5 2\nfox 1 2\n",
    "long_word.txt": b"x" * 1_000_001 + b" 1 2\n",
    "long_word.bin": b"1 2\n" + b"x" * 1_000_001 + b" " + ROW,
    "endless.bin": b"3 9999999999999999999999\nthe " + ROW,
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_named(tmp_path, name):
    (tmp_path / name).write_bytes(DAMAGED[name])
    kind = "binary" if ".bin" in name else "text"
    message = rf"{re.escape(name)}' is not a word2vec {kind} file, or damaged"
    with pytest.raises(ValueError, match=message) as error:
        read_vectors(tmp_path / name)
    advice = {"decimal_comma": r"0\.5 \(no comma\)", "long_word": "over 1,000,000 bytes"}
    assert re.search(advice.get(name.partition(".")[0], ""), str(error.value))


BY_OTHERS = {
    "plain.bin": b"2 2\nthe " + ROW + b"fox " + ROW,
    "word2vec_c.bin": b"2 2\nthe " + ROW + b"\nfox " + ROW + b"\n",
    "plain.txt": b"2 2\nthe 1 2\nfox 1 2\n",
    "with_spaces.txt": b"2 2\nthe 1 2 \nfox 1 2 \n\n",
    "tabs.txt": b"2\t2\nthe\t1\t2\nfox\t1\t2\n",
    "wide.txt": b" 2  2\n the  1  2\nfox 1 2\n",
    "windows.txt": b"2 2\r\nthe 1 2\r\nfox 1 2",
    "glove.txt": b"the 1 2\nfox 1 2\n",
    "fasttext.vec": b"2 2\nthe 1 2 \nfox 1 2 \n",
    "BOM.TXT": b"\xef\xbb\xbf2 2\nthe 1 2\nfox 1 2\n",
    "BOM_glove.txt": b"\xef\xbb\xbfthe 1 2\nfox 1 2\n",
    "packed.vec.gz": gzip.compress(b"2 2\nthe 1 2\nfox 1 2\n"),
    "packed.BIN.bz2": bz2.compress(b"2 2\nthe " + ROW + b"fox " + ROW),
}


@pytest.mark.parametrize("name", BY_OTHERS)
def test_what_other_programs_write_is_read(tmp_path, name):
    (tmp_path / name).write_bytes(BY_OTHERS[name])
    loaded = read_vectors(tmp_path / name)
    assert loaded.index_to_key == ["the", "fox"]
    assert loaded.vectors.tolist() == [[1, 2], [1, 2]]


OTHER = np.float32([3, 4]).tobytes()
DIRTY = {  # what is wrong, and the words that are left
    "twice.txt": (b"3 2\nthe 1 2\nfox 1 2\nthe 3 4\n", "1 words come again", "the fox"),
    "twice.bin": (b"3 2\nthe " + ROW + b"fox " + ROW + b"the " + OTHER, "1 words", "the fox"),
    "cut_letter.txt": (b"2 2\nthe 1 2\ncaf\xc3 1 2\n", "word 2 is not UTF-8", "the caf\ufffd"),
    "latin1.bin": (b"1 2\ncaf\xe9 " + ROW, "word 1 is not UTF-8", "caf\ufffd"),
}


@pytest.mark.parametrize("name", DIRTY)
def test_common_dirt_is_told_and_read(tmp_path, name):
    content, told, words = DIRTY[name]
    (tmp_path / name).write_bytes(content)
    with pytest.warns(UserWarning, match=told):
        loaded = read_vectors(tmp_path / name)
    assert loaded.index_to_key == words.split()
    assert loaded.vectors.tolist() == [[1, 2]] * len(words.split())


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e40", "1e31", "1e-31"])
@pytest.mark.filterwarnings("error")
def test_a_vector_in_a_file_that_float32_cannot_compare_is_named(tmp_path, number):
    file = tmp_path / "v.txt"
    file.write_text(f"2 2\nthe 1 2\nfox {number} 0\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"v\.txt': the vector of 'fox' holds NaN or infinity"):
        read_vectors(file)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scale", ["e-28", "", "e28"])  # of squares float32 has neither
def test_a_cosine_is_that_of_directions_and_a_vector_of_zeros_is_like_no_other(tmp_path, scale):
    file, pairs = tmp_path / "v.txt", tmp_path / "pairs"
    rows = f"padding 0 0\nthe 1{scale} 2{scale}\nfox -1{scale} -2{scale}\ndog 2{scale} 1{scale}\n"
    file.write_text(f"4 2\n{rows}", encoding="utf-8")
    loaded = read_vectors(file)
    near = [("dog", pytest.approx(0.8)), ("padding", 0), ("fox", pytest.approx(-1))]
    assert loaded.most_similar("the") == near
    assert loaded.most_similar(["the", "dog"], topn=1) == [("padding", 0)]
    assert loaded.similarity("the", "dog") == pytest.approx(0.8)
    pairs.write_text("the dog 9\nthe padding 5\nthe fox 1\n", encoding="utf-8")
    assert evaluate(loaded, pairs={"all": pairs})["all"].score == pytest.approx(1)


@pytest.mark.parametrize(
    "word", ["new york", "", "a\nb", "tab\tbed", "half\ud83d", "x" * 1_000_001]
)
def test_a_word_that_no_file_can_hold_is_refused_before_it_is_written(tmp_path, word):
    unfit = KeyedVectors(2, count=0)
    unfit.add_vectors(["the", word], np.ones((2, 2), np.float32))
    with pytest.raises(ValueError, match=r"holds no space, no line end|surrogates not allowed"):
        files.write_vectors(unfit, tmp_path / "v.bin")
    assert list(tmp_path.iterdir()) == []
