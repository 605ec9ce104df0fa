"""Previews by link: what they show, to whom, and for how long."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from companies.models import Company
from kit.pictures.cleaning import clean_image
from profiles.documents import writing
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor
from profiles.editing import drafts
from profiles.models import Draft, Image
from tests.factories import make_company, make_full_company, make_park
from tests.profiles.pictures import encode

pytestmark = pytest.mark.django_db


def make_draft(profile, **fields) -> Draft:
    base = document_of(profile)
    proposed = type(base)(base.kind, {**base.fields, **fields}, base.rows, base.sources)
    return drafts.begin(profile, profile.version, proposed, Actor())


def link(profile, draft=None, prefix="") -> str:
    return prefix + reverse("preview", args=[drafts.preview_token(draft, profile)])


def make_image() -> Image:
    return Image.store(clean_image(SimpleUploadedFile("a.png", encode(), "image/png"), "logo"), "logo")


@pytest.mark.parametrize("prefix", ["", "/zh-hans", "/fr"])
def test_preview_shows_the_draft_in_each_language_and_the_page_stays(client, prefix):
    company = make_full_company(rows=2)
    company.name_en = "First"
    draft = make_draft(company, name_en="Second", name_zh="第二", name_fr="Seconde")
    response = client.get(link(company, draft, prefix))
    name = {"": "Second", "/zh-hans": "第二", "/fr": "Seconde"}[prefix]
    assert f"<title>{name}" in response.content.decode()
    headers = [response[name] for name in ("X-Robots-Tag", "Cache-Control", "Referrer-Policy")]
    assert headers == ["noindex", "private, no-store", "no-referrer"]
    page = client.get(company.get_absolute_url()).content.decode()
    assert "Second" not in page.replace("Secondary source", "")


def test_preview_of_a_profile_that_is_not_public_shows_it_to_whoever_has_the_link(client):
    company = make_company(published=False, name_en="Hidden")
    assert client.get(company.get_absolute_url()).status_code == 404
    assert "Hidden" in client.get(link(company)).content.decode()


@pytest.mark.parametrize("fields", [{"is_host": True}, {}])
def test_preview_of_a_park(client, fields):
    park = make_park(name_en="First", **fields)
    response = client.get(link(park, make_draft(park, name_en="Second")))
    assert (response.status_code, "Second" in response.content.decode()) == (200, True)


def test_preview_ends_with_its_draft_its_profile_and_its_time(client, monkeypatch):
    company = make_company()
    draft = make_draft(company, name_en="Second")
    old, own = link(company, draft), link(company)
    assert client.get(old).status_code == 200
    with monkeypatch.context() as patched:
        patched.setattr(drafts, "PREVIEW_DAYS", -1)
        assert client.get(old).status_code == 404
    draft.delete()
    assert client.get(old).status_code == 404
    writing.delete(company, company.version, Actor())
    assert client.get(own).status_code == 404
    assert not Company.objects.exists()


@pytest.mark.parametrize("token", ["x", "a:b:c", "0" * 500, "%00", "%F0%9F%98%80"])
def test_preview_with_a_false_link_says_that_it_is_over(client, token):
    response = client.get(f"/preview/{token}/")
    assert (response.status_code, "This preview is over" in response.content.decode()) == (404, True)


def test_preview_shows_the_pictures_of_the_draft_and_no_others(client):
    company, image = make_company(), make_image()
    draft = make_draft(company, logo=image.sha256)
    name = image.smallest["name"]
    token = drafts.preview_token(draft, company)
    address = reverse("preview-media", args=[token, name])
    assert address in client.get(link(company, draft)).content.decode()
    assert client.get(address).status_code == 200
    assert client.get(reverse("media", args=[name])).status_code == 404
    other = drafts.preview_token(None, company)
    assert client.get(reverse("preview-media", args=[other, name])).status_code == 404
