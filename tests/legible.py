"""Whether the words in a picture can be read, on a phone and by pale light."""

import json
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image

PHONE = 390  # CSS pixels: the width of a small screen
LEAST_SIZE = 10  # CSS pixels: of a font, where the picture is as wide as that screen
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3

Note = tuple[str, str, float, float, float, float, float]


def read_notes(picture: Image.Image) -> list[Note]:
    """What `w2v_helpers.pictures.written` noted of a PNG, or of a GIF's last frame."""
    text = picture.info.get("Description") or picture.info.get("comment") or "[]"
    try:
        return [tuple(note) for note in json.loads(text)]
    except ValueError:
        return []


def complaints(picture: Image.Image) -> Iterator[str]:
    """What keeps a picture's words from being read: size, contrast, the edge, other words."""
    notes = read_notes(picture)
    picture.seek(getattr(picture, "n_frames", 1) - 1)
    pixels = np.asarray(picture.convert("RGB")) / 255  # (height, width, 3)
    for text, color, size, left, top, right, bottom in notes:
        if size * PHONE < LEAST_SIZE:
            yield f"{text!r} has {size * PHONE:.1f} pixels on a phone: expected {LEAST_SIZE}"
        if min(left, top) < 0 or max(right, bottom) > 1:
            yield f"{text!r} is cut off"
            continue
        height, width, _ = pixels.shape
        around = size * width / 4  # a bold letter fills most of its own box
        rows = slice(max(0, int(top * height - around)), int(bottom * height + around) + 1)
        columns = slice(max(0, int(left * width - around)), int(right * width + around) + 1)
        ratio = contrast(np.array(to_rgb(color)), commonest(pixels[rows, columns]))
        if ratio < LEAST_CONTRAST:
            yield f"{text!r} has a contrast of {ratio:.1f}: expected {LEAST_CONTRAST}"
    for one, other in combinations(notes, 2):
        if overlap(one[3:], other[3:]) > 0.25:
            yield f"{one[0]!r} and {other[0]!r} overlap"


def commonest(pixels: np.ndarray) -> np.ndarray:
    """The commonest color of pixels ``(height, width, 3)``: what is below the words in them."""
    colors, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_counts=True)
    return colors[counts.argmax()]


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """Between two colors, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def luminance(color: np.ndarray) -> float:
    """How bright a color is, from 0 (black) to 1 (white) (WCAG 2.2)."""
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The area that two boxes share, as a share of the smaller: left, top, right, bottom."""
    sides = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    areas = [np.prod(np.subtract(box[2:], box[:2])) for box in (one, other)]
    return float(np.prod(sides.clip(0)) / min(areas))
