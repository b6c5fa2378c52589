"""Blocks of neighbouring centers that share contexts and negatives (lesson 12)."""

import threading
from array import array
from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.reading import Numbers, numbered
from w2v_helpers.vocab import Vocab

CENTERS, NEGATIVES = 16, 16  # of a block; its M contexts reach `window` words beyond its centers
PIECE = 1 << 20  # ids of a stream that are in memory at a time, while their words get ids
REPEATS = 4  # of a word among the centers of a block: more ("ha ha ha …") would overshoot


class Blocks(NamedTuple):
    """A piece of text cut into blocks, in the order of the text.

    words: int32 ``(blocks, M + NEGATIVES)``. A row: ``window`` words | CENTERS words | ``window``
    words | NEGATIVES. All M = CENTERS + 2 · window words before the negatives are contexts, those
    in the middle centers too. left, right: int32 ``(blocks, CENTERS)``, how many contexts each
    center has on that side; places beyond the text have none, and hold id 0.
    """

    words: Tensor
    left: Tensor
    right: Tensor


def encode(documents: Iterable[list[str]], vocab: Vocab) -> Tensor:
    """The documents as one stream of ids, int32, with ``len(vocab)`` after each.

    Words that the vocabulary lacks are left out.
    """
    stream = array("i")
    for document in documents:
        stream.fromlist([i for i in map(vocab.ids.get, document) if i is not None])
        stream.append(len(vocab))
    return torch.from_numpy(np.asarray(stream))  # without a copy


class Stream:
    """Documents as ids, int32, in a temporary file: slices are read from it, by several threads.

    ``read`` reads the documents once. Until `use` gives the words the ids of a vocabulary, they
    have those of ``words``, in the order in which they were met, with −1 after each document.
    documents: how many, once they are counted. has_pairs: whether any has two known words.
    """

    def __init__(self, documents: Iterable[list[str]], read: Callable = numbered) -> None:
        self.file = TemporaryFile()  # noqa: SIM115 (whoever uses the stream closes it)
        self.lock = threading.Lock()
        self.has_pairs = False
        self.documents = 0
        numbers = Numbers()
        for words, tokens in read(documents):
            ids = np.array([*map(numbers.__getitem__, words), -1], np.int32)  # at −1, the last
            self.file.write(ids[np.asarray(tokens)])
        self.words = list(numbers)

    def counts(self) -> dict[str, int]:
        """How often each word occurs, until a vocabulary is used."""
        counts = np.zeros(len(self.words) + 1, np.int64)
        for ids in self.pieces():
            counts += np.bincount(ids + 1, minlength=len(counts))
        self.documents = int(counts[0])
        return dict(zip(self.words, counts[1:].tolist(), strict=True))

    def use(self, vocab: Vocab) -> None:
        """Give the words their ids in a vocabulary, and leave out those that it lacks.

        After it `encode` of the documents would give the same stream.
        """
        unknown = len(vocab) + 1
        ids_of = [vocab.ids.get(word, unknown) for word in self.words]
        new = np.array([*ids_of, len(vocab)], np.int32)  # at −1, the last: the end of a document
        self.words = []
        written, before = 0, len(vocab)
        for ids in self.pieces():
            ids = new[ids]
            ids = ids[ids != unknown]
            known = np.append(before, ids) < len(vocab)  # two in a row: of one document
            self.has_pairs = self.has_pairs or bool((known[1:] & known[:-1]).any())
            before = ids[-1] if len(ids) else before
            self.file.seek(4 * written)
            self.file.write(ids)
            written += len(ids)
        self.file.truncate(4 * written)

    def pieces(self) -> Iterator[np.ndarray]:
        """All of it, piece by piece; what was given may be written over."""
        for start in range(0, len(self), PIECE):
            yield self[start : start + PIECE].numpy()

    def __len__(self) -> int:
        with self.lock:
            return self.file.seek(0, 2) // 4

    def __getitem__(self, part: slice) -> Tensor:
        with self.lock:
            self.file.seek(4 * part.start)
            data = self.file.read(4 * (part.stop - part.start))
        return torch.from_numpy(np.frombuffer(bytearray(data), np.int32))


class Noise(NamedTuple):
    """A table to draw negatives from, exact for any distribution; see `noise_table`."""

    ids: Tensor  # int32: of each place, the id whose share holds its beginning
    ends: Tensor  # float64 ``(V,)``: where each id's share of the places ends


def noise_table(vocab: Vocab) -> Noise:
    """Places in proportion to the noise distribution, as in word2vec.c, which rounds them.

    Here a place in which a share ends is split there: of 4 places for the shares 1.5 and 2.5, the
    second belongs to both by halves. Exact where every id's share is a place or more, as it is in
    a natural text.
    """
    size = min(1 << 24, 32 * len(vocab))
    ends = vocab.noise_distribution().double().cumsum(0)
    ends = ends / ends[-1:] * size
    begun = np.diff(np.ceil(ends.numpy()).astype(np.int64), prepend=0)
    return Noise(torch.from_numpy(np.arange(len(ends), dtype=np.int32).repeat(begun)), ends)


