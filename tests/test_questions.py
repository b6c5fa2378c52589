"""Each answer in questions.md is short, leads to a lesson, and its snippet prints what it says."""

import contextlib
import io
import re
from pathlib import Path
from typing import NamedTuple

import guards
import pytest
import torch
from test_glossary import LESSONS, others, uses

PAGE = Path(__file__).parents[1] / "book" / "questions.md"
TEXT = PAGE.read_text(encoding="utf-8")
GROUPS = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
ITEM = re.compile(
    r"(?P<title>.+\?)\n\n(?P<answer>(?:(?!```|→).+\n)+)\n"
    r"(?:```python\n(?P<code>(?:(?!```).*\n)+)```\n\n```text\n(?P<printed>(?:(?!```).*\n)+)```\n\n)?"
    r"→ \[lesson (?P<number>\d\d)\]\(\.\./notebooks/(?P<lesson>[^)\n]+)\)"
    r"(?:, (?P<section>\d+\.\d+ .+))?\n*(?:## .+\n+)?"
)
LONGEST = 100  # characters of a line
MOST_LINES = {"answer": 5, "code": 8}


class Question(NamedTuple):
    """One entry of the page."""

    title: str
    answer: str
    code: str | None
    printed: str | None
    number: str
    lesson: str
    section: str | None


def read_questions() -> list[Question]:
    """Every entry of the page, in its order."""
    entries = re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:]
    found = [ITEM.fullmatch(entry) for entry in entries]
    odd = [entry.splitlines()[0] for entry, match in zip(entries, found, strict=True) if not match]
    assert not odd, f"expected a question, an answer, a run or none, a link: {odd}"
    return [Question(**match.groupdict()) for match in found]


QUESTIONS = read_questions()
RUNS = [question for question in QUESTIONS if question.code]


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def wording(question: Question) -> str:
    """What the question and its answer say, without code."""
    return re.sub(r"`[^`]*`", "", f"{question.title}\n{question.answer}")


def run(code: str) -> str:
    """What a snippet prints in a namespace of its own, where the lessons are."""
    printed = io.StringIO()
    here = contextlib.chdir(guards.NOTEBOOKS)
    with contextlib.redirect_stdout(printed), torch.random.fork_rng(), here:
        exec(compile(code, "snippet", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


def named(title: str) -> str:
    """The anchor of a heading."""
    return "#" + re.sub(r"[^\w-]", "", title.lower().replace(" ", "-"))


def test_there_are_many_questions_and_most_are_decided_by_a_run():
    assert len(QUESTIONS) >= 60
    assert len(RUNS) >= 45


def test_no_question_comes_twice():
    titles = [re.sub(r"\W+", " ", question.title).lower() for question in QUESTIONS]
    codes = [question.code for question in RUNS]
    assert len(set(titles)) == len(titles)
    assert len(set(codes)) == len(codes)


def test_the_list_at_the_top_links_to_every_group():
    listed = re.findall(r"^- \[(.+)\]\((#.+)\)$", TEXT, re.MULTILINE)
    assert listed == [(group, named(group)) for group in GROUPS]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_an_answer_is_short(question):
    for part, most in MOST_LINES.items():
        found = lines(getattr(question, part) or "")
        assert len(found) <= most, f"{len(found)} lines of {part}: expected {most} or fewer"
        assert max(map(len, found), default=0) <= LONGEST


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_an_answer_keeps_to_the_words_of_the_course(question):
    assert guards.FORBIDDEN.findall(wording(question)) == []
    found = {other: uses(other, wording(question)) for other, _ in others()}
    assert not any(found.values()), {other: where for other, where in found.items() if where}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_an_answer_leads_to_a_lesson_and_a_section_that_are_there(question):
    assert question.lesson.startswith(question.number)
    assert (guards.NOTEBOOKS / question.lesson).exists()
    text = "\n".join(cell.source for cell in LESSONS[question.number].cells)
    sections = re.findall(r"^## (\d.*)$", text, re.MULTILINE)
    assert question.section is None or question.section in sections


@pytest.mark.parametrize("question", RUNS, ids=lambda question: question.title)
def test_a_snippet_prints_what_stands_below_it(question):
    assert run(question.code) == question.printed
