"""`make bench`: the quick trainer against gensim's own, side by side. Prints a table, writes it as JSON.

Both get the same texts, cut at 10,000 words (gensim drops the rest of a longer one), the same hyperparameters and the
same initial range (word2vec.c's; gensim's is twice as wide). Runs are interleaved; speeds are ratios of medians, with
their minimum and maximum over the rounds. words/s are raw words of the corpus ÷ wall time of training, the vocabulary
counted beforehand; ours includes turning words into ids, as gensim's does. gensim's figure is the faster of
`sentences=` and `corpus_file=`. The quick trainer shares 16 negatives among the 16 centers of a block.
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
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median

import numpy as np
import psutil
import torch
from gensim.models import KeyedVectors, Word2Vec
from gensim.test.utils import datapath
from scipy.stats import ttest_ind

from w2v_helpers import fast
from w2v_helpers.corpus import read_corpus, wikipedia_articles
from w2v_helpers.models import SkipGram
from w2v_helpers.vectors import ANALOGIES, PAIRS, evaluate, to_keyed_vectors
from w2v_helpers.vocab import Vocab

RESULT = Path(__file__).parents[2] / "notebooks" / "results" / "benchmark.json"
CORES = os.cpu_count() or 1
GPU = "cuda" if torch.cuda.is_available() else None
ALPHAS = [0.025, 0.05, 0.075, 0.1]
EPOCHS = [3, 4, 5, 6, 8, 10, 12, 15, 20, 25]
Documents = list[list[str]]


class Clock:
    """Given as `exchange`, times training alone: the trainer calls it before the first step and after each piece."""

    rank, world, every = 0, 1, fast.PIECE

    def __init__(self) -> None:
        self.first, self.last = None, 0.0

    def __call__(self, table: torch.Tensor) -> None:
        self.last = time.perf_counter()
        self.first = self.first or self.last


def cut(documents: Iterable[list[str]], words: int = 10_000) -> Iterator[list[str]]:
    return (document[i : i + words] for document in documents for i in range(0, len(document), words))


def write(documents: Iterable[list[str]], path: Path) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(" ".join(document) + "\n" for document in documents)
    return path


def train_gensim(
    documents: Documents | None, file: Path | None, workers: int = CORES, warm: bool = False, **settings: float
) -> tuple[float, KeyedVectors]:
    """Seconds of training, and the vectors; from a file where one is given."""
    named = dict(vector_size=settings.pop("dim", 100), window=5, negative=5, sg=1, min_alpha=fast.MIN_ALPHA)
    model = Word2Vec(workers=workers, **{**named, "min_count": 5, **settings})
    source = dict(corpus_file=str(file)) if file else dict(corpus_iterable=documents)
    model.build_vocab(**source)
    model.wv.vectors /= 2  # word2vec.c's initial range, which is also ours
    counts = dict(total_examples=model.corpus_count, total_words=model.corpus_total_words, epochs=model.epochs)
    for _ in range(1 + warm):
        start = time.perf_counter()
        model.train(**source, **counts)
        seconds = time.perf_counter() - start
    return seconds, model.wv


def train_ours(
    documents: Documents | read_corpus, vocab: Vocab, workers: int = CORES, **settings: float
) -> tuple[float, KeyedVectors]:
    start = time.perf_counter()
    trained = fast.train(documents, vocab=vocab, workers=workers, **settings)
    seconds = time.perf_counter() - start
    return seconds, to_keyed_vectors(vocab, trained.input)


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


def race(words: int, rounds: int, runners: dict[str, Callable[[], float]]) -> dict[str, dict[str, float]]:
    """Each runner's words/s over interleaved rounds, the order turning, and the rounds' ratios to gensim's faster."""
    speeds: dict[str, list[float]] = {name: [] for name in runners}
    for number in range(rounds):
        names = list(runners)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            speeds[name].append(words / runners[name]())
    result = {name: spread(values) for name, values in speeds.items()}
    gensim = max((name for name in runners if name.startswith("gensim")), key=lambda name: result[name]["median"])
    for name in runners:
        if not name.startswith("gensim"):
            result[f"{name} ÷ gensim"] = ratio_of(speeds[name], speeds[gensim])
    return {**result, "faster gensim": gensim, "speeds": speeds}


