"""The glossary names the lesson that introduces each term, and no lesson uses another form of it."""

import re
from pathlib import Path

import guards
import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^(\*\*.+?) · lesson (\d\d)\. (.+)$", TEXT, re.MULTILINE)
SYMBOLS = re.findall(r"^\| (`.+?`) \| (.+?) \| (\d\d) \|$", TEXT, re.MULTILINE)
LESSONS = {name[:2]: lesson for name, lesson in guards.read_series().items()}
STYLE = (
    "centre word", "context word", "negatives", "noise distribution", "window", "vocabulary", "id", "input vectors",
    "output vectors", "pair",
)  # fmt: skip


def text(number: str) -> str:
    """The lesson's markdown, and its tensors' shapes."""
    cells = LESSONS[number].cells
    shapes = [shape for cell in cells if cell.cell_type == "code" for shape in re.findall(r"\(V, .*?\)", cell.source)]
    return "\n".join([cell.source for cell in cells if cell.cell_type == "markdown"] + shapes)


def prose(number: str) -> str:
    return guards.prose(LESSONS[number])


def terms(head: str) -> list[str]:
    return re.findall(r"\*\*(.+?)\*\*", head)


def others() -> list[tuple[str, str]]:
    """(another form, the term that stands for it here)."""
    found = [(terms(head)[0], re.search(r"\*Elsewhere: (.+?)\.\*", body)) for head, _, body in ENTRIES]
    return [(other, term) for term, match in found if match for other in match[1].split(", ")]


def uses(other: str, text: str) -> list[str]:
    """Where a text uses a form, code in backquotes and quotations left out."""
    text = re.sub(r"`[^`]*`|\"[^\"]*\"|“[^”]*”|\]\([^)]*\)", " ", text)
    return re.findall(rf"(?i)[^.\n]*\b{re.escape(other)}s?\b[^.\n]*", text)


def test_every_term_of_the_style_guide_has_an_entry_and_entries_are_in_order():
    named = [term for head, _, _ in ENTRIES for term in terms(head)]
    assert set(STYLE) <= set(named)
    first = [terms(head)[0].lower() for head, _, _ in ENTRIES]
    assert first == sorted(first)
    assert TEXT.count("· lesson") == len(ENTRIES) and len(others()) >= 20


@pytest.mark.parametrize("head, number", [entry[:2] for entry in ENTRIES])
def test_a_term_stands_in_the_lesson_that_introduces_it(head, number):
    for term in terms(head):
        pattern = re.compile(rf"(?i)\b{re.escape(term)}(s|e?d)?\b")
        assert pattern.search(prose(number)), f"lesson {number} does not say {term!r}"


@pytest.mark.parametrize("symbols, meaning, number", SYMBOLS)
def test_a_symbol_stands_in_the_lesson_that_introduces_it(symbols, meaning, number):
    for symbol in re.findall(r"`(.+?)`", symbols):
        tex = {"σ": r"σ|\\sigma", "δ": r"δ|\\delta"}.get(symbol, re.escape(symbol))
        assert re.search(rf"(?<![\w'’\\])({tex})(?![A-Za-z])", text(number)), f"lesson {number}: no {symbol}"


@pytest.mark.parametrize("other, term", others())
def test_no_lesson_uses_another_form(other, term):
    found = {number: uses(other, prose(number)) for number in LESSONS}
    assert not any(found.values()), f"say {term!r}: {found}"


def test_another_form_is_found_where_it_stands():
    assert uses("target word", "Take the target words of it.") and not uses("target word", "Take `target word`.")
