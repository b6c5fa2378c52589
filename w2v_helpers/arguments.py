"""What can be typed after `python -m w2v_helpers` (lessons 07, 13, 14)."""

import argparse
import os

from w2v_helpers.options import OPTIONS, suit

SUITED = suit(0).keys()
CORES = min(os.cpu_count() or 1, 16)
LONGEST = 400  # characters of a message


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaints are one line."""

    def error(self, message: str) -> None:
        self.exit(2, f"w2v_helpers: error: {shorten(message)} (--help tells more)\n")


def shorten(message: str) -> str:
    """In a line, of a few hundred characters at most."""
    message = " ".join(message.split())
    if len(message) > LONGEST:
        message = f"{message[: LONGEST // 2]} … {message[-LONGEST // 2 :]}"
    return message


def add_vectors(command: Parser) -> None:
    formats = "in word2vec's format: .bin binary, .txt or .vec text"
    command.add_argument("vectors", metavar="VECTORS", help=formats)


def add_training(command: Parser) -> None:
    text = "UTF-8 text files, a sentence or document a line; several are one corpus"
    command.add_argument("corpus", metavar="TEXT", nargs="+", help=text)
    add_vectors(command)
    kinds = "words (runs of letters), whitespace, or module:function of yours (default: words)"
    command.add_argument("--tokenizer", default="words", help=kinds)
    command.add_argument("--keep-case", action="store_true", help="tell upper from lower case")
    for name, option in OPTIONS.items():
        if name != "device":
            flag = f"--{name.replace('_', '-')}"
            default = CORES if name == "workers" else option.default
            suits = name in SUITED  # `None` until the text is known
            told = "what suits the text's length" if suits else default
            text = f"{option.meaning} (default: {told})"
            kind, default = type(default), None if suits else default
            command.add_argument(flag, type=kind, default=default, help=text)
    most = "keep at most so many words, the most frequent (default: all that min-count leaves)"
    command.add_argument("--max-vocab", type=int, metavar="N", help=most)
    counts = "write the words with their counts, too, as word2vec.c does (gensim's fvocab)"
    command.add_argument("--save-vocab", metavar="FILE", help=counts)
    text = "auto: cuda if there is one"
    command.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help=text)


def add_questions(command: Parser) -> None:
    add_vectors(command)
    lists = "each gets a list; + and - make one expression"
    command.add_argument("words", metavar="WORD", nargs="+", help=lists)
    command.add_argument("--top", type=int, default=10, help="words in a list (default: 10)")


def add_sets(command: Parser) -> None:
    add_vectors(command)
    pairs = "lines of: word, tab, word, tab, judged likeness"
    analogies = "lines of four words, under a line ': section'"
    command.add_argument("--pairs", metavar="FILE", nargs="+", help=pairs)
    command.add_argument("--analogies", metavar="FILE", nargs="+", help=analogies)


def add_output(command: Parser) -> None:
    add_vectors(command)
    suffix = "its suffix says the format; a page's is .html"
    command.add_argument("output", metavar="OUTPUT", help=suffix)


def add_page(command: Parser) -> None:
    add_output(command)
    counts = "words with their counts, as train --save-vocab writes them; the page shows them"
    command.add_argument("--vocab", metavar="FILE", help=counts)
