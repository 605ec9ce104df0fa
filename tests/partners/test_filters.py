"""The list of parks narrows by every filter, alone and together."""

import re

import pytest
from django.http import QueryDict

from partners.models import Park, Partnership
from partners.views import ParkListPage
from profiles.catalogue import current
from profiles.lists.query import ListQuery
from profiles.lists.results import Results
from profiles.search import reindex
from tests.factories import make_park, make_sector


@pytest.fixture
def host(db):
    return make_park(slug="host", name_en="Host", is_host=True, country="CN", latitude=39.9, longitude=116.4)


@pytest.fixture
def parks(host):
    """Three published parks, one with a partnership, one of them without a place, and a draft that could leak."""
    chips = make_sector(slug="chips")
    memory = make_sector(slug="memory", parent=chips)
    nice = make_park(slug="nice", name_en="Nice Park", founded="1969", latitude=43.6, longitude=7.1)
    kyoto = make_park(
        slug="kyoto", name_en="Kyoto Park", country="JP", founded="1989-10", latitude=35, longitude=135.7
    )
    nowhere = make_park(slug="nowhere", name_en="A park", country="JP", kind="science_city")
    make_park(slug="draft", name_en="Draft", published=False)
    nice.focus_sectors.add(memory)
    kyoto.focus_sectors.add(chips, memory)
    Partnership.objects.create(park=nice, kind="memorandum")
    for park in Park.objects.all():
        reindex(park)
    return {"nice": nice, "kyoto": kyoto, "nowhere": nowhere}


def search(query: str) -> ParkListPage:
    catalogue = current("park")
    asked = ListQuery(QueryDict(query), catalogue)
    return ParkListPage(asked, Results.of(asked, catalogue))


def slugs(query: str) -> list[str]:
    found = Park.objects.in_bulk(search(query).results.ordered().tolist())
    return [found[pk].slug for pk in search(query).results.ordered().tolist()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["nice", "nowhere", "kyoto"]),
        ("q=kyoto", ["kyoto"]),
        ("q=KYÖTO+park", ["kyoto"]),
        ("country=JP", ["nowhere", "kyoto"]),
        ("country=JP&country=FR", ["nice", "nowhere", "kyoto"]),
        ("country=JP&kind=science_city", ["nowhere"]),
        ("sector=memory", ["nice", "kyoto"]),
        ("sector=chips", ["nice", "kyoto"]),
        ("order=name", ["nowhere", "kyoto", "nice"]),
        ("tie=partner", ["nice"]),
        ("tie=none", ["nowhere", "kyoto"]),
        ("tie=none&tie=partner&country=FR", ["nice"]),
        ("tie=former", []),
        ("tie=true", ["nice"]),
        ("country=JP&tie=true", []),
        ("order=distance", ["kyoto", "nice", "nowhere"]),
        ("order=founded", ["nice", "kyoto", "nowhere"]),
        ("order=-founded", ["kyoto", "nice", "nowhere"]),
        ("country=XX", []),
        ("country=XX&country=JP", ["nowhere", "kyoto"]),
        ("country=jp&kind=science_city", []),
        ("kind=nonsense&tie=true", []),
        ("tie=nonsense&tie=true", ["nice"]),
        ("sector=nonsense&sector=memory", ["nice", "kyoto"]),
        ("sector=&country=+", ["nice", "nowhere", "kyoto"]),
        ("q=%00", []),
        ("q=...", []),
        ("order=nonsense", ["nice", "nowhere", "kyoto"]),
        ("page=nonsense", ["nice", "nowhere", "kyoto"]),
        ("utm_source=mail", ["nice", "nowhere", "kyoto"]),
    ],
)
def test_filters_narrow_and_unknown_values_never_widen(parks, query, found):
    assert slugs(query) == found
    assert search(query).total == len(found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=science", ["science", "science-city", "alpha"]),
        ("q=science&order=", ["science", "science-city", "alpha"]),
        ("q=science&order=relevance", ["science", "science-city", "alpha"]),
        ("q=science&order=name", ["alpha", "science", "science-city"]),
        ("order=relevance", ["alpha", "science", "science-city"]),
    ],
)
def test_words_are_answered_by_best_match_unless_another_order_is_asked_for(db, query, found):
    make_park(slug="alpha", name_en="Alpha", description_en="A park of science")
    make_park(slug="science-city", name_en="Science City")
    make_park(slug="science", name_en="Science")
    for park in Park.objects.all():
        reindex(park)
    assert slugs(query) == found


