"""The queue: what it shows, what can be asked of it, and decisions for several proposals at once."""

from __future__ import annotations

import datetime

import pytest
from django.core.cache import caches
from django.utils import timezone

from submissions.deciding.waiting import kept_wait
from submissions.models import Event, Notice, Reason, SavedView, Submission
from submissions.moderation.review import Review
from tests.factories import make_company, make_park, make_sector, make_user
from tests.page_form import assert_errors_lead_somewhere
from tests.submissions.proposals import make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def reason():
    return Reason.objects.get_or_create(
        slug="no-source", defaults={"name_en": "No source", "text_en": "Why"}
    )[0]


def proposal(title="One", **more):
    return make_submission(make_company(name_en=title), fields={"founded": "1985"}, **more)


def titles(client, query=""):
    page = client.get(f"/moderation/?{query}").context["page"]
    return [row.title for row in page.object_list]


def test_queue_shows_what_waits_answer_due_first(client, moderator):
    late, early = proposal("Late"), proposal("Early")
    proposal("Unconfirmed", queued=False)
    proposal("Asked").ask(by=moderator, note="?", decisions={}, revision=2)
    now = timezone.now()
    Submission.objects.filter(pk=late.pk).update(due_at=now + datetime.timedelta(days=3))
    Submission.objects.filter(pk=early.pk).update(due_at=now - datetime.timedelta(days=1))
    assert titles(client) == ["Early", "Late"]
    assert titles(client, "age=overdue") == ["Early"]
    assert titles(client, "state=open") == ["Early", "Late", "Asked"]
    assert titles(client, "state=needs_changes") == ["Asked"]
    assert titles(client, "state=received") == []  # no choice: said beside the filter


def test_filters_and_search_add_up(client, moderator):
    sector = make_sector(slug="ai")
    narrow = make_sector(slug="vision", parent=sector)
    company = make_company(name_en="Lens", sectors=(narrow,))
    make_submission(company, fields={"founded": "1985"}, name="Chen", comment="annual report")
    make_submission(make_park(name_en="Parc"), fields={"website": "https://a.example"}, risks=["first"])
    make_submission(fields={"slug": "x", "name_en": "X"}, risks=["name"], assigned_to=moderator)
    assert titles(client, "kind=park") == ["Parc"]
    assert titles(client, "purpose=new") == ["New"]
    assert titles(client, "sector=ai") == titles(client, "sector=vision") == ["Lens"]
    assert titles(client, "risk=first") == ["Parc"]
    assert titles(client, "whose=mine") == ["New"]
    assert titles(client, "whose=none&kind=company") == ["Lens"]
    assert titles(client, "q=chen+report") == ["Lens"]
    assert titles(client, "q=chen+nothing") == []


@pytest.mark.parametrize(
    "query",
    ["kind=x", "state=%00", "age=-1", "risk=1;", "sector=%ff", "whose=all", "q=%00", "page=x", "order=--"],
)
def test_bad_questions_are_answered(client, moderator, query):
    proposal()
    page = client.get(f"/moderation/?{query}")
    is_answered = query.partition("=")[0] in ("page", "order")
    assert (page.status_code, len(page.context["page"].object_list)) == (200, int(is_answered))


@pytest.mark.parametrize("query", ["kind=x", "age=-1", "whose=all", "q=%00"])
def test_errors_of_a_question_lead_to_their_fields(client, moderator, query):
    assert_errors_lead_somewhere(client.get(f"/moderation/?{query}").content.decode())


def test_counts_marks_and_who_has_it_open_are_said(client, moderator):
    submission = proposal(risks=["identifier"])
    submission.claim(by=make_user(username="liwei"))
    text = client.get("/moderation/").content.decode()
    assert "changes an identifier" in text
    assert "liwei has this open" in text
    assert client.get("/moderation/").context["counts"] == {
        "waiting": 1, "queued": 1, "second": 0, "asked": 0, "mine": 0, "sent": 0, "published": 0, "failed": 0,
    }  # fmt: skip


def test_median_wait_counts_decisions_alone(moderator):
    assert kept_wait() is None
    now = timezone.now()
    for days in (1, 3, 20):
        submission = proposal()
        submission.decide("accepted", by=moderator, revision=submission.revision)
        queued = now - datetime.timedelta(days=days)
        Submission.objects.filter(pk=submission.pk).update(queued_at=queued, decided_at=now)
    proposal()
    caches["memory"].clear()
    assert round(kept_wait() / datetime.timedelta(days=1)) == 3


