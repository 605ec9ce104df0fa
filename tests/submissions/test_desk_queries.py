"""The desk asks the database the same number of questions, however many proposals and parts there are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from submissions.models import Submission
from tests.factories import make_company, make_source, make_user
from tests.submissions.proposals import a_key, make_submission

pytestmark = pytest.mark.django_db
MOST = 12


def count(client, address):
    client.get(address)  # claims, and keeps who has it open
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


@pytest.fixture
def moderator(client):
    user = make_user(role="Moderator", username="moderator")
    client.force_login(user)
    return user


def proposal(parts):
    """Changes of so many fields, each with a source."""
    names = ["founded", "postcode", "address"][:parts]
    citations = {a_key(): {"field": name, "source": make_source().key} for name in names}
    fields = dict.fromkeys(names, "1985")
    return make_submission(make_company(), fields=fields, rows={"citations": citations})


def test_review_asks_the_same_for_one_part_and_for_many(client, moderator):
    few = count(client, f"/moderation/{proposal(1).pk}/")
    many = count(client, f"/moderation/{proposal(3).pk}/")
    assert (len(few), len(few) <= MOST) == (len(many), True), "\n".join(many)


def test_queue_asks_the_same_for_one_proposal_and_for_many(client, moderator):
    proposal(1)
    few = count(client, "/moderation/")
    proposal(1)
    proposal(1)
    many = count(client, "/moderation/")
    assert Submission.objects.count() == 3
    assert (len(few), len(few) <= MOST) == (len(many), True), "\n".join(many)
