"""The explore page in a real browser: its numbers are `similar`'s, and what it says is so."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest
from gensim.models import KeyedVectors
from test_book import BOOK, DESKTOP, PHONE, faults_of, opened
from test_main import keyed

from w2v_helpers import cache, explore
from w2v_helpers.command import main
from w2v_helpers.files import read_vectors, write_vectors
from w2v_helpers.vectors import to_keyed_vectors

expect = pytest.importorskip("playwright.sync_api").expect

IN_THE_BOOK = (BOOK / "explore.html").as_uri()
SEEDS = range(3)  # the book has 0
# of every script, and what could end a script, an attribute or a pattern
STRANGE = [
    *("नमस्ते", "भाषा", "שלום", "مدرسة", "猫", "言語", "αγάπη", "don’t", "new\u00a0york", "École"),
    *("</script>", "<b>bold</b>", '"', "'", "\\", "$title", "%41", "a&b=c", "a+b", "#", "?"),
    "constructor",
]  # fmt: skip
ZERO, LONG = "nothing", "donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten"
SPELLED = [
    "लड़की लड़का लड़के पढ़ना पढना किताब कितना",
    "Königin König Schulbuch Schule Schuh schön schon",
    "bo\u0308se cafe\u0301 é1 e\u03012 محمد مُحَمَّد שָׁלוֹם",
    "the a of to in",
]
SMALL = len(STRANGE) + 39  # words in the small file


def random_vectors(words: list[str], dim: int) -> KeyedVectors:
    """With a common part, so that neighbours are near, and of different lengths."""
    rng = np.random.default_rng(0)
    table = rng.standard_normal((len(words), dim)) + 0.5 * rng.standard_normal(dim)
    return keyed(words, table * rng.uniform(0.1, 10, (len(words), 1)))


def write_small(path: Path) -> None:
    words = [*STRANGE, LONG, "king", "queen", "man", "woman", "kings", "kingdom", ZERO, "Apple"]
    vectors = random_vectors([*words, *(f"word{i}" for i in range(30))], 12)
    vectors.vectors[vectors.key_to_index[ZERO]] = 0
    write_vectors(vectors, path)


def write_large(path: Path) -> None:
    write_vectors(random_vectors([f"word{i}" for i in range(20_500)], 300), path)


def write_spelled(path: Path) -> None:
    """Words that differ by a mark, an ending or the way in which a letter is stored."""
    write_vectors(random_vectors([word for line in SPELLED for word in line.split()], 12), path)


def write_untrained(path: Path) -> None:
    """As after a few steps: a common part, and little else."""
    rng = np.random.default_rng(0)
    words = [f"word{i}" for i in range(54)]
    write_vectors(keyed(words, 1 + 0.03 * rng.standard_normal((54, 20))), path)


FILES = {
    "spelled": write_spelled,
    "untrained": write_untrained,
    "small": write_small,
    "large": write_large,
    "one": lambda path: write_vectors(random_vectors(["king"], 3), path),
    "two": lambda path: write_vectors(random_vectors(["king", "queen"], 1), path),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Callable[[str], tuple[Path, str]]:
    """Of a name in FILES: the file of vectors and the address of the page, each made once."""
    folder = tmp_path_factory.mktemp("explore")

    def make(name: str) -> tuple[Path, str]:
        vectors, page = folder / f"{name}.bin", folder / f"{name}.html"
        if not page.exists():
            FILES[name](vectors)
            assert main(["explore", str(vectors), str(page)]) == 0
        return vectors, page.as_uri()

    return make


@pytest.fixture
def visit(browser) -> Iterator[Callable]:
    """Open an address on a phone; at the end nothing went wrong, outside or over the edge."""
    pages = []

    def go(address: str, **look: object):
        pages.append(opened(browser, address, **{"viewport": PHONE, **look}))
        page, _ = pages[-1]
        page.set_default_timeout(15_000)
        return page

    yield go
    for page, troubles in pages:
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        page.close()
        assert (troubles, wide) == ([], 0)


@pytest.fixture(scope="module")
def held_open(browser, made) -> Iterator:
    """The page of the small file, opened once for many words."""
    page, troubles = opened(browser, made("small")[1], viewport=PHONE)
    page.set_default_timeout(15_000)
    yield page, troubles
    page.close()


@pytest.fixture
def small(held_open) -> Iterator:
    """That page, at its start; at the end nothing went wrong, outside or over the edge."""
    page, troubles = held_open
    type_into(page, word="king", other="", a="", b="", c="")
    yield page
    assert (troubles, page.evaluate("document.documentElement.scrollWidth - innerWidth")) == ([], 0)


@pytest.fixture
def similar(capsys) -> Callable[..., list[tuple[str, float]]]:
    """What the command prints: the words and their cosines."""

    def ask(vectors: Path, *question: str, top: int = 20) -> list[tuple[str, float]]:
        capsys.readouterr()
        assert main(["similar", str(vectors), *question, "--top", str(top)]) == 0
        lines = capsys.readouterr().out.splitlines()
        return [(word, float(number)) for word, number in (line.rsplit(None, 1) for line in lines)]

    return ask


def hear(text: str) -> float:
    return float(text.replace("−", "-"))


def listed(page, name: str) -> list[tuple[str, float]]:
    """The words of a list and their cosines."""
    rows = page.eval_on_selector_all(
        f"#explore-{name} li",
        """rows => rows.map(row =>
            [row.querySelector('a').textContent, row.querySelector('b').textContent])""",
    )
    return [(word, hear(number)) for word, number in rows]


def type_into(page, **words: str) -> None:
    """Choose words as a hand would, and wait: the page draws them in a task of its own."""
    for name, word in words.items():
        page.fill(f"#explore-{name}", word)
        page.press(f"#explore-{name}", "Enter")
        page.evaluate("new Promise(done => setTimeout(() => requestAnimationFrame(done)))")


def arrived(page, word: str) -> None:
    """Wait until the page shows a word's neighbours."""
    expect(page.locator("#explore-title bdi")).to_have_text(word)