def test_views_are_kept_for_each_moderator(client, moderator):
    client.post("/moderation/views/", {"name": "Parks", "query": "kind=park&evil=1&page=3"})
    view = SavedView.objects.get()
    assert (view.owner, view.query) == (moderator, "kind=park")
    client.post("/moderation/views/", {"name": "Parks", "query": "kind=company"})
    assert SavedView.objects.get().query == "kind=company"
    client.force_login(make_user(role="Moderator"))
    client.post(f"/moderation/views/{view.pk}/delete/")
    assert SavedView.objects.exists()
    client.force_login(moderator)
    client.post(f"/moderation/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "data",
    [{}, {"name": "", "query": "a"}, {"name": "\0", "query": "\ud800".encode("utf-8", "replace").decode()}],
)
def test_view_without_a_name_is_not_kept(client, moderator, data):
    assert client.post("/moderation/views/", data).status_code == 302
    assert not SavedView.objects.exists()


def test_second_reader_finds_what_was_accepted_in_bulk_chosen(client, moderator):
    submission = make_submission(make_company(name_en="Lens"), fields={"name_en": "Lenses"})
    client.post("/moderation/bulk/", {"chosen": ticked(submission), "action": "accept"})
    submission.refresh_from_db()
    assert submission.state == "second"
    (row,) = Review(submission, make_user(role="Moderator")).to_decide
    assert row.chosen == "accept"


def ticked(*submissions):
    return [f"{submission.pk}:{submission.revision}" for submission in submissions]


def test_several_are_accepted_where_nothing_conflicts(client, moderator):
    good, conflicted, own = proposal("Good"), proposal("Conflicted"), proposal("Own", email=moderator.email)
    type(conflicted.profile).objects.filter(pk=conflicted.object_id).update(founded="1900")
    response = client.post("/moderation/bulk/", {"action": "accept", "chosen": ticked(good, conflicted, own)})
    assert [(one.submission.title, one.is_done) for one in response.context["done"]] == [
        ("Good", True), ("Conflicted", False), ("Own", False),
    ]  # fmt: skip
    assert [good.profile.founded, conflicted.profile.founded, own.profile.founded] == ["1985", "1900", ""]
    assert Notice.objects.filter(what="decided").count() == 1


def test_several_are_rejected_for_one_reason(client, moderator, reason):
    one, two = proposal("One"), proposal("Two")
    assert (
        "Choose a reason"
        in client.post("/moderation/bulk/", {"action": "reject", "chosen": ticked(one, two)}).content.decode()
    )
    client.post("/moderation/bulk/", {"action": "reject", "reason": "no-source", "chosen": ticked(one, two)})
    assert list(Submission.objects.values_list("state", "reason")) == [("rejected", reason.pk)] * 2


def test_decisions_for_several_are_for_one_kind(client, moderator):
    change, new = proposal(), make_submission(fields={"slug": "x", "name_en": "X"})
    response = client.post("/moderation/bulk/", {"action": "accept", "chosen": ticked(change, new)})
    assert "proposals of one kind" in response.content.decode()
    assert set(Submission.objects.values_list("state", flat=True)) == {"queued"}
    client.post("/moderation/bulk/", {"action": "spam", "chosen": ticked(change, new)})
    assert set(Submission.objects.values_list("state", flat=True)) == {"spam"}


def test_several_are_assigned(client, moderator):
    one, two = proposal(), proposal()
    client.post("/moderation/bulk/", {"action": "assign", "to": "moderator", "chosen": ticked(one, two)})
    assert set(Submission.objects.values_list("assigned_to", flat=True)) == {moderator.pk}
    assert Event.objects.filter(what="assigned").count() == 2


def test_what_changed_since_it_was_ticked_is_left_alone(client, moderator):
    submission = proposal()
    sent = ticked(submission)
    submission.change(submission.proposed_document)
    response = client.post("/moderation/bulk/", {"action": "spam", "chosen": sent})
    assert [one.is_done for one in response.context["done"]] == [False]


@pytest.mark.parametrize("chosen", [[], ["x"], ["1"], ["1:"], ["9" * 30 + ":1"], ["²:1"]])
def test_nothing_ticked_is_said(client, moderator, chosen):
    response = client.post("/moderation/bulk/", {"action": "spam", "chosen": chosen})
    text = response.content.decode()
    assert "Tick the proposals first." in text
    assert_errors_lead_somewhere(text)


def test_sender_without_a_name_is_called_the_sender(client, moderator):
    proposal("Nameless", name="", email="")
    html = client.get("/moderation/").content.decode()
    assert "<span>the sender, a visitor</span>" in html
