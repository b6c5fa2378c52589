"""Rules that name what is wrong with numbers, whatever the exercise."""

import itertools
import math
from collections.abc import Callable

import numpy as np

from w2v_helpers.checks.comparing import as_array, is_array, is_single, kind_of, near
from w2v_helpers.checks.trial import Trial, mostly


def other_numbers(wrong: list[Trial]) -> str:
    """Arrays and numbers that differ, in value or in shape."""
    pairs = [(as_array(trial.got), as_array(trial.right)) for trial in wrong]
    if any(g is None or r is None or not r.size for g, r in pairs):
        return ""
    endless = all(not np.isfinite(g).all() and np.isfinite(r).all() for g, r in pairs)
    if endless and any((np.isnan(g) | (g == np.inf)).any() for g, _ in pairs):  # −∞ may be meant
        return (
            "it gives NaN or infinity. Where is something divided by 0, "
            "a logarithm of 0, or a number too large?"
        )
    other = [(g.shape, r.shape) for g, r in pairs if g.shape != r.shape]
    shapes = f": shape {other[0][0]}, expected {other[0][1]}" if other else ""
    with np.errstate(all="ignore"):
        plain = is_single(wrong[0].right) and kind_of(wrong[0].right) == "int"  # an id, a count
        truths = kind_of(wrong[0].right) == "bool"
        for words, alike in () if plain else EXCHANGED if truths else ALIKE:
            if mostly(lambda pair, alike=alike: alike(*pair), pairs):
                return words.format(which(*pairs[0])) + shapes
        if len(other) > len(pairs) / 2:  # a list has no shape to speak of
            listed = isinstance(wrong[0].got, (list, tuple))
            return "" if listed else f"{another_shape(other)}{shapes}"
        equal = [(g, r) for g, r in pairs if g.shape == r.shape]
        trials = [t for t, (g, r) in zip(wrong, pairs, strict=True) if g.shape == r.shape]
        if truths:
            return places(equal)
        return more(trials, equal) or times(trials, equal) or places(equal)


def which(got: np.ndarray, right: np.ndarray) -> str:
    less = (got.ndim, got.size) < (right.ndim, right.size)
    return "missing" if less else "left over"


OTHER_SHAPE = "the result has another shape"


