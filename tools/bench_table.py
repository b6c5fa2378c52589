"""The figures of `make bench` as a table, and what became of the lessons' statements."""

from collections.abc import Callable, Iterator
from functools import partial
from statistics import mean
from typing import NamedTuple


class Row(NamedTuple):
    """A figure, what was measured and what was aimed at.

    ``reached`` is None where nothing was aimed at.
    """

    figure: str
    measured: str
    aim: str = ""
    reached: bool | None = None

    def __str__(self) -> str:
        verdict = {None: "", True: "reached", False: "MISSED"}[self.reached]
        return f"{self.figure:62} {self.measured:48} {self.aim:18} {verdict}".rstrip()


Rows = Iterator[Row]


def ratio(figure: str, spread: dict, least: float) -> Row:
    shown = f"{spread['median']:.2f} × ({spread['min']:.2f}–{spread['max']:.2f})"
    return Row(figure, shown, f"at least {least} ×", spread["median"] >= least)


def several_workers(result: dict) -> dict:
    """Of a race, our ratio with as many workers as the machine has cores."""
    (name,) = (name for name in result if name.endswith(" workers ÷ gensim"))
    return result[name]


def speed(figure: str, least: float, result: dict) -> Rows:
    for runner in result["speeds"]:
        own = result[runner]
        shown = f"{own['median']:,.0f} ({own['min']:,.0f}–{own['max']:,.0f})"
        yield Row(f"{figure}, words/s, {runner}", shown)
    yield ratio(f"{figure}, all cores ÷ gensim's", several_workers(result), least)
    yield ratio(f"{figure}, 1 worker ÷ gensim's all", result["ours, 1 worker ÷ gensim"], 2)


def quality(figure: str, result: dict) -> Rows:
    for pairs, least in {"WordSim-353": -0.02, "SimLex-999": -0.01}.items():
        own = result[pairs]
        shown = f"{mean(own['ours']):.3f} and {mean(own['gensim']):.3f}: {own['mean']:+.3f}"
        shown += f" ({own['low']:+.3f} to {own['high']:+.3f})"
        named = f"{figure}, {pairs}, ours and gensim"
        yield Row(named, shown, f"above {least}", own["low"] > least)


def tuned(result: dict) -> Rows:
    best = result["best"]
    for name in ("gensim", "ours"):
        yield Row(f"Best settings, {name}", str(best[name] and best[name]["settings"]))
    simlex = {name: mean(run["SimLex-999"]) for name, run in best.items() if run}
    simlex["gensim's default"] = mean(result["default"]["SimLex-999"])
    yield Row("SimLex-999 there", ", ".join(f"{name} {s:.3f}" for name, s in simlex.items()))
    figure, aim = "Time to quality, tuned against tuned", "at least 3 ×"
    if "seconds" not in result:
        yield Row(figure, "not reached", aim, False)
        return
    less = result["tuned gensim ÷ ours"]
    yield Row(figure, f"{less:.2f} × less", aim, less >= 3)
    less = result["default gensim ÷ ours"]
    yield Row("… against gensim's 20 default epochs", f"{less:.2f} × less")


def vocabularies(result: dict) -> Rows:
    for name, own in result.items():
        yield ratio(f"Vocabulary {name}, our steps alone", several_workers(own), 4)


def commands(result: dict) -> Rows:
    for name, own in result.items():
        least = 3.5 if name.endswith("epochs=1") else 6
        yield ratio(f"Whole command, {name}", own["ours ÷ gensim"], least)


def large(result: dict) -> Rows:
    yield ratio(f"Large text ({result['words']:,} words)", result["ratio"], 3)
    alphas = f"alpha {result['best']['ours']} and {result['best']['gensim']}"
    for name, scores in result["scores"].items():
        ours, theirs = mean(scores["ours"]), mean(scores["gensim"])
        figure, shown = f"Large text, {name}, {alphas}", f"{ours:.3f} and {theirs:.3f}"
        yield Row(figure, shown, "not below", ours >= theirs)


def memory(result: dict) -> Rows:
    ours, theirs = result["ours"], result["gensim"]
    share = f"{ours / theirs:.2f}"
    yield Row("Peak memory ÷ gensim's", share, "at most 1.3", ours <= 1.3 * theirs)
    yield Row("Peak memory above the imports", f"{ours:,.0f} MB", "below 1,500 MB", ours < 1500)


def gpu(result: dict) -> Rows:
    for name, own in result.items():
        shown = own
        if own != "diverged":
            scores = ", ".join(f"{pairs} {value:.3f}" for pairs, value in own["scores"].items())
            shown = f"{own['speed']:,.0f} ({scores})"
        yield Row(f"GPU, {name}, words/s", shown)


def original(result: dict) -> Rows:
    shown = f"{result['ratio']:,.0f} × ({result['original']['median']:,.0f} words/s)"
    figure, aim = "The loop the course grew from → ours", "at least 5,000 ×"
    yield Row(figure, shown, aim, result["ratio"] >= 5000)


TABLE: dict[str, Callable[[dict], Rows]] = {
    "speed": partial(speed, "Wikipedia", 4),
    "lines_speed": partial(speed, "Lines of 10 words", 3),
    "quality": partial(quality, "Wikipedia, 20 epochs"),
    "lines_quality": partial(quality, "Lines of 10 words, 20 epochs"),
    "tuned": tuned,
    "vocabularies": vocabularies,
    "commands": commands,
    "large": large,
    "memory": memory,
    "gpu": gpu,
    "original": original,
}


def rows(found: dict) -> list[Row]:
    """The rows of the groups that were measured."""
    return [row for name, group in TABLE.items() if name in found for row in group(found[name])]


def verdict(statement: dict) -> str:
    """A lesson's statement and what became of it."""
    named = f"lesson {statement['lesson']}: {statement['sentence']}"
    if statement["confirmed"]:
        return f"{named}: confirmed ({statement['measured']})"
    measured, expected = statement["measured"], statement["expected"]
    return f"{named}: could not confirm: measured {measured}, expected {expected}"


def page(found: dict) -> str:
    """All that was measured, for reading."""
    return "\n".join(map(str, [*rows(found), *map(verdict, found.get("lessons", []))]))
