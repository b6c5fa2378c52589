"""Give the learner copies of the lessons in work/, without the answers, and overwrite nothing.

`python tools/copy_lessons.py 05` puts a fresh lesson 05 beside the learner's.
"""

import contextlib
import hashlib
import itertools
import json
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
MEMORY = "w2v_copied"  # in a copy's metadata: the fingerprint of what was copied
MORE = "questions", "solutions"  # pages that no lesson's opening links to
PAGES = "setup", "glossary", "play", "explore", *MORE
LINK = re.compile(r"\[([^\]]+)\]\(([^)#\s]+\.md)(#[^)]*)?\)")  # from one page to another
CODE = re.compile(r"\]\(\.\./((?:w2v_helpers/)?\w+\.py)\)")  # a file that a lesson shows
LAB = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}


def write(path: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".copying-") as folder:
        whole = Path(folder, path.name)
        whole.write_text(text, encoding="utf-8")
        whole.replace(path)


def fingerprint(notebook: dict) -> str:
    """What a reader may have changed: the cells' sources, outputs and execution counts."""
    cells = [
        ("".join(cell["source"]), cell.get("outputs"), cell.get("execution_count"))
        for cell in notebook["cells"]
    ]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def without_outputs(lesson: Path) -> dict:
    """A lesson as it was before it was run."""
    notebook = json.loads(lesson.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return notebook


def for_learners(lesson: Path) -> dict:
    """A lesson without outputs, whose links lead to the pages and files beside the copies."""
    notebook = without_outputs(lesson)
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            text = "".join(cell["source"]).replace("](../book/", "](book/")
            text = CODE.sub(lambda found: f"](book/{Path(found[1]).name})", text)
            cell["source"] = text.splitlines(keepends=True)
    first = notebook["cells"][0]
    more = " · ".join(f"[{page}](book/{page}.md)" for page in MORE)
    first["source"] = f"{''.join(first['source'])} · {more}".splitlines(keepends=True)
    notebook["metadata"][MEMORY] = fingerprint(notebook)
    return notebook


def put(notebook: dict, path: Path) -> None:
    write(path, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


def put_fresh(notebook: dict, path: Path) -> None:
    """Under the first free name of NN_topic, NN_topic_fresh, NN_topic_fresh2, …"""
    numbered = (f"_fresh{number}" for number in itertools.count(2))
    endings = itertools.chain(["", "_fresh"], numbered)
    names = (path.with_stem(path.stem + ending) for ending in endings)
    put(notebook, next(name for name in names if not name.exists()))


def state(notebook: dict, path: Path) -> str:
    """What the copy at ``path`` is beside the lesson as it would be copied now."""
    if not path.exists():
        return "new"
    try:
        copy = json.loads(path.read_text("utf-8"))
        copied = copy["metadata"].get(MEMORY)
        untouched = fingerprint(copy) == copied
    except (ValueError, KeyError, TypeError, UnicodeDecodeError):  # no notebook any more
        return "kept"
    if copied in (None, notebook["metadata"][MEMORY]):
        return "kept"
    return "renewed" if untouched else "changed"


def copy_lessons(root: Path, work: Path, *fresh: str) -> str:
    """Copy the lessons that ``work`` lacks, renew those that nobody touched; what was done.

    ``fresh`` are the numbers of those to have anew, beside the learner's copies. Raises ValueError
    for an unknown number, or if there are no lessons.
    """
    files = sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    lessons = {path.name: for_learners(path) for path in files}
    if not lessons:
        raise ValueError(f"no lessons in {root / 'notebooks'}: is the download whole?")
    names = {name[:2]: name for name in lessons}
    for number in fresh:
        if number.zfill(2) not in names:
            known = ", ".join(names)
            raise ValueError(f"FRESH={number}: no lesson has this number; there are {known}")
    for number in fresh:
        name = names[number.zfill(2)]
        put_fresh(lessons[name], work / name)
    states = {name: state(lesson, work / name) for name, lesson in lessons.items()}
    for name in lessons:
        if states[name] in ("new", "renewed"):
            put(lessons[name], work / name)
    copy_pages(root, work)
    return report(states)


def copy_pages(root: Path, work: Path) -> None:
    """The pages, files and results that lessons link to or read; they are nobody's to write in.

    The files lie beside the pages: a folder w2v_helpers beside the lessons would hide the package.
    """
    for page in PAGES:
        if (source := root / "book" / f"{page}.md").exists():
            write(work / "book" / source.name, for_the_lab(source.read_text("utf-8")))
    lessons = [path.read_text("utf-8") for path in (root / "notebooks").glob("*.ipynb")]
    for name in {name for text in lessons for name in CODE.findall(text)}:
        write(work / "book" / Path(name).name, (root / name).read_text("utf-8"))
    for path in (root / "notebooks" / "results").rglob("*.json"):
        write(work / path.relative_to(root / "notebooks"), path.read_text("utf-8"))


def for_the_lab(page: str) -> str:
    """A page whose links lead to what lies beside it; of those to other pages the words stay."""

    def link(found: re.Match) -> str:
        return found[0] if found[2].removesuffix(".md") in PAGES else found[1]

    return LINK.sub(link, page.replace("](../notebooks/", "](../"))


def report(states: dict[str, str]) -> str:
    """One line on what was done."""
    done = [f"{n} {word}" for word in ("new", "renewed") if (n := [*states.values()].count(word))]
    changed = [name[:2] for name in states if states[name] == "changed"]
    parts = [f"work/: {', '.join(done)}" if done else "work/: nothing new"]
    if changed:
        verb = "has" if len(changed) == 1 else "have"
        parts.append(
            f"{', '.join(changed)} {verb} changed since your copy: "
            f"make lab FRESH={changed[0]} puts the new one beside it"
        )
    return "; ".join(parts)


def quiet_lab(settings: Path) -> None:
    """Let JupyterLab open without asking whether it may fetch news."""
    with contextlib.suppress(OSError):  # it is only a question less
        if not settings.exists():
            write(settings, json.dumps(LAB))


if __name__ == "__main__":
    try:
        print(copy_lessons(ROOT, ROOT / "work", *sys.argv[1:]))
        quiet_lab(Path(sys.prefix) / "share" / "jupyter" / "lab" / "settings" / "overrides.json")
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
