"""Texts of one's own, several as one corpus, and what a trainer will see of them (lesson 03)."""

import importlib
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

import regex

from w2v_helpers.corpus import AS_TEXT, read_corpus, tokenize, words_as_written
from w2v_helpers.reading import Batch, read_together

Tokenizer = Callable[[str], list[str]]
KINDS = "words", "whitespace"
SAMPLE = 200_000  # characters that are looked at for letters that no token holds
LOST = 0.05  # tell when so many letters are lost
UNSPACED = {  # scripts without spaces, and how long their words are at most, on average
    regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]"): 3,
    regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"): 5,
}


class read_pipe(read_corpus):
    """The documents of what comes through a pipe, or "-": kept in a file without a name.

    A text is read more than once, a pipe cannot be. Raises ValueError if nothing comes, or if
    several processes would read it.
    """

    def __init__(self, path: str, tokenize: Tokenizer = tokenize) -> None:
        if "WORLD_SIZE" in os.environ:
            raise ValueError(f"{path!r}: a pipe feeds one process; save the text in a file")
        self.path, self.tokenize = Path(path), tokenize
        self.kept = tempfile.TemporaryFile()  # noqa: SIM115
        with open(0 if path == "-" else path, "rb", closefd=path != "-") as pipe:
            shutil.copyfileobj(pipe, self.kept)
        if not self.kept.tell():
            raise ValueError(f"{path!r} is empty, or read before: expected text, a document a line")

    def _open(self) -> TextIO:
        self.kept.seek(0)
        return os.fdopen(os.dup(self.kept.fileno()), **AS_TEXT)


def open_text(path: str, tokenize: Tokenizer = tokenize) -> read_corpus:
    """A file, or a pipe."""
    plain = Path(path).is_file() or Path(path).is_dir() or not Path(path).exists()
    return (read_corpus if plain and path != "-" else read_pipe)(path, tokenize)


class Texts:
    """Several texts as one corpus, read anew on every pass, as `numbered` by several processes."""

    def __init__(
        self, paths: list[str], tokenize: Tokenizer = tokenize, processes: int = 1
    ) -> None:
        self.parts = [open_text(path, tokenize) for path in paths]
        self.tokenize = tokenize
        self.processes = processes

    def __iter__(self) -> Iterator[list[str]]:
        return chain.from_iterable(self.parts)

    def batches(self) -> Iterator[Batch]:
        """As `reading.numbered` of its documents."""
        return read_together(self.parts, self.processes)

    def sample(self) -> str:
        """The beginning of each."""
        share = SAMPLE // len(self.parts)
        letters = (chain.from_iterable(piece for piece, _ in part.pieces()) for part in self.parts)
        return "".join(chain.from_iterable(islice(own, share) for own in letters))


def choose_tokenizer(name: str, keep_case: bool = False) -> Tokenizer:
    """What turns a line into tokens: "words", "whitespace", or a function of yours.

    ``keep_case`` leaves upper case as it is; a function of yours ("module:function") decides by
    itself. Raises ValueError for another name, or a function that is not there.
    """
    if name == "words":
        return words_as_written if keep_case else tokenize
    if name == "whitespace":
        return str.split if keep_case else _split_lower
    module, colon, function = name.partition(":")
    expected = f"expected {', '.join(KINDS)} or module:function"
    if not (module and colon and function):
        raise ValueError(f"--tokenizer {name}: {expected}")
    try:
        return partial(_checked, name, getattr(importlib.import_module(module), function))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a module of the reader's may do anything
        told = f"{type(error).__name__}: {error}"
        raise ValueError(f"--tokenizer {name}: {told}; {expected}") from error


def _checked(name: str, function: Tokenizer, line: str) -> list[str]:
    """What a function of the reader's makes of a line; its faults are told in a line."""
    try:
        found = function(line)
        tokens = [] if isinstance(found, str) else list(found)
        if isinstance(found, str) or not all(isinstance(token, str) for token in tokens):
            raise TypeError(f"expected a list of strings, not {found!r}")
        return list(map(str.__str__, tokens))  # of a class of the reader's, plain ones
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        told = f"{type(error).__name__}: {error}"
        raise ValueError(f"--tokenizer {name}, for {line[:40]!r}: {told}") from error


def _split_lower(line: str) -> list[str]:
    return line.lower().split()


def survey(texts: Texts, min_count: int, at_most: int | None = None) -> tuple:
    """The texts as a `Stream`, read once; their `Vocab`; in a line or two what it leaves of them.

    Raises ValueError as `Vocab.of_counts` does.
    """
    # not in the processes that read
    from w2v_helpers.blocks import Stream
    from w2v_helpers.vocab import Vocab

    stream = Stream(texts, Texts.batches)
    counts = stream.counts()
    if not counts:
        names = ", ".join(repr(str(part.path)) for part in texts.parts)
        raise ValueError(f"the corpus is empty: no word in {names}; try --tokenizer whitespace")
    try:
        vocab = Vocab.of_counts(counts, min_count, at_most)
    except ValueError as error:
        raise ValueError("; ".join([str(error), *_warn(texts)])) from error
    most = "" if at_most is None else f", at most {at_most:,},"
    frequent = " ".join(word[:20] for word in vocab.words[:5])
    told = [
        f"{stream.documents:,} documents, {sum(counts.values()):,} tokens, {len(counts):,} "
        f"distinct words; min_count={min_count}{most} leaves {len(vocab):,} words, "
        f"{int(vocab.counts.sum()):,} tokens; the most frequent: {frequent}"
    ]
    return stream, vocab, told + _warn(texts)


def _warn(texts: Texts) -> list[str]:
    """What a token should have held, and words that are no words."""
    lines = texts.sample().splitlines()
    tokens = [token for line in lines for token in texts.tokenize(line)]
    letters, held = _count_letters("".join(lines)), _count_letters("".join(tokens))
    if letters and held < (1 - LOST) * letters:
        share = 1 - held / letters
        return [f"{share:.0%} of the letters are in no token: try --tokenizer whitespace"]
    for script, longest in UNSPACED.items():
        if held > longest * len(tokens) and len(script.findall("".join(tokens))) > held / 2:
            told = f"words are {held / len(tokens):.0f} letters long on average: a script without"
            return [f"{told} spaces between words needs --tokenizer module:function"]
    return []


def _count_letters(text: str) -> int:
    composed = unicodedata.normalize("NFC", text)
    return sum(unicodedata.category(letter)[0] in "LM" for letter in composed)
