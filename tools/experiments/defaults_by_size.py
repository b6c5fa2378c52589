"""Which epochs and alpha suit how many tokens: what the command's defaults rest on.

Writes notebooks/results/defaults_by_size.json: for each text, epochs and alpha every seed's scores
on sets of word pairs and its longest vector; of texts that are hard to train on, the longest vector
at the rule's alpha and at four times it. Without arguments it measures Wikipedia in gensim's wheel,
parts of it and the hard texts, in about five minutes of one core; with --text a file of yours. What
the results say of other texts and sets stays in them. Prints a table of all.
"""

import argparse
import datetime
import json
import os
import random
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import fmean, stdev

import torch
from count_models import keep
from gensim.test.utils import datapath

from w2v_helpers import fast
from w2v_helpers.corpus import planted_corpus, read_corpus, wikipedia_articles
from w2v_helpers.options import OPTIONS, suit
from w2v_helpers.vectors import PAIRS, evaluate, to_keyed_vectors
from w2v_helpers.vocab import Vocab

RESULT = Path(__file__).parents[2] / "notebooks" / "results" / "defaults_by_size.json"
WHEEL = "Wikipedia in gensim's wheel"
PART = 100_000  # tokens of it
EPOCHS, ALPHAS = [5, 10, 20], [0.025, 0.05]
FIXED = OPTIONS["epochs"].default, OPTIONS["alpha"].default  # whatever the text
# did not enter the choice of the rule
UNSEEN = ["Five English novels", "Australian news in gensim's wheel", "RG-65"]
STEEP = [0.05, 0.2]  # the rule's alpha and four times it
WIDE = dict(window=10, negative=15)
HARD = dict(min_count=1, epochs=2)
SETTINGS = [{}, dict(workers=2), dict(workers=2, **WIDE), dict(workers=2, sample=0)]

Documents = Iterable[list[str]]


def cut(documents: Documents, skip: int, tokens: int) -> list[list[str]]:
    """The documents that begin or end in the ``tokens`` tokens after the first ``skip``."""
    part, begin, end = [], 0, 0
    for document in documents:
        begin, end = end, end + len(document)
        if begin >= skip + tokens:
            break
        if end > skip:
            part.append(document)
    return part


def score(trained: fast.Trained, pairs: dict[str, str]) -> dict[str, float]:
    """The scores on those sets of which the vocabulary has enough, and the longest vector."""
    found = {}
    keyed = to_keyed_vectors(trained.vocab, trained.input)
    for name, path in pairs.items():
        try:
            found[name] = round(evaluate(keyed, pairs={name: path})[name].score, 4)
        except ValueError:  # too few
            found[name] = None
    return {**found, "longest": longest(trained)}


def longest(trained: fast.Trained) -> float:
    """The length of the longest input vector."""
    return round(trained.input.norm(dim=1).max().item(), 2)


def setting(epochs: int, alpha: float) -> str:
    return f"epochs={epochs}, alpha={alpha}"


def measure(
    parts: dict[int, Documents], grid: list[tuple[int, float]], pairs: dict[str, str]
) -> dict:
    """By epochs and alpha every seed's scores, on the seed's own part of the text."""
    runs: dict[str, dict[str, list]] = {setting(*each): {} for each in grid}
    sizes: dict[str, list[int]] = dict(tokens=[], words=[])
    for seed, documents in parts.items():
        vocab = Vocab.build(documents, OPTIONS["min_count"].default)
        sizes["tokens"].append(int(vocab.counts.sum()))
        sizes["words"].append(len(vocab))
        for epochs, alpha in grid:
            trained = fast.train(documents, vocab=vocab, seed=seed, epochs=epochs, alpha=alpha)
            found = score(trained, pairs)
            for name, value in found.items():
                runs[setting(epochs, alpha)].setdefault(name, []).append(value)
            print(f"seed={seed}, {setting(epochs, alpha)}:", found, flush=True)
    today = datetime.date.today().isoformat()
    return {**sizes, "seeds": [*parts], "date": today, "runs": runs}


def hard_texts() -> Iterator[tuple[str, list[list[str]]]]:
    """Few words, short lines, and one word again and again."""
    articles = cut(wikipedia_articles(), 0, 50_000)
    yield "letters", [[*"".join(article)[:10_000]] for article in articles[:6]]
    rng = random.Random(0)
    words = [f"w{i}" for i in range(100)]
    yield "100 words at random", [rng.choices(words, k=1000) for _ in range(60)]
    yield "12 countries × 4 roles (planted)", planted_corpus()
    lines = [article[i : i + 3] for article in articles for i in range(0, len(article), 3)]
    yield "lines of three words", lines
    yield "a word 20,000 times", [*articles, *[["ha"] * 40] * 500]


