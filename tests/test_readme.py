"""What the README promises stands in the repository."""

import base64
import re
from pathlib import Path

import guards
import nbformat
import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d\d) \| \[(.+?)\]\(notebooks/(.+?)\) \| (.+?) \| (\d+) \|$", README, re.MULTILINE)
LESSONS = sorted(path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))


def test_the_table_names_every_lesson() -> None:
    assert [name for _, _, name, _, _ in ROWS] == LESSONS


@pytest.mark.parametrize(("number", "title", "name", "question", "minutes"), ROWS)
def test_a_row_of_the_table_says_what_its_lesson_says(number, title, name, question, minutes) -> None:
    opening = nbformat.read(ROOT / "notebooks" / name, 4).cells[0].source
    assert opening.startswith(f"# {number} · {title}\n")
    assert guards.MINUTES.search(opening)[1] == minutes
    assert f"**Question:** {question[0].lower()}{question[1:]}" in opening


def test_every_local_link_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = set(re.findall(r"(?:^|`)make (?:[A-Z]+=\S+ )?([a-z]+)", README, re.MULTILINE))
    assert {"lab", "test"} <= commands
    assert [command for command in commands if not re.search(rf"^{command}:", makefile, re.MULTILINE)] == []


def test_the_picture_is_one_that_a_lesson_made() -> None:
    picture = base64.b64encode((ROOT / ".github" / "picture.png").read_bytes()).decode()
    lessons = [nbformat.read(ROOT / "notebooks" / name, 4) for name in LESSONS]
    assert picture in [data.replace("\n", "") for lesson in lessons for _, _, data, _ in guards.pictures(lesson)]


def test_the_self_test_prints_what_it_says(capsys: pytest.CaptureFixture) -> None:
    exec(re.search(r"```python\n(.+?)```", README, re.DOTALL)[1], {})
    assert capsys.readouterr().out.startswith("torch.Size([2, 2]) 70.0 tensor([[ 0.,  0.],")
