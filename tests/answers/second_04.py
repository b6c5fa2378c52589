"""Answers by someone who has read lesson 04 but not its checks."""

import torch
import torch.nn.functional as F


def contexts_slices(tokens, place, window):
    return tokens[max(0, place - window) : place] + tokens[place + 1 : place + window + 1]


def contexts_by_distance(tokens, place, window):
    return [token for i, token in enumerate(tokens) if 0 < abs(i - place) <= window]


def contexts_wrap_left(tokens, place, window):
    return tokens[place - window : place] + tokens[place + 1 : place + window + 1]


def contexts_negative_places(tokens, place, window):
    found = []
    for i in range(place - window, place + window + 1):
        if i != place and i < len(tokens):
            found.append(tokens[i])
    return found


def contexts_center_too(tokens, place, window):
    return tokens[max(0, place - window) : place + window + 1]


def contexts_center_by_value(tokens, place, window):
    around = tokens[max(0, place - window) : place + window + 1]
    return [token for token in around if token != tokens[place]]


def contexts_center_removed(tokens, place, window):
    around = tokens[max(0, place - window) : place + window + 1]
    around.remove(tokens[place])
    return around


def contexts_right_short(tokens, place, window):
    return tokens[max(0, place - window) : place] + tokens[place + 1 : place + window]


def contexts_right_only(tokens, place, window):
    return tokens[place + 1 : place + 1 + window]


def contexts_window_in_all(tokens, place, window):
    half = window // 2
    return tokens[max(0, place - half) : place] + tokens[place + 1 : place + half + 1]


def contexts_nearest_first(tokens, place, window):
    found = []
    for d in range(1, window + 1):
        if place - d >= 0:
            found.append(tokens[place - d])
        if place + d < len(tokens):
            found.append(tokens[place + d])
    return found


def contexts_left_backwards(tokens, place, window):
    left = [tokens[place - d] for d in range(1, window + 1) if place - d >= 0]
    return left + tokens[place + 1 : place + 1 + window]


def contexts_full_windows_only(tokens, place, window):
    if place < window or place + window >= len(tokens):
        return []
    return tokens[place - window : place] + tokens[place + 1 : place + window + 1]


def contexts_shrunk_on_both_sides(tokens, place, window):
    reach = min(window, place, len(tokens) - 1 - place)
    return tokens[place - reach : place] + tokens[place + 1 : place + reach + 1]


def contexts_padded(tokens, place, window):
    around = [i for i in range(place - window, place + window + 1) if i != place]
    return [tokens[i] if 0 <= i < len(tokens) else None for i in around]


def contexts_places(tokens, place, window):
    around = range(max(0, place - window), min(len(tokens), place + window + 1))
    return [i for i in around if i != place]


def contexts_as_pairs(tokens, place, window):
    return [(tokens[place], context) for context in contexts_slices(tokens, place, window)]


def pairs_by_reach(n, window):
    reach = min(window, n - 1)
    return 2 * reach * n - reach * (reach + 1)


def pairs_by_tensor(n, window):
    place = torch.arange(n)
    distance = (place[:, None] - place).abs()
    return ((distance > 0) & (distance <= window)).sum()


def pairs_by_distance(n, window):
    return 2 * sum(max(0, n - d) for d in range(1, window + 1))


def windows_padded(document, window):
    n = len(document)
    padded = F.pad(document, (window, window), value=-1)
    same = padded.unfold(0, 2 * window + 1, 1) == document[:, None]
    assert len(same) == n
    return torch.cat([same[:, :window], same[:, window + 1 :]], dim=1)


def windows_loop(document, window):
    numbers, rows = document.tolist(), []
    for i, own in enumerate(numbers):
        row = []
        for d in range(-window, window + 1):
            if d:
                row.append(0 <= i + d < len(numbers) and numbers[i + d] == own)
        rows.append(row)
    return torch.tensor(rows)


def _grid(document, window):
    offsets = torch.tensor([*range(-window, 0), *range(1, window + 1)])
    return torch.arange(len(document))[:, None] + offsets


def windows_only_clamped(document, window):
    positions = _grid(document, window).clamp(0, len(document) - 1)
    return document[positions] == document[:, None]


def windows_only_inside(document, window):
    positions = _grid(document, window)
    return (positions >= 0) & (positions < len(document))


def windows_wrapped(document, window):
    positions = _grid(document, window) % len(document)
    return document[positions] == document[:, None]


