"""Skip-gram with negative sampling, made of the answers to the exercises of lessons 03 to 09.

In a terminal: python word2vec.py text.txt music river --epochs 5 --save vectors.txt
"""

import argparse
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from gensim.models import KeyedVectors
from torch import Tensor, nn
from torch.optim import Adam, Optimizer
from tqdm import tqdm

def tokenize(line: str) -> list[str]:
    """The words of a line, in lower case, in the order of the text."""
    words = re.findall(r"\w+(?:['’]\w+)*", line.lower())
    return [word.replace("’", "'") for word in words]

def number_words(counts: Counter[str]) -> dict[str, int]:
    """An id for each word: 0 for the most frequent; ties in alphabetical order."""
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: i for i, word in enumerate(words)}

def read(path: str, min_count: int) -> tuple[list[str], Tensor, list[Tensor]]:
    """The words by id, their counts, and the ids of each line."""
    with Path(path).open(encoding="utf-8") as lines:
        texts = [tokenize(line) for line in lines]
    counts = Counter(token for tokens in texts for token in tokens)
    counts = Counter({word: n for word, n in counts.items() if n >= min_count})
    ids = number_words(counts)
    words = sorted(ids, key=ids.get)
    known = ([ids[token] for token in tokens if token in ids] for tokens in texts)
    documents = [torch.tensor(document) for document in known if document]
    return words, torch.tensor([counts[word] for word in words]), documents

def keep_probabilities(counts: Tensor, sample: float) -> Tensor:
    """The probability that a token of each word stays, by the rule of word2vec.c."""
    f = counts / counts.sum()  # (V,) each word's share of the tokens
    return ((sample / f).sqrt() + sample / f).clamp(max=1)

def subsample(ids: Tensor, keep: Tensor, generator: torch.Generator) -> Tensor:
    """The tokens that stay: each tosses a coin of its own."""
    stays = torch.rand(len(ids), generator=generator) < keep[ids]  # (n,) bool
    return ids[stays]

def mark_contexts(document: Tensor, window: int) -> Tensor:
    """Which places of every word's window hold a word of its own document."""
    offsets = torch.tensor([d for d in range(-window, window + 1) if d != 0])
    positions = torch.arange(len(document))[:, None] + offsets  # (n, 2·window)
    inside = (positions >= 0) & (positions < len(document))
    near = document[positions.clamp(0, len(document) - 1)]  # (n, 2·window)
    return inside & (near == document[:, None])

