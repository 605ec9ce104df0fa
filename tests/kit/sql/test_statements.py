"""Prepared queries answer what the ORM answers."""

import pytest
from django.db import connection

from companies.models import Company
from kit.sql.statements import TEXT, CompiledQuery, Instances
from profiles.documents.reading import rows_of
from tests.factories import make_company, make_full_company, make_zone

ROWS = (
    "other_names", "identifiers", "stakeholders", "figures", "milestones", "presences", "certificates", "citations",
)  # fmt: skip


def state(instance):
    """Everything that an instance knows of its row, less what Django keeps for itself."""
    return {name: value for name, value in vars(instance).items() if name != "_state"}


@pytest.mark.django_db
@pytest.mark.parametrize("relation", ROWS)
def test_prepared_rows_are_those_of_the_relation(relation):
    company = make_full_company(rows=3)
    found, expected = rows_of(company, relation), list(getattr(company, relation).select_related("source"))
    assert [state(row) for row in found] == [state(row) for row in expected]
    assert [row.source for row in found] == [row.source for row in expected]
    assert {row.company for row in found} == {company}
    assert not any(row._state.adding or row._state.db != "default" for row in found)


@pytest.mark.django_db
def test_joined_instance_is_there_or_none(django_assert_num_queries):
    zone = make_zone(slug="haidian")
    make_company(name_en="In a zone", slug="a", zone=zone)
    make_company(name_en="Elsewhere", slug="b")
    by_slug = Instances(lambda _numbers: Company.objects.filter(slug=TEXT).select_related("zone"))
    with django_assert_num_queries(2):
        assert [company.zone for slug in "ab" for company in by_slug.of(slug)] == [zone, None]
    assert by_slug.of(TEXT) == by_slug.of("c") == []


@pytest.mark.django_db
def test_fewer_numbers_than_there_is_room_for_find_fewer():
    first, second, _third = (make_company(name_en=name) for name in "ABC")
    some = Instances(lambda pks: Company.objects.filter(pk__in=pks).order_by("pk"), 3)
    assert some.of(second.pk, first.pk) == [first, second]
    assert some.of() == []
    plain = CompiledQuery(lambda pks: Company.objects.filter(pk__in=pks).order_by("pk").values_list("pk"), 3)
    assert plain.rows([second.pk]) == [(second.pk,)]


@pytest.mark.django_db
def test_prepared_query_holds_no_connection():
    prepared = Instances(lambda pks: Company.objects.filter(pk=pks[0]))
    prepared.of(1)
    (plan,) = prepared._plans.values()
    holders = [converter.__self__ for _place, converters, _column in plan.converters for converter in converters
               if hasattr(converter, "__self__")]  # fmt: skip
    assert all(getattr(holder, "connection", None) is not connection for holder in holders)


@pytest.mark.django_db
def test_chunks_are_the_rows_a_few_at_a_time():
    pks = [make_company(slug=f"company-{letter}").pk for letter in "abcde"]
    query = CompiledQuery(lambda _no_values: Company.objects.order_by("pk").values_list("pk"))
    assert list(query.chunks(2)) == [[(pks[0],), (pks[1],)], [(pks[2],), (pks[3],)], [(pks[4],)]]
    Company.objects.all().delete()
    assert list(query.chunks(2)) == []
