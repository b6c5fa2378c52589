"""The command `train`: from a text to a file of vectors, by one process or many (lesson 14)."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from w2v_helpers.options import OPTIONS, Options, suit
from w2v_helpers.terminal import FIRST, SIGNALS


def train(args: argparse.Namespace) -> int:
    """Train on a text and write the vectors; Ctrl-C keeps those so far as VECTORS.partial."""
    from w2v_helpers import fast, files
    from w2v_helpers.texts import Texts, choose_tokenizer, survey

    processes = 1 if "WORLD_SIZE" in os.environ else args.workers  # torchrun's are many already
    texts = Texts(args.corpus, choose_tokenizer(args.tokenizer, args.keep_case), processes)
    path = Path(args.vectors)
    if FIRST:
        check_files(args, path)  # now, before hours go into it
    given = given_options(args)
    began = time.time()
    with gather(given["device"]) as (read, trainer):
        stream, vocab, told = read(partial(survey, texts, args.min_count, args.max_vocab))
        files.check_words(vocab.words)
        options = {**suit(int(vocab.counts.sum())), **given}
        if FIRST:
            announce(args, vocab, options, told)
        keep = partial(finish_partial, path=files.partial_of(path), began=began)
        watch = partial(Watched, vocab=vocab, keep=keep)
        try:
            trained = trainer(stream, watch=watch, vocab=vocab, progress=FIRST, **options)
        except fast.Interrupted as stopped:
            lost = isinstance(stopped.__cause__, ConnectionError)
            return keep(stopped.trained, 1 if lost else 130, lost and stopped.__cause__)
        return finish(trained, path, 0)


def given_options(args: argparse.Namespace) -> dict[str, object]:
    """Those of a training that were set, and the device. Raises ValueError out of bounds."""
    from torch import cuda

    options = {name: getattr(args, name) for name in OPTIONS}
    options["device"] = args.device.replace("auto", "cuda" if cuda.is_available() else "cpu")
    given = {name: value for name, value in options.items() if value is not None}
    Options(**given)
    return given


def announce(args: argparse.Namespace, vocab: object, options: dict, told: list[str]) -> None:
    """Say what will be trained on, and how; write the counts if they were asked for.

    Raises ValueError if there is no room for the vectors.
    """
    from w2v_helpers import counts, files

    chosen = f"epochs={options['epochs']}, alpha={options['alpha']:g}"
    told.append(f"{chosen} for {int(vocab.counts.sum()):,} tokens (--epochs and --alpha change it)")
    print(*(f"w2v_helpers: {line}" for line in told), sep="\n", file=sys.stderr)
    files.check_space(Path(args.vectors), len(vocab), args.dim)
    if args.save_vocab is not None:
        counts.write_counts(vocab, args.save_vocab)


def check_files(args: argparse.Namespace, path: Path) -> None:
    """Raise ValueError if what is to be written has no place; vectors also if they are stopped."""
    from w2v_helpers import counts, files

    files.check_output(path)
    files.check_output(files.partial_of(path))
    outputs = [path, files.partial_of(path)]
    if args.save_vocab is not None:
        files.check_place(args.save_vocab, "words with their counts", counts.holds_counts)
        outputs.append(Path(args.save_vocab))
    taken = {place_of(Path(text)) for text in args.corpus}
    for output in outputs:
        if place_of(output) in taken:
            raise ValueError(f"{str(output)!r} is a text or another output: expected another name")
        taken.add(place_of(output))


def place_of(path: Path) -> object:
    """Equal for all names of one file."""
    return path.stat()[1:3] if path.exists() else os.path.realpath(path)


@contextmanager
def gather(device: str) -> Iterator[tuple[Callable, Callable]]:
    """What reads and what trains: in this process alone, or with the others of torchrun."""
    if "WORLD_SIZE" not in os.environ:
        from w2v_helpers import fast

        def alone(stream: object, watch: Callable, **options: object) -> tuple:
            return fast.train(stream, exchange=watch(fast.Alone()), **options)

        yield (lambda prepare: prepare()), alone
        return
    from w2v_helpers import distributed

    with distributed.meeting(device):
        yield distributed.from_first, distributed.train


class Watched:
    """An exchange; a signal keeps the tables as they are and ends the training."""

    stopping = False

    def __init__(self, exchange: Callable, vocab: object, keep: Callable) -> None:
        self.exchange, self.every = exchange, exchange.every
        self.rank, self.world = exchange.rank, exchange.world
        self.vocab, self.keep = vocab, keep

    def __call__(self, table: object, whole: bool) -> None:
        """From the first step on there is something to keep."""
        if self.stopping:
            raise KeyboardInterrupt
        SIGNALS.keep = partial(self.stop, table)
        self.exchange(table, whole)

    def stop(self, table: object, status: int) -> None:
        from w2v_helpers import fast

        self.stopping = True
        self.keep(fast.Trained(self.vocab, *table.cpu().split(len(self.vocab))), status)


def finish_partial(
    trained: tuple, status: int, why: object = None, *, path: Path, began: float
) -> int:
    """Write what was learned until now.

    Of torchrun's processes the first does; if it is the one that is missing, the next.
    """
    wait = time.time() + 5 * int(os.environ.get("RANK", 0))
    while time.time() < wait:
        if path.exists() and path.stat().st_mtime > began:
            return status
        time.sleep(0.1)
    if why:
        print("w2v_helpers: error:", why, file=sys.stderr)
    return finish(trained, path, status, others=True)


def finish(trained: tuple, path: Path, status: int, others: bool = False) -> int:
    """Write the vectors and say so; of torchrun's processes the first, or ``others`` as well."""
    SIGNALS.busy = True  # from the first import on: what is finished is written
    from w2v_helpers import explore, files, vectors

    if FIRST or others:
        keyed = vectors.to_keyed_vectors(trained.vocab, trained.input)
        try:
            files.write_vectors(keyed, path)
        except OSError as error:
            other = Path(tempfile.mkdtemp(prefix="w2v-"), path.name)
            files.write_vectors(keyed, other)
            raise OSError(f"{str(path)!r}: {error.strerror}; the vectors are in {other}") from error
        words, dim = trained.input.shape
        out, done = (sys.stderr, "w2v_helpers: interrupted;") if status else (sys.stdout, "trained")
        if not status:
            explore.warn_if_alike(keyed.vectors)
        print(f"{done} {words} words × {dim} numbers in {path}", file=out)
    return status
