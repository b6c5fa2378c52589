"""Answers to the exercises of lesson 04: right ones in other forms, and wrong ones with a part of their hint."""

import torch


def contexts_by_loop(tokens, place, window):
    found = []
    for distance in range(-window, window + 1):
        if distance and 0 <= place + distance < len(tokens):
            found.append(tokens[place + distance])
    return found


def contexts_by_distance(tokens, place, window):
    return [word for j, word in enumerate(tokens) if 0 < abs(j - place) <= window]


def contexts_that_wrap(tokens, place, window):
    found = []
    for j in range(place - window, place + window + 1):
        if j == place or j >= len(tokens):
            continue
        found.append(tokens[j])
    return found


def contexts_without_the_word(tokens, place, window):
    near = tokens[max(0, place - window) : place + 1 + window]
    return [word for word in near if word is not tokens[place]]


def contexts_past_the_end(tokens, place, window):
    return [tokens[j] for j in range(max(0, place - window), place + window + 1) if j != place]


def pairs_by_hand(n, window):
    count = 0
    for i in range(n):
        for j in range(n):
            count += i != j and abs(i - j) <= window
    return count


def pairs_with_a_shorter_window(n, window):
    reach = min(window, n - 1)
    return 2 * reach * n - reach * (reach + 1)


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


def marks_of_existing_places(document, window):
    rows = [[0 <= i + d < len(document) for d in range(-window, window + 1) if d] for i in range(len(document))]
    return torch.tensor(rows)


def marks_of_clamped_places(document, window):
    last = len(document) - 1
    rows = [
        [bool(document[min(max(i + d, 0), last)] == document[i]) for d in range(-window, window + 1) if d]
        for i in range(len(document))
    ]
    return torch.tensor(rows)


def marks_that_wrap(document, window):
    marks = marks_by_loop(document, window)
    for i in range(len(document)):
        for column, j in enumerate(range(i - window, min(i, 0))):
            marks[i, column] = document[j % len(document)] == document[i]
    return marks


def marks_with_the_center(document, window):
    walls = torch.full((window,), -1)
    return torch.cat([walls, document, walls]).unfold(0, 2 * window + 1, 1) == document[:, None]


RIGHT = {
    "list_contexts": [contexts_by_loop, contexts_by_distance],
    "count_pairs": [pairs_by_hand, pairs_with_a_shorter_window],
    "mark_contexts": [marks_by_loop, marks_by_padding],
}
WRONG = {
    "list_contexts": [
        (lambda t, i, w: [t[j] for j in range(max(0, i - w), min(len(t), i + w + 1))], "leave its place out"),
        (lambda t, i, w: [t[j] for j in range(max(0, i - w), min(len(t), i + w)) if j != i], "farthest word"),
        (lambda t, i, w: [x for side in (t[i - w : i], t[i + 1 : i + w + 1]) for x in side], "left side is lost"),
        (contexts_that_wrap, "words from the end of the sentence"),
        (contexts_without_the_word, "is a place, not a word"),
        (lambda t, i, w: list(reversed(t[max(0, i - w) : i])) + t[i + 1 : i + 1 + w], "from left to right"),
        (contexts_past_the_end, "IndexError"),
        (lambda t, i, w: set(contexts_by_loop(t, i, w)), "it returns a set, expected a list"),
    ],
    "count_pairs": [
        (lambda n, w: 2 * n * w - w - w**2, "even below zero"),
        (lambda n, w: max(2 * n * w - w - w**2, 0), "still too few"),
        (lambda n, w: n * (w + w), "no full window"),
        (lambda n, w: pairs_by_hand(n, w) // 2, "half of them"),
        (lambda n, w: pairs_by_hand(n, w) + n, "not its own context"),
        (lambda n, w: n * (n - 1), "where does the window come in"),
    ],
    "mark_contexts": [
        (marks_of_existing_places, "cross from one document"),
        (marks_of_clamped_places, "ask first which places exist"),
        (marks_that_wrap, "read from the end"),
        (marks_with_the_center, "a column too many"),
        (lambda document, w: marks_by_padding(document, w).tolist(), "expected a tensor of shape"),
    ],
}
