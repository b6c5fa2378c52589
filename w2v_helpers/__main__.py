"""The command line: train word vectors on a text of your own, question and score them."""

import argparse
import os
import re
import signal
import sys
import unicodedata
import warnings
from itertools import islice
from pathlib import Path

from w2v_helpers.options import OPTIONS, Options

EXAMPLES = """examples:
  python -m w2v_helpers train text.txt vectors.bin --epochs 10
  python -m w2v_helpers similar vectors.bin king - man + woman
  python -m w2v_helpers evaluate vectors.bin
  torchrun --nproc-per-node 2 -m w2v_helpers train text.txt vectors.bin"""
CORES = min(os.cpu_count() or 1, 16)
FIRST = (
    os.environ.get("RANK", "0") == "0"
)  # of torchrun's processes, the one that writes and prints
FREQUENT = 20_000  # words among which a similar spelling is looked for
SIGNS = {"+": 1.0, "-": -1.0, "−": -1.0}


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaints are one line."""

    def error(self, message: str) -> None:
        self.exit(2, f"w2v_helpers: error: {message} (--help tells more)\n")


def make_parser() -> Parser:
    """Everything that can be typed; a command is described by its function's docstring."""
    parser = Parser("python -m w2v_helpers", description=__doc__, epilog=EXAMPLES)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    kinds = {train: add_training, similar: add_questions, evaluate: add_sets}
    for run, add_arguments in kinds.items():
        text = run.__doc__
        command = commands.add_parser(run.__name__, help=text, description=text)
        command.set_defaults(run=run)
        add_arguments(command)
    return parser


def add_vectors(command: Parser) -> None:
    formats = "in word2vec's format: .bin binary, .txt or .vec text"
    command.add_argument("vectors", metavar="VECTORS", help=formats)


def add_training(command: Parser) -> None:
    text = "UTF-8 text files, a sentence or document a line; several are one corpus"
    command.add_argument("corpus", metavar="TEXT", nargs="+", help=text)
    add_vectors(command)
    kinds = "words (runs of letters), whitespace, or module:function of yours (default: words)"
    command.add_argument("--tokenizer", default="words", help=kinds)
    case = "tell upper from lower case"
    command.add_argument("--keep-case", action="store_true", help=case)
    for name, option in OPTIONS.items():
        if name != "device":
            flag = f"--{name.replace('_', '-')}"
            default = CORES if name == "workers" else option.default
            text = f"{option.meaning} (default: {default})"
            command.add_argument(flag, type=type(default), default=default, help=text)
    text = "auto: cuda if there is one"
    command.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help=text)


def add_questions(command: Parser) -> None:
    add_vectors(command)
    lists = "each gets a list; + and - make one expression"
    command.add_argument("words", metavar="WORD", nargs="+", help=lists)
    top = "words in a list (default: 10)"
    command.add_argument("--top", type=int, default=10, metavar="N", help=top)


def add_sets(command: Parser) -> None:
    add_vectors(command)
    pairs = "lines of: word, tab, word, tab, judged likeness"
    analogies = "lines of four words, under a line ': section'"
    command.add_argument("--pairs", metavar="FILE", nargs="+", help=pairs)
    command.add_argument("--analogies", metavar="FILE", nargs="+", help=analogies)


def train(args: argparse.Namespace) -> int:
    """Train on a text and write the vectors; Ctrl-C keeps those so far as VECTORS.partial."""
    from w2v_helpers import fast, files
    from w2v_helpers.texts import Texts, choose_tokenizer, survey

    documents = Texts(args.corpus, choose_tokenizer(args.tokenizer, args.keep_case))
    path = Path(args.vectors)
    if FIRST:
        files.check_output(path)  # now, before hours go into it
    options = {name: getattr(args, name) for name in OPTIONS}
    options["device"] = choose_device(args.device)
    Options(**options)  # raises for one out of bounds, before anything is read
    trainer = fast
    if "WORLD_SIZE" in os.environ:  # set by torchrun
        from w2v_helpers import distributed as trainer
    vocab, told = survey(documents, args.min_count)
    if FIRST:
        print(*(f"w2v_helpers: {line}" for line in told), sep="\n", file=sys.stderr)
    try:
        trained = trainer.train(documents, vocab=vocab, progress=FIRST, **options)
    except fast.Interrupted as stopped:
        return finish(stopped.trained, Path(f"{path}.partial"), 130)
    return finish(trained, path, 0)


def choose_device(asked: str) -> str:
    """The device that training will use. Raises ValueError if it is not there."""
    from torch import cuda

    if asked == "cuda" and not cuda.is_available():
        raise ValueError("--device cuda: torch finds no such device here; try --device cpu")
    return "cuda" if asked != "cpu" and cuda.is_available() else "cpu"


def finish(trained: tuple, path: Path, status: int) -> int:
    """Write the vectors and say so, in the first of torchrun's processes; returns ``status``."""
    from w2v_helpers import files, vectors

    if FIRST:
        files.write_vectors(vectors.to_keyed_vectors(trained.vocab, trained.input), path)
        words, dim = trained.input.shape
        out = sys.stderr if status else sys.stdout
        done = "w2v_helpers: interrupted;" if status else "trained"
        print(f"{done} {words} words × {dim} numbers in {path}", file=out)
    return status


