"""When a profile was public, and as which version."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from companies.models import Company
from profiles.models import Version
from profiles.past.timeline import Timeline
from tests.factories import make_company, make_park
from tests.profiles.edits import date_versions, edit, move

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    """Version 2 published, 3 changed, 4 withdrawn, 5 changed while hidden, 6 published again."""
    company = make_company()
    edit(company, name_en="Second")
    move(company, "withdraw")
    edit(company, name_en="Hidden")
    move(company, "publish")
    date_versions(company, "2026-01-10", "2026-02-10", "2026-03-10", "2026-04-10", "2026-05-10")
    return Company.objects.get(pk=company.pk)


def numbers(company):
    return [version.number for version in Timeline(company).public]


def test_public_versions_are_newest_first(company):
    assert numbers(company) == [6, 3, 2]


@pytest.mark.parametrize("number", range(8))
def test_version_is_there_if_it_was_public(company, number):
    found = Timeline(company).at(number)
    assert (found and found.number) == (number if number in (2, 3, 6) else None)


def test_neighbours_are_the_next_public_ones(company):
    timeline = Timeline(company)
    for number, before, after in ((2, None, 3), (3, 2, 6), (6, 3, None)):
        found = [timeline.before(timeline.at(number)), timeline.after(timeline.at(number))]
        assert [one and one.number for one in found] == [before, after]


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("2026-01-09", None), ("2026-01-10", 2), ("2026-02-09", 2), ("2026-02-10", 3), ("2026-03-09", 3),
        ("2026-03-10", None), ("2026-04-10", None), ("2026-05-09", None), ("2026-05-10", 6),
    ],
)  # fmt: skip
def test_day_has_the_version_of_its_end(company, day, number):
    found = Timeline(company).on(datetime.date.fromisoformat(day))
    assert (found and found.number) == number


def test_day_ends_at_midnight(company):
    midnight = timezone.make_aware(datetime.datetime(2026, 2, 11))
    rows = Version.objects.filter(object_id=company.pk, number=3)
    for made_at, number in ((midnight - datetime.timedelta(seconds=1), 3), (midnight, 2)):
        rows.update(made_at=made_at)
        assert Timeline(company).on(datetime.date(2026, 2, 10)).number == number


def test_today_has_a_version_and_tomorrow_has_none(company):
    today = timezone.localdate()
    assert Timeline(company).on(today).number == 6
    assert Timeline(company).on(today + datetime.timedelta(days=1)) is None


def test_day_has_begun_where_the_site_is(company, monkeypatch, settings):
    """Half an hour after midnight there, and the day before in UTC."""
    settings.TIME_ZONE = "Asia/Shanghai"
    moment = timezone.make_aware(datetime.datetime(2026, 6, 2, 0, 30))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert Timeline(company).on(datetime.date(2026, 6, 2)).number == 6
    assert Timeline(company).on(datetime.date(2026, 6, 3)) is None


def test_versions_of_other_profiles_are_not_among_them(company):
    Version.objects.filter(object_id=make_company().pk).update(object_id=company.pk + 1, state="published")
    other = Version.objects.get(object_id=company.pk, number=2)
    other.pk, other.kind, other.number = None, "park", 99
    other.save()
    assert numbers(company) == [6, 3, 2]


def test_timeline_reads_nothing_of_who_and_why(company):
    deferred = Timeline(company).public[0].get_deferred_fields()
    assert {"made_by_id", "why", "changes", "document"} <= deferred


def test_profile_that_was_published_past_the_site_has_one_version():
    park = make_park(published=False)
    moment = timezone.now() - datetime.timedelta(days=9)
    type(park).objects.filter(pk=park.pk).update(state="published", published_at=moment)
    Version.objects.all().delete()
    park.refresh_from_db()
    (version,) = Timeline(park).public
    assert (version.kind, version.object_id, version.number) == ("park", park.pk, park.version)
    assert (version.action, version.origin, version.made_at) == ("published", "outside", moment)
    type(park).objects.filter(pk=park.pk).update(state="draft", published_at=None)
    park.refresh_from_db()
    assert (Timeline(park).public, Timeline(park).on(timezone.localdate())) == ([], None)
