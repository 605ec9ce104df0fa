"""What is done beside the requests, by whichever command or server does it."""

import importlib
import time

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from kit import worker_loop
from kit.worker_loop import WorkerLoop
from profiles.models import Plan, Tally
from submissions.messages import notices
from tests.factories import make_company, make_user
from tests.submissions.proposals import make_submission
from zgc_site.jobs import JOBS

OF_PLANS, OF_MAIL = {"plans", "counts", "statistics", "search index"}, {"outbox", "tidying"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("module", "arguments", "jobs"),
    [
        ("profiles.management.commands.run_plans", ["--forever"], OF_PLANS),
        ("profiles.management.commands.run_plans", [], None),
        ("submissions.management.commands.send_messages", ["--forever"], OF_MAIL),
        ("submissions.management.commands.send_messages", [], None),
        (
            "zgc_site.management.commands.run_worker",
            [],
            OF_PLANS | OF_MAIL | {"match keys", "imports that are taken back"},
        ),
    ],
)
def test_each_command_does_its_jobs(monkeypatch, module, arguments, jobs):
    begun = []
    monkeypatch.setattr(importlib.import_module(module), "run_until_signal", begun.extend)
    call_command(module.rpartition(".")[2], *arguments, verbosity=0)
    assert ({job.name for job in begun} or None) == jobs


def until(is_true, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_true():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.django_db(transaction=True)
def test_mail_leaves_as_soon_as_it_is_written():
    """Long before the worker would look by itself."""
    submission = make_submission(make_company())
    loop = WorkerLoop(JOBS)
    loop.start()
    try:
        notices.write(submission, "decided")
        assert until(lambda: mail.outbox, seconds=worker_loop.FIRST_PAUSE / 2)
    finally:
        loop.stop()
    assert [message.to for message in mail.outbox] == [[submission.email]]


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_each_thing_once(monkeypatch):
    monkeypatch.setattr(worker_loop, "FIRST_PAUSE", 0.01)
    company, editor = make_company(), make_user(role="Editor")
    notices.write(make_submission(company), "decided")
    plan = Plan.objects.create(
        kind="company", object_id=company.pk, action="withdraw", due_at=timezone.now(), asked_by=editor
    )
    loops = [WorkerLoop(JOBS), WorkerLoop(JOBS)]
    for loop in loops:
        loop.start()
    try:
        assert until(lambda: mail.outbox and Plan.objects.get().done_at and Tally.objects.exists())
    finally:
        for loop in loops:
            loop.stop()
    plan.refresh_from_db()
    company.refresh_from_db()
    assert (len(mail.outbox), plan.problem, company.state) == (1, "", "withdrawn")
