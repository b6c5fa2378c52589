"""Several processes read a text as one does: the same words, tokens, vectors and complaints."""

import gzip
import os
import re
import signal
import subprocess
import sys
import threading
from codecs import BOM_UTF8
from itertools import chain
from pathlib import Path
from unittest import mock

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from test_main import listening, no_signals

from w2v_helpers import fast, reading
from w2v_helpers.blocks import Stream
from w2v_helpers.corpus import planted_corpus, read_corpus, tokenize
from w2v_helpers.texts import Texts, choose_tokenizer, survey

LINES = [" ".join(document) for document in planted_corpus(400)]


@pytest.fixture
def small(monkeypatch) -> None:
    """Files are large from 4,000 bytes on."""
    monkeypatch.setattr(reading, "SIZE", 2000)


def write(folder: Path, content: bytes = "\n".join(LINES).encode(), name: str = "t.txt") -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


def held(stream: Stream) -> tuple[list[str], list[int]]:
    return stream.words, stream[0 : len(stream)].tolist()


def alike(paths: list[str], tokenizer: object = tokenize) -> Stream:
    """The texts as three processes read them, once it is sure that one process reads the same."""
    alone, together = (Stream(Texts(paths, tokenizer, n), Texts.batches) for n in (1, 3))
    assert held(alone) == held(together)
    return together


TEXT = st.text(st.sampled_from("aé中𝔸\ufeff \n\n\r…"), max_size=200)


@given(text=TEXT, size=st.integers(8, 60), mark=st.booleans())
def test_parts_of_a_file_have_the_documents_of_the_whole(tmp_path_factory, text, size, mark):
    file = tmp_path_factory.getbasetemp() / "text.txt"
    content = BOM_UTF8 * mark + b"a" + text.encode()
    file.write_bytes(content)
    whole = read_corpus(file)
    with mock.patch.object(reading, "SIZE", size):
        parts = reading.byte_ranges(whole)
    assert list(chain.from_iterable(parts)) == list(whole)
    if len(parts) > 1:
        assert b"".join(content[part.start : part.end] for part in parts) == content
        assert all(size < part.end - part.start <= 2 * size for part in parts[:-1])


def test_a_large_file_is_cut_in_parts_a_small_one_or_one_without_line_ends_is_not(small, tmp_path):
    long, small = write(tmp_path), write(tmp_path, b"one line\n" * 9, "small.txt")
    endless = write(tmp_path, b"one line " * 9999, "endless.txt")
    packed = write(tmp_path, os.urandom(9999), "packed.txt.GZ")
    assert len(reading.byte_ranges(read_corpus(long))) > 5
    for path in (small, endless, packed):
        assert reading.byte_ranges(whole := read_corpus(path)) == [whole]


@no_signals
def test_words_tokens_and_vectors_are_those_that_one_process_reads(small, tmp_path):
    paths = [write(tmp_path), write(tmp_path, gzip.compress(b"packed words\n"), "t.txt.gz")]
    paths += [write(tmp_path, "\r\nÉ fin …\r\n\n".encode() * 900, "lines.txt"), paths[0]]
    streams = [alike(paths), alike(paths[:1]), alike(paths[1:2])]
    assert [sum(stream.counts().values()) for stream in streams] == [6602, 2400, 2]
    assert [stream.documents for stream in streams] == [1701, 400, 1]
    one, other = (
        fast.train(Stream(Texts(paths, tokenize, n), Texts.batches), epochs=1, dim=4)
        for n in (1, 3)
    )
    assert torch.equal(one.input, other.input) and torch.equal(one.output, other.output)
    assert one.vocab.words == other.vocab.words
    assert survey(Texts(paths, tokenize, 2), 2)[2] == survey(Texts(paths, tokenize), 2)[2]


@no_signals
def test_a_pipe_between_large_files_keeps_its_place(small, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=["through a pipe\n"])
    writer.start()
    path = write(tmp_path)
    texts = Texts([path, str(tmp_path / "pipe"), path], tokenize, 2)
    writer.join()
    words, tokens = held(Stream(texts, Texts.batches))
    places = [words.index(word) for word in ("through", "a", "pipe")]
    assert tokens[2800:2804] == [*places, -1] and tokens[:2800] == tokens[2804:]


