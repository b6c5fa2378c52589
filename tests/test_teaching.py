"""The pages for teachers: minutes are the lessons', plans add up and run, answers hold."""

import ast
import math
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import guards
import pytest
import teaching
import torch
import torch.nn.functional as F
from nbformat.v4 import new_code_cell, new_markdown_cell
from test_glossary import others, uses
from torch import nn

from w2v_helpers.checks.copies import names_read
from w2v_helpers.exercises import exercises

ROOT = Path(__file__).parents[1]
NAMES = "teaching.md", "sheet.md", "handout.md", "exam.md"
PAGES = {name: (ROOT / "book" / name).read_text("utf-8") for name in NAMES}
LESSONS = guards.read_series()
SCREENS = re.split(r"^### (?=\[\d\d · )", PAGES["teaching.md"], flags=re.MULTILINE)[1:]
LABELS = ["Minutes", "Aims", "On the board", "Expect", "Ask", "In class", "At home", "Skip"]
QUESTION = re.compile(
    r"(?P<number>\d+)\. .+ \((?P<points>\d) points?\)\n\n(?P<question>(?:(?!<).+\n|\n)+)"
    r"<details><summary>Answer</summary>\n\n(?P<answer>.+\n)\n</details>\n*(?:## .+\n+)?"
)
ENTRIES = re.split(r"^### ", PAGES["exam.md"], flags=re.MULTILINE)[1:]
QUESTIONS = [QUESTION.fullmatch(entry) for entry in ENTRIES]


def plan(title: str) -> list[list[str]]:
    """The rows of a plan, by the heading above it."""
    (table,) = re.findall(rf"^### {title}\n(?:(?!###).*\n)*?((?:\|.*\n)+)", TEACHING, re.MULTILINE)
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]


TEACHING = PAGES["teaching.md"]
README, HOME = ((ROOT / name).read_text("utf-8") for name in ("README.md", "book/index.md"))
MINUTES = teaching.read_minutes(TEACHING)
SECTIONS = {name[:2]: teaching.sections(lesson) for name, lesson in LESSONS.items()}


def test_the_minutes_on_the_page_are_those_of_todays_lessons():
    assert teaching.with_minutes(TEACHING) == TEACHING, "run `make refresh`"


@pytest.mark.parametrize("number", MINUTES)
def test_a_lessons_sections_are_those_of_the_page(number):
    (lesson,) = (lesson for name, lesson in LESSONS.items() if name.startswith(number))
    assert min(MINUTES[number].values()) >= 0
    text = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    headings = re.findall(r"^## (\d+\.\d+) ", text, re.MULTILINE)
    assert [name for name in MINUTES[number] if "." in name] == headings


def test_minutes_in_class_count_votes_and_leave_out_what_is_done_at_home():
    asked = new_markdown_cell("## 1.1 A\n\n**Predict:** which?\n\n### Exercise ★★ · B")
    cells = [asked, new_code_cell("def b(): ..."), new_code_cell("b = check(b)")]
    words = len(asked.source.split()) / 200
    assert teaching.class_minutes(cells, set()) == words + teaching.VOTE + 8
    assert teaching.class_minutes([*cells, new_code_cell("2")], {"b"}) == words + 1.5 + 0.5
    assert teaching.shared_out(10, [1, 1, 1]) == [3, 4, 3]


def test_each_line_of_guess_the_word_is_a_guess():
    lines = teaching.GUESS.findall("\n".join(cell.source for cell in SECTIONS["02"]["2.1"]))
    assert len(lines) == 4 and MINUTES["02"]["2.1"] >= 6


def test_what_a_screen_leaves_for_home_are_exercises_of_its_lesson():
    for number, screen in teaching.screens(TEACHING).items():
        own = {n for n, one in exercises().items() if one.solution.__module__.endswith(number)}
        assert teaching.left_for_home(screen) <= own, number
    assert teaching.left_for_home("**In class.** `a`. **At home.** `a` again, `b`.\n") == {"b"}


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("[02](../notebooks/02_a.ipynb), 03", 42),
        ("[02](x.ipynb) to 2.1 and 2.3: the rest at home (2.2)", 10),
        ("[2.1 and 2.2](x.ipynb)", 5),
        ("02 from 2.2", 8),
        ("[02 from 2.2 to 2.2](x.ipynb#22-title); 03 to 3.1", 27),
        ("lunch", None),
        ("Windows: the first prediction of lesson 04", None),
    ],
)
def test_a_row_of_a_plan_is_summed(what, expected):
    minutes = {
        "02": {"start": 1, "2.1": 3, "2.2": 2, "2.3": 6},
        "03": {"start": 18, "3.1": 7, "3.2": 5},
    }
    assert teaching.asked_for(what, minutes) == expected