def focused(page) -> list[str]:
    """Where the keyboard is: an id, a text, the kind of its outline."""
    return page.evaluate(
        """[document.activeElement].map(here =>
            [here.id, here.textContent, getComputedStyle(here).outlineStyle])[0]"""
    )


def text(page, name: str) -> str:
    return page.inner_text(f"#explore-{name}")


def same(found: list, wanted: list, error: float = 1e-6) -> bool:
    """Whether two lists agree up to the rounding of three digits and an error of each cosine.

    Words may change places where the cosines differ by no more than the two errors.
    """
    away = [abs(a - b) for (_, a), (_, b) in zip(found, wanted, strict=True)]
    numbers = dict(wanted)
    own = [abs(cosine - numbers[word]) for word, cosine in found if word in numbers]
    new = [cosine for word, cosine in found if word not in numbers]  # only at the list's end
    last = wanted[-1][1]
    most = 0.001 + 1e-9 + error
    return max(away + own) <= most and all(abs(cosine - last) <= most + error for cosine in new)


@pytest.mark.parametrize("word", [*STRANGE, LONG, "king", "Apple"])
def test_neighbours_are_those_of_similar(small, made, similar, word: str) -> None:
    vectors, page = made("small")[0], small
    type_into(page, word=word)
    page.select_option("#explore-count", "20")
    wanted = similar(vectors, word)
    assert text(page, "title") == f"Nearest to {word}"
    assert [word for word, _ in listed(page, "near")] == [word for word, _ in wanted]
    assert same(listed(page, "near"), wanted)
    for count in (10, 40):
        page.select_option("#explore-count", str(count))
        assert same(listed(page, "near"), similar(vectors, word, top=count))


