"""`python tools/mine.py` makes word2vec of the learner's own answers, trains it and scores it.

It writes work/my_word2vec.py, trains with it on the bundled Wikipedia for at most TEN_MINUTES, and
prints a table beside gensim at the same settings, at its default rate and at its best of those
that `make bench` tried, and random vectors. Where a `block_step` of lesson 12 is right, a row more
is that of the same text trained by it. With ``--record`` all answers
are the references, work/ is left alone, and the table is kept in notebooks/results/mine.json.
"""

import datetime
import hashlib
import importlib.util
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import torch
from gensim.models import KeyedVectors, Word2Vec
from one_file import ROOT, assemble, clashes, pipeline

from w2v_helpers import blocks
from w2v_helpers.checks.apart import Verdict, judged
from w2v_helpers.checks.copies import Answer
from w2v_helpers.checks.exercise import exercises
from w2v_helpers.corpus import wikipedia_articles
from w2v_helpers.mine import told
from w2v_helpers.options import Options
from w2v_helpers.parity import cut_texts
from w2v_helpers.tables import start_tables
from w2v_helpers.vectors import evaluate, to_keyed_vectors
from w2v_helpers.vocab import Vocab

RESULT = ROOT / "notebooks" / "results" / "mine.json"
TEN_MINUTES = 600
MIN_COUNT = 5
SETTINGS = dict(vector_size=100, window=5, negative=5, sample=1e-3, epochs=3)  # as train's own
MARK = "# made by `make mine`, which keeps what you change under another name: "
RATES = {"gensim, default": 0.025, "gensim": 0.1}
OWN_RATE = "0.003, Adam"  # train's own
FAST, FAST_RATE = ("weigh_pairs", "block_step"), 0.05
SHOWN = "two", "music", "river"
SETS = "WordSim-353", "SimLex-999"


class Row(NamedTuple):
    """What the table says of some vectors."""

    name: str
    scores: dict[str, tuple[float, int]]  # of a set: the score and the items it is on
    seconds: float | None
    near: dict[str, list[str]]
    rate: str = "–"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def put(text: str, path: Path) -> Path | None:
    """Write the module; an older one that somebody changed goes to the name that is returned."""
    kept = None
    if path.exists():
        first, _, old = path.read_text("utf-8").partition("\n")
        if first != MARK + digest(old):
            names = (path.with_stem(f"{path.stem}_{n}") for n in itertools.count(1))
            kept = next(name for name in names if not name.exists())
            path.rename(kept)
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(f"{MARK}{digest(text)}\n{text}", encoding="utf-8")
    temporary.replace(path)
    return kept


def written(text: str, module: Path) -> bool:
    """Whether the module could be written, and in a line what else there is to say of it."""
    try:
        kept = put(text, module)
    except OSError as error:
        print(f"{module} cannot be written: {error.strerror}")
        return False
    if kept:
        print(f"You had changed {module.name}: yours is {kept.name} now.")
    return True


def told_parts(verdicts: dict[str, Verdict]) -> None:
    own = sum(verdict.answer is not None for verdict in verdicts.values())
    for name, verdict in verdicts.items():
        print(f"  {name:24} {told(verdict)}")
    print(f"{own} of {len(verdicts)} parts are your own", end="")
    print("." if own else ": nothing is solved yet, so all below is the reference's.")


def train_apart(module: Path, text: Path, folder: Path) -> tuple[KeyedVectors, float] | str:
    """The vectors that the module trains on the text, and its seconds; or what went wrong.

    The module is one of `assemble` or, if it has a `block_step`, of `fast_parts`.
    """
    command = [sys.executable, __file__, str(module), str(text), str(folder)]
    try:
        done = subprocess.run(command, timeout=TEN_MINUTES, stderr=subprocess.PIPE, text=True)
    except subprocess.TimeoutExpired:
        return f"stopped after {TEN_MINUTES // 60} minutes"
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
    vectors = KeyedVectors.load(str(folder / "vectors.kv"))
    return vectors, float((folder / "seconds").read_text())


