"""Train word vectors on a text of your own, ask them for neighbours and analogies, and measure them."""

import argparse
import os
import signal
import sys
from pathlib import Path

EXAMPLES = """examples:
  python -m w2v_helpers train text.txt vectors.bin --epochs 10
  python -m w2v_helpers similar vectors.bin king - man + woman
  python -m w2v_helpers evaluate vectors.bin
  torchrun --nproc-per-node 2 -m w2v_helpers train text.txt vectors.bin"""
FIRST = os.environ.get("RANK", "0") == "0"  # of torchrun's processes, the one that writes and prints
OPTIONS = {
    "dim": (100, "numbers in a vector"),
    "window": (5, "words on each side of a centre word that may be its contexts"),
    "negative": (5, "negatives for each pair"),
    "min-count": (5, "leave out words that occur less often"),
    "sample": (1e-3, "thin out words with a larger share of the text than this; 0 keeps all"),
    "alpha": (0.025, "learning rate at the start"),
    "epochs": (5, "passes over the text"),
    "workers": (
        min(os.cpu_count() or 1, 16),
        "threads, under torchrun one a process; with one, a seed gives the same vectors",
    ),
    "seed": (0, "of everything that is drawn at random"),
}
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
    runs = (train, similar, evaluate)
    added = [commands.add_parser(run.__name__, help=run.__doc__, description=run.__doc__) for run in runs]
    trains, asks, scores = added
    trains.add_argument("corpus", metavar="CORPUS", help="a UTF-8 text file, a sentence or document a line")
    for command, run in zip(added, runs, strict=True):
        command.set_defaults(run=run)
        command.add_argument("vectors", metavar="VECTORS", help="in word2vec's format: .bin binary, .txt or .vec text")
    for name, (default, text) in OPTIONS.items():
        trains.add_argument(f"--{name}", type=type(default), default=default, help=f"{text} (default: {default})")
    trains.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="auto: cuda if there is one")
    asks.add_argument("words", metavar="WORD", nargs="+", help="each gets a list; + and - make one expression")
    asks.add_argument("--top", type=int, default=10, metavar="N", help="words in a list (default: 10)")
    scores.add_argument("--pairs", metavar="FILE", nargs="+", help="lines of: word, tab, word, tab, judged likeness")
    scores.add_argument("--analogies", metavar="FILE", nargs="+", help="lines of four words, under a line ': section'")
    return parser


def train(args: argparse.Namespace) -> int:
    """Train on a text and write the vectors; Ctrl-C keeps those so far as VECTORS.partial."""
    from torch import cuda

    from w2v_helpers import corpus, fast, vectors

    documents, path, status = corpus.read_corpus(args.corpus), Path(args.vectors), 0
    if FIRST:
        vectors.check_output(path)  # now, before hours go into it
        if path.exists() and path.samefile(args.corpus):
            raise ValueError(f"{args.vectors!r} is the corpus: expected another name for the vectors")
    options = {key: value for key, value in vars(args).items() if key not in ("run", "corpus", "vectors")}
    if args.device == "cuda" and not cuda.is_available():
        raise ValueError("--device cuda: torch finds no such device here; try --device cpu")
    options["device"] = "cuda" if args.device != "cpu" and cuda.is_available() else "cpu"
    trainer = fast
    if "WORLD_SIZE" in os.environ:  # set by torchrun
        from w2v_helpers import distributed as trainer
    try:
        trained = trainer.train(documents, progress=FIRST, **options)
    except fast.Interrupted as stopped:
        trained, path, status = stopped.trained, Path(f"{path}.partial"), 130
    if FIRST:
        vectors.write_vectors(vectors.to_keyed_vectors(trained.vocab, trained.input), path)
        summary = f"{len(trained.vocab)} words × {args.dim} numbers in {path}"
        print("w2v_helpers: interrupted;" if status else "trained", summary, file=sys.stderr if status else sys.stdout)
    return status


def similar(args: argparse.Namespace) -> int:
    """Show the words nearest to a word, or to an expression such as king - man + woman, and their cosines."""
    from torch import ones

    from w2v_helpers.vectors import read_vectors
    from w2v_helpers.vocab import Vocab

    if args.top < 1:
        raise ValueError(f"--top {args.top}: expected 1 or more")
    questions, vectors = parse_questions(" ".join(args.words).split()), read_vectors(args.vectors)
    vocab = Vocab(vectors.index_to_key, ones(len(vectors)))
    for word in [word for terms in questions.values() for word, _ in terms]:
        vocab.id(word)  # or a KeyError that names similar words
    for question, terms in questions.items():
        found = vectors.most_similar(terms, topn=args.top)
        width = max((len(word) for word, _ in found), default=0)
        if len(questions) > 1:
            print(question)
        print(*(f"{word:<{width}}  {cosine:6.3f}" for word, cosine in found), sep="\n")
    return 0


def parse_questions(tokens: list[str]) -> dict[str, list[tuple[str, float]]]:
    """Each word by itself, or one expression; by its text: its words and their signs. Raises ValueError."""
    if len(tokens) < 2 or not SIGNS.keys() & set(tokens):
        return {token: [(token, 1.0)] for token in tokens or [""]}
    terms = tokens if tokens[0] in SIGNS else ["+", *tokens]
    if [term in SIGNS for term in terms] != [True, False] * (len(terms) // 2):
        raise ValueError(f"{' '.join(tokens)!r}: expected words with a sign between them, as in king - man + woman")
    return {" ".join(tokens): [(word, SIGNS[sign]) for sign, word in zip(terms[::2], terms[1::2], strict=True)]}


def evaluate(args: argparse.Namespace) -> int:
    """Score vectors, beside random ones, on word pairs and analogies: those of your files, or the sets in gensim."""
    import numpy as np
    from gensim.models import KeyedVectors

    from w2v_helpers import vectors as files

    asked = {"pairs": args.pairs, "analogies": args.analogies}
    sets = {kind: {name: name for name in names} for kind, names in asked.items() if names}
    vectors = files.read_vectors(args.vectors)
    scores = files.evaluate(vectors, **sets)
    noise = KeyedVectors(vectors.vector_size)
    noise.add_vectors(vectors.index_to_key, np.random.default_rng(0).standard_normal(vectors.vectors.shape))
    chance, width = files.evaluate(noise, **sets), max(map(len, scores))
    print(f"{'set':<{width}}   score  coverage  random vectors")
    for name, (score, coverage) in scores.items():
        print(f"{name:<{width}}  {score:6.3f}  {coverage:8.0%}  {chance[name].score:14.3f}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit status: 0, 2 for bad input (told in one line on stderr), 130 for Ctrl-C."""
    try:
        args = make_parser().parse_args(arguments)
        status = args.run(args)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # `… similar … | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at its end
        return 1
    except KeyboardInterrupt:
        message, status = "interrupted", 130
    except (ValueError, KeyError, OSError, FloatingPointError, MemoryError) as error:
        message, status = str(error.args[0] if isinstance(error, KeyError) else error), 2
    print("w2v_helpers:", "error: " * (status == 2) + " ".join(message.split()), file=sys.stderr)
    return status


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leaves by way of every `with`: no temporary file stays
    sys.exit(main())