def test_the_core_computes_gensims_cosines_to_six_digits(visit, made) -> None:
    vectors, address = made("small")
    vectors = read_vectors(vectors)
    found = visit(address).evaluate(
        """() => {
            const page = explore.open(held);
            return page.rows.map(row => explore.nearest(page, row, 99).map(one =>
                [page.words[one.id], one.cosine]));
        }"""
    )
    for word, own in zip(vectors.index_to_key, found, strict=True):
        wanted = {other: vectors.similarity(word, other) for other in vectors.index_to_key}
        if word == ZERO:
            wanted = dict.fromkeys(wanted, 0)
        else:
            wanted[ZERO] = 0
        assert {*wanted} == {other for other, _ in own}
        assert all(abs(wanted[other] - cosine) < 1e-6 for other, cosine in own)
        assert [cosine for _, cosine in own] == sorted((c for _, c in own), reverse=True)


def test_with_float16_cosines_differ_by_no_more_than_the_page_says(visit, made, similar) -> None:
    vectors, address = made("large")
    page = visit(address)
    about = text(page, "about")
    shown, total = (int(n.replace(",", "")) for n in re.findall(r"([\d,]+) of ([\d,]+)", about)[0])
    error = float(re.search(r"differ by (0\.\d+)", about)[1])
    assert total == 20_500 and 18_000 < shown < 20_000 and "float16" in about and error < 0.001
    held = read_vectors(vectors)
    held = keyed(held.index_to_key[:shown], held.vectors[:shown])
    write_vectors(held, vectors.with_name("held.bin"))
    for word in ("word0", "word777", f"word{shown - 1}"):
        type_into(page, word=word)
        wanted = similar(vectors.with_name("held.bin"), word)
        assert same(listed(page, "near"), wanted, error)
        type_into(page, other="word5")
        assert abs(hear(page.inner_text("#explore-pair b")) - held.similarity(word, "word5")) < (
            0.0005 + error
        )
    type_into(page, word=f"word{shown}")
    assert "is not among" in text(page, "word-trouble")


@pytest.mark.parametrize("question", [("man", "king", "woman"), ("猫", "भाषा", "</script>")])
def test_analogies_are_those_of_similar_and_let_the_query_words_in(
    visit, made, similar, question: tuple[str, ...]
) -> None:
    vectors, address = made("small")
    page = visit(address)
    type_into(page, **dict(zip("abc", question, strict=True)))
    a, b, c = question
    assert same(listed(page, "without"), similar(vectors, b, "-", a, "+", c, top=10))
    keyed_vectors = read_vectors(vectors)
    units = keyed_vectors.get_normed_vectors()
    mean = units[[keyed_vectors.key_to_index[word] for word in question]].T @ [-1, 1, 1]
    cosines = units @ (mean / np.linalg.norm(mean))
    order = (-cosines).argsort()[:10]
    wanted = [(keyed_vectors.index_to_key[i], cosines[i]) for i in order]
    assert same(listed(page, "with"), wanted)
    marked = page.locator("#explore-with .query").all_inner_texts()
    assert marked == [word for word, _ in wanted if word in question]
    alone = [word for word, _ in similar(vectors, c, top=12) if word not in question][:10]
    shared = len({*alone} & {word for word, _ in listed(page, "without")})
    told = f"Of the 10 on the left, {shared} are the nearest to {c} anyway; "
    assert f"{told}{b} − {a} brings in {10 - shared}." in text(page, "analogy")


def test_two_words_have_a_cosine_and_each_its_place(visit, made, similar) -> None:
    vectors, address = made("small")
    page = visit(address)
    for one, other in (("king", "queen"), ("שלום", "猫"), ("Apple", "word7")):
        type_into(page, word=one, other=other)
        told = text(page, "pair")
        keyed_vectors = read_vectors(vectors)
        shown = hear(page.inner_text("#explore-pair b"))
        assert shown == pytest.approx(keyed_vectors.similarity(one, other), abs=0.0005 + 1e-6)
        places = [keyed_vectors.rank(one, other), keyed_vectors.rank(other, one)]
        assert [int(n) for n in re.findall(r"number (\d+)", told)] == places
    type_into(page, word="king", other="king")
    assert "1.000. They are the same word." in text(page, "pair")
    type_into(page, other="")
    assert text(page, "pair") == ""