def make_pairs(ids: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    """The pairs that a mask leaves: all their centers, and all their contexts."""
    window = real.shape[1] // 2
    offsets = torch.tensor([d for d in range(-window, window + 1) if d != 0])
    positions = torch.arange(len(ids))[:, None] + offsets  # (n, 2·window)
    centers = ids.repeat_interleave(real.sum(dim=1))  # (pairs,)
    return centers, ids[positions[real]]

def find_pairs(documents: list, window: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """All pairs (center, context); each center's window shrinks at random."""
    ids = torch.cat(documents)
    lengths = torch.tensor([len(document) for document in documents])
    real = mark_contexts(torch.arange(len(documents)).repeat_interleave(lengths), window)
    distance = torch.tensor([*range(window, 0, -1), *range(1, window + 1)])
    reach = torch.randint(1, window + 1, (len(ids), 1), generator=generator)
    return make_pairs(ids, real & (distance <= reach))

def noise_distribution(counts: Tensor, power: float) -> Tensor:
    """The probability of each word as a negative: its count to a power, out of all."""
    weights = counts**power
    return weights / weights.sum()

def draw_negatives(noise: Tensor, pairs: int, negative: int, generator: torch.Generator) -> Tensor:
    """Ids drawn from the noise distribution, so many for each pair."""
    ids = torch.multinomial(noise, pairs * negative, replacement=True, generator=generator)
    return ids.view(pairs, negative)

def score_words(v: Tensor, u: Tensor) -> Tensor:
    """The score u · v of each of a pair's words, for a batch of any size."""
    return (u * v[:, None, :]).sum(dim=2)

def negative_sampling_loss(scores: Tensor, positive: Tensor, negatives: Tensor) -> Tensor:
    """The mean loss of a batch of pairs, finite whatever their scores."""
    counts = negatives != positive[:, None]  # (batch, K)
    negative_loss = (F.logsigmoid(-scores[:, 1:]) * counts).sum(dim=1)  # (batch,)
    return -(F.logsigmoid(scores[:, 0]) + negative_loss).mean()

class SkipGram(nn.Module):
    def __init__(self, vocab_size: int, dim: int, generator: torch.Generator):
        super().__init__()
        self.input = nn.Embedding(vocab_size, dim)  # v, a row for each word as a center
        self.output = nn.Embedding(vocab_size, dim)  # u, a row for it as a context
        nn.init.uniform_(self.input.weight, -0.5 / dim, 0.5 / dim, generator=generator)
        nn.init.zeros_(self.output.weight)

    def forward(self, center: Tensor, context: Tensor, negatives: Tensor) -> Tensor:
        words = torch.cat([context[:, None], negatives], dim=1)  # (batch, 1 + K)
        scores = score_words(self.input(center), self.output(words))
        return negative_sampling_loss(scores, context, negatives)

def take_step(model: SkipGram, optimizer: Optimizer, batch: tuple[Tensor, ...]) -> float:
    """Train the model on one batch; return the batch's loss from before the step."""
    loss = model(*batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()

def train_epoch(
    model: nn.Module,
    optimizer: Optimizer,
    examples: tuple[Tensor, ...],
    draw: Callable[[int], Tensor],
    batch_size: int,
    generator: torch.Generator,
) -> float:
    """Train on all examples once, in random order; return an example's mean loss."""
    count = len(examples[0])
    total = 0.0
    for rows in torch.randperm(count, generator=generator).split(batch_size):
        batch = [tensor[rows] for tensor in examples]
        loss = take_step(model, optimizer, (*batch, draw(len(rows))))
        total += loss * len(rows)
    return total / count

def train(
    documents: list[Tensor], counts: Tensor, *, epochs: int = 3, dim: int = 100, window: int = 5,
    negative: int = 5, sample: float = 1e-3, lr: float = 0.003, seed: int = 0,
) -> Tensor:  # fmt: skip
    """The input vectors, (V, dim), by pieces of 50,000 tokens; the rate falls from lr to near 0."""
    generator = torch.Generator().manual_seed(seed)
    model = SkipGram(len(counts), dim, generator)
    optimizer = Adam(model.parameters(), lr)
    keep, noise = keep_probabilities(counts, sample), noise_distribution(counts, 0.75)
    parts = [part for document in documents for part in document.split(50_000)]
    piece = torch.tensor([len(part) for part in parts]).cumsum(0) // 50_000
    pieces = [[parts[i] for i in (piece == n).nonzero()] for n in piece.unique()] * epochs
    for number, texts in enumerate(bar := tqdm(pieces)):
        optimizer.param_groups[0]["lr"] = lr * (1 - number / len(pieces))
        thinned = [subsample(text, keep, generator) for text in texts]
        examples = find_pairs(thinned, window, generator)
        loss = train_epoch(
            model, optimizer, examples, lambda n: draw_negatives(noise, n, negative, generator),
            min(8192, 16 + len(examples[0]) // 200), generator,
        )  # fmt: skip
        bar.set_description(f"mean loss of a pair {loss:.2f}")
    return model.input.weight.detach()

def cosines_with_all(table: Tensor, ids: Tensor) -> Tensor:
    """The cosine of the vector of each id with every vector of the table."""
    units = F.normalize(table, dim=1)  # (V, dim): every row divided by its length
    return units[ids] @ units.T

def nearest_words(table: Tensor, ids: Tensor, k: int) -> Tensor:
    """The ids of the k words nearest to each word, nearest first, without itself."""
    cosines = cosines_with_all(table, ids)  # (n, V)
    others = cosines.scatter(1, ids[:, None], -torch.inf)  # a word's own place
    return others.topk(k, dim=1).indices

def keyed_vectors(words: list[str], counts: Tensor, table: Tensor) -> KeyedVectors:
    """gensim's KeyedVectors: row i of the table and count i under word i."""
    if table.ndim != 2 or len(table) != len(words):
        raise ValueError(f"a table {tuple(table.shape)} for {len(words)} words")
    finite = table.isfinite().all(dim=1)  # (V,)
    if not finite.all():
        word = words[finite.tolist().index(False)]
        raise ValueError(f"the vector of {word!r} holds NaN or infinity")
    vectors = KeyedVectors(table.shape[1])
    vectors.add_vectors(words, table.detach().float().numpy())
    for word, count in zip(words, counts.tolist(), strict=True):
        vectors.set_vecattr(word, "count", count)
    return vectors

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train word vectors on a text.")
    parser.add_argument("text", help="a UTF-8 file, a sentence or a document a line")
    parser.add_argument("words", nargs="*", help="whose neighbours to show")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--min-count", type=int, default=5, help="leave rarer words out")
    parser.add_argument("--save", metavar="FILE", help="write them in word2vec's text format")
    asked = parser.parse_args()
    words, counts, documents = read(asked.text, asked.min_count)
    table = train(documents, counts, epochs=asked.epochs)
    if asked.save:
        keyed_vectors(words, counts, table).save_word2vec_format(asked.save)
    for word in asked.words or words[len(words) // 50 :][:5]:
        if word in words:
            near = nearest_words(table, torch.tensor([words.index(word)]), 5)[0]
            print(f"{word} → {', '.join(words[i] for i in near)}")
        else:
            print(f"{word!r} does not occur {asked.min_count} times in the text")
