"""What the README and CONTRIBUTING promise stands in the repository."""

import base64
import re
import tomllib
from pathlib import Path

import guards
import pytest

ROOT = Path(__file__).parents[1]
NAMES = "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "book/setup.md", "book/text.md"
PAGES = {name: (ROOT / name).read_text("utf-8") for name in (*NAMES, "book/index.md")}
TEMPLATES = sorted((ROOT / ".github").rglob("*.md")) + sorted((ROOT / ".github").rglob("*.yml"))
README = PAGES["README.md"]
ROW = re.compile(r"^\| (\d\d) \| \[(.+?)\]\(notebooks/(.+?)\) \| (.+?) \| (\d+) \| (\d+) \|$", re.M)
ROWS = ROW.findall(README)
LESSONS = guards.read_series()
NUMBERS = {13: "Thirteen", 14: "Fourteen", 15: "Fifteen", 16: "Sixteen", 17: "Seventeen"}


def test_the_table_names_every_lesson() -> None:
    assert [row[2] for row in ROWS] == list(LESSONS)
    assert f"\n{NUMBERS[len(LESSONS)]} short Jupyter notebooks" in README


@pytest.mark.parametrize(("number", "title", "name", "question", "minutes", "alone"), ROWS)
def test_a_row_of_the_table_says_what_its_lesson_says(
    number, title, name, question, minutes, alone
):
    opening = LESSONS[name].cells[0].source
    assert opening.startswith(f"# {number} · {title}\n")
    stated = guards.MINUTES.search(opening)
    assert (stated["minutes"], stated["alone"]) == (minutes, alone)
    assert f"**Question:** {question[0].lower()}{question[1:]}" in opening


@pytest.mark.parametrize("page", PAGES)
def test_every_local_link_and_every_named_path_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGES[page])
    paths = re.findall(r"`((?:tests|tools|book|notebooks|w2v_helpers)/[\w/.]*)`", PAGES[page])
    found = [(ROOT / page).parent / link for link in links] + [ROOT / path for path in paths]
    assert [str(path) for path in found if not path.exists()] == []


@pytest.mark.parametrize("page", [*NAMES, *TEMPLATES])
def test_the_commands_are_targets_of_the_makefile(page: str | Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    text = (ROOT / page).read_text("utf-8")
    commands = re.findall(r"(?:^|`|run: )make (?:[A-Z]+=\S+ )*([a-z-]+)", text, re.MULTILINE)
    assert set(commands) <= targets
    assert page not in ("README.md", "CONTRIBUTING.md") or {"lab", "test"} <= set(commands)


def test_the_version_is_one_and_the_last_change() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    version = project["version"]
    assert re.search(r"^## (\S+)", PAGES["CHANGELOG.md"], re.MULTILINE)[1] == version
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_what_the_home_page_of_the_book_says_of_one_day_the_readme_says_too() -> None:
    def day(text: str) -> set[str]:
        return set(re.findall(r"\d+\.\d", text))

    (row,) = re.findall(r"^\| one day \| (.+)$", PAGES["book/index.md"], re.MULTILINE)
    assert day(row) == day(re.search(r"In one day, about.+?\(", README)[0])


@pytest.mark.parametrize("page", ["README.md", "book/index.md"])
def test_the_hours_of_the_core_are_the_sum_of_its_lessons(page: str) -> None:
    core = [lesson for name, lesson in LESSONS.items() if name < "11"]
    minutes = sum(int(guards.MINUTES.search(one.cells[0].source)["alone"]) for one in core)
    hours = int(re.search(r"about (\d+) hours alone", PAGES[page])[1])
    assert abs(60 * hours - minutes) <= 60


def test_contributing_is_one_screen_that_the_readme_links_and_tells_of_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    page = PAGES["CONTRIBUTING.md"]
    assert "](CONTRIBUTING.md)" in README and len(page.splitlines()) <= 45
    targets = re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)
    assert [target for target in targets if f"`make {target}" not in page] == ["help"]


def test_the_picture_is_one_that_a_lesson_made() -> None:
    picture = base64.b64encode((ROOT / ".github" / "picture.png").read_bytes()).decode()
    shown = [data for lesson in LESSONS.values() for _, _, data, _ in guards.pictures(lesson)]
    assert picture in [data.replace("\n", "") for data in shown]


def test_the_self_test_prints_what_it_says(capsys: pytest.CaptureFixture) -> None:
    exec(re.search(r"```python\n(.+?)```", PAGES["book/setup.md"], re.DOTALL)[1], {})
    assert capsys.readouterr().out.startswith("torch.Size([2, 2]) 70.0 tensor([[ 0.,  0.],")
