"""Pages of text as visitors and staff meet them."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from kit.languages import columns
from pages import placeholders
from pages.models import Page
from pages.texts import load_pages, shipped
from profiles.content.changes import current_stamp
from tests.factories import make_park, make_user

pytestmark = pytest.mark.django_db
PREFIXES = {"en": "", "zh": "/zh-hans", "fr": "/fr"}


def html_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("suffix", PREFIXES)
@pytest.mark.parametrize("key", Page.Key.values)
def test_page_is_there_in_each_language_before_anybody_loads_it(client, key, suffix):
    html = html_of(client, f"{PREFIXES[suffix]}/{key}/")
    assert f"<h1>{shipped(key)[f'title_{suffix}']}</h1>" in html
    body = html.partition('<div class="page-text prose">')[2].partition("</main>")[0]
    assert len(re.findall("<h2>", body)) + (key == "contact") >= 2
    assert "{" not in body


@pytest.mark.parametrize("suffix", PREFIXES)
@pytest.mark.parametrize("key", Page.Key.values)
def test_links_of_a_shipped_page_lead_to_pages_in_its_language(client, key, suffix):
    """What it says of other pages is there."""
    body = html_of(client, f"{PREFIXES[suffix]}/{key}/").partition('<div class="page-text prose">')[2]
    for address in re.findall(r'href="(/[^"]*)"', body.partition("</main>")[0]):
        assert address.startswith((f"{PREFIXES[suffix]}/", "/.well-known/"))
        assert client.get(address).status_code == 200, address


def test_every_page_is_linked_at_the_foot_of_each_page(client):
    html = html_of(client, "/fr/companies/")
    foot = html.partition('<footer class="foot">')[2]
    assert {key for key in Page.Key.values if f'href="/fr/{key}/"' in foot} == {*Page.Key.values}


def test_page_says_what_staff_wrote_as_soon_as_they_saved_it(client):
    load_pages()
    client.force_login(make_user(role="Editor"))
    page = Page.objects.get(key="about")
    address = reverse("admin:pages_page_change", args=[page.pk])
    form = client.get(address).context["adminform"].form
    seen = client.get(address).context["seen"]
    data = {name: form.initial[name] or "" for name in (*columns("title"), *columns("body"))}
    before = current_stamp()
    response = client.post(address, data | {"title_fr": "Le site", "body_fr": "Notre *texte*.", "seen": seen})
    assert response.status_code == 302
    assert current_stamp() > before
    client.logout()
    html = html_of(client, "/fr/about/")
    assert "<h1>Le site</h1>" in html
    assert "<p>Notre <em>texte</em>.</p>" in html


@pytest.mark.parametrize(
    ("role", "view", "change"),
    [("Editor", 200, True), ("Moderator", 200, False), ("Administrator", 200, True), ("", 302, False)],
)
def test_editors_and_administrators_change_pages(client, role, view, change):
    load_pages()
    client.force_login(make_user(role=role))
    address = reverse("admin:pages_page_change", args=[Page.objects.get(key="about").pk])
    assert client.get(address).status_code == view
    seen = (client.get(address).context or {}).get("seen", "")
    texts = dict(shipped("about").items())
    client.post(address, texts | {"title_en": "Changed", "seen": seen})
    assert (Page.objects.get(key="about").title_en == "Changed") == change


def test_page_keeps_a_title_and_a_text(client):
    load_pages()
    client.force_login(make_user(role="Editor"))
    page = Page.objects.get(key="about")
    address = reverse("admin:pages_page_change", args=[page.pk])
    seen = client.get(address).context["seen"]
    response = client.post(address, dict.fromkeys(shipped("about"), "") | {"seen": seen})
    assert "Write a title and a text in at least one language." in response.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.update(**dict.fromkeys(columns("body"), " "))


def test_no_page_is_added_or_deleted(client):
    load_pages()
    client.force_login(make_user(role="Administrator"))
    assert client.get(reverse("admin:pages_page_add")).status_code == 403
    page = Page.objects.get(key="about")
    assert client.get(reverse("admin:pages_page_delete", args=[page.pk])).status_code == 403


def test_page_that_the_product_does_not_have_is_refused_by_the_database():
    with pytest.raises(IntegrityError):
        Page.objects.create(key="imprint")


def test_text_that_asks_for_an_unknown_value_is_refused_and_names_the_known_ones():
    page = Page(key="about", title_en="About", body_en="Within {anwser_time}, {site}.")
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert "{anwser_time}" in refused.value.message_dict["body_en"][0]
    assert "{answer_time}" in refused.value.message_dict["body_en"][0]


def test_text_that_is_missing_in_a_language_is_marked_as_the_other_one(client):
    Page.objects.create(key="about", title_en="About", body_en="English")
    html = html_of(client, "/fr/about/")
    assert '<div class="page-text prose" lang="en"><p>English</p>' in html
    assert '<h1><span lang="en">About</span></h1>' in html


def test_html_and_scripts_in_a_text_stay_text(client):
    Page.objects.create(key="about", title_en="<b>A</b>", body_en="<script>x</script> [l](javascript:x)")
    html = html_of(client, "/about/")
    assert "<h1>&lt;b&gt;A&lt;/b&gt;</h1>" in html
    assert "<p>&lt;script&gt;x&lt;/script&gt; [l](javascript:x)</p>" in html


def test_values_say_who_runs_the_site_and_what_is_missing(client, settings):
    make_park(is_host=True, name_en="Park *One*")
    settings.OPERATOR_NAME, settings.OPERATOR_EMAIL = "Operator_of_it", "office@park.example"
    html = html_of(client, "/contact/")
    assert "Operator_of_it<br />" in html
    assert '<a href="mailto:office@park.example">office@park.example</a>' in html
    assert "Not entered yet: legal form, postal address." in html
    assert "Park *One*" in html_of(client, "/about/")


def test_nothing_of_the_operator_is_made_up(client):
    html = html_of(client, "/contact/")
    assert "Not entered yet: name of the operator, legal form, postal address, email address." in html
    assert "(no email address has been entered yet)" in html


def test_values_are_not_read_as_markdown():
    assert placeholders.plain("a_b *c* [d](e)\n<f>") == r"a\_b \*c\* \[d\]\(e\) \<f\>"


@pytest.mark.parametrize(
    ("values", "contact"),
    [
        ({}, "https://park.example/contact/"),
        ({"OPERATOR_EMAIL": "a@b.example"}, "mailto:a@b.example"),
        ({"OPERATOR_EMAIL": "a@b.example", "SECURITY_CONTACT": "https://x.example"}, "https://x.example"),
    ],
)
def test_security_txt_has_what_the_standard_asks_for(client, settings, time_machine_free, values, contact):
    settings.SITE_URL = "https://park.example"
    for name, value in values.items():
        setattr(settings, name, value)
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert lines.pop("Expires") == time_machine_free
    assert lines == {
        "Contact": contact,
        "Preferred-Languages": "en, zh, fr",
        "Canonical": "https://park.example/.well-known/security.txt",
    }


@pytest.fixture
def time_machine_free():
    """When it expires, counted from today."""
    import datetime

    day = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=180)
    return f"{day.isoformat()}T00:00:00Z"


def test_text_that_nests_too_deeply_is_refused_beside_its_field():
    page = Page(key="about", title_en="About", body_en="\n".join(f"{'  ' * depth}- x" for depth in range(12)))
    with pytest.raises(ValidationError) as raised:
        page.full_clean()
    assert list(raised.value.message_dict) == ["body_en"]
