"""Answers to the exercises of lesson 04."""

import torch

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edited, edits_of

# ---- list_contexts


def contexts_by_loop(tokens, place, window):
    found = []
    for distance in range(-window, window + 1):
        if distance and 0 <= place + distance < len(tokens):
            found.append(tokens[place + distance])
    return found


def contexts_by_distance(tokens, place, window):
    return [word for j, word in enumerate(tokens) if 0 < abs(j - place) <= window]


def contexts_by_slices(tokens, place, window):
    return tokens[max(0, place - window) : place] + tokens[place + 1 : place + window + 1]


def contexts_nearest_first(tokens, place, window):
    found = []
    for d in range(1, window + 1):
        if place - d >= 0:
            found.append(tokens[place - d])
        if place + d < len(tokens):
            found.append(tokens[place + d])
    return found


left_lost = edited(contexts_by_slices, {"max(0, place - window)": "place - window"})
left_backwards = edited(contexts_by_slices, {": place]": ": place][::-1]"})
FULL = "if place < window or place + window >= len(tokens):\n    return []\n"
NONE = {
    " and 0 <= place + distance < len(tokens)": "",
    "tokens[place + distance]": "dict(enumerate(tokens)).get(place + distance)",
}
RIGHT["list_contexts"] = [contexts_by_loop, contexts_by_distance]
WRONG["list_contexts"] = edits_of(
    contexts_by_loop,
    ({"distance and ": ""}, "leave its place out"),
    ({"window + 1": "window"}, "the last item is missing"),
    (left_lost, "left side is lost"),
    ({"0 <= ": ""}, "words from the end of the sentence"),
    (
        lambda tokens, place, window: [
            x for x in tokens[max(0, place - window) : place + window + 1] if x is not tokens[place]
        ],
        "is a place, not a word",
    ),
    (left_backwards, "the right items, in another order"),
    ({" < len(tokens)": ""}, "IndexError"),
    ({"return found": "return set(found)"}, "it returns a set, expected a list"),
)
RIGHT_BLIND["list_contexts"] = [contexts_by_slices, contexts_by_distance]
WRONG_BLIND["list_contexts"] = edits_of(
    contexts_by_loop,
    (left_lost, "the left side is lost"),
    ({"0 <= ": ""}, "words from the end of the sentence appear"),
    ({"distance and ": ""}, "among its own context words"),
    (
        {"distance and ": "", "return found": "return [x for x in found if x != tokens[place]]"},
        "equal to the centre is dropped",
    ),
    (
        {"distance and ": "", "return": "found.remove(tokens[place])\nreturn"},
        "the right items, in another order",
    ),
    ({"window + 1": "window"}, "the last item is missing"),
    ({"-window": "1"}, "items are missing"),
    ({"found = []": "found, window = [], window // 2"}, "items are missing"),
    (contexts_nearest_first, "the right items, in another order"),
    (left_backwards, "the right items, in another order"),
    (
        {"found = []": f"{FULL}found = []"},
        "these are True and False, expected the items for which it",
    ),
    (
        {"found = []": "found, window = [], min(window, place, len(tokens) - 1 - place)"},
        "items are missing",
    ),
    (NONE, "there are items too many"),
    (
        {"tokens[place + distance]": "place + distance"},
        "these are places in `tokens`, not what stands there",
    ),
    (
        {"tokens[place + distance]": "(tokens[place], tokens[place + distance])"},
        "these are pairs",
    ),
)

# ---- mark_contexts


def marks_by_loop(document, window):
    marks = torch.zeros(len(document), 2 * window, dtype=torch.int8)
    for i in range(len(document)):
        for column, j in enumerate([*range(i - window, i), *range(i + 1, i + window + 1)]):
            if 0 <= j < len(document):
                marks[i, column] = document[i] == document[j]
    return marks


def marks_by_padding(document, window):
    walls = torch.full((window,), -1)
    wide = torch.cat([walls, document, walls]).unfold(0, 2 * window + 1, 1)
    marks = wide == document[:, None]
    return torch.cat([marks[:, :window], marks[:, window + 1 :]], dim=1)


def marks_by_lists(document, window):
    numbers, rows = document.tolist(), []
    for i, own in enumerate(numbers):
        row = []
        for d in range(-window, window + 1):
            if d:
                row.append(0 <= i + d < len(numbers) and numbers[i + d] == own)
        rows.append(row)
    return torch.tensor(rows)


def marks_by_grid(document, window):
    offsets = [d for d in range(-window, window + 1) if d]
    places = torch.arange(len(document))[:, None] + torch.tensor(offsets)
    real = (places >= 0) & (places < len(document))
    near = document[places.clamp(0, len(document) - 1)]
    return real & (near == document[:, None])


def marks_of_all_places(document, window):
    place = torch.arange(len(document))
    distance = (place[:, None] - place).abs()
    near = (distance > 0) & (distance <= window)
    return near & (document[:, None] == document)


