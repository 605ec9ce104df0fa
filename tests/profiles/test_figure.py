import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from companies.models import CompanyFigure
from profiles.models import Source
from profiles.models.figure import newest_first
from profiles.pages.charts import series
from tests.factories import make_company, make_figure, make_metric, make_source


@pytest.mark.django_db
def test_figures_of_two_sources_are_both_kept():
    company, metric = make_company(), make_metric()
    for value in (2300, 3000):
        make_figure(company=company, metric=metric, value=value, source=make_source())
    assert company.figures.count() == 2


@pytest.mark.django_db
def test_one_source_gives_a_figure_once():
    company, metric, source = make_company(), make_metric(), make_source()
    make_figure(company=company, metric=metric, value=1, source=source)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_figure(company=company, metric=metric, value=2, source=source)


@pytest.mark.django_db
def test_one_figure_is_preferred():
    company, metric = make_company(), make_metric()
    make_figure(company=company, metric=metric, value=1, source=make_source(), rank="preferred")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_figure(company=company, metric=metric, value=2, source=make_source(), rank="preferred")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "period",
    [
        {"period_kind": "year", "period_start": "2012-01"},
        {"period_kind": "year", "period_start": ""},
        {"period_kind": "span", "period_start": "2012-04", "period_end": "2012-03"},
        {"period_kind": "undated", "period_start": "2012"},
        {"period_kind": "as_of", "period_start": ""},
    ],
)
def test_period_must_fit_its_kind(period):
    company, metric = make_company(), make_metric()
    figure = CompanyFigure(company=company, metric=metric, value=1, unit="CNY", **period)
    with pytest.raises(ValidationError):
        figure.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        figure.save()


@pytest.mark.django_db
def test_unit_must_fit_the_metric():
    figure = CompanyFigure(
        company=make_company(), metric=make_metric(), value=1, unit="km2", period_start="2012"
    )
    with pytest.raises(ValidationError) as refused:
        figure.full_clean()
    assert list(refused.value.message_dict) == ["unit"]


@pytest.mark.django_db
def test_chart_never_mixes_units_and_keeps_gaps():
    company, metric = make_company(), make_metric()
    for year, value, unit in (("2010", 1, "CNY"), ("2012", 3, "CNY"), ("2011", 2, "USD")):
        make_figure(company=company, metric=metric, value=value, year=year, unit=unit)
    charts = {chart.bars[0].value[-3:]: chart for chart in series(company.figures.all())}
    assert len(charts) == 2
    yuan = next(chart for chart in charts.values() if len(chart.bars) == 3)
    assert [bar.is_gap for bar in yuan.bars] == [False, True, False]


@pytest.mark.django_db
def test_unit_of_a_metric_fits_its_kind():
    metric = make_metric(kind="area", unit="km2")
    metric.default_unit = "CNY"
    with pytest.raises(ValidationError) as refused:
        metric.full_clean()
    assert list(refused.value.message_dict) == ["default_unit"]
    with pytest.raises(IntegrityError), transaction.atomic():
        metric.save()


@pytest.mark.django_db
def test_kind_of_a_metric_in_use_stays():
    metric = make_metric()
    make_figure(company=make_company(), metric=metric, value=1)
    metric.kind, metric.default_unit = "area", "km2"
    with pytest.raises(ValidationError) as refused:
        metric.full_clean()
    assert list(refused.value.message_dict) == ["kind"]


PERIODS = (
    ("year", "2012", ""),
    ("as_of", "2012-06", ""),
    ("as_of", "2012-06-30", ""),
    ("span", "2011-04", "2012-03"),
    ("span", "2012-01-01", "2012-06-30"),
    ("undated", "", ""),
)


def test_figures_in_memory_have_the_order_of_the_database(db):
    company = make_company()
    for kind, start, end in PERIODS * 2:
        metric = make_metric(code=f"metric-{CompanyFigure.objects.count()}")
        make_figure(company=company, metric=metric, value=1, year=start, period_kind=kind, period_end=end)
    assert newest_first(company.figures.order_by("value")) == list(company.figures.newest_first())


@pytest.mark.django_db
@pytest.mark.parametrize("unit", ["CNY", "CHF", "TRY", "XOF"])
def test_money_is_of_any_currency(unit):
    figure = CompanyFigure(
        company=make_company(), metric=make_metric(unit=unit), value=5_000_000, unit=unit, period_start="2012"
    )
    figure.metric.full_clean()
    figure.full_clean()
    figure.save()


@pytest.mark.django_db
@pytest.mark.parametrize("unit", ["chf", "CH", "CHFR", "", "yen"])
def test_what_is_no_currency_is_refused_by_form_and_database(unit):
    company, metric = make_company(), make_metric()
    figure = CompanyFigure(company=company, metric=metric, value=1, unit=unit, period_start="2012")
    with pytest.raises(ValidationError):
        figure.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        figure.save()
    metric.default_unit = unit
    with pytest.raises(ValidationError):
        metric.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        metric.save()


@pytest.mark.django_db
def test_code_of_no_currency_is_refused():
    figure = CompanyFigure(
        company=make_company(), metric=make_metric(), value=1, unit="XXX", period_start="2012"
    )
    with pytest.raises(ValidationError):
        figure.full_clean()


@pytest.mark.parametrize(
    ("kind", "start", "end", "is_of_a_year"),
    [
        ("year", "2012", "", True),
        ("span", "2011-04-01", "2012-03-31", True),
        ("span", "2011-04", "2012-03", True),
        ("span", "2012-01-29", "2013-02-02", True),  # 53 weeks
        ("span", "2012-01", "2012-11", False),
        ("span", "2011-01", "2012-12", False),
        ("as_of", "2012", "", False),
        ("undated", "", "", False),
    ],
)
def test_period_is_of_a_year_when_it_has_twelve_months(kind, start, end, is_of_a_year):
    figure = CompanyFigure(period_kind=kind, period_start=start, period_end=end)
    assert figure.is_of_a_year is is_of_a_year


@pytest.mark.parametrize(
    ("period", "label"),
    [
        ({"period_kind": "undated"}, "in a source of 2013"),
        ({"period_kind": "year", "period_start": "2012"}, "2012"),
        ({"period_kind": "as_of", "period_start": "2016-06"}, "June 2016"),
    ],
)
def test_figure_says_the_date_of_its_source_only_without_one_of_its_own(period, label):
    assert CompanyFigure(source=Source(published_on="2013-05"), **period).period_label == label


def test_undated_figure_without_a_source_says_so():
    assert CompanyFigure(period_kind="undated").period_label == "undated"
