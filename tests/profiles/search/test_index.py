"""The index follows each change in its transaction, and the command proves it."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from companies.models import Company
from profiles.documents import records
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.undoing import restore
from profiles.documents.writing import Actor, delete
from profiles.models import SearchEntry, SearchName
from profiles.search import find, merge_index, reindex, reindex_many
from profiles.search.engines.sqlite import INDEX, MANY_PARTS
from profiles.search.rebuilding import IndexReport, check, rebuild
from tests.factories import make_company, make_park, make_sector
from tests.profiles.edits import edit

pytestmark = pytest.mark.django_db


def found(text: str, kind: str = "company") -> list[int]:
    return list(find(kind, text).ids)


def renamed(record, **fields) -> None:
    base = document_of(record)
    records.save(record, base, Document(base.kind, base.fields | fields, base.rows, base.sources))


def silent(done: int, total: int) -> None:
    pass


def test_saved_profile_is_found_and_what_it_was_is_not():
    company = make_company(name_en="Oldname")
    edit(company, name_en="Newname")
    assert (found("newname"), found("oldname")) == ([company.pk], [])


def test_deleted_profile_is_not_found_until_it_is_brought_back():
    company = make_company(name_en="Lenovo")
    edit(company, name_zh="联想")
    company.refresh_from_db()
    pk = company.pk
    delete(company, company.version, Actor())
    assert (found("联想"), SearchName.objects.count()) == ([], 0)
    restore("company", pk, Actor())
    assert found("联想") == [pk]


def test_undone_change_leaves_the_index():
    company = make_company(name_en="First")
    edit(company, name_zh="第一")
    with transaction.atomic():
        edit(company, name_en="Second")
        transaction.set_rollback(True)
    assert (found("first"), found("second")) == ([company.pk], [])


def test_renamed_sector_is_found_in_its_profiles_and_those_below():
    above = make_sector(slug="it", name_en="Computing")
    sector = make_sector(slug="chips", name_en="Chips", parent=above)
    company, other = make_company(sectors=(sector,)), make_company(sectors=(make_sector(),))
    park = make_park()
    park.focus_sectors.add(sector)
    reindex_many("company", [company.pk, other.pk])
    reindex_many("park", [park.pk])
    renamed(sector, name_zh="芯片")
    renamed(above, name_en="Informatics")
    assert (found("芯片"), found("informatics"), found("computing")) == ([company.pk], [company.pk], [])
    assert found("芯片 informatics", "park") == [park.pk]


def test_reindexing_writes_what_differs_alone(django_assert_max_num_queries):
    companies = [make_company() for _number in range(5)]
    ids = [company.pk for company in companies]
    assert reindex_many("company", ids) == 5
    with django_assert_max_num_queries(15):  # one for each relation that is searched
        assert reindex_many("company", ids) == 0
    Company.objects.filter(pk=ids[0]).update(name_en="Other")
    assert reindex_many("company", ids) == 1


def test_number_of_queries_does_not_depend_on_the_profiles(django_assert_num_queries):
    few, many = ([make_company().pk for _number in range(count)] for count in (1, 30))
    with connection.execute_wrapper(_count(one := [])):
        reindex_many("company", few)
    with connection.execute_wrapper(_count(thirty := [])):
        reindex_many("company", many)
    assert len(one) == len(thirty)


def _count(calls):
    def wrapper(execute, sql, params, many, context):
        calls.append(sql)
        return execute(sql, params, many, context)

    return wrapper


def test_long_texts_are_indexed_by_their_beginning():
    company = make_company(description_zh="联想" * 5_000, description_en="word " * 2_000)
    for number in range(40):
        company.milestones.create(on="2005", text_zh=f"第{number}个" + "科技" * 190)
    reindex_many("company", [company.pk])
    assert found("联想 word") == [company.pk]
    assert check(silent) == IndexReport()


@pytest.mark.parametrize("indexed", [0, 1, 3])
def test_rebuild_makes_the_index_true(indexed):
    ids = [make_company(name_en=f"Name{number}", name_zh="联想").pk for number in range(3)]
    make_park(name_en="Adlershof")
    reindex_many("company", ids[:indexed])
    if indexed:
        Company.objects.filter(pk=ids[0]).update(name_en="Changed")
        SearchName.objects.all().delete()
        SearchEntry.objects.create(pk=(99_999 << 4) + 1, names="ghost", terms="", texts="")
    rebuild(silent)
    assert check(silent) == IndexReport()
    assert (found("联想"), found("ghost")) == (ids, [])
    assert len(found("adlershof", "park")) == 1
    edit(Company.objects.get(pk=ids[0]), name_en="Afterwards")
    assert found("afterwards") == ids[:1]


def test_check_counts_what_differs_and_changes_nothing(capsys):
    ids = [make_company().pk for _number in range(4)]
    reindex_many("company", ids)
    call_command("rebuild_search", "--check")
    SearchEntry.objects.filter(pk=ids[0] << 4 | 1).delete()
    Company.objects.filter(pk=ids[1]).update(name_en="Changed")
    SearchEntry.objects.create(pk=(99_999 << 4) + 1, names="ghost", terms="", texts="")
    SearchName.objects.filter(pk=ids[2] << 9 | 1 << 5).delete()
    for _time in range(2):
        with pytest.raises(CommandError, match=r"missing: 1, extra: 1, differing: 1, names differing: 2, "):
            call_command("rebuild_search", "--check")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only there the index can differ from its table")
def test_check_sees_an_index_that_does_not_follow():
    company = make_company(name_en="First")
    reindex_many("company", [company.pk])
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER profiles_searchindex_change")
    assert check(silent) == IndexReport(broken=True)
    rebuild(silent)


def test_index_in_many_parts_is_merged_and_finds_the_same():
    if connection.vendor != "sqlite":
        pytest.skip("an index of PostgreSQL has no parts")
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {INDEX}({INDEX}, rank) VALUES ('automerge', 0)")
    pks = [make_indexed(number) for number in range(MANY_PARTS + 2)]
    assert parts() >= MANY_PARTS + 2  # and those of other tests
    merge_index()
    assert parts() == 1
    assert list(find("company", "lenovo").ids) == pks
    make_indexed(20)
    merge_index()
    assert parts() == 2  # too few to be worth it


def make_indexed(number):
    company = make_company(name_en=f"Lenovo {number}")
    reindex(company)
    return company.pk


def parts():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(DISTINCT segid) FROM {INDEX}_idx")
        return cursor.fetchone()[0]
