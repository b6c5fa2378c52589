"""The glossary names the lesson that introduces each term; no lesson uses another form of it."""

import re
from pathlib import Path

import guards
import pytest

TEXT = (Path(__file__).parents[1] / "book" / "glossary.md").read_text(encoding="utf-8")
ANCHOR = r'<a id="([\w-]+)"></a>'
ENTRIES = re.findall(rf"^{ANCHOR}(\*\*.+?) · lesson (\d\d)\. (.+)$", TEXT, re.MULTILINE)
ANCHORS = {anchor for anchor, *_ in ENTRIES} | {"symbols"}
SYMBOLS = re.findall(r"^\| (`.+?`) \| (.+?) \| (\d\d) \|$", TEXT, re.MULTILINE)
LESSONS = {name[:2]: lesson for name, lesson in guards.read_series().items()}
PROSE = {number: guards.prose(lesson) for number, lesson in LESSONS.items()}
STYLE = {
    *("centre word", "context word", "negatives", "noise distribution", "window", "vocabulary"),
    *("id", "input vectors", "output vectors", "pair"),
}


def text(number: str) -> str:
    """The lesson's markdown, and its tensors' shapes."""
    markdown = [cell.source for cell in LESSONS[number].cells if cell.cell_type == "markdown"]
    code = [cell.source for _, cell in guards.code_cells(LESSONS[number])]
    return "\n".join(markdown + re.findall(r"\(V, .*?\)", "\n".join(code)))


def terms(head: str) -> list[str]:
    return re.findall(r"\*\*(.+?)\*\*", head)


def others() -> list[tuple[str, str]]:
    """(another form, the term that stands for it here)."""
    found = [(head, re.search(r"\*Elsewhere: (.+?)\.\*", body)) for _, head, _, body in ENTRIES]
    return [(form, terms(head)[0]) for head, own in found if own for form in own[1].split(", ")]


def uses(other: str, text: str) -> list[str]:
    """Where a text uses a form, code in backquotes and quotations left out."""
    text = re.sub(r"`[^`]*`|\"[^\"]*\"|“[^”]*”|\]\([^)]*\)", " ", text)
    return re.findall(rf"(?i)[^.\n]*\b{re.escape(other)}s?\b[^.\n]*", text)


def test_every_term_of_the_style_guide_has_an_entry_and_entries_are_in_order():
    assert {term for _, head, _, _ in ENTRIES for term in terms(head)} >= STYLE
    first = [terms(head)[0].lower() for _, head, _, _ in ENTRIES]
    assert first == sorted(first)
    assert TEXT.count("· lesson") == len(ENTRIES) and len(others()) >= 20


@pytest.mark.parametrize("head, number", [entry[1:3] for entry in ENTRIES])
def test_a_term_stands_in_the_lesson_that_introduces_it(head, number):
    for term in terms(head):
        pattern = rf"{re.escape(term)}(s|e?d)?"
        assert re.search(rf"(?i)\b{pattern}\b", PROSE[number]), f"lesson {number}: no {term!r}"
        before = [other for other in LESSONS if other < number]
        bold = [other for other in before if re.search(rf"(?i)\*\*{pattern}\*\*", PROSE[other])]
        assert bold == [], f"an earlier lesson introduces {term!r}"


@pytest.mark.parametrize("number", LESSONS)
def test_a_link_to_the_glossary_leads_to_an_entry(number):
    found = set(re.findall(r"glossary\.md#([\w-]+)", "".join(map(str, LESSONS[number].cells))))
    assert found <= ANCHORS, f"no entry {found - ANCHORS}"


@pytest.mark.parametrize("symbols, meaning, number", SYMBOLS)
def test_a_symbol_stands_in_the_lesson_that_introduces_it(symbols, meaning, number):
    for symbol in re.findall(r"`(.+?)`", symbols):
        tex = {"σ": r"σ|\\sigma", "δ": r"δ|\\delta"}.get(symbol, re.escape(symbol))
        found = re.search(rf"(?<![\w'’\\])({tex})(?![A-Za-z])", text(number))
        assert found, f"lesson {number}: no {symbol}"


@pytest.mark.parametrize("other, term", others())
def test_no_lesson_uses_another_form(other, term):
    found = {number: uses(other, prose) for number, prose in PROSE.items()}
    assert not any(found.values()), f"say {term!r}: {found}"


def test_another_form_is_found_where_it_stands():
    assert uses("target word", "Take the target words of it.")
    assert not uses("target word", "Take `target word`.")
