"""`make bench`: the quick trainer against gensim's own, side by side, and the lessons' speeds.

Prints a table and writes it as JSON. Both trainers get the same texts, cut at 10,000 words (of one
text gensim trains on no more), the same hyperparameters and the same initial range (word2vec.c's;
gensim's is twice as wide). Runs are interleaved; speeds are ratios of medians, with their minimum
and maximum over the rounds. words/s are raw words of the corpus ÷ wall time of training, the
vocabulary counted beforehand; ours includes turning words into ids, as gensim's does (but for
`vocabularies`). In the races of articles and lines gensim's figure is the faster of `sentences=`
and `corpus_file=`. The quick trainer shares 16 negatives among the 16 centers of a block.
"""

import argparse
import datetime
import itertools
import json
import lzma
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median

import bench_lessons
import bench_table
import numpy as np
import torch
from gensim.models import KeyedVectors, Word2Vec
from gensim.test.utils import datapath
from scipy.stats import ttest_ind

from w2v_helpers import fast
from w2v_helpers.corpus import read_corpus, wikipedia_articles
from w2v_helpers.models import SkipGram
from w2v_helpers.parity import cut_texts
from w2v_helpers.vectors import ANALOGIES, PAIRS, evaluate, to_keyed_vectors
from w2v_helpers.vocab import Vocab

RESULT = Path(__file__).parents[1] / "notebooks" / "results" / "benchmark.json"
OF_SHORT = Path(__file__).parents[1] / "build" / "benchmark.json"
CORES = os.cpu_count() or 1
GPU = "cuda" if torch.cuda.is_available() else None
ALPHAS = [0.025, 0.05, 0.075, 0.1]
EPOCHS = [3, 4, 5, 6, 8, 10, 12, 15, 20, 25]
FIGURES = [
    *("speed", "quality", "lines_speed", "lines_quality", "tuned", "vocabularies", "original"),
    *("commands", "lessons", "large", "memory", "gpu"),
]
SHORT = ["speed", "lines_speed", "commands"]  # under five minutes
OF_A_LARGE_TEXT = {"large", "memory", "gpu"}
# a whole command: a file in, vectors out
GENSIM = """import sys
from gensim.models import Word2Vec
text, vectors, epochs, workers = sys.argv[1:]
model = Word2Vec(corpus_file=text, sg=1, epochs=int(epochs), workers=int(workers))
model.wv.save_word2vec_format(vectors, binary=True)"""
COMMANDS = {
    "gensim": ["-c", GENSIM, "{text}", "{vectors}", "{epochs}", "{workers}"],
    "ours": [
        *("-m", "w2v_helpers", "train", "{text}", "{vectors}"),
        *("--alpha", "0.025", "--epochs", "{epochs}", "--workers", "{workers}"),
    ],
}  # fmt: skip
Documents = list[list[str]]


class Clock:
    """Given as `exchange`, times training alone.

    The trainer calls it before the first step and after each piece.
    """

    rank, world, every = 0, 1, fast.PIECE

    def __init__(self) -> None:
        self.first = None
        self.last = 0.0

    def __call__(self, *_: object) -> None:
        self.last = time.perf_counter()
        self.first = self.first or self.last


def write(documents: Iterable[list[str]], path: Path) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(" ".join(document) + "\n" for document in documents)
    return path