def train_here(module: Path, text: Path, folder: Path) -> None:
    """What `train_apart` does in a process of its own."""
    torch.set_num_threads(os.cpu_count() or 1)
    spec = importlib.util.spec_from_file_location("my_word2vec", module)
    word2vec = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(word2vec)
    start = time.perf_counter()
    if hasattr(word2vec, "block_step"):
        lines = text.read_text("utf-8").split("\n")
        vectors = train_blocks(word2vec, [line.split() for line in lines])
    else:
        words, counts, documents = word2vec.read(str(text), MIN_COUNT)
        table = word2vec.train(documents, counts, epochs=SETTINGS["epochs"])
        vectors = word2vec.keyed_vectors(words, counts, table)
    seconds = time.perf_counter() - start
    vectors.save(str(folder / "vectors.kv"))
    (folder / "seconds").write_text(str(seconds))


def train_blocks(own: ModuleType, articles: list[list[str]]) -> KeyedVectors:
    """Lesson 12's epochs on blocks, by a learner's weights and step, on one thread."""
    torch.set_num_threads(1)
    window, dim, negative = (SETTINGS[name] for name in ("window", "vector_size", "negative"))
    vocab, rng = Vocab.build(articles, min_count=MIN_COUNT), torch.Generator().manual_seed(0)
    keep = torch.cat([vocab.keep_probabilities(SETTINGS["sample"]), torch.zeros(1)])
    stream, noise = blocks.encode(articles, vocab), blocks.noise_table(vocab)
    table = start_tables(len(vocab), Options(dim=dim), rng)
    end = -blocks.NEGATIVES
    for epoch in range(SETTINGS["epochs"]):
        words, *sides = blocks.make_blocks(stream, keep, window, noise, 16, rng)
        weights = own.weigh_pairs(*sides, window, blocks.NEGATIVES, negative)
        orders = torch.randperm(len(words), generator=rng).view(-1, 16)
        for i, some in enumerate(orders):
            lr = FAST_RATE * (1 - (epoch + i / len(orders)) / SETTINGS["epochs"])
            ids = words[some].long()
            parts = ids[:, window : end - window], ids[:, :end], ids[:, end:]
            own.block_step(table, *parts, weights[some], lr)
    return to_keyed_vectors(vocab, table[: len(vocab)])


def fast_parts(work: Path) -> str | None:
    """A module of the learner's block step and, if it is theirs, its weights; or None."""
    verdicts = judged(FAST, work)
    if verdicts["block_step"].answer is None:
        return None
    pieces = ["import torch\nfrom torch import Tensor"]
    for name, one in verdicts.items():
        reference = Answer(name, exercises()[name].source, [], [], [])
        own = one.answer or reference
        pieces += [*own.imports, *own.helpers, own.source]
    return "\n\n\n".join(pieces) + "\n"


def train_gensim(articles: list[list[str]], alpha: float) -> tuple[KeyedVectors, float]:
    """gensim's vectors of the same articles, cut at 10,000 words: it trains on no more of one."""
    start = time.perf_counter()
    texts = list(cut_texts(articles))
    model = Word2Vec(texts, sg=1, min_count=MIN_COUNT, workers=2, seed=0, alpha=alpha, **SETTINGS)
    return model.wv, time.perf_counter() - start


def random_vectors(like: KeyedVectors) -> KeyedVectors:
    vectors = KeyedVectors(like.vector_size)
    table = np.random.default_rng(0).normal(size=like.vectors.shape).astype(np.float32)
    vectors.add_vectors(like.index_to_key, table)
    return vectors


def row(name: str, vectors: KeyedVectors, seconds: float | None = None, rate: str = "–") -> Row:
    found = evaluate(vectors)
    scores = {one: (found[one].score, found[one].items) for one in SETS}
    near = {word: [w for w, _ in vectors.most_similar(word, topn=5)] for word in SHOWN}
    return Row(name, scores, seconds, near, rate)


