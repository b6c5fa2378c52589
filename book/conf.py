"""Sphinx settings of the web book; tools/book.py lays it out and calls Sphinx."""

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


def inline_formula(translator, node: nodes.math) -> None:
    """TeX as MathML, which browsers set and screen readers read by themselves."""
    translator.body.append(convert(node.astext()))
    raise nodes.SkipNode


def display_formula(translator, node: nodes.math_block) -> None:
    formula = convert(node.astext(), display="block")
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
    app.connect("build-finished", add_font)
