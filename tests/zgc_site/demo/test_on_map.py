"""Companies of the shipped content on the map: its numbers are those of the lists that they lead to."""

import re
from html import unescape

import pytest
from django.utils.html import strip_tags

LINK = re.compile(r'<a href="(/companies/[?][^"]*)">(.*?)</a>', re.S)


def numbers(html):
    """The address of each list on the page with the number that it is to give."""
    found = {
        unescape(address): re.findall(r"\d+", strip_tags(words)) for address, words in LINK.findall(html)
    }
    return {address: int(number) for address, (number,) in found.items()}


def test_every_number_is_that_of_the_list_it_leads_to(client, demo):
    promised = numbers(client.get("/map/").content.decode())
    assert {address.split("=")[0] for address in promised} == {
        "/companies/?zone",
        "/companies/?country",
        "/companies/?left_country",
    }
    given = {address: client.get(address).context["state"].total for address in promised}
    assert given == promised
    assert len(promised) > 25


def test_circles_say_the_numbers_of_the_lists(client, demo):
    page = client.get("/map/")
    found, drawn = page.context["found"], (page.context["zone_map"], page.context["world_map"])
    zones, countries = ({(point.name, point.kind, point.number) for point in one.points} for one in drawn)
    assert zones == {(str(one.zone.name), "" if one.number else "known", one.number) for one in found.zones}
    assert countries == {(one.name, "", one.present) for one in found.countries if one.present} | {
        (one.name, "ring", one.left) for one in found.countries if one.left
    }


@pytest.mark.parametrize("prefix", ["", "/zh-hans", "/fr"])
def test_directory_home_and_sitemap_lead_to_the_map(client, demo, prefix, settings):
    for path in ("/", "/companies/"):
        assert f'href="{prefix}/map/"' in client.get(prefix + path).content.decode()
    assert f"{prefix}/map/</loc>" in client.get("/sitemap.xml").content.decode()
    html = client.get(f"{prefix}/map/?page=7").content.decode()
    assert f'href="{settings.SITE_URL}{prefix}/map/">' in html.split('rel="canonical"')[1][:200]
