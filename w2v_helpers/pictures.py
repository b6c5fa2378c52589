"""Figures become pictures that are described, sharp and small on every page (lesson 08)."""

import base64
import html
import io
import json
import re
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from PIL import Image, PngImagePlugin


def described(fig: Figure, alt: str) -> Figure:
    """The figure itself, from now on with ``alt`` as its alternative text, for `show`.

    Raises ValueError if ``alt`` has less than 20 characters.
    """
    if len(alt) < 20:
        raise ValueError(f"alt={alt!r} is too short: say what a sighted reader would see")
    fig.alt = alt
    return fig


def show(fig: Figure, alt: str | None = None) -> None:
    """Display the figure with ``alt``, or what `described` gave it, as its alternative text.

    The figure is closed. Raises ValueError without an alternative text, or if it does not say what
    is seen: it must name at least one word of the figure.
    """
    file, info = io.BytesIO(), PngImagePlugin.PngInfo()
    info.add_text("Description", json.dumps(written(fig)), zip=True)
    picture = _draw(fig).quantize(256)  # its commonest colors: a third as large
    picture.save(file, "PNG", pnginfo=info, optimize=True)
    _display("image/png", file, fig, alt)


def show_moving(
    draw: Callable[[int], Figure], frames: int, alt: str | None = None, seconds: float = 0.25
) -> None:
    """Display ``draw(0) … draw(frames - 1)`` as a GIF, closing each; ``alt`` as in `show`.

    A frame stays for ``seconds``, the last for 5, and it starts over.
    """
    drawn = []
    for number in range(frames):
        fig = draw(number)
        drawn.append(_draw(fig))
    palette = drawn[-1].quantize(32)  # one for all: a color that is rare in a frame stays itself
    pictures = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in drawn]
    options = {
        "append_images": pictures[1:],
        "duration": [int(1000 * seconds)] * (frames - 1) + [5000],  # milliseconds
        "comment": json.dumps(written(fig)).encode(),
    }
    file = io.BytesIO()
    pictures[0].save(file, "GIF", save_all=True, loop=0, **options)
    _display("image/gif", file, fig, alt)


def _draw(fig: Figure) -> Image.Image:
    """The figure, which is closed, as a picture."""
    file = io.BytesIO()
    fig.savefig(file, format="png")
    plt.close(fig)
    return Image.open(file).convert("RGB")


def _display(kind: str, file: io.BytesIO, fig: Figure, alt: str | None) -> None:
    """Send the picture as HTML too: of nothing else does JupyterLab show an alternative text."""
    if alt is None and not hasattr(fig, "alt"):
        raise ValueError('the figure has no description: show(fig, alt="what there is to see")')
    alt = fig.alt if alt is None else described(fig, alt).alt
    words = words_in(fig)
    if not set(words) & set(_words(alt)):
        expected = ", ".join(words)
        raise ValueError(f"alt={alt!r} names no word of the figure: expected one of {expected}")
    picture = base64.b64encode(file.getvalue()).decode()
    width = round(100 * fig.get_figwidth())  # CSS pixels
    tag = f'<img src="data:{kind};base64,{picture}" alt="{html.escape(alt)}" width="{width}">'
    data = {kind: picture, "text/html": tag, "text/plain": alt}
    display(data, metadata={kind: {"alt": alt}}, raw=True)


class _Writing(RendererAgg):
    """Draws all but the text, of which it notes each line, as `written` has it."""

    def draw_text(self, gc, x, y, s, prop, angle, *, ismath, mtext) -> None:
        width, height, descent = self.get_text_width_height_descent(s, prop, ismath)
        corners = np.array([0, width, 1j * height, width + 1j * height]) - 1j * descent
        corners = complex(x, y) + np.conj(corners * np.exp(1j * np.radians(angle)))
        ends = corners.real.min(), corners.imag.min(), corners.real.max(), corners.imag.max()
        box = np.divide(ends, [self.width, self.height] * 2).round(3).tolist()
        size = self.points_to_pixels(prop.get_size_in_points()) / self.width
        self.notes.append([s, to_hex(gc.get_rgb()), round(size, 4), *box])


def written(fig: Figure) -> list[list]:
    """Each line of text that stands in the figure: ``[text, color, size, *box]``.

    ``size`` is that of the font in widths of the figure. ``box`` is left, top, right, bottom, from
    0 to 1.
    """
    writing = _Writing(*fig.canvas.get_width_height(), fig.dpi)
    writing.notes = []
    fig.draw(writing)
    return writing.notes


def words_in(fig: Figure) -> list[str]:
    """The words that stand in the figure: its titles, axis names, tick labels and labels."""
    return _words(" ".join(text for text, *_ in written(fig)))


def _words(text: str) -> list[str]:
    return sorted(set(re.findall(r"\w{2,}", text.lower())))
