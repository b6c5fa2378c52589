"""Every lesson becomes a page on which each picture carries its description."""

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from guards import NOTEBOOKS, code_cells, pictures
from nbconvert import HTMLExporter

LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))


def images(lesson: nbformat.NotebookNode, template: str) -> list[Tag]:
    """The pictures on the page that nbconvert makes of a lesson, whose code it need not color."""
    for _, cell in code_cells(lesson):
        cell.source = ""
    page, _ = HTMLExporter(template_name=template).from_notebook_node(lesson)
    return BeautifulSoup(page, "html.parser").find_all("img")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_picture_is_on_the_page_with_its_description(path):
    lesson = nbformat.read(path, 4)
    expected = [(f"data:{kind};base64,{data}", alt) for _, kind, data, alt in pictures(lesson)]
    for template in ("lab", "classic"):
        found = [(image["src"], image["alt"]) for image in images(lesson, template)]
        assert found == expected