@pytest.mark.parametrize("shape", [(41, 100), (21, 5), (3, 1), (2, 300), (1, 4)])
def test_the_map_is_numpys_pca(visit, made, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    rows = rng.standard_normal(shape) * np.linspace(2, 1, shape[1])
    found = visit(made("one")[1]).evaluate(
        "rows => explore.flatten(rows.map(row => Float64Array.from(row)))", rows.tolist()
    )
    points, share = explore.flatten(rows)
    left, sizes, _ = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    wanted = np.zeros((shape[0], 2))
    wanted[:, : min(2, *shape)] = np.abs(left * sizes)[:, :2]
    assert np.allclose(np.abs(points), wanted, atol=1e-6)
    assert np.allclose(np.abs(found["points"]), wanted, atol=1e-6)
    total = (sizes**2).sum()
    wanted_share = (sizes[:2] ** 2).sum() / total if shape[0] > 1 else 1
    assert found["share"] == pytest.approx(wanted_share, abs=1e-6)
    assert share == pytest.approx(wanted_share, abs=1e-6)


def test_the_map_shows_the_word_and_its_neighbours_and_a_click_leads_on(visit, made) -> None:
    vectors, address = made("small")
    page = visit(address, viewport=DESKTOP)
    type_into(page, word="king")
    near = [word for word, _ in listed(page, "near")]
    assert page.locator("#explore-map > circle").count() == 20
    assert page.locator("#explore-map > rect").count() == 1
    labels = page.locator("#explore-map > text")
    names = labels.all_text_contents()
    assert names[0] == "king" and {*names} <= {"king", *near} and len(names) > 12
    found = read_vectors(vectors)
    rows = np.array([found.get_vector(word, norm=True) for word in ["king", *near]], float)
    hidden = int(re.search(r"(\d+) % of the differences do not show", text(page, "map-says"))[1])
    assert hidden == round(100 - 100 * explore.flatten(rows)[1])
    labels.nth(1).click()
    arrived(page, names[1])


def test_the_map_of_all_words_can_be_enlarged_and_a_click_leads_on(visit, made) -> None:
    page = visit(made("small")[1], viewport=DESKTOP)
    type_into(page, word="king")
    page.check("#explore-map-all")
    dots = page.locator("#explore-map .dots")
    assert dots.get_attribute("d").count("M") == SMALL
    assert f"all {SMALL} words" in text(page, "map-says")
    for _ in range(3):
        page.click("#explore-in")
    assert dots.get_attribute("d").count("M") < SMALL
    middle = float(page.locator("#explore-map > rect").get_attribute("x")) + 6
    assert abs(middle - page.locator("#explore-map").bounding_box()["width"] / 2) < 2
    for _ in range(3):
        page.click("#explore-out")
    assert page.is_disabled("#explore-out")
    nearest = listed(page, "near")[0][0]
    box = page.locator("#explore-map > circle").last.bounding_box()  # drawn last: the nearest
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    arrived(page, nearest)


def test_the_caption_counts_what_the_map_keeps(visit, made) -> None:
    vectors, address = made("small")
    page = visit(address)
    type_into(page, word="queen")
    page.check("#explore-map-all")
    keyed_vectors = read_vectors(vectors)
    points, _ = explore.flatten(keyed_vectors.get_normed_vectors().astype(float))
    own = keyed_vectors.key_to_index["queen"]
    order = np.hypot(*(points - points[own]).T).argsort()
    close = [keyed_vectors.index_to_key[i] for i in order if i != own][:10]
    near = [word for word, _ in keyed_vectors.most_similar("queen", topn=10)]
    told = int(re.search(r"closest on the map, (\d+)", text(page, "map-says"))[1])
    assert told == len({*close} & {*near})


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("kin", ["king", "kings", "kingdom"]),
        ("k", ["king", "kings", "kingdom", "new\u00a0york", LONG]),
        ("KING", ["king", "kings", "kingdom"]),
        ("ingdo", ["kingdom"]),
        ("qeen", ["queen"]),
        ("wmoan", ["woman"]),
        ("αγαπη", ["αγάπη"]),
        ("Αγάπη", ["αγάπη"]),
        ("ecole", ["École"]),
        ("e", ["École", "new\u00a0york"]),
        ("e\u0301cole", ["École"]),
        ("नम", ["नमस्ते"]),
        ("語", ["言語"]),
        ("שלו", ["שלום"]),
        ("don't", ["don’t"]),
        ("</s", ["</script>"]),
        ("$", ["$title"]),
        ("xyzxyzxyz", []),
    ],
)
def test_the_search_finds_as_one_types(visit, made, typed: str, first: list[str]) -> None:
    page = visit(made("small")[1])
    page.fill("#explore-word", typed)
    options = page.locator("#explore-word-list [role=option]").all_inner_texts()
    assert options[: len(first)] == first and (first or options == [])
    assert page.get_attribute("#explore-word", "aria-expanded") == str(bool(first)).lower()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("King", "king"), ("apple", None), ("DON'T", "don’t"), ("don't", "don’t"),
        ("e\u0301cole", None),
    ],
)  # fmt: skip
def test_a_word_is_looked_up_as_similar_does(visit, made, typed: str, found: str | None) -> None:
    vectors, address = made("small")
    page = visit(address)
    before = text(page, "title")
    type_into(page, word=typed)
    status = main(["similar", str(vectors), typed])
    assert (status == 0) == (found is not None)
    told = text(page, "word-trouble")
    assert text(page, "title") == (f"Nearest to {found}" if found else before)
    assert (told == "") == (found is not None)
    if found is None:
        assert f"“{typed}” is not among the {SMALL} words of this page; did you mean" in told
        assert page.get_attribute("#explore-word", "aria-invalid") == "true"
        page.click("#explore-word-trouble a")
        assert text(page, "word-trouble") == "" and text(page, "title") != before


