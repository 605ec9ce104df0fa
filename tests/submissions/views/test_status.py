"""The secret page: whoever has the link may act, nobody else learns anything."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from accounts.models import Representative
from submissions.deciding.decide import ask, decide, mark_spam
from submissions.messages.links import send_links
from submissions.models import AccessLink, Event, Notice, Reason, Submission
from submissions.sending.limits import allow
from tests.factories import make_company, make_sector, make_user
from tests.submissions.proposals import make_submission, verdict
from tests.submissions.submitting import SENDER, as_sent, filled_in, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission():
    return make_submission(make_company(slug="lenovo", founded="1984"), fields={"founded": "1985"})


@pytest.fixture
def link(submission):
    return f"/submissions/{AccessLink.issue(submission)}/"


def refreshed(submission):
    return Submission.objects.get(pk=submission.pk)


def test_page_is_kept_by_no_cache_and_listed_by_no_search_engine(client, link):
    response = client.get(link)
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store, private", "same-origin")
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("token", ["wrong", "x" * 43, "%00", "你好", "x" * 2_000])
def test_false_token_is_not_found(client, token):
    assert client.get(f"/submissions/{token}/").status_code == 404


def test_page_says_its_place_in_the_queue(client, submission, link):
    earlier = make_submission(make_company(), fields={"founded": "1990"})
    Submission.objects.filter(pk=earlier.pk).update(due_at=timezone.now())
    assert "number 2 in the queue" in client.get(link).content.decode()


def test_question_is_answered_and_internal_steps_stay_hidden(client, submission, link):
    moderator = make_user(role="Moderator", first_name="Li", last_name="Secretname")
    ask(submission, "Which page?", verdict(), by=moderator, revision=submission.revision)
    Event.record(submission, Event.Type.REMARK, by=moderator, staff=True, text="An internal remark")
    page = client.get(link).content.decode()
    assert "Which page?" in page
    assert "Secretname" not in page
    assert "An internal remark" not in page
    client.post(link, {"do": "answer", "text": "Page 12."})
    assert refreshed(submission).state == "queued"
    assert "Page 12." in client.get(link).content.decode()


def test_empty_answer_is_said_beside_the_field(client, submission, link):
    ask(submission, "Which page?", verdict(), by=make_user(role="Moderator"), revision=submission.revision)
    assert 'id="text_error"' in client.post(link, {"do": "answer", "text": " "}).content.decode()
    assert refreshed(submission).state == "needs_changes"


@pytest.mark.parametrize("text", ["Nobody asked me.", " "])
def test_answer_where_nothing_is_asked(client, submission, link, text):
    """It comes back with the reason, and keeps nobody from deciding."""
    revision = submission.revision
    response = client.post(link, {"do": "answer", "text": text})
    page = response.content.decode()
    assert (response.status_code, refreshed(submission).revision) == (409, revision)
    assert "not sent, because no question is open" in page
    assert text.strip() in page
    assert not Event.objects.filter(what="answered").exists()
    decided = decide(submission, verdict(["founded"]), by=make_user(role="Moderator"), revision=revision)
    assert decided.state == "accepted"


@pytest.mark.parametrize("state", ["spam", "withdrawn"])
def test_answer_after_the_end(client, submission, link, state):
    ask(submission, "Which page?", verdict(), by=make_user(role="Moderator"), revision=submission.revision)
    Submission.objects.update(state=state, decided_at=timezone.now())
    response = client.post(link, {"do": "answer", "text": "Page 12."})
    page = response.content.decode()
    assert (response.status_code, refreshed(submission).state) == (409, state)
    assert "decided or withdrawn already" in page
    assert "Page 12." in page


def test_answer_sent_twice(client, submission, link):
    ask(submission, "Which page?", verdict(), by=make_user(role="Moderator"), revision=submission.revision)
    assert client.post(link, {"do": "answer", "text": "Page 12."}).status_code == 302
    assert client.post(link, {"do": "answer", "text": "Page 12."}).status_code == 409
    assert Event.objects.filter(what="answered").count() == 1


def test_withdrawing_is_asked_once(client, submission, link):
    page = client.post(link, {"do": "withdraw"}).content.decode()
    assert refreshed(submission).state == "queued"
    assert 'name="sure"' in page
    client.post(link, {"do": "withdraw", "sure": "1"})
    assert refreshed(submission).state == "withdrawn"


def test_decided_proposal_is_not_withdrawn(client, submission, link):
    mark_spam(submission, by=make_user(role="Moderator"), revision=submission.revision)
    client.post(link, {"do": "withdraw", "sure": "1"})
    assert refreshed(submission).state == "spam"


def test_proposal_is_changed_on_top_of_itself(client, submission, link):
    form = filled_in(client, f"{link}edit/")
    assert form["founded"] == ["1985"]
    client.post(f"{link}edit/", {**form, "founded": "1986", "source-founded-title": "Register"})
    changed = refreshed(submission)
    assert changed.proposed_document.fields["founded"] == "1986"
    assert [row["field"] for row in changed.proposed_document.of("citations").values()] == ["founded"]
    assert (changed.state, Submission.objects.count()) == ("queued", 1)


def test_proposal_sent_again_unchanged(client):
    """Its sender is told so, and whoever reads it can still decide; to a question it is an answer."""
    make_company(slug="lenovo", founded="1984")
    sent(client, "/companies/lenovo/edit/", **{"founded": "1985", "source-all-title": "Register", **SENDER})
    submission = Submission.objects.get()
    submission.confirm()
    link = f"/submissions/{AccessLink.issue(submission)}/"
    form, revision = filled_in(client, f"{link}edit/"), submission.revision
    for comment in ("", "Nobody asked me."):
        response = client.post(f"{link}edit/", {**form, "sender-comment": comment})
        assert "Nothing was changed yet" in response.content.decode()
    assert refreshed(submission).revision == revision
    ask(submission, "Which page?", verdict(), by=make_user(role="Moderator"), revision=revision)
    assert client.post(f"{link}edit/", {**form, "sender-comment": "Page 12."}).status_code == 302
    assert refreshed(submission).state == "queued"
    assert Event.objects.get(what="answered").text == "Page 12."


@pytest.mark.parametrize("state", ["second", "spam", "withdrawn"])
def test_change_that_comes_too_late(client, submission, link, state):
    form, proposed = filled_in(client, f"{link}edit/", founded="1986"), submission.proposed_document
    Submission.objects.update(state=state, decided_at=timezone.now())
    response = client.post(f"{link}edit/", {**form, "source-founded-title": "Register"}, follow=True)
    assert "not possible any more" in response.content.decode()
    assert (refreshed(submission).state, refreshed(submission).proposed_document) == (state, proposed)


def test_new_company_is_changed_with_its_sectors(client):
    make_sector(slug="ai")
    rows = {"name_en": "Zhipu", "sectors": ["ai"], "source-all-title": "Register"}
    sent(client, "/submit/company/", **rows, **SENDER)
    submission = Submission.objects.get()
    submission.confirm()
    path = f"/submissions/{AccessLink.issue(submission)}/edit/"
    client.post(path, filled_in(client, path, founded="2019", **{"source-founded-title": "Register"}))
    fields = refreshed(submission).proposed_document.fields
    assert fields == {"name_en": "Zhipu", "slug": "zhipu", "sectors": ["ai"], "founded": "2019"}


def test_expired_link_offers_a_new_one_to_the_same_address(client, submission, link):
    AccessLink.objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))
    response = client.get(link)
    assert response.status_code == 410
    assert str(submission) not in response.content.decode()
    client.post(link, {"do": "withdraw", "sure": "1"})
    assert refreshed(submission).state == "queued"
    assert [(notice.what, notice.to) for notice in Notice.objects.all()] == [("again", "wang@example.org")]


def test_asking_for_links_tells_nobody_which_addresses_there_are(client, submission):
    known = client.post("/submissions/link/", {"email": "WANG@example.org"}, follow=True)
    unknown = client.post("/submissions/link/", {"email": "nobody@example.org"}, follow=True)
    said = "their links are on their way"
    assert [said in response.content.decode() for response in (known, unknown)] == [True, True]
    assert [notice.to for notice in Notice.objects.all()] == ["wang@example.org"]


def test_links_are_not_sent_again_at_once(client, submission):
    for _time in range(3):
        client.post("/submissions/link/", {"email": "wang@example.org"})
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(("minutes", "count"), [(9.9, 1), (10.1, 2)])
def test_links_are_sent_again_after_ten_minutes(submission, minutes, count):
    send_links("wang@example.org")
    past = timezone.now() - datetime.timedelta(minutes=minutes)
    Notice.objects.update(made_at=past)
    send_links("wang@example.org")
    assert Notice.objects.count() == count


def test_other_mails_keep_no_link_back(submission):
    Notice.objects.create(submission=submission, what="confirm", to="wang@example.org")
    send_links("wang@example.org")
    assert list(Notice.objects.order_by("pk").values_list("what", flat=True)) == ["confirm", "again"]


@pytest.mark.parametrize(("days", "count"), [(179.9, 1), (180.1, 0)])
def test_links_are_sent_of_proposals_of_half_a_year(submission, days, count):
    Submission.objects.update(sent_at=timezone.now() - datetime.timedelta(days=days))
    send_links("wang@example.org")
    assert Notice.objects.count() == count


def test_links_of_others_are_not_sent(submission):
    make_submission(make_company(), fields={"founded": "1985"}, email="li@example.org")
    send_links("WANG@example.org")
    assert [notice.submission for notice in Notice.objects.all()] == [submission]


def test_links_of_spam_are_not_sent(submission):
    Submission.objects.update(state="spam", decided_at=timezone.now())
    send_links("wang@example.org")
    assert not Notice.objects.exists()


def test_links_are_sent_of_the_ten_newest():
    now = timezone.now()
    rows = [make_submission(make_company(), fields={"founded": "1985"}) for _number in range(12)]
    for days, row in enumerate(reversed(rows)):
        Submission.objects.filter(pk=row.pk).update(sent_at=now - datetime.timedelta(days=days))
    send_links("wang@example.org")
    assert set(Notice.objects.values_list("submission", flat=True)) == {row.pk for row in rows[2:]}


def test_expired_link_sends_that_of_its_own_proposal_alone(client, submission, link):
    make_submission(make_company(), fields={"founded": "1985"})
    AccessLink.objects.update(expires_at=timezone.now())
    response = client.post(link)
    assert (response.status_code, Notice.objects.get().submission) == (200, submission)


@pytest.mark.parametrize("page", ["expired", "asking"])
def test_links_are_sent_within_the_limit_of_a_network(client, submission, link, page):
    AccessLink.objects.update(expires_at=timezone.now())
    for _time in range(30):
        allow("links", "127.0.0.1", 30)
    if page == "expired":
        client.post(link)
    else:
        client.post("/submissions/link/", {"email": "wang@example.org"})
    assert not Notice.objects.exists()


@pytest.mark.parametrize("place", ["edit/", "again/"])
def test_expired_link_opens_no_form(client, submission, link, place):
    reason = Reason.objects.get_or_create(slug="x", defaults={"name_en": "x"})[0]
    if place == "again/":
        Submission.objects.update(state="rejected", decided_at=timezone.now(), reason=reason)
    assert client.get(f"{link}{place}").status_code == 200
    AccessLink.objects.update(expires_at=timezone.now())
    for send in (client.get, client.post):
        response = send(f"{link}{place}", {"founded": "1066"})
        assert (response.status_code, response["Location"]) == (302, link)
    assert refreshed(submission).proposed_document == submission.proposed_document


@pytest.mark.parametrize("place", ["", "edit/", "again/", "picture/logo/"])
def test_false_link_opens_nothing(client, submission, place):
    for send in (client.get, client.post):
        assert send(f"/submissions/{'x' * 43}/{place}").status_code in (404, 405)


def test_confirming_is_recorded_once(client):
    submission = make_submission(make_company(), fields={"founded": "1985"}, queued=False)
    link = f"/submissions/{AccessLink.issue(submission)}/"
    for _time in range(2):
        client.post(link, {"do": "confirm"})
    assert refreshed(submission).state == "queued"
    assert [(event.what, event.by_staff) for event in submission.events.all()] == [("confirmed", False)]


def test_withdrawing_is_recorded(client, submission, link):
    client.post(link, {"do": "withdraw", "sure": "1"})
    assert list(submission.events.values_list("what", "state")) == [("withdrawn", "withdrawn")]


@pytest.mark.parametrize("hidden", [True, False])
def test_sender_is_led_to_no_page_that_is_hidden(client, submission, link, hidden):
    if hidden:
        submission.profile.withdraw(by=None)
    assert ('href="/companies/lenovo/"' in client.get(link).content.decode()) is not hidden


def test_representative_needs_no_email_check_and_a_stranger_does(client):
    company, user = make_company(slug="lenovo"), make_user()
    Representative.objects.create(user=user, company=company)
    client.force_login(user)
    typed = {"founded": "1984", "source-all-title": "Register", "sender-name": "Rep"}
    response = sent(client, "/companies/lenovo/edit/", **typed)
    submission = Submission.objects.get()
    assert (submission.state, submission.email, submission.is_representative) == (
        "queued", user.email, True,
    )  # fmt: skip
    assert client.get(response["Location"]).status_code == 200

    make_company(slug="baidu")
    response = sent(client, "/companies/baidu/edit/", **typed)
    assert 'id="sender-email_error"' in response.content.decode()
    client.post("/companies/baidu/edit/", as_sent(response, **{"sender-email": user.email}))
    other = Submission.objects.latest("pk")
    assert (other.state, other.is_representative) == ("received", False)
