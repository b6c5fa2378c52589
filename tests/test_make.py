"""What the Makefile's targets promise, as far as it can be tried without installing anything."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(os.name == "nt" or not shutil.which("make"), reason="needs make and a POSIX shell")


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["make", "-C", str(folder), *arguments], capture_output=True, text=True)


def copy_lessons(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, str(folder / "tests" / "copy_lessons.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("Makefile", "requirements.txt", "pyproject.toml", "tests/copy_lessons.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "notebooks").mkdir()
    for name in ("01_first.ipynb", "02_second.ipynb"):
        (tmp_path / "notebooks" / name).write_text(f"{name} as committed")
    return tmp_path


def test_make_alone_lists_the_targets(checkout: Path) -> None:
    listed = [line.split()[0] for line in make(checkout).stdout.splitlines() if line and not line.startswith("make")]
    assert listed == ["help", "lab", "test", "refresh", "bench", "clean"]


def test_a_wrong_python_is_one_line_before_anything_is_installed(checkout: Path) -> None:
    old = checkout / "old_python"
    old.write_text(f'#!/bin/sh\nexec {sys.executable} -c "import sys; sys.version_info = (3, 14); $2"\n')
    old.chmod(0o755)
    done = make(checkout, f"PYTHON={old}", "lab")
    assert done.returncode
    assert "Python 3.14 found: this course needs 3.11, 3.12 or 3.13" in done.stderr
    assert len([line for line in done.stderr.splitlines() if not line.startswith("make")]) == 1
    assert not (checkout / ".venv").exists()


def test_a_second_call_installs_nothing(checkout: Path) -> None:
    ready = checkout / ".venv" / "ready"
    ready.parent.mkdir()
    ready.touch()
    assert "pip install" not in make(checkout, "--dry-run", "test").stdout
    os.utime(ready, (0, 0))
    assert "pip install" in make(checkout, "--dry-run", "test").stdout


def test_lab_copies_what_is_missing_and_overwrites_nothing(checkout: Path) -> None:
    work = checkout / "work"
    work.mkdir()
    (work / "01_first.ipynb").write_text("mine")
    assert copy_lessons(checkout).returncode == 0
    assert (work / "01_first.ipynb").read_text() == "mine"
    assert (work / "02_second.ipynb").read_text() == "02_second.ipynb as committed"


def test_fresh_puts_a_copy_beside_the_learners(checkout: Path) -> None:
    copy_lessons(checkout)
    for _ in range(2):
        assert copy_lessons(checkout, "02").returncode == 0
    names = sorted(path.name for path in (checkout / "work").iterdir())
    assert names == ["01_first.ipynb", "02_second.ipynb", "02_second_fresh.ipynb", "02_second_fresh2.ipynb"]


def test_fresh_of_no_lesson_says_which_there_are(checkout: Path) -> None:
    done = copy_lessons(checkout, "17")
    assert done.returncode == 2
    assert "17" in done.stderr and "01" in done.stderr and "02" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_clean_leaves_work_alone(checkout: Path) -> None:
    for name in ("work", "build", ".venv"):
        (checkout / name).mkdir()
    assert make(checkout, "clean").returncode == 0
    assert (checkout / "work").exists() and not (checkout / "build").exists() and not (checkout / ".venv").exists()
