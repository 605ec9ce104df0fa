"""Merges of two profiles: joined and recorded; of two at once one wins."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.urls import reverse

from companies.models import Company
from partners.models import Park
from profiles.documents.reading import document_of
from profiles.models import Version
from profiles.recognising.match_keys import keep_missing
from submissions.deciding import merging, unmerging
from submissions.models import Merge, NotTheSame
from submissions.parts.duplicates import like
from tests.factories import make_company, make_figure, make_metric, make_park, make_user
from tests.submissions.merges import merged
from tests.submissions.proposals import edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    primary = make_company(slug="lenovo", name_en="Lenovo", founded="1984")
    duplicate = make_company(slug="legend", name_en="Legend", founded="1985", postcode="100085")
    make_figure(company=duplicate, metric=make_metric(), value=100)
    return primary, duplicate


def test_merge_joins_redirects_and_is_recorded(client, pair):
    primary, duplicate = pair
    gone = duplicate.pk
    moderator = make_user(role="Moderator")
    record = merged(primary, duplicate, {"founded": "duplicate"}, by=moderator)
    primary = Company.objects.get(pk=primary.pk)
    assert (primary.founded, primary.postcode, primary.figures.count()) == ("1985", "100085", 1)
    assert list(primary.other_names.values_list("name", flat=True)) == ["Legend"]
    assert not Company.objects.filter(pk=gone).exists()
    response = client.get("/companies/legend/")
    assert (response.status_code, response["Location"]) == (301, "/companies/lenovo/")
    assert response["Cache-Control"] == "no-cache"  # the merge may be undone
    newest = Version.objects.filter(kind="company", object_id=primary.pk).order_by("-number").first()
    assert (newest.origin, newest.why, newest.made_by, newest.number) == (
        "merge", "Legend", moderator, record.into_number,
    )  # fmt: skip
    assert (record.from_id, record.into_id, record.merged_by) == (gone, primary.pk, moderator)


def test_merge_is_refused_after_a_save_meanwhile(pair):
    primary, duplicate = pair
    primary.refresh_from_db()
    seen = (primary.version, duplicate.version)
    edit(duplicate, postcode="100086")
    with pytest.raises(merging.CannotMerge):
        merging.merge(primary, duplicate, {}, seen=seen, by=None)
    assert (Company.objects.count(), Merge.objects.count()) == (2, 0)


def test_merge_where_the_address_would_lead_nowhere_is_refused():
    draft, published = make_company(published=False), make_company()
    with pytest.raises(merging.CannotMerge):
        merged(draft, published)
    merged(published, draft)


def test_profile_is_not_merged_with_itself(pair):
    assert merging.why_not(pair[0], pair[0]) == "This is one profile, not two."
    assert (merging.why_not(*pair), merging.why_not(*reversed(pair))) == ("", "")
    with pytest.raises(merging.CannotMerge):
        merged(pair[0], pair[0])


@pytest.mark.parametrize("moved", [(-1, 0), (0, -1), (1, -1)])
def test_merge_is_of_the_versions_that_were_seen(pair, moved):
    for one in pair:
        one.refresh_from_db()
    seen = tuple(one.version + by for one, by in zip(pair, moved, strict=True))
    with pytest.raises(merging.CannotMerge):
        merging.merge(*pair, {}, seen=seen, by=None)
    assert (Company.objects.count(), Merge.objects.count()) == (2, 0)


def test_merge_is_recorded_whole(pair):
    primary, duplicate = pair
    Company.objects.filter(pk=duplicate.pk).update(name_en="L" * 201)
    Company.objects.filter(pk=primary.pk).update(name_en="K" * 201)
    moderator, gone = make_user(role="Moderator"), duplicate.pk
    record = Merge.objects.get(pk=merged(primary, duplicate, by=moderator).pk)
    versions = Version.objects.filter(kind="company")
    deletion = versions.filter(object_id=gone).latest("number")
    joined = versions.filter(object_id=primary.pk).latest("number")
    assert (record.kind, record.from_id, record.from_title, record.from_number, record.was_published) == (
        "company", gone, "L" * 200, deletion.number, True,
    )  # fmt: skip
    assert (record.into_id, record.into_title, record.into_number, record.merged_by) == (
        primary.pk, "K" * 200, joined.number, moderator,
    )  # fmt: skip
    found = [(one.action, one.origin, one.why, one.made_by) for one in (deletion, joined)]
    assert found == [("deleted", "merge", "K" * 200, moderator), ("changed", "merge", "L" * 200, moderator)]


@pytest.mark.parametrize("act", ["merge", "undo"])
def test_merge_that_fails_half_way_writes_nothing(pair, monkeypatch, act):
    record = merged(*pair) if act == "undo" else None
    was = (Company.objects.count(), Version.objects.count())

    def fail(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(Merge, "mark_undone" if record else "save", fail)
    with pytest.raises(RuntimeError):
        unmerging.undo(record, by=None) if record else merged(*pair)
    assert (Company.objects.count(), Version.objects.count()) == was


def test_host_park_is_not_merged():
    with pytest.raises(merging.CannotMerge):
        merged(make_park(is_host=True), make_park())
    host = Park.objects.get(is_host=True)
    with pytest.raises(merging.CannotMerge):
        merged(make_park(), host)


def test_parks_are_merged(client):
    primary, duplicate = make_park(slug="one"), make_park(slug="two", city="Lyon")
    merged(primary, duplicate)
    primary.refresh_from_db()
    assert primary.city == "Lyon"
    assert client.get(reverse("partners:detail", args=["two"]))["Location"] == primary.get_absolute_url()


def test_pair_that_is_not_the_same_is_remembered_in_either_order():
    one, other = make_company(website="https://same.example"), make_company(website="https://same.example")
    keep_missing("company")
    assert [found.profile for found in like(document_of(one), one.pk)] == [other]
    NotTheSame.remember("company", other.pk, one.pk, by=None)
    NotTheSame.remember("company", one.pk, other.pk, by=None)
    assert NotTheSame.objects.count() == 1
    assert like(document_of(one), one.pk) == like(document_of(other), other.pk) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_of_two_merges_at_once_one_wins_and_the_other_is_told(turn):
    one, duplicate = make_company(), make_company()
    for company in (one, duplicate):
        company.refresh_from_db()
    pairs, together, said = [(one, duplicate), (duplicate, one)], threading.Barrier(2), []

    def act(primary, gone):
        together.wait()
        try:
            merging.merge(primary, gone, {}, seen=(primary.version, gone.version), by=None)
            said.append("merged")
        except merging.CannotMerge:
            said.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(said), Company.objects.count(), Merge.objects.count()) == (["merged", "told"], 1, 1)
