"""Files of vectors: word2vec's formats written whole, and read as others write them (lesson 09)."""

import codecs
import os
import platform
import re
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import numpy as np
import psutil
import smart_open
from gensim.models import KeyedVectors

from w2v_helpers.corpus import DAMAGED

AFTER_SUFFIX = re.compile(r"((\.partial)|(\.(gz|bz2|xz)))+$", re.IGNORECASE)
HEADER = re.compile(rb"\s*(\d+)\s+(\d+)\s*")
SPACE = re.compile(r"[ \t\n\r\v\f]")
MOST = 1_000_000  # bytes of a word, or of a first line
FAR = 1e30  # a length beyond it, or below 1 / FAR, leaves float32 no digits for cosines


def is_binary(path: str | Path) -> bool:
    """Whether a file's suffix is .bin (word2vec's binary format) and not .txt or .vec (its text).

    Upper case is as good; a ``.partial`` after it does not count, nor .gz, .bz2 or .xz. Raises
    ValueError for another suffix.
    """
    suffix = Path(AFTER_SUFFIX.sub("", str(path))).suffix.lower()
    if suffix not in (".bin", ".txt", ".vec"):
        expected = "a name that ends in .bin (binary), .txt or .vec (text)"
        raise ValueError(f"{str(path)!r}: expected {expected}")
    return suffix == ".bin"


def check_output(path: str | Path) -> None:
    """Raise ValueError if `write_vectors` could not write there, or over something else."""
    is_binary(path)
    check_place(path, "vectors", _holds_vectors)


def check_place(path: str | Path, what: str, is_ours: Callable[[Path], bool]) -> None:
    """Raise ValueError if nothing can be written there, or the file is not ours to overwrite."""
    target = _target(path)
    if target.is_file() and not is_ours(target):
        raise ValueError(f"{str(path)!r} is there and holds no {what}: expected another name")
    try:
        with _folder_beside(target) as folder:
            Path(folder, f"{target.name}.partial").touch()  # the longest name that may be written
        if target.exists():
            target.open("r+b").close()  # whoever made it read-only wants to keep it
    except OSError as error:
        raise ValueError(f"{str(path)!r} cannot be written: {error.strerror}") from error


def _target(path: str | Path) -> Path:
    """The file that is meant, of a link what it leads to. Raises ValueError if it can be none."""
    try:
        target = Path(path).resolve()
    except (OSError, RuntimeError) as error:
        raise ValueError(f"{str(path)!r} is a link that leads nowhere") from error
    if target.is_dir():
        raise ValueError(f"{str(path)!r} is a folder: expected the name of a file")
    if target.exists() and not target.is_file():
        raise ValueError(f"{str(path)!r} is a pipe or a device: expected the name of a file")
    return target


def partial_of(path: str | Path) -> Path:
    """Where vectors are kept that were not finished: unpacked, beside ``path``."""
    return Path(AFTER_SUFFIX.sub("", str(path)) + ".partial")


def check_words(words: list[str]) -> None:
    """Raise ValueError for one that word2vec's formats cannot hold."""
    for word in words:
        size = len(word.encode())  # raises for half a letter
        if not 0 < size <= MOST or SPACE.search(word):
            fit = f"holds no space, no line end and at most {MOST:,} bytes (see train --tokenizer)"
            raise ValueError(f"{word[:40]!r}: a word in word2vec's format {fit}")


def check_space(path: str | Path, words: int, dim: int) -> None:
    """Raise ValueError if the disk has no room for so many vectors."""
    size = words * dim * (4 if is_binary(path) else 12)
    free = shutil.disk_usage(Path(path).resolve().parent).free
    if free < size:
        raise ValueError(f"{str(path)!r} needs {size:,} bytes; {free:,} are free")


def _folder_beside(path: Path) -> tempfile.TemporaryDirectory:
    """A folder for a file that is not whole yet; those that killed programs left are removed."""
    prefix = f".vectors-{platform.node()}-"
    for left in path.parent.glob(f"{prefix}*-*"):
        pid = left.name.removeprefix(prefix).partition("-")[0]
        if pid.isdecimal() and len(pid) < 10 and not psutil.pid_exists(int(pid)):
            shutil.rmtree(left, ignore_errors=True)
    return tempfile.TemporaryDirectory(dir=path.parent, prefix=f"{prefix}{os.getpid()}-")


def _holds_vectors(path: Path) -> bool:
    """Whether a file is empty, or is what its first line promises, as far as one sees at once."""
    try:
        with smart_open.open(path, "rb") as file:
            first, second = file.readline(MOST), file.readline(MOST)
    except (OSError, ImportError, *DAMAGED):
        return False
    header = HEADER.fullmatch(first)
    if not header:
        return not first
    words, dim = map(int, header.groups())
    if not is_binary(path):
        return len(second.split()) == dim + 1
    return path.suffix.lower() in (".gz", ".bz2", ".xz") or path.stat().st_size >= 4 * words * dim


def write_vectors(vectors: KeyedVectors, path: str | Path) -> None:
    """Write a file in word2vec's format, binary or text by its suffix (see `is_binary`).

    An older file of that name stays whole until the new one, complete, replaces it; of a link,
    what it leads to. Raises ValueError for a word with a space or a line end in it.
    """
    binary = is_binary(path)
    check_words(vectors.index_to_key)
    with whole_or_not(path) as whole:
        vectors.save_word2vec_format(str(whole), binary=binary)


@contextmanager
def whole_or_not(path: str | Path) -> Iterator[Path]:
    """Another name to write to; what is there at the end replaces ``path``."""
    path = _target(path)
    with _folder_beside(path) as folder:
        whole = Path(folder) / path.name
        yield whole
        if path.exists():
            shutil.copymode(path, whole)
        whole.replace(path)


