"""The index is built by several processes, while others write."""

import os

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from companies.models import Company
from profiles.models import SearchEntry, SearchName
from profiles.search import find, rebuilding, reindex_many
from profiles.search.engines.sqlite import INDEX
from profiles.search.index import IndexDamaged
from profiles.search.rebuilding import IndexReport, check, rebuild
from tests.factories import make_company
from tests.profiles.edits import edit

pytestmark = pytest.mark.django_db(transaction=True)


def silent(done: int, total: int) -> None:
    pass


@pytest.fixture
def ids(monkeypatch):
    monkeypatch.setattr(rebuilding, "CHUNK", 3)
    return [make_company(name_en=f"Name{number}", name_zh="联想").pk for number in range(10)]


@pytest.fixture
def several_processes(monkeypatch):
    """Which build and check even so small an index; each takes a second or two to start."""
    monkeypatch.setattr(rebuilding, "FEWEST_PROFILES", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})


@pytest.mark.parametrize("indexed", [0, 10])
def test_index_built_by_several_processes_is_true(ids, several_processes, indexed):
    reindex_many("company", ids[:indexed])
    if indexed:
        Company.objects.filter(pk=ids[4]).update(name_en="Changed")
        SearchName.objects.filter(pk__gte=(ids[7] << 4 | 1) << 5).delete()
        SearchEntry.objects.filter(pk=ids[1] << 4 | 1).delete()
        assert check(silent) == IndexReport(missing=1, differing=1, names=4)
    seen: list[tuple[int, int]] = []
    rebuild(lambda done, total: seen.append((done, total)))
    assert seen == [(3, 10), (6, 10), (9, 10), (10, 10)]
    assert check(silent) == IndexReport()
    assert SearchEntry.objects.filter(names__contains="联想").count() == 10


def test_profile_saved_after_its_chunk_was_read_is_indexed_as_it_is_now(ids):
    built = rebuilding._build("company", tuple(ids))
    edit(Company.objects.get(pk=ids[0]), name_en="Afterwards")
    rebuilding._write("company", tuple(ids), built)
    assert list(find("company", "afterwards").ids) == ids[:1]
    assert check(silent) == IndexReport()


def test_check_asks_once_more_where_somebody_saved_between_two_queries(ids, monkeypatch):
    reindex_many("company", ids)
    whole = rebuilding._names_of
    asked = []

    def names_of(keys):
        asked.append(keys)
        if len(asked) == 1:
            edit(Company.objects.get(pk=ids[0]), name_en="Meanwhile")
        return whole(keys)

    monkeypatch.setattr(rebuilding, "_names_of", names_of)
    assert check(silent) == IndexReport()
    assert len(asked) == 5


# --- a damaged index ----------------------------------------------------------------------

DAMAGE = {
    "blobs": f"UPDATE {INDEX}_data SET block = zeroblob(length(block)) WHERE id > 10",
    "structure": f"UPDATE {INDEX}_data SET block = x'ff00ff00ff'",
    "nothing in it": f"DELETE FROM {INDEX}_data",
    "no table of its data": f"DROP TABLE {INDEX}_data",
    "no table of its settings": f"DROP TABLE {INDEX}_config",
    "another format": f"UPDATE {INDEX}_config SET v = 99 WHERE k = 'version'",
    "no index": f"DROP TABLE {INDEX}",
    "no trigger": f"DROP TRIGGER {INDEX}_add",
}


def damage(how):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its indexes itself")
    with connection.cursor() as cursor:
        cursor.execute(DAMAGE[how])
    connection.close()  # what is open remembers the index as it was


@pytest.mark.parametrize("how", DAMAGE)
def test_damaged_index_is_seen_and_built_anew(ids, how):
    assert_seen_and_built_anew(ids, how)


def test_damaged_index_is_seen_and_built_anew_by_several_processes(ids, several_processes):
    assert_seen_and_built_anew(ids, "structure")


def assert_seen_and_built_anew(ids, how):
    reindex_many("company", ids)
    damage(how)
    assert check(silent) == IndexReport(broken=True)
    with pytest.raises(CommandError, match="damaged or missing"):
        call_command("rebuild_search", "--check")
    rebuild(silent)
    assert check(silent) == IndexReport()
    assert sorted(find("company", "联想").ids) == ids
    edit(Company.objects.get(pk=ids[0]), name_en=f"Since{ids[0]}")
    assert list(find("company", f"since{ids[0]}").ids) == ids[:1]


@pytest.mark.parametrize("how", ["structure", "no table of its data", "another format"])
def test_save_beside_a_damaged_index_fails_whole_and_says_why(ids, how, tmp_path, caplog):
    reindex_many("company", ids)
    damage(how)
    company = Company.objects.get(pk=ids[0])
    with pytest.raises(IndexDamaged, match="rebuild_search"):
        edit(company, name_en="Lost")
    assert Company.objects.get(pk=ids[0]).name_en == "Name0"
    assert "manage.py rebuild_search" in caplog.text
    (tmp_path / "more.csv").write_text("name_en\nNew company\n")
    with pytest.raises(CommandError, match="rebuild_search"):
        call_command("import_companies", str(tmp_path / "more.csv"))
    rebuild(silent)
    edit(Company.objects.get(pk=ids[0]), name_en=f"Kept{ids[0]}")
    assert list(find("company", f"kept{ids[0]}").ids) == ids[:1]
