"""A chunk of an export is read while the one before is written."""

import threading
import time
from decimal import Decimal

import pytest
from django.db import OperationalError, connection

from companies.exports.ahead import one_ahead
from companies.exports.reading import Reader
from companies.exports.rows import PLACES, TURNOVER, company_rows
from companies.exports.snapshot import snapshot
from tests.factories import make_company, make_figure, make_metric, make_source


def threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


def test_things_come_in_their_order_and_one_is_made_ahead():
    made, second = [], threading.Event()

    def make(item):
        made.append(item)
        if item == 1:
            second.set()
        return item * 10

    things = one_ahead(make, iter(range(4)))
    assert next(things) == 0
    assert second.wait(5)
    assert 2 not in made
    assert list(things) == [10, 20, 30]
    assert threads() == []


def test_nothing_more_is_made_for_somebody_who_left():
    made = []

    def make(item):
        time.sleep(0.01)
        made.append(item)
        return item

    things = one_ahead(make, range(1_000))
    next(things)
    things.close()
    assert threads() == []
    assert made == [0, 1]


def test_error_comes_where_the_thing_would_have_been():
    def make(item):
        if item == 1:
            raise OperationalError("gone")
        return item

    things = one_ahead(make, range(3))
    assert next(things) == 0
    with pytest.raises(OperationalError, match="gone"):
        next(things)
    assert threads() == []


@pytest.mark.django_db(transaction=True)
def test_connection_is_free_again_after_somebody_left(monkeypatch):
    monkeypatch.setattr("companies.exports.rows.CHUNK", 1)
    ids = [make_company(name_en=f"Firm {number}").pk for number in range(20)]
    with snapshot() as cursor:
        chunks = company_rows(cursor, ids)
        assert next(chunks)[0][PLACES["name_en"]] == "Firm 0"
        chunks.close()
        assert threads() == []
    make_company(name_en="Afterwards")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value",
    [
        "0",
        "5",
        "0.1",
        "39.9075",
        "12345678901234.5678",
        "9007199254740993",
        "123456789012345678",
        "999999999999999999.999999",
    ],
)
def test_amounts_are_read_as_the_database_holds_them(value):
    company, turnover = make_company(), make_metric()
    make_figure(company=company, metric=turnover, value=Decimal(value))
    with connection.cursor() as cursor:
        (found,) = Reader(cursor).read([company.pk]).figures
        cursor.execute("SELECT value FROM companies_companyfigure")
        (kept,) = cursor.fetchone()
        (row,) = next(company_rows(cursor, [company.pk]))
    assert found[5] == kept
    assert type(found[5]) is type(kept)
    assert row[TURNOVER] == (int(kept) if kept == int(kept) else round(float(kept), 6))


@pytest.mark.django_db
def test_texts_come_as_they_are():
    text = 'a"b\\c\u2028d\u00e9联\U00020000想\u202eאב'
    company = make_company(name_en=text, summary_zh="一" * 400)
    make_figure(company=company, metric=make_metric(), value=1, source=make_source(title=text))
    with connection.cursor() as cursor:
        (row,) = next(company_rows(cursor, [company.pk]))
    found = [row[PLACES[column]] for column in ("name_en", "summary_zh", "source")]
    assert found == [text, "一" * 400, text]