def fast_row(work: Path, text: Path, folder: Path) -> list[Row]:
    """The row of the learner's own block step, where it is right and trains."""
    source = fast_parts(work)
    if source is None:
        return []
    print("Training by your own block step of lesson 12:", flush=True)
    module = folder / "my_blocks.py"
    module.write_text(source, encoding="utf-8")
    own = train_apart(module, text, folder)
    if isinstance(own, str):
        print(f"your block step: {own}")
        return []
    return [row("your blocks", *own, str(FAST_RATE))]


def rivals(articles: list[list[str]]) -> list[Row]:
    """gensim at each of its rates, and random vectors."""
    rows = []
    for name, alpha in RATES.items():
        vectors, seconds = train_gensim(articles, alpha)
        rows.append(row(name, vectors, seconds, str(alpha)))
    return [*rows[::-1], row("random vectors", random_vectors(vectors))]


def lines(rows: list[Row]) -> list[str]:
    """The table, line by line: scores and seconds, then the neighbours of each word."""
    head = " ".join(f"{name:>18}" for name in SETS)
    found = [f"{'':18}{head} {'seconds':>8}  rate"]
    for one in rows:
        cells = " ".join(f"{score:>7.3f} ({n} items)".rjust(18) for score, n in one.scores.values())
        seconds = "–" if one.seconds is None else f"{one.seconds:.0f}"
        found.append(f"{one.name:18}{cells} {seconds:>8}  {one.rate}")
    for word in SHOWN:
        found += ["", word, *(f"  {one.name:16} {', '.join(one.near[word])}" for one in rows)]
    return found


def keep(table: list[str]) -> None:
    """Write the table, with the settings, versions and day, to RESULT, whole or not at all."""
    versions = {name: version(name) for name in ("gensim", "numpy", "torch")}
    about = dict(settings={**SETTINGS, "min_count": MIN_COUNT}, cores=os.cpu_count())
    about |= dict(python=platform.python_version(), versions=versions)
    about |= dict(date=datetime.date.today().isoformat(), printed=table)
    temporary = RESULT.with_suffix(".tmp")
    temporary.write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    temporary.replace(RESULT)


def make(work: Path, record: bool) -> int:
    verdicts = judged(tuple(pipeline()), work)
    answers = {name: one.answer for name, one in verdicts.items() if one.answer}
    for name, helper in clashes(answers).items():
        verdicts[name] = Verdict(None, None, f"its {helper} has the name of another part's")
        del answers[name]
    told_parts({name: verdicts[name] for name in pipeline()})
    module = work / "my_word2vec.py"
    if not written(assemble(answers), module):
        return 1
    articles = wikipedia_articles()
    with tempfile.TemporaryDirectory() as name:
        text = Path(name) / "wikipedia.txt"
        text.write_text("\n".join(map(" ".join, articles)), encoding="utf-8")
        print(f"Training work/{module.name} on {len(articles)} articles:", flush=True)
        own, fast = train_apart(module, text, Path(name)), fast_row(work, text, Path(name))
    print("Training gensim at the same settings, at two rates …", flush=True)
    rows = [*fast, *rivals(articles)]
    failed = isinstance(own, str)
    if failed:
        print(f"my_word2vec.py: {own}")
    else:
        rows.insert(0, row("my_word2vec.py", *own, OWN_RATE))
    print("", *lines(rows), sep="\n")
    if record and not failed:
        keep(lines(rows))
    return int(failed)


def main(record: bool = False) -> int:
    with tempfile.TemporaryDirectory() as empty:
        return make(Path(empty) if record else ROOT / "work", record)


if __name__ == "__main__":
    if sys.argv[1:] in ([], ["--record"]):
        sys.exit(main(bool(sys.argv[1:])))
    train_here(*map(Path, sys.argv[1:]))
