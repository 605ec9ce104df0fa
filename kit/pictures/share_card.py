"""The picture that other sites show beside a link to a page: a name, what it is, and whose site says so."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw

from kit.languages import han_tag
from kit.pictures.lettering import font, has_letters, plain, width, wrapped
from kit.pictures.marks import SLOTS, slots
from kit.pictures.site_mark import draw_mark, fitted

WIDTH, HEIGHT = 1_200, 630
MARGIN = 72
ROOM = WIDTH - 2 * MARGIN
MARK = 52  # of the mark of the site, beside the name of its owner
TILE, PADDING, ROUND = 176, 20, 16  # the square with the logo
GAP = 40
BAND = 28  # the strip along the lower edge
NAME_SIZES = (76, 62, 50, 40)  # px: the first in which the name stands on few enough lines
INITIALS_SIZES = (96, 76, 60, 46)
SECOND, LEAD, OWNER = 36, 32, 30
MAX_NAME_LINES, MAX_LEAD_LINES = 3, 3
LEADING = 1.28
GROUND, INK, SOFT, LINES, ACCENT = "#0b5b53", "#ffffff", "#cfe3dd", "#3f8f84", "#ffb59d"
TILE_GROUND, TILE_INK = "#ffffff", "#084a44"
DRAWING = 1  # to be raised when the same card is drawn otherwise


class ShareCard(NamedTuple):
    name: str
    second: str  # the same name in another script
    lead: str
    owner: str  # whose site it is; empty on a card of the owner
    initials: str
    logo: str  # the name of its file, or nothing
    seed: str  # of the strip

    @property
    def key(self) -> str:
        """Another one for whatever is drawn otherwise."""
        text = "\x1f".join([str(DRAWING), *self])
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def draw(card: ShareCard, read_logo: Callable[[str], bytes]) -> bytes:
    """A PNG. A text that the face lacks letters for is left out; the other name then stands for the name."""
    page = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(page)
    _draw_strip(pen, card.seed)
    if card.owner:
        draw_mark(page, (MARGIN, 56), MARK, INK, ACCENT)
        pen.text(
            (MARGIN + MARK + 18, 56 + MARK / 2), _cut(card.owner, OWNER, ROOM - 90), SOFT, font(OWNER), "lm"
        )
    top = 150 if card.owner else 110
    _draw_tile(page, (MARGIN, top), card, read_logo)
    _draw_texts(pen, card, top)
    file = io.BytesIO()
    page.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_strip(pen: ImageDraw.ImageDraw, seed: str) -> None:
    """The strip of the profile's mark, all along the lower edge."""
    step = WIDTH / (4 * SLOTS)
    for part in range(4):
        for slot in slots(f"{seed}{part or ''}"):
            x = (part * SLOTS + slot + 0.5) * step
            pen.rectangle((x - 2, HEIGHT - BAND, x + 2, HEIGHT), LINES)


def _draw_tile(
    page: Image.Image, at: tuple[int, int], card: ShareCard, read_logo: Callable[[str], bytes]
) -> None:
    left, top = at
    pen = ImageDraw.Draw(page)
    pen.rounded_rectangle((left, top, left + TILE, top + TILE), ROUND, TILE_GROUND)
    inner = TILE - 2 * PADDING
    if card.logo:
        logo = fitted(read_logo(card.logo), inner)
        page.paste(logo, (left + PADDING, top + PADDING), logo)
    elif not card.owner:
        draw_mark(page, (left + PADDING, top + PADDING), inner)
    elif has_letters(card.initials):
        size = next(
            (size for size in INITIALS_SIZES if width(card.initials, size) <= inner), INITIALS_SIZES[-1]
        )
        _write(pen, (left + TILE / 2, top + TILE / 2), card.initials, size, TILE_INK, "mm")


def _draw_texts(pen: ImageDraw.ImageDraw, card: ShareCard, top: int) -> None:
    """The names beside the tile, what it is below both."""
    names = [text for text in (card.name, card.second) if has_letters(text)]
    left, room = MARGIN + TILE + GAP, ROOM - TILE - GAP
    y = top
    for name in names[:1]:
        size, lines = _fitted_lines(name, room)
        for line in lines:
            _write(pen, (left, y), line, size, INK)
            y += round(size * LEADING)
    for name in names[1:]:
        pen.text((left, y + 10), _cut(name, SECOND, room), SOFT, font(SECOND), "la")
        y += round(SECOND * LEADING) + 10
    y = max(y, top + TILE) + GAP
    lead = card.lead if has_letters(card.lead) else ""
    rows = min(MAX_LEAD_LINES, int((HEIGHT - BAND - 20 - y) / (LEAD * LEADING)))
    for line in _first_lines(lead, LEAD, ROOM, rows):
        pen.text((MARGIN, y), line, SOFT, font(LEAD), "la")
        y += round(LEAD * LEADING)


def _write(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, colour: str, anchor: str = "la"
) -> None:
    """In bold: the face has one weight, so its strokes are drawn with an edge."""
    pen.text(at, plain(text), colour, font(size), anchor, stroke_width=1, stroke_fill=colour)


def _fitted_lines(name: str, room: float) -> tuple[int, Sequence[str]]:
    """The size and the lines of a name: two lines at most in large letters, and three in the smallest."""
    for size in NAME_SIZES:
        lines = list(wrapped(name, size, room))
        if len(lines) < MAX_NAME_LINES:
            return size, lines
    return NAME_SIZES[-1], _first_lines(name, NAME_SIZES[-1], room, MAX_NAME_LINES)


def _first_lines(text: str, size: int, room: float, number: int) -> list[str]:
    """As many lines as there is room for; the last says that there is more."""
    lines = list(wrapped(text, size, room))
    if number < 1 or len(lines) <= number:
        return lines[: max(0, number)]
    return [*lines[: number - 1], _cut(lines[number - 1], size, room, always=True)]


def _cut(text: str, size: int, room: float, *, always: bool = False) -> str:
    """One line of a text, which says by three dots that it goes on."""
    text = plain(text)
    if width(text, size) <= room and not always:
        return text
    more = "…" if han_tag(text) else "..."  # the face has the sign in the middle of a Chinese character
    while text and width(text + more, size) > room:
        text = text[:-1]
    return text.rstrip(" ,;:，；：、") + more
