"""Figures as cells of small files that belong to a page: exact values, definitions, and what each rests on."""

from __future__ import annotations

from kit.spreadsheets import Cell
from profiles.facts.exchange_rates import converted
from profiles.models import Evidence, Figure
from profiles.models.source import Cited, cited
from profiles.pages.definitions import timing_of

OF_SOURCE = ("evidence", "source_title", "source_publisher", "source_url", "source_published")
OF_FIGURE = (
    *("value", "unit", "qualifier", "period_kind", "period_start", "period_end", "coverage", "note", "rank"),
    *("converted_value", "converted_currency", "converted_at_rate_of"),
    *OF_SOURCE,
)


def figure_cells(figure: Figure, currency: str) -> list[Cell]:
    """In the order of OF_FIGURE; amounts of money converted into the home currency where they are in another one."""
    home = converted(figure, currency)
    return [
        figure.value,
        figure.unit,
        figure.qualifier,
        str(timing_of(figure)),
        str(figure.period_start),
        str(figure.period_end),
        figure.coverage,
        figure.note,
        figure.rank,
        *((home.value, home.currency, home.year) if home else (None, None, None)),
        *source_cells(next(iter(cited([figure])), None)),
    ]


def source_cells(use: Cited | None) -> list[Cell]:
    """In the order of OF_SOURCE."""
    if use is None:
        return [str(Evidence.NONE), *[None] * (len(OF_SOURCE) - 1)]
    source = use.source
    return [str(use.evidence_level), source.title, source.publisher, source.url, str(source.published_on)]