@pytest.mark.parametrize("typed", ["böse", "café", "Café", "e\u03011", "é2", "BÖSE", "schon"])
def test_a_letter_is_the_same_however_it_is_stored(visit, made, typed: str) -> None:
    vectors, address = made("spelled")
    page = visit(address)
    type_into(page, word=typed)
    assert main(["similar", str(vectors), typed]) == 0
    found = text(page, "title").removeprefix("Nearest to ")
    assert normalize("NFC", found) == normalize("NFC", typed).lower()
    assert text(page, "word-trouble") == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("लडका", ["लड़का", "लड़की", "लड़के"]),  # without its nukta; no vowel sign is dropped
        ("पढ़", ["पढ़ना", "पढना"]),
        ("कितनी", ["कितना"]),
        ("Konig", ["König", "Königin"]),
        ("Königinnen", ["Königin", "König"]),
        ("Schul", ["Schule", "Schuh", "Schulbuch"]),
        ("Schuel", ["Schule", "Schuh"]),
        ("مُحمد", ["محمد", "مُحَمَّد"]),
        ("שלום", ["שָׁלוֹם"]),
        ("boese", ["bo\u0308se"]),
        ("Schule König", ["Schule", "König"]),
        ("qqqqqqqq", []),
    ],
)
def test_what_may_be_meant_has_the_fewest_changes(visit, made, typed: str, meant: list) -> None:
    page = visit(made("spelled")[1])
    type_into(page, word=typed)
    told = text(page, "word-trouble")
    links = page.locator("#explore-word-trouble a")
    assert links.all_inner_texts() == meant
    assert ("one word, please" in told) == (" " in typed)
    assert ("did you mean" in told) == bool(meant)
    if meant:
        links.last.click()
        arrived(page, meant[-1])
        assert focused(page)[0] == "explore-title"


@pytest.mark.parametrize("field", ["word", "other", "b"])
def test_a_field_that_is_emptied_and_left_has_no_complaint(visit, made, field: str) -> None:
    page = visit(made("small")[1])
    type_into(page, **{field: "qzx"})
    assert "is not among" in text(page, f"{field}-trouble")
    page.fill(f"#explore-{field}", "")
    page.press(f"#explore-{field}", "Tab")
    assert text(page, f"{field}-trouble") == ""
    assert page.get_attribute(f"#explore-{field}", "aria-invalid") == "false"


