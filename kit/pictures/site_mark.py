"""The mark of the site, as static/img/mark.svg has it, and icons: of it, or of the logo of the park whose site it is."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

SIDE = 32  # of the drawing, in its own units
BOX, AXIS = (5.5, 9, 26.5, 22), ((16, 3), (16, 29))
STROKE = 3
GROUND, BRAND, SEAL = "#f5f8f7", "#0b5b53", "#ac3517"
SAFE = 0.7  # of a maskable icon, what no shape cuts off: a square within a circle of four fifths
FINE = 4  # drawn so many times as large
ICO_SIZES = (16, 32, 48)


def draw_mark(page: Image.Image, at: tuple[int, int], side: int, box: str = BRAND, axis: str = SEAL) -> None:
    """The mark in a square of this side, without a ground."""
    mark = Image.new("RGBA", (side * FINE, side * FINE), (0, 0, 0, 0))
    pen, unit = ImageDraw.Draw(mark), side * FINE / SIDE
    half = STROKE / 2
    left, top, right, bottom = (place * unit for place in BOX)
    edge = half * unit
    pen.rectangle((left - edge, top - edge, right + edge, bottom + edge), outline=box, width=round(2 * edge))
    (x, above), (_x, below) = AXIS
    pen.rectangle(((x - half) * unit, above * unit, (x + half) * unit, below * unit), fill=axis)
    mark = mark.reduce(FINE)
    page.paste(mark, at, mark)


def fitted(data: bytes, side: int) -> Image.Image:
    """A logo as large as it can be in a square of this side, in the middle of it."""
    with Image.open(io.BytesIO(data)) as logo:
        picture = logo.convert("RGBA")
    scale = side / max(picture.size)
    picture = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    return square


def icon(side: int, logo: bytes | None, *, maskable: bool = False) -> bytes:
    """A PNG with a ground; `maskable`: whatever shape it is cut to, the mark stays whole."""
    page = Image.new("RGB", (side, side), "#ffffff" if logo else GROUND)
    inner = round(side * SAFE) if maskable else side
    at = (side - inner) // 2
    if logo:
        picture = fitted(logo, inner)
        page.paste(picture, (at, at), picture)
    else:
        draw_mark(page, (at, at), inner)
    file = io.BytesIO()
    page.save(file, "PNG", optimize=True)
    return file.getvalue()


def ico(logo: bytes | None) -> bytes:
    """One file with the sizes of tabs and bookmarks, each drawn by itself."""
    pictures = [Image.open(io.BytesIO(icon(side, logo))) for side in ICO_SIZES]
    file = io.BytesIO()
    pictures[-1].save(file, "ICO", sizes=[(side, side) for side in ICO_SIZES], append_images=pictures[:-1])
    return file.getvalue()