def zipf_documents(size: int, count: int) -> Documents:
    """``count`` words of 1,000 a document, every one of ``size`` at least once, as Zipf's law."""
    rng = np.random.default_rng(0)
    chances = 1 / np.arange(1, size + 1)
    drawn = rng.choice(size, count - size, p=chances / chances.sum())
    ids = rng.permutation(np.concatenate([drawn, np.arange(size)]))
    return [list(map(str, part)) for part in np.array_split(ids, len(ids) // 1000)]


def train_gensim(
    documents: Documents | None,
    file: Path | None,
    workers: int = CORES,
    warm: bool = False,
    **settings: float,
) -> tuple[float, KeyedVectors]:
    """Seconds of training, and the vectors; from a file where one is given."""
    named = dict(window=5, negative=5, sg=1, min_count=5, min_alpha=fast.MIN_ALPHA)
    dim = settings.pop("dim", 100)
    model = Word2Vec(vector_size=dim, workers=workers, **{**named, **settings})
    source = dict(corpus_file=str(file)) if file else dict(corpus_iterable=documents)
    model.build_vocab(**source)
    model.wv.vectors /= 2  # word2vec.c's initial range, which is also ours
    counts = dict(total_examples=model.corpus_count, total_words=model.corpus_total_words)
    for _ in range(1 + warm):
        start = time.perf_counter()
        model.train(**source, **counts, epochs=model.epochs)
        seconds = time.perf_counter() - start
    return seconds, model.wv


def train_ours(
    documents: Documents | read_corpus, vocab: Vocab, workers: int = CORES, **settings: float
) -> tuple[float, KeyedVectors]:
    """Seconds of training, and the vectors."""
    start = time.perf_counter()
    trained = fast.train(documents, vocab=vocab, workers=workers, **settings)
    seconds = time.perf_counter() - start
    return seconds, to_keyed_vectors(vocab, trained.input)


def seconds_of(train: Callable, *arguments: object, **settings: object) -> float:
    """Of what `train_gensim` or `train_ours` returns, the seconds."""
    return train(*arguments, **settings)[0]


def seconds_of_steps(documents: Documents, vocab: Vocab, **settings: float) -> float:
    """The quick trainer's seconds without turning words into ids."""
    clock = Clock()
    fast.train(documents, vocab=vocab, exchange=clock, workers=CORES, **settings)
    return clock.last - clock.first


def score(vectors: KeyedVectors, analogies: bool = False) -> dict[str, float]:
    """Unrounded scores; analogies only on request, as they take longer than training."""
    files = {name: datapath(file) for name, file in ANALOGIES.items()} if analogies else None
    pairs = {name: datapath(file) for name, file in PAIRS.items()}
    return {name: result.score for name, result in evaluate(vectors, pairs, files).items()}


def spread(values: list[float]) -> dict[str, float]:
    return dict(median=median(values), min=min(values), max=max(values))


def ratio_of(ours: list[float], theirs: list[float]) -> dict[str, float]:
    """The ratio of the medians; the least and the largest of the rounds."""
    paired = [own / other for own, other in zip(ours, theirs, strict=True)]
    return {**spread(paired), "median": median(ours) / median(theirs)}


def race(words: int, rounds: int, runners: dict[str, Callable[[], float]]) -> dict[str, object]:
    """Each runner's words/s over interleaved rounds, the order turning.

    And the rounds' ratios to the faster of those whose names begin with gensim.
    """
    speeds: dict[str, list[float]] = {name: [] for name in runners}
    for number in range(rounds):
        names = list(runners)
        turned = names[number % len(names) :] + names[: number % len(names)]
        for name in turned:
            speeds[name].append(words / runners[name]())
    result: dict[str, object] = {name: spread(values) for name, values in speeds.items()}
    theirs = [name for name in runners if name.startswith("gensim")]
    faster = max(theirs, key=lambda name: median(speeds[name]))
    for name in runners:
        if name not in theirs:
            result[f"{name} ÷ gensim"] = ratio_of(speeds[name], speeds[faster])
    return {**result, "faster gensim": faster, "speeds": speeds}


def difference(ours: list[float], theirs: list[float]) -> dict[str, object]:
    """Mean of ours − gensim's and its 95 % interval (Welch)."""
    interval = ttest_ind(ours, theirs, equal_var=False).confidence_interval(0.95)
    low, high = float(interval.low), float(interval.high)
    return dict(ours=ours, gensim=theirs, mean=mean(ours) - mean(theirs), low=low, high=high)


def best_alpha(tried: dict[str, list | str]) -> str:
    """The learning rate whose first seed scores best; none at which any seed diverged."""
    trained = {alpha: scores for alpha, scores in tried.items() if scores != "diverged"}
    return max(trained, key=lambda alpha: trained[alpha][0]["WordSim-353"])


def reaches(run: dict, goal: float) -> bool:
    return "diverged" not in run and mean(run["WordSim-353"]) >= goal


def fastest(runs: list[dict], goal: float) -> dict | None:
    """Of the runs that reach the goal, the one with the least time."""
    reached = [run for run in runs if reaches(run, goal)]
    return min(reached, key=lambda run: median(run["seconds"]), default=None)


class Bench:
    """The corpora, and one method for each group of figures."""

    def __init__(self, folder: Path, articles: Documents, options: argparse.Namespace) -> None:
        self.folder, self.quick, self.text = folder, options.quick, options.text
        self.short = options.short
        self.articles = list(cut_texts(articles))
        flat = [word for article in self.articles for word in article]
        self.lines = [flat[i : i + 10] for i in range(0, len(flat), 10)]
        self.words = len(flat)
        self.files = {
            "articles": write(self.articles, folder / "articles.txt"),
            "lines": write(self.lines, folder / "lines.txt"),
        }
        self.vocab = Vocab.build(self.articles, 5)
        self.trainers = {
            "gensim": partial(train_gensim, self.articles, None),
            "ours": partial(train_ours, self.articles, self.vocab),
        }

    def _race(self, name: str, documents: Documents) -> dict:
        gensim, ours = partial(seconds_of, train_gensim), partial(seconds_of, train_ours)
        runners = {
            "gensim sentences": partial(gensim, documents, None, epochs=5),
            "gensim corpus_file": partial(gensim, None, self.files[name], epochs=5),
            f"ours, {CORES} workers": partial(ours, documents, self.vocab, epochs=5),
            "ours, 1 worker": partial(ours, documents, self.vocab, workers=1, epochs=5),
        }
        rounds = 2 if self.quick else 3 if self.short else 7
        return race(5 * self.words, rounds, runners)

    def _quality(self, documents: Documents, seeds: int) -> dict:
        epochs = 1 if self.quick else 20
        ours, theirs = [], []
        for seed in range(2 if self.quick else seeds):
            theirs.append(score(train_gensim(documents, None, epochs=epochs, seed=seed)[1]))
            ours.append(score(train_ours(documents, self.vocab, epochs=epochs, seed=seed)[1]))
        return {
            name: difference([own[name] for own in ours], [other[name] for other in theirs])
            for name in PAIRS
        }

    def speed(self) -> dict:
        """Words/s on Wikipedia, identical hyperparameters."""
        return self._race("articles", self.articles)

    def quality(self) -> dict:
        """Scores on Wikipedia, identical hyperparameters."""
        return self._quality(self.articles, seeds=40)

    def lines_speed(self) -> dict:
        """Words/s on the same text, a line of ten words a document."""
        return self._race("lines", self.lines)

    def lines_quality(self) -> dict:
        """Scores on the same text, a line of ten words a document."""
        return self._quality(self.lines, seeds=20)

    def commands(self) -> dict:
        """Words/s of whole commands, from a file to a file of vectors, at one and at five epochs.

        Importing, counting and writing included; of the large text where there is one.
        """
        file, words = self.files["articles"], self.words
        if self.text:
            file = self.large_file()
            words = sum(map(len, read_corpus(file, str.split)))
        result = {}
        for epochs in [1] if self.quick else [1, 5]:
            runners = {name: partial(self._command, name, file, epochs) for name in COMMANDS}
            result[f"{words:,} words, epochs={epochs}"] = race(
                words, 2 if self.quick else 3, runners
            )
        return result

    def _command(self, name: str, file: Path, epochs: int) -> float:
        """Its seconds."""
        given = dict(text=file, vectors=self.folder / "vectors.bin", epochs=epochs, workers=CORES)
        command = [part.format(**given) for part in COMMANDS[name]]
        start = time.perf_counter()
        subprocess.run([sys.executable, *command], capture_output=True, check=True)
        return time.perf_counter() - start

    def tuned(self) -> dict:
        """Seconds to the WordSim-353 of gensim's 20 default epochs, each at its best settings."""
        default = self._train_seeds("gensim", alpha=0.025, epochs=1 if self.quick else 20)
        goal = mean(default["WordSim-353"])
        tried: dict[str, list[dict]] = {name: [] for name in self.trainers}
        for alpha, name in itertools.product([0.05] if self.quick else ALPHAS, self.trainers):
            tried[name] += self._lengthen(name, alpha, goal)
        best = {name: fastest(runs, goal) for name, runs in tried.items()}
        result = dict(default=default, tried=tried, best=best)
        if all(best.values()):
            result |= self._time_again({**best, "default": default})
        return result

    def _train_seeds(self, name: str, **settings: float) -> dict:
        """A trainer's seconds and scores at these settings, one for each seed."""
        seeds = range(2 if self.quick else 3)
        runs = [self.trainers[name](**settings, seed=seed) for seed in seeds]
        scores = [score(vectors) for _, vectors in runs]
        merged = {pairs: [one[pairs] for one in scores] for pairs in PAIRS}
        return dict(settings=settings, seconds=[seconds for seconds, _ in runs], **merged)

    def _lengthen(self, name: str, alpha: float, goal: float) -> list[dict]:
        """Runs of more and more epochs, up to the first that reaches the goal or diverges."""
        runs: list[dict] = []
        for epochs in [1] if self.quick else EPOCHS:
            settings = dict(alpha=alpha, epochs=epochs)
            try:
                runs.append(self._train_seeds(name, **settings))
            except FloatingPointError:  # too large a learning rate for it
                return [*runs, dict(settings=settings, diverged=True)]
            if reaches(runs[-1], goal):
                break
        return runs

    def _time_again(self, chosen: dict[str, dict]) -> dict:
        """The seconds of the chosen runs, interleaved, and their ratios."""
        seconds: dict[str, list[float]] = {name: [] for name in chosen}
        for _ in range(2 if self.quick else 5):
            for name, run in chosen.items():
                train = self.trainers["ours" if name == "ours" else "gensim"]
                seconds[name].append(seconds_of(train, **run["settings"]))
        ours = median(seconds["ours"])
        return {
            "seconds": {name: spread(values) for name, values in seconds.items()},
            "tuned gensim ÷ ours": median(seconds["gensim"]) / ours,
            "default gensim ÷ ours": median(seconds["default"]) / ours,
        }

    def vocabularies(self) -> dict:
        """Large vocabularies, two dimensions; gensim warmed up, ours from its first step on.

        So gensim's time includes looking up its words and ours does not.
        """
        sizes, count = ([2_000], 20_000) if self.quick else ([100_000, 1_000_000], 3_000_000)
        result = {}
        for size, dim in itertools.product(sizes, [100, 300]):
            documents = zipf_documents(size, count)
            vocab, settings = Vocab.build(documents, 1), dict(dim=dim, epochs=1)
            gensim = partial(seconds_of, train_gensim, warm=True, min_count=1, **settings)
            runners = {
                "gensim sentences": partial(gensim, documents, None),
                f"ours, {CORES} workers": partial(seconds_of_steps, documents, vocab, **settings),
            }
            result[f"{size:,} words, dim {dim}"] = race(count, 2 if self.quick else 3, runners)
        return result

    def large_file(self) -> Path:
        """The large text, cut at 10,000 words a line."""
        file = self.folder / "large.txt"
        if not file.exists():
            opened = lzma.open if self.text.suffix == ".xz" else open
            with opened(self.text, "rt", encoding="utf-8") as lines:
                write(cut_texts(map(str.split, lines)), file)
        return file

    def _large_corpus(self) -> tuple[read_corpus, Vocab, int]:
        corpus = read_corpus(self.large_file(), str.split)
        return corpus, Vocab.build(corpus, 5), sum(map(len, corpus))

    def gpu(self) -> dict:
        """The large text on a GPU, 2 epochs, with larger and larger steps.

        They grow as far as the trainer's limit lets them.
        """
        corpus, vocab, words = self._large_corpus()
        result: dict[str, dict | str] = {}
        most = [16] if self.quick else [16, 64, 256]
        for blocks, alpha in itertools.product(most, [0.025, 0.05]):
            name = f"up to {blocks} blocks a step, alpha {alpha}"
            settings = dict(epochs=2, alpha=alpha, blocks=blocks, device=GPU)
            try:
                seconds, vectors = train_ours(corpus, vocab, **settings)
            except FloatingPointError:  # too large a learning rate for it
                result[name] = "diverged"
                continue
            scores = score(vectors, analogies=not self.quick)
            result[name] = dict(speed=2 * words / seconds, scores=scores)
        return result

    def large(self) -> dict:
        """The large text: speed, and quality with analogies, each at its best alpha, 2 epochs."""
        corpus, vocab, words = self._large_corpus()
        trainers = {
            "gensim": partial(train_gensim, None, self.large_file(), epochs=2),
            "ours": partial(train_ours, corpus, vocab, epochs=2),
        }
        tried: dict[str, dict] = {name: {} for name in trainers}
        speeds: dict[str, list[float]] = {name: [] for name in trainers}

        def run(name: str, alpha: float, seed: int) -> None:
            if tried[name].get(str(alpha)) == "diverged":
                return
            try:
                seconds, vectors = trainers[name](alpha=alpha, seed=seed)
            except FloatingPointError:  # too large a learning rate for it
                tried[name][str(alpha)] = "diverged"
                return
            speeds[name].append(2 * words / seconds)
            tried[name].setdefault(str(alpha), []).append(score(vectors, analogies=not self.quick))

        for alpha, name in itertools.product([0.05] if self.quick else ALPHAS, trainers):
            run(name, alpha, 0)
        for seed, name in itertools.product(range(1, 2 if self.quick else 3), trainers):
            run(name, float(best_alpha(tried[name])), seed)
        best = {name: best_alpha(own) for name, own in tried.items()}
        chosen = {name: tried[name][alpha] for name, alpha in best.items()}
        scores = {
            pairs: {name: [one[pairs] for one in chosen[name]] for name in trainers}
            for pairs in chosen["ours"][0]
        }
        rounds = min(map(len, speeds.values()))  # one that diverged has no speed
        ratio = ratio_of(*(speeds[name][-rounds:] for name in ("ours", "gensim")))
        return dict(words=words, best=best, tried=tried, speeds=speeds, scores=scores, ratio=ratio)

    def memory(self) -> dict:
        """Peak memory above the imports, MB, of training on the large text's file.

        The median of three.
        """
        rounds = range(1 if self.quick else 3)
        peaks = {name: [peak_memory(name, self.large_file()) for _ in rounds] for name in TRAIN}
        return {name: median(values) for name, values in peaks.items()}

    def original(self) -> dict:
        """Words/s of the loop that the course grew from, on a slice, against the quick trainer."""
        loops, ours = [], []
        for _ in range(1 if self.quick else 3):
            loops.append(original_loop(self.articles, self.vocab, 1 if self.quick else 20))
            ours.append(5 * self.words / train_ours(self.articles, self.vocab, epochs=5)[0])
        return dict(original=spread(loops), ours=spread(ours), ratio=median(ours) / median(loops))

    def lessons(self) -> list[dict]:
        """What the lessons say about speed, measured in their own code."""
        return bench_lessons.measure(rounds=1 if self.quick else 5)


def original_loop(documents: Documents, vocab: Vocab, seconds: float) -> float:
    """Words/s of the loop that everyone writes first, for some seconds.

    Python pairs, batches of 16, random negatives, autograd and a dense Adam.
    """
    model = SkipGram(len(vocab), 100, generator=torch.Generator().manual_seed(0))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    start, words, batch = time.perf_counter(), 0.0, []
    for document in documents:
        ids = [vocab.ids[word] for word in document if word in vocab]
        for i, center in enumerate(ids):
            for context in ids[max(0, i - 5) : i] + ids[i + 1 : i + 6]:
                batch.append((center, context))
                if len(batch) == 16:
                    negatives = torch.randint(len(vocab), (16, 5))
                    loss = model(*torch.tensor(batch).T, negatives)
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                    batch = []
            words += len(document) / len(ids)  # raw words
            if time.perf_counter() - start > seconds:
                return words / seconds
    return words / (time.perf_counter() - start)


def peak() -> float:
    """MB: the most memory that this process has had so far.

    On Linux ru_maxrss is that of its parent, if the parent had more.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text().splitlines()
        (high,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
        return int(high) / 1024
    import resource  # not on Windows

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def peak_memory(name: str, file: Path) -> float:
    """MB above the imports, of a process of its own."""
    command = [sys.executable, __file__, "--peak", name, str(file)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


TRAIN = {
    "gensim": lambda file: Word2Vec(corpus_file=file, sg=1, epochs=1, workers=CORES),
    "ours": lambda file: fast.train(read_corpus(file, str.split), epochs=1, workers=CORES),
}


def print_peak(name: str, file: str) -> None:
    """What `peak_memory` reads: by how much training raises the peak of the imports."""
    before = peak()
    TRAIN[name](file)
    print(peak() - before)


def machine() -> dict[str, object]:
    """What the figures depend on, and the day."""
    model = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        names = [line.split(": ", 1)[1] for line in lines if line.startswith("model name")]
        model = next(iter(names), model)
    versions = {name: version(name) for name in ("torch", "gensim", "numpy")}
    if GPU:
        versions["gpu"] = torch.cuda.get_device_name(GPU) if GPU == "cuda" else GPU
    return dict(
        processor=model,
        cores=CORES,
        system=platform.system(),
        python=platform.python_version(),
        **versions,
        day=datetime.datetime.now(datetime.UTC).date().isoformat(),
    )


def read_options(arguments: list[str] | None) -> argparse.Namespace:
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shape)
    option = parser.add_argument
    named = dict(nargs="*", choices=FIGURES, default=FIGURES)
    option("--only", **named, help="measure these and keep the others")
    large = ", ".join(sorted(OF_A_LARGE_TEXT))
    option("--text", type=Path, help=f"a text, a line a document (.txt or .xz), for {large}")
    short = f"under five minutes: {', '.join(SHORT)} in few rounds, kept in build/"
    option("--short", action="store_true", help=short)
    option("--quick", action="store_true", help="tiny settings: shows that all of it runs")
    option("--out", type=Path)
    option("--peak", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    options.out = options.out or (OF_SHORT if options.short else RESULT)
    if options.short:
        options.only = [name for name in options.only if name in SHORT]
    if options.text and not options.text.exists():
        parser.error(f"no file {str(options.text)!r}")
    return options


def wanted(options: argparse.Namespace) -> list[str]:
    """The groups of figures to measure: those asked for that can be."""
    without = set() if options.text else set(OF_A_LARGE_TEXT)
    if not GPU:
        without.add("gpu")
    return [name for name in FIGURES if name in options.only and name not in without]


def keep(found: dict, path: Path) -> None:
    """Write the figures, whole or not at all."""
    temporary = path.with_suffix(".tmp")
    temporary.parent.mkdir(parents=True, exist_ok=True)
    temporary.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    temporary.replace(path)


def measure(names: list[str], found: dict, options: argparse.Namespace) -> None:
    """Add these groups of figures to those found, each kept as soon as it is measured."""
    articles = wikipedia_articles()[: 3 if options.quick else None]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), articles, options)
        for name in names:
            start = time.perf_counter()
            found[name] = getattr(bench, name)()
            found.setdefault("machines", {})[name] = machine()
            print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
            keep(found, options.out)


def main(arguments: list[str] | None = None) -> None:
    options = read_options(arguments)
    if options.peak:
        return print_peak(*options.peak)
    torch.set_num_threads(1)
    found = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
    if names := wanted(options):
        measure(names, found, options)
    print(*machine().items(), sep="\n")
    print("ours shares 16 negatives among the 16 centers of a block; gensim draws 5 for each pair")
    print(bench_table.page(found))


if __name__ == "__main__":
    main()
