"""Two moderators at the same moment: one decision, one change, one message."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from submissions.deciding import decide
from submissions.models import AlreadyDecided, Event, Notice
from tests.factories import make_company, make_user
from tests.submissions.proposals import make_submission, verdict


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_of_two_decisions_at_once_one_counts(turn):
    company, moderators = make_company(), [make_user(role="Moderator") for _place in range(2)]
    submission = make_submission(company, fields={"founded": "1985"})
    step, version, together, said = submission.step, company.version, threading.Barrier(2), []

    def act(moderator):
        together.wait()
        try:
            decide(submission, verdict(["founded"]), by=moderator, step=step)
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
