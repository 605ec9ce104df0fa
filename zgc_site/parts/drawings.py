"""Small drawings of key figures: each is drawn from the stored value and says what it shows.

A value that a drawing cannot show exactly is not drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.numbers import plain
from partners.models import ParkFigure
from profiles.models.metric import SQUARE_KILOMETRES, Unit

PARIS_KM2 = Decimal(105)  # Insee, communes of France
SIDE = 110  # px of a square drawing
DAYS = 30
MAX_MARKS = 100


@dataclass(frozen=True)
class Drawing:
    """`shape` chooses the drawing in templates/includes/drawing.html, `marks` are its places or lengths."""

    shape: str
    marks: list
    caption: str = ""


def area(figure: ParkFigure) -> Drawing | None:
    """The park as a square, with the city of Paris in its corner."""
    square = figure.value * Decimal(str(SQUARE_KILOMETRES[Unit(figure.unit)]))
    if square <= PARIS_KM2:
        return None
    times = plain(round(square / PARIS_KM2, 1))
    caption = _("%(times)s times the city of Paris (105 km², Insee), drawn to the same scale.")
    return Drawing("area", [round(SIDE * float(PARIS_KM2 / square) ** 0.5)], caption % {"times": times})


def share(figure: ParkFigure) -> Drawing | None:
    """A third as one square of three, another share in whole percent as so many squares of a hundred."""
    if one_in(figure.value) == 3:
        return Drawing("thirds", [(place * 58, place == 0) for place in range(3)])
    if figure.value % 1 or not 0 <= figure.value <= 100:
        return None
    empty = 100 - int(figure.value)  # squares fill from the bottom
    marks = [(place % 10 * 11, place // 10 * 11, place >= empty) for place in range(100)]
    return Drawing("part", marks, _("One square is one percent."))


def hundreds(figure: ParkFigure) -> Drawing | None:
    """One bar for each full hundred."""
    bars = int(figure.value // 100)
    if figure.value % 100 or not 0 < bars <= 40:
        return None
    return Drawing("bars", [bar * 10 for bar in range(bars)], _("One bar is 100."))


def countries(figure: ParkFigure) -> Drawing | None:
    return _grid("dots", figure.value, columns=10, caption=_("One dot is one country."))


def month(figure: ParkFigure) -> Drawing | None:
    """What comes together in 30 days."""
    caption = ngettext(
        "One square is one company in %(days)s day.", "One square is one company in %(days)s days.", DAYS
    )
    return _grid("squares", figure.value * DAYS, columns=7, caption=caption % {"days": DAYS})


def _grid(shape: str, number: Decimal, *, columns: int, caption: str) -> Drawing | None:
    if number % 1 or not 0 < number <= MAX_MARKS:
        return None
    step = 17 if shape == "dots" else 22
    places = [(place % columns * step, place // columns * step) for place in range(int(number))]
    return Drawing(shape, places, caption)


def one_in(percent: Decimal) -> int | None:
    """3 for a third: the whole number of parts, from 3 to 9, that a share is one of."""
    for parts in range(3, 10):
        if abs(percent - Decimal(100) / parts) < Decimal("0.01") and 100 % parts:
            return parts
    return None


# In the order of the page: metric code -> what draws it.
DRAWINGS: dict[str, Callable[[ParkFigure], Drawing | None]] = {
    "area": area,
    "share_city_industrial_surface": share,
    "share_technology_joint_ventures": share,
    "patents_international": hundreds,
    "countries_with_branches": countries,
    "startups_returnee": month,
}


class Chapter(StrEnum):
    """The chapters of the home page that key figures open."""

    GROWTH = "growth"
    MADE = "made"
    PEOPLE = "people"
    ABROAD = "abroad"


CHAPTERS = {
    "area": Chapter.GROWTH,
    "share_city_industrial_surface": Chapter.GROWTH,
    "share_technology_joint_ventures": Chapter.ABROAD,
    "patents_international": Chapter.MADE,
    "countries_with_branches": Chapter.ABROAD,
    "startups_returnee": Chapter.PEOPLE,
}