def make_blocks(
    stream: Tensor,
    keep: Tensor,
    window: int,
    noise: Noise,
    multiple: int,
    generator: torch.Generator,
) -> Blocks:
    """Subsample a stream of documents and cut it into blocks from a random offset.

    stream: from `encode`; keep: the probability of each id, 0 for the last, which ends a document;
    noise: from `noise_table`. The number of blocks is a multiple of ``multiple``.
    """
    document = (stream == len(keep) - 1).cumsum(0, dtype=torch.int32)
    drawn = torch.rand(len(stream), generator=generator)
    kept = (drawn < keep.index_select(0, stream)).nonzero().squeeze(1)
    left, right = count_contexts(document[kept], window)

    # 1 or more: room for a block in any case
    offset = int(torch.randint(1, CENTERS + 1, (), generator=generator))
    rest = -(offset + len(kept)) % (CENTERS * multiple)
    words = F.pad(stream[kept], (window + offset, window + rest))
    words = words.unfold(0, CENTERS + 2 * window, CENTERS)  # (blocks, M)
    left, right = (F.pad(each, (offset, rest)).view(-1, CENTERS) for each in (left, right))
    drop_repeats(words[:, window:-window], left, right)
    negatives = draw_negatives(noise, len(words), generator)
    return Blocks(torch.cat([words, negatives], dim=1), left, right)


def count_contexts(document: Tensor, window: int) -> tuple[Tensor, Tensor]:
    """How many contexts each word has on its left and on its right, int32 ``(n,)``.

    document: the number of each word's document, ``(n,)``.
    """
    left, right = torch.zeros(2, len(document), dtype=torch.int32)
    for distance in range(1, min(window, len(document) - 1) + 1):
        together = document[distance:] == document[:-distance]
        left[distance:] += together
        right[:-distance] += together
    return left, right


def drop_repeats(centers: Tensor, left: Tensor, right: Tensor) -> None:
    """Take their contexts, in place, from all but the first REPEATS of a block's equal centers.

    centers, left, right: ``(blocks, CENTERS)``; a center without contexts does not count.
    """
    ordered = np.sort(centers.numpy(), axis=1)
    often = (ordered[:, REPEATS:] == ordered[:, :-REPEATS]).any(axis=1)
    some = torch.from_numpy(often).nonzero().squeeze(1)  # few blocks
    same = centers[some, :, None] == centers[some, None]  # (some, CENTERS, CENTERS)
    same &= (left[some] + right[some] > 0)[:, None]  # the other one has contexts
    before = same.tril(-1).sum(dim=2)  # of the centers before it in the block
    left[some] *= before < REPEATS
    right[some] *= before < REPEATS


def draw_negatives(noise: Noise, blocks: int, generator: torch.Generator) -> Tensor:
    """NEGATIVES ids for each block, int32 ``(blocks, NEGATIVES)``.

    Each comes from a part of the noise distribution of its own, so that all blocks have common and
    rare ones (stratified sampling).
    """
    part = len(noise.ids) / NEGATIVES
    place = torch.rand(blocks, NEGATIVES, generator=generator, dtype=torch.float64)
    place = ((place + torch.arange(NEGATIVES)) * part).flatten()
    place.clamp_(max=len(noise.ids) - 1e-6)  # a sum may be rounded up to the very end
    ids = noise.ids.index_select(0, place.long())
    ids += place >= noise.ends.index_select(0, ids)
    return ids.view(blocks, NEGATIVES)


def spread(blocks: Blocks, multiple: int) -> Blocks:
    """The blocks in another order: each ``multiple`` that follow one another are far apart.

    They come from as many equal parts of the text, so that no step sums up what one place asks
    of a word that it repeats.
    """
    parts = (each.unflatten(0, (multiple, -1)) for each in blocks)
    return Blocks(*(each.transpose(0, 1).flatten(0, 1) for each in parts))


def pair_weights(window: int, negative: int) -> Tensor:
    """How much a center's pairs count, ``(window + 1, window + 1, CENTERS, M + NEGATIVES)``.

    ``weights[left, right, place]`` are those of a center at ``place`` of its block with so many
    contexts on its left and right. A context at distance δ counts (window + 1 − δ)/window, which
    is how often a shrinking window reaches it; a center's negatives together count ``negative`` ×
    the contexts that it really has.
    """
    places = torch.arange(CENTERS + 2 * window)
    offset = places - torch.arange(window, window + CENTERS)[:, None]  # (CENTERS, M)
    near = (window + 1 - offset.abs()).clamp(min=0) / window
    reach = torch.arange(window + 1).view(-1, 1, 1)  # (window + 1, 1, 1)
    left = near * ((offset < 0) & (-offset <= reach))  # (window + 1, CENTERS, M)
    right = near * ((offset > 0) & (offset <= reach))
    contexts = left[:, None] + right
    noise = contexts.sum(dim=-1, keepdim=True) * (negative / NEGATIVES)
    return torch.cat([contexts, noise.expand(*contexts.shape[:-1], NEGATIVES)], dim=-1)


def weight_rows(blocks: Blocks, window: int) -> Tensor:
    """The row of each center in `pair_weights` with its first three axes made one.

    int32 ``(blocks, CENTERS)``.
    """
    place = torch.arange(CENTERS, dtype=torch.int32)
    return ((window + 1) * blocks.left + blocks.right) * CENTERS + place
