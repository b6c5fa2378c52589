"""Draws the inputs of exercises; the corners of a domain come often."""

import random

import torch
from torch import Tensor


class Draw(random.Random):
    """Random inputs; ``seen`` holds what is special in those drawn so far, in words."""

    def __init__(self, seed: int | str) -> None:
        super().__init__(seed)
        self.seen: set[str] = set()

    def note(self, words: str, holds: object = True) -> None:
        """Remember what is special, if it holds."""
        if holds:
            self.seen.add(words)

    def chance(self, words: str, share: float = 0.3) -> bool:
        """True in so many of all cases, and noted then."""
        drawn = self.random() < share
        self.note(words, drawn)
        return drawn

    def size(self, name: str, most: int, least: int = 1) -> int:
        """From least to most; the least a fourth of the time."""
        drawn = least if self.random() < 0.25 else self.randint(least, most)
        self.note(f"{name} is {least}", drawn == least)
        return drawn

    def pick(self, name: str, *values: object) -> object:
        """One of the values."""
        drawn = self.choice(values)
        self.note(f"{name} is {drawn}")
        return drawn

    def beyond(self, what: str, value: float) -> None:
        """Note how far a value reaches."""
        for bound in (5, 10, 15, 20, 50, 85):
            self.note(f"{what} is beyond {bound}", value > bound)

    def generator(self) -> torch.Generator:
        return torch.Generator().manual_seed(self.getrandbits(32))

    def normal(self, *shape: int) -> Tensor:
        """Float32 numbers, about half of them negative."""
        return torch.randn(shape, generator=self.generator())

    def floats(self, name: str, *shape: int, kinds: str = "zeros equal large") -> Tensor:
        """Float32 numbers, some of the time with what ``kinds`` names."""
        drawn = self.normal(*shape)
        kind = self.choice(["", "", "negative", *kinds.split()])
        if kind == "negative":
            self.note(f"all of {name} is negative")
            return -drawn.abs() - 0.1
        if kind == "zeros" and drawn.numel():
            self.note(f"{name} holds zeros")
            drawn[torch.rand(shape, generator=self.generator()) < 0.4] = 0
        if kind == "equal":
            self.note(f"all of {name} is equal")
            drawn[...] = drawn.flatten()[0] if drawn.numel() else 0
        if kind == "large":
            self.note(f"{name} is large")
            drawn *= 400
        return drawn

    def ids(self, name: str, n: int, size: int) -> Tensor:
        """Int64 ids from 0 to size − 1, the first and the last of them often."""
        usual = [self.randrange(size) for _ in range(n)]
        drawn = [self.choice([i, i, i, 0, size - 1]) for i in usual]
        if self.random() < 0.2:
            drawn = drawn[:1] * n
        self.note(f"an id comes twice in {name}", len({*drawn}) < n)
        self.note(f"{name} holds id 0", 0 in drawn)
        self.note(f"the last id is not in {name}", size - 1 not in drawn)
        return torch.tensor(drawn, dtype=torch.int64)

    def words(self, name: str, n: int, letters: str = "abcd") -> list[str]:
        """n words of a letter each, often equal."""
        drawn = self.choices(letters, k=n)
        self.note(f"a word comes twice in {name}", len({*drawn}) < n)
        return drawn
