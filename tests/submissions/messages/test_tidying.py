"""What nobody needs goes; what anybody might, stays."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from kit.pictures.cleaning import clean_image
from profiles.documents.reading import document_of
from profiles.models import Image
from submissions.models import AccessLink, Submission, Upload
from submissions.sending.send import Letter, send
from tests.factories import make_company, make_user
from tests.profiles.pictures import encode
from tests.submissions.proposals import changed, make_submission

pytestmark = pytest.mark.django_db

LONG_AGO = datetime.timedelta(days=60)


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


def test_sender_alone_sees_the_picture_that_he_sent(client):
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
    letter = Letter(
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
        patched.setattr("submissions.sending.send.notices.write", fail)
        with pytest.raises(RuntimeError):
            send(letter)
    assert (Submission.objects.count(), Upload.objects.count()) == (0, 0)
    submission = send(letter)
    assert list(submission.uploads.values_list("image", flat=True)) == [image.pk]