def test_usual_order_is_not_sent(parks):
    labels = {
        query: dict(search(query).orders)[search(query).order]
        for query in ("", "q=park", "q=park&order=name")
    }
    assert labels == {"": "Ties first", "q=park": "Best match", "q=park&order=name": "Name"}
    assert [search(query).order for query in ("", "order=tie", "q=park", "q=park&order=name")] == [
        "",
        "",
        "",
        "name",
    ]


def test_distance_order_without_a_host_is_by_name(parks, host):
    Park.objects.filter(pk=host.pk).update(is_host=False, state="withdrawn")  # before there is one
    assert slugs("order=distance") == ["nowhere", "kyoto", "nice"]


@pytest.mark.parametrize("name", ["country", "kind", "offer", "sector", "tie", "order"])
def test_bad_value_gets_a_message(parks, name):
    found = search(f"{name}=nonsense")
    assert found.total == (3 if name == "order" else 0)
    assert list(found.form.errors) == [name]


def test_parks_are_found_by_what_agreements_that_last_offer(client, parks):
    nice, kyoto = Park.objects.get(slug="nice"), Park.objects.get(slug="kyoto")
    Partnership.objects.create(park=nice, kind="soft_landing", offers="incubator|office")
    Partnership.objects.create(park=kyoto, kind="memorandum", offers="office|training")
    Partnership.objects.create(park=kyoto, kind="memorandum", offers="funding", status="ended")
    assert sorted(slugs("offer=office")) == ["kyoto", "nice"]
    assert sorted(slugs("offer=incubator&offer=training")) == ["kyoto", "nice"]
    assert slugs("offer=training") == ["kyoto"]
    assert slugs("offer=funding") == []
    (facet,) = [facet for facet in search("").facets if facet.name == "offer"]
    assert [(option.label, option.count) for option in facet.options] == [
        ("Incubator", 1),
        ("Office", 2),
        ("Training", 1),
    ]
    page = client.get("/partners/nice/").content.decode()
    assert '<a href="/partners/?offer=incubator">Incubator</a>' in page


def test_counts_ignore_the_facet_s_own_choice(parks):
    facets = {facet.name: facet for facet in search("country=FR").facets}
    assert {option.value: option.count for option in facets["country"].options} == {"FR": 1, "JP": 2}
    assert {option.value: option.count for option in facets["kind"].options} == {
        "science_park": 1,
        "science_city": 0,
    }
    assert {option.value: option.count for option in facets["sector"].options} == {"chips": 1, "memory": 1}


def test_each_count_is_what_choosing_it_gives(parks):
    for facet in search("").facets:
        for option in facet.options:
            assert search(f"{facet.name}={option.value}").total == option.count, (facet.name, option.value)


def test_no_result_names_the_filter_to_drop_and_what_it_gives(parks):
    ways = search("country=JP&tie=partner").relaxations
    assert [(way.label, way.count, way.url) for way in ways] == [
        ("Tie with the park: Partner", 2, "?country=JP"),
        ("Country or region: Japan", 1, "?tie=partner"),
    ]
    for way in ways:
        assert search(way.url[1:]).total == way.count


def test_chips_leave_out_one_value_and_the_page(parks):
    chips = search("country=JP&country=FR&tie=none&page=2").chips
    assert [(chip.value, chip.url) for chip in chips] == [
        ("Reference park", "?country=JP&country=FR"),
        ("Japan", "?tie=none&country=FR"),
        ("France", "?tie=none&country=JP"),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("founded_min=1980", {"kyoto"}),
        ("founded_max=1989", {"nice", "kyoto"}),
        ("founded_min=1960&founded_max=1970", {"nice"}),
        ("q=parks+founded+before+1980", {"nice"}),
    ],
)
def test_years_of_founding_narrow(client, parks, query, found):
    html = client.get(f"/partners/?{query}").content.decode()
    assert set(re.findall(r'<h3>\s*<a href="/partners/([^/"]+)/"', html)) == found
    assert 'id="founded_min"' in html


def test_wrong_year_is_refused_beside_its_field(client, parks):
    html = client.get("/partners/?founded_min=abc").content.decode()
    assert 'aria-describedby="min-error"' in html
    assert "No park matches all of these filters" in html