def read_vectors(path: str | Path) -> KeyedVectors:
    """Read word2vec's formats, binary or text by the suffix (see `is_binary`), compressed or not.

    Text may lack the first line (GloVe). The content is believed, not what the first line says of
    it. Of a word that comes twice the first row counts; letters that are not UTF-8 are replaced by
    �; a warning tells of either. Raises ValueError, naming the word or the line, if the file has
    another format or is cut short, or if a vector is not finite, or too long or short for float32.
    """
    kind, read = ("binary", _read_binary) if is_binary(path) else ("text", _read_text)
    try:
        with smart_open.open(Path(path).absolute(), "rb") as file:
            names, table = read(file)
    except (ValueError, OverflowError, ImportError, *DAMAGED) as error:
        told = f"{str(path)!r} is not a word2vec {kind} file, or damaged: {error}"
        raise ValueError(told) from error
    vectors = _under_words(names, table, str(path))
    rows = vectors.vectors
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=float))  # float32 has no 1e40
    fine = (lengths == 0) | ((lengths > 1 / FAR) & (lengths < FAR))
    if not fine.all():
        word = vectors.index_to_key[int(fine.argmin())]
        told = f"holds NaN or infinity, or its length is not from {1 / FAR:g} to {FAR:g}"
        raise ValueError(f"{str(path)!r}: the vector of {word!r} {told}")
    lengths[lengths == 0] = 1  # a vector of zeros is like no other: cosine 0, not NaN
    vectors.norms = lengths.astype(np.float32)
    return vectors


def _read_text(file: BinaryIO) -> tuple[list[bytes], np.ndarray]:
    """Words and rows of word2vec's text format, with or without its first line."""
    first = file.readline(MOST).removeprefix(codecs.BOM_UTF8)
    header = HEADER.fullmatch(first)
    if len(first) == MOST:
        raise ValueError(f"its first line is over {MOST:,} bytes long")
    promised, dim = map(int, header.groups()) if header else (None, len(first.split()) - 1)
    names, rows = [], []
    for number, line in enumerate(chain([first], file), start=1):
        if line.strip() and not (header and number == 1):
            _add_row(line, number, dim, names, rows)
    if not names or promised not in (None, len(names)):
        raise ValueError(f"the first line promises {promised or 'no'} words, {len(names)} follow")
    return names, np.stack(rows)


def _add_row(line: bytes, number: int, dim: int, names: list, rows: list) -> None:
    """A line's word and its numbers, put to those before."""
    word, *numbers = line.split()
    shown = repr(line[:60].decode("utf-8", "replace"))
    if len(numbers) != dim or dim < 1:
        expected = f"a word and {dim if dim > 0 else 'some'} numbers"
        raise ValueError(f"line {number}: expected {expected}, not {shown}; a word holds no space")
    try:
        with np.errstate(over="ignore"):  # too large for a float32: becomes infinity
            rows.append(np.array(numbers).astype(np.float32))
    except ValueError as error:
        told = f"line {number}: expected numbers such as 0.5 (no comma) after a word"
        raise ValueError(f"{told}, not {shown}") from error
    names.append(word)


def _read_binary(file: BinaryIO) -> tuple[list[bytes], np.ndarray]:
    """Words and rows of word2vec's binary format; word2vec.c ends each row with a line end."""
    first = file.readline(MOST)
    header = HEADER.fullmatch(first)
    if not header:
        raise ValueError("expected two numbers (words, dimensions) in the first line")
    promised, dim = map(int, header.groups())
    names, numbers = [], bytearray()
    while word := _read_word(file):
        row = file.read(4 * dim)
        if len(row) < 4 * dim or not dim:
            raise ValueError(f"the row of word {len(names) + 1} is cut short")
        names.append(word)
        numbers += row
    if len(names) != promised or not names:
        raise ValueError(f"the first line promises {promised} words, {len(names)} follow")
    return names, np.frombuffer(numbers, np.float32).reshape(-1, dim)


def _read_word(file: BinaryIO) -> bytes:
    """The bytes up to the next space, less a line end before them; none at the file's end."""
    word = bytearray()
    while (byte := file.read(1)) not in (b" ", b""):
        word += byte
        if len(word) > MOST:
            raise ValueError(f"a word of over {MOST:,} bytes")
    word = bytes(word).lstrip(b"\n")
    if not byte and word:
        raise ValueError(f"it ends inside a word, {word[:40].decode('utf-8', 'replace')!r}")
    if byte and (not word or {0, 10} & {*word}):  # numbers are read as letters
        raise ValueError(f"{word[:40]!r} is no word: does the one before it hold a space?")
    return word


def _under_words(names: list[bytes], table: np.ndarray, path: str) -> KeyedVectors:
    """The first row of each word."""
    places: dict[str, int] = {}
    broken = []
    for place, name in enumerate(names):
        word = name.decode("utf-8", "replace")
        if "\ufffd" in word:
            broken.append(place + 1)
        places.setdefault(word, place)
    if broken:
        told = f"word {broken[0]} is not UTF-8, or follows one with a space ({len(broken)} in all)"
        warnings.warn(f"{path!r}: {told}; � stands for what cannot be read", stacklevel=3)
    if len(places) < len(names):
        twice = len(names) - len(places)
        warnings.warn(f"{path!r}: {twice} words come again; the first row counts", stacklevel=3)
    vectors = KeyedVectors(table.shape[1], count=0)
    vectors.add_vectors(list(places), table[list(places.values())])
    return vectors
