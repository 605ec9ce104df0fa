"""Two people at the same moment: one decision, one change, one message."""

from __future__ import annotations

import threading

import pytest
from django.db import connections, transaction
from django.test import Client

from companies.models import Company
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, delete, save
from submissions.deciding.decide import ask, decide
from submissions.deciding.undo import CannotUndo, undo
from submissions.models import AccessLink, AlreadyDecided, Event, Notice
from tests.factories import make_company, make_user
from tests.submissions.proposals import changed, make_submission, verdict
from tests.submissions.review_page import address
from tests.submissions.review_page import answer as decision


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_of_two_decisions_at_once_one_counts(turn):
    company, moderators = make_company(), [make_user(role="Moderator") for _place in range(2)]
    submission = make_submission(company, fields={"founded": "1985"})
    revision, version, together, said = submission.revision, company.version, threading.Barrier(2), []

    def act(moderator):
        together.wait()
        try:
            decide(submission, verdict(["founded"]), by=moderator, revision=revision)
            said.append("decided")
        except AlreadyDecided:
            said.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(moderator,)) for moderator in moderators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    company.refresh_from_db()
    assert (sorted(said), company.version) == (["decided", "told"], version + 1)
    assert Event.objects.filter(what="decided").count() == Notice.objects.filter(what="decided").count() == 1


def at_once(*acts):
    """What each answers; all begin together."""
    together, said = threading.Barrier(len(acts)), [0] * len(acts)

    def act(place):
        together.wait()
        try:
            said[place] = acts[place]().status_code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_asked", [True, False])
@pytest.mark.parametrize("turn", range(4))
def test_answer_while_a_moderator_decides(turn, is_asked):
    """To an open question one of the two counts and the other one is told; where nothing is asked, the decision does."""
    company, moderator, desk = make_company(), make_user(role="Moderator"), Client()
    submission = make_submission(company, fields={"founded": "1985"})
    if is_asked:
        ask(submission, "Which page?", verdict(), by=moderator, revision=submission.revision)
    link = f"/submissions/{AccessLink.issue(submission)}/"
    sent = decision(submission, takes={"founded": "accept"})
    desk.force_login(moderator)
    said = at_once(
        lambda: Client().post(link, {"do": "answer", "text": "Page 12."}),
        lambda: desk.post(address(submission), sent),
    )
    submission.refresh_from_db()
    company.refresh_from_db()
    answered = Event.objects.filter(what="answered").count()
    outcome = (submission.state, company.founded, answered, said)
    of_decision = ("accepted", "1985", 0, [409, 302])
    assert outcome in ([of_decision, ("queued", "", 1, [302, 409])] if is_asked else [of_decision])


def save_more(company):
    base = document_of(company)
    save(company, base, changed(base, {"postcode": "100085"}, {}), Actor())


def remove(company):
    delete(company, company.version, Actor())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("act", "text"), [(save_more, "was changed since"), (remove, "was deleted since")])
def test_new_profile_that_somebody_saves_while_its_decision_is_taken_back(act, text):
    """Whoever takes it back waits for the save, and then leaves the profile as it was saved."""
    moderator, said = make_user(role="Moderator"), []
    submission = make_submission(fields={"slug": "new-one", "name_en": "New one"})
    decided = decide(submission, verdict(["name_en", "slug"]), by=moderator, revision=submission.revision)

    def take_back():
        try:
            undo(decided, by=moderator, revision=decided.revision)
        except CannotUndo as error:
            said.append(error.why)
        finally:
            connections.close_all()

    waiting = threading.Thread(target=take_back)
    with transaction.atomic():
        act(Company.objects.get())
        waiting.start()
        waiting.join(0.5)
    waiting.join()
    decided.refresh_from_db()
    assert (len(said), decided.state) == (1, "accepted")
    assert text in said[0]
    assert list(Company.objects.values_list("postcode", flat=True)) == (
        ["100085"] if act is save_more else []
    )
