"""The vocabulary: which words there are, how often each occurs, and its id (lessons 03 and 05)."""

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Vocab:
    """Words by id: the most frequent first, equally frequent ones in alphabetical order.

    ``words[i]`` is the word with id ``i``, ``counts[i]`` (int64, shape ``(len(vocab),)``) how often
    the corpus has it, and ``ids[word]`` its id.
    Raises ValueError if there are not as many counts as words, or two words are equal.
    """

    words: list[str]
    counts: Tensor
    ids: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", {word: i for i, word in enumerate(self.words)})
        if not len(self.words) == len(self.counts) == len(self.ids):
            words = f"{len(self.words)} words ({len(self.ids)} different)"
            raise ValueError(f"{words}, {len(self.counts)} counts")

    @classmethod
    def build(
        cls, documents: Iterable[list[str]], min_count: int = 1, at_most: int | None = None
    ) -> "Vocab":
        """The words that occur ``min_count`` times or more in ``documents``, lists of tokens.

        Of more than ``at_most`` such words, the most frequent. Raises ValueError if min_count or
        at_most is below 1, a document is a string or empty, or no word is left.
        """
        counter: Counter[str] = Counter()
        for document in checked(documents):
            counter.update(document)
        return cls.of_counts(counter, min_count, at_most)

    @classmethod
    def of_counts(
        cls, occurs: Mapping[str, int], min_count: int = 1, at_most: int | None = None
    ) -> "Vocab":
        """As `build` does; ``occurs`` says how often each word occurs."""
        if min_count < 1:
            raise ValueError(f"min_count={min_count}: expected 1 or more")
        if at_most is not None and at_most < 1:
            raise ValueError(f"at_most={at_most}: expected 1 or more words, or None for all")
        if not occurs:
            raise ValueError("the corpus is empty: expected at least one document with one token")
        kept = sorted((-n, word) for word, n in occurs.items() if n >= min_count)
        if not kept:
            word = max(occurs, key=occurs.get)
            most = f"the most frequent, {word!r}, occurs {occurs[word]}"
            raise ValueError(f"no word occurs min_count={min_count} times: {most}")
        # The words lie scattered in memory among those that are dropped and would keep all of it
        # from being freed: go on with copies.
        kept = kept[:at_most]
        words = pickle.loads(pickle.dumps([word for _, word in kept]))
        return cls(words, torch.tensor([-n for n, _ in kept]))

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.ids

    def id(self, word: str) -> int:
        """The id of ``word``. Raises KeyError, naming a similar one, if the vocabulary lacks it."""
        if word not in self.ids:
            near = get_close_matches(word, self.words, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise KeyError(f"{word!r} is not among the {len(self)} words of the vocabulary{hint}")
        return self.ids[word]

    def encode(self, tokens: Iterable[str]) -> Tensor:
        """The tokens' ids, int64, shape ``(n,)``; without unknown words, as in word2vec.c."""
        known = [self.ids[token] for token in tokens if token in self.ids]
        return torch.tensor(known, dtype=torch.int64)

    def decode(self, ids: Iterable[int] | Tensor) -> list[str]:
        """The words with these ids. Raises IndexError if there is no such id."""
        ids = [int(i) for i in ids]
        wrong = [i for i in ids if not 0 <= i < len(self)]
        if wrong:
            raise IndexError(f"no word has the id {wrong[0]}: ids run from 0 to {len(self) - 1}")
        return [self.words[i] for i in ids]

    def keep_probabilities(self, sample: float = 1e-3) -> Tensor:
        """The probability with which subsampling keeps each word; float32, shape ``(len(vocab),)``.

        ``(√(f/t) + 1)·t/f``, at most 1, with f the word's share of the corpus and t = ``sample``:
        the rule of word2vec.c, not the paper's ``√(t/f)`` (Mikolov et al. 2013b, eq. 5).
        ``sample=0`` keeps all.
        Raises ValueError if sample is negative or NaN.
        """
        if not sample >= 0:
            expected = "0 (keep all) or a small positive share such as 1e-3"
            raise ValueError(f"sample={sample}: expected {expected}")
        if sample == 0:
            return torch.ones(len(self))
        share = self.counts / self.counts.sum() / sample
        return ((share.sqrt() + 1) / share).clamp(max=1.0)

    def noise_distribution(self, power: float = 0.75) -> Tensor:
        """The probability of each word as a negative; float32, shape ``(len(vocab),)``.

        Proportional to ``counts ** power``: 0.75 is the power of Mikolov et al. (2013b, §2.2), 0
        is uniform, 1 the unigram distribution.
        """
        weights = self.counts.double() ** power
        return (weights / weights.sum()).float()


def checked(documents: Iterable[list[str]]) -> Iterator[list[str]]:
    """The documents. Raises ValueError at one that is a string, or empty."""
    for number, document in enumerate(documents):
        if isinstance(document, str):
            told = f"document {number} is the string {document[:30]!r}"
            raise ValueError(f"{told}: expected a list of tokens")
        if not len(document):
            raise ValueError(f"document {number} is empty: leave empty documents out")
        yield document