@pytest.mark.parametrize("what", ["09", "2.9", "02 to 2.9"])
def test_a_plan_that_names_a_section_that_is_gone_is_refused(what):
    with pytest.raises(ValueError, match=r"in teaching\.md: there is no "):
        teaching.asked_for(what, {"02": {"2.1": 3}})


@pytest.mark.parametrize(
    ("title", "least", "most"),
    [("90 minutes, nothing installed", 90, 90), ("One day", 300, 480), ("Four weeks", 450, 640)],
)
def test_a_plan_adds_up_and_fits(title, least, most):
    *rows, last = plan(title)
    assert last[1] == "**together**"
    total = sum(int(row[2]) for row in rows)
    assert last[2] == f"**{total}**" and least <= total <= most
    if title == "Four weeks":  # two classes of 90 minutes each week, 10 of them for questions
        assert len(rows) == 8 and max(int(row[2]) for row in rows) <= 80
    else:
        taught = sum(
            int(row[2]) for row in rows if not re.match("slack|a break|lunch", row[1], re.I)
        )
        slack = sum(int(row[2]) for row in rows if re.match("slack", row[1], re.I))
        assert slack >= 10 * round(taught / 90)
        assert "elcome" in rows[0][1] and int(rows[0][2]) >= 5
        clock = [60 * int(at[:2]) + int(at[3:]) for at, *_ in [*rows, last]]
        assert [b - a for a, b in teaching.pairwise(clock)] == [int(row[2]) for row in rows]


def test_one_day_is_the_day_of_the_readme():
    day = re.search(r"In one day, about four hours: (.+?)\. \(", README)[1]
    rows = [teaching.named(row[1], SECTIONS) for row in plan("One day")]
    taken = [part for row in rows for part in row]
    assert taken == teaching.named(day, SECTIONS)
    assert round(sum(MINUTES[number][name] for number, name in taken) / 60) == 4


def bound_by(statement: ast.stmt) -> set[str]:
    """What a statement binds, by import and in `except … as`, too."""
    names = guards.bound_names(ast.Module([statement], []))
    for node in ast.walk(statement):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(one.asname or one.name).partition(".")[0] for one in node.names}
        if isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
    return names


def unbound(cells: Iterable) -> set[str]:
    """The names that cells read and neither bind nor find in a cell before them."""
    bound, missing = set(), set()
    for source in (cell.source for cell in cells if cell.cell_type == "code"):
        for statement in guards.parse(source).body:
            own, read = bound_by(statement), names_read(ast.unparse(statement))
            if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
                read -= own  # a loop's own variable, a function's own name
            missing |= read - bound
            bound |= own
    return missing


@cache
def lacking(number: str, names: tuple[str, ...]) -> set[str]:
    """What these sections lack when the lesson's first cells and no others run with them.

    What the whole lesson seems to lack, too, is no global name but a function's own.
    """
    own = SECTIONS[number]
    taken = [cell for name in own for cell in own[name] if name in ("start", *names)]
    return unbound(taken) - unbound(cell for cells in own.values() for cell in cells)


def runs(what: str) -> dict[str, set[str]]:
    """For each lesson that a path names what its cells lack."""
    found = teaching.named(what, SECTIONS)
    return {
        number: lacking(number, tuple(name for own, name in found if own == number))
        for number, _ in found
    }


def test_a_path_that_leaves_out_what_it_needs_is_seen():
    assert runs("03 to 3.3 and 3.6") == {"03": {"articles", "vocab"}}
    assert runs("[8.1](x.ipynb#81-a) and 8.4")["08"] >= {"wiki", "seven", "kept_by", "pca_page"}
    assert runs("04 to 4.3 and 4.6")["04"] >= {"mark_contexts", "window_offsets", "vocab"}
    cells = map(new_code_cell, ["import os", "n = 1", "for i in [n]: n = i + k", "x = x + 1"])
    assert unbound(cells) == {"k", "x"}


PATHS = [row[1] for title in ("One day", "Four weeks") for row in plan(title)]
PATHS += [
    path.split(": why")[0] for path in re.findall(r"^\| one (?:evening|day) \| (.+)$", HOME, re.M)
]
PATHS += re.findall(r"In one day, about four hours: (.+?)\. \(", README)