def difference(ours: list[float], theirs: list[float]) -> dict[str, object]:
    """Mean of ours − gensim's and its 95 % interval (Welch)."""
    interval = ttest_ind(ours, theirs, equal_var=False).confidence_interval(0.95)
    low, high = float(interval.low), float(interval.high)
    return dict(ours=ours, gensim=theirs, mean=mean(ours) - mean(theirs), low=low, high=high)


def best_alpha(tried: dict[str, list | str]) -> str:
    """The learning rate whose first seed scores best; none at which any seed diverged."""
    trained = {alpha: scores for alpha, scores in tried.items() if scores != "diverged"}
    return max(trained, key=lambda alpha: trained[alpha][0]["WordSim-353"])


class Bench:
    """The corpora, and one method for each group of figures."""

    def __init__(self, folder: Path, articles: Documents, text: Path | None, quick: bool) -> None:
        self.folder, self.quick, self.text = folder, quick, text
        self.articles = list(cut(articles))
        flat = [word for article in self.articles for word in article]
        self.lines = [flat[i : i + 10] for i in range(0, len(flat), 10)]
        self.words = len(flat)
        self.files = {
            "articles": write(self.articles, folder / "articles.txt"),
            "lines": write(self.lines, folder / "lines.txt"),
        }
        self.vocab = Vocab.build(self.articles, 5)

    def _race(self, name: str, documents: Documents, rounds: int, epochs: int = 5) -> dict:
        runners = {
            "gensim sentences": lambda: train_gensim(documents, None, epochs=epochs)[0],
            "gensim corpus_file": lambda: train_gensim(None, self.files[name], epochs=epochs)[0],
            f"ours, {CORES} workers": lambda: train_ours(documents, self.vocab, epochs=epochs)[0],
            "ours, 1 worker": lambda: train_ours(documents, self.vocab, workers=1, epochs=epochs)[0],
        }
        return race(epochs * self.words, rounds, runners)

    def _quality(self, documents: Documents, seeds: int, epochs: int) -> dict:
        ours, theirs = [], []
        for seed in range(seeds):
            theirs.append(score(train_gensim(documents, None, epochs=epochs, seed=seed)[1]))
            ours.append(score(train_ours(documents, self.vocab, epochs=epochs, seed=seed)[1]))
        return {name: difference([s[name] for s in ours], [s[name] for s in theirs]) for name in PAIRS}

    def speed(self) -> dict:
        """Words/s on Wikipedia, identical hyperparameters."""
        return self._race("articles", self.articles, 2 if self.quick else 7)

    def quality(self) -> dict:
        """Scores on Wikipedia, identical hyperparameters."""
        return self._quality(self.articles, 2 if self.quick else 40, 1 if self.quick else 20)

    def lines_speed(self) -> dict:
        """Words/s on the same text, a line of ten words a document."""
        return self._race("lines", self.lines, 2 if self.quick else 7)

    def lines_quality(self) -> dict:
        return self._quality(self.lines, 2 if self.quick else 20, 1 if self.quick else 20)

    def tuned(self) -> dict:
        """Seconds to the WordSim-353 of gensim's 20 default epochs, each at its best alpha and number of epochs."""
        seeds, alphas, epochs = (range(2), [0.05], [1]) if self.quick else (range(3), ALPHAS, EPOCHS)
        trainers = {
            "gensim": lambda **settings: train_gensim(self.articles, None, **settings),
            "ours": lambda **settings: train_ours(self.articles, self.vocab, **settings),
        }

        def runs(name: str, **settings: float) -> dict:
            timed = [trainers[name](**settings, seed=seed) for seed in seeds]
            scores = [score(vectors) for _, vectors in timed]
            merged = {pairs: [one[pairs] for one in scores] for pairs in PAIRS}
            return dict(settings=settings, seconds=[seconds for seconds, _ in timed], **merged)

        default = runs("gensim", alpha=0.025, epochs=1 if self.quick else 20)
        goal, tried = mean(default["WordSim-353"]), {name: [] for name in trainers}
        for alpha, name in itertools.product(alphas, trainers):
            for number in epochs:
                try:
                    tried[name].append(runs(name, alpha=alpha, epochs=number))
                except FloatingPointError:  # too large a learning rate for it
                    tried[name].append(dict(settings=dict(alpha=alpha, epochs=number), diverged=True))
                    break
                if mean(tried[name][-1]["WordSim-353"]) >= goal:
                    break
        trained = {name: [run for run in own if "diverged" not in run] for name, own in tried.items()}
        reached = {name: [run for run in own if mean(run["WordSim-353"]) >= goal] for name, own in trained.items()}
        best = {name: min(own, key=lambda run: median(run["seconds"]), default=None) for name, own in reached.items()}
        result: dict = dict(default=default, tried=tried, best=best)
        if all(best.values()):
            again = {name: lambda n=name: trainers[n](**best[n]["settings"])[0] for name in trainers}
            again["default"] = lambda: trainers["gensim"](**default["settings"])[0]
            seconds = {name: [] for name in again}
            for _ in range(2 if self.quick else 5):
                for name, run in again.items():
                    seconds[name].append(run())
            result["seconds"] = {name: spread(values) for name, values in seconds.items()}
            result["tuned gensim ÷ ours"] = median(seconds["gensim"]) / median(seconds["ours"])
            result["default gensim ÷ ours"] = median(seconds["default"]) / median(seconds["ours"])
        return result

    def vocabularies(self) -> dict:
        """Training alone on synthetic ids (Zipf), both warmed up, for large vocabularies and two dimensions."""
        sizes, count = ([2_000], 20_000) if self.quick else ([100_000, 1_000_000], 3_000_000)
        result = {}
        for size, dim in itertools.product(sizes, [100, 300]):
            rng = np.random.default_rng(0)
            chances = 1 / np.arange(1, size + 1)
            drawn = rng.choice(size, count - size, p=chances / chances.sum())
            ids = rng.permutation(np.concatenate([drawn, np.arange(size)]))  # every word at least once
            documents = [list(map(str, part)) for part in np.array_split(ids, len(ids) // 1000)]
            vocab, settings = Vocab.build(documents, 1), dict(dim=dim, epochs=1)

            def ours(documents: Documents = documents, vocab: Vocab = vocab, settings: dict = settings) -> float:
                clock = Clock()
                fast.train(documents, vocab=vocab, exchange=clock, workers=CORES, **settings)
                return clock.last - clock.first

            def gensim(documents: Documents = documents, settings: dict = settings) -> float:
                return train_gensim(documents, None, warm=True, min_count=1, **settings)[0]

            runners = {"gensim sentences": gensim, f"ours, {CORES} workers": ours}
            result[f"{size:,} words, dim {dim}"] = race(count, 2 if self.quick else 3, runners)
        return result

    def large_file(self) -> Path:
        """The large text, cut at 10,000 words a line."""
        file = self.folder / "large.txt"
        if not file.exists():
            with (lzma.open if self.text.suffix == ".xz" else open)(self.text, "rt", encoding="utf-8") as lines:
                write(cut(map(str.split, lines)), file)
        return file

    def _large_corpus(self) -> tuple[read_corpus, Vocab, int]:
        corpus = read_corpus(self.large_file(), str.split)
        return corpus, Vocab.build(corpus, 5), sum(map(len, corpus))

    def gpu(self) -> dict:
        """The large text on a GPU, with larger steps as far as the trainer's limit lets them grow, 2 epochs each."""
        (corpus, vocab, words), result = self._large_corpus(), {}
        for blocks, alpha in itertools.product([16] if self.quick else [16, 64, 256], [0.025, 0.05]):
            name = f"up to {blocks} blocks a step, alpha {alpha}"
            try:
                seconds, vectors = train_ours(corpus, vocab, epochs=2, alpha=alpha, blocks=blocks, device=GPU)
            except FloatingPointError:  # too large a learning rate for it
                result[name] = "diverged"
                continue
            result[name] = dict(speed=2 * words / seconds, scores=score(vectors, analogies=not self.quick))
        return result

    def large(self) -> dict:
        """The large text: speed, and quality with analogies, each at its best alpha, 2 epochs."""
        file, (corpus, vocab, words) = self.large_file(), self._large_corpus()
        alphas, seeds = ([0.05], 2) if self.quick else (ALPHAS, 3)
        trainers = {
            "gensim": lambda **settings: train_gensim(None, file, epochs=2, **settings),
            "ours": lambda **settings: train_ours(corpus, vocab, epochs=2, **settings),
        }
        tried: dict = {name: {} for name in trainers}
        speeds: dict = {name: [] for name in trainers}

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

        for alpha, name in itertools.product(alphas, trainers):
            run(name, alpha, 0)
        for seed, name in itertools.product(range(1, seeds), trainers):
            run(name, float(best_alpha(tried[name])), seed)
        best = {name: best_alpha(own) for name, own in tried.items()}
        chosen = {name: tried[name][alpha] for name, alpha in best.items()}
        scores = {
            pairs: {name: [one[pairs] for one in chosen[name]] for name in trainers} for pairs in chosen["ours"][0]
        }
        rounds = min(map(len, speeds.values()))  # one that diverged has no speed
        ratio = ratio_of(*(speeds[name][-rounds:] for name in ("ours", "gensim")))
        return dict(words=words, best=best, tried=tried, speeds=speeds, scores=scores, ratio=ratio)

    def memory(self) -> dict:
        """Peak memory above the imports, MB, of training on the large text from its file; the median of three."""
        file = self.large_file()
        rounds = range(1 if self.quick else 3)
        return {name: median(peak_memory(name, file) for _ in rounds) for name in ("gensim", "ours")}

    def original(self) -> dict:
        """Words/s of the loop that the course grew from, on a slice, against the quick trainer."""
        seconds, rounds, ours = (1, 1, []) if self.quick else (20, 3, [])
        loops = []
        for _ in range(rounds):
            loops.append(original_loop(self.articles, self.vocab, seconds))
            ours.append(5 * self.words / train_ours(self.articles, self.vocab, epochs=5)[0])
        return dict(original=spread(loops), ours=spread(ours), ratio=median(ours) / median(loops))


def original_loop(documents: Documents, vocab: Vocab, seconds: float) -> float:
    """Words/s of Python pairs, batches of 16, random negatives, autograd and a dense Adam, for some seconds."""
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


def peak_memory(name: str, file: Path) -> float:
    """MB above the imports, of a process of its own."""
    command = [sys.executable, __file__, "--peak", name, str(file)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def peak() -> float:
    """MB: the most memory that this process has had so far. (On Linux ru_maxrss is its parent's, if that had more.)"""
    status = Path("/proc/self/status")
    if status.exists():
        (high,) = (line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(high) / 1024
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))


def train_and_print_peak(name: str, file: Path) -> None:
    before = psutil.Process().memory_info().rss / (1 << 20)
    if name == "gensim":
        Word2Vec(corpus_file=str(file), sg=1, epochs=1, workers=CORES)
    else:
        fast.train(read_corpus(file, str.split), epochs=1, workers=CORES)
    print(peak() - before)


def rows(found: dict) -> list[tuple[str, str, str, bool | None]]:
    """The table: figure, measured, what was aimed at, whether it was reached (None: not a matter of reaching)."""
    workers, table = f"ours, {CORES} workers", []

    def ratio(name: str, spread: dict, least: float) -> None:
        shown = f"{spread['median']:.2f} × ({spread['min']:.2f}–{spread['max']:.2f})"
        table.append((name, shown, f"at least {least} ×", spread["median"] >= least))

    def quality(name: str, scores: dict) -> None:
        for pairs, least in (("WordSim-353", -0.02), ("SimLex-999", -0.01)):
            result = scores[pairs]
            shown = f"{mean(result['ours']):.3f} and {mean(result['gensim']):.3f}: {result['mean']:+.3f}"
            shown += f" ({result['low']:+.3f} to {result['high']:+.3f})"
            table.append((f"{name}, {pairs}, ours and gensim", shown, f"above {least}", result["low"] > least))

    for part, name, least in (("speed", "Wikipedia", 4), ("lines_speed", "Lines of 10 words", 3)):
        if part in found:
            result = found[part]
            for runner in result["speeds"]:
                speed = result[runner]
                shown = f"{speed['median']:,.0f} ({speed['min']:,.0f}–{speed['max']:,.0f})"
                table.append((f"{name}, words/s, {runner}", shown, "", None))
            ratio(f"{name}, {CORES} workers ÷ gensim's {CORES}", result[f"{workers} ÷ gensim"], least)
            ratio(f"{name}, 1 worker ÷ gensim's {CORES}", result["ours, 1 worker ÷ gensim"], 2)
    if "quality" in found:
        quality("Wikipedia, 20 epochs", found["quality"])
    if "lines_quality" in found:
        quality("Lines of 10 words, 20 epochs", found["lines_quality"])
    if "tuned" in found:
        tuned = found["tuned"]
        table.append(
            ("Best settings, gensim", str(tuned["best"]["gensim"] and tuned["best"]["gensim"]["settings"]), "", None)
        )
        table.append(
            ("Best settings, ours", str(tuned["best"]["ours"] and tuned["best"]["ours"]["settings"]), "", None)
        )
        simlex = {name: mean(run["SimLex-999"]) for name, run in tuned["best"].items() if run}
        simlex["gensim's default"] = mean(tuned["default"]["SimLex-999"])
        table.append(("SimLex-999 there", ", ".join(f"{name} {s:.3f}" for name, s in simlex.items()), "", None))
        if "seconds" in tuned:
            least, shown = tuned["tuned gensim ÷ ours"], "{:.2f} × less".format
            table.append(("Time to quality, tuned against tuned", shown(least), "at least 3 ×", least >= 3))
            table.append(("… against gensim's 20 default epochs", shown(tuned["default gensim ÷ ours"]), "", None))
        else:
            table.append(("Time to quality, tuned against tuned", "not reached", "at least 3 ×", False))
    for name, result in found.get("vocabularies", {}).items():
        ratio(f"Vocabulary {name}", result[f"{workers} ÷ gensim"], 4)
    if "large" in found:
        large = found["large"]
        ratio(f"Large text ({large['words']:,} words)", large["ratio"], 3)
        for name, scores in large["scores"].items():
            ours, theirs = mean(scores["ours"]), mean(scores["gensim"])
            alphas = f"alpha {large['best']['ours']} and {large['best']['gensim']}"
            table.append((f"Large text, {name}, {alphas}", f"{ours:.3f} and {theirs:.3f}", "not below", ours >= theirs))
    if "memory" in found:
        ours, theirs = found["memory"]["ours"], found["memory"]["gensim"]
        table.append(("Peak memory ÷ gensim's", f"{ours / theirs:.2f}", "at most 1.3", ours <= 1.3 * theirs))
        table.append(("Peak memory above the imports", f"{ours:,.0f} MB", "below 1,500 MB", ours < 1500))
    for name, result in found.get("gpu", {}).items():
        if result != "diverged":
            scores = ", ".join(f"{pairs} {value:.3f}" for pairs, value in result["scores"].items())
            result = f"{result['speed']:,.0f} ({scores})"
        table.append((f"GPU, {name}, words/s", result, "", None))
    if "original" in found:
        result = found["original"]
        shown = f"{result['ratio']:,.0f} × ({result['original']['median']:,.0f} words/s)"
        table.append(("The loop the course grew from → ours", shown, "at least 5,000 ×", result["ratio"] >= 5000))
    return table


def machine() -> dict[str, object]:
    model = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(": ", 1)[1] for line in lines if line.startswith("model name")), model)
    versions = {name: version(name) for name in ("torch", "gensim", "numpy")}
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    if GPU:
        versions["gpu"] = torch.cuda.get_device_name(GPU) if GPU == "cuda" else GPU
    return dict(
        processor=model, cores=CORES, system=platform.system(), python=platform.python_version(), **versions, day=day
    )


