"""Documents as numbers, those of a large file read by several processes (lesson 03)."""

import io
import multiprocessing
import pickle
import signal
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import cycle, islice, pairwise
from multiprocessing.connection import Connection
from typing import TextIO

from w2v_helpers.corpus import AS_TEXT, read_corpus

SIZE = 1 << 22  # bytes of a file that a process reads at a time
SOME = 200  # documents that are numbered at a time
Batch = tuple[list[str], array]


class Numbers(dict):
    """Words by the order in which they are met: looking a new one up gives it the next number."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def number(documents: Iterable[list[str]]) -> Batch:
    """The words in the order in which they are met; for each token its word's place, then −1."""
    numbers, tokens = Numbers(), array("i")
    for document in documents:
        tokens.extend(map(numbers.__getitem__, document))
        tokens.append(-1)
    return list(numbers), tokens


def numbered(documents: Iterable[list[str]]) -> Iterator[Batch]:
    """The documents in numbers, some at a time."""
    documents = iter(documents)
    while (batch := number(islice(documents, SOME)))[1]:
        yield batch


class read_part(read_corpus):
    """The documents of a file from byte ``start``, where a line begins, to ``end``."""

    def __init__(self, whole: read_corpus, start: int, end: int) -> None:
        self.path, self.tokenize = whole.path, whole.tokenize
        self.start, self.end = start, end

    def _open(self) -> TextIO:
        with self.path.open("rb") as file:
            file.seek(self.start)
            part = io.BytesIO(file.read(self.end - self.start))
        return io.TextIOWrapper(part, **AS_TEXT | ({"encoding": "utf-8"} if self.start else {}))

    def _line(self, number: int) -> int:
        return number - 1 + sum(ends for _, ends in read_part(self, 0, self.start).pieces())


def byte_ranges(text: read_corpus) -> list[read_corpus]:
    """The parts of a large file, SIZE bytes each and more to the end of a line.

    Compressed files and pipes are left whole, lines of more than SIZE bytes, and what has a
    tokenizer that cannot be sent to another process.
    """
    from smart_open.compression import get_supported_extensions

    try:
        pickle.dumps(text)
    except Exception:  # a tokenizer may be anything
        return [text]
    ends, size = [0], text.path.stat().st_size
    if size < 2 * SIZE or text.path.suffix.lower() in get_supported_extensions():
        return [text]
    with text.path.open("rb") as file:
        while ends[-1] < size:
            file.seek(ends[-1] + SIZE)
            if len(file.readline(SIZE)) == SIZE:
                return [text]
            ends.append(min(file.tell(), size))
    return [read_part(text, *ends) for ends in pairwise(ends)]


def send(parts: list[read_part], sender: Connection) -> None:
    """Send the batch of each part, as far as they can be read."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(Exception):  # who waits for more will meet the same
        for part in parts:
            sender.send(number(part))


def start(parts: list[read_part]) -> Connection:
    """Let another process send the batches of parts; where they arrive."""
    context = multiprocessing.get_context("spawn")  # a small one: it imports nothing heavy
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=send, args=(parts, sender), daemon=True)
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for this process alone
    try:
        process.start()
    finally:
        signal.signal(signal.SIGINT, handler)
        sender.close()
    return receiver


def read_together(texts: list[read_corpus], processes: int) -> Iterator[Batch]:
    """As `numbered` of all documents; the parts of large files are read by so many processes."""
    parts = [part for text in texts for part in (byte_ranges(text) if processes > 1 else [text])]
    shared = [part for part in parts if isinstance(part, read_part)]
    turns = cycle([start(shared[i::processes]) for i in range(min(processes, len(shared)))])
    for part in parts:
        batch = None
        if isinstance(part, read_part):
            with suppress(EOFError, OSError):  # what another could not read is read here
                batch = next(turns).recv()
        yield from [batch] if batch else numbered(part)
