"""What the Makefile's targets promise, as far as it can be tried without installing anything."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import copy_lessons as tool
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

ROOT = Path(__file__).parents[1]
needs_make = pytest.mark.skipif(
    os.name == "nt" or not shutil.which("make"), reason="needs make and a POSIX shell"
)


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["make", "-C", str(folder), *arguments], capture_output=True, text=True)


def copy_lessons(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, str(folder / "tools" / "copy_lessons.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def strays(folder: Path) -> set[str]:
    """Programs outside tools/; and what stands there though make neither runs nor needs it.

    Of tools/experiments/ make runs all.
    """
    tools = {path.stem: path.read_text("utf-8") for path in (folder / "tools").glob("*.py")}
    makefile = (folder / "Makefile").read_text("utf-8")
    found = set(re.findall(r"\$\(PY\) (?!tools/)(\w\S+)", makefile))
    needed = re.findall(r"\$\(PY\) tools/(\w+)\.py", makefile)
    for name in needed:  # grows by what these import
        imports = re.findall(r"^(?:from|import) (\w+)", tools[name], re.MULTILINE)
        needed += [other for other in imports if other in tools and other not in needed]
    for path in (folder / "tests").glob("**/*.py"):
        found |= {path.name} if re.search("^if __name__", path.read_text("utf-8"), re.M) else set()
    return found | (tools.keys() - needed)


def put_lesson(path: Path, code: str) -> None:
    """A lesson of a title and a cell, run."""
    cell = new_code_cell(code, id="2", execution_count=1, outputs=[new_output("stream", text="1")])
    path.parent.mkdir(exist_ok=True)
    title = new_markdown_cell("# A title\n\n[glossary](../book/glossary.md)", id="1")
    nbformat.write(new_notebook(cells=[title, cell]), path)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("01_first", "02_second"):
        put_lesson(tmp_path / "notebooks" / f"{name}.ipynb", "print(1)")
    return tmp_path


def test_tools_is_what_make_runs_and_tests_what_it_does_not(checkout: Path) -> None:
    assert strays(ROOT) == strays(checkout) == set()
    (checkout / "tools" / "orphan.py").touch()
    (checkout / "tests").mkdir()
    (checkout / "tests" / "program.py").write_text("if __name__ == '__main__':\n    pass")
    with (checkout / "Makefile").open("a") as makefile:
        makefile.write("\t$(PY) book/page.py\n")
    assert strays(checkout) == {"orphan", "program.py", "book/page.py"}


def test_no_tool_imports_from_tests() -> None:
    tests = {path.stem for path in (ROOT / "tests").glob("*.py")}
    for path in (ROOT / "tools").glob("*.py"):
        imports = re.findall(r"^\s*(?:from|import) (\w+)", path.read_text("utf-8"), re.MULTILINE)
        assert tests.isdisjoint(imports), path.name


RARE = "experiments", "bench", "mutants", "book", "test-book"


@needs_make
def test_make_alone_lists_the_targets(checkout: Path) -> None:
    lines = [line for line in make(checkout).stdout.splitlines() if not line.startswith("make")]
    listed = [line.split()[0] for line in lines if line]
    assert listed == ["help", "lab", "mine", "progress", "test", "refresh", *RARE, "clean"]


@needs_make
def test_a_wrong_python_is_one_line_before_anything_is_installed(checkout: Path) -> None:
    old = checkout / "old_python"
    version = "import sys; sys.version_info = (3, 14)"
    old.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c "{version}; $2"\n')
    old.chmod(0o755)
    done = make(checkout, f"PYTHON={old}", "lab")
    assert done.returncode
    assert "Python 3.14 found: this course needs 3.11, 3.12 or 3.13; try: make" in done.stderr
    assert len([line for line in done.stderr.splitlines() if not line.startswith("make")]) == 1
    assert not (checkout / ".venv").exists()


@needs_make
def test_make_finds_a_python_that_fits(checkout: Path, monkeypatch) -> None:
    fits, path = checkout / "bin" / "python3.12", os.environ["PATH"]
    fits.parent.mkdir()
    for name, version in (
        ("python3", "(3, 14)"),
        ("python3.13", "(3, 10)"),
        (fits.name, "(3, 12)"),
    ):
        code = (
            f'exec {shlex.quote(sys.executable)} -c "import sys; sys.version_info = {version}; $2"'
        )
        (fits.parent / name).write_text(f"#!/bin/sh\n{code}\n")
        (fits.parent / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{fits.parent}:{path}")
    assert "\npython3.12 -m venv .venv\n" in make(checkout, "--dry-run", "lab").stdout


@needs_make
def test_a_second_call_installs_nothing(checkout: Path) -> None:
    ready = checkout / ".venv" / "ready"
    ready.parent.mkdir()
    ready.touch()
    assert "pip install" not in make(checkout, "--dry-run", "test").stdout
    os.utime(ready, (0, 0))
    assert "pip install" in make(checkout, "--dry-run", "test").stdout


def test_lab_copies_what_is_missing_without_answers_and_overwrites_nothing(checkout: Path) -> None:
    work = checkout / "work"
    work.mkdir()
    (work / "01_first.ipynb").write_text("mine")
    assert copy_lessons(checkout).stdout == "work/: 1 new\n"
    assert (work / "01_first.ipynb").read_text() == "mine"
    title, code = nbformat.read(work / "02_second.ipynb", 4).cells
    assert code.source == "print(1)" and code.outputs == [] and code.execution_count is None
    links = "[glossary](book/glossary.md) · [questions](book/questions.md) · [solutions]("
    assert links in title.source


def test_from_work_one_reaches_the_pages_and_from_them_the_lessons(checkout: Path) -> None:
    (checkout / "book").mkdir()
    (checkout / "book" / "glossary.md").write_text("see [lesson 1](../notebooks/01_first.ipynb)")
    copy_lessons(checkout)
    page = checkout / "work" / "book" / "glossary.md"
    assert page.read_text() == "see [lesson 1](../01_first.ipynb)"


LINK = re.compile(r"\]\(([^)\s]+)\)|(?:href|src)=\"([^\"]+)\"")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def places(path: Path) -> set[str]:
    """What a link can lead to inside a page: its headings and its own anchors."""
    text = path.read_text("utf-8")
    titles = re.findall(r"^#+ (.+)$", CODE.sub(lambda code: code[0].strip("`"), text), re.MULTILINE)
    slugs = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
    return slugs | {*re.findall(r'<a id="([^"]+)"', text)}


def lost_links(work: Path) -> list[tuple[str, str]]:
    """Of all copies under a folder: file and link, where the link leads out of it or nowhere."""
    texts = {path: path.read_text("utf-8") for path in work.rglob("*.md")}
    for path in work.rglob("*.ipynb"):
        cells = nbformat.read(path, 4).cells
        told = (cell.source for cell in cells if cell.cell_type == "markdown")
        texts[path] = "\n\n".join(told)
    lost = []
    for path, text in texts.items():
        for one, other in LINK.findall(CODE.sub("", text)):
            link = one or other
            name, _, place = link.partition("#")
            target = (path.parent / name).resolve() if name else path
            there = target.is_file() and target.is_relative_to(work.resolve())
            if there and place and target.suffix == ".md":
                there = place in places(target)
            if not there and "://" not in link:
                lost.append((path.name, link))
    return lost


def test_every_link_of_a_fresh_copy_leads_somewhere_in_work(tmp_path: Path) -> None:
    tool.copy_lessons(ROOT, tmp_path)
    assert lost_links(tmp_path) == []
    names = {path.name for path in tmp_path.rglob("*.*")}
    assert {"setup.md", "word2vec.py", "parity.py", "blocks.py"} <= names
    page = tmp_path / "book" / "more.md"
    dead = ["none.md", "glossary.md#none", "../../Makefile"]
    page.write_text("".join(f"[see]({link}) " for link in [*dead, "glossary.md#cosine"]))
    assert lost_links(tmp_path) == [("more.md", link) for link in dead]


def test_a_copied_file_cannot_hide_the_package(tmp_path: Path) -> None:
    tool.copy_lessons(ROOT, tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".ipynb", ""}
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["book", "results"]


def test_a_copy_is_renewed_if_nobody_touched_it_and_named_if_somebody_did(checkout: Path) -> None:
    work = checkout / "work"
    copy_lessons(checkout)
    saved = nbformat.read(work / "01_first.ipynb", 4)
    nbformat.write(saved, work / "01_first.ipynb")  # as JupyterLab would, nothing changed
    mine = (work / "02_second.ipynb").read_text().replace("print(1)", "print(2)")
    (work / "02_second.ipynb").write_text(mine)
    assert copy_lessons(checkout).stdout == "work/: nothing new\n"
    for name in ("01_first", "02_second"):
        put_lesson(checkout / "notebooks" / f"{name}.ipynb", "print(3)")
    told = "work/: 1 renewed; 02 has changed since your copy: make lab FRESH=02 puts the new one"
    assert copy_lessons(checkout).stdout == f"{told} beside it\n"
    assert nbformat.read(work / "01_first.ipynb", 4).cells[1].source == "print(3)"
    assert (work / "02_second.ipynb").read_text() == mine


def test_a_copy_that_was_run_is_somebodys(checkout: Path) -> None:
    copy_lessons(checkout)
    copy = checkout / "work" / "01_first.ipynb"
    run = nbformat.read(copy, 4)
    run.cells[1].outputs = [new_output("stream", text="1")]
    nbformat.write(run, copy)
    put_lesson(checkout / "notebooks" / "01_first.ipynb", "print(3)")
    assert "01 has changed since your copy" in copy_lessons(checkout).stdout
    assert nbformat.read(copy, 4).cells[1].outputs


def test_lab_asks_for_no_news_and_keeps_settings_that_are_there(tmp_path: Path) -> None:
    settings = tmp_path / "settings" / "overrides.json"
    tool.quiet_lab(settings)
    assert json.loads(settings.read_text()) == tool.LAB
    settings.write_text("{}")
    tool.quiet_lab(settings)
    assert settings.read_text() == "{}"


def test_fresh_puts_copies_beside_the_learners_and_leaves_other_files(checkout: Path) -> None:
    own = checkout / "work" / "01_first.ipynb.tmp"
    own.parent.mkdir()
    own.write_text("mine")
    for numbers in (["1", "02"], ["02"], ["02"]):
        assert copy_lessons(checkout, *numbers).returncode == 0
    names = {path.name.replace(".ipynb", "") for path in own.parent.glob("0*")}
    second = {"02_second", "02_second_fresh", "02_second_fresh2"}
    assert names == {"01_first", "01_first.tmp", *second} and own.read_text() == "mine"


def test_where_nothing_can_be_copied_one_line_says_why(checkout: Path) -> None:
    for prepare, numbers, told in (
        (lambda: None, ["17"], "FRESH=17: no lesson has this number; there are 01, 02"),
        (lambda: (checkout / "work").write_text("mine"), [], "work"),
        (lambda: shutil.rmtree(checkout / "notebooks"), [], "is the download whole?"),
    ):
        prepare()
        done = copy_lessons(checkout, *numbers)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1) and told in done.stderr


@needs_make
def test_clean_leaves_work_alone(checkout: Path) -> None:
    for name in ("work", "build", ".venv"):
        (checkout / name).mkdir()
    assert make(checkout, "clean").returncode == 0
    assert (checkout / "work").exists()
    assert not (checkout / "build").exists() and not (checkout / ".venv").exists()
