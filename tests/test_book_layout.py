"""What `tools/book.py` lays out for the web book, as far as no browser is needed to see it."""

import json
import re
from itertools import pairwise
from pathlib import Path

import guards
import pytest

import book

ROOT = Path(__file__).parents[1]
PLACE = "https://github.com/someone/course"
LESSON = ROOT / "notebooks" / "05_negative_sampling.ipynb"


@pytest.mark.parametrize(
    ("source", "with_an_address"),
    [
        (
            "notebooks/05_negative_sampling.ipynb",
            [
                "../lessons/05_negative_sampling.ipynb",
                "https://colab.research.google.com/github/someone/course/blob/learners/"
                "notebooks/05_negative_sampling.ipynb",
                "https://mybinder.org/v2/gh/someone/course/learners"
                "?labpath=notebooks%2F05_negative_sampling.ipynb",
                f"{PLACE}/edit/main/notebooks/05_negative_sampling.ipynb",
            ],
        ),
        ("book/glossary.md", [f"{PLACE}/edit/main/book/glossary.md"]),
    ],
)
def test_buttons_lead_to_the_address_and_are_absent_without_one(source, with_an_address) -> None:
    links = re.compile('href="([^"]+)"')
    assert links.findall(book.buttons(source, PLACE)) == with_an_address
    assert [link for link in links.findall(book.buttons(source, "")) if "//" in link] == []


def test_the_output_under_each_prediction_is_folded_and_no_other() -> None:
    for name in guards.read_series():
        cells = book.lesson_page(ROOT / "notebooks" / name, "")["cells"]
        for above, cell in pairwise(cells):
            if cell["cell_type"] == "code":
                asked = above["cell_type"] == "markdown" and "**Predict" in above["source"]
                asked = asked and "<details" not in above["source"]
                assert ("hide-output" in cell["metadata"].get("tags", [])) >= asked


def test_what_a_prediction_waits_for_is_folded_however_many_cells_define_before_it() -> None:
    for name in guards.read_series():
        asked = False
        for cell in book.lesson_page(ROOT / "notebooks" / name, "")["cells"]:
            source = cell["source"]
            if cell["cell_type"] == "markdown":
                place = max(source.rfind("**Predict"), source.rfind("**Think"))
                asked = asked or place > source.rfind("<details")
            elif cell["outputs"] and " = check(" not in "".join(source).split("\n")[0]:
                assert ("hide-output" in cell["metadata"].get("tags", [])) == asked
                asked = False


def test_anchors_become_targets_and_links_lead_through_the_book(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text('# Title\n\n<a id="x"></a>**x** see [05](../notebooks/05_a.ipynb)\n', "utf-8")
    assert book.text_page(page, "") == "# Title\n\n(x)=\n**x** see [05](notebooks/05_a.ipynb)\n"


def test_links_to_files_lead_to_the_repository_or_are_none() -> None:
    text = "see [parity](../w2v_helpers/parity.py) and [05](../notebooks/05_a.ipynb)"
    without = "see parity and [05](../notebooks/05_a.ipynb)"
    assert book.link_files(text, "") == without
    there = f"see [parity]({PLACE}/blob/main/w2v_helpers/parity.py)"
    assert book.link_files(text, PLACE) == without.replace("see parity", there)


def test_published_copies_have_no_outputs_and_keep_their_links(tmp_path: Path) -> None:
    copy = tmp_path / "notebooks" / LESSON.name
    copy.parent.mkdir()
    copy.write_bytes(LESSON.read_bytes())
    book.write_copies(tmp_path)
    before, after = (json.loads(path.read_text("utf-8"))["cells"] for path in (LESSON, copy))
    assert [cell["source"] for cell in before] == [cell["source"] for cell in after]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in after)


def test_every_work_that_a_lesson_cites_stands_among_the_references() -> None:
    more = r"(?: et al\.| & [A-Z]\w+| and [A-Z]\w+)*"
    cited = re.compile(rf"\b(?!NeurIPS)([A-ZİŘ]\w+){more} \(?((?:19|20)\d\d)\b")
    references = (ROOT / "book" / "references.md").read_text("utf-8")
    missing = set()
    for lesson in guards.read_series().values():
        for cell in lesson.cells:
            if cell.cell_type == "markdown":
                for author, year in cited.findall(cell.source):
                    if not re.search(rf"{author}\b[^\n]*\({year}\)", references):
                        missing.add((author, year))
    assert missing == set()


def test_no_file_holds_a_placeholder_for_the_address() -> None:
    texts = [*ROOT.glob("*.*"), *(ROOT / "book").glob("*.*"), *(ROOT / ".github").rglob("*.*ml")]
    texts = [path for path in texts if path.suffix in {".md", ".toml", ".yml", ".cff", ".py"}]
    holder = re.compile(r"OWNER|<owner>|<repo>|your-?(name|user|org)\b")
    assert len(texts) > 12
    assert [path.name for path in texts if holder.search(path.read_text("utf-8"))] == []


def test_the_exam_of_the_book_has_its_questions_and_no_answer() -> None:
    page = ROOT / "book" / "exam.md"
    questions = re.findall(r"^### (.+)$", page.read_text("utf-8"), re.MULTILINE)
    text = book.text_page(page, "")
    assert re.findall(r"^### (.+)$", text, re.MULTILINE) == questions and len(questions) == 20
    assert "details" not in text and "4.16" not in text and "`build/exam.html`" in text


def test_the_sheets_name_the_address_where_there_is_one() -> None:
    for name in ("sheet.md", "handout.md"):
        page = ROOT / "book" / name
        assert book.text_page(page, PLACE).endswith(f"\nThe course: {PLACE}\n")
        assert "The course:" not in book.text_page(page, "")
