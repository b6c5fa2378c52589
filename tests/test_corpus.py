"""The corpora are what the lessons say they are, and a file is read as it was written."""

import bz2
import gzip
import lzma
import re
import tracemalloc
from codecs import BOM_UTF8
from collections import Counter
from pathlib import Path
from unittest import mock

import gensim.downloader
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_helpers import corpus
from w2v_helpers.corpus import (
    WORD,
    planted_corpus,
    planted_words,
    read_corpus,
    tokenize,
    words_as_written,
)

ROLE_WORDS = {role: set(words.split()) for role, words in corpus.ROLES.items()}
THINGS = [set(things.split()) for _, things in corpus.COUNTRIES.values()]
PLACE = {word: (role, i) for role, words in planted_words().items() for i, word in enumerate(words)}


def test_the_toy_corpus_has_20_words_in_three_sentences():
    sentences = corpus.toy_corpus()
    assert [len(sentence) for sentence in sentences] == [9, 5, 7]
    assert len({word for sentence in sentences for word in sentence}) == 20


def test_wikipedia_has_the_articles_and_words_that_the_lessons_count_on():
    articles = corpus.wikipedia_articles()
    counts = Counter(word for article in articles for word in article)
    assert len(articles) == 106
    assert counts.total() == 452_944
    assert len(counts) == 34_212
    assert sum(n >= 5 for n in counts.values()) == 9_002
    assert all(2 <= len(word) <= 15 and word == word.lower() for word in counts)
    assert articles[0][:5] == ["anarchism", "is", "political", "philosophy", "that"]


def test_48_words_are_planted_12_for_each_of_4_roles():
    words = planted_words()
    assert list(words) == ["country", "capital", "language", "people"]
    assert [len(set(own)) for own in words.values()] == [12, 12, 12, 12]
    assert [own[6] for own in words.values()] == ["italy", "rome", "italian", "italians"]


def test_no_word_of_the_planted_corpus_has_two_meanings():
    kinds = [set(PLACE), *ROLE_WORDS.values(), *THINGS, set(corpus.FILLERS)]
    assert sum(map(len, kinds)) == len(set().union(*kinds)) == 48 + 16 + 36 + 10


def test_792_analogies_each_of_four_different_words():
    analogies = corpus.planted_analogies()
    assert len(set(analogies)) == len(analogies) == 792
    for question in analogies:
        assert len(set(question)) == 4
        (role_a, i), (role_b, j), (role_c, k), (role_d, m) = (PLACE[word] for word in question)
        assert (role_a, role_b, i, k) == (role_c, role_d, j, m)
    assert ("poland", "warsaw", "italy", "rome") in analogies


def test_a_planted_sentence_is_a_word_with_words_of_its_role_and_country_and_two_fillers():
    for sentence in planted_corpus(200):
        (word,) = [word for word in sentence if word in PLACE]
        role, number = PLACE[word]
        assert len(sentence) == 6
        assert sum(word in ROLE_WORDS[role] for word in sentence) == 2
        assert sum(word in THINGS[number] for word in sentence) == 1
        assert sum(word in corpus.FILLERS for word in sentence) == 2


def test_every_planted_word_occurs_and_the_words_of_a_sentence_are_shuffled():
    sentences = planted_corpus()
    assert len(sentences) == 3000
    assert set(PLACE) <= {word for sentence in sentences for word in sentence}
    places = Counter(i for words in sentences for i, word in enumerate(words) if word in PLACE)
    assert all(400 < places[i] < 600 for i in range(6))


@pytest.mark.parametrize("left_out", ["role_words", "country_words"])
def test_role_words_or_country_words_can_be_left_out(left_out):
    words = {word for sentence in planted_corpus(200, **{left_out: 0}) for word in sentence}
    kinds = {"role_words": ROLE_WORDS.values(), "country_words": THINGS}
    for kind, own in kinds.items():
        assert words & set().union(*own) == (set() if kind == left_out else set().union(*own))


@pytest.mark.parametrize("noise", [0.0, 0.3, 1.0])
def test_noise_replaces_its_share_of_role_words_by_any_context_word(noise):
    sentences = planted_corpus(3000, noise=noise)
    own = 0
    for sentence in sentences:
        assert len(sentence) == 6
        role, _ = next(PLACE[word] for word in sentence if word in PLACE)
        own += sum(word in ROLE_WORDS[role] for word in sentence)
    by_chance = 3 * 4 / 52  # 4 of the 52 context words are the role's own
    assert own / 3000 == pytest.approx((1 - noise) * 2 + noise * by_chance, abs=0.06)


