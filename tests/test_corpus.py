"""The corpora are what the lessons say they are, and a file is read as it was written."""

import tracemalloc
from collections import Counter
from unittest import mock

import gensim.downloader
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_helpers import corpus
from w2v_helpers.corpus import (
    planted_analogies,
    planted_corpus,
    planted_words,
    read_corpus,
    text8,
    tokenize,
    toy_corpus,
    wikipedia_articles,
)

ROLE_WORDS = {role: set(words.split()) for role, words in corpus.ROLES.items()}
THINGS = {country: set(things.split()) for country, (_, things) in corpus.COUNTRIES.items()}
PLACE = {word: (role, i) for role, words in planted_words().items() for i, word in enumerate(words)}


@pytest.fixture(scope="session")
def articles() -> list[list[str]]:
    return wikipedia_articles()


def test_the_toy_corpus_has_20_words_in_three_sentences():
    sentences = toy_corpus()
    assert [len(sentence) for sentence in sentences] == [9, 5, 7]
    assert len({word for sentence in sentences for word in sentence}) == 20


def test_wikipedia_has_the_articles_and_words_that_the_lessons_count_on(articles):
    counts = Counter(word for article in articles for word in article)
    assert len(articles) == 106
    assert counts.total() == 452_944
    assert len(counts) == 34_212
    assert sum(n >= 5 for n in counts.values()) == 9_002


def test_wikipedia_words_are_lower_case_and_2_to_15_letters_long(articles):
    words = {word for article in articles for word in article}
    assert all(2 <= len(word) <= 15 and word == word.lower() for word in words)


def test_wikipedia_keeps_the_order_of_the_text(articles):
    assert articles[0][:5] == ["anarchism", "is", "political", "philosophy", "that"]


def test_48_words_are_planted_12_for_each_of_4_roles():
    words = planted_words()
    assert {role: len(own) for role, own in words.items()} == dict(country=12, capital=12, language=12, people=12)
    assert len({word for own in words.values() for word in own}) == 48
    assert [own[6] for own in words.values()] == ["italy", "rome", "italian", "italians"]


def test_no_word_of_the_planted_corpus_has_two_meanings():
    kinds = [set(PLACE), *ROLE_WORDS.values(), *THINGS.values(), set(corpus.FILLERS)]
    assert sum(map(len, kinds)) == len(set().union(*kinds)) == 48 + 16 + 36 + 10


def test_792_analogies_each_of_four_different_words():
    analogies = planted_analogies()
    assert len(set(analogies)) == len(analogies) == 792
    for a, b, c, d in analogies:
        assert len({a, b, c, d}) == 4
        (role_a, i), (role_b, j), (role_c, k), (role_d, m) = (PLACE[word] for word in (a, b, c, d))
        assert (role_a, role_b, i, k) == (role_c, role_d, j, m)
    assert ("poland", "warsaw", "italy", "rome") in analogies


def test_a_planted_sentence_is_a_word_with_words_of_its_role_and_country_and_two_fillers():
    for sentence in planted_corpus(200):
        (word,) = [word for word in sentence if word in PLACE]
        role, number = PLACE[word]
        assert len(sentence) == 6
        assert sum(word in ROLE_WORDS[role] for word in sentence) == 2
        assert sum(word in list(THINGS.values())[number] for word in sentence) == 1
        assert sum(word in corpus.FILLERS for word in sentence) == 2


def test_every_planted_word_occurs_and_the_words_of_a_sentence_are_shuffled():
    sentences = planted_corpus()
    assert len(sentences) == 3000
    assert set(PLACE) <= {word for sentence in sentences for word in sentence}
    places = Counter(i for sentence in sentences for i, word in enumerate(sentence) if word in PLACE)
    assert all(400 < places[i] < 600 for i in range(6))


@pytest.mark.parametrize("absent, option", [(ROLE_WORDS, "role_words"), (THINGS, "country_words")])
def test_role_words_or_country_words_can_be_left_out(absent, option):
    words = {word for sentence in planted_corpus(200, **{option: 0}) for word in sentence}
    assert not words & set().union(*absent.values())
    other = THINGS if absent is ROLE_WORDS else ROLE_WORDS
    assert words > set().union(*other.values())


@pytest.mark.parametrize("noise", [0.0, 0.3, 1.0])
def test_noise_replaces_its_share_of_role_words_by_any_context_word(noise):
    sentences = planted_corpus(3000, noise=noise)
    own = strangers = 0
    for sentence in sentences:
        role, _ = next(PLACE[word] for word in sentence if word in PLACE)
        own += sum(word in ROLE_WORDS[role] for word in sentence)
        strangers += sum(word not in ROLE_WORDS[role] for word in sentence)
    by_chance = 3 * 4 / 52  # 4 of the 52 context words are the role's own
    assert own / 3000 == pytest.approx((1 - noise) * 2 + noise * by_chance, abs=0.06)
    assert own + strangers == 6 * 3000


def test_a_seed_repeats_the_planted_corpus_and_another_makes_another():
    assert planted_corpus(50, seed=1) == planted_corpus(50, seed=1) != planted_corpus(50, seed=2)


@pytest.mark.parametrize(
    "option", [dict(sentences=0), dict(role_words=-1), dict(country_words=-1), dict(noise=-0.1), dict(noise=1.1)]
)
def test_an_impossible_planted_corpus_is_refused_by_the_option_it_came_from(option):
    ((name, value),) = option.items()
    with pytest.raises(ValueError, match=f"{name}={value}"):
        planted_corpus(**option)


