"""Signing in with a real browser: passkeys in a real ceremony, pages accessible, forms without script."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from tests.browsing import assert_accessible, follow
from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"
KEYS = "/accounts/2fa/webauthn/"
FOR_VISITORS = (
    LOGIN,
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-bad-token/",
    "/accounts/password/reset/key/done/",
)
FOR_PEOPLE = (
    "/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    KEYS,
    KEYS + "add/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/zh-hans/accounts/2fa/",
    "/fr/accounts/2fa/totp/activate/",
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server):
    """The address with the name that a passkey needs: browsers give none to a bare IP address."""
    assert live_server.url.startswith("http://localhost:")
    return live_server.url


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def _add_authenticator(page):
    """A security key or telephone that always finds the right finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return devtools, key


def _sign_in(page, site, password=PASSWORD):
    page.goto(site + LOGIN)
    page.fill("#id_login", "chen")
    page.fill("#id_password", password)
    follow(page, "main form button.btn:text-is('Sign in')")


def _open(page, address):
    """A page that asks for the password first."""
    page.goto(address)
    if "/reauthenticate/" in page.url:
        page.fill("#id_password", PASSWORD)
        follow(page, "main form button[type=submit]")
    page.wait_for_url(address)


def _register_passkey(page, site):
    _sign_in(page, site)
    _open(page, site + KEYS + "add/")
    page.fill("#id_name", "Telephone")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")


def _sign_out(page, site):
    page.goto(site + "/accounts/logout/")
    follow(page, "main form button[type=submit]")
    page.wait_for_url(site + "/")


def test_person_registers_a_passkey_and_signs_in_with_it(page, site):
    make_user(username="chen", role="Editor")
    _add_authenticator(page)
    _register_passkey(page, site)
    assert Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).wrap().is_passwordless
    page.goto(site + KEYS)
    assert page.inner_text(".panel h2") == "Telephone"
    _sign_out(page, site)
    page.goto(site + LOGIN + "?next=/admin/")
    page.click("#passkey_login")
    page.wait_for_url(site + "/admin/")


def test_passkey_serves_as_the_second_step(page, site):
    make_user(username="chen", role="Editor")
    _add_authenticator(page)
    _register_passkey(page, site)
    _sign_out(page, site)
    _sign_in(page, site)
    page.wait_for_url("**/2fa/authenticate/")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(site + "/")
    assert page.locator(".account-bar").count() == 1


def test_removed_passkey_opens_nothing(page, site):
    make_user(username="chen")
    _add_authenticator(page)
    _register_passkey(page, site)
    page.goto(site + KEYS)
    follow(page, "text=Remove")
    follow(page, "main form button[type=submit]")
    page.wait_for_url(site + KEYS)
    _sign_out(page, site)
    page.goto(site + LOGIN)
    page.click("#passkey_login")
    page.wait_for_selector(".note--bad")
    assert page.inner_text(".note--bad") == "Incorrect code."
    assert page.locator(".account-bar").count() == 0


def test_refused_ceremony_is_said(page, site):
    make_user(username="chen")
    devtools, key = _add_authenticator(page)
    _sign_in(page, site)
    _open(page, site + KEYS + "add/")
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_selector("[role=alert]:has-text('The key was not used')")
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_account_pages_are_accessible(browser, site, width, scheme):
    make_user(username="chen", role="Editor")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in FOR_VISITORS:
        page.goto(site + path)
        assert_accessible(page, width, path)
    _sign_in(page, site, "wrong password")
    page.wait_for_selector(".errsum")
    assert page.evaluate("document.activeElement.className") == "errsum"
    assert_accessible(page, width, "wrong password")
    _add_authenticator(page)
    _register_passkey(page, site)
    for path in FOR_PEOPLE:
        page.goto(site + path)
        assert_accessible(page, width, path)
    page.goto(site + KEYS)
    for action in ("Edit", "Remove"):
        page.goto(site + KEYS)
        follow(page, f"text={action}")
        assert_accessible(page, width, action)
    page.goto(site + "/accounts/password/change/")
    follow(page, "main form button[type=submit]")
    page.wait_for_selector(".errsum")
    assert_accessible(page, width, "password mistakes")
    _sign_out(page, site)
    _sign_in(page, site)
    page.wait_for_url("**/2fa/authenticate/")
    assert_accessible(page, width, "second step")
    context.close()
    assert complaints == []


def test_person_signs_in_and_out_without_script(browser, site):
    make_user(username="chen", role="Editor")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + LOGIN)
    assert not page.is_visible("#passkey_login")
    assert page.is_visible("text=Passkeys and security keys require JavaScript.")
    _sign_in(page, site)
    page.wait_for_url(site + "/")
    _open(page, site + "/accounts/2fa/totp/activate/")
    assert page.is_visible("img.qr")
    _sign_out(page, site)
    assert page.locator(".account-bar").count() == 0
    context.close()