FIGURES = (
    "speed", "quality", "lines_speed", "lines_quality", "tuned", "vocabularies", "original", "large", "memory", "gpu",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=FIGURES, default=FIGURES, help="measure these and keep the others")
    parser.add_argument(
        "--text", type=Path, help="a large text, a line a document (.txt or .xz), for large, memory and gpu"
    )
    parser.add_argument(
        "--quick", action="store_true", help="tiny settings: shows that all of it runs, measures nothing"
    )
    parser.add_argument("--out", type=Path, default=RESULT)
    parser.add_argument("--peak", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.peak:
        return train_and_print_peak(options.peak[0], Path(options.peak[1]))
    if options.text and not options.text.exists():
        parser.error(f"no file {str(options.text)!r}")
    torch.set_num_threads(1)
    found = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
    articles = wikipedia_articles()[: 3 if options.quick else None]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), articles, options.text, options.quick)
        for name in FIGURES:
            if name not in options.only or (name in ("large", "memory", "gpu") and not options.text):
                continue
            if name == "gpu" and not GPU:
                continue
            start = time.perf_counter()
            found[name] = getattr(bench, name)()
            found.setdefault("machines", {})[name] = machine()
            print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
            whole = options.out.with_suffix(".tmp")  # each figure is kept as soon as it is measured
            whole.parent.mkdir(parents=True, exist_ok=True)
            whole.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
            whole.replace(options.out)
    print(*machine().items(), sep="\n")
    print("ours shares 16 negatives among the 16 centers of a block; gensim draws 5 for each pair\n")
    for figure, measured, aim, reached in rows(found):
        print(f"{figure:62} {measured:48} {aim:18} {'' if reached is None else 'reached' if reached else 'MISSED'}")


if __name__ == "__main__":
    main()
