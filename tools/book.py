"""`make book`: the web book, out of the committed lessons and the pages of book/, in build/book/.

And build/book.zip, the same to hand on, without the answers to the exam: build/exam.html has these.

Lays out what Sphinx reads in build/pages/, so that links lead from page to page, and calls Sphinx.
No cell is run and nothing is fetched; the vectors of the page Explore are trained once, in seconds,
and kept. `python tools/book.py copies FOLDER` writes what the run and download buttons lead to: the
course with lessons that show no answers.
"""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import quote

from copy_lessons import for_learners, put, without_outputs, write

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build"
PAGES, EXTRA, BOOK = BUILD / "pages", BUILD / "extra", BUILD / "book"
BRANCH = "learners"  # where publishing puts the copies
PREDICTION = re.compile(r"\*\*(Predict|Think)")
CHECK = re.compile(r"(\w+) = check\(\1\)")
FILE = re.compile(r"\[([^\]]+)\]\(\.\./((?:w2v_helpers|tools|tests)/[^)]+|word2vec\.py)\)")
FOLD = re.compile(r"<details><summary>Answer</summary>\n\n(.*?)\n\n</details>\n*", re.DOTALL)
NO_ANSWERS = (
    "The answers are not in this book: `make book` writes them to `build/exam.html`, "
    "beside `build/book/`.\n\n"
)
SHEET = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The exam, with its answers</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 sans-serif; margin: 1.5rem auto; max-width: 42rem; padding: 0 1rem; }}
blockquote {{ border-left: 3px solid; margin: 0.5rem 0; padding-left: 0.8rem; }}
</style></head><body>
{}</body></html>
"""
ANCHOR = re.compile(r'^((?:<a id="[^"]+"></a>)+)', re.MULTILINE)


def address() -> str:
    """The repository's public address, or nothing: pyproject.toml alone knows it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return project.get("urls", {}).get("Repository", "").rstrip("/")


def buttons(source: str, repository: str) -> str:
    """The links under a page's title: its clean copy, where to run it, where to mend it."""
    links = []
    if source.endswith(".ipynb"):
        name = Path(source).name
        links.append(f'<a href="../lessons/{name}" download>Download this lesson</a>')
        if repository.startswith("https://github.com/"):
            place = repository.removeprefix("https://github.com/")
            colab = f"https://colab.research.google.com/github/{place}/blob/{BRANCH}/{source}"
            binder = f"https://mybinder.org/v2/gh/{place}/{BRANCH}?labpath={quote(source, safe='')}"
            links += [
                f'<a href="{colab}">Run on Colab</a>',
                f'<a href="{binder}">Run on Binder</a>',
            ]
    if repository:
        links.append(f'<a href="{repository}/edit/main/{source}">Edit this page</a>')
    return f'<p class="buttons">{" ".join(links)}</p>' if links else ""


def under_title(text: str, line: str) -> str:
    """Put a line under the first heading."""
    title, _, rest = text.partition("\n")
    return f"{title}\n\n{line}\n{rest}" if line else text


def link_files(text: str, repository: str) -> str:
    """Links to files that are no pages lead to the repository; without an address they are none."""
    shown = rf"[\1]({repository}/blob/main/\2)" if repository else r"\1"
    return FILE.sub(shown, text)


def asks(text: str) -> bool:
    """Whether a text ends with a prediction whose answer does not stand below it in a fold."""
    *_, rest = text.split("</details>")
    return bool(PREDICTION.search(rest))


def lesson_page(lesson: Path, repository: str) -> dict:
    """A lesson whose links lead through the book; what a prediction asks for waits in a fold."""
    notebook = json.loads(lesson.read_text("utf-8"))
    asked = False
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            if asked and not CHECK.fullmatch(text):
                cell["metadata"]["tags"] = [*cell["metadata"].get("tags", []), "hide-output"]
                asked = not cell["outputs"]  # cells that only define come before the one that tells
        else:
            asked = asked or asks(text)
            text = text.replace("](../book/", "](../").replace("](../README.md", "](../index.md")
            cell["source"] = link_files(text, repository)
    first = notebook["cells"][0]
    first["source"] = under_title(first["source"], buttons(f"notebooks/{lesson.name}", repository))
    return notebook


