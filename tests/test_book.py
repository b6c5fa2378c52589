"""The web book in a real browser: `make test-book` builds it first. Not part of `make test`."""

import functools
import json
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse
from zipfile import ZipFile

import pytest

pytest.importorskip("playwright.sync_api", reason="make test-book installs it")
pypdf = pytest.importorskip("pypdf")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

BOOK = Path(__file__).parents[1] / "build" / "book"
PAGES = sorted(str(page.relative_to(BOOK)) for page in BOOK.rglob("*.html"))
LESSONS = [name for name in PAGES if name.startswith("notebooks/")]
NAMES = [*LESSONS, *(name for name in PAGES if name not in LESSONS)]
DESKTOP = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
SERIOUS = {"serious", "critical"}
# Texts of one colour and size on one ground have one contrast: axe measures three of them, not all.
MARK = """() => {
    const counts = new Map(), grounds = new Map();
    for (const element of document.querySelectorAll('body, body *')) {
        const look = getComputedStyle(element);
        let ground = grounds.get(element.parentElement) ?? '';
        const own = [look.backgroundColor, look.backgroundImage, look.opacity, look.filter].join();
        if (own !== 'rgba(0, 0, 0, 0),none,1,none') ground += own;
        if (!['static', 'relative'].includes(look.position)) ground += `${grounds.size};`;
        grounds.set(element, ground);
        const texts = [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE);
        const long = texts.map(text => text.data.trim()).join('').length > 1;
        const shown = element.checkVisibility({visibilityProperty: true});
        const font = [look.color, look.fontSize, look.fontWeight, look.textShadow];
        const kind = [ground, ...font, long, shown].join();
        if (texts.length) counts.set(kind, (counts.get(kind) ?? 0) + 1);
        element.toggleAttribute('data-known', texts.length > 0 && counts.get(kind) > 3);
    }
}"""
CONTRAST = "axe.configure({rules: [{id: 'color-contrast', selector: ':not([data-known])'}]})"
PLAIN = axe.Axe().axe_script
SCRIPT = f"{PLAIN};{CONTRAST}"
BY_COLOUR = ["color-contrast", "link-in-text-block"]  # all that another scheme can change
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
    page.add_style_tag(content="* { transition: none !important; }")  # colours change at once
    return page, troubles


@pytest.fixture(scope="module", params=NAMES)
def visit(request, browser) -> Iterator:
    """A page that is opened once and asked all questions; each test dresses it first."""
    page, troubles = opened(browser, (BOOK / request.param).as_uri())
    yield page, troubles
    page.close()


