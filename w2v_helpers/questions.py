"""What `similar` is asked: words as one types them, and expressions of them (lesson 07)."""

import re
import sys
from itertools import islice

FREQUENT = 20_000  # words among which a similar spelling is looked for
SIGNS = {"+": 1.0, "-": -1.0, "−": -1.0}


def look_up(word: str, known: dict[str, int]) -> str:
    """A word as the vectors have it: as it was typed, or else treated as a text is; says which.

    ``known`` are their words, the most frequent first. Raises KeyError, with a frequent word of
    similar spelling, if there is none.
    """
    from difflib import get_close_matches

    from w2v_helpers.corpus import as_composed

    straight = as_composed(word)
    forms = [word, straight, straight.replace("'", "’")]
    forms += [form.lower() for form in forms]
    found = next((form for form in forms if form in known), None)
    if found is None:
        composed = {as_composed(own): own for own in reversed(known) if not own.isascii()}
        found = composed.get(straight) or composed.get(straight.lower())
    if found is None:
        near = get_close_matches(word, islice(known, FREQUENT), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise KeyError(f"{word!r} is not among the {len(known)} words of the vocabulary{hint}")
    if found != word:
        print(f"w2v_helpers: {found!r} for {word!r}", file=sys.stderr)
    return found


def parse_questions(tokens: list[str]) -> dict[str, list[tuple[str, float]]]:
    """Each word by itself, or one expression; by its text: its words and their signs.

    Raises ValueError if words and signs do not take turns.
    """
    if len(tokens) < 2 or not SIGNS.keys() & set(tokens):
        return {token: [(token, 1.0)] for token in tokens or [""]}
    question = " ".join(tokens)
    terms = tokens if tokens[0] in SIGNS else ["+", *tokens]
    if [term in SIGNS for term in terms] != [True, False] * (len(terms) // 2):
        expected = "words with a sign between them, as in king - man + woman"
        raise ValueError(f"{question!r}: expected {expected}")
    signed = zip(terms[::2], terms[1::2], strict=True)
    return {question: [(word, SIGNS[sign]) for sign, word in signed]}


def part_signs(words: list[str], known: dict[str, int]) -> list[str]:
    """``king -man +woman`` with signs and words apart, but for a -man that is ``known``; tells."""
    parts = []
    for word in words:
        sign, rest = re.fullmatch(r"(?:([-+−])(?=[^\W\d]))?(.*)", word, re.DOTALL).groups()
        parts += [sign, rest] if sign and word not in known else [word]
        if sign and word in known:
            told = f"{word!r} is a word of the vectors; between spaces {sign} is a sign"
            print("w2v_helpers:", told, file=sys.stderr)
    return parts
