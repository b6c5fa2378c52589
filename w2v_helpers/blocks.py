"""Training examples for the quick trainer: blocks of neighbouring centers that share contexts and negatives."""

import threading
from array import array
from collections.abc import Iterable
from itertools import islice
from tempfile import TemporaryFile

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.vocab import Vocab

REPEATS = 4  # of a word among the centers of a block: more ("ha ha ha …") would overshoot, and are not trained
CENTERS, NEGATIVES = 16, 16  # of a block; its M contexts reach `window` words beyond its centers on both sides


def encode(documents: Iterable[list[str]], vocab: Vocab) -> Tensor:
    """The documents as one stream of ids, int32, with ``len(vocab)`` after each; words not in vocab are left out."""
    stream = array("i")
    for document in documents:
        stream.fromlist([i for i in map(vocab.ids.get, document) if i is not None])
        stream.append(len(vocab))
    return torch.from_numpy(np.asarray(stream))  # without a copy


class Stream:
    """What `encode` makes of the documents, in a temporary file: slices are read from it. For use by several threads.

    has_pairs: whether any document has two words of the vocabulary.
    """

    def __init__(self, documents: Iterable[list[str]], vocab: Vocab) -> None:
        self.file = TemporaryFile()  # noqa: SIM115 (whoever uses the stream closes it)
        self.lock, self.has_pairs = threading.Lock(), False
        documents = iter(documents)
        while some := list(islice(documents, 10)):
            ids = encode(some, vocab)
            known = ids < len(vocab)
            self.has_pairs = self.has_pairs or bool((known[1:] & known[:-1]).any())
            self.file.write(ids.numpy())

    def __len__(self) -> int:
        with self.lock:
            return self.file.seek(0, 2) // 4

    def __getitem__(self, part: slice) -> Tensor:
        with self.lock:
            self.file.seek(4 * part.start)
            return torch.from_numpy(np.frombuffer(bytearray(self.file.read(4 * (part.stop - part.start))), np.int32))


def noise_table(vocab: Vocab) -> Tensor:
    """Ids in proportion to the noise distribution, int32: a place drawn at random holds a negative (word2vec.c)."""
    size = min(1 << 24, 32 * len(vocab))  # word2vec.c has 100 million places for any vocabulary
    ends = (vocab.noise_distribution().double().cumsum(0) * size).round().long()
    counts = ends.diff(prepend=ends.new_zeros(1))
    return torch.from_numpy(np.arange(len(vocab), dtype=np.int32).repeat(counts))  # torch's would take thrice the room


def make_blocks(
    stream: Tensor, keep: Tensor, window: int, noise: Tensor, multiple: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Subsample a stream of documents and cut it into blocks from a random offset.

    stream: from `encode`; keep: the probability of each id, 0 for the last, which ends a document; noise: from
    `noise_table`: each negative of a block comes from a part of its own, so that all blocks have common and rare ones.
    Returns words, int32 ``(blocks, M + NEGATIVES)``, contexts before negatives, and the centers' rows of
    `pair_weights`, int32 ``(blocks, CENTERS)``, in the order of the text; blocks are a multiple of ``multiple``. Places
    beyond the stream hold id 0 and have no contexts.
    """
    document = (stream == len(keep) - 1).cumsum(0, dtype=torch.int32)
    kept = (torch.rand(len(stream), generator=generator) < keep.index_select(0, stream)).nonzero().squeeze(1)
    before = window + int(torch.randint(1, CENTERS + 1, (), generator=generator))  # 1: room for a block in any case
    after = window + -(before - window + len(kept)) % (CENTERS * multiple)
    words, document = F.pad(stream[kept], (before, after)), document[kept]
    reach = torch.zeros_like(words)  # (window + 1) · contexts on the left + contexts on the right
    inside = reach[before : len(words) - after]
    for distance in range(1, min(window, len(kept) - 1) + 1):
        together = document[distance:] == document[:-distance]  # two words this far apart, in one document
        inside[distance:].add_(together, alpha=window + 1)
        inside[:-distance].add_(together)
    reach = reach[window:-window].view(-1, CENTERS)
    words = words.unfold(0, CENTERS + 2 * window, CENTERS)
    centers = words[:, window:-window]
    ordered = np.sort(centers.numpy(), axis=1)
    many = torch.from_numpy(ordered[:, REPEATS:] == ordered[:, :-REPEATS]).any(dim=1).nonzero().squeeze(1)  # few blocks
    same = (centers[many, :, None] == centers[many, None]) & (reach[many, None] > 0)
    reach[many] *= same.tril(-1).sum(dim=2) < REPEATS  # of the centers before it in the block, how many are the same
    part = len(noise) * torch.arange(NEGATIVES)
    drawn = noise[(part + torch.randint(len(noise), (len(reach), NEGATIVES), generator=generator)) // NEGATIVES]
    return torch.cat([words, drawn], dim=1), reach * CENTERS + torch.arange(CENTERS, dtype=torch.int32)


def spread(blocks: tuple[Tensor, ...], multiple: int, stream: Tensor, alpha: float) -> tuple[Tensor, ...]:
    """The blocks, in another order if so much of the stream repeats itself that steps would overshoot at ``alpha``.

    Each ``multiple`` that follow one another come then from as many places. A natural text has 80 or more different
    words among 256, and stays in its order up to 0.03; with cycles of 12 words, order diverged at 0.025.
    """
    runs = np.sort(F.pad(stream, (0, max(0, 256 - len(stream)))).unfold(0, 256, 128).numpy(), axis=1)
    if not (1 + np.count_nonzero(np.diff(runs), axis=1) < 256 * 10 * alpha).any():
        return blocks
    return tuple(each.unflatten(0, (multiple, -1)).transpose(0, 1).flatten(0, 1) for each in blocks)


def pair_weights(window: int, negative: int) -> Tensor:
    """How much a center's pairs count, ``((window + 1)² · CENTERS, M + NEGATIVES)``.

    Row ((window + 1) · left + right) · CENTERS + place is that of a center at ``place`` of its block that has ``left``
    and ``right`` contexts. A context at distance δ counts (window + 1 − δ)/window, which is how often a shrinking
    window reaches it; a center's negatives together count ``negative`` × the contexts that it really has.
    """
    offset = torch.arange(CENTERS + 2 * window) - torch.arange(window, window + CENTERS)[:, None]  # (CENTERS, M)
    reach = torch.arange(window + 1).view(-1, 1, 1)
    left, right = (((distance > 0) & (distance <= reach)) * (window + 1 - distance) for distance in (-offset, offset))
    contexts = ((left[:, None] + right) / window).flatten(0, 2)
    noise = contexts.sum(dim=1, keepdim=True) * (negative / NEGATIVES)
    return torch.cat([contexts, noise.expand(-1, NEGATIVES)], dim=1)
