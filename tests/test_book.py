"""The web book in a real browser: `make test-book` builds it first. Not part of `make test`."""

import functools
import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

import pytest

pytest.importorskip("playwright.sync_api", reason="make test-book installs it")
pypdf = pytest.importorskip("pypdf")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

BOOK = Path(__file__).parents[1] / "build" / "book"
NAMES = sorted(str(page.relative_to(BOOK)) for page in BOOK.rglob("*.html"))
LESSONS = [name for name in NAMES if name.startswith("notebooks/")]
PHONE = {"width": 390, "height": 844}
SERIOUS = {"serious", "critical"}
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)


def letters(text: str) -> str:
    """A text's letters and digits; formulas' slanted ones made upright."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


class Page(HTMLParser):
    """A page's links and the places that a link can lead to."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.places, self.links = set(), []
        self.feed((BOOK / name).read_text("utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.places.add(found.get("id"))
        if tag == "a" and (link := found.get("href")):
            self.links.append(link)


@functools.cache
def parsed(name: str) -> Page:
    return Page(name)


def opened(browser, address: str, **look):
    """A page, and the list of what went wrong or outside while it loaded."""
    page = browser.new_page(**look)
    troubles = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("requestfailed", lambda request: troubles.append(f"failed: {request.url[:200]}"))
    home = address.partition("/notebooks/")[0].rpartition("/")[0]

    def note(request) -> None:
        if not request.url.startswith(("data:", "blob:", home, BOOK.as_uri())):
            troubles.append(f"outside: {request.url}")

    page.on("request", note)
    page.goto(address)
    return page, troubles


def test_there_is_a_page_for_each_lesson_and_each_text() -> None:
    texts = (BOOK.parents[1] / "book").glob("*.md")
    lessons = (BOOK.parents[1] / "notebooks").glob("[0-9]*.ipynb")
    wanted = [f"{text.stem}.html" for text in texts]
    wanted += [f"notebooks/{lesson.stem}.html" for lesson in lessons]
    assert [name for name in wanted if name not in NAMES] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_loads_alone_fits_a_phone_and_shows_its_figures_and_formulas(browser, name) -> None:
    page, troubles = opened(browser, (BOOK / name).as_uri(), viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    images = page.evaluate(
        """Promise.all([...document.images].map(async image => {
            await image.decode();
            return [image.alt, image.naturalWidth, image.getBoundingClientRect().width];
        }))"""
    )
    bad = [image for image in images if not image[0].strip() or min(image[1:]) < 20]
    sizes = page.evaluate(
        """[...document.querySelectorAll('math')].map(formula => {
            const box = formula.getBoundingClientRect();
            return [formula.textContent, box.width, box.height];
        })"""
    )
    flat = [size for size in sizes if min(size[1:]) < 4]
    page.close()
    assert (troubles, bad, flat) == ([], [], [])


@pytest.mark.parametrize("name", LESSONS)
def test_every_formula_of_a_lesson_is_set(name: str) -> None:
    lesson = BOOK.parents[1] / name.replace(".html", ".ipynb")
    cells = json.loads(lesson.read_text("utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    plain = re.sub(r"```.*?```|`[^`]*`", "", "\n".join(texts), flags=re.DOTALL)
    assert (BOOK / name).read_text("utf-8").count("<math") == len(FORMULA.findall(plain))


def test_formulas_are_set_in_the_font_that_the_book_carries(browser) -> None:
    page, _ = opened(browser, (BOOK / "notebooks/05_negative_sampling.html").as_uri())
    page.wait_for_function("document.fonts.status === 'loaded'")
    faces = "[...document.fonts].filter(face => face.family.includes('STIX')).map(f => f.status)"
    assert page.evaluate(faces) == ["loaded"]
    page.close()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(browser, name: str, scheme: str) -> None:
    page, _ = opened(browser, (BOOK / name).as_uri(), color_scheme=scheme)
    found = axe.Axe().run(page).response["violations"]
    page.close()
    assert [
        (fault["id"], fault["nodes"][0]["html"][:200], len(fault["nodes"]))
        for fault in found
        if fault["impact"] in SERIOUS
    ] == []


@pytest.mark.parametrize("place", ["a file", "a server"])
def test_search_finds_negative_sampling(browser, server: str, place: str) -> None:
    home = BOOK.as_uri() if place == "a file" else server
    page, troubles = opened(browser, f"{home}/search.html?q=negative+sampling")
    page.wait_for_selector("#search-results li a")
    links = page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.href)")
    assert any("05_negative_sampling" in link for link in links)
    page.close()
    assert troubles == []


def test_the_switch_turns_a_light_page_dark(browser) -> None:
    page, _ = opened(browser, (BOOK / "index.html").as_uri(), color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.evaluate("document.querySelector('.theme-toggle').click()")
    first = page.evaluate(ground)
    page.evaluate("document.querySelector('.theme-toggle').click()")
    assert {light} != {first, page.evaluate(ground)}
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_links_between_pages_resolve(name: str) -> None:
    lost = []
    for link in parsed(name).links:
        path, place = urldefrag(link)
        if urlparse(link).scheme:
            continue
        target = (BOOK / name).parent / unquote(path) if path else BOOK / name
        target = target.resolve()
        if not target.is_file():
            lost.append(link)
            continue
        aimed = place and target.suffix == ".html"
        if aimed and unquote(place) not in parsed(str(target.relative_to(BOOK))).places:
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("name", LESSONS)
def test_paper_shows_every_answer(browser, name: str, tmp_path: Path) -> None:
    page, _ = opened(browser, (BOOK / name).as_uri())
    folds = page.eval_on_selector_all(
        "article details:not(.hide)", "all => all.map(fold => fold.textContent)"
    )
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    page.close()
    printed = "".join(leaf.extract_text() for leaf in pypdf.PdfReader(tmp_path / "page.pdf").pages)
    printed = letters(printed)
    wanted = [letters(fold)[-25:] for fold in folds]
    assert folds and [end for end in wanted if end not in printed] == []


def test_what_a_prediction_asks_for_waits_in_a_fold() -> None:
    pages = [(BOOK / name).read_text("utf-8") for name in LESSONS[:10]]
    assert all(text.count('class="admonition hide') >= 3 for text in pages)


@pytest.mark.parametrize("name", LESSONS)
def test_a_download_is_the_learners_copy(name: str) -> None:
    copy = BOOK / "lessons" / Path(name).with_suffix(".ipynb").name
    code = [c for c in json.loads(copy.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
    assert code and not any(cell["outputs"] or cell["execution_count"] for cell in code)
    assert f"../lessons/{copy.name}" in parsed(name).links
