"""Texts of any script become tokens by the reader's own rule, and nothing is cut silently."""

import gzip
import os
import re
import threading
from pathlib import Path

import pytest

from w2v_helpers.texts import Texts, choose_tokenizer, survey

PROSE = "The river bends. The river runs, slowly; it's cold!\n" * 50


def told(folder: Path, text: str, min_count: int = 1, **rule: object) -> list[str]:
    """What is said of a text."""
    file = folder / "mine.txt"
    file.write_text(text, encoding="utf-8")
    tokenizer = choose_tokenizer(**{"name": "words", **rule})
    return survey(Texts([str(file)], tokenizer), min_count)[2]


@pytest.mark.parametrize(
    ("name", "keep_case", "tokens"),
    [
        ("words", False, "the c train isn't here"),
        ("words", True, "The C train isn't here"),
        ("whitespace", False, "the c++ train isn’t here🔥"),
        ("whitespace", True, "The C++ train isn’t here🔥"),
        ("shlex:split", False, "The C++ train isn’t here🔥"),
        ("shlex:shlex", False, "The C + + train isn ’ t here 🔥"),  # an iterator
        ("test_texts:of_a_class", False, "The C++ train isn’t here🔥"),
    ],
)
def test_the_tokenizer_is_the_one_that_was_chosen(name, keep_case, tokens) -> None:
    found = choose_tokenizer(name, keep_case)("The C++ train isn’t here🔥")
    assert found == tokens.split() and {*map(type, found)} == {str}


def of_a_class(line: str) -> list[str]:
    return [type("Local", (str,), {})(word) for word in line.split()]


@pytest.mark.parametrize("name", ["word", "", "no:split", "shlex:nothing", "shlex:", "leaving:f"])
def test_a_tokenizer_that_is_not_there_is_refused(name, tmp_path, monkeypatch) -> None:
    (tmp_path / "leaving.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match="expected words, whitespace or module:function"):
        choose_tokenizer(name)


NO_TOKENS = ["builtins:len", "builtins:str", "builtins:int", "math:sqrt", "sys:exit", "pytest:fail"]


@pytest.mark.parametrize("name", NO_TOKENS)
def test_a_tokenizer_that_makes_no_tokens_is_told_in_a_line(name) -> None:
    with pytest.raises(ValueError, match=rf"^--tokenizer {name}, for 'the fox': \w+: .+$"):
        choose_tokenizer(name)("the fox")


def test_a_text_is_told_in_numbers(tmp_path: Path) -> None:
    (line,) = told(tmp_path, PROSE + "once\n\n", min_count=2)
    assert line.startswith("51 documents, 451 tokens, 8 distinct words; min_count=2 leaves 7 words")
    assert line.endswith(", 450 tokens; the most frequent: river the bends cold it's")


def test_the_vocabulary_is_what_min_count_leaves(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("a b b c c c\n", encoding="utf-8")
    (tmp_path / "two.txt").write_text("c c a d\n", encoding="utf-8")
    texts = Texts([str(tmp_path / "one.txt"), str(tmp_path / "two.txt")])
    stream, vocab, _ = survey(texts, 2)
    assert (vocab.words, vocab.counts.tolist()) == (["c", "a", "b"], [5, 2, 2])
    assert stream.documents == 2
    with pytest.raises(ValueError, match="no word occurs min_count=9 times: the most frequent"):
        survey(texts, 9)


def words_by_re(line: str) -> list[str]:
    return re.findall(r"\w+", line)  # cuts at vowel signs


HINDI = "दुख और सुख जीवन के दो पहलू हैं। हिन्दी में लिखा हुआ वाक्य।\n" * 20
TAMIL = "தமிழ் மொழி மிகவும் பழமையான மொழி\n" * 20
CHINESE = "我们昨天在北京的一家小饭馆里吃了晚饭，然后沿着河边慢慢走回家。\n" * 20
THAI = "เมื่อวานนี้เราไปกินข้าวที่ร้านเล็กๆริมแม่น้ำแล้วเดินกลับบ้าน\n" * 20
TANG = "床前明月光，疑是地上霜。\n" * 20
SEGMENTED_THAI = "เมื่อวาน นี้ เรา ไป กิน ข้าว ที่ ร้าน เล็ก ๆ ริม แม่น้ำ\n" * 20
SEGMENTED = "我们 昨天 在 北京 的 一家 小饭馆 里 吃 了 晚饭\n" * 20
GERMAN = "Donaudampfschifffahrtsgesellschaft und Geschwindigkeitsbegrenzung fahren\n" * 20


@pytest.mark.parametrize(
    ("text", "rule", "warning"),
    [
        (HINDI, {"name": "test_texts:words_by_re"}, "% of the letters are in no token: try"),
        (HINDI, {}, None),
        (TAMIL, {}, None),
        (HINDI, {"name": "whitespace"}, None),
        (CHINESE, {}, "a script without spaces between words needs --tokenizer module:function"),
        (THAI, {"name": "whitespace"}, "a script without spaces"),
        (TANG, {}, "words are 5 letters long on average: a script without spaces"),
        (SEGMENTED, {}, None),
        (SEGMENTED_THAI, {}, None),
        (GERMAN, {}, None),
        (PROSE, {}, None),
        ("1 2 3\n" * 9, {}, None),
    ],
)
def test_what_a_rule_loses_is_told_in_a_second_line(tmp_path, text, rule, warning) -> None:
    first, *more = told(tmp_path, text, **rule)
    assert re.match(r"\d+ documents, ", first)
    assert all(len(line) < 400 for line in (first, *more))
    assert (more == []) == (warning is None)
    assert not more or warning in more[0]


def test_pipes_and_packed_texts_are_part_of_a_corpus(tmp_path: Path) -> None:
    (tmp_path / "packed.txt.gz").write_bytes(gzip.compress(b"one line\n"))
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=["two\nthree"])
    writer.start()
    texts = Texts([str(tmp_path / "packed.txt.gz"), str(tmp_path / "pipe")])
    writer.join()
    for _ in range(2):  # as often as wanted
        assert list(texts) == [["one", "line"], ["two"], ["three"]]
    assert texts.sample() == "one line\ntwo\nthree"


def test_nothing_comes_through_an_empty_pipe_and_one_feeds_no_two_processes(monkeypatch) -> None:
    with pytest.raises(ValueError, match="'/dev/null' is empty"):
        Texts([os.devnull])
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(ValueError, match="a pipe feeds one process; save the text in a file"):
        Texts(["-"])
