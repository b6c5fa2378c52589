"""Answers to the exercises of lesson 09."""

import torch
from gensim.models import KeyedVectors

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edited, edits_of


class Again:
    def __init__(self, begin):
        self.begin = begin

    def __iter__(self):
        return self.begin()


def again_by_generator(begin):
    class Texts:
        def __iter__(self):
            yield from begin()

    return Texts()


def again_text_by_text(begin):
    class Texts:
        def __init__(self, begin):
            self.begin = begin

        def __iter__(self):
            return map(str, self.begin())

    return Texts(begin)


RIGHT["restartable"] = [again_by_generator, lambda begin: Again(begin)]
WRONG["restartable"] = edits_of(
    again_by_generator,
    (lambda begin: begin(), "there is one iterator, and it is used up"),
    (lambda begin: list(begin()), "it reads all texts before the first loop"),
    (lambda begin: begin, "'function' object is not iterable"),
    ({"Texts()": "Texts"}, "'type' object is not iterable"),
    ({"yield from begin()": "return begin"}, "non-iterator"),
    ({"return Texts()": "Texts()"}, "a missing `return`"),
)
RIGHT_BLIND["restartable"] = [again_text_by_text]
WRONG_BLIND["restartable"] = edits_of(
    again_text_by_text,
    (lambda begin: (text for text in begin()), "there is one iterator, and it is used up"),
    (lambda begin: tuple(begin()), "it reads all texts before the first loop"),
    ({"self.begin = begin": "self.begin = begin()", "self.begin()": "self.begin"}, "used up"),
    ({"map(str, self.begin())": "[str(text) for text in self.begin]"}, "not iterable"),
    ({"Texts(begin)": "iter(Texts(begin))"}, "used up"),
)


def rows_stacked(words, their_ids, their_table):
    return torch.stack([their_table[their_ids[word]] for word in words])


def rows_one_by_one(words, their_ids, their_table):
    rows = torch.zeros(len(words), their_table.shape[1], dtype=torch.float64)
    for i, word in enumerate(words):
        rows[i] = their_table[their_ids[word]]
    return rows


def rows_by_index_select(words, their_ids, their_table):
    return torch.index_select(their_table, 0, torch.tensor(list(map(their_ids.__getitem__, words))))


def rows_at_places(words, their_ids, their_table):
    places = [their_ids[word] for word in words]
    return their_table[places]


def rows_in_their_order(words, their_ids, their_table):
    return torch.stack([their_table[i] for word, i in their_ids.items() if word in words])


def rows_at_their_places(words, their_ids, their_table):
    rows = torch.zeros_like(their_table)
    places = [their_ids[word] for word in words]
    rows[places] = their_table[places]
    return rows


def rows_scattered(words, their_ids, their_table):
    """Our row goes to their place, in place of their row to our place."""
    rows = torch.zeros_like(their_table)
    for i, word in enumerate(words):
        rows[their_ids[word]] = their_table[i]
    return rows


def rows_or_a_sentence(words, their_ids, their_table):
    for word in words:
        if word not in their_ids:
            raise KeyError(f"they have no {word!r}")
    return torch.stack([their_table[their_ids[word]] for word in words])


RIGHT["rows_for"] = [rows_stacked, rows_one_by_one, rows_or_a_sentence]
WRONG["rows_for"] = edits_of(
    rows_at_places,
    (
        lambda words, their_ids, their_table: their_table[range(len(words))],
        "it never looks at `their_ids`",
    ),
    (rows_in_their_order, "in *their* order, of the ids or of the dictionary"),
    ({"in words": "in sorted(words)"}, "the right numbers, at other places"),
    ({"their_table[places]": "list(their_table[places])"}, "it returns a list"),
    ({"places]": "places].numpy()"}, "ndarray"),
    ({"their_ids[word]": "their_ids.get(word, 0)"}, "not where they lack a word of ours"),
    ({"in words]": "in words if word in their_ids]"}, "not where they lack a word of ours"),
)
RIGHT_BLIND["rows_for"] = [
    rows_by_index_select,
    edited(rows_one_by_one, {", dtype=torch.float64": ""}),
]
WRONG_BLIND["rows_for"] = edits_of(
    rows_at_places,
    (lambda words, their_ids, their_table: their_table[: len(words)], "these are their first rows"),
    (rows_in_their_order, "in *their* order, of the ids or of the dictionary"),
    ({"[places]": "[sorted(places)]"}, "the rows are the right ones, in *their* order"),
    (rows_scattered, "turned round: it reads their table at *our* number"),
    ({"[places]": ""}, "another shape"),
    (rows_at_their_places, "another shape"),
    ({"their_ids[word]": "list(their_ids).index(word)"}, "not the word's place in the dictionary"),
    (
        {"their_table[places]": "list(their_table[places])"},
        "it returns a list, expected a Tensor",
    ),
    (
        {"their_table[places]": "dict(zip(words, their_table[places]))"},
        "it returns a dict, expected a Tensor",
    ),
    (
        {"their_table[places]": "torch.tensor(places)"},
        "it never looks at `their_table`, so its value changes",
    ),
    ({"[places]": "[:, places]"}, "IndexError"),
    ({"[places]": "[places].flatten()"}, "the right numbers in another shape"),
)


