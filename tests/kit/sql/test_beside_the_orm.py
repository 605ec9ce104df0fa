"""What is written or read by hand is what the ORM writes and reads."""

from __future__ import annotations

import importlib
import sys

import pytest
from django.db.models import Max
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companies.models import Sector
from kit.sql.fast_rows import DO_NOTHING, FEWEST_AT_ONCE, among, insert
from kit.sql.statements import TEXT, CompiledQuery, Instances
from profiles.content.changes import current_stamp
from profiles.models import ContentVersion, SearchName, Version
from tests.factories import make_full_company, make_sector

pytestmark = pytest.mark.django_db
APPS = ("profiles", "companies", "partners", "submissions", "stories", "visits", "accounts", "zgc_site")
WITHOUT_DATA = settings(max_examples=25, suppress_health_check=list(HealthCheck))
# PostgreSQL takes no NUL; neither takes half of a pair.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
SLUGS = st.text("abc-1", min_size=1, max_size=3)


@WITHOUT_DATA
@given(st.lists(TEXTS, max_size=8), st.sampled_from([1, FEWEST_AT_ONCE]))
def test_rows_are_those_that_bulk_create_writes(texts, times):
    rows = list(enumerate(texts * times, 1))
    SearchName.objects.all().delete()
    SearchName.objects.bulk_create(SearchName(id=number, key=text) for number, text in rows)
    expected = list(SearchName.objects.order_by("pk").values())
    SearchName.objects.all().delete()
    insert(SearchName, ("id", "key"), rows)
    assert list(SearchName.objects.order_by("pk").values()) == expected


@WITHOUT_DATA
@given(st.lists(st.tuples(st.integers(1, 9), TEXTS), max_size=60))
def test_rows_that_are_there_stay_as_with_ignore_conflicts(rows):
    SearchName.objects.all().delete()
    SearchName.objects.bulk_create((SearchName(id=pk, key=text) for pk, text in rows), ignore_conflicts=True)
    expected = list(SearchName.objects.order_by("pk").values())
    SearchName.objects.all().delete()
    insert(SearchName, ("id", "key"), rows, DO_NOTHING)
    assert list(SearchName.objects.order_by("pk").values()) == expected


@WITHOUT_DATA
@given(st.sets(SLUGS, max_size=5), st.sets(SLUGS | TEXTS, max_size=5))
def test_rows_among_values_are_those_of_a_filter(there, asked):
    Sector.objects.all().delete()
    for slug in there:
        make_sector(slug=slug)
    names = ("id", "slug", "order")
    found = among(Sector, "slug", names, asked)
    assert sorted(found) == sorted(Sector.objects.filter(slug__in=asked).values_list(*names))
    pks = {pk for pk, *_others in found} | {0}
    assert sorted(among(Sector, "id", names, pks)) == sorted(found)


def prepared() -> dict[str, CompiledQuery | Instances]:
    """Every statement that the product keeps, by its place."""
    importlib.import_module("zgc_site.urls")
    return {
        f"{name}.{place}": value
        for name, module in sorted(sys.modules.items())
        if name.partition(".")[0] in APPS
        for place, value in vars(module).items()
        if isinstance(value, CompiledQuery | Instances)
    }


def test_every_prepared_statement_answers_as_its_queryset():
    companies = [make_full_company(rows=rows) for rows in (1, 2)]
    answered = set()
    for place, statement in prepared().items():
        if TEXT in statement._make([-1] * statement._capacity).query.sql_with_params()[1]:
            continue  # tests/kit/sql/test_statements.py has one
        for pks in ([companies[0].pk], [company.pk for company in companies][: statement._capacity]):
            plain = list(statement._make(pks))
            quick = statement.rows(pks) if isinstance(statement, CompiledQuery) else statement.of(*pks)
            assert sorted(map(_plain, quick)) == sorted(map(_plain, plain)), place
            answered |= {place} if plain else set()
    assert answered >= {
        f"companies.{place}" for place in ("cards._published", "fact_sheet._sectors", "related._published")
    }


def _plain(row) -> str:
    """Statements give moments as SQLite keeps them."""
    values = (
        row if isinstance(row, tuple) else sorted(pair for pair in vars(row).items() if pair[0] != "_state")
    )
    return repr([str(value).removesuffix("+00:00") for value in values])


def test_mark_of_the_content_is_what_the_orm_reads():
    make_full_company(rows=1)
    content = ContentVersion.objects.get()
    newest = Version.objects.aggregate(newest=Max("pk"))["newest"]
    assert current_stamp() == (content.number, newest, content.terms)