@pytest.mark.parametrize("name", ["near", "without", "with"])
def test_a_word_of_a_list_leads_to_its_title(visit, made, name: str) -> None:
    page = visit(made("small")[1])
    type_into(page, word="queen", a="man", b="king", c="woman")
    link = page.locator(f"#explore-{name} a").last
    word = link.inner_text()
    link.click()
    arrived(page, word)
    assert focused(page)[0] == "explore-title"
    box = page.locator("#explore-title").bounding_box()
    assert 0 <= box["y"] < PHONE["height"] - 50


@pytest.mark.parametrize("name", ["small", "untrained", "large"])
def test_cosines_have_a_scale_of_their_own_file(visit, made, name: str) -> None:
    vectors, address = made(name)
    page = visit(address)
    shown = int(page.evaluate("held.words.length"))
    units = read_vectors(vectors).vectors[:shown].astype(float)
    units /= np.linalg.norm(units, axis=1, keepdims=True).clip(1e-9)
    units = units[:2000]
    cosines = (units @ units.T)[np.triu_indices(len(units), 1)]
    told = text(page, "scale")
    median = hear(re.search(r"cosine of about (−?[\d.]+\d)", told)[1])
    assert median == pytest.approx(np.median(cosines), abs=0.02)
    assert ("hardly trained" in told) == (name == "untrained") == (median > explore.ALIKE)
    if name != "untrained":
        top = hear(re.search(r"one has more than ([\d.]+\d)", told)[1])
        assert top == pytest.approx(np.quantile(cosines, 0.99), abs=0.03)
    tick = "getComputedStyle(document.querySelector('.bar-of'), '::after').left"
    wide = page.eval_on_selector(".explore .bar-of", "bar => bar.getBoundingClientRect().width")
    assert float(page.evaluate(tick)[:-2]) + 2 == pytest.approx(median * wide, abs=1)


def test_counts_stand_beside_the_words(visit, tmp_path) -> None:
    vectors, counts, page = (tmp_path / name for name in ("v.vec", "v.txt", "page.html"))
    words = [f"word{i}" for i in range(30)]
    write_vectors(random_vectors(words, 5), vectors)
    counts.write_text("".join(f"{word} {10 * i}\n" for i, word in enumerate(words)))
    assert main(["explore", str(vectors), str(page), "--vocab", str(counts)]) == 0
    page = visit(page.as_uri())
    type_into(page, word="word25")
    assert "number 5 of 30 · 250 times in the text." in text(page, "facts")
    for row in page.locator("#explore-near li").all():
        word = row.locator("a").inner_text()
        assert row.locator("small").inner_text() == f"{10 * int(word[4:])}×"


def test_without_counts_the_number_is_a_place_in_the_file(visit, made) -> None:
    page = visit(made("two")[1])
    assert "number 1 of 2 in the file; most files begin with" in text(page, "facts")
    assert page.locator("#explore-near small").count() == 0 and text(page, "scale") == ""


def test_an_unknown_word_takes_the_answer_away(visit, made) -> None:
    page = visit(made("small")[1])
    type_into(page, other="queen", a="man", b="king", c="woman")
    assert text(page, "pair") and page.is_visible("#explore-answers")
    type_into(page, other="qzx", b="zzzz")
    assert text(page, "pair") == "" and page.is_hidden("#explore-answers")
    assert "“qzx” is not among" in text(page, "other-trouble")
    assert "“zzzz” is not among" in text(page, "b-trouble")
    assert page.input_value("#explore-b") == "zzzz"


def test_a_word_is_chosen_by_keyboard(visit, made) -> None:
    page = visit(made("small")[1])
    keys = page.keyboard
    page.focus("#explore-word")
    keys.type("kin")
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        keys.press(key)
    active = page.get_attribute("#explore-word", "aria-activedescendant")
    assert page.inner_text(f"#{active}") == "kings"
    assert page.get_attribute(f"#{active}", "aria-selected") == "true"
    keys.press("Escape")
    assert page.is_hidden("#explore-word-list") and page.input_value("#explore-word") == "kin"
    keys.press("ArrowUp")  # from none to the last
    keys.press("Enter")
    arrived(page, "kingdom")
    assert focused(page)[0] == "explore-word"


