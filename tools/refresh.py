"""Run the lessons anew and rewrite the outputs that may change.

`python tools/refresh.py [--all] NOTEBOOK...`
"""

import argparse
import base64
import copy
import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError
from nbformat import NotebookNode

IGNORED = "nbval-ignore-output"  # the tag of a cell whose output nbval does not compare
STATED = re.compile(r"(\d+) seconds? to run")  # in a lesson's opening
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def run(node: NotebookNode, folder: Path) -> NotebookNode:
    """A copy of the notebook as it stands after a run in ``folder``.

    Progress bars are stored in their last state. Raises RuntimeError, naming the cell, if one does
    not end well.
    """
    node = copy.deepcopy(node)
    client = NotebookClient(
        node,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute(stderr=subprocess.DEVNULL)  # the kernel's own log, not the lesson's stderr
    except (CellExecutionError, CellControlSignal, DeadKernelError) as error:
        name = getattr(error, "ename", type(error).__name__)
        value = getattr(error, "evalue", error)
        cell = f"code cell {client.code_cells_executed}"
        raise RuntimeError(f"{cell}: {name}: {value}") from error
    return node


def merge(old: NotebookNode, new: NotebookNode, everything: bool = False) -> NotebookNode:
    """``new``, a run of ``old``, with ``old``'s outputs where they are ignored and may stay.

    They may where no code before has changed: an ignored cell keeps a digest of the code up to and
    including itself as its metadata ``inputs``.
    """
    new.metadata = nbformat.from_dict(METADATA)
    digest = hashlib.sha256()
    for before, cell in zip(old.cells, new.cells, strict=True):
        cell.metadata.pop("execution", None)
        stored = cell.metadata.pop("inputs", None)
        if cell.cell_type != "code":
            continue
        digest.update(cell.source.encode() + b"\0")
        if IGNORED in cell.metadata.get("tags", []):
            cell.metadata["inputs"] = digest.hexdigest()[:12]
            # Jupyter's "clear outputs" also clears the count: such a cell is to be filled again.
            if stored == cell.metadata["inputs"] and before.execution_count and not everything:
                cell.outputs = before.outputs
    return new


def refresh(path: Path, everything: bool = False) -> bool:
    """Run the notebook and rewrite its file, whole or not at all; tells whether a byte changed."""
    old = nbformat.read(path, as_version=4)
    new = merge(old, run(old, path.parent), everything)
    temporary = path.with_suffix(".tmp")
    nbformat.write(new, temporary)
    if temporary.read_bytes() == path.read_bytes():
        temporary.unlink()
        return False
    temporary.replace(path)
    return True


def keep_picture(lesson: Path) -> None:
    """Let the README show the PNG of the cell tagged ``readme``, if the lesson has one."""
    picture = lesson.parents[1] / ".github" / "picture.png"
    for cell in nbformat.read(lesson, as_version=4).cells:
        if "readme" in cell.metadata.get("tags", []):
            for output in cell.get("outputs", []):
                if "image/png" in output.get("data", {}):
                    picture.write_bytes(base64.b64decode(output.data["image/png"]))


def main() -> int:
    """Refresh each notebook in turn; 1 if a cell of any raised, 0 otherwise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="rewrite ignored cells' outputs too")
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    arguments = parser.parse_args()
    os.environ["PYTHONHASHSEED"] = "0"  # for the kernels, as in `make test`
    os.environ["W2V_QUIET"] = "1"  # no output tells whether vectors were kept already
    failed = False
    for path in arguments.notebooks:
        start = time.perf_counter()
        try:
            outcome = "changed" if refresh(path, arguments.all) else "unchanged"
            keep_picture(path)
        except RuntimeError as error:
            outcome = f"left as it was: {error}"
            failed = True
        took = time.perf_counter() - start
        stated = STATED.search(path.read_text(encoding="utf-8"))
        if stated and took > int(stated[1]):
            outcome += f" (it says {stated[1]} s)"
        print(f"{path.name:40} {took:5.1f} s  {outcome}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
