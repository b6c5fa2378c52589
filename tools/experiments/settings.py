"""What the page of questions tells of settings, tables and stop words: scores of three seeds.

Writes notebooks/results/settings.json: every seed's scores, settings, versions, date and cores.
*Settings*: the quick trainer on the bundled Wikipedia, one setting changed at a time; of the usual
ones the input vectors, the output vectors and their sum. *Stop words*: the loop of lesson 06 (as in
choices.py) on the whole text, without the pairs that have a stop word, and without its tokens, so
that the others move together. All are scored on the pairs of words that are none. About ten minutes
of one core.
"""

import datetime
import os
from importlib.metadata import version
from pathlib import Path

import torch
from choices import SETTINGS, Choice, Pairs, Text, train
from count_models import keep
from gensim.parsing.preprocessing import STOPWORDS
from gensim.test.utils import datapath
from torch import Tensor

from w2v_helpers import fast
from w2v_helpers.corpus import wikipedia_articles
from w2v_helpers.vectors import PAIRS, evaluate, to_keyed_vectors
from w2v_helpers.vocab import Vocab

RESULT = Path(__file__).parents[2] / "notebooks" / "results" / "settings.json"
SEEDS = range(3)
USUAL = dict(dim=100, window=5, negative=5, alpha=0.05, epochs=10)
OTHERS = [
    dict(dim=30), dict(dim=300), dict(window=2), dict(window=10), dict(negative=1),
    dict(negative=15), dict(window=10, negative=15),
]  # fmt: skip
Found = dict[str, dict[str, list[float]]]


class WithoutPairs(Text):
    """No pair and no negative is a stop word; the text between the others stays."""

    def stops(self) -> Tensor:
        return torch.tensor([word in STOPWORDS for word in self.vocab.words])

    def noise(self, power: float) -> Tensor:
        noise = super().noise(power).masked_fill(self.stops(), 0)
        return noise / noise.sum()

    def pairs(self, sample: float, generator: torch.Generator) -> Pairs:
        center, context = super().pairs(sample, generator)
        stays = ~(self.stops()[center] | self.stops()[context])
        return center[stays], context[stays]


def add(found: Found, name: str, vocab: Vocab, table: Tensor) -> None:
    """Score a table, add the scores under the name, and print them."""
    files = {each: datapath(file) for each, file in PAIRS.items()}
    for each, score in evaluate(to_keyed_vectors(vocab, table), pairs=files).items():
        found.setdefault(name, {}).setdefault(each, []).append(round(score.score, 4))
    print(f"{name:<26}", {each: own[-1] for each, own in found[name].items()}, flush=True)


def measure_settings(articles: list[list[str]]) -> Found:
    found: Found = {}
    for seed in SEEDS:
        for changed in [{}, *OTHERS]:
            trained = fast.train(articles, **{**USUAL, **changed}, seed=seed)
            name = ", ".join(f"{option}={value}" for option, value in changed.items())
            add(found, name or "usual", trained.vocab, trained.input)
            if not changed:
                add(found, "output vectors", trained.vocab, trained.output)
                add(found, "sum of both", trained.vocab, trained.input + trained.output)
    return found


def measure_stop_words(articles: list[list[str]]) -> Found:
    found: Found = {}
    words = Vocab.build(articles, min_count=5)
    shorter = [[word for word in article if word not in STOPWORDS] for article in articles]
    others = Vocab.build(shorter, min_count=5)
    texts = {
        "whole text": Text(articles, words),
        "pairs left out": WithoutPairs(articles, words),
        "tokens left out": Text(shorter, others),
    }
    for seed in SEEDS:
        for name, text in texts.items():
            table = train(text, Choice(), seed).input.weight.detach()
            add(found, name, others, table[text.vocab.encode(others.words)])
    return found


def main() -> None:
    torch.set_num_threads(1)
    articles = wikipedia_articles()
    found = {"settings": measure_settings(articles), "stop words": measure_stop_words(articles)}
    versions = {name: version(name) for name in ("gensim", "numpy", "torch")}
    loop = {**SETTINGS, "held_out": 0}
    given = {"corpus": "wikipedia", "seeds": list(SEEDS), "quick trainer": USUAL, "loop": loop}
    date = datetime.date.today().isoformat()
    about = dict(settings=given, versions=versions, date=date, cores=os.cpu_count())
    keep({**about, "found": found}, RESULT)


if __name__ == "__main__":
    main()
