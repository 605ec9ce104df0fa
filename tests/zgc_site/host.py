"""The host park with figures, for tests of its pages."""

from decimal import Decimal

import pytest

from partners.models import ParkFigure
from profiles.models import Metric
from tests.factories import make_metric, make_park, make_source

COUNTS = {
    "companies_returnee_founded": 600,
    "companies_above_1bn": 300,
    "companies_with_branches_abroad": 300,
}


@pytest.fixture
def host(db):
    return make_park(
        slug="host", name_en="Host park", is_host=True, country="CN", latitude=39.9, longitude=116.4
    )


def figure(host, code, value, *, kind="count", unit="count", **fields):
    metric = Metric.objects.filter(code=code).first() or make_metric(code=code, kind=kind, unit=unit)
    defaults = {"period_kind": "undated"}
    if "source" not in fields:
        defaults["source"] = make_source()
    return ParkFigure.objects.create(
        park=host, metric=metric, value=Decimal(value), **{"unit": unit, **defaults, **fields}
    )


def add_counts(host, *, counted=2300, registered=3000):
    figure(host, "companies", counted)
    figure(host, "companies", registered, coverage="registered", qualifier="over")
    for code, value in COUNTS.items():
        figure(host, code, value)
