"""The host park's key figures on the home page: what sources say, drawn to scale."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from partners.models import Park, ParkFigure
from profiles.models import Metric, Source
from profiles.models.figure import SQUARE_KILOMETRES, Unit
from profiles.numbers import figure_text, period_label

# In the order of the page: metric code -> the drawing that fits it.
DRAWINGS = {
    "area": "area",
    "share_city_industrial_surface": "hundred",
    "share_technology_joint_ventures": "thirds",
    "patents_international": "bars",
    "countries_with_branches": "dots",
    "startups_returnee": "month",
}
PARIS_KM2 = Decimal(105)
DOTS_A_COLUMN = 50
COLUMNS = 60


@dataclass(frozen=True)
class Said:
    """What one source says."""

    text: str
    period: str
    source: Source | None


@dataclass(frozen=True)
class KeyFigure:
    metric: Metric
    said: list[Said]
    drawing: str
    marks: list[int]


@dataclass(frozen=True)
class DotView:
    """One reading of the dot field: so many columns of 50 dots stand out."""

    key: str
    label: str
    caption: str
    width: int
    source: Source | None


@dataclass(frozen=True)
class DotField:
    counted: Said
    registered: Said
    width: int  # px of the counted companies, 8 px a column
    rest: int  # px up to the registered ones
    views: list[DotView]


def figures_of(host: Park) -> dict[str, list[ParkFigure]]:
    """The host's figures by metric: preferred first, then as the park ordered them."""
    rows: dict[str, list[ParkFigure]] = defaultdict(list)
    figures = host.figures.exclude(rank="disputed").select_related("metric", "source")
    for figure in sorted(figures, key=lambda row: (row.rank != "preferred", row.pk)):
        rows[figure.metric.code].append(figure)
    return rows


def key_figures(figures: dict[str, list[ParkFigure]]) -> list[KeyFigure]:
    """Only figures with a source are key figures."""
    found = []
    for code, drawing in DRAWINGS.items():
        rows = [row for row in figures.get(code, []) if row.source]
        if rows:
            said = [Said(figure_text(row), period_label(row), row.source) for row in rows]
            found.append(KeyFigure(rows[0].metric, said, drawing, _marks(drawing, rows[0])))
    return found


def _marks(drawing: str, figure: ParkFigure) -> list[int]:
    """Numbers that the drawing is made from; see templates/includes/drawing_*.html."""
    value = figure.value
    if drawing == "area":
        square = value * Decimal(str(SQUARE_KILOMETRES[Unit(figure.unit)]))
        return [round(110 * float(PARIS_KM2 / square) ** 0.5)] if square > PARIS_KM2 else []
    if drawing == "bars":
        return [place * 10 for place in range(min(int(value / 100), 40))]
    return [int(value)]


def dot_field(figures: dict[str, list[ParkFigure]]) -> DotField | None:
    """One dot is one company. Missing figures leave the field out; nothing is drawn by guess."""
    counts = figures.get("companies", [])
    counted = next((row for row in counts if row.coverage == "all"), None)
    registered = next((row for row in counts if row.coverage == "registered"), None)
    if not counted or not registered or _columns(registered) > COLUMNS:
        return None
    width = _columns(counted) * 8
    return DotField(
        _said(counted), _said(registered), width, _columns(registered) * 8 - width, _views(figures)
    )


def _views(figures: dict[str, list[ParkFigure]]) -> list[DotView]:
    texts = {
        "companies_returnee_founded": ("ret", _("Returnee founders"), _("%(value)s companies were founded by people who came back from studies abroad.")),
        "companies_above_1bn": ("bn", _("Above 1 billion yuan"), _("%(value)s companies had a turnover above 1 billion yuan. The dots show how many, not which ones.")),
        "companies_with_branches_abroad": ("br", _("Branches abroad"), _("%(value)s companies have opened branches abroad. The dots show how many, not which ones.")),
    }  # fmt: skip
    views = []
    for code, (key, label, caption) in texts.items():
        for row in figures.get(code, [])[:1]:
            said = figure_text(row)
            views.append(DotView(key, label, caption % {"value": said}, _columns(row) * 8, row.source))
    return views


def _columns(figure: ParkFigure) -> int:
    return int(figure.value) // DOTS_A_COLUMN


def _said(figure: ParkFigure) -> Said:
    return Said(figure_text(figure), period_label(figure), figure.source)
