"""What nobody needs goes; what anybody might, stays."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from kit.pictures.cleaning import clean_image
from profiles.documents.reading import document_of
from profiles.models import Image
from submissions.messages import tidying
from submissions.messages.tidying import tidy
from submissions.models import AccessLink, Reason, Submission, Upload
from submissions.sending.create import NewSubmission, create_submission
from tests.factories import make_company, make_user
from tests.profiles.pictures import encode
from tests.submissions.proposals import changed, make_submission

pytestmark = pytest.mark.django_db

LONG_AGO = datetime.timedelta(days=60)


def days_ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def stored(colour=64):
    file = SimpleUploadedFile("logo.png", encode(size=(colour, 64)))
    return Image.store(clean_image(file, "logo"), "logo")


def test_proposal_that_was_never_confirmed_goes_after_30_days():
    company = make_company()
    old = make_submission(company, fields={"founded": "1985"}, queued=False)
    Submission.objects.filter(pk=old.pk).update(sent_at=timezone.now() - LONG_AGO)
    young = make_submission(company, fields={"founded": "1985"}, queued=False)
    queued = make_submission(company, fields={"founded": "1985"})
    Submission.objects.filter(pk=queued.pk).update(sent_at=timezone.now() - LONG_AGO)
    call_command("tidy_submissions", verbosity=0)
    assert set(Submission.objects.values_list("pk", flat=True)) == {young.pk, queued.pk}


@pytest.mark.parametrize(("days", "state", "stays"), [(29.9, "received", True), (30.1, "received", False)])
def test_unconfirmed_proposal_stays_30_days(days, state, stays):
    submission = make_submission(make_company(), fields={"founded": "1985"}, queued=False)
    Submission.objects.filter(pk=submission.pk).update(sent_at=days_ago(days), state=state)
    assert tidy() == (int(not stays), 0)
    assert Submission.objects.exists() is stays


@pytest.mark.parametrize("state", sorted(set(Submission.State) - {"received"}))
def test_proposal_that_was_confirmed_stays_whatever_became_of_it(state):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    reason = Reason.objects.get_or_create(slug="x", defaults={"name_en": "x"})[0]
    rows = Submission.objects.filter(pk=submission.pk)
    rows.update(state=state, sent_at=days_ago(900), decided_at=days_ago(900), reason=reason)
    assert tidy() == (0, 0)
    assert Submission.objects.exists()


def test_a_bounded_number_goes_at_once(monkeypatch):
    monkeypatch.setattr(tidying, "AT_ONCE", 2)
    for width in (64, 80, 96):
        make_submission(make_company(), fields={"founded": "1985"}, queued=False)
        Upload.objects.create(image=stored(width), added_at=days_ago(60))
    Submission.objects.update(sent_at=days_ago(60))
    assert [tidy(), tidy(), tidy()] == [(2, 2), (1, 1), (0, 0)]


def test_proposal_that_is_confirmed_just_now_stays():
    """Between the reading and the deletion."""
    submission = make_submission(make_company(), fields={"founded": "1985"}, queued=False)
    Submission.objects.update(sent_at=days_ago(60))
    done = []

    def confirm_after_reading(execute, sql, *more):
        answer = execute(sql, *more)
        if not done and sql.startswith("SELECT") and "submissions_submission" in sql:
            done.append(sql)
            Submission.objects.get(pk=submission.pk).confirm()
        return answer

    with connection.execute_wrapper(confirm_after_reading):
        tidy()
    assert (len(done), Submission.objects.get().state) == (1, "queued")


@pytest.mark.parametrize(("days", "stays"), [(29.9, True), (30.1, False)])
def test_link_stays_30_days_after_it_ended(days, stays):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    AccessLink.issue(submission)
    AccessLink.objects.update(expires_at=days_ago(days))
    tidy()
    assert AccessLink.objects.exists() is stays


@pytest.mark.parametrize(
    ("state", "columns", "stays"),
    [
        ("", {"added": 1.9}, True),
        ("", {"added": 2.1}, False),
        ("queued", {"sent": 900}, True),
        ("withdrawn", {"sent": 29.9}, True),
        ("withdrawn", {"sent": 30.1}, False),
        ("spam", {"sent": 900, "decided": 29.9}, True),
        ("spam", {"sent": 900, "decided": 30.1}, False),
    ],
)
def test_picture_that_no_profile_took(state, columns, stays):
    image, submission = stored(), None
    if state:
        submission = make_submission(make_company(), fields={"founded": "1985"})
        moments = {f"{name}_at": days_ago(days) for name, days in columns.items()}
        Submission.objects.filter(pk=submission.pk).update(state=state, **moments)
    Upload.objects.create(image=image, submission=submission, added_at=days_ago(columns.get("added", 900)))
    assert tidy() == (0, int(not stays))
    assert (Image.objects.exists(), Upload.objects.exists()) == (stays, stays)


def test_picture_that_another_proposal_needs_stays():
    image, other = stored(), make_submission(make_company(), fields={"founded": "1985"})
    Upload.objects.create(image=image, added_at=days_ago(60))
    Upload.objects.create(image=image, submission=other)
    assert tidy() == (0, 0)
    assert Image.objects.exists()
    assert list(Upload.objects.values_list("submission", flat=True)) == [other.pk]


def test_picture_that_a_profile_takes_just_now_stays(monkeypatch):
    taken, left = stored(64), stored(80)
    make_company(logo=taken)
    monkeypatch.setattr("submissions.messages.tidying.unused", list)
    for image in (taken, left):
        Upload.objects.create(image=image, added_at=days_ago(60))
    assert tidy() == (0, 1)
    assert Image.objects.get() == taken


def test_upload_is_remembered_where_its_picture_cannot_be_deleted(monkeypatch):
    Upload.objects.create(image=stored(), added_at=days_ago(60))

    def fail(_image):
        raise RuntimeError

    monkeypatch.setattr(tidying, "delete_picture", fail)
    with pytest.raises(RuntimeError):
        tidy()
    assert Upload.objects.exists()


def test_picture_of_a_form_that_was_never_sent_goes_with_its_files(django_capture_on_commit_callbacks):
    image = stored()
    Upload.objects.create(image=image, added_at=timezone.now() - LONG_AGO)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("tidy_submissions", verbosity=0)
    assert not Image.objects.exists()
    assert not any(default_storage.exists(size["name"]) for size in image.renditions)


def test_picture_that_is_of_use_stays():
    shown, waiting, young = stored(64), stored(80), stored(96)
    make_company(logo=shown)
    open_one = make_submission(make_company(), fields={"logo": waiting.sha256})
    Upload.objects.create(image=shown, added_at=timezone.now() - LONG_AGO)
    Upload.objects.create(image=waiting, submission=open_one, added_at=timezone.now() - LONG_AGO)
    Upload.objects.create(image=young)
    call_command("tidy_submissions", verbosity=0)
    assert Image.objects.count() == 3


def test_sender_alone_sees_the_picture_of_the_proposal(client):
    image = stored()
    submission = make_submission(make_company(), fields={"logo": image.sha256})
    token = AccessLink.issue(submission)
    address = f"/submissions/{token}/picture/logo/"
    assert address in client.get(f"/submissions/{token}/").content.decode()
    response = client.get(address)
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store, private")
    assert client.get("/submissions/wrong/picture/logo/").status_code == 404
    assert client.get(f"/submissions/{token}/picture/cover/").status_code == 404
    size = image.renditions[0]["name"]
    assert client.get(f"/media/{size}").status_code == 404
    client.force_login(make_user(role="Moderator"))
    assert client.get(f"/media/{size}").status_code == 200
    AccessLink.objects.update(expires_at=timezone.now())
    assert client.get(address).status_code == 404


def test_picture_is_kept_with_its_proposal_or_neither(monkeypatch):
    def fail(*args):
        raise RuntimeError

    image, company = stored(), make_company()
    letter = NewSubmission(
        kind="company",
        purpose="change",
        base=document_of(company),
        proposed=changed(document_of(company), {"logo": image.sha256}, {}),
        title="X",
        name="Wang",
        email="w@example.org",
        form_key=uuid.uuid4(),
        profile=company,
        pictures=[image],
    )
    with monkeypatch.context() as patched:
        patched.setattr("submissions.sending.create.notices.write", fail)
        with pytest.raises(RuntimeError):
            create_submission(letter)
    assert (Submission.objects.count(), Upload.objects.count()) == (0, 0)
    submission = create_submission(letter)
    assert list(submission.uploads.values_list("image", flat=True)) == [image.pk]
