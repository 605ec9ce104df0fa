"""Who may see a picture: everybody what is shown, and readers of drafts the rest."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from tests.factories import make_company, make_park, make_picture, make_user

pytestmark = pytest.mark.django_db

MAKERS = {"company": make_company, "park": make_park}
ADDRESS = "/media/{}"


def shown(kind, field, **more):
    """The address of a picture of a profile."""
    image = make_picture(field)
    return MAKERS[kind](**{field: image}, **more), ADDRESS.format(image.smallest["name"])


@pytest.mark.parametrize("field", ["logo", "cover"])
@pytest.mark.parametrize("kind", MAKERS)
def test_picture_of_a_published_profile_is_everybodys(client, kind, field):
    profile, address = shown(kind, field)
    response = client.get(address)
    assert (response.status_code, response["Cache-Control"]) == (200, "public, max-age=300")
    assert response["Content-Type"] == "image/webp"
    profile.withdraw(by=None)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [(None, 404), ("", 404), ("Editor", 200), ("Moderator", 200), ("Administrator", 200)]
)
@pytest.mark.parametrize("kind", MAKERS)
def test_picture_of_a_draft_is_for_those_who_read_drafts(client, kind, role, status):
    _profile, address = shown(kind, "logo", published=False)
    if role is not None:
        client.force_login(make_user(role=role))
    response = client.get(address)
    assert response.status_code == status
    if status == 200:
        assert response["Cache-Control"] == "private, max-age=300"


@pytest.mark.parametrize("codename", ["view_company", "view_park", "change_company", "view_source"])
def test_reader_of_one_kind_reads_pictures_of_drafts(client, codename):
    _profile, address = shown("company", "logo", published=False)
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(user)
    assert client.get(address).status_code == (200 if codename in ("view_company", "view_park") else 404)


def test_public_picture_stays_public_to_staff(client):
    _profile, address = shown("company", "logo")
    client.force_login(make_user(role="Editor"))
    assert client.get(address)["Cache-Control"] == "public, max-age=300"


def test_picture_of_one_profile_makes_no_other_public(client):
    shown("company", "logo")
    image = make_picture("cover")
    make_company(cover=image, published=False)
    assert client.get(ADDRESS.format(image.smallest["name"])).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_picture_is_only_read(client, method):
    _profile, address = shown("company", "logo")
    assert getattr(client, method)(address).status_code == 405


def test_file_that_is_no_size_of_a_picture_is_not_found(client):
    _profile, address = shown("company", "logo")
    client.force_login(make_user(role="Administrator"))
    for wrong in (
        address.replace(".webp", ".png"),
        address.replace("-", "-9"),
        "/media/x",
        "/media/a/b.webp",
    ):
        assert client.get(wrong).status_code == 404


def test_old_picture_is_found_at_the_address_of_its_own_profile(client):
    make_company(slug="another")
    company, address = shown("company", "logo", slug="lens")
    name, number = address.removeprefix("/media/"), company.version
    make_company(slug="third")
    response = client.get(f"/media/company/lens/{number}/{name}")
    assert (response.status_code, response["Cache-Control"]) == (200, "public, max-age=300")
    for slug in ("another", "third", "nobody"):
        assert client.get(f"/media/company/{slug}/{number}/{name}").status_code == 404
    assert client.get(f"/media/company/lens/{number}/x{name}").status_code == 404
