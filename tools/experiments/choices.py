"""Lesson 06's model with one choice changed at a time, for lesson 16: rate, thinning, noise.

Writes notebooks/results/choices.json: every seed's scores, settings, versions, date and cores. All
are trained by the loop of lesson 06 on its hundred articles; held out are the same six. With one
seed all start from the same tables, and the thinned ones read the same pairs in the same order.
About ten minutes of one core.
"""

import datetime
import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import torch
from count_models import keep
from gensim.test.utils import datapath
from torch import Tensor
from torch.optim import Adam

from w2v_helpers.corpus import wikipedia_articles
from w2v_helpers.exercises.lesson_05 import draw_negatives
from w2v_helpers.models import SkipGram
from w2v_helpers.pairs import skipgram_pairs, subsample
from w2v_helpers.vectors import PAIRS, evaluate, to_keyed_vectors
from w2v_helpers.vocab import Vocab

RESULT = Path(__file__).parents[2] / "notebooks" / "results" / "choices.json"
SEEDS = range(5)
SETTINGS = dict(dim=50, window=5, negative=5, batch=8192, rate=0.01, epochs=3, held_out=18)


class Choice(NamedTuple):
    """What differs from one training to another."""

    falls: bool = True  # does the rate fall to 0, or stay?
    sample: float = 1e-3  # thins the text out; 0 keeps all
    power: float = 0.75  # of the noise
    same_pairs: bool = False  # as many pairs as with the thinned text, or as many epochs?


CHOICES = {
    "the rate stays": Choice(falls=False),
    "the rate falls": Choice(),
    "not thinned, same epochs": Choice(sample=0),
    "not thinned, same pairs": Choice(sample=0, same_pairs=True),
    "noise power 0": Choice(power=0),
    "noise power 1": Choice(power=1),
}
Pairs = tuple[Tensor, Tensor]


class Text:
    """The ids of some articles, and the pairs of an epoch."""

    def __init__(self, articles: list[list[str]], vocab: Vocab) -> None:
        self.documents = [vocab.encode(article) for article in articles]
        self.vocab = vocab

    def noise(self, power: float) -> Tensor:
        return self.vocab.noise_distribution(power)

    def pairs(self, sample: float, generator: torch.Generator) -> Pairs:
        keep = self.vocab.keep_probabilities(sample)
        thinned = [subsample(document, keep, generator) for document in self.documents]
        return skipgram_pairs(thinned, SETTINGS["window"], generator)


def batches(text: Text, choice: Choice, generator: torch.Generator) -> Iterator[Pairs]:
    """All batches of a training, epoch after epoch."""
    size = SETTINGS["batch"]
    left = SETTINGS["epochs"] * len(text.pairs(1e-3, generator)[0])
    for _ in range(SETTINGS["epochs"]):
        center, context = text.pairs(choice.sample, generator)
        for rows in torch.randperm(len(center), generator=generator).split(size):
            if choice.same_pairs and left <= 0:
                return
            left -= len(rows)
            yield center[rows], context[rows]


def train(text: Text, choice: Choice, seed: int) -> SkipGram:
    generator = torch.Generator().manual_seed(seed)
    noise = text.noise(choice.power)
    model = SkipGram(len(text.vocab), SETTINGS["dim"], generator)
    optimizer = Adam(model.parameters(), lr=SETTINGS["rate"])
    every = list(batches(text, choice, generator))
    for number, (center, context) in enumerate(every):
        if choice.falls:
            optimizer.param_groups[0]["lr"] = SETTINGS["rate"] * (1 - number / len(every))
        negatives = draw_negatives(noise, len(center), SETTINGS["negative"], generator)
        loss = model(center, context, negatives)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def measure() -> dict[str, dict[str, list[float]]]:
    """By choice and measure, each seed's value."""
    articles = wikipedia_articles()
    step = SETTINGS["held_out"]
    unseen = articles[::step]
    seen = [article for i, article in enumerate(articles) if i % step != 0]
    vocab = Vocab.build(seen, min_count=5)
    text = Text(seen, vocab)
    generator = torch.Generator().manual_seed(0)
    held = [part[::7] for part in Text(unseen, vocab).pairs(1e-3, generator)]
    noise = vocab.noise_distribution()
    held.append(draw_negatives(noise, len(held[0]), SETTINGS["negative"], generator))
    files = {name: datapath(file) for name, file in PAIRS.items()}
    found: dict[str, dict[str, list[float]]] = {}
    for seed in SEEDS:
        for name, choice in CHOICES.items():
            model = train(text, choice, seed)
            scores = evaluate(to_keyed_vectors(vocab, model.input.weight.detach()), pairs=files)
            values = {pairs: score.score for pairs, score in scores.items()}
            if choice.sample and choice.power == 0.75:  # else the loss is of another question
                with torch.no_grad():
                    values["held-out loss"] = model(*held).item()
            for measured, value in values.items():
                own = found.setdefault(name, {}).setdefault(measured, [])
                own.append(round(value, 4))
            print(f"seed {seed}  {name:<26}", values, flush=True)
    return found


def main() -> None:
    torch.set_num_threads(1)
    found = measure()
    versions = {name: version(name) for name in ("gensim", "numpy", "torch")}
    date = datetime.date.today().isoformat()
    settings = {**SETTINGS, "corpus": "wikipedia", "seeds": list(SEEDS)}
    about = dict(settings=settings, versions=versions, date=date, cores=os.cpu_count())
    keep({**about, "found": found}, RESULT)


if __name__ == "__main__":
    main()