@pytest.mark.parametrize("path", PATHS)
def test_a_short_path_runs_or_says_what_must_be_run(path: str):
    if " from " in path:
        assert "(*from*) begins with *Run All Above*" in TEACHING
        path = re.sub(r"from \d+\.\d+", "", path)  # the sections above have run
    assert {number: names for number, names in runs(path).items() if names} == {}


@pytest.mark.parametrize("number", MINUTES)
def test_a_screen_says_where_what_it_skips_must_be_run(number: str):
    skipped = re.search(r"\*\*Skip\.\*\* (.+)", teaching.screens(TEACHING)[number])[1]
    named = [name for _, name in teaching.named(skipped.replace(":", ","), SECTIONS)]
    ranges = re.findall(r"(\d+\.\d+) to (\d+\.\d+)", skipped)
    for first, last in ranges:
        names = [*SECTIONS[number]]
        named += names[names.index(first) : names.index(last) + 1]
    if "all but" in skipped:
        assert lacking(number, tuple(named)) == set()
    elif "*Run All Above*" not in skipped:
        kept = tuple(name for name in SECTIONS[number] if name not in named)
        assert (named or "All of it" in skipped) and lacking(number, kept) == set()


def test_a_short_path_tells_what_section_5_7_says():
    told = TEACHING.partition("### What 5.7 says")[2].partition("###")[0]
    assert r"\log (P(o \mid c) / P_n(o)) - \log K" in told and "PMI" in told
    assert "#what-57-says" in " ".join(row[1] for row in plan("One day"))
    assert HOME.count("teaching.md#what-57-says") == 2  # one evening, one day


