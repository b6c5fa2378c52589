"""Train word vectors on a text of your own, question and score them (lessons 07, 13, 14)."""

import argparse
import os
import re
import sys
import warnings
from pathlib import Path

from w2v_helpers import arguments as given
from w2v_helpers.arguments import Parser, shorten
from w2v_helpers.questions import look_up, parse_questions, part_signs
from w2v_helpers.terminal import FIRST, SIGNALS
from w2v_helpers.training import place_of, train

EXAMPLES = """examples:
  python -m w2v_helpers train text.txt vectors.bin
  python -m w2v_helpers similar vectors.bin king - man + woman
  python -m w2v_helpers evaluate vectors.bin
  python -m w2v_helpers convert vectors.bin vectors.vec
  python -m w2v_helpers explore vectors.bin page.html
  torchrun --nproc-per-node 2 -m w2v_helpers train text.txt vectors.bin"""
MOST = 1_000_000  # words in a list


def make_parser() -> Parser:
    """Everything that can be typed; a command is described by its function's docstring."""
    parser = Parser("python -m w2v_helpers", description=__doc__, epilog=EXAMPLES)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    kinds = {
        train: given.add_training, similar: given.add_questions, evaluate: given.add_sets,
        convert: given.add_output, explore: given.add_page,
    }  # fmt: skip
    for run, add_arguments in kinds.items():
        text = run.__doc__
        command = commands.add_parser(run.__name__, help=text, description=text)
        command.set_defaults(run=run)
        add_arguments(command)
    return parser


def similar(args: argparse.Namespace) -> int:
    """Show the words nearest to a word, or to an expression such as king - man + woman."""
    from w2v_helpers.files import read_vectors

    if not 1 <= args.top <= MOST:
        raise ValueError(f"--top {args.top}: expected a whole number from 1 to {MOST:,}")
    vectors = read_vectors(args.vectors)
    known = vectors.key_to_index
    words = part_signs(re.split("[ \t]+", " ".join(args.words).strip(" \t")), known)
    questions = {
        question: [(look_up(word, known), sign) for word, sign in terms]
        for question, terms in parse_questions(words).items()
    }
    if [len(terms) for terms in questions.values()] == [1, 1]:
        (one, _), (other, _) = (terms[0] for terms in questions.values())
        print(f"{one} · {other}  {vectors.similarity(one, other):.3f}")
    for question, terms in questions.items():
        if not any(sum(sign for own, sign in terms if own == word) for word, _ in terms):
            raise ValueError(f"{question!r}: nothing is left of it that has neighbours")
        if len(questions) > 1:
            print(question)
        found = vectors.most_similar(terms, topn=args.top)
        width = max((len(word) for word, _ in found), default=0)
        print(*(f"{word:<{width}}  {cosine:6.3f}" for word, cosine in found), sep="\n")
    return 0


def evaluate(args: argparse.Namespace) -> int:
    """Score vectors, beside random ones, on word pairs and analogies: yours, or gensim's sets."""
    from w2v_helpers import files
    from w2v_helpers import vectors as scoring

    vectors = files.read_vectors(args.vectors)
    given = [{name: name for name in names or ()} for names in (args.pairs, args.analogies)]
    pairs, analogies = given if any(given) else scoring.default_sets()
    scores, failed = {}, []
    for kind, sets in (("pairs", pairs), ("analogies", analogies)):
        for name, file in sets.items():
            try:
                scores |= scoring.evaluate(vectors, **{kind: {name: file}})
            except (ValueError, OSError) as error:  # the other sets have their scores
                failed.append(error)
    if not scores:
        raise failed[0]
    width = max(map(len, scores))
    print(f"{'set':<{width}}   score  95% interval     items  left out  random vectors")
    for name, (score, coverage, items, low, high, chance) in scores.items():
        left_out = round(items / coverage) - items
        interval = f"{low:6.3f} … {high:.3f}"
        print(f"{name:<{width}}  {score:6.3f}  {interval:<14}  {items:6}", end="")
        print(f"  {left_out:8}  {chance:14.3f}")
    for error in failed:
        print("w2v_helpers: error:", shorten(str(error)), file=sys.stderr)
    return 2 if failed else 0


def convert(args: argparse.Namespace) -> int:
    """Write vectors in another format: binary (.bin) or text (.txt, .vec), packed or not."""
    from w2v_helpers import files

    if place_of(Path(args.vectors)) == place_of(Path(args.output)):
        raise ValueError(f"{args.output!r} is what is to be read: expected another name")
    files.check_output(args.output)
    vectors = files.read_vectors(args.vectors)
    SIGNALS.busy = True  # the file that is nearly there is written
    files.write_vectors(vectors, args.output)
    print(f"wrote {len(vectors)} words × {vectors.vector_size} numbers to {args.output}")
    return 0


def explore(args: argparse.Namespace) -> int:
    """Write a page for a browser: a word's neighbours, cosines, analogies and a map of words."""
    from w2v_helpers import counts, files
    from w2v_helpers import explore as pages

    pages.check_page(args.output)
    vectors = files.read_vectors(args.vectors)
    if args.vocab:
        counts.add_counts(vectors, args.vocab)
    SIGNALS.busy = True  # the page that is nearly there is written
    held = pages.write_page(vectors, Path(args.vectors).name, args.output)
    print(f"wrote {held} to {args.output}")
    return 0


def as_words(arguments: list[str]) -> list[str]:
    """Of ``similar`` --top first, then all words: behind a space -man is none of the options."""
    if arguments[:1] != ["similar"]:
        return arguments
    words = [" " * bool(re.match(r"-[^\W\d]", word) and word != "-h") + word for word in arguments]
    top = words.index("--top") if "--top" in words else len(words)
    return [words[0], *words[top : top + 2], *words[1:top], *words[top + 2 :]]


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit status: 0, 2 for bad input (told in a line), 130 for Ctrl-C."""
    tells = FIRST
    try:
        args = make_parser().parse_args(as_words(sys.argv[1:] if arguments is None else arguments))
        with warnings.catch_warnings():
            warnings.showwarning = lambda told, *_: print(
                "w2v_helpers: warning:", told, file=sys.stderr
            )
            status = args.run(args)
        flush()
        return status
    except BrokenPipeError:  # `… similar … | head -1`
        return 1
    except KeyboardInterrupt:
        message, status = "interrupted", 130
    except (ValueError, KeyError, OSError, FloatingPointError, MemoryError, Warning) as error:
        message, status = str(error.args[0] if isinstance(error, KeyError) else error), 2
        message = message or f"{args.vectors!r}: not enough memory ({type(error).__name__})"
        message = message.replace("min_count=", "--min-count ").replace("at_most=", "--max-vocab ")
        message += " (the output's, or TMPDIR's: a folder elsewhere)" * ("[Errno 28]" in message)
        tells = tells or isinstance(error, ConnectionError)  # the first may not be there
    if tells:
        print("w2v_helpers:", "error: " * (status == 2) + shorten(message), file=sys.stderr)
    return status


def flush() -> None:
    """Raise OSError if what was printed cannot be; then Python's own flush at its end is quiet."""
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        told = f"what it prints is lost ({error.strerror}); the files are written"
        raise type(error)(told) from error
