"""The host park's key figures on the home page: what sources say, drawn to scale."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kit.numbers import figure_text
from partners.models import Park, ParkFigure
from profiles.documents.reading import rows_of
from profiles.models import Metric
from profiles.models.figure import newest_first
from profiles.models.source import Cited, cited
from profiles.pages.charts import Series, series
from zgc_site.parts.drawings import CHAPTERS, DRAWINGS, Chapter, Drawing, one_in

# Each in words of its own: a language may write the number as a word. A quarter and a fifth are whole percents.
ONE_IN = {
    3: _("1 in 3"),
    6: _("1 in 6"),
    7: _("1 in 7"),
    8: _("1 in 8"),
    9: _("1 in 9"),
}


@dataclass(frozen=True)
class FigureText:
    """What one source says."""

    text: str
    period: str
    source: Cited | None
    row: str  # the key of the row that says it, for suggestions
    note: str  # what exactly was counted, where it says so


@dataclass(frozen=True)
class KeyFigure:
    metric: Metric
    values: list[FigureText]
    drawing: Drawing | None


def figures_of(host: Park) -> dict[str, list[ParkFigure]]:
    """The host's figures by metric: preferred first, then those of all, and of these the newest."""
    rows: dict[str, list[ParkFigure]] = defaultdict(list)
    figures = newest_first(row for row in rows_of(host, "figures") if row.rank != "disputed")
    for figure in sorted(figures, key=lambda row: (row.rank != "preferred", row.coverage != "all")):
        rows[figure.metric.code].append(figure)
    return rows


def key_figures(figures: dict[str, list[ParkFigure]]) -> list[KeyFigure]:
    result = []
    for code, draw in DRAWINGS.items():
        rows = [row for row in figures.get(code, []) if _may_be_key(row)]
        if rows:
            values = [figure_as_text(row) for row in rows if row.coverage == rows[0].coverage]
            result.append(KeyFigure(rows[0].metric, values, draw(rows[0])))
    return result


def area_of(figures: dict[str, list[ParkFigure]]) -> ParkFigure | None:
    """How large the park is, where a key figure says it."""
    return next(filter(_may_be_key, figures.get("area", [])), None)


def _may_be_key(figure: ParkFigure) -> bool:
    """Only figures with a source are key figures, and none of a part of the park is."""
    return figure.coverage != "part" and bool(cited([figure]))


def by_chapter(figures: list[KeyFigure]) -> dict[str, list[KeyFigure]]:
    """The key figures that open each chapter of the home page."""
    chapters: dict[str, list[KeyFigure]] = {str(chapter): [] for chapter in Chapter}
    for figure in figures:
        chapters[CHAPTERS[figure.metric.code]].append(figure)
    return chapters


def longest_charts(figures: dict[str, list[ParkFigure]]) -> list[Series]:
    """The series of most years, one of each metric: two definitions of one look like one figure told twice."""
    drawn = [one for one in series(row for rows in figures.values() for row in rows) if one.is_drawn]
    drawn.sort(key=lambda one: len(one.figures))
    longest = {one.metric.pk: one for one in drawn}
    return sorted(longest.values(), key=lambda one: -len(one.figures))


def figure_as_text(figure: ParkFigure) -> FigureText:
    is_exact = figure.unit == "percent" and figure.qualifier == ParkFigure.Qualifier.EXACT
    parts = one_in(figure.value) if is_exact else None
    text = str(ONE_IN[parts]) if parts else figure_text(figure)
    return FigureText(
        text, figure.period_label, next(iter(cited([figure])), None), str(figure.pk), figure.note
    )