def text_page(page: Path, repository: str) -> str:
    """A page of book/; its anchors become targets that Sphinx checks."""
    text = page.read_text("utf-8").replace("](../notebooks/", "](notebooks/")
    text = link_files(text.replace("../.github/picture.png", "picture.png"), repository)
    text = ANCHOR.sub(lambda found: re.sub(r'<a id="([^"]+)"></a>', r"(\1)=\n", found[1]), text)
    if page.name == "exam.md":
        text = FOLD.sub("", text).replace("## Recall", f"{NO_ANSWERS}## Recall", 1)
    if page.name in ("sheet.md", "handout.md") and repository:
        text += f"\nThe course: {repository}\n"
    if page.name == "index.md":
        return text
    return under_title(text, buttons(f"book/{page.name}", repository))


def exam_with_answers(text: str) -> str:
    """One page for teachers: every question with its answer, unfolded."""
    from markdown_it import MarkdownIt  # Sphinx's reader of Markdown brings it

    text = re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", text)  # it stands outside the book
    text = FOLD.sub(lambda fold: f"> {fold[1]}\n\n", text)
    return SHEET.format(MarkdownIt("commonmark").render(text))


def lay_out(repository: str) -> None:
    """Everything that Sphinx reads."""
    for folder in (PAGES, EXTRA, BOOK):
        shutil.rmtree(folder, ignore_errors=True)
    for lesson in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        page = lesson_page(lesson, repository)
        write(PAGES / "notebooks" / lesson.name, json.dumps(page))
        put(for_learners(lesson), EXTRA / "lessons" / lesson.name)
    for page in sorted((ROOT / "book").glob("*.md")):
        write(PAGES / page.name, text_page(page, repository))
    shutil.copy(ROOT / ".github" / "picture.png", PAGES)
    shutil.copy(ROOT / "book" / "first_class.svg", PAGES)
    shutil.copy(ROOT / "book" / "play.html", PAGES)  # what play.md takes in
    add_explorer(EXTRA / "_static" / "explore")


def add_explorer(folder: Path) -> None:
    """What explore.md takes in: the page that `w2v_helpers explore` writes, of Wikipedia."""
    from w2v_helpers import explore
    from w2v_helpers.cache import trained
    from w2v_helpers.vectors import to_keyed_vectors

    tables = trained("wikipedia")
    held = explore.hold(to_keyed_vectors(tables.vocab, tables.input), "Wikipedia")
    held["start"] = "music"  # its neighbours are of one kind, whatever the seed
    write(folder / "held.js", explore.as_script(held))
    for name in ("style.css", "model.js", "view.js"):
        shutil.copy(explore.PARTS / name, folder)
    scripts = [f"_static/explore/{name}.js" for name in ("held", "model", "view")]
    head = '<link rel="stylesheet" href="_static/explore/style.css">\n'
    foot = "".join(f'<script src="{script}" defer></script>\n' for script in scripts)
    body = (explore.PARTS / "body.html").read_text("utf-8")
    write(PAGES / "explore_body.html", f"{head}{body}{foot}")


def write_copies(folder: Path) -> None:
    """In a copy of the repository: its lessons without outputs."""
    for lesson in sorted((folder / "notebooks").glob("[0-9]*.ipynb")):
        put(without_outputs(lesson), lesson)


def main() -> int:
    if sys.argv[1:2] == ["copies"]:
        write_copies(Path(sys.argv[2]))
        return 0
    lay_out(address())
    sphinx = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    wrong = subprocess.call([*sphinx, "-c", ROOT / "book", PAGES, BOOK])
    if not wrong:
        shutil.make_archive(str(BOOK), "zip", BUILD, BOOK.name)
        exam = (ROOT / "book" / "exam.md").read_text("utf-8")
        write(BUILD / "exam.html", exam_with_answers(exam))
    return wrong


if __name__ == "__main__":
    sys.exit(main())
