"""Numbers of the explorer and of the comparison, recounted from the figures by the plainest queries."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from decimal import Decimal

from companies.models import Company, CompanyFigure
from partners.models import Park, ParkFigure

COMPARED = ("lenovo", "baidu", "xiaomi")
OF_THE_PARK = ("total_income", "industrial_output", "tax_paid", "employees", "export", "companies")


def lines(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def as_stored(line):
    """The filters that say which figure a line is of."""
    return {
        "metric__code": line.get("metric") or line["fact"],
        "coverage": line["coverage"],
        "unit": line["unit"],
        "period_start": line["period_start"],
        "period_end": line["period_end"],
        "value": Decimal(line["value"]),
        "rank": line["rank"],
    }


def test_figures_of_the_park_are_those_that_are_stored(client, demo):
    host, checked = Park.objects.host(), 0
    for metric in OF_THE_PARK:
        recorded = [
            line
            for line in lines(client, f"/figures/export.csv?metric={metric}")
            if line["origin"] == "recorded"
        ]
        for line in recorded:
            assert ParkFigure.objects.filter(park=host, **as_stored(line)).exists(), line
        checked += len(recorded)
        assert len(recorded) == ParkFigure.objects.filter(park=host, metric__code=metric).count()
    assert checked >= 40


def test_lines_hold_one_definition_each(client, demo):
    response = client.get("/figures/?metric=employees&company=lenovo&company=baidu")
    charts = response.context["explorer"].recorded
    for chart in charts:
        for line in chart.lines:
            figures = [spot.figure for spot in line.spots.values()]
            alike = {
                (row.metric_id, row.coverage, row.unit, tuple(sorted({row.period_kind}))) for row in figures
            }
            assert len(alike) == 1
    assert charts


def test_sums_are_those_of_a_plain_loop(client, demo):
    counted = [
        line
        for line in lines(client, "/figures/export.csv?metric=turnover&group=sector")
        if line["origin"] == "counted_from_this_directory" and line["period_kind"] == "year"
    ]
    best: dict[tuple, dict[int, CompanyFigure]] = defaultdict(dict)
    figures = CompanyFigure.objects.filter(
        metric__code="turnover", period_kind="year", company__state="published"
    )
    for row in figures.exclude(rank="disputed").exclude(coverage="part"):
        key = (row.unit, row.coverage, row.period_start)
        known = best[key].get(row.company_id)
        if known is None or (row.rank == "preferred", row.pk) > (known.rank == "preferred", known.pk):
            best[key][row.company_id] = row
    sectors = defaultdict(set)
    for company in Company.objects.published().prefetch_related("sectors__parent"):
        for sector in company.sectors.all():
            sectors[sector.slug].add(company.pk)
            if sector.parent:
                sectors[sector.parent.slug].add(company.pk)
    for line in counted:
        of_year = best[line["unit"], line["coverage"], line["year"]]
        values = [row.value for pk, row in of_year.items() if pk in sectors[line["group_value"]]]
        assert (Decimal(line["value"]), int(line["profiles"])) == (sum(values), len(values)), line
    assert len(counted) >= 40


def test_values_side_by_side_are_those_that_are_stored(client, demo):
    query = "&".join(f"c={slug}" for slug in COMPARED)
    figures = [line for line in lines(client, f"/companies/compare.csv?{query}") if line["unit"]]
    for line in figures:
        stored = CompanyFigure.objects.filter(company__slug=line["profile"], **as_stored(line))
        assert [row.note for row in stored if row.note == line["note"]], line
    assert len(figures) >= 40
