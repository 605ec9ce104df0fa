"""What is counted over all profiles: when, by whom, and what of it."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from profiles import tally
from profiles.models import ContentVersion, SourceUse, Tally
from tests.factories import make_company, make_figure, make_metric, make_park, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return make_company()


def uses():
    return set(SourceUse.objects.values_list("source", "rows", "number", "owner"))


def move(moments, **changes):
    """As if the last count had been so long ago."""
    Tally.objects.update(counted_at=timezone.now() - moments, **changes)


def test_count_follows_what_was_published_and_withdrawn(company):
    source, other = make_source(), make_source()
    first = company.milestones.create(on="2001", text_en="Moved", source=source)
    company.milestones.create(on="2002", text_en="Moved", source=source)
    tally.count()
    assert uses() == {(source.pk, "companies.companymilestone", 2, company.pk)}
    first.delete()
    make_company().milestones.create(on="2001", text_en="Moved", source=source)
    company.citations.create(field="founded", source=other)
    tally.count()
    assert uses() == {
        (source.pk, "companies.companymilestone", 2, None),
        (other.pk, "companies.companycitation", 1, company.pk),
    }
    company.withdraw(by=None)
    tally.count()
    assert [number for _source, _rows, number, _owner in uses()] == [1]


def test_count_that_found_something_new_shows_on_kept_pages(company):
    tally.count()
    content = ContentVersion.current()
    tally.count()
    assert ContentVersion.current() == content == tally.latest().content
    company.milestones.create(on="2001", text_en="Moved", source=make_source())
    tally.count()
    assert ContentVersion.current() == content + 1 == tally.latest().content


def test_worker_counts_first_and_then_where_the_content_moved(company):
    assert tally.count_if_due()
    assert not tally.count_if_due()
    company.withdraw(by=None)
    move(datetime.timedelta(seconds=1), seconds=0)
    assert tally.count_if_due()
    assert not tally.count_if_due()


def test_worker_rests_fifty_times_as_long_as_it_counted(company):
    tally.count()
    company.withdraw(by=None)
    move(datetime.timedelta(seconds=499), seconds=10)
    assert not tally.count_if_due()
    move(datetime.timedelta(seconds=501), seconds=10)
    assert tally.count_if_due()


def test_worker_counts_on_a_new_day_because_figures_get_old():
    tally.count()
    move(datetime.timedelta(days=1), seconds=0)
    assert tally.count_if_due()


def test_of_two_workers_one_counts(company, monkeypatch):
    tally.count()
    company.withdraw(by=None)
    move(datetime.timedelta(seconds=1), seconds=0)
    before = tally.latest()
    assert tally.count_if_due()
    monkeypatch.setattr(tally, "latest", lambda: before)  # the other one looked before the first began
    assert not tally.count_if_due()


@pytest.mark.parametrize(
    ("fields", "stale"),
    [
        ({"year": "2012"}, True),
        ({"year": "{this}"}, False),
        ({"year": "", "period_kind": "undated"}, False),
        ({"year": "2012-01", "period_kind": "span", "period_end": "{this}-01"}, False),
        ({"year": "2012-01", "period_kind": "span", "period_end": "2012-06"}, True),
        ({"year": "2012-06-30", "period_kind": "as_of", "rank": "disputed"}, True),
    ],
)
def test_figure_past_its_shelf_life_is_stale(company, fields, stale):
    metric = make_metric(shelf_life_months=24)
    this = str(timezone.localdate().year)
    make_figure(
        company=company, metric=metric, value=1, **{k: v.replace("{this}", this) for k, v in fields.items()}
    )
    tally.count()
    found = tally.latest().stale["companies.companyfigure"]
    assert (found["number"], [row[:2] for row in found["some"]]) == (
        (1, [[company.pk, metric.pk]]) if stale else (0, [])
    )


@pytest.mark.parametrize(
    ("months", "day", "stale"), [(24, 731, True), (24, 730, False), (12, 366, True), (12, 365, False)]
)
def test_shelf_life_ends_to_the_day(company, months, day, stale):
    on = str(timezone.localdate() - datetime.timedelta(days=day))
    make_figure(
        company=company, metric=make_metric(shelf_life_months=months), value=1, year=on, period_kind="as_of"
    )
    tally.count()
    assert tally.latest().stale["companies.companyfigure"]["number"] == int(stale)


def test_old_figure_with_a_newer_one_beside_it_is_history(company):
    metric, this = make_metric(shelf_life_months=12), str(timezone.localdate().year)
    for year in ("2010", "2011", this):
        make_figure(company=company, metric=metric, value=1, year=year)
    for year in ("2010", "2011"):
        make_figure(company=make_company(), metric=metric, value=1, year=year)
    make_park()
    tally.count()
    found = tally.latest().stale
    assert (found["companies.companyfigure"]["number"], found["partners.parkfigure"]["number"]) == (2, 0)
    assert [row[2] for row in found["companies.companyfigure"]["some"]] == ["2011-99", "2010-99"]


def test_import_command_counts(tmp_path):
    (tmp_path / "a.csv").write_text("name_en,address,source\nA company,1 Street,A report\n")
    call_command("import_companies", str(tmp_path / "a.csv"), "--publish", verbosity=0)
    assert (tally.latest().sources, ContentVersion.current()) == (1, tally.latest().content)


def test_facts_of_profiles_in_every_state_wait_for_editors(company):
    sources = [
        None,
        make_source(),
        make_source(evidence="to_check"),
        make_source(evidence="none"),
    ]
    for number, source in enumerate(sources):
        company.milestones.create(on=str(2001 + number), text_en="Moved", source=source)
    make_company(published=False).milestones.create(on="2001", text_en="Moved")
    tally.count()
    found = tally.latest()
    assert found.facts["companies.companymilestone"] == [3, 1]
    assert (found.sources, found.to_check) == (2, 1)
    assert found.levels == {"primary": 0, "secondary": 1, "to_check": 1, "none": 2}


def test_choice_of_the_park_waits_for_no_source(company):
    own_choice = make_source(evidence="none")
    for field in ("sectors", "founded"):
        company.citations.create(field=field, source=own_choice)
    tally.count()
    assert tally.latest().facts["companies.companycitation"] == [1, 0]


def test_upgrade_has_everything_counted_again():
    tally.count()
    Tally.objects.update(seconds=0)
    assert not tally.count_if_due()
    import_module("profiles.migrations.0031_inexact_sums").count_again(apps, None)
    assert tally.count_if_due()