def test_a_word_that_is_to_stand_once_keeps_its_first_sentence_and_all_others_theirs():
    usual, thinned = planted_corpus(500), planted_corpus(500, once={"oslo", "poland"})
    first = {word: next(one for one in usual if word in one) for word in ("oslo", "poland")}
    kept = [one for one in usual if not first.keys() & {*one} or one in first.values()]
    assert thinned == kept and len(kept) < len(usual)


def test_a_seed_repeats_the_planted_corpus_and_another_makes_another():
    assert planted_corpus(50, seed=1) == planted_corpus(50, seed=1) != planted_corpus(50, seed=2)


@pytest.mark.parametrize(
    "option, value",
    [("sentences", 0), ("role_words", -1), ("country_words", -1), ("noise", -0.1), ("noise", 1.1)],
)
def test_an_impossible_planted_corpus_is_refused_by_the_option_it_came_from(option, value):
    with pytest.raises(ValueError, match=f"{option}={value}"):
        planted_corpus(**{option: value})


LINES = {
    "The cat sat.": "the cat sat",
    "end-of-line; (really?) “quoted”": "end of line really quoted",
    "don't o'clock rock'n'roll": "don't o'clock rock'n'roll",
    "don’t": "don't",
    "'tis the dogs' 'quote'": "tis the dogs quote",
    "Café Über Straße Я 中文": "café über straße я 中文",
    "In 1984, word2vec snake_case 3.5": "in 1984 word2vec snake_case 3 5",
    "… — !?": "",
    "दुख और सुख": "दुख और सुख",
    "தமிழ் மொழி": "தமிழ் மொழி",
    "مَرْحَبًا שָׁלוֹם": "مَرْحَبًا שָׁלוֹם",
    "می\u200cخواهم": "می\u200cخواهم",
    "e\u0301cole E\u0301COLE": "école école",
    "зв\u02bcязок O‘Neil ‘quote’": "зв'язок o'neil quote",
    "Donau\u00addampf hel\ufefflo e\u00ad\u0301": "donaudampf hello é",
    "İstanbul": "i\u0307stanbul",
    "x² H₂O ½": "x² h₂o ½",
    "rain ☃️ 👩\u200d👧 x1️⃣": "rain x1️⃣",
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_becomes_tokens(line):
    assert tokenize(line) == LINES[line].split()


@given(st.text(st.characters(max_codepoint=127)))
def test_a_line_of_ascii_has_the_words_of_any_alphabets_rule(line):
    assert words_as_written(line) == WORD.findall(line)


@given(st.text())
def test_tokens_are_lower_case_words_that_stay_what_they_are_when_read_again(line):
    for token in tokenize(line):
        assert any(c.isalnum() or c == "_" for c in token)
        assert tokenize(token) == [token]


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "text.txt"


def test_a_file_is_read_a_document_a_line_as_often_as_wanted(file):
    file.write_bytes("\ufeffOne line\r\n\r\n   \nanother, LINE\r\n…\nlast é".encode())
    documents = read_corpus(str(file))
    for _ in range(2):
        assert list(documents) == [["one", "line"], ["another", "line"], ["last", "é"]]


def test_a_tokenizer_is_given_lines_without_marks_before_them_ends_or_empty_ones(file):
    file.write_bytes(BOM_UTF8 + b"A-b c\n\nc d\r\ne f\n")
    by_spaces = read_corpus(file, tokenize=lambda line: line.split(" "))
    assert list(by_spaces) == [["A-b", "c"], ["c", "d"], ["e", "f"]]
    assert list(read_corpus(file, tokenize=lambda line: [line[0]])) == [["A"], ["c"], ["e"]]


def test_a_name_with_a_colon_is_no_address(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("c:12.txt").write_text("one line", encoding="utf-8")
    assert list(read_corpus("c:12.txt")) == [["one", "line"]]


def test_a_missing_file_a_folder_and_an_empty_file_are_refused_at_once(file):
    with pytest.raises(FileNotFoundError, match=r"no file .*text\.txt"):
        read_corpus(file)
    with pytest.raises(ValueError, match="is a folder"):
        read_corpus(file.parent)
    file.touch()
    with pytest.raises(ValueError, match=r"text\.txt.* is empty"):
        read_corpus(file)


def pieces(tokens: list[str], longest: int) -> list[list[str]]:
    return [tokens[i : i + longest] for i in range(0, len(tokens), longest)]


def test_a_line_of_more_than_10000_tokens_becomes_several_documents_and_loses_none(file):
    tokens = [f"w{i}" for i in range(25_000)]
    lines = [["short", "line"], tokens, tokens[:10_000], ["last"]]
    file.write_text("\n".join(map(" ".join, lines)), encoding="utf-8")
    assert list(read_corpus(file)) == [part for line in lines for part in pieces(line, 10_000)]


TEXT = st.text(st.sampled_from("aé中𝔸’'\t \n\r…"), max_size=60)


@given(text=TEXT, chunk=st.integers(1, 20), longest=st.integers(1, 4))
def test_documents_do_not_depend_on_the_size_of_a_read(tmp_path_factory, text, chunk, longest):
    file = tmp_path_factory.getbasetemp() / "text.txt"
    file.write_bytes(BOM_UTF8 + text.encode())
    lines = re.split("\r\n|\r|\n", text)
    expected = [part for line in lines for part in pieces(tokenize(line), longest)]
    with mock.patch.multiple(corpus, CHUNK=chunk, LONGEST=longest):
        assert list(read_corpus(file)) == expected


@pytest.mark.parametrize("space", " \t")
def test_one_endless_line_is_read_in_little_memory(file, space):
    file.write_text(space.join(f"word{i % 5000}" for i in range(1_000_000)), encoding="utf-8")
    tracemalloc.start()
    try:
        assert sum(map(len, read_corpus(file))) == 1_000_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 25e6 < 1_000_000 * 50  # bytes; all its tokens at once take more


@pytest.mark.parametrize("chunk", [16, corpus.CHUNK])
@pytest.mark.parametrize("mark", [b"", BOM_UTF8])
@pytest.mark.parametrize(
    "before, line", [(b"", 1), (b"good\n" * 2, 3), (b"good\n" + b"word " * 20, 2)]
)
def test_a_byte_that_is_not_utf8_is_named_with_its_line(file, chunk, mark, before, line):
    file.write_bytes(mark + before + b"caf\xe9" + b" au lait" * 20 + b"\n")
    with mock.patch.object(corpus, "CHUNK", chunk):
        with pytest.raises(ValueError, match=f"line {line}: byte 0xe9 is not UTF-8"):
            list(read_corpus(file))


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip), ("bz2", bz2), ("xz", lzma)])
def test_a_compressed_text_is_read_and_a_damaged_one_is_named(tmp_path, suffix, pack):
    file = tmp_path / f"text.txt.{suffix}"
    file.write_bytes(pack.compress("One líne\ntwo\n".encode()))
    assert list(read_corpus(file)) == [["one", "líne"], ["two"]]
    file.write_bytes(file.read_bytes()[:-7])
    with pytest.raises(ValueError, match=r"text\.txt\.\w+' cannot be read to its end .line"):
        list(read_corpus(file))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16", "utf-32"])
