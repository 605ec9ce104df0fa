"""Who reaches the moderators' desk: every address, every role."""

from __future__ import annotations

import pytest
from django.urls import reverse

from submissions.models import SavedView, Submission
from submissions.moderation.urls import urlpatterns
from tests.factories import make_company, make_user
from tests.submissions.proposals import make_submission

pytestmark = pytest.mark.django_db
LETS_IN = {None: False, "": False, "Editor": False, "Moderator": True, "Administrator": True}


def addresses(submission):
    for pattern in urlpatterns:
        if "merge" in pattern.name or pattern.name in (
            "withdraw-page",
            "sender-data",
        ):  # have tests of their own
            continue
        takes_number = "<int:pk>" in str(pattern.pattern)
        yield reverse(f"moderation:{pattern.name}", args=[submission.pk] if takes_number else [])


@pytest.mark.parametrize("role", LETS_IN)
@pytest.mark.parametrize("method", ["get", "post"])
def test_desk_is_for_moderators_alone(client, role, method):
    submission = make_submission(
        make_company(name_en="Secret"), fields={"founded": "1985"}, email="s@example.org"
    )
    if role is not None:
        client.force_login(make_user(role=role))
    for address in addresses(submission):
        response = getattr(client, method)(address)
        if LETS_IN[role]:
            assert response.status_code in (200, 204, 302, 405), address
        elif role is None:
            assert (response.status_code, "/login/" in response["Location"]) == (302, True), address
        else:
            assert response.status_code == 403, address
            assert b"Secret" not in response.content
    if not LETS_IN[role]:
        submission.refresh_from_db()
        assert (submission.state, submission.claimed_by, SavedView.objects.count()) == ("queued", None, 0)
    assert Submission.objects.count() == 1


def test_pages_of_the_desk_are_not_kept_by_caches(client):
    client.force_login(make_user(role="Moderator"))
    submission = make_submission(make_company(), fields={"founded": "1985"})
    for address in ("/moderation/", f"/moderation/{submission.pk}/"):
        assert "no-store" in client.get(address)["Cache-Control"]
