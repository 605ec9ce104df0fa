import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kit.partial_dates import PartialDate, validate_partial_date
from profiles.models import Source
from tests.factories import make_source


@pytest.mark.parametrize(
    ("text", "precision", "last"),
    [("1984", "year", "1984-12-31"), ("2012-02", "month", "2012-02-29"), ("2012-02-03", "day", "2012-02-03")],
)
def test_partial_date_keeps_its_precision(text, precision, last):
    date = PartialDate(text)
    assert (date, date.precision, str(date.last_day())) == (text, precision, last)


@pytest.mark.parametrize(
    "text", ["", "84", "1984-13", "2011-02-29", "1984-1", "1984-00", "0999", "١٩٨٤", "1984\n"]
)
def test_partial_date_refuses_what_is_no_date(text):
    with pytest.raises(ValidationError):
        validate_partial_date(text)


@given(st.dates(min_value=PartialDate("1000").first_day()))
def test_partial_dates_sort_by_time(day):
    if day.year < 3000:
        assert PartialDate(str(day)) >= PartialDate(str(day)[:4])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "84",
        "19845",
        "1984-1",
        "1984-21",
        "soon",
        "1984-00",
        "1984-01-00",
        "2011-02-29",
        "1900-02-29",
        "2013-04-31",
    ],
)
def test_database_refuses_what_is_no_date(text):
    source = make_source()
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.filter(pk=source.pk).update(published_on=text)


@pytest.mark.django_db
def test_database_accepts_every_precision():
    source = make_source()
    for text in ("", "1984", "1984-11", "1984-11-30", "2012-02-29", "2000-02-29", "2013-12-31"):
        Source.objects.filter(pk=source.pk).update(published_on=text)
        source.refresh_from_db()
        assert source.published_on == text


@pytest.mark.parametrize(
    ("text", "date"),
    [("1984年11月", "1984-11"), ("Nov 1984", "1984-11"), (" 1984/11/1 ", "1984-11-01"), ("", "")],
)
def test_column_and_form_read_any_usual_spelling(text, date):
    column = Source._meta.get_field("published_on")
    assert (column.clean(text, None), column.formfield().clean(text)) == (date, date)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("01/11/1984", "1984-01-11 or 1984-11-01"), ("2011-02-29", "no such date"), ("c. 1984", "known about")],
)
def test_date_that_is_none_is_refused_with_the_reason(text, reason):
    column = Source._meta.get_field("published_on")
    for clean in (lambda: column.clean(text, None), lambda: column.formfield().clean(text)):
        with pytest.raises(ValidationError, match=reason):
            clean()


def test_first_day_of_a_month_may_have_a_form_of_its_own():
    days = [PartialDate(text).localized() for text in ("2035-01-01", "2035-01-02", "2035-01-11")]
    assert days == ["1 January 2035", "2 January 2035", "11 January 2035"]
    with translation.override("fr"):
        assert PartialDate("2035-01-01").localized().startswith("1er")
        assert PartialDate("2035-01-11").localized() == "11 janvier 2035"
