"""The second step: codes from an app, recovery codes, and what it takes to switch them on and off."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from accounts import outbox
from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"
SECOND = "/accounts/2fa/authenticate/"
INDEX = "/accounts/2fa/"
ACTIVATE = "/accounts/2fa/totp/activate/"
DEACTIVATE = "/accounts/2fa/totp/deactivate/"
CODES = "/accounts/2fa/recovery-codes/"
GUESSER, PERSON = "192.0.2.1", "198.51.100.7"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    """However long a test takes, the code that was typed is still the one of that half minute."""
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))


def _code(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def _sign_in(client, **extra):
    return client.post(LOGIN, {"login": "chen", "password": PASSWORD}, **extra)


def _confirm(client, page: str):
    """The password again, which every change to the second step asks for."""
    asked = client.get(page)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    return client.post(asked["Location"], {"password": PASSWORD, "next": page})


@pytest.fixture
def protected():
    """A person with an app and recovery codes: the secret and the codes."""
    user = make_user(username="chen", role="Editor")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret, RecoveryCodes.activate(user).get_unused_codes()


def test_helper_agrees_with_rfc_6238():
    """Appendix B, SHA-1, the last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    seconds = {59: "287082", 1111111109: "081804", 20000000000: "353130"}
    assert {at: format_hotp_value(hotp_value(secret, at // 30)) for at in seconds} == seconds


def test_person_activates_an_app_and_signs_in_with_it(client):
    make_user(username="chen", role="Editor")
    _sign_in(client)
    _confirm(client, ACTIVATE)
    secret = client.get(ACTIVATE).context["form"].secret
    response = client.post(ACTIVATE, {"code": _code(secret)})
    assert response["Location"] == CODES
    assert len(client.get(CODES).context["unused_codes"]) == 10
    client.post("/accounts/logout/")
    assert _sign_in(client)["Location"] == SECOND
    assert client.get("/admin/").status_code == 302
    assert client.post(SECOND, {"code": _code(secret)})["Location"] == "/"
    assert client.get("/admin/").status_code == 200


def test_wrong_code_activates_nothing(client):
    make_user(username="chen")
    _sign_in(client)
    _confirm(client, ACTIVATE)
    secret = client.get(ACTIVATE).context["form"].secret
    response = client.post(ACTIVATE, {"code": _wrong(_code(secret))})
    assert response.context["form"].errors == {"code": ["Incorrect code."]}
    assert not Authenticator.objects.exists()


def test_person_whose_address_was_never_confirmed_may_activate(client):
    """allauth notes an address at the first forgotten password, as one that is not confirmed."""
    make_user(username="chen")
    client.post("/accounts/password/reset/", {"email": "chen@example.org"})
    outbox.run_due()
    _sign_in(client)
    _confirm(client, ACTIVATE)
    assert client.get(ACTIVATE).status_code == 200


def test_password_alone_does_not_sign_in(client, protected):
    assert _sign_in(client)["Location"] == SECOND
    for page in ("/admin/", INDEX, ACTIVATE, CODES):
        assert client.get(page).status_code == 302
    assert client.session.get("_auth_user_id") is None


def test_code_works_once(client, protected):
    secret, _codes = protected
    code = _code(secret)
    _sign_in(client)
    assert client.post(SECOND, {"code": code})["Location"] == "/"
    client.post("/accounts/logout/")
    _sign_in(client)
    assert client.post(SECOND, {"code": code}).status_code == 200


def test_recovery_code_works_once(client, protected):
    _secret, codes = protected
    _sign_in(client)
    assert client.post(SECOND, {"code": codes[0]})["Location"] == "/"
    client.post("/accounts/logout/")
    _sign_in(client)
    assert client.post(SECOND, {"code": codes[0]}).status_code == 200
    assert client.post(SECOND, {"code": codes[1]})["Location"] == "/"


def test_wrong_codes_are_limited_by_address(client, protected):
    secret, _codes = protected
    _sign_in(client, REMOTE_ADDR=GUESSER)
    answers = [
        client.post(SECOND, {"code": _wrong(_code(secret))}, REMOTE_ADDR=GUESSER).status_code
        for _guess in range(11)
    ]
    assert answers == [200] * 10 + [429]
    # Not even the right code any more, and a new beginning does not help.
    assert client.post(SECOND, {"code": _code(secret)}, REMOTE_ADDR=GUESSER).status_code == 429
    client.post("/accounts/logout/", REMOTE_ADDR=GUESSER)
    assert _sign_in(client, REMOTE_ADDR=GUESSER).status_code == 429
    assert client.get("/admin/").status_code == 302


def test_person_passes_the_second_step_from_elsewhere_at_that_very_time(client, protected):
    secret, _codes = protected
    guesser = type(client)(REMOTE_ADDR=GUESSER)
    _sign_in(guesser)
    for _guess in range(11):
        guesser.post(SECOND, {"code": _wrong(_code(secret))})
    assert guesser.post(SECOND, {"code": _code(secret)}).status_code == 429
    _sign_in(client, REMOTE_ADDR=PERSON)
    assert client.post(SECOND, {"code": _code(secret)}, REMOTE_ADDR=PERSON)["Location"] == "/"


def test_second_step_goes_on_to_the_page_asked_for(client, protected):
    secret, _codes = protected
    client.post(LOGIN, {"login": "chen", "password": PASSWORD, "next": "/admin/companies/company/"})
    assert client.post(SECOND, {"code": _code(secret)})["Location"] == "/admin/companies/company/"


def test_second_step_can_be_given_up(client, protected):
    _sign_in(client)
    assert client.post("/accounts/logout/", {"next": LOGIN})["Location"] == LOGIN
    assert client.get(SECOND)["Location"] == LOGIN


def test_switching_off_asks_for_the_password_again(client, protected):
    secret, _codes = protected
    _sign_in(client)
    client.post(SECOND, {"code": _code(secret)})
    _confirm(client, DEACTIVATE)
    assert client.post(DEACTIVATE)["Location"] == INDEX
    assert not Authenticator.objects.exists()  # recovery codes go with the last step they stand in for
    client.post("/accounts/logout/")
    assert _sign_in(client)["Location"] == "/"


def test_new_recovery_codes_replace_the_old(client, protected):
    secret, codes = protected
    _sign_in(client)
    client.post(SECOND, {"code": _code(secret)})
    _confirm(client, CODES + "generate/")
    assert client.post(CODES + "generate/")["Location"] == CODES
    page = client.get(CODES)
    assert not set(page.context["unused_codes"]) & set(codes)
    download = client.get(CODES + "download/").content.decode()
    assert all(code in download for code in page.context["unused_codes"])


def test_key_of_another_person_cannot_be_touched(client):
    other = make_user(username="other")
    key = Authenticator.objects.create(user=other, type=Authenticator.Type.WEBAUTHN, data={"name": "a"})
    make_user(username="chen")
    _sign_in(client)
    _confirm(client, ACTIVATE)
    for action in ("remove", "edit"):
        assert client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/{action}/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()
