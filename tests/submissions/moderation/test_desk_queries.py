"""The desk asks the database the same number of questions, however many proposals and parts there are."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.text import slugify

from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, create, save
from submissions.models import Submission
from tests.factories import make_company, make_sector, make_source, make_zone
from tests.submissions.proposals import a_key, changed, make_submission

pytestmark = pytest.mark.django_db
MAX_QUERIES = 12


def count(client, address):
    client.get(address)  # claims, and keeps who has it open
    return first_count(client, address)


def first_count(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


def proposal(parts):
    """Changes of so many fields, each with a source."""
    names = ["founded", "postcode", "address"][:parts]
    citations = {a_key(): {"field": name, "source": make_source().key} for name in names}
    fields = dict.fromkeys(names, "1985")
    return make_submission(make_company(), fields=fields, rows={"citations": citations})


def test_review_asks_the_same_for_one_part_and_for_many(client, moderator):
    few = count(client, f"/moderation/{proposal(1).pk}/")
    many = count(client, f"/moderation/{proposal(3).pk}/")
    assert (len(few), len(few) <= MAX_QUERIES) == (len(many), True), "\n".join(many)


MANY_KINDS = {
    "other_names": {"name": "Legend", "kind": "former"},
    "identifiers": {"scheme": "lei", "value": "5493001KJTIIGC8Y1R12"},
    "stakeholders": {"name": "Liu", "role": "founder"},
    "figures": {"metric": "employees", "unit": "count", "value": "5", "period_kind": "year", "period_start": "2012"},
    "milestones": {"on": "1990", "text_en": "First computer"},
    "presences": {"country": "FR", "kind": "branch"},
    "certificates": {"kind": "high_tech", "number": "1", "issued": "2020"},
}  # fmt: skip


def with_many_kinds():
    """A company with a row of each kind, and a proposal that changes all of them, a term, several terms and fields."""
    call_command("setup_metrics", verbosity=0)
    company = make_company(founded="1984", zone=make_zone(slug="haidian"), sectors=(make_sector(slug="ai"),))
    make_zone(slug="changping")
    make_sector(slug="chips")
    rows = {relation: {a_key(): {**row, "source": make_source().key}} for relation, row in MANY_KINDS.items()}
    base = document_of(company)
    save(company, base, changed(base, {}, rows), Actor())
    company.refresh_from_db()
    there = {
        relation: {key: {**row, "source": make_source().key} for key, row in of_relation.items()}
        for relation, of_relation in document_of(company).rows.items()
        if relation in MANY_KINDS
    }
    fields = {"founded": "1985", "zone": "changping", "sectors": ["ai", "chips"], "postcode": "100085"}
    citations = {a_key(): {"field": "founded", "source": make_source().key}}
    return company, make_submission(company, fields=fields, rows={**there, "citations": citations})


def test_first_reading_of_a_conflict_in_many_kinds_of_rows_asks_no_more(client, moderator):
    company, submission = with_many_kinds()
    live = document_of(company)
    save(company, live, changed(live, {"founded": "1986"}, {}), Actor())
    asked = first_count(client, f"/moderation/{submission.pk}/")
    page = client.get(f"/moderation/{submission.pk}/").content.decode()
    assert (page.count('-seen"'), "1986" in page) == (11, True)
    assert len(asked) <= MAX_QUERIES, "\n".join(asked)


def test_first_reading_of_a_new_profile_like_others_asks_no_more(client, moderator):
    like_it = published("Lens"), published("Lens Ltd")
    rows = {name: {a_key(): {**row, "source": make_source().key}} for name, row in MANY_KINDS.items()}
    call_command("setup_metrics", verbosity=0)
    fields = {"slug": "new", "name_en": "LENS", "name_zh": "镜头", "website": "https://lens.example/"}
    submission = make_submission(fields=fields, rows=rows)
    asked = first_count(client, f"/moderation/{submission.pk}/")
    page = client.get(f"/moderation/{submission.pk}/").content.decode()
    assert [page.count(profile.get_absolute_url()) for profile in like_it] == [1, 1]
    assert len(asked) <= MAX_QUERIES, "\n".join(asked)


def test_first_reading_of_a_report_of_a_duplicate_asks_no_more(client, moderator):
    one, other = published("Lens"), published("Lens Ltd")
    submission = make_submission(one)
    Submission.objects.filter(pk=submission.pk).update(purpose="report", problem="duplicate")
    asked = first_count(client, f"/moderation/{submission.pk}/")
    page = client.get(f"/moderation/{submission.pk}/").content.decode()
    assert f"/moderation/merge/company/{other.pk}/{one.pk}/" in page
    assert len(asked) <= MAX_QUERIES, "\n".join(asked)


def published(name):
    """Written as the site writes it, so that it is known by its name."""
    profile = create(Document("company", {"slug": slugify(name), "name_en": name}), Actor())
    profile.publish(by=None)
    return profile


def test_queue_asks_the_same_for_one_proposal_and_for_many(client, moderator):
    proposal(1)
    few = count(client, "/moderation/")
    proposal(1)
    proposal(1)
    many = count(client, "/moderation/")
    assert Submission.objects.count() == 3
    assert (len(few), len(few) <= MAX_QUERIES) == (len(many), True), "\n".join(many)
