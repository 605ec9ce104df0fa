"""The page of a merge: who reaches it, what it shows, what becomes of what is sent."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from companies.models import Company
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, save
from profiles.recognising.match_keys import keep_missing
from submissions.models import Merge, NotTheSame
from tests.factories import make_company, make_figure, make_metric, make_user
from tests.submissions.proposals import changed, make_submission
from tests.submissions.review_page import address as review_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    primary = make_company(slug="lenovo", name_en="Lenovo", founded="1984")
    duplicate = make_company(slug="legend", name_en="Legend", founded="1985", postcode="100085")
    return primary, duplicate


def address(primary, duplicate):
    return f"/moderation/merge/company/{primary.pk}/{duplicate.pk}/"


def sent(pair, do="merge", **more):
    for one in pair:
        one.refresh_from_db()
    seen = {"seen_primary": pair[0].version, "seen_duplicate": pair[1].version}
    takes = {"take-founded": "primary", "take-name_en": "primary"}
    return {"do": do, **seen, **takes, **more}


def page_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_page_shows_what_differs_and_what_will_be_kept(client, moderator, pair):
    make_figure(company=pair[1], metric=make_metric(code="turnover"), value=100)
    text = page_of(client.get(address(*pair)))
    for words in ("Legend becomes a part of Lenovo", "<span>1985</span>", "100085", "turnover, 2012"):
        assert words in text
    assert "legend, leads to the kept page" in text


def test_merge_is_made_shown_and_undone(client, moderator, pair):
    response = client.post(address(*pair), sent(pair, **{"take-founded": "duplicate"}), follow=True)
    record = Merge.objects.get()
    assert "Legend is now a part of Lenovo" in page_of(response)
    assert (Company.objects.get().founded, record.merged_by) == ("1985", moderator)
    text = page_of(client.post(f"/moderation/merges/{record.pk}/undo/", follow=True))
    assert "Legend is back" in text
    assert Company.objects.count() == 2


def test_merge_after_a_save_is_refused_with_the_new_values(client, moderator, pair):
    form = sent(pair)
    base = document_of(pair[1])
    save(pair[1], base, changed(base, {"founded": "1986"}, {}), Actor())
    response = client.post(address(*pair), form)
    assert response.status_code == 409
    assert "was changed after you opened this page" in page_of(response)
    assert "<span>1986</span>" in page_of(response)
    assert Company.objects.count() == 2


def test_merge_of_what_is_merged_already_leads_to_its_record(client, moderator, pair):
    form = sent(pair)
    client.post(address(*pair), form)
    for method in (client.get, client.post):
        response = method(address(*pair), form)
        assert response["Location"] == f"/moderation/merges/{Merge.objects.get().pk}/"


def test_not_the_same_is_remembered(client, moderator, pair):
    client.post(address(*pair), sent(pair, do="not_the_same"))
    assert (NotTheSame.objects.get().decided_by, Company.objects.count()) == (moderator, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"do": "x"},
        {"seen_primary": "x"},
        {"seen_duplicate": "9" * 40},
        {"take-founded": "\0"},
        {"take-founded": ""},
    ],
)
def test_hostile_form_is_answered_in_words(client, moderator, pair, wrong):
    response = client.post(address(*pair), sent(pair) | wrong)
    assert response.status_code == 200
    assert "There is a problem" in page_of(response)
    assert Company.objects.count() == 2


@pytest.mark.parametrize(
    "path",
    [
        "merge/company/1/99999999999999999999/",
        "merge/nothing/1/2/",
        "merge/company/1/2/",
        "merge/company/99/",
        "merges/1/",
        "merges/99999999999999999999/",
    ],
)
def test_address_of_nothing_is_not_found(client, moderator, path):
    assert client.get(f"/moderation/{path}").status_code == 404


@pytest.mark.parametrize("role", [None, "", "Editor", "Moderator", "Administrator"])
def test_merges_are_for_moderators_alone(client, pair, role):
    if role is not None:
        client.force_login(make_user(role=role))
    lets_in = role in ("Moderator", "Administrator")
    response = client.get(address(*pair))
    assert response.status_code == (200 if lets_in else 302 if role is None else 403)
    client.post(address(*pair), sent(pair))
    assert Company.objects.count() == (1 if lets_in else 2)


def test_merge_and_undo_ask_for_the_token(pair, moderator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    assert client.post(address(*pair), sent(pair)).status_code == 403
    assert client.post("/moderation/merges/1/undo/").status_code == 403
    assert Company.objects.count() == 2


def test_page_asks_the_same_however_many_rows_there_are(client, moderator, pair):
    metric = make_metric()

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(address(*pair))
        return len(queries)

    make_figure(company=pair[1], metric=metric, value=100)
    count()
    few = count()
    for year in ("2013", "2014", "2015"):
        make_figure(company=pair[1], metric=metric, value=100, year=year)
    assert count() == few


def test_report_of_a_duplicate_leads_to_the_merge(client, moderator):
    one, other = make_company(website="https://same.example"), make_company(website="https://same.example")
    keep_missing("company")
    report = make_submission(one)
    type(report).objects.filter(pk=report.pk).update(purpose="report", problem="duplicate")
    text = page_of(client.get(review_address(report)))
    assert f'href="{address(other, one)}"' in text
    assert f'href="/moderation/merge/company/{one.pk}/"' in text
    NotTheSame.remember("company", one.pk, other.pk, by=moderator)
    assert address(other, one) not in page_of(client.get(review_address(report)))


def test_merges_are_listed_newest_first_with_those_that_were_undone(client, moderator, pair):
    assert "No two pages have been merged yet." in page_of(client.get("/moderation/merges/"))
    client.post(address(*pair), sent(pair))
    first = Merge.objects.get()
    client.post(f"/moderation/merges/{first.pk}/undo/")
    client.post(address(*pair), sent(pair))
    text = page_of(client.get("/moderation/merges/"))
    numbers = [int(number) for number in re.findall(r'href="/moderation/merges/(\d+)/"', text)]
    assert numbers == [Merge.objects.latest("pk").pk, first.pk]
    assert (text.count("Legend into Lenovo"), text.count("Merged by moderator"), text.count("Undone by")) == (
        2,
        2,
        1,
    )
    assert 'href="/moderation/merges/"' in page_of(client.get("/moderation/"))


def test_list_of_merges_has_pages_and_asks_the_same_for_any_number(client, moderator):
    def asked(page):
        with CaptureQueriesContext(connection) as queries:
            text = page_of(client.get("/moderation/merges/", {"page": page}))
        return text.count(" into Kept"), len(queries)

    merge = {"kind": "company", "into_id": 1, "into_title": "Kept", "into_number": 2, "merged_by": moderator}
    Merge.objects.create(**merge, from_id=2, from_title="Gone", from_number=2)
    asked(1)
    few = asked(1)
    Merge.objects.bulk_create(
        Merge(**merge, from_id=number, from_title="Gone", from_number=2) for number in range(3, 54)
    )
    assert (few[0], asked(1), asked(2)[0]) == (1, (50, few[1]), 2)


@pytest.mark.parametrize("role", [None, "", "Editor"])
def test_list_of_merges_is_for_moderators_alone(client, role):
    if role is not None:
        client.force_login(make_user(role=role))
    assert client.get("/moderation/merges/").status_code == (302 if role is None else 403)


def test_other_page_is_named_by_its_address(client, moderator, pair):
    path = f"/moderation/merge/company/{pair[0].pk}/"
    assert client.get(path).status_code == 200
    for given in ("legend", "https://park.example/en/companies/legend/"):
        assert client.get(path, {"duplicate": given})["Location"] == address(*pair)
    for given in ("lenovo", "nothing", "\0", "http://[", ""):
        assert "field__err" in page_of(client.get(path, {"duplicate": given}))