@pytest.mark.parametrize(
    "line, tokens",
    [
        ("The cat sat.", ["the", "cat", "sat"]),
        ("end-of-line; (really?) “quoted”", ["end", "of", "line", "really", "quoted"]),
        ("don't o'clock rock'n'roll", ["don't", "o'clock", "rock'n'roll"]),
        ("don’t", ["don't"]),
        ("'tis the dogs' 'quote'", ["tis", "the", "dogs", "quote"]),
        ("Café Über Straße Я 中文", ["café", "über", "straße", "я", "中文"]),
        ("In 1984, word2vec snake_case 3.5", ["in", "1984", "word2vec", "snake_case", "3", "5"]),
        ("… — !?", []),
    ],
)
def test_a_line_becomes_tokens(line, tokens):
    assert tokenize(line) == tokens


@given(st.text())
def test_tokens_are_lower_case_words_that_stay_what_they_are_when_read_again(line):
    for token in tokenize(line):
        assert token.replace("'", "").isidentifier() or any(c.isalnum() or c == "_" for c in token)
        assert tokenize(token) == [token]


def test_a_file_is_read_a_document_a_line_as_often_as_wanted(tmp_path):
    file = tmp_path / "text.txt"
    file.write_bytes("\ufeffOne line\r\n\r\n   \nanother, LINE\r\n…\nlast é".encode())
    documents = read_corpus(file)
    expected = [["one", "line"], ["another", "line"], ["last", "é"]]
    assert list(documents) == expected
    assert list(documents) == expected
    assert list(read_corpus(str(file), tokenize=lambda line: line.split("n"))) != expected


def test_a_tokenizer_of_your_own_is_used(tmp_path):
    file = tmp_path / "text.txt"
    file.write_text("\ufeffA-b c\n", encoding="utf-8")  # it need not know of the mark that opens some files
    assert list(read_corpus(file, tokenize=str.split)) == [["A-b", "c"]]


def test_a_missing_file_a_folder_and_an_empty_file_are_refused_at_once(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file .*absent\.txt"):
        read_corpus(tmp_path / "absent.txt")
    with pytest.raises(ValueError, match="is a folder"):
        read_corpus(tmp_path)
    (tmp_path / "empty.txt").touch()
    with pytest.raises(ValueError, match=r"empty\.txt.* is empty"):
        read_corpus(tmp_path / "empty.txt")


def pieces(tokens: list[str], longest: int) -> list[list[str]]:
    return [tokens[i : i + longest] for i in range(0, len(tokens), longest)]


def test_a_line_of_more_than_10000_tokens_becomes_several_documents_and_loses_none(tmp_path):
    file = tmp_path / "long.txt"
    tokens = [f"w{i}" for i in range(25_000)]
    file.write_text(f"short line\n{' '.join(tokens)}\n{' '.join(tokens[:10_000])}\nlast", encoding="utf-8")
    lengths = [2, 10_000, 10_000, 5_000, 10_000, 1]
    documents = list(read_corpus(file))
    assert [len(document) for document in documents] == lengths
    assert documents[1] + documents[2] + documents[3] == tokens


@given(
    text=st.text(st.sampled_from("aé中𝔸’'\t \n\r…"), max_size=60), chunk=st.integers(1, 20), longest=st.integers(1, 4)
)
def test_documents_do_not_depend_on_how_much_is_read_at_a_time(tmp_path_factory, text, chunk, longest):
    file = tmp_path_factory.getbasetemp() / "text.txt"
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    expected = [piece for line in text.split("\n") for piece in pieces(tokenize(line), longest)]
    with mock.patch.multiple(corpus, CHUNK=chunk, LONGEST=longest):
        assert list(read_corpus(file)) == expected


@pytest.mark.parametrize("space", " \t")
def test_one_endless_line_is_read_in_little_memory(tmp_path, space):
    file = tmp_path / "endless.txt"
    file.write_text(space.join(f"word{i % 5000}" for i in range(1_000_000)), encoding="utf-8")
    tracemalloc.start()
    try:
        assert sum(len(document) for document in read_corpus(file)) == 1_000_000
        assert tracemalloc.get_traced_memory()[1] < 25e6 < 1_000_000 * 50  # all its tokens at once take more
    finally:
        tracemalloc.stop()


def test_a_bad_byte_deep_in_a_long_line_is_named_with_its_line(tmp_path):
    file = tmp_path / "latin1.txt"
    file.write_bytes(b"good\n" + b"word " * 20 + b"caf\xe9" + b" word" * 20)
    with mock.patch.object(corpus, "CHUNK", 16), pytest.raises(ValueError, match="line 2: byte 0xe9 is not UTF-8"):
        list(read_corpus(file))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line", [1, 3])
def test_a_byte_that_is_not_utf8_is_named_with_its_line(tmp_path, mark, line):
    file = tmp_path / "latin1.txt"
    file.write_bytes(mark + b"good\n" * (line - 1) + b"caf\xe9 au lait\n")
    with pytest.raises(ValueError, match=f"line {line}: byte 0xe9 is not UTF-8"):
        list(read_corpus(file))


def test_text8_comes_from_gensims_downloader(monkeypatch):
    asked = []
    monkeypatch.setattr(gensim.downloader, "load", lambda name: asked.append(name) or iter([["anarchism", "as"]]))
    assert text8() == [["anarchism", "as"]]
    assert asked == ["text8"]


def test_text8_without_a_network_says_what_needs_none(monkeypatch):
    def fail(name: str) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(gensim.downloader, "load", fail)
    with pytest.raises(ConnectionError, match=r"wikipedia_articles\(\) needs none"):
        text8()
