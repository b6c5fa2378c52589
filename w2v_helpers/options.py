"""The options of a training: each one's default, meaning and bounds (lessons 03 to 06)."""

from collections import namedtuple


class Option(namedtuple("Option", "default meaning low high expected", defaults=[None] * 3)):
    """``default``, of the option's type; ``meaning``; the ``low`` and ``high`` that it may be.

    ``expected`` says these bounds in words; by default they are numbers.
    """

    def check(self, name: str, value: object) -> None:
        """Raise ValueError, naming the option, if ``value`` is out of bounds, or no device here."""
        if self.low is None and value != self.default:
            import torch

            try:
                torch.empty(0, device=value)
            except (RuntimeError, AssertionError, TypeError) as error:
                raise ValueError(f"{name}={value}: no such device here; try cpu") from error
        whole = not isinstance(self.default, int) or hasattr(value, "__index__")
        tiny = self.low == 0 and 0 < value < 1e-12  # of no use to a float32
        if self.low is not None and (tiny or not (whole and self.low <= value <= self.high)):
            expected = self.expected or f"a whole number from {self.low:,} to {self.high:,}"
            raise ValueError(f"{name}={value}: expected {expected}")


OPTIONS = {
    "dim": Option(100, "numbers in a vector", 1, 1_000_000),
    "window": Option(
        5, "words on each side of a centre word that may be its contexts", 1, 64
    ),  # the table of `pair_weights` grows with its third power
    "negative": Option(5, "negatives for each pair", 1, 10_000),
    "min_count": Option(5, "leave out words that occur less often", 1, 1 << 62),
    "sample": Option(
        1e-3, "thin out words with a larger share of the text than this; 0 keeps all",
        0, 1, "0 (keep all) or a share from 1e-12 to 1, such as 0.001",
    ),
    "alpha": Option(
        0.025, "learning rate at the start; it falls linearly to 0.0001",
        1e-4, 1, "a learning rate from 0.0001 to 1, such as 0.025",
    ),
    "epochs": Option(5, "passes over the text", 1, 1_000_000_000),
    "workers": Option(
        1, "threads, under torchrun one a process; with one, a seed gives the same vectors", 1, 1024
    ),
    "seed": Option(0, "of everything that is drawn at random", 0, (1 << 63) - 1),
    "blocks": Option(16, "blocks of 16 centre words in a training step, at most", 1, 65_536),
    "device": Option("cpu", "where the tables are trained"),
}  # fmt: skip


class Options(namedtuple("Options", OPTIONS, defaults=[each.default for each in OPTIONS.values()])):
    """All options of a training, immutable; those that are not given have their defaults.

    gensim's of the same names mean the same. Raises ValueError for a value out of its bounds, and
    TypeError for a name that is none.
    """

    __slots__ = ()

    def __new__(cls, **given: object) -> "Options":
        options = super().__new__(cls, **given)
        for name, value in options._asdict().items():
            OPTIONS[name].check(name, value)
        return options


def suit(tokens: int) -> dict[str, float]:
    """The epochs and alpha that suit a text of so many tokens of the vocabulary.

    Measured on texts of 0.05 to 17 million tokens: tools/experiments/defaults_by_size.py.
    """
    return {"epochs": min(max(round(25e6 / max(tokens, 1)), 3), 10), "alpha": 0.05}


told = [f"{name} = {option.default!r}: {option.meaning}" for name, option in OPTIONS.items()]
Options.__doc__ = "\n    ".join([Options.__doc__ or "", *told])  # none with python -OO