def test_a_text_of_wide_letters_is_refused(file, encoding):
    file.write_bytes("one line\n".encode(encoding))
    with pytest.raises(ValueError, match=r"line 1: byte 0x.*save the file as UTF-8"):
        list(read_corpus(file))


@given(text=st.text("ab é", max_size=99), chunk=st.integers(1, 9), most=st.integers(1, 9))
def test_a_line_without_spaces_is_cut_and_read_once(tmp_path_factory, text, chunk, most):
    file = tmp_path_factory.getbasetemp() / "text.txt"
    file.write_text(f"x{text}\n", encoding="utf-8")
    with mock.patch.multiple(corpus, CHUNK=chunk, MOST=most):
        read = [piece for piece, _ in read_corpus(file).pieces()]
    assert "".join(read) == f"x{text}\n"
    assert max(len(piece.lstrip(" ").partition(" ")[0]) for piece in read) <= most + 2 * chunk


def test_text8_comes_from_gensims_downloader():
    with mock.patch.object(gensim.downloader, "load", return_value=iter([["as"]])) as load:
        assert corpus.text8() == [["as"]]
    load.assert_called_once_with("text8")


@pytest.mark.parametrize("error", [OSError("no route to host"), ValueError("no such model")])
def test_text8_without_a_network_says_what_needs_none(error):
    with mock.patch.object(gensim.downloader, "load", side_effect=error):
        with pytest.raises(ConnectionError, match=r"wikipedia_articles\(\) needs none"):
            corpus.text8()
