"""Of which pictures nobody needs the files any more."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from profiles.documents.document import pack
from profiles.documents.picture_use import _strings, delete_picture, unused
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor
from profiles.editing import drafts
from profiles.models import Image, Version
from tests.factories import make_company, make_park, make_picture
from tests.profiles.edits import edit
from tests.submissions.proposals import changed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["logo", "cover"])
@pytest.mark.parametrize("make", [make_company, make_park])
def test_picture_that_a_profile_shows_is_of_use(make, kind):
    image = make_picture(kind)
    profile = make(published=False)
    type(profile).objects.update(**{kind: image})
    assert not Version.objects.exists()
    assert unused([image]) == []


def test_picture_of_nothing_is_of_no_use():
    logo, cover = make_picture("logo"), make_picture("cover")
    make_company()
    Image.objects.filter(pk=cover.pk).update(sha256="0" * 64)
    cover.refresh_from_db()
    assert unused([logo, cover]) == [logo, cover]
    make_company(logo=logo)
    assert (unused([logo, cover]), unused([])) == ([cover], [])


def test_picture_that_was_shown_once_is_of_use():
    """In the changes of one version, and in the whole document that another keeps."""
    image, company = make_picture("logo"), make_company()
    edit(company, logo=image.sha256)
    edit(company, logo=None)
    assert unused([image]) == []
    whole = Version.objects.exclude(document=None).exclude(document=b"").earliest("number")
    Version.objects.exclude(pk=whole.pk).delete()
    assert unused([image]) == [image]
    document = changed(document_of(company), {"logo": image.sha256}, {})
    Version.objects.filter(pk=whole.pk).update(changes=b"", document=pack(document.as_json()))
    assert unused([image]) == []


@pytest.mark.parametrize(("seconds", "used"), [(0, True), (-1, False)])
def test_versions_are_read_from_the_oldest_picture_on(seconds, used):
    image, company = make_picture("logo"), make_company()
    other = Image.objects.create(sha256="0" * 64, kind="logo", width=1, height=1, renditions=[], token="x")
    edit(company, logo=image.sha256)
    edit(company, logo=None)
    younger = image.added_at + datetime.timedelta(days=1)
    Image.objects.filter(pk=other.pk).update(added_at=younger)
    other.refresh_from_db()
    Version.objects.update(made_at=image.added_at + datetime.timedelta(seconds=seconds))
    assert unused([other, image]) == ([other] if used else [other, image])


def test_picture_that_a_draft_names_is_of_use_however_old_the_draft_is():
    image, company = make_picture("cover"), make_company()
    proposed = changed(document_of(company), {"cover": image.sha256}, {})
    draft = drafts.begin(company, company.version, proposed, Actor())
    type(draft).objects.update(made_at=timezone.now() - datetime.timedelta(days=900))
    assert unused([image]) == []
    draft.delete()
    assert unused([image]) == [image]


def test_texts_are_found_wherever_they_stand():
    data = {"a": "one", "b": [{"c": "two"}, ["three", 4, None, True]], "d": {}}
    assert list(_strings(data)) == ["one", "two", "three"]


def test_files_go_once_the_row_is_gone_for_certain(django_capture_on_commit_callbacks):
    image = make_picture("logo")
    names = [size["name"] for size in image.renditions]
    with django_capture_on_commit_callbacks(), transaction.atomic():
        delete_picture(image)
        transaction.set_rollback(True)
    assert Image.objects.exists()
    assert all(default_storage.exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        delete_picture(Image.objects.get())
        assert all(default_storage.exists(name) for name in names)
    assert not Image.objects.exists()
    assert not any(default_storage.exists(name) for name in names)
