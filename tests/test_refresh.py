"""`make refresh` rewrites what may change, repeats itself byte for byte, and loses nothing."""

from pathlib import Path

import nbformat
import pytest
import refresh
from nbformat.v4 import new_code_cell, new_notebook

CODE = ["print(1 + 1)", "import random\nx = random.random()\nprint(x)", "x < 1"]


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    cells = [new_code_cell(code) for code in CODE]
    cells[1].metadata.tags = [refresh.IGNORED]
    path = tmp_path / "01_lesson.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"widgets": {}}), path)
    refresh.refresh(path)
    return path


def outputs(path: Path) -> list[str]:
    return [str(cell.outputs) for cell in nbformat.read(path, 4).cells]


def edit(path: Path, number: int, source: str) -> None:
    node = nbformat.read(path, 4)
    node.cells[number].source = source
    nbformat.write(node, path)


def test_a_second_refresh_changes_no_byte(lesson: Path) -> None:
    before = lesson.read_bytes()
    assert not refresh.refresh(lesson)
    assert lesson.read_bytes() == before
    node = nbformat.read(lesson, 4)
    assert [cell.execution_count for cell in node.cells] == [1, 2, 3]
    assert node.metadata == refresh.METADATA


def test_an_ignored_output_stays_until_code_before_it_changes(lesson: Path) -> None:
    first = outputs(lesson)
    edit(lesson, 2, "x < 2")
    refresh.refresh(lesson)
    assert outputs(lesson)[1] == first[1]
    edit(lesson, 0, "print(2 + 2)")
    refresh.refresh(lesson)
    assert "4" in outputs(lesson)[0] and outputs(lesson)[1] != first[1]


def test_all_rewrites_ignored_outputs_too(lesson: Path) -> None:
    first = outputs(lesson)
    assert refresh.refresh(lesson, everything=True)
    assert outputs(lesson)[1] != first[1]


def test_a_cell_that_raises_leaves_the_file_as_it_was(lesson: Path) -> None:
    edit(lesson, 2, "1 / 0")
    before = lesson.read_bytes()
    with pytest.raises(RuntimeError, match="code cell 3: ZeroDivisionError: division by zero"):
        refresh.refresh(lesson)
    assert lesson.read_bytes() == before
    assert [path.name for path in lesson.parent.iterdir()] == [lesson.name]
