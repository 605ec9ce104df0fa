"""What goes out as a file of facts comes back as it was: every public fact, in each format."""

from io import StringIO
from itertools import cycle

import pytest
from django.core.management import call_command

from profiles.documents.writing import Actor
from profiles.imports import lanes
from profiles.models import Evidence, Source, Version
from tests.bulk_writing import create_many
from tests.profiles.facts_files import FORMATS, all_comparable, clear, make_terms, write_facts
from tests.profiles.rich_profiles import files_of

pytestmark = pytest.mark.django_db
COMMANDS = {"company": "import_companies", "park": "import_parks"}
# Each level after each other one, and after itself.
JUDGED = [*Evidence.values, *reversed(Evidence.values)]


@pytest.fixture
def terms(db):
    make_terms()


def run(kind, path, **options):
    out = StringIO()
    call_command(COMMANDS[kind], path, stdout=out, on_match=["create"], **options)
    return out.getvalue()


@pytest.mark.parametrize("lane", ["plain", "bulk"])
@pytest.mark.parametrize("kind", ["company", "park"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_facts_come_back_into_an_empty_database_and_into_the_same(
    terms, tmp_path, suffix, kind, lane, monkeypatch, pytestconfig
):
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", 500 if lane == "plain" else 0)
    for documents in files_of(kind, pytestconfig.getoption("round_trips")):
        clear()
        create_many(documents, Actor(), publish=True)
        before, versions = all_comparable(kind), Version.objects.count()
        path = write_facts(tmp_path / f"out.{suffix}", kind)
        said = run(kind, path)
        assert f"0 created, 0 updated, {len(documents)} unchanged, 0 rejected" in said, said
        assert Version.objects.count() == versions
        clear()
        said = run(kind, path)
        assert f"{len(documents)} created, 0 updated, 0 unchanged, 0 rejected" in said, said
        assert "left out" not in said
        assert sorted(all_comparable(kind)) == sorted(before)


@pytest.mark.parametrize("lane", ["plain", "bulk"])
@pytest.mark.parametrize("kind", ["company", "park"])
def test_own_facts_that_come_back_after_sources_were_judged_anew_change_nothing(
    terms, tmp_path, kind, lane, monkeypatch, pytestconfig
):
    """Whether they went out before the judgement or after it."""
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", 500 if lane == "plain" else 0)
    for documents in files_of(kind, pytestconfig.getoption("round_trips")):
        clear()
        create_many(documents, Actor(), publish=True)
        earlier = write_facts(tmp_path / "earlier.csv", kind)
        for source, evidence in zip(Source.objects.order_by("pk"), cycle(JUDGED), strict=False):
            source.evidence = evidence
            source.save()
        before, versions = all_comparable(kind), Version.objects.count()
        for path in (earlier, write_facts(tmp_path / "later.csv", kind)):
            said = run(kind, path)
            assert f"0 created, 0 updated, {len(documents)} unchanged, 0 rejected" in said, said
            assert "left out" not in said
        assert (all_comparable(kind), Version.objects.count()) == (before, versions)
