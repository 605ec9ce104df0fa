"""The names of cities and regions in the languages of the site."""

from collections import defaultdict

import pytest
from django.utils.translation import override, pgettext
from django_countries import countries
from django_countries.fields import Country

from kit.languages import SUFFIXES, han_tag
from kit.places import city_html, city_name, place_html, place_name, places, spellings


def in_language(language, read, *args):
    with override(language):
        return read(*args)


@pytest.mark.parametrize(
    ("country", "city", "names"),
    [
        ("FI", "Helsinki", ("Helsinki", "赫尔辛基", "Helsinki")),
        ("FI", "赫尔辛基", ("Helsinki", "赫尔辛基", "Helsinki")),
        ("FI", "Helsingfors", ("Helsinki", "赫尔辛基", "Helsinki")),
        ("GB", " londres ", ("London", "伦敦", "Londres")),
        ("CN", "xi’an", ("Xi'an", "西安", "Xi'an")),
        ("CA", "MONTREAL", ("Montreal", "蒙特利尔", "Montréal")),
        ("BR", "Sao Paulo", ("São Paulo", "圣保罗", "São Paulo")),
        ("JP", "東京", ("Tokyo", "东京", "Tokyo")),
        ("CH", "Bienne", ("Biel/Bienne", "比尔", "Bienne")),
    ],
)
def test_city_is_named_in_the_readers_language_however_it_was_typed(country, city, names):
    assert tuple(in_language(code, city_name, country, city) for code in ("en", "zh-hans", "fr")) == names


@pytest.mark.parametrize(
    ("country", "city"),
    [
        ("FI", "Nowhere"),
        ("SE", "Helsinki"),
        ("", "Helsinki"),
        ("XX", "北京"),
        ("FI", ""),
        ("FI", "!"),
        ("FI", "%s"),
    ],
)
def test_city_that_is_not_known_in_its_country_stays_as_typed(country, city):
    for language in ("en", "zh-hans", "fr"):
        assert in_language(language, city_name, country, city) == city


def test_language_without_names_of_places_takes_the_first_one():
    assert in_language("de", city_name, "IT", "Milano") == "Milan"


@pytest.mark.parametrize(
    ("country", "city", "name"),
    [
        ("FI", "Helsinki", "Helsinki, Finland"),
        ("FI", "", "Finland"),
        ("FI", "Nowhere", "Nowhere, Finland"),
        ("SG", "Singapore", "Singapore"),
        ("HK", "香港", "Hong Kong, China"),
        ("OM", "Man", "Man, Oman"),
        ("TN", "Tunis", "Tunis, Tunisia"),
        ("FI", "%(country)s {country}", "%(country)s {country}, Finland"),
    ],
)
def test_place_is_a_city_with_its_country(country, city, name):
    assert place_name(Country(country), city) == name
    assert place_html(Country(country), city).replace("<bdi>", "").replace("</bdi>", "") == name


def test_place_is_written_as_each_language_orders_it():
    assert in_language("fr", place_name, Country("FI"), "Helsinki") == "Helsinki, Finlande"
    with override("zh-hans"):
        order = pgettext("place", "%(city)s, %(country)s")
        assert place_name(Country("FI"), "Helsinki") == order % {"city": "赫尔辛基", "country": "芬兰"}
        assert place_name(Country("HK"), "Hong Kong") == "中国香港"


@pytest.mark.parametrize(
    ("city", "html"),
    [
        ("<b>", "<bdi>&lt;b&gt;</bdi>"),
        ("חיפה", "<bdi>חיפה</bdi>"),
        ("华强北", '<bdi lang="zh-Hans">华强北</bdi>'),
    ],
)
def test_city_is_escaped_and_keeps_its_direction_and_script(city, html):
    assert city_html("CN", city) == html
    assert place_html(Country("CN"), city) == f"{html}, China"


def test_city_is_looked_for_by_all_its_names():
    assert spellings("FI", "Helsingfors") == ["Helsingfors", "Helsinki", "赫尔辛基"]
    assert spellings("FI", "Nowhere") == ["Nowhere"]


def test_each_place_of_the_list_is_in_a_country_and_has_a_name_in_chinese():
    assert [place for place in places() if place.country not in countries.countries] == []
    assert [place for place in places() if not han_tag(place.names["zh"])] == []
    assert {*SUFFIXES} == {*places()[0].names}


def test_no_two_places_of_a_country_share_a_spelling():
    named = defaultdict(set)
    for place in places():
        for name in place.spellings:
            with override("en"):
                named[place.country, name].add(city_name(place.country, name))
    assert {key: names for key, names in named.items() if len(names) > 1} == {}
    english = {(place.country, place.names["en"]) for place in places()}
    assert len(english) == len(places())
    assert all(city_name(country, name) == name for country, name in english)
