"""Bands of sizes and turnovers: each number is in one of them, and begins another where its least one does."""

import pytest
from django.utils.translation import override

from companies.facets import EMPLOYEE_BANDS, EMPLOYEE_CHOICES, TURNOVER_BANDS, turnover_choices
from tests.companies.lists import names
from tests.factories import make_company, make_figure, make_metric

BANDS = [("size", EMPLOYEE_BANDS, EMPLOYEE_CHOICES), ("turnover", TURNOVER_BANDS, turnover_choices("CNY"))]


@pytest.mark.django_db
@pytest.mark.parametrize(("parameter", "bands", "_choices"), BANDS)
def test_band_holds_its_least_number_and_not_the_next_ones(client, parameter, bands, _choices):
    metrics = {
        "size": {"code": "employees", "kind": "count", "unit": "count"},
        "turnover": {"code": "turnover"},
    }
    metric = make_metric(**metrics[parameter])
    for name, least in bands.items():
        make_figure(company=make_company(slug=name), metric=metric, value=least)
        if least:
            make_figure(company=make_company(slug=f"below-{name}"), metric=metric, value=least - 1)
    below = dict(zip(bands, [f"below-{name}" for name in list(bands)[1:]], strict=False))
    found = {name: set(names(client.get("/companies/", {parameter: name}))) for name in bands}
    assert found == {name: {name, below.get(name, name)} for name in bands}


@pytest.mark.parametrize(("_parameter", "bands", "choices"), BANDS)
def test_bands_are_offered_in_their_order_each_in_words(_parameter, bands, choices):
    assert [name for name, _words in choices] == sorted(bands, key=bands.__getitem__)
    assert len({str(words) for _name, words in choices}) == len(bands)


@pytest.mark.parametrize(
    ("currency", "language", "words"),
    [
        ("CNY", "en", ["Under 10 m yuan", "10 m to 100 m yuan", "100 m to 1 bn yuan", "1 bn to 10 bn yuan", "10 bn yuan and over"]),
        ("SEK", "en", ["Under 10 m SEK", "10 m to 100 m SEK", "100 m to 1 bn SEK", "1 bn to 10 bn SEK", "10 bn SEK and over"]),
    ],
)  # fmt: skip
def test_bands_of_turnover_are_in_the_home_currency(currency, language, words):
    with override(language):
        assert [label for _band, label in turnover_choices(currency)] == words
