"""Sphinx settings of the web book; tools/book.py lays it out and calls Sphinx."""

import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util.fileutil import copy_asset

HERE = Path(__file__).parent
PROJECT = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))[
    "project"
]

project = "word2vec by hand"
author = project
copyright = "the course, MIT licence"
version = release = PROJECT["version"]
language = "en"

extensions = ["myst_nb", "sphinx_copybutton"]
html_math_renderer = "mathml"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = "See the output"
nb_code_prompt_hide = "Fold it again"

html_theme = "furo"
html_title = project
html_static_path = [str(HERE / "static")]
html_css_files = ["book.css"]
html_js_files = ["book.js"]
html_extra_path = [
    str(HERE.parent / "build" / "extra")
]  # learners' copies, by tools/book.py
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False
html_show_search_summary = False  # it would fetch pages, which a file may not
html_show_copyright = False
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
copybutton_exclude = ".linenos, .gp, .go"
copybutton_selector = ", ".join(
    f"{box} pre" for box in (".cell_input", ".highlight-python", ".highlight-sh")
)


# What a browser spaces otherwise than TeX: bars, dots, slashes, signs and names.
TIGHT = re.compile(
    r"<mo([^>]*)>(&#x0007C;|&#x02016;|&#x0002F;|&#x02026;|&#x02202;)</mo>"
)
SIGN = re.compile(
    r"(<mrow>|<mo[^>]*>(?:\(|&#x(?:00028|0005B|0003D|0002C|02248|000B7);)</mo>)"
    r"<mo>(&#x02212;)</mo>"
)
FUNCTION = re.compile(r"<mo>([a-z]{2,})</mo>")
NAME = r"<mi>(?:log|ln|exp|sin|cos|min|max)</mi>"
BEFORE = re.compile(rf"(</(?:mi|mn|mfrac|msub|msup)>|&#x00029;</mo>)(?={NAME})")
AFTER = re.compile(rf"(?<!<msub>)(?<!<msup>)({NAME})(?!<mo|</)")
THIN = r'\1<mspace width="0.167em" />'


def as_mathml(tex: str, display: str) -> str:
    """TeX as MathML, which browsers set and screen readers read by themselves."""
    formula = convert(tex, display=display)
    formula = TIGHT.sub(r'<mo\1 lspace="0" rspace="0">\2</mo>', formula)
    formula = SIGN.sub(
        r'\1<mo form="prefix" lspace="0" rspace="0">\2</mo>', formula
    )
    formula = FUNCTION.sub(r"<mi>\1</mi>", formula)
    return AFTER.sub(THIN, BEFORE.sub(THIN, formula))


def join(app: Sphinx, doctree: nodes.document) -> None:
    """Punctuation after a formula goes into it, so that it never begins a line."""
    for formula in list(doctree.findall(nodes.math)):
        after = formula.next_node(descend=False, siblings=True)
        found = isinstance(after, nodes.Text) and re.match(r"[,;:.?!)]+", after)
        if found:
            formula["mark"] = found[0]
            after.parent.replace(after, nodes.Text(after[found.end() :]))


def inline_formula(translator, node: nodes.math) -> None:
    formula, mark = as_mathml(node.astext(), "inline"), node.get("mark", "")
    joined = f'<span class="joined">{formula}{mark}</span>'
    translator.body.append(joined if mark else formula)
    raise nodes.SkipNode


def display_formula(translator, node: nodes.math_block) -> None:
    formula = as_mathml(node.astext(), "block")
    translator.body.append(f'<div class="formula" tabindex="0">{formula}</div>')
    raise nodes.SkipNode


def add_font(app: Sphinx, error: Exception | None) -> None:
    """STIX Two Math, out of the package that carries it: formulas look alike."""
    if error is None:
        (folder,) = find_spec("ziamath").submodule_search_locations
        font = Path(folder) / "fonts" / "STIXTwoMath-Regular.ttf"
        copy_asset(font, app.outdir / "_static")


def setup(app: Sphinx) -> None:
    app.add_html_math_renderer(
        "mathml", (inline_formula, None), (display_formula, None)
    )
    app.connect("doctree-read", join)
    app.connect("build-finished", add_font)