def dress(page, size: dict, scheme: str = "light", *, unfolded: bool = False) -> None:
    """The size of the window, the colours, the folds open or closed."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    folds = "open => document.querySelectorAll('details').forEach(fold => { fold.open = open; })"
    page.evaluate(folds, unfolded)


def pale_texts_and_other_faults(page, scheme: str) -> list:
    """What axe calls serious; of a dark page, which was light before, what colours decide."""
    page.evaluate(MARK)
    options = {"resultTypes": ["violations"]}
    if scheme == "dark":
        options["runOnly"] = BY_COLOUR
    return faults_of(page, script=SCRIPT, options=options)


def faults_of(page, *part: str, script: str = PLAIN, **options: object) -> list:
    """What axe calls serious, of a page or its part: the first place of each, and how many."""
    found = axe.Axe(script).run(page, *part, **options).response["violations"]
    return [
        (fault["id"], fault["nodes"][0]["html"][:200], len(fault["nodes"]))
        for fault in found
        if fault["impact"] in SERIOUS
    ]


def test_there_is_a_page_for_each_lesson_and_each_text() -> None:
    texts = (BOOK.parents[1] / "book").glob("*.md")
    lessons = (BOOK.parents[1] / "notebooks").glob("[0-9]*.ipynb")
    wanted = [f"{text.stem}.html" for text in texts]
    wanted += [f"notebooks/{lesson.stem}.html" for lesson in lessons]
    assert [name for name in wanted if name not in NAMES] == []


@pytest.mark.parametrize("name", ["play.html", "explore.html"])
def test_the_home_page_and_the_sidebar_lead_to_it(name: str) -> None:
    home, other = [(BOOK / page).read_text("utf-8") for page in ("index.html", "glossary.html")]
    assert home.count(f'href="{name}"') >= 2 and f'href="{name}"' in other


def test_a_page_loads_alone_and_shows_its_figures_and_formulas(visit) -> None:
    page, troubles = visit
    dress(page, PHONE, unfolded=True)
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
    assert (troubles, bad, flat) == ([], [], [])


@pytest.mark.parametrize("unfolded", [False, True])
def test_a_page_fits_a_phone(visit, unfolded: bool) -> None:
    page, _ = visit
    dress(page, PHONE, unfolded=unfolded)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(visit, scheme: str) -> None:
    page, _ = visit
    dress(page, DESKTOP, scheme, unfolded=True)
    assert pale_texts_and_other_faults(page, scheme) == []


@pytest.mark.parametrize("visit", LESSONS, indirect=True)
def test_paper_shows_every_answer(visit, tmp_path: Path) -> None:
    page, _ = visit
    dress(page, DESKTOP)
    page.eval_on_selector_all("article button", "all => all.map(button => button.remove())")
    folds = page.eval_on_selector_all(
        "article details:not(.hide)", "all => all.map(fold => fold.textContent)"
    )
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    printed = "".join(leaf.extract_text() for leaf in pypdf.PdfReader(tmp_path / "page.pdf").pages)
    printed = letters(printed)
    wanted = [letters(fold)[-25:] for fold in folds]
    assert folds and [end for end in wanted if end not in printed] == []


def printed_pages(browser, name: str, folder: Path) -> list[str]:
    """What each A4 page of a printed page of the book says."""
    page, _ = opened(browser, (BOOK / name).as_uri())
    page.pdf(path=folder / "page.pdf", format="A4")
    page.close()
    return [letters(leaf.extract_text()) for leaf in pypdf.PdfReader(folder / "page.pdf").pages]


@pytest.mark.parametrize(
    ("name", "end"), [("handout.html", "How many seeds?"), ("sheet.html", "beside what?")]
)
def test_a_sheet_prints_on_one_page(browser, tmp_path: Path, name: str, end: str) -> None:
    (sheet,) = printed_pages(browser, name, tmp_path)
    assert letters(end) in sheet


def test_the_exam_is_in_the_book_without_its_answers_and_beside_it_with_them(browser) -> None:
    found = []
    for address in (BOOK / "exam.html", BOOK.parent / "exam.html"):
        page, troubles = opened(browser, address.as_uri(), viewport=PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        found.append(letters(page.evaluate("document.body.textContent")))
        page.close()
        assert troubles == []
    inside, beside = found
    text = (BOOK.parents[1] / "book" / "exam.md").read_text("utf-8")
    titles = [letters(title) for title in re.findall(r"^### (.+)$", text, re.MULTILINE)]
    answers = re.findall(r"</summary>\n\n(.+)\n", text)
    assert len(titles) == len(answers) == 20
    assert [title for title in titles if not (title in inside and title in beside)] == []
    plain = [letters(re.sub(r"[*`]|\]\(.*?\)", "", answer)) for answer in answers]
    assert [answer for answer in plain if answer[:30] in inside or answer not in beside] == []


def test_the_zip_is_the_book() -> None:
    with ZipFile(BOOK.with_suffix(".zip")) as packed:
        names = {Path(name) for name in packed.namelist() if not name.endswith("/")}
    assert names == {path.relative_to(BOOK.parent) for path in BOOK.rglob("*") if path.is_file()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_sees_one_pale_word_among_many(browser, scheme: str) -> None:
    page, _ = opened(browser, (BOOK / LESSONS[0]).as_uri())
    dress(page, DESKTOP, scheme, unfolded=True)
    words = page.locator("article details:not(.hide) .highlight .n")
    words.last.evaluate("word => { word.style.color = 'rgb(128, 128, 128)'; }")
    ((fault, word, count),) = pale_texts_and_other_faults(page, scheme)
    page.close()
    assert (fault, "128, 128, 128" in word, count) == ("color-contrast", True, 1)


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


def test_what_a_prediction_asks_for_waits_in_a_fold() -> None:
    pages = [(BOOK / name).read_text("utf-8") for name in LESSONS[:10]]
    assert all(text.count('class="admonition hide') >= 3 for text in pages)


@pytest.mark.parametrize("name", LESSONS)
def test_a_download_is_the_learners_copy(name: str) -> None:
    copy = BOOK / "lessons" / Path(name).with_suffix(".ipynb").name
    code = [c for c in json.loads(copy.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
    assert code and not any(cell["outputs"] or cell["execution_count"] for cell in code)
    assert f"../lessons/{copy.name}" in parsed(name).links