def test_everything_is_reached_by_keyboard_and_shows_its_focus(visit, made) -> None:
    page = visit(made("small")[1])
    keys = page.keyboard
    type_into(page, word="king")
    first = listed(page, "near")[0][0]
    keys.press("Tab")
    assert focused(page)[0] == "explore-count"
    keys.press("Tab")
    assert focused(page)[1:] == [first, "solid"]
    keys.press("Enter")
    arrived(page, first)
    assert focused(page)[0] == "explore-title"
    reached = []
    for _ in range(26):  # twenty of them are the list's
        keys.press("Tab")
        reached.append(focused(page)[0].removeprefix("explore-"))
        assert focused(page)[2] != "none"
    assert [name for name in reached if name] == ["map-near", "other", "a", "b", "c"]
    page.focus("#explore-map-near")
    keys.press("ArrowRight")
    keys.press("Tab")
    assert focused(page)[0] == "explore-in"
    keys.press("Enter")
    assert page.is_enabled("#explore-out")


@pytest.mark.parametrize("word", STRANGE)
def test_the_address_keeps_the_words_and_back_leads_to_the_one_before(small, word: str) -> None:
    page = small
    arrived(page, "king")
    type_into(page, word=word)
    arrived(page, word)
    type_into(page, other=word)
    page.reload()
    assert page.input_value("#explore-word") == page.input_value("#explore-other") == word
    assert text(page, "title") == f"Nearest to {word}" and "the same word" in text(page, "pair")
    page.go_back()
    arrived(page, "king")
    page.go_forward()
    arrived(page, word)


def test_an_address_of_words_that_are_not_there_says_so(visit, made) -> None:
    page = visit(made("small")[1] + "#word=kign&a=%E0%A4%A&b=king")
    assert f"“kign” is not among the {SMALL} words of this page; did you mean king?" in text(
        page, "word-trouble"
    )
    assert page.input_value("#explore-b") == "king"


def test_zeros_are_told(visit, made, similar) -> None:
    vectors, address = made("small")
    page = visit(address)
    type_into(page, word=ZERO, other="king", a="king", b="king", c=ZERO)
    assert "all zeros: its cosine with every word is 0" in text(page, "facts")
    assert listed(page, "near") == []
    assert {cosine for _, cosine in similar(vectors, ZERO)} == {0}
    assert "0.000. The vector of nothing is all zeros." in text(page, "pair")
    assert "Nothing is left of it: all cosines are 0." in text(page, "analogy")
    assert {cosine for _, cosine in listed(page, "without")} == {0}


