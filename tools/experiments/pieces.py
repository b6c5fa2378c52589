"""What moves a score beside the seed: where the trainer cuts the text into pieces (lesson 13).

Writes notebooks/results/pieces.json: for each number of pieces every seed's scores, on the
Wikipedia corpus with one worker and 20 epochs. Nine minutes of one core.
"""

import datetime
from pathlib import Path
from statistics import fmean, stdev

import torch
from count_models import keep
from gensim.test.utils import datapath

from w2v_helpers import fast
from w2v_helpers.blocks import encode
from w2v_helpers.corpus import wikipedia_articles
from w2v_helpers.vectors import PAIRS, evaluate, to_keyed_vectors
from w2v_helpers.vocab import Vocab

RESULT = Path(__file__).parents[2] / "notebooks" / "results" / "pieces.json"
PIECES, SEEDS = range(12, 22), range(10)  # the package itself cuts it into 13


def main() -> None:
    torch.set_num_threads(1)
    articles = wikipedia_articles()
    vocab = Vocab.build(articles, min_count=5)
    length = len(encode(articles, vocab))
    files = {name: datapath(file) for name, file in PAIRS.items()}
    found = {"epochs": 20, "scores": {}}
    for pieces in PIECES:
        scores = found["scores"][str(pieces)] = {name: [] for name in files}
        for seed in SEEDS:
            fast.PIECE = -(-length // pieces)  # rounded up
            trained = fast.train(articles, vocab=vocab, epochs=found["epochs"], seed=seed)
            for name, one in evaluate(to_keyed_vectors(*trained[:2]), files).items():
                scores[name].append(round(one.score, 4))
        for name, some in scores.items():
            error = stdev(some) / len(some) ** 0.5
            print(f"{pieces} pieces, {name}: {fmean(some):.3f} ± {error:.3f}", flush=True)
    found["day"] = datetime.datetime.now(datetime.UTC).date().isoformat()
    keep(found, RESULT)


if __name__ == "__main__":
    main()