ANY_DOCUMENT = {" & (near == document[:, None])": ""}
FROM_THE_END = {
    "(places >= 0) & ": "",
    ".clamp(0, len(document) - 1)": ".clamp(max=len(document) - 1) % len(document)",
}
A_RING = {"places.clamp(0, len(document) - 1)": "places % len(document)", "real & ": ""}
NEAREST_FIRST = {
    "d in range(-window, window + 1) if d": "k in range(1, window + 1) for d in (-k, k)"
}
TWO_EACH_SIDE = {"range(-window, window + 1) if d": "(-2, -1, 1, 2)"}
RIGHT["mark_contexts"] = [marks_by_padding]
WRONG["mark_contexts"] = edits_of(
    marks_by_grid,
    (marks_by_loop, "expected True and False"),
    (ANY_DOCUMENT, "cross from one document"),
    ({"real & ": ""}, "ask first which places exist"),
    (FROM_THE_END, "read from the end"),
    ({" if d": ""}, "its own example"),
    (
        lambda document, window: marks_by_padding(document, window).tolist(),
        "it returns a list, expected a Tensor",
    ),
)
RIGHT_BLIND["mark_contexts"] = [marks_by_padding, marks_by_lists]
WRONG_BLIND["mark_contexts"] = edits_of(
    marks_by_grid,
    ({"real & ": ""}, "ask first which places exist"),
    (ANY_DOCUMENT, "cross from one document into the next"),
    (A_RING, "it gives"),
    (FROM_THE_END, "places before the beginning"),
    ({".clamp(0, len(document) - 1)": ""}, "IndexError: index"),
    ({" if d": ""}, "its own example"),
    (NEAREST_FIRST, "the right numbers, at other places"),
    (TWO_EACH_SIDE, "it never looks at `window`, so its value changes nothing"),
    (
        lambda document, window: marks_by_grid(document, window).T,
        "rows and columns are exchanged",
    ),
    (lambda document, window: ~marks_by_grid(document, window), "True and False are exchanged"),
    (marks_of_all_places, "its own example"),
)

# ---- make_pairs


def pairs_by_loop(ids, real):
    window = real.shape[1] // 2
    offsets = [*range(-window, 0), *range(1, window + 1)]
    centers, contexts = [], []
    for i, center in enumerate(ids.tolist()):
        for column, offset in enumerate(offsets):
            if real[i, column]:
                centers.append(center)
                contexts.append(ids[i + offset].item())
    return torch.tensor(centers), torch.tensor(contexts)


def pairs_by_places(ids, real):
    row, column = real.nonzero(as_tuple=True)
    window = real.shape[1] // 2
    place = row + column - window + (column >= window).long()
    return ids[row], ids[place]


def pairs_by_grids(ids, real):
    window = real.shape[1] // 2
    offsets = torch.tensor([*range(-window, 0), *range(1, window + 1)])
    places = torch.arange(len(ids))[:, None] + offsets
    contexts = ids[places.clamp(0, len(ids) - 1)]
    centers = ids[:, None].expand_as(contexts)
    return centers[real], contexts[real]


def pairs_by_padding(ids, real):
    window = real.shape[1] // 2
    walls = torch.full((window,), -1)
    wide = torch.cat([walls, ids, walls]).unfold(0, 2 * window + 1, 1)
    contexts = torch.cat([wide[:, :window], wide[:, window + 1 :]], dim=1)
    return ids.repeat_interleave(real.sum(1)), contexts[real]


EVERY_ROW = {"[real], contexts[real]": ".flatten(), contexts.flatten()"}
RIGHT["make_pairs"] = [pairs_by_loop, pairs_by_places]
WRONG["make_pairs"] = edits_of(
    pairs_by_places,
    ({" + (column >= window).long()": ""}, "one place too near"),
    ({"ids[place]": "place"}, "centers: right, but not contexts"),
    ({"ids[row], ids[place]": "ids[place], ids[row]"}, "its own example"),
    ({"real.nonzero": "torch.ones_like(real).nonzero"}, "IndexError"),
    ({"real.nonzero": "(~real).nonzero"}, "out of bounds"),
    (
        {"row, column = real.nonzero": "column, row = real.T.nonzero"},
        "first all pairs of the first centre",
    ),
    ({"ids[row], ids[place]": "ids[row].tolist(), ids[place].tolist()"}, "returns a list"),
)
RIGHT_BLIND["make_pairs"] = [pairs_by_grids, pairs_by_padding]
WRONG_BLIND["make_pairs"] = edits_of(
    pairs_by_grids,
    (EVERY_ROW, "another shape"),
    ({"centers[real]": "ids"}, "contexts: right, but centers"),
    ({".clamp(0, len(ids) - 1)": ""}, "out of bounds"),
    (
        {"expand_as(contexts)": "expand_as(contexts).T.reshape(contexts.shape)"},
        "the first is there as often as",
    ),
    ({"return": "return torch.stack(["} | {"contexts[real]": "contexts[real]])"}, "an axis too"),
)