def slug(title: str) -> str:
    """A heading's anchor in the book."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def test_a_link_to_a_section_leads_to_it():
    titles = {
        name: [slug(t) for cell in one.cells for t in re.findall(r"^#+ (.+)", cell.source, re.M)]
        for name, one in LESSONS.items()
    }
    links = re.findall(r"\[([^]]+)\]\(\.\./notebooks/([^)#]+)#([^)]+)\)", TEACHING + HOME)
    assert len(links) > 10
    assert [link for _, *link in links if link[1] not in titles[link[0]]] == []
    for text, _, anchor in links:
        for number in re.findall(r"\b(\d+\.\d+)\b", text)[:1]:
            assert anchor.startswith(number.replace(".", "") + "-"), text


def test_there_is_a_screen_for_each_lesson_in_order():
    titles = {name: lesson.cells[0].source.splitlines()[0] for name, lesson in LESSONS.items()}
    links = [f"[{title.lstrip('# ')}](../notebooks/{name})" for name, title in titles.items()]
    assert [screen.splitlines()[0] for screen in SCREENS] == links


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen[1:3])
def test_a_screen_says_all_and_fits_on_one(screen):
    assert re.findall(r"\*\*(.+?)\.\*\* ", screen) == LABELS
    assert len(screen.split()) <= 230
    assert re.search(r"<summary>Answer</summary>\n\n.+\n\n</details>", screen)
    number = screen[1:3]
    named = re.findall(r"`(\w+)`", screen)
    own = [n for n, one in exercises().items() if one.solution.__module__.endswith(number)]
    foreign = [name for name in named if name in exercises() and name not in own]
    assert foreign == [], "exercises of other lessons"
    gone = {*re.findall(r"\b\d+\.\d+\b", screen.partition("\n\n- ")[2])} - {*MINUTES[number]}
    assert {one for one in gone if one.startswith(f"{int(number)}.")} == set(), "no such sections"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_keeps_to_the_words_of_the_course_and_its_links_lead_somewhere(name):
    text = re.sub(r"```.*?```|`[^`]*`", "", PAGES[name], flags=re.DOTALL)
    assert guards.FORBIDDEN.findall(text) == []
    assert [other for other, _ in others() if uses(other, text)] == []
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [link for link in links if not (ROOT / "book" / link).exists()] == []


def test_the_commands_of_the_page_are_there():
    commands = re.findall(r"^make ([a-z-]+)", TEACHING, re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert commands and all(f"\n{name}:" in makefile for name in commands)
    assert all((ROOT / path).exists() for path in re.findall(r"tools/\w+\.py", TEACHING))


def test_the_exam_has_twenty_questions_and_its_points_add_up():
    assert all(QUESTIONS), "expected a number, points, a question, a folded answer"
    assert [int(one["number"]) for one in QUESTIONS] == [*range(1, 21)]
    points = sum(int(one["points"]) for one in QUESTIONS)
    assert f"Twenty questions, {points} points" in PAGES["exam.md"]
    assert all(re.search(r"[Ll]essons? \d\d", one["answer"]) for one in QUESTIONS)
    for one in QUESTIONS:  # each answer says what each point is for
        marks = [int(mark) for mark in re.findall(r" \((\d)\)", one["answer"])]
        assert sum(marks) == int(one["points"]), one["number"]


def test_the_exam_tells_its_time_and_its_aids_and_asks_no_example_of_a_lesson():
    opening = PAGES["exam.md"].partition("\n## ")[0]
    assert "90 minutes" in opening and "calculator" in opening and "natural logarithm" in opening
    cells = [cell.source for lesson in LESSONS.values() for cell in lesson.cells]
    seen = "\n".join(cells)
    for known, asked, question in (
        ("tensor([16, 1])", "tensor([81, 1])", "81 tokens and 1"),
        ("[[1.0, 2.0]]", "[[2.0, -1.0]]", "v = (2, −1)"),
        ("50,000 words", "40,000 words", "words of 40,000"),
        ("a sentence of 9 words", "a sentence of 12 words", "a sentence of 12 words"),
    ):
        assert (known in seen, asked in seen, question in PAGES["exam.md"]) == (True, False, True)


def test_every_word_of_a_short_text_has_wrong_neighbours_when_texts_are_joined():
    joined = [(text, place) for text in range(3) for place in range(10)]
    wrong = [0] * 10
    for at, (text, place) in enumerate(joined):
        for other, _ in joined[max(0, at - 5) : at] + joined[at + 1 : at + 6]:
            wrong[place] += text == 1 != other
    assert wrong == [5, 4, 3, 2, 1, 1, 2, 3, 4, 5]  # question 19


def pairs(n: int, window: int) -> int:
    contexts = exercises()["list_contexts"].solution
    return sum(len(contexts([*range(n)], place, window)) for place in range(n))


def lead() -> tuple[float, float, float]:
    """Of question 16: the lead, its standard error, and the one in units of the other."""
    ours, theirs = torch.tensor([[0.50, 0.52, 0.51, 0.53], [0.52, 0.54, 0.50, 0.52]]).double()
    gap, error = theirs.mean() - ours.mean(), ((ours.var() + theirs.var()) / 4).sqrt()
    return gap, error, gap / error


def slopes_of_v() -> list[float]:
    v = torch.tensor([[2.0, -1.0]], requires_grad=True)
    u = torch.tensor([[1.0, 1.0], [-1.0, 1.0]])
    scores = u @ v[0]
    (-F.logsigmoid(scores[0]) - F.logsigmoid(-scores[1])).backward()
    return v.grad[0].tolist()


def rows_of_gradient() -> list[float]:
    table = nn.Embedding(6, 4)
    table(torch.tensor([4, 0, 4])).sum().backward()
    return table.weight.grad[:, 0].tolist()


def listed(numbers: list[float]) -> str:
    return "(" + ", ".join(f"{x:.2f}".replace("-", "−") for x in numbers) + ")"


NOISE = [exercises()["noise_distribution"].solution(torch.tensor([81, 1]), p) for p in (0.75, 1)]
ANSWERS = {
    1: [str((*nn.Embedding(9002, 100)(torch.zeros(3, 7).long()).shape,))],
    3: [f"{8 * 40_000 * 50:,}"],
    4: [f"{pairs(4, 1)} pairs"],
    5: [f"{pairs(12, 3)}, not {2 * 3 * 12}"],
    8: [f"{sum(reach >= 3 for reach in range(1, 6)) / 5}"],
    9: [f"{exercises()['keep_probabilities'].solution(torch.tensor([1, 9]), 0.001)[0]:.2f}"],
    10: [f"{exercises()['predict_start_loss'].solution(5):.2f}"],
    11: [f"{noise[0]:.2f} and {noise[1]:.2f}" for noise in NOISE],
    12: [listed(slopes_of_v())],
    14: [f"{math.log(0.3 / (5 * 0.02)):.2f}"],
    15: [f"{torch.cosine_similarity(torch.tensor([3.0, 4]), torch.tensor([4.0, 3]), 0):.2f}"],
    16: [f"{number:.{n}f}" for number, n in zip(lead(), (3, 4, 1), strict=True)],
    19: [f"{999 * (pairs(20, 5) - 2 * pairs(10, 5)):,}", f"{1000 * pairs(10, 5):,}"],
}


@pytest.mark.parametrize("number", ANSWERS)
def test_an_answer_of_the_exam_is_what_a_run_gives(number):
    assert [part for part in ANSWERS[number] if part not in QUESTIONS[number - 1]["answer"]] == []


def test_which_rows_move_is_what_a_run_gives():
    assert rows_of_gradient() == [1, 0, 0, 0, 2, 0]  # question 2
    from w2v_helpers.models import SkipGram

    model = SkipGram(9, 5, torch.Generator().manual_seed(0))
    batch = torch.tensor([0]), torch.tensor([1]), torch.tensor([[2, 3, 4, 5, 6]])
    moved = []
    for _ in range(2):  # question 13: the very first step, and one after it
        model.zero_grad()
        model(*batch).backward()
        moved.append([int(one.weight.grad.any(dim=1).sum()) for one in model.children()])
        torch.optim.SGD(model.parameters(), lr=1.0).step()
    assert moved == [[0, 6], [1, 6]]


def test_the_numbers_of_the_screens_are_what_a_run_gives():
    at = [0]
    for _ in range(3):  # lesson 14: four workers, each brings the word to 1
        at.append(at[-1] + 4 * (1 - at[-1]))
    assert at[1:] == [4, -8, 28] and "At 4, −8, 28" in TEACHING
    loss = -torch.log(1 - torch.sigmoid(torch.tensor(20.0)))
    assert loss == math.inf and round(float(-F.logsigmoid(torch.tensor(-20.0)))) == 20
    embedding = nn.Embedding(2, 5)
    embedding(torch.tensor([1, 1, 1])).sum().backward()  # lesson 01
    assert embedding.weight.grad.tolist() == [[0] * 5, [3] * 5]
    assert math.log(0.5 / (5 * 0.1)) == 0  # lesson 05


def test_the_step_on_the_sheet_is_what_a_run_gives():
    v = torch.tensor([0.5, 1.0], requires_grad=True)
    u = torch.tensor([[1.0, 0.0], [0.0, 1.0]], requires_grad=True)  # quick, dog
    before = u @ v
    pulls = torch.tensor([1.0, 0.0]) - torch.sigmoid(before)
    (-F.logsigmoid(before[0]) - F.logsigmoid(-before[1])).backward()
    with torch.no_grad():
        v, u = v - v.grad, u - u.grad  # a learning rate of 1
    columns = before, torch.sigmoid(before), pulls, u @ v
    sheet = PAGES["sheet.md"]
    for word, *row in zip(("*quick*, of the text", "*dog*, drawn"), *columns, strict=True):
        score, sigma, pull, after = row
        line = f"| {word} | {score:.2f} | {sigma:.2f} | {pull:+.2f} | {after:.2f} |"
        assert line.replace("-", "−") in sheet
    assert f"to {listed(v.tolist())}" in sheet
    assert f"*quick* to {listed(u[0].tolist())}, *dog* to {listed(u[1].tolist())}" in sheet


def test_the_sheet_has_a_picture_a_window_and_five_sentences():
    sheet = PAGES["sheet.md"]
    sentences = sheet.partition("## Five sentences")[2]
    assert re.findall(r"^(\d)\. ", sentences, re.MULTILINE) == [*"12345"]
    words = ["the", "quick", "brown", "fox", "jumped", "over", "the"]
    fox = exercises()["list_contexts"].solution(words, 3, 2)
    assert re.findall(r"\(fox, (\w+)\)", sheet.partition("## One step")[0]) == fox
    drawing = (ROOT / "book" / "first_class.svg").read_text("utf-8")
    assert all(f">{word}</text>" in drawing for word in [*fox, "fox", "lazy", "dog"])


def test_the_handout_says_what_the_exam_and_the_lessons_use():
    parts = [
        "rows of the input table are the word vectors",
        "natural logarithm",
        "left out",
        "CBOW",
    ]
    parts += ["from 2.4 standard errors on", r"\partial \ell / \partial u_w = g_w\,v_c"]
    assert [part for part in parts if part not in PAGES["handout.md"]] == []


def test_the_formulas_of_the_handout_are_what_a_run_gives():
    for n, window in ((9, 2), (20, 5), (6, 5)):
        assert pairs(n, window) == 2 * n * window - window * (window + 1)
    v, u = torch.randn(3, 5), torch.randn(3, 4, 5)  # (batch, dim), (batch, 1 + K, dim)
    scores = (u @ v[:, :, None])[:, :, 0]
    assert scores.shape == (3, 4)
    assert scores.allclose(exercises()["score_words"].solution(v, u), atol=1e-5)
    assert r"2\,n\,\text{window} - \text{window}\,(\text{window} + 1)" in PAGES["handout.md"]
