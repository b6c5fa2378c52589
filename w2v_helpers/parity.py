"""gensim's training on tables of your choice, with its negatives foretold (lesson 10)."""

import copy
from collections.abc import Iterable, Iterator

import numpy as np
import torch
from gensim.models import Word2Vec
from torch import Tensor

WORDS = 2_000  # so many that the negatives of a short sentence hardly ever come twice


def gensim_model(dim: int, negative: int, sg: int = 1, window: int = 2) -> Word2Vec:
    """gensim's model of the words w0 … w1999, both tables filled with fixed random numbers.

    ``sg`` is 1 for skip-gram, 0 for CBOW. Nothing is subsampled, every window is full, and there is
    one worker, so that each step is known. Scores lie between about -2 and 2.
    """
    options = dict(min_count=1, sample=0, workers=1, seed=1, shrink_windows=False)
    model = Word2Vec(vector_size=dim, negative=negative, sg=sg, window=window, **options)
    model.build_vocab([[f"w{i}" for i in range(WORDS)]])
    rng = np.random.default_rng(1)
    model.wv.vectors[:] = rng.normal(size=(WORDS, dim)) / np.sqrt(dim)
    model.syn1neg[:] = rng.normal(size=(WORDS, dim)) / 2
    return model


def six_models(sg: int = 1) -> list[Word2Vec]:
    """Models of vectors of 2, 10 and 100 numbers, with one negative and with five."""
    return [gensim_model(dim, negative, sg) for dim in (2, 10, 100) for negative in (1, 5)]


def tables_of(model: Word2Vec) -> Tensor:
    """A copy of gensim's input and output tables, float64 ``(2, V, dim)``."""
    return torch.tensor(np.stack([model.wv.vectors, model.syn1neg])).double()


def after_gensim(model: Word2Vec, ids: list[int], lr: float = 0.025) -> Tensor:
    """The tables ``(2, V, dim)`` that gensim makes of the model's by reading one sentence, once."""
    model = copy.deepcopy(model)
    words = [model.wv.index_to_key[i] for i in ids]
    model.train([words], total_examples=1, epochs=1, start_alpha=lr, end_alpha=lr)
    return tables_of(model)


def next_negatives(model: Word2Vec, count: int) -> list[list[int]]:
    """The ids of the negatives that gensim is about to draw: ``count`` lists of K.

    This is the rule of gensim's word2vec_inner.pyx, the lines that set ``next_random``: a state of
    48 bits, multiplied and added to for each draw; its upper bits are a place in the cumulative
    counts of the noise distribution.
    """
    random = copy.deepcopy(model.random)  # the same numbers, and none is used up
    state = 2**24 * int(random.randint(0, 2**24)) + int(random.randint(0, 2**24))
    drawn = []
    for _ in range(count * model.negative):
        place = (state >> 16) % int(model.cum_table[-1])
        drawn.append(int(np.searchsorted(model.cum_table, place)))
        state = (state * 25214903917 + 11) % 2**48
    return [drawn[i : i + model.negative] for i in range(0, len(drawn), model.negative)]


def steps_of(model: Word2Vec, pairs: list[tuple]) -> list[tuple]:
    """Each pair (what is given, the word that it predicts), and its negatives: ids all of them."""
    drawn = next_negatives(model, len(pairs))
    return [(given, word, own) for (given, word), own in zip(pairs, drawn, strict=True)]


def full_windows(ids: list[int], window: int) -> list[tuple[list[int], int]]:
    """For each word of a sentence its context words, from left to right, and the word itself."""
    return [(ids[max(0, i - window) : i] + ids[i + 1 :][:window], own) for i, own in enumerate(ids)]


def cut_texts(documents: Iterable[list[str]], words: int = 10_000) -> Iterator[list[str]]:
    """The documents in parts of so many words at most: of a longer one gensim trains on no more."""
    for document in documents:
        yield from (document[i : i + words] for i in range(0, len(document), words))


def largest_gap(some: list[Tensor], others: list[Tensor]) -> float:
    """The largest difference between two numbers at the same place of two lists of tables."""
    return max((a - b).abs().max().item() for a, b in zip(some, others, strict=True))
