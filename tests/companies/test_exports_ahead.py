"""A chunk of an export is read while the one before is written."""

import csv
import threading
import time
import zipfile
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import OperationalError, connection

from companies.columns import COMPANIES
from profiles.exports import answer
from profiles.exports.answer import snapshot
from profiles.exports.reading import ChunkReader, ReadPlan
from profiles.exports.rows import one_ahead, rows_of_file
from tests.companies.test_exports import BREAKS, KINDS, drop, read_until
from tests.factories import make_company, make_figure, make_metric, make_source

PLACES = COMPANIES.file.names


def reader(cursor):
    return ChunkReader(cursor, ReadPlan.of("company", COMPANIES.file.written))


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
    monkeypatch.setattr("profiles.exports.rows.CHUNK", 1)
    ids = [make_company(name_en=f"Firm {number}").pk for number in range(20)]
    with snapshot() as cursor:
        chunks = rows_of_file(cursor, COMPANIES.file, ids)
        assert next(chunks)[0][PLACES.index("name_en")] == "Firm 0"
        chunks.close()
        assert threads() == []
    make_company(name_en="Afterwards")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS)
def test_visitor_who_leaves_frees_the_thread_the_connection_and_the_place(client, monkeypatch, kind):
    cursors = []

    @contextmanager
    def remembered():
        with snapshot() as cursor:
            cursors.append(cursor)
            yield cursor

    monkeypatch.setattr(answer, "snapshot", remembered)
    monkeypatch.setattr("profiles.exports.rows.CHUNK", 1)
    for number in range(20):
        make_company(name_en=f"Firm {number}")
    for _ in range(answer.AT_ONCE + 1):
        response = client.get(f"/companies/export.{kind}")
        assert response.status_code == 200
        pieces = iter(response.streaming_content)
        assert next(pieces) + next(pieces)
        assert cursors[-1].db.connection is not None
        drop(response)
        assert threads() == []
        assert cursors[-1].db.connection is None


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_file_whose_reading_fails_in_the_middle_is_no_whole_file(client, monkeypatch, kind):
    read, chunks = ChunkReader.read, []

    def failing(reader, pks):
        chunks.append(pks)
        if len(chunks) == 3:
            raise OperationalError
        return read(reader, pks)

    monkeypatch.setattr(ChunkReader, "read", failing)
    monkeypatch.setattr("profiles.exports.rows.CHUNK", 1)
    for number in range(5):
        make_company(name_en=f"Firm {number}")
    data = read_until(OperationalError, client.get(f"/companies/export.{kind}"))
    assert threads() == []
    with pytest.raises((csv.Error, zipfile.BadZipFile, ValueError)):
        BREAKS[kind](data)
    if kind == "csv":
        _header, first, second, end = data.decode().splitlines()
        assert ("Firm 0" in first, "Firm 1" in second) == (True, True)
        assert end == '"This file broke off here and is not whole. Please download it again.'


@pytest.mark.django_db
def test_chunks_are_asked_for_by_the_same_statements():
    """A connection keeps many, so one for each chunk would take memory for each chunk."""
    source, companies = make_source(), [make_company() for _ in range(3)]
    for company in companies:
        make_figure(company=company, metric=make_metric(code=f"m{company.pk}"), value=1, source=source)
    asked = []

    def remember(execute, sql, *others):
        asked[-1].append(sql)
        return execute(sql, *others)

    with connection.cursor() as cursor, connection.execute_wrapper(remember):
        for pks in ([companies[0].pk], [company.pk for company in companies[1:]]):
            asked.append([])
            reader(cursor).read(pks)
    assert asked[0] == asked[1] != []


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
        (found,) = reader(cursor).read([company.pk]).rows["figures"]
        cursor.execute("SELECT value FROM companies_companyfigure")
        (kept,) = cursor.fetchone()
        (row,) = next(rows_of_file(cursor, COMPANIES.file, [company.pk]))
    assert found[6] == kept
    assert type(found[6]) is type(kept)
    assert row[PLACES.index("turnover_cny")] == (int(kept) if kept == int(kept) else round(float(kept), 6))


@pytest.mark.django_db
def test_texts_come_as_they_are():
    text = 'a"b\\c d\u00e9联\U00020000想אב'
    company = make_company(name_en=text, summary_zh="一" * 400)
    make_figure(company=company, metric=make_metric(), value=1, source=make_source(title=text))
    with connection.cursor() as cursor:
        (row,) = next(rows_of_file(cursor, COMPANIES.file, [company.pk]))
    found = [row[PLACES.index(column)] for column in ("name_en", "summary_zh", "source")]
    assert found == [text, "一" * 400, text]
