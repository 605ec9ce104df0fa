"""Every account page has the site's look, names its fields for password managers and runs no inline script."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"
FOR_VISITORS = [
    LOGIN,
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-bad-token/",
    "/accounts/password/reset/key/done/",
]
FOR_PEOPLE = [
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
]

pytestmark = pytest.mark.django_db


class Page(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def autocomplete(self) -> dict[str | None, str | None]:
        fields = {one.get("name"): one.get("autocomplete") for one in self.all("input") if "class" in one}
        fields.pop("q", None)  # the search of the head
        return {name: value for name, value in fields.items() if name}


@pytest.fixture
def person(client):
    """Signed in, and just asked for the password again."""
    make_user(username="chen", role="Editor")
    client.post(LOGIN, {"login": "chen", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def _check(text: str, lang: str) -> None:
    page = Page(text)
    assert [one["lang"] for one in page.all("html")] == [lang]
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert [
        one for _tag, one in page.tags if "style" in one or any(name.startswith("on") for name in one)
    ] == []
    inline = [one for one in page.all("script") if "src" not in one and one.get("type") != "application/json"]
    assert (inline, page.all("style")) == ([], [])
    title = " ".join(text.split("<title>")[1].split("</title>")[0].split())
    assert title.endswith("· Science park") or lang != "en"
    described = " ".join(one.get("aria-describedby") or "" for _tag, one in page.tags).split()
    assert set(described) <= {one.get("id") for _tag, one in page.tags}


@pytest.mark.parametrize(("prefix", "lang"), [("", "en"), ("/zh-hans", "zh-Hans"), ("/fr", "fr")])
@pytest.mark.parametrize("path", FOR_VISITORS)
def test_pages_for_visitors_have_the_look(client, path, prefix, lang):
    _check(client.get(prefix + path).content.decode(), lang)


@pytest.mark.parametrize(("prefix", "lang"), [("", "en"), ("/zh-hans", "zh-Hans"), ("/fr", "fr")])
@pytest.mark.parametrize("path", FOR_PEOPLE)
def test_pages_for_people_have_the_look(person, path, prefix, lang):
    response = person.get(prefix + path)
    assert response.status_code == 200
    _check(response.content.decode(), lang)


@pytest.mark.parametrize(
    ("path", "autocomplete"),
    [
        (LOGIN, {"login": "username", "password": "current-password"}),
        ("/accounts/password/reset/", {"email": "email"}),
    ],
)
def test_password_managers_know_the_fields(client, path, autocomplete):
    assert Page(client.get(path).content.decode()).autocomplete() == autocomplete


@pytest.mark.parametrize(
    ("path", "autocomplete"),
    [
        ("/accounts/reauthenticate/", {"password": "current-password"}),
        (
            "/accounts/password/change/",
            {
                "oldpassword": "current-password",
                "password1": "new-password",
                "password2": "new-password",
            },
        ),
        ("/accounts/2fa/totp/activate/", {"code": "one-time-code"}),
    ],
)
def test_password_managers_know_the_fields_of_people(person, path, autocomplete):
    assert Page(person.get(path).content.decode()).autocomplete() == autocomplete


def test_mistake_is_said_above_and_beside_the_field(client):
    text = client.post(LOGIN, {"login": "", "password": "x"}).content.decode()
    _check(text, "en")
    page = Page(text)
    assert "Error: Sign in" in " ".join(text.split())
    assert "#id_login" in [one.get("href") for one in page.all("a")]
    login = next(one for one in page.all("input") if one.get("name") == "login")
    assert (login["aria-invalid"], login["aria-describedby"]) == ("true", "id_login_error")
    assert text.index('class="errsum"') < text.index("<h1>") < text.index('id="id_login_error"')


def test_wrong_password_leads_to_the_first_field(client):
    text = client.post(LOGIN, {"login": "chen", "password": "x"}).content.decode()
    assert '<a href="#id_login">The username and/or password' in text


def test_mistakes_in_a_new_password_are_said(person):
    change = {"oldpassword": "wrong", "password1": "short", "password2": "other"}
    text = person.post("/accounts/password/change/", change).content.decode()
    _check(text, "en")
    page = Page(text)
    described = {one["name"]: one.get("aria-describedby", "") for one in page.all("input") if "name" in one}
    assert described["oldpassword"].endswith("id_oldpassword_error")
    assert described["password1"] == "id_password1_helptext id_password1_error"


def test_page_for_a_reached_limit_has_the_look(client):
    for _guess in range(11):
        response = client.post(LOGIN, {"login": "chen", "password": "x"})
    assert response.status_code == 429
    _check(response.content.decode(), "en")
