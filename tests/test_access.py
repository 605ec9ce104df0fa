"""Every address is private unless it is on this list, and roles may do what the data says."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.roles import codenames
from tests.factories import make_company, make_park, make_user

PUBLIC = {
    "home", "park", "companies:list", "companies:suggest", "companies:detail", "partners:list", "partners:detail", "sources", "map",
    "figures", "figures-export", "figures-chart", "search", "search-suggest",
    "companies:compare", "companies:compare-file", "partners:compare", "partners:compare-file",
    "companies:export",
    "companies:facts",
    "companies:datapackage", "partners:export",
    "partners:facts",
    "partners:datapackage", "companies:feed",
    "companies:history", "partners:history", "host-history",
    # As they were: only versions that were public, of profiles that are public now.
    "companies:version", "companies:on", "partners:version", "partners:on", "host-version", "host-on",
    "stories:list", "stories:detail", "stories:author", "stories:feed",
    "about", "contact", "privacy", "accessibility", "data-licence", "security",
    "submissions:ledger",  # numbers without names
    "media",  # decides itself: only what a published profile shows
    "past-media",  # only as part of a version that was public
    # Proposing needs no account; what was sent, only its secret link shows.
    "companies:edit", "companies:edit-fact", "companies:edit-row",
    "partners:edit", "partners:edit-fact", "partners:edit-row", "submissions:new", "submissions:sent", "submissions:link",
    "submissions:status", "submissions:edit", "submissions:picture", "submissions:again",
    "preview", "preview-media",  # whoever has the link, which nobody can guess and which expires
    "health-live", "health-ready", "robots", "sitemap", "sitemap-section", "manifest",
    "card",  # of published profiles alone
    "favicon.ico", "icon.svg", "apple-touch-icon.png", "icon-192.png", "icon-512.png", "icon-maskable-512.png",
    # Signing in and getting a forgotten password back cannot need a session.
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "account_inactive",
    "account_logout", "mfa_authenticate", "mfa_login_webauthn",
    "jsi18n",
    "admin:login",
}  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _patterns(resolver, namespace=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _patterns(entry, inner)
        elif isinstance(entry, URLPattern):
            yield namespace + (entry.name or ""), entry


def test_views_are_private_unless_listed():
    public = {
        name
        for name, entry in _patterns(get_resolver())
        if not getattr(entry.callback, "login_required", True) and not name.startswith("admin:")
    }
    assert public - PUBLIC == set()
    assert {name for name in PUBLIC - public if name.startswith(("account_", "mfa_"))} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/", "/admin/companies/company/", "/accounts/2fa/"])
def test_private_page_sends_visitor_to_sign_in(client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert "/login/" in response["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["Editor", "Moderator", "Administrator"])
def test_admin_lists_follow_the_roles(client, role):
    client.force_login(make_user(role=role))
    allowed = codenames(role)
    for model in admin.site._registry:
        app, name = model._meta.app_label, model._meta.model_name
        status = client.get(reverse(f"admin:{app}_{name}_changelist")).status_code
        assert (status == 200) == ((app, f"view_{name}") in allowed), f"{role}: {app}.{name} gave {status}"
        status = client.get(reverse(f"admin:{app}_{name}_add")).status_code
        assert (status == 200) == ((app, f"add_{name}") in allowed), f"{role}: add {app}.{name} gave {status}"


@pytest.mark.django_db
@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize("path", ["/", "/companies/", "/nothing-here/", "/accounts/login/", "/admin/"])
def test_answers_carry_security_headers(client, path, secure):
    response = client.get(path, secure=secure)
    assert {name: response[name] for name in HEADERS} == HEADERS
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "geolocation=()" in response["Permissions-Policy"]
    assert ("Strict-Transport-Security" in response) == secure


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_hidden_profiles_leak_nowhere(client, state):
    make_company(slug="shown", name_en="Shown company")
    company = make_company(published=False, slug="hidden", name_en="Hiddenname", featured=True)
    park = make_park(published=False, slug="hidden-park", name_en="Hiddenpark")
    if state == "withdrawn":
        for profile in (company, park):
            profile.publish(by=None)
            profile.withdraw(by=None)
    for path in ("/", "/companies/", "/companies/?q=hiddenname", "/partners/", "/sources/", "/sitemap.xml"):
        text = client.get(path).content.decode()
        assert "Hiddenname" not in text.replace('value="hiddenname"', "")
        assert "hidden-park" not in text
    assert client.get("/companies/hidden/").status_code == 404
    assert client.get("/partners/hidden-park/").status_code == 404


@pytest.mark.django_db
def test_shortcut_of_the_admin_tells_no_address_of_a_draft(client):
    company = make_company(published=False)
    kind = ContentType.objects.get_for_model(company)
    client.force_login(make_user(role="Editor"))
    assert client.get(f"/admin/r/{kind.pk}/{company.pk}/").status_code == 404