def test_a_page_of_one_word_or_two(visit, made, similar) -> None:
    page = visit(made("one")[1])
    assert "There is one word. A vector has 3 numbers." in text(page, "about")
    assert "There is no other word." in text(page, "facts") and listed(page, "near") == []
    type_into(page, other="king", a="king", b="king", c="king")
    assert listed(page, "with") == [("king", 1.0)] and listed(page, "without") == []
    vectors, address = made("two")
    page = visit(address)
    assert "All 2 words are here. A vector has 1 number." in text(page, "about")
    assert same(listed(page, "near"), similar(vectors, "king"))
    page.check("#explore-map-all")
    assert "All differences show here" in text(page, "map-says")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_no_serious_fault_with_all_that_can_be_shown(
    visit, made, scheme: str, size: dict
) -> None:
    page = visit(made("small")[1], color_scheme=scheme, viewport=size)
    type_into(page, word=LONG, other="qeen", a="man", b="king", c="woman")
    page.check("#explore-map-all")
    page.click("#explore-in")
    page.locator("details").evaluate("fold => { fold.open = true; }")
    page.fill("#explore-word", "k")
    page.press("#explore-word", "ArrowDown")
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_a_page_follows_the_light_of_the_machine(visit, made) -> None:
    page = visit(made("one")[1], color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    assert (light, page.evaluate(ground)) == ("rgb(255, 255, 255)", "rgb(19, 20, 22)")


# ---- In the book -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wikipedia(tmp_path_factory) -> Path:
    tables = cache.trained("wikipedia")
    path = tmp_path_factory.mktemp("wikipedia") / "wikipedia.bin"
    write_vectors(to_keyed_vectors(tables.vocab, tables.input), path)
    return path


def test_the_book_carries_the_vectors_of_wikipedia(visit, similar, wikipedia: Path) -> None:
    page = visit(IN_THE_BOOK)
    assert text(page, "about").startswith("All 9,002 words are here.")
    assert text(page, "title") == "Nearest to music" and "hardly" not in text(page, "scale")
    for word in ("music", "two", "aberdeen"):
        type_into(page, word=word)
        assert same(listed(page, "near"), similar(wikipedia, word))
    type_into(page, a="man", b="king", c="woman")
    assert same(listed(page, "without"), similar(wikipedia, "king - man + woman", top=10))
    assert re.search(r"number \d+ of 9,002 · \d+ times in the text", text(page, "facts"))


def test_in_the_book_a_heading_is_no_word(visit) -> None:
    page = visit(IN_THE_BOOK)
    type_into(page, word="poetry", other="music")
    page.click("a[href='#your-own-vectors'] >> nth=0")
    expect(page).to_have_url(re.compile("#your-own-vectors$"))
    assert (text(page, "title"), text(page, "one")) == ("Nearest to poetry", "poetry")
    page.go_back()
    assert text(page, "title") == "Nearest to poetry"
    type_into(page, word="music")
    arrived(page, "music")


def test_in_the_book_the_switch_turns_the_map_dark(visit) -> None:
    page = visit(IN_THE_BOOK, color_scheme="light", viewport=DESKTOP)
    ink = "getComputedStyle(document.querySelector('#explore-map circle')).fill"
    seen = [page.evaluate(ink)]
    for _ in range(2):  # auto, dark, light
        page.click(".theme-toggle >> visible=true")
        seen.append(page.evaluate(ink))
    assert seen == ["rgb(0, 114, 178)", "rgb(86, 180, 233)", "rgb(0, 114, 178)"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_the_book_axe_finds_no_serious_fault(browser, scheme: str) -> None:
    page, _ = opened(browser, IN_THE_BOOK, color_scheme=scheme, viewport=PHONE)
    type_into(page, other="qeen", a="man", b="king", c="woman")
    page.check("#explore-map-all")
    page.fill("#explore-word", "k")
    page.press("#explore-word", "ArrowDown")
    assert faults_of(page, "#explore") == []
    page.close()


def test_the_page_of_the_book_needs_no_more_than_its_server(visit, server: str) -> None:
    page = visit(f"{server}/explore.html#word=poetry")
    assert text(page, "title") == "Nearest to poetry" and len(listed(page, "near")) == 20


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_page_answers_holds_for_other_seeds_too(seed: int) -> None:
    tables = cache.trained("wikipedia", seed)
    vectors = to_keyed_vectors(tables.vocab, tables.input)
    for word, opposite in (("north", "south"), ("high", "low"), ("male", "female")):
        assert vectors.most_similar(word, topn=1)[0][0] == opposite
    units = vectors.get_normed_vectors()
    ids = vectors.key_to_index
    direction = units[[ids["king"], ids["woman"], ids["man"]]].T @ [1, 1, -1]
    first = (-(units @ direction)).argsort()[:2]
    assert [vectors.index_to_key[i] for i in first] == ["king", "woman"]
    cosines = units @ units.T
    np.fill_diagonal(cosines, -1)
    nearest = cosines.argmax(axis=1)
    own = nearest[ids["king"]]
    assert (cosines[own] > cosines[own, ids["king"]]).sum() > 20
    assert 0.15 < (nearest[nearest] == np.arange(len(nearest))).mean() < 0.27
    points, share = explore.flatten(units.astype(float))
    assert 0.1 < share < 0.15
    kept = []
    for i in range(0, 9000, 90):
        away = np.hypot(*(points - points[i]).T)
        away[i] = np.inf
        kept.append(len({*away.argsort()[:10]} & {*(-cosines[i]).argsort()[:10]}))
    assert np.mean(np.array(kept) == 0) > 0.6