def push() -> dict[str, dict[str, dict[str, float | None]]]:
    """By hard text and options the longest vector at each alpha; None where training stopped."""
    found: dict[str, dict[str, dict[str, float | None]]] = {}
    for name, documents in hard_texts():
        for options in SETTINGS:
            text = ", ".join(f"{key}={value}" for key, value in options.items()) or "the defaults"
            lengths = found.setdefault(name, {}).setdefault(text, {})
            for alpha in STEEP:
                try:
                    lengths[str(alpha)] = longest(
                        fast.train(documents, alpha=alpha, **HARD, **options)
                    )
                except FloatingPointError:
                    lengths[str(alpha)] = None
            print(name, text, lengths, flush=True)
    return found


def merge(old: dict, new: dict) -> dict:
    """What is new, and what it does not speak of as it was."""
    merged = {**old, **new}
    for key in old.keys() & new.keys():
        if isinstance(old[key], dict) and isinstance(new[key], dict):
            merged[key] = merge(old[key], new[key])
    return merged


def spread(values: list[float | None]) -> str:
    """Mean ± standard deviation."""
    known = [value for value in values if value is not None]
    if not known:
        return "–"
    return f"{fmean(known):.3f}" + (f" ± {stdev(known):.3f}" if len(known) > 1 else "")


def table(texts: dict[str, dict]) -> Iterator[str]:
    """A line for each text and setting: the fixed one, the rule's and the best of the grid."""
    for name, text in sorted(texts.items(), key=lambda item: fmean(item[1]["tokens"])):
        runs, tokens = text["runs"], fmean(text["tokens"])
        best = max(runs, key=lambda each: mean_score(runs[each]))
        rows = {"fixed": setting(*FIXED), "rule": setting(*suit(tokens).values()), "best": best}
        yield f"{name}: {tokens:,.0f} tokens; seeds: {len(text['seeds'])}"
        for kind, row in rows.items():
            cells = [f"{key} {spread(values)}" for key, values in runs.get(row, {}).items()]
            yield f"  {kind:<6}{row:<24}" + ("  ".join(cells) or "not measured")


def mean_score(run: dict[str, list]) -> float:
    """Over the sets that the rule was chosen on."""
    return fmean(value for name in PAIRS for value in run[name] if value is not None)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", help="a UTF-8 text, a document a line")
    parser.add_argument("--name", help="what to call it in the results")
    parser.add_argument("--tokens", type=int, help="take a part of so many (default: all)")
    parser.add_argument("--apart", type=int, help="from seed to seed the part begins so much later")
    parser.add_argument("--pairs", nargs="+", default=[], metavar="NAME=FILE", help="more sets")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--epochs", nargs="+", type=int, default=EPOCHS)
    parser.add_argument("--alphas", nargs="+", type=float, default=ALPHAS)
    return parser.parse_args()


def parts_of(args: argparse.Namespace) -> dict[str, dict[int, Documents]]:
    """By name of the text each seed's documents."""
    if not args.text:
        articles = wikipedia_articles()
        parts = {seed: cut(articles, seed * PART, PART) for seed in args.seeds}
        return {f"{WHEEL}, parts": parts, WHEEL: dict.fromkeys(args.seeds, articles)}
    documents = read_corpus(args.text)
    if not args.tokens:
        return {args.name: dict.fromkeys(args.seeds, documents)}
    apart = args.apart or args.tokens
    return {args.name: {seed: cut(documents, seed * apart, args.tokens) for seed in args.seeds}}


def main() -> None:
    args = parse()
    torch.set_num_threads(1)
    pairs = {name: datapath(file) for name, file in PAIRS.items()}
    pairs |= dict(each.split("=", 1) for each in args.pairs)
    grid = [(epochs, alpha) for epochs in args.epochs for alpha in args.alphas]
    result = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
    for name, parts in parts_of(args).items():
        result = merge(result, {"texts": {name: measure(parts, grid, pairs)}})
    if not args.text:
        result |= {"hard": HARD, "longest vectors of hard texts": push()}
    versions = {name: version(name) for name in ("gensim", "numpy", "torch")}
    about = dict(unseen=UNSEEN, versions=versions, cores=os.cpu_count())
    keep({**about, **result, **about}, RESULT)
    print(*table(result["texts"]), sep="\n")


if __name__ == "__main__":
    main()
