"""Texts of one's own, several as one corpus, and what a trainer will see of them (lesson 03)."""

import importlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from w2v_helpers.corpus import WORD, read_corpus, tokenize
from w2v_helpers.vocab import Vocab

Tokenizer = Callable[[str], list[str]]
KINDS = "words", "whitespace"
SAMPLE = 200_000  # characters that are looked at for letters that no token holds
LOST, LONG = 0.05, 5  # tell when so many letters are lost; when unspaced words are so long
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


class Texts:
    """Several texts as one corpus, read anew on every pass; counts its documents."""

    def __init__(self, paths: list[str], tokenize: Tokenizer = tokenize) -> None:
        self.parts = [read_corpus(path, tokenize) for path in paths]
        self.tokenize = tokenize
        self.documents = 0

    def __iter__(self) -> Iterator[list[str]]:
        documents = 0
        for part in self.parts:
            for document in part:
                documents += 1
                yield document
        self.documents = documents

    def sample(self) -> str:
        """The beginning of each."""
        share = SAMPLE // len(self.parts)
        beginnings = []
        for part in self.parts:
            with Path(part.path).open(encoding="utf-8", errors="replace") as file:
                beginnings.append(file.read(share))
        return "\n".join(beginnings)


def choose_tokenizer(name: str, keep_case: bool = False) -> Tokenizer:
    """What turns a line into tokens: "words", "whitespace", or a function of yours.

    ``keep_case`` leaves upper case as it is; a function of yours ("module:function") decides by
    itself. Raises ValueError for another name, or a function that is not there.
    """
    if name == "words":
        return _words_as_written if keep_case else tokenize
    if name == "whitespace":
        return str.split if keep_case else _split_lower
    module, colon, function = name.partition(":")
    expected = f"expected {', '.join(KINDS)} or module:function"
    if not (module and colon and function):
        raise ValueError(f"--tokenizer {name}: {expected}")
    try:
        return getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"--tokenizer {name}: {error}; {expected}") from error


def _words_as_written(line: str) -> list[str]:
    return [word.replace("’", "'") for word in WORD.findall(line)]


def _split_lower(line: str) -> list[str]:
    return line.lower().split()


def survey(texts: Texts, min_count: int) -> tuple[Vocab, list[str]]:
    """The vocabulary, and in a line or two what it leaves of the texts.

    Raises ValueError as `Vocab.build` does.
    """
    every = Vocab.build(texts)  # the most frequent first
    kept = int((every.counts >= min_count).sum())
    if not kept:
        Vocab.build(texts, min_count)  # raises
    vocab = Vocab(every.words[:kept], every.counts[:kept])
    frequent = " ".join(word[:20] for word in vocab.words[:5])
    told = [
        f"{texts.documents:,} documents, {int(every.counts.sum()):,} tokens, {len(every):,} "
        f"distinct words; min_count={min_count} leaves {kept:,} words, "
        f"{int(vocab.counts.sum()):,} tokens; the most frequent: {frequent}"
    ]
    return vocab, told + _warn(texts)


def _warn(texts: Texts) -> list[str]:
    """What a token should have held, and words that are no words."""
    lines = texts.sample().splitlines()
    tokens = [token for line in lines for token in texts.tokenize(line)]
    letters, held = _count_letters("".join(lines)), _count_letters("".join(tokens))
    if letters and held < (1 - LOST) * letters:
        share = 1 - held / letters
        return [f"{share:.0%} of the letters are in no token: try --tokenizer whitespace"]
    unspaced = len(UNSPACED.findall("".join(tokens)))
    if tokens and unspaced > held / 2 and held > LONG * len(tokens):
        return [
            f"words are {held / len(tokens):.0f} letters long on average: a script without spaces "
            "between words needs --tokenizer module:function"
        ]
    return []


def _count_letters(text: str) -> int:
    return sum(unicodedata.category(letter)[0] in "LM" for letter in text)
