"""A profile as it was: built of an old document, with what it is called and where it stands today."""

from __future__ import annotations

import datetime

import pytest
from django.http import Http404

from companies.models import Company
from profiles.documents.history import NoSuchVersion
from profiles.models import Metric, Source, Version
from profiles.past.snapshot import Snapshot, day_or_404, shows_picture, version_or_404
from tests.factories import (
    make_company,
    make_figure,
    make_metric,
    make_picture,
    make_sector,
    make_source,
    make_zone,
)
from tests.profiles.edits import date_versions, edit, move

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    """Version 2 published, 3 changed, 4 withdrawn, 5 published again, 6 changed."""
    company = make_company(slug="one", name_en="First")
    edit(company, name_en="Second")
    move(company, "withdraw")
    move(company, "publish")
    edit(company, name_en="Third", slug="two")
    date_versions(company, *(f"2026-0{month}-10" for month in range(2, 7)))
    return Company.objects.get()


def test_version_has_its_public_neighbours(company):
    found = version_or_404(company, 3)
    assert (found.live, found.version.number, found.day) == (company, 3, None)
    assert (found.older.number, found.newer.number) == (2, 5)
    assert (found.older.url, found.newer.url) == ("/companies/two/history/2/", "/companies/two/history/5/")
    assert (version_or_404(company, 2).older, version_or_404(company, 6).newer) == (None, None)


def test_profile_of_a_version_is_called_as_it_was_and_stands_where_it_is(company):
    version = Version.objects.get(number=3)
    profile = version_or_404(company, 3).profile
    assert (profile.pk, profile.name_en) == (company.pk, "Second")
    assert (profile.slug, profile.state, profile.published_at) == ("two", "published", company.published_at)
    assert (profile.version, profile.changed_at) == (3, version.made_at)
    for name in company.BOOKKEEPING - {"version", "changed_at"}:
        assert getattr(profile, name) == getattr(company, name)


def test_day_is_the_one_that_was_asked_for(company):
    day = datetime.date(2026, 3, 20)
    found = day_or_404(company, day)
    assert (found.version.number, found.day, found.date, found.profile.name_en) == (3, day, day, "Second")


def test_date_of_a_version_is_that_of_the_site(company, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    evening = datetime.datetime(2026, 3, 10, 16, 30, tzinfo=datetime.UTC)  # past midnight in Shanghai
    one = Snapshot(company, company, Version(made_at=evening), None, None, None)
    assert one.date == datetime.date(2026, 3, 11)


@pytest.mark.parametrize("number", [0, 1, 4, 7])
def test_version_that_was_not_public_is_not_found(company, number):
    with pytest.raises(Http404):
        version_or_404(company, number)
    assert not shows_picture(company, number, make_picture("logo"))


@pytest.mark.parametrize("day", [datetime.date(2026, 1, 31), datetime.date(2026, 4, 20)])
def test_day_on_which_nothing_was_public_is_not_found(company, day):
    with pytest.raises(Http404):
        day_or_404(company, day)


def test_version_of_which_no_document_is_kept_is_not_found(company, monkeypatch):
    def fail(*_args):
        raise NoSuchVersion

    monkeypatch.setattr("profiles.past.snapshot.document_at", fail)
    with pytest.raises(Http404):
        version_or_404(company, 3)
    assert not shows_picture(company, 3, make_picture("logo"))


def test_row_stays_without_its_source_and_goes_with_its_metric():
    sector, zone = make_sector(slug="ai"), make_zone(slug="zone")
    company = make_company(published=False, sectors=(sector,), zone=zone)
    for code in ("kept", "gone"):
        make_figure(company=company, metric=make_metric(code=code), value=5, source=make_source())
    company.publish(by=None)
    number = Company.objects.get().version
    before = version_or_404(Company.objects.get(), number).profile
    assert sorted(row.metric.code for row in before.document_rows["figures"]) == ["gone", "kept"]
    edit(company, rows={"figures": dict.fromkeys(str(row.pk) for row in company.figures.all())})
    edit(company, sectors=None, zone=None)
    Metric.objects.filter(code="gone").delete()
    Source.objects.all().delete()
    sector.delete()
    zone.delete()
    profile = version_or_404(Company.objects.get(), number).profile
    assert [row.metric.code for row in profile.document_rows["figures"]] == ["kept"]


@pytest.mark.parametrize("kind", ["logo", "cover"])
def test_picture_is_shown_by_the_version_that_had_it(kind):
    old, new = make_picture(kind), make_picture("cover" if kind == "logo" else "logo")
    company = make_company(slug="one")
    edit(company, **{kind: old.sha256})
    edit(company, **{kind: None})
    live = Company.objects.get()
    found = [[shows_picture(live, number, image) for number in (2, 3, 4)] for image in (old, new)]
    assert found == [[False, True, False], [False] * 3]
    shown = getattr(version_or_404(live, 3).profile, kind)
    assert shown.shown_in == ("past-media", ("company", "one", 3))


def test_picture_that_is_shown_today_keeps_its_address():
    image = make_picture("logo")
    company = make_company(slug="one", logo=image)
    edit(company, name_en="Second")
    assert version_or_404(Company.objects.get(pk=company.pk), 2).profile.logo.shown_in is None
