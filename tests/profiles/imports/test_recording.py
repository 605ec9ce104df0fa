"""Each import is a change set: with its file, its rows and its report, and named by each version that it makes."""

import datetime
import hashlib
from contextlib import suppress

import pytest
from django.core.management import CommandError
from django.utils import timezone

from companies.models import Company
from profiles.imports import lanes, recording
from profiles.imports.bulk import lane
from profiles.models import ChangeSet, ChangeSetMoved, Version
from tests.companies.imports import change, run
from tests.factories import make_company

pytestmark = pytest.mark.django_db

FILE = "name,founded,color,source\nAlpha,1984,red,Register 1\nBeta,never,red,Register 1\n,1990,red,\n"


@pytest.mark.parametrize("plain_up_to", [0, 500])
def test_import_keeps_its_file_columns_counts_and_report(tmp_path, monkeypatch, plain_up_to):
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", plain_up_to)
    out, _rows = run(tmp_path, FILE, "--publish")
    change_set = ChangeSet.objects.get()
    assert f"Import {change_set.pk}; manage.py take_back {change_set.pk} takes it back." in out
    assert (change_set.title, change_set.kind, change_set.state) == ("companies.csv", "company", "done")
    assert change_set.sha256 == hashlib.sha256(FILE.encode()).hexdigest()
    assert change_set.mapping == [["name", "name"], ["founded", "founded"], ["color", ""], ["source", "source"]]  # fmt: skip
    assert change_set.options["publish"] is True
    assert change_set.counts == {"created": 2, "rejected": 1, "conflicts": 0, "left_out": 1}
    assert [line.split(",")[-1] for line in change_set.report.splitlines()[1:]] == [
        "",
        "left out",
        "rejected",
    ]
    assert [source.source.title for source in change_set.brought_sources.all()] == ["Register 1"]
    versions = Version.objects.values_list("action", "change_set")
    assert sorted(versions) == [("created", change_set.pk)] * 2 + [("published", change_set.pk)] * 2


@pytest.mark.parametrize("plain_up_to", [0, 500])
def test_changes_belong_to_the_import_and_edits_do_not(tmp_path, monkeypatch, plain_up_to):
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", plain_up_to)
    company = make_company(name_en="Alpha", slug="alpha")
    run(tmp_path, "slug,name,founded\nalpha,Alpha,1984\n")
    change(Company.objects.get(), address="1 Road")
    versions = Version.objects.filter(object_id=company.pk).order_by("number")
    assert list(versions.values_list("action", "change_set"))[-2:] == [
        ("changed", ChangeSet.objects.get().pk),
        ("changed", None),
    ]


def test_dry_run_and_strict_run_that_wrote_nothing_are_not_recorded(tmp_path):
    run(tmp_path, FILE, "--dry-run")
    with suppress(CommandError):
        run(tmp_path, FILE, "--strict")
    assert (ChangeSet.objects.count(), Company.objects.count()) == (0, 0)
    run(tmp_path, "name\nAlpha\n", "--strict")
    assert ChangeSet.objects.get().state == "done"


def test_import_that_fails_half_way_is_broken_off(tmp_path, monkeypatch):
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", 0)
    monkeypatch.setattr(lane, "CHUNK", 1)
    add = recording.Totals.add

    def fail_at_the_second(totals, outcome):
        if sum(totals.counts.values()):
            raise RuntimeError
        add(totals, outcome)

    monkeypatch.setattr(recording.Totals, "add", fail_at_the_second)
    with pytest.raises(RuntimeError):
        run(tmp_path, "name\nAlpha\nBeta\n")
    assert ChangeSet.objects.get().state == "broken off"


def test_large_file_keeps_the_lines_that_ask_something(tmp_path, monkeypatch):
    monkeypatch.setattr(recording, "REPORTED_IN_FULL", 2)
    run(tmp_path, FILE)
    assert len(ChangeSet.objects.get().report.splitlines()) == 3


def test_import_that_somebody_takes_back_writes_nothing_more(tmp_path, monkeypatch):
    beat = ChangeSet.beat

    def taken(change_set):
        if Company.objects.exists():
            ChangeSet.objects.update(state="taking back", taken_back_at=timezone.now())
        beat(change_set)

    monkeypatch.setattr(ChangeSet, "beat", taken)
    with pytest.raises(CommandError, match="Somebody takes this import back"):
        run(tmp_path, "name\nAlpha\nBeta\n")
    assert Company.objects.count() == 1


def test_verbs_start_from_their_states():
    change_set = ChangeSet.objects.create(step="import", kind="company", title="a.csv")
    for verb in (change_set.go_on, lambda: change_set.begin_to_take_back(by=None)):
        with pytest.raises(ChangeSetMoved):
            verb()
    ChangeSet.objects.update(seen_at=timezone.now() - datetime.timedelta(minutes=5))
    change_set.refresh_from_db()
    assert change_set.state_now == "broken off"
    change_set.go_on()
    change_set.finish({}, "")
    for verb in (change_set.go_on, change_set.break_off, change_set.beat):
        with pytest.raises(ChangeSetMoved):
            verb()
    change_set.begin_to_take_back(by=None)
    with pytest.raises(ChangeSetMoved):
        change_set.begin_to_take_back(by=None)
    change_set.finish_taking_back()
    assert change_set.state_now == "taken back"