def windows_right_end_only(document, window):
    positions = _grid(document, window)
    inside = positions < len(document)
    return inside & (document[positions.clamp(max=len(document) - 1) % len(document)] == document[:, None])


def windows_not_clamped(document, window):
    positions = _grid(document, window)
    real = (positions >= 0) & (positions < len(document))
    return real & (document[positions] == document[:, None])


def windows_center_too(document, window):
    positions = torch.arange(len(document))[:, None] + torch.arange(-window, window + 1)
    real = (positions >= 0) & (positions < len(document))
    return real & (document[positions.clamp(0, len(document) - 1)] == document[:, None])


def windows_nearest_first(document, window):
    offsets = torch.tensor([d for k in range(1, window + 1) for d in (-k, k)])
    positions = torch.arange(len(document))[:, None] + offsets
    real = (positions >= 0) & (positions < len(document))
    return real & (document[positions.clamp(0, len(document) - 1)] == document[:, None])


def windows_of_two(document, window):
    positions = torch.arange(len(document))[:, None] + torch.tensor([-2, -1, 1, 2])
    real = (positions >= 0) & (positions < len(document))
    return real & (document[positions.clamp(0, len(document) - 1)] == document[:, None])


def windows_transposed(document, window):
    return windows_loop(document, window).T


def windows_negated(document, window):
    return ~windows_loop(document, window)


def windows_square(document, window):
    place = torch.arange(len(document))
    distance = (place[:, None] - place).abs()
    near = (distance > 0) & (distance <= window)
    return near & (document[:, None] == document)


RIGHT = {
    "list_contexts": [contexts_slices, contexts_by_distance],
    "count_pairs": [
        pairs_by_reach,
        pairs_by_tensor,
        pairs_by_distance,
        lambda n, window: sum(min(i, window) + min(n - 1 - i, window) for i in range(n)),
        lambda n, window: sum(0 < abs(i - j) <= window for i in range(n) for j in range(n)),
    ],
    "mark_contexts": [windows_padded, windows_loop],
}
WRONG = {
    "list_contexts": [
        (contexts_wrap_left, "the left side is lost"),
        (contexts_negative_places, "words from the end of the sentence appear"),
        (contexts_center_too, "among its own context words"),
        (contexts_center_by_value, "equal to the centre is dropped"),
        (contexts_center_removed, "takes out the first word that equals"),
        (contexts_right_short, "the farthest word on the right"),
        (contexts_right_only, "the words on the left are missing"),
        (contexts_window_in_all, "shared out between the sides"),
        (contexts_nearest_first, "the nearest first"),
        (contexts_left_backwards, "go from left to right"),
        (contexts_full_windows_only, "near the edges there are no words"),
        (contexts_shrunk_on_both_sides, "shrinks on both sides"),
        (contexts_padded, "filled with None"),
        (contexts_places, "the places of the words"),
        (contexts_as_pairs, "these are pairs already"),
    ],
    "count_pairs": [
        (lambda n, window: 2 * window * n - window * (window + 1), "even below zero"),
        (lambda n, window: max(0, 2 * window * n - window * (window + 1)), "no longer below zero"),
        (lambda n, window: 2 * window * n, "have no full window"),
        (lambda n, window: n * (n - 1), "where does the window come in"),
        (
            lambda n, window: 0 if n <= window else 2 * window * n - window * (window + 1),
            "no longer than the window has pairs too",
        ),
        (lambda n, window: sum(max(0, n - d) for d in range(1, window + 1)), "half of them"),
        (lambda n, window: max(0, n - 2 * window) * 2 * window, "only words with a full window"),
        (lambda n, window: sum(abs(i - j) <= window for i in range(n) for j in range(n)), "n too many"),
    ],
    "mark_contexts": [
        (windows_only_clamped, "ask first which places exist"),
        (windows_only_inside, "cross from one document into the next"),
        (windows_wrapped, "makes a ring of the text"),
        (windows_right_end_only, "places before the beginning"),
        (windows_not_clamped, "IndexError: index"),
        (windows_center_too, "a column too many"),
        (windows_nearest_first, "the columns go from −window to window"),
        (windows_of_two, "a tensor of shape (1, 4), expected (1, 6)"),
        (windows_transposed, "a tensor of shape (6, 1), expected (1, 6)"),
        (windows_negated, "True and False are exchanged"),
        (windows_square, "a tensor of shape (1, 1), expected (1, 6)"),
    ],
}