def another_shape(shapes: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> str:
    axes = {len(g) - len(r) for g, r in shapes}
    if min(axes) > 0:
        return "there is an axis too many"
    if max(axes) < 0:
        return "an axis is missing"
    return OTHER_SHAPE


def summed(reduce: Callable) -> Callable:
    def alike(got: np.ndarray, right: np.ndarray) -> bool:
        axes = range(right.ndim)
        return any(close(got.squeeze(), reduce(right, axis=axis).squeeze()) for axis in axes)

    return alike


def still_to_be(reduce: Callable) -> Callable:
    def alike(got: np.ndarray, right: np.ndarray) -> bool:
        axes = range(got.ndim)
        return any(close(reduce(got, axis=axis).squeeze(), right.squeeze()) for axis in axes)

    return alike


def cut(got: np.ndarray, right: np.ndarray) -> bool:
    """Whether one is a part of the other, from its beginning or its end."""
    if got.ndim != right.ndim:
        return False
    sizes = [min(pair) for pair in zip(got.shape, right.shape, strict=True)]
    first = tuple(slice(size) for size in sizes)
    last = tuple(slice(-size, None) if size else slice(0) for size in sizes)
    return 0 not in sizes and any(close(got[part], right[part]) for part in (first, last))


ALIKE_IN_SHAPE = [
    (
        "an axis of length 1 is {}",
        lambda g, r: close(g.squeeze(), r.squeeze()),
    ),
    ("rows and columns are exchanged", lambda g, r: close(g.T, r)),
    ("one axis too many is added up", summed(np.sum)),
    ("one axis too many is averaged", summed(np.mean)),
    ("one axis is still to be added up", still_to_be(np.sum)),
    ("one axis is still to be averaged", still_to_be(np.mean)),
    ("rows or columns are {}", cut),
    (
        "the right numbers in another shape",
        lambda g, r: close(g.flatten(), r.flatten()),
    ),
]


def share(r: np.ndarray) -> np.ndarray:
    return r / r.sum() if r.ndim else np.nan


def units(r: np.ndarray) -> np.ndarray:
    return r / np.linalg.norm(r, axis=-1, keepdims=True) if r.ndim else np.sign(r)


def rolled(by: int, axis: int) -> Callable:
    return lambda r: np.roll(r, by, axis) if r.ndim > axis else np.nan


def equals(change: Callable) -> Callable:
    return lambda g, r: close(g, change(r))


RELATIONS = [
    ("all of it is 0: is a result thrown away?", lambda r: 0 * r if r.ndim else np.nan),
    ("the sign is turned", lambda r: -r),
    ("what is below 0 has lost its sign", lambda r: abs(r) if (r < 0).any() else np.nan),
    ("that is 1 minus what is asked for", lambda r: 1 - r),
    ("that is 1 divided by what is asked for", lambda r: 1 / r),
    ("that is the square of what is asked for", lambda r: r**2),
    ("that is the root of what is asked for", np.sqrt),
    ("that is the logarithm of what is asked for", np.log),
    (
        "that is the logarithm of what is asked for, with a minus sign",
        lambda r: -np.log(r),
    ),
    ("that is exp of what is asked for", np.exp),
    ("σ is taken once more than it should", lambda r: 1 / (1 + np.exp(-r))),
    ("a logarithm to base 2, expected the natural one", lambda r: r / np.log(2)),
    ("a logarithm to base 10, expected the natural one", lambda r: r / np.log(10)),
    (
        "only whole numbers are left: what is behind the point is lost",
        lambda r: np.floor(r) if np.abs(r).max() > 1 else np.nan,
    ),
    (
        "only whole numbers are left: what is behind the point is lost",
        lambda r: np.trunc(r) if np.abs(r).max() > 1 else np.nan,
    ),
    ("the numbers are rounded", np.round),
    ("the numbers are rounded", lambda r: np.round(r, 2)),
    ("the numbers are rounded", lambda r: np.round(r, 4)),
    ("these are percent", lambda r: 100 * r),
    ("what is below 0 is cut off", lambda r: np.maximum(r, 0) if r.ndim else np.nan),
    ("what is above 1 is cut off", lambda r: np.minimum(r, 1) if r.ndim else np.nan),
    ("these are divided by their sum", share),
    ("these are divided by the largest of them", lambda r: r / r.max() if r.ndim else np.nan),
    ("each row is brought to length 1", units),
    ("the mean is taken off", lambda r: r - r.mean() if r.ndim else np.nan),
    ("the rows stand in reverse order", lambda r: r[::-1] if r.ndim else np.nan),
    (
        "the columns stand in reverse order",
        lambda r: r[:, ::-1] if r.ndim > 1 else np.nan,
    ),
    ("all is moved by one place", rolled(1, 0)),
    ("all is moved by one place", rolled(-1, 0)),
    ("all columns are moved by one place", rolled(1, 1)),
    ("all columns are moved by one place", rolled(-1, 1)),
    (
        "each row holds the sum of those before it, too",
        lambda r: r.cumsum(0) if r.ndim else np.nan,
    ),
]


EXCHANGED = [("True and False are exchanged", equals(lambda r: 1 - r)), *ALIKE_IN_SHAPE]
ALIKE = [(words, equals(change)) for words, change in RELATIONS] + ALIKE_IN_SHAPE


def times(wrong: list[Trial], pairs: list[tuple[np.ndarray, np.ndarray]]) -> str:
    """Results that are too large, or too small, by a factor with a meaning."""
    factors = [factor(*pair) for pair in pairs]
    if None in factors:
        return row_factors(pairs)
    if len(wrong) > 1 and close(factors, factors[:1] * len(wrong)):
        always = f"always {factors[0]:.4g} times what is asked for"
        return always if factors[0] else "it is always 0"
    known = [sizes(trial) for trial in wrong]
    names = sorted(set.intersection(*map(set, known)), key=lambda name: (len(name), name))
    counted = {name: np.array([size[name] for size in known], dtype=float) for name in names}
    for power, name in itertools.product(POWERS, names):
        if min(counted[name]) > 0 and close(factors, counted[name] ** power):
            return POWERS[power].format(name)
    if len({round(one, 6) for one in factors}) < 3:  # too few to tell a rule from chance
        return ""
    for one, other in itertools.permutations(names, 2):
        if all(counted[other]) and close(factors, counted[one] / counted[other]):
            return f"as if divided by {other} instead of {one}"
    return ""


POWERS = {
    1: "it is {} times what is asked for: is a division missing?",
    -1: "it is divided by {} once too often",
    -0.5: "it is divided by the root of {}",
}


def factor(got: np.ndarray, right: np.ndarray) -> float | None:
    """What all numbers of ``right`` are multiplied with, if it is one number."""
    if not np.any(right):
        return None
    place = np.abs(right).argmax()
    found = got.flat[place] / right.flat[place]
    return float(found) if close(got, found * right) else None


def row_factors(pairs: list[tuple[np.ndarray, np.ndarray]]) -> str:
    """Rows that are too large, or too small, by a whole number each."""
    if any(g.ndim < 2 for g, _ in pairs):
        return ""
    rows = [row for g, r in pairs for row in zip(g, r, strict=True) if row[1].any()]
    if all(whole(factor(g, r)) for g, r in rows):
        return "each row is a whole number of times too large: a sum where a mean is due?"
    if all(whole(factor(r, g)) for g, r in rows):
        return "each row is a whole number of times too small: a mean where a sum is due?"
    return ""


def whole(number: float | None) -> bool:
    return number is not None and number > 0.9 and close(number, round(number))


def sizes(trial: Trial) -> dict[str, float]:
    """What can be counted in the arguments, by name."""
    found = {}
    for name, value in trial.arguments.items():
        if is_array(value) and value.ndim:
            numbers = as_array(value)
            found |= {f"{name}.shape[{axis}]": n for axis, n in enumerate(value.shape)}
            found |= amounts(name, len(value))
            found[f"the sum of {name}"] = float(numbers.sum())
            found[f"the sum of the squares of {name}"] = float((numbers**2).sum())
            if value.ndim > 1:
                found[f"the number of all items of {name}"] = math.prod(value.shape)
        elif isinstance(value, (list, dict, str)):
            found |= {f"len({name})": len(value), **amounts(name, len(value))}
            if as_array(value) is not None:
                found[f"the sum of {name}"] = float(as_array(value).sum())
        elif is_single(value) and not isinstance(value, bool):
            found |= {f"`{name}`": float(value), f"{name} + 1": float(value) + 1}
    return found


def amounts(name: str, n: int) -> dict[str, float]:
    return {
        f"len({name}) + 1": n + 1,
        f"len({name}) − 1": n - 1,
        f"len({name})²": n * n,
        f"the number of pairs in {name}": n * (n - 1) / 2,
    }


def more(wrong: list[Trial], pairs: list[tuple[np.ndarray, np.ndarray]]) -> str:
    """Results that differ by the same number everywhere."""
    gaps = [np.unique((g - r).round(6)) for g, r in pairs]
    if any(len(gap) != 1 for gap in gaps):
        return ""
    gaps = [float(gap[0]) for gap in gaps]
    if len({*gaps}) == 1 and len(wrong) > 1:
        return f"always {abs(gaps[0]):.4g} too {'much' if gaps[0] > 0 else 'little'}"
    known = [sizes(trial) for trial in wrong]
    for name in set.intersection(*map(set, known)):
        numbers = [size[name] for size in known]
        if close(gaps, numbers):
            return f"too much by {name}"
        if close(gaps, [-number for number in numbers]):
            return f"too little by {name}"
    return ""


def places(pairs: list[tuple[np.ndarray, np.ndarray]]) -> str:
    """Results that are right but for places that have something in common."""
    if (
        all(g.ndim > 1 and (g == g[:1]).all() for g, _ in pairs)
        and max(len(g) for g, _ in pairs) > 1
    ):
        return "every row gets the same numbers: each needs its own"
    wrong = [~near(g, r) for g, r in pairs]
    for words, region in REGIONS:
        found = [region(g, r) for g, r in pairs]
        if any(area is None or area.all() for area in found):
            continue
        if all((area | ~off).all() for area, off in zip(found, wrong, strict=True)):
            return f"right, but not {words}"
    if all(close(np.sort(g.flatten()), np.sort(r.flatten())) for g, r in pairs):
        return "the right numbers, at other places"
    return ""


def row(place: int, axis: int) -> Callable:
    def area(got: np.ndarray, right: np.ndarray) -> np.ndarray | None:
        if right.ndim <= axis:
            return None
        found = np.zeros(right.shape, dtype=bool)
        np.moveaxis(found, axis, 0)[place] = True
        return found

    return area


REGIONS = [
    (
        "on the diagonal",
        lambda g, r: np.eye(*r.shape, dtype=bool) if r.ndim == 2 else None,
    ),
    ("at the first place", row(0, 0)),
    ("at the last place", row(-1, 0)),
    ("in the first column", row(0, 1)),
    ("in the last column", row(-1, 1)),
    ("where 0 is expected", lambda g, r: r == 0),
]


def close(got: object, right: object) -> bool:
    got, right = np.asarray(got, dtype=float), np.asarray(right, dtype=float)
    return got.shape == right.shape and bool(near(got, right).all())