def keyed(words, counts, table):
    if table.dim() != 2:
        raise ValueError("the table has not two axes")
    if table.size(0) != len(words):
        raise ValueError("the table has another number of rows than there are words")
    for word, row in zip(words, table, strict=False):
        if not torch.isfinite(row).all():
            raise ValueError(f"the row of {word} is not finite")
    vectors = KeyedVectors(table.size(1), count=0)
    array = table.detach().numpy()
    vectors.add_vectors(words, array)
    for word, count in zip(words, counts, strict=True):
        vectors.set_vecattr(word, "count", int(count))
    return vectors


def keyed_row_by_row(words, counts, table):
    if len(table.shape) != 2 or table.shape[0] != len(words):
        raise ValueError(f"{len(words)} words, shape {tuple(table.shape)}")
    table = table.detach()
    bad = (~table.isfinite()).any(dim=1).nonzero().flatten().tolist()
    if bad:
        raise ValueError(f"no vector for {words[bad[0]]!r}")
    vectors = KeyedVectors(table.shape[1])
    for i, word in enumerate(words):
        vectors.add_vector(word, table[i].numpy())
    for i, word in enumerate(words):
        vectors.set_vecattr(word, "count", counts[i].item())
    return vectors


def keyed_by_expando(words, counts, table):
    if table.ndim != 2 or len(table) != len(words):
        raise ValueError(f"{tuple(table.shape)} for {len(words)} words")
    wrong = [w for w, row in zip(words, table, strict=True) if not row.sum().isfinite()]
    if wrong:
        raise ValueError(wrong[0])
    vectors = KeyedVectors(table.shape[1])
    vectors[words] = table.detach().numpy()
    vectors.expandos["count"] = counts.numpy()
    return vectors


RIGHT["keyed_vectors"] = [keyed, keyed_row_by_row]
WRONG["keyed_vectors"] = edits_of(
    keyed,
    ({'vectors.set_vecattr(word, "count", int(count))': "pass"}, "the counts are missing"),
    ({"of {word} is": "of a word is"}, "must hold the word whose row it is"),
    ({"torch.isfinite(row).all()": "torch.isfinite(row).any()"}, "expected 'ValueError naming"),
    ({"not torch.isfinite(row).all()": "row.isnan().any()"}, "not where a row holds infinity"),
    ({"table.detach()": "table"}, "detach"),
    ({"return vectors": "return vectors.vectors"}, "of another type than the line expects"),
    ({".detach()": ".detach().abs()"}, "vectors"),
    ({"table.size(0) != len(words)": "False"}, "not where the table has another number of rows"),
    (
        {'raise ValueError(f"the row of {word} is not finite")': "continue"},
        "not where a row holds NaN or infinity",
    ),
)
RIGHT_BLIND["keyed_vectors"] = [keyed_by_expando]
WRONG_BLIND["keyed_vectors"] = edits_of(
    keyed_row_by_row,
    ({"return vectors": "return"}, "it returns 'NoneType'"),
    ({"bad[0]": "bad[-1]"}, "not named', expected 'ValueError naming"),
    ({"(~table.isfinite())": "table.isnan()"}, "not where a row holds infinity"),
    ({"counts[i].item()": "len(counts) - i"}, "error and words and vectors: right, but"),
    ({"words[bad[0]]!r": "bad[0]"}, "must hold the word whose row it is"),
    ({"table = table.detach()": "table = table.detach().nan_to_num()"}, "a row holds NaN"),
    ({"table = table.detach()": "pass"}, "Use tensor.detach().numpy()"),
)
