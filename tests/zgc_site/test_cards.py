"""Pictures for other sites and for devices: cards of profiles, icons, the manifest."""

from __future__ import annotations

import io
import json
import threading

import pytest
from django.core.files.storage import default_storage
from django.utils import translation
from PIL import Image

from profiles.content.caching import LRUCache
from tests.factories import make_company, make_park, make_picture
from zgc_site.parts import share_cards

pytestmark = pytest.mark.django_db
ICONS = {
    "/apple-touch-icon.png": 180,
    "/icon-192.png": 192,
    "/icon-512.png": 512,
    "/icon-maskable-512.png": 512,
}


def address(settings, profile, host=None, language="en"):
    with translation.override(language):
        return share_cards.address_of(profile, host).removeprefix(settings.SITE_URL)


def picture(response):
    assert response.status_code == 200
    return Image.open(io.BytesIO(response.content))


@pytest.mark.parametrize("logo", [True, False])
@pytest.mark.parametrize("make", [make_company, make_park])
def test_card_of_a_profile_is_a_picture_that_others_may_show(client, settings, make, logo):
    profile = make(logo=make_picture("logo") if logo else None, summary_en="What it does.")
    response = client.get(address(settings, profile))
    assert picture(response).size == (1200, 630)
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_address_changes_with_what_the_card_shows_and_the_old_one_leads_to_it(client, settings):
    host = make_park(is_host=True)
    company = make_company(name_en="Before")
    before = address(settings, company, host)
    company.name_en = "After"
    company.save()
    after = address(settings, company, host)
    assert before != after
    response = client.get(before)
    assert (response.status_code, response["Location"]) == (302, after)


def test_card_is_in_the_language_of_its_address(client, settings):
    company = make_company(slug="one", name_en="One", name_zh="一", summary_en="English", summary_zh="中文")
    english, chinese = address(settings, company), address(settings, company, language="zh-hans")
    assert chinese.startswith("/zh-hans/cards/company/one/")
    assert client.get(english).content != client.get(chinese).content


def test_card_that_somebody_has_is_not_drawn_again(client, settings, monkeypatch):
    url = address(settings, make_company())
    etag = client.get(url)["ETag"]
    monkeypatch.setattr(share_cards, "draw", None)
    monkeypatch.setattr(share_cards, "_cards", {})
    assert client.get(url, HTTP_IF_NONE_MATCH=etag).status_code == 304


@pytest.mark.parametrize("name", ["company/draft", "company/nobody", "source/one", "user/one"])
def test_only_published_profiles_have_cards(client, settings, name):
    make_company(slug="draft", published=False)
    assert client.get(f"/cards/{name}/0123456789abcdef.png").status_code == 404


def test_card_of_a_withdrawn_profile_is_gone(client, settings):
    company = make_company()
    url = address(settings, company)
    assert client.get(url).status_code == 200
    company.withdraw(by=None)
    assert client.get(url).status_code == 404


def test_process_draws_one_card_at_a_time(client, settings, monkeypatch):
    url = address(settings, make_company(name_en="Waiting"))
    monkeypatch.setattr(share_cards, "PATIENCE", 0.05)
    with share_cards._turn:
        response = client.get(url)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert client.get(url).status_code == 200


def test_of_many_who_ask_at_once_one_draws_one_waits_and_the_others_hold_no_thread(monkeypatch):
    drawn, answers, is_drawing, may_end = [], [], threading.Event(), threading.Event()
    card = share_cards.card_of(make_company(name_en="Wanted by many"), None)

    def draw(card, read):
        drawn.append(card)
        is_drawing.set()
        may_end.wait(30)
        return b"picture"

    monkeypatch.setattr(share_cards, "draw", draw)
    threads = [threading.Thread(target=lambda: answers.append(share_cards.drawn(card))) for _time in range(2)]
    threads[0].start()
    assert is_drawing.wait(30)
    threads[1].start()
    while share_cards._places._value:
        may_end.wait(0.01)
    for _time in range(3):
        with pytest.raises(share_cards.Busy):
            share_cards.drawn(card)
    may_end.set()
    for thread in threads:
        thread.join()
    assert (len(drawn), answers) == (1, [b"picture"] * 2)


@pytest.mark.parametrize("logo", [True, False])
def test_icons_are_of_the_logo_of_the_park_or_of_the_mark_of_the_site(client, logo):
    make_park(is_host=True, logo=make_picture("logo") if logo else None)
    for name, side in ICONS.items():
        assert picture(client.get(name)).size == (side, side)
    assert picture(client.get("/favicon.ico")).info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    svg = client.get("/icon.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert (b"data:image/png" in svg.content) == logo


def test_icons_change_with_the_logo(client):
    host = make_park(is_host=True)
    before = client.get("/icon-192.png")
    assert client.get("/icon-192.png", HTTP_IF_NONE_MATCH=before["ETag"]).status_code == 304
    host.logo = make_picture("logo")
    host.save()
    after = client.get("/icon-192.png", HTTP_IF_NONE_MATCH=before["ETag"])
    assert (after.status_code, after.content != before.content) == (200, True)


@pytest.mark.parametrize(("prefix", "name"), [("", "Park"), ("/zh-hans", "园")])
def test_manifest_names_the_park_and_its_icons(client, prefix, name):
    make_park(is_host=True, name_en="Park", name_zh="园")
    response = client.get(f"{prefix}/manifest.webmanifest")
    manifest = json.loads(response.content)
    assert response["Content-Type"] == "application/manifest+json"
    assert (manifest["name"], manifest["start_url"]) == (name, f"{prefix}/")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        assert picture(client.get(icon["src"])).size == tuple(map(int, icon["sizes"].split("x")))


def test_logo_whose_file_is_gone_is_left_out_until_it_is_back(client, settings, monkeypatch):
    logo = make_picture("logo")
    host = make_park(is_host=True, logo=logo)
    company = make_company(logo=logo)
    for size in logo.renditions:
        default_storage.delete(size["name"])
    monkeypatch.setattr(share_cards, "_cards", LRUCache(1))
    assert picture(client.get(address(settings, company, host))).size == (1200, 630)
    assert picture(client.get("/icon-192.png")).size == (192, 192)
    assert b"data:image/png" not in client.get("/icon.svg").content
    assert client.get(f"/media/{logo.smallest['name']}").status_code == 404
