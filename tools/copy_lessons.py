"""Give the learner copies of the lessons in work/, and overwrite nothing there.

`python tools/copy_lessons.py 05` puts a fresh lesson 05 beside the learner's.
"""

import itertools
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def copy_new(source: Path, destination: Path) -> None:
    """Copy a file, whole or not at all, unless the destination is there."""
    if not destination.exists():
        destination.parent.mkdir(parents=True, exist_ok=True)
        temporary = destination.with_name(destination.name + ".tmp")
        shutil.copyfile(source, temporary)
        temporary.rename(destination)


def copy_fresh(lesson: Path, work: Path) -> None:
    """Copy a lesson under the first free name of NN_topic, NN_topic_fresh, NN_topic_fresh2, …"""
    numbered = (f"_fresh{number}" for number in itertools.count(2))
    endings = itertools.chain(["", "_fresh"], numbered)
    names = (work / f"{lesson.stem}{ending}.ipynb" for ending in endings)
    copy_new(lesson, next(name for name in names if not name.exists()))


def copy_lessons(lessons: Path, work: Path, fresh: str | None = None) -> None:
    """Copy the lessons (and their results) that ``work`` lacks.

    ``fresh`` is the number of one to have anew, beside the learner's copy. Raises ValueError for
    an unknown number.
    """
    files = {path.name[:2]: path for path in sorted(lessons.glob("[0-9][0-9]_*.ipynb"))}
    if fresh is not None:
        if fresh.zfill(2) not in files:
            known = ", ".join(files)
            raise ValueError(f"FRESH={fresh}: no lesson has this number; there are {known}")
        copy_fresh(files[fresh.zfill(2)], work)
    results = (path for path in (lessons / "results").rglob("*") if path.is_file())
    for path in (*files.values(), *results):
        copy_new(path, work / path.relative_to(lessons))


if __name__ == "__main__":
    try:
        copy_lessons(ROOT / "notebooks", ROOT / "work", *sys.argv[1:2])
    except ValueError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
