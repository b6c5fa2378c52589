"""`make progress`: which exercises are ticked, wrong or untouched, for one learner and for a class.

These tests run answers.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import copy_lessons
import progress
import pytest
from test_mine import IMPORTS, ONE_HOT, RIGHT_STEP, put_copy

from w2v_helpers.checks import apart
from w2v_helpers.exercises import exercises

ROOT = Path(__file__).parents[1]
ALL = len(exercises())
NO_PYTHON = "def accumulate_gradients(ids, gradients, vocab_size):\n    return (ids"
WRONG = "def encode_one_hot(ids, vocab_size):\n    return torch.zeros(len(ids), 2).long()"


def told(folder: Path, capsys: pytest.CaptureFixture) -> list[str]:
    assert progress.main(folder) == 0
    return capsys.readouterr().out.splitlines()


def contents(folder: Path) -> dict[Path, tuple[int, bytes]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


@pytest.mark.parametrize(
    ("cells", "states", "trouble"),
    [
        ([ONE_HOT], "ticked untouched", ""),
        ([WRONG], "wrong untouched", "✗ encode_one_hot: "),
        ([WRONG, ONE_HOT, RIGHT_STEP], "ticked ticked", ""),
        ([exercises()["encode_one_hot"].stub], "untouched untouched", ""),
        ([ONE_HOT, NO_PYTHON], "ticked wrong", "✗ accumulate_gradients: its cell is no Python: "),
        ([NO_PYTHON, RIGHT_STEP], "untouched ticked", ""),
        (["encode_one_hot = 3"], "wrong untouched", "✗ encode_one_hot: "),
    ],
)
def test_a_learners_exercises_are_ticked_wrong_or_untouched(
    cells, states, trouble, tmp_path, capsys
):
    put_copy(tmp_path, "01", IMPORTS, *cells)
    found = progress.learner("ada", tmp_path)
    names = "encode_one_hot", "accumulate_gradients"
    assert " ".join(map(found.state, names)) == states
    lines = [*progress.report(found)]
    assert any(trouble in line for line in lines) and not any("\n" in line for line in lines)
    ticks, wrongs = states.count("ticked"), states.count("wrong")
    counted = f"{ticks} ticked, {wrongs} wrong, {ALL - ticks - wrongs} untouched"
    assert lines[0] == f"ada, {ALL} exercises: {counted}"


def test_new_copies_are_untouched_the_planted_bugs_too_and_no_process_starts(
    tmp_path, monkeypatch, capsys
):
    copy_lessons.copy_lessons(ROOT, tmp_path)
    monkeypatch.setattr(apart.subprocess, "Popen", None)
    first, *lines = told(tmp_path, capsys)
    assert first.endswith(f" 0 ticked, 0 wrong, {ALL} untouched")
    assert [line.split()[:2] for line in lines] == [[number, "…"] for number in progress.lessons()]


def test_a_mended_bug_is_ticked(tmp_path):
    exercise = next(one for one in exercises().values() if one.name == "draw_noise")
    imports = "import torch\nimport numpy as np\nfrom torch import Tensor\n"
    for source, state in ((exercise.stub, "untouched"), (exercise.source, "ticked")):
        put_copy(tmp_path, "15", imports, source)
        assert progress.learner("ada", tmp_path).state(exercise.name) == state


def test_a_class_has_a_row_each_and_nothing_of_theirs_changes(tmp_path, capsys):
    for name, cells in {"ada": [ONE_HOT, RIGHT_STEP], "bo": [WRONG], "cy": [WRONG]}.items():
        folder = tmp_path / name / "work" if name == "bo" else tmp_path / name
        folder.mkdir(parents=True)
        put_copy(folder, "01", IMPORTS, *cells)
    put_copy(tmp_path / "di", "02", "1")
    (tmp_path / "ada" / "03_topic.ipynb").write_text("mine")
    (tmp_path / "notes").mkdir()
    before = contents(tmp_path)
    lines = told(tmp_path, capsys)
    assert contents(tmp_path) == before
    rows = {line.split()[0]: line.split()[1:] for line in lines[2:6]}
    assert rows == {
        "ada": ["2/0/0", f"2/0/{ALL - 2}"],
        "bo": ["0/1/1", f"0/1/{ALL - 1}"],
        "cy": ["0/1/1", f"0/1/{ALL - 1}"],
        "di": ["–", "–"],
    }
    assert lines[6].startswith("nobody has written in 02, 03, ")
    assert [line[:4] for line in lines if " encode_one_hot: " in line] == ["✗ bo", "✗ cy"]
    assert lines[-2:] == [
        "wrong most often: encode_one_hot (2)",
        "ada: 03_topic.ipynb is no notebook",
    ]


def test_an_answer_that_ends_its_process_costs_no_other_its_tick(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 8)
    ending = "import os\n\ndef encode_one_hot(ids, vocab_size):\n    os._exit(1)"
    put_copy(tmp_path, "01", IMPORTS, ending, RIGHT_STEP)
    found = progress.learner("ada", tmp_path)
    assert found.troubles["encode_one_hot"] == "its check did not come to an end"
    assert found.state("accumulate_gradients") == "ticked"


def test_what_stands_in_a_notebook_but_is_no_part_of_an_answer_does_not_run(tmp_path):
    slow = "ids = __import__('time').sleep(10 ** 6)\nfound = 1 / 0"
    put_copy(tmp_path, "01", IMPORTS, slow, ONE_HOT)
    assert progress.learner("ada", tmp_path).state("encode_one_hot") == "ticked"


def test_where_there_are_no_copies_one_line_says_so(tmp_path):
    command = [sys.executable, str(ROOT / "tools" / "progress.py"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "01_….ipynb" in done.stderr


@pytest.mark.skipif(os.name == "nt" or not shutil.which("make"), reason="needs make")
@pytest.mark.parametrize(
    ("arguments", "called"),
    [([], "tools/progress.py "), (["OF=a class"], 'tools/progress.py "a class"')],
)
def test_make_progress_looks_into_work_or_into_a_class(arguments, called):
    command = ["make", "-C", str(ROOT), "--dry-run", "progress", *arguments]
    printed = subprocess.run(command, capture_output=True, text=True).stdout
    assert f"{called}\n" in printed