class AsIs:
    """A tokenizer that cannot be sent to another process."""

    def __call__(self, line: str) -> list[str]:
        return line.split()

    def __reduce__(self) -> str:
        raise TypeError("not to be sent")


RULES = """
import multiprocessing, os, time
other = multiprocessing.parent_process
def dying(line):
    if other() and "warsaw" in line:
        os._exit(9)
    return line.split()
def slow(line):
    os.write(2, b"<%d>" % os.getpid() if other() else b"")
    time.sleep(0.5)
    return line.split()
"""


@pytest.fixture
def rules(tmp_path_factory, monkeypatch) -> str:
    """A module of tokenizers: one ends any process but the first, one needs minutes for LINES."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "light_rules.py").write_text(RULES, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    return "light_rules"


def test_a_tokenizer_that_cannot_be_sent_is_used_by_one_process(small, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "start", None)
    for tokenizer in (AsIs(), lambda line: line.split()):
        assert sum(alike([write(tmp_path)], tokenizer).counts().values()) == 2400


@pytest.mark.parametrize("name", ["whitespace", "light_rules:dying", "shlex:split"])
def test_a_tokenizer_of_ones_own_is_sent_and_what_ends_a_process_costs_no_token(
    small, rules, tmp_path, name
):
    assert sum(alike([write(tmp_path)], choose_tokenizer(name)).counts().values()) == 2400


@pytest.mark.parametrize("line", [1, 2, 300, 400])
def test_a_complaint_is_that_of_one_process_with_the_line_in_the_whole_file(small, tmp_path, line):
    lines = [line.encode() for line in LINES]
    lines[line - 1] += b" caf\xe9 'au lait"
    path = write(tmp_path, b"\r\n".join(lines))
    complaints = f"t.txt', line {line}: byte 0xe9 is not UTF-8; save", "No closing quotation"
    for name, complaint in zip(("words", "shlex:split"), complaints, strict=True):
        for processes in (1, 2):
            with pytest.raises(ValueError, match=complaint):
                Stream(Texts([path], choose_tokenizer(name), processes), Texts.batches)
        lines[line - 1] = b"caf 'au lait"
        write(tmp_path, b"\r\n".join(lines))


SCRIPT = """
import os, runpy, signal
from w2v_helpers import reading
reading.SIZE, start = 500, reading.start
def start_and_stop(parts):
    start(parts)
    os.killpg(0, signal.SIGINT)
if {early}:
    reading.start = start_and_stop
runpy.run_module("w2v_helpers", run_name="__main__", alter_sys=True)
"""


@no_signals
@pytest.mark.parametrize(
    ("name", "early", "status", "told"),
    [
        ("SIGINT", True, 130, "w2v_helpers: interrupted\n"),
        ("SIGINT", False, 130, "w2v_helpers: interrupted\n"),
        ("SIGTERM", False, 143, "w2v_helpers: interrupted\n"),
        ("SIGKILL", False, -9, ""),
    ],
)
def test_stopped_while_it_reads_it_says_so_in_a_line_and_no_process_is_left(
    tmp_path, rules, name, early, status, told
):
    text, seen = write(tmp_path), ""
    command = [sys.executable, "-c", SCRIPT.format(early=early), "train", text, tmp_path / "v.bin"]
    command += ["--tokenizer", f"{rules}:slow", "--workers", "2"]
    folder = dict(os.environ, TMPDIR=str(tmp_path), PYTHONPATH=os.pathsep.join(sys.path))
    with listening():
        process = subprocess.Popen(
            command, env=folder, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
    while not early and len({*re.findall("<(.*?)>", seen)}) < 2:
        seen += (letter := process.stderr.read(1))
        assert letter, seen
    if name == "SIGINT":  # a terminal sends it to all
        os.killpg(process.pid, signal.SIGINT) if not early else None
    else:
        process.send_signal(getattr(signal, name))
    _, rest = process.communicate(timeout=60)  # until the last of them closes it
    assert (process.returncode, re.sub("<.*?>", "", seen + rest)) == (status, told)
    assert [path.name for path in tmp_path.iterdir()] == ["t.txt"]