def similar(args: argparse.Namespace) -> int:
    """Show the words nearest to a word, or to an expression such as king - man + woman."""
    from w2v_helpers.files import read_vectors

    if args.top < 1:
        raise ValueError(f"--top {args.top}: expected 1 or more")
    questions = parse_questions(part_signs(re.split("[ \t]+", " ".join(args.words))))
    vectors = read_vectors(args.vectors)
    questions = {
        question: [(look_up(word, vectors.key_to_index), sign) for word, sign in terms]
        for question, terms in questions.items()
    }
    if [len(terms) for terms in questions.values()] == [1, 1]:
        (one, _), (other, _) = (terms[0] for terms in questions.values())
        print(f"{one} · {other}  {vectors.similarity(one, other):.3f}")
    for question, terms in questions.items():
        if len(questions) > 1:
            print(question)
        print_columns(vectors.most_similar(terms, topn=args.top))
    return 0


def look_up(word: str, known: dict[str, int]) -> str:
    """A word as the vectors have it: as it was typed, or else treated as a text is; says which.

    ``known`` are their words, the most frequent first. Raises KeyError, with a frequent word of
    similar spelling, if there is none.
    """
    from difflib import get_close_matches

    straight = unicodedata.normalize("NFC", word).replace("’", "'")
    forms = [word, straight, straight.replace("'", "’")]
    for form in forms + [form.lower() for form in forms]:
        if form in known:
            if form != word:
                print(f"w2v_helpers: {form!r} for {word!r}", file=sys.stderr)
            return form
    near = get_close_matches(word, islice(known, FREQUENT), n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise KeyError(f"{word!r} is not among the {len(known)} words of the vocabulary{hint}")


def print_columns(found: list[tuple[str, float]]) -> None:
    """Words and their cosines."""
    width = max((len(word) for word, _ in found), default=0)
    print(*(f"{word:<{width}}  {cosine:6.3f}" for word, cosine in found), sep="\n")


def parse_questions(tokens: list[str]) -> dict[str, list[tuple[str, float]]]:
    """Each word by itself, or one expression; by its text: its words and their signs.

    Raises ValueError if words and signs do not take turns.
    """
    if len(tokens) < 2 or not SIGNS.keys() & set(tokens):
        return {token: [(token, 1.0)] for token in tokens or [""]}
    question = " ".join(tokens)
    terms = tokens if tokens[0] in SIGNS else ["+", *tokens]
    if [term in SIGNS for term in terms] != [True, False] * (len(terms) // 2):
        expected = "words with a sign between them, as in king - man + woman"
        raise ValueError(f"{question!r}: expected {expected}")
    signed = zip(terms[::2], terms[1::2], strict=True)
    return {question: [(word, SIGNS[sign]) for sign, word in signed]}


def evaluate(args: argparse.Namespace) -> int:
    """Score vectors, beside random ones, on word pairs and analogies: yours, or gensim's sets."""
    import numpy as np
    from gensim.models import KeyedVectors

    from w2v_helpers import files
    from w2v_helpers import vectors as scoring

    asked = {"pairs": args.pairs, "analogies": args.analogies}
    sets = {kind: {name: name for name in names} for kind, names in asked.items() if names}
    vectors = files.read_vectors(args.vectors)
    scores = scoring.evaluate(vectors, **sets)
    noise = KeyedVectors(vectors.vector_size)
    random = np.random.default_rng(0).standard_normal(vectors.vectors.shape)
    noise.add_vectors(vectors.index_to_key, random)
    chance = scoring.evaluate(noise, **sets)
    width = max(map(len, scores))
    print(f"{'set':<{width}}   score  coverage  random vectors")
    for name, (score, coverage) in scores.items():
        print(f"{name:<{width}}  {score:6.3f}  {coverage:8.0%}  {chance[name].score:14.3f}")
    return 0


def part_signs(words: list[str]) -> list[str]:
    """``king -man +woman`` with signs and words apart, so that -man is no option."""
    found = (re.fullmatch(r"(?:([-+−])(?=[^\W\d]{2}))?(.*)", word, re.DOTALL) for word in words)
    return [part for match in found for part in match.groups() if part is not None]


def show_warning(message: Warning, *_: object) -> None:
    """In a line."""
    print("w2v_helpers: warning:", message, file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit status: 0, 2 for bad input (told in a line), 130 for Ctrl-C."""
    try:
        args = make_parser().parse_args(
            part_signs(sys.argv[1:] if arguments is None else arguments)
        )
        with warnings.catch_warnings():
            warnings.showwarning = show_warning
            status = args.run(args)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # `… similar … | head -1`
        # Python flushes once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        message, status = "interrupted", 130
    except (ValueError, KeyError, OSError, FloatingPointError, MemoryError) as error:
        message, status = str(error.args[0] if isinstance(error, KeyError) else error), 2
    print("w2v_helpers:", "error: " * (status == 2) + " ".join(message.split()), file=sys.stderr)
    return status


if __name__ == "__main__":
    # leaves by way of every `with`: no temporary file stays
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
