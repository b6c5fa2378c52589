"""Rules that name what is wrong with lists and dictionaries, whatever the exercise."""

from collections.abc import Callable

from w2v_helpers.checks.comparing import same
from w2v_helpers.checks.numbers import other_numbers
from w2v_helpers.checks.trial import Trial, mostly


def other_items(wrong: list[Trial]) -> str:
    """Lists and dictionaries that differ."""
    if all(isinstance(t.got, dict) and isinstance(t.right, dict) for t in wrong):
        return fitting(DICTS, wrong) or other_values(wrong) or missing(wrong, "keys")
    if all(isinstance(t.got, (list, tuple)) and isinstance(t.right, (list, tuple)) for t in wrong):
        return fitting(LISTS, wrong) or places_of(wrong) or missing(wrong, "items")
    return ""


def fitting(rules: list[tuple[str, Callable]], wrong: list[Trial]) -> str:
    """The first rule that turns nine in ten of the right results into what was given."""
    for words, change in rules:
        if mostly(lambda t, change=change: same(t.got, changed(change, t.right)), wrong):
            return words
    return ""


def changed(change: Callable, right: object) -> object:
    try:
        return change(right)
    except Exception:  # the rule says nothing about such items
        return None


LISTS = [
    ("the right items, in reverse order", lambda r: r[::-1]),
    ("the right items, in sorted order", sorted),
    (
        "an item that comes twice is there once: every one counts",
        lambda r: [*dict.fromkeys(r)],
    ),
    ("the first item is missing", lambda r: r[1:]),
    ("the last item is missing", lambda r: r[:-1]),
    ("all items are one list inside the list", lambda r: [r]),
    ("each pair is turned round", lambda r: [pair[::-1] for pair in r]),
]
DICTS = [
    (
        "keys and values are exchanged",
        lambda r: {value: key for key, value in r.items()},
    ),
    ("each value is 1", lambda r: dict.fromkeys(r, 1)),
]


def other_values(wrong: list[Trial]) -> str:
    """Dictionaries with the right keys and wrong numbers."""
    if any(t.got.keys() != t.right.keys() for t in wrong):
        return ""
    values = [
        t._replace(got=[t.got[key] for key in t.right], right=[*t.right.values()]) for t in wrong
    ]
    found = other_numbers(values)
    return f"the keys are right, the values are not: {found}" if found else ""


def places_of(wrong: list[Trial]) -> str:
    """Places, pairs or truths where the items are asked for."""
    whole = all(type(i) is int and i >= 0 for t in wrong for i in t.got)
    for name, value in wrong[0].arguments.items():
        if whole and isinstance(value, list) and all(stand_in(t, name) for t in wrong):
            return f"these are places in `{name}`, not what stands there"
    for place in (0, 1):
        if all(
            same(changed(lambda items, p=place: [i[p] for i in items], t.got), [*t.right])
            for t in wrong
        ):
            return "these are pairs: one of the two is enough"
    if all(type(item) is bool for t in wrong for item in t.got):
        return "these are True and False, expected the items for which it is True"
    if all("".join(map(str, t.got)) == "".join(map(str, t.right)) for t in wrong):
        return "the text is cut at other places"
    return ""


def stand_in(trial: Trial, name: str) -> bool:
    """Whether the right items stand at the places that were given."""
    items = trial.arguments[name]
    places = trial.got
    return max(places, default=0) < len(items) and same([items[i] for i in places], trial.right)


def missing(wrong: list[Trial], what: str) -> str:
    """Items that are missing, that do not belong there, or stand in another order."""
    got = [[*map(repr, trial.got)] for trial in wrong]
    right = [[*map(repr, trial.right)] for trial in wrong]
    pairs = [*zip(got, right, strict=True)]
    if all(sorted(g) == sorted(r) for g, r in pairs):
        return f"the right {what}, in another order" if what == "items" else ""
    if mostly(lambda pair: less(*pair), pairs):
        return f"{what} are missing"
    if mostly(lambda pair: less(*pair[::-1]), pairs):
        return f"there are {what} too many"
    if what == "keys" and all(key[0] == "(" for keys in got for key in keys):
        return "the keys are pairs"
    return ""


def less(some: list[str], more: list[str]) -> bool:
    """Whether there are fewer items, and none that the others lack."""
    return len(some) < len(more) and not {*some} - {*more}
