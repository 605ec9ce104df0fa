"""The host's companies as a field of 60 by 50 dots: one dot is one company, exactly.

Dots fill columns from the top. A number that ends within a column leaves that column short,
so that the picture never says more or less than the figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partners.models import ParkFigure
from profiles.models.source import Cited
from zgc_site.parts.key_figures import FigureText, figure_as_text

ROWS = 50
COLUMNS = 60
STEP = 8  # px from one dot to the next


@dataclass(frozen=True)
class DotView:
    """One reading of the field: so many dots stand out. `path` is the outline around them."""

    key: str
    label: str
    caption: str
    path: str
    source: Cited | None
    period: str


@dataclass(frozen=True)
class DotField:
    counted: FigureText
    registered: FigureText
    counted_path: str
    registered_path: str  # from the counted up to the registered ones
    views: list[DotView]


def dot_field(figures: dict[str, list[ParkFigure]]) -> DotField | None:
    """Missing figures leave the field out; nothing is drawn by guess."""
    counts = figures.get("companies", [])
    registered = next((row for row in counts if row.coverage == "registered"), None)
    counted = next((row for row in counts if row.coverage == "all" and _of_one_period(row, registered)), None)
    if not counted or not registered or not counted.value <= registered.value <= ROWS * COLUMNS:
        return None
    counted_number, registered_number = int(counted.value), int(registered.value)
    return DotField(
        figure_as_text(counted),
        figure_as_text(registered),
        outline(0, counted_number),
        outline(counted_number, registered_number),
        _views(figures, counted),
    )


def _of_one_period(figure: ParkFigure, other: ParkFigure | None) -> bool:
    return other is not None and figure.period_start == other.period_start


def _views(figures: dict[str, list[ParkFigure]], counted: ParkFigure) -> list[DotView]:
    """What else the source of the count says, else what the newest figure does."""
    texts = {
        "companies_returnee_founded": ("ret", _("Returnee founders"), _("%(value)s companies were founded by people who came back from studies abroad.")),
        "companies_above_1bn": ("bn", _("Large companies"), _("%(metric)s: %(value)s. The dots show how many, not which ones.")),
        "companies_with_branches_abroad": ("br", _("Branches abroad"), _("%(value)s companies have opened branches abroad. The dots show how many, not which ones.")),
    }  # fmt: skip
    views = []
    for code, (key, label, caption) in texts.items():
        rows = figures.get(code, [])
        for row in [*(row for row in rows if row.source_id == counted.source_id), *rows][:1]:
            if row.value <= counted.value:
                figure = figure_as_text(row)
                path = outline(0, int(row.value))
                views.append(
                    DotView(
                        key,
                        label,
                        capfirst(caption % {"value": figure.text, "metric": row.metric.name}),
                        path,
                        figure.source,
                        figure.period,
                    )
                )
    return views


def outline(first: int, end: int) -> str:
    """An SVG path around the dots from number `first` up to, not including, number `end`."""
    parts = []
    while first < end:
        column, row = divmod(first, ROWS)
        whole = (end - first) // ROWS if row == 0 else 0
        columns, rows = (whole, ROWS) if whole else (1, min(ROWS - row, end - first))
        width, height = columns * STEP, rows * STEP
        parts.append(f"M{column * STEP} {row * STEP}h{width}v{height}h-{width}z")
        first += columns * rows
    return "".join(parts)
