"""Partner parks, centres abroad and reference parks are told apart, and alike wherever they are named or counted."""

import csv
import io
import json
import re

import pytest
from django.core.management import call_command

from kit.keys import new_key
from partners.facts.ties import ParkTie, tie_of
from partners.models import Park
from profiles.catalogue import current
from tests.factories import make_park
from tests.profiles.edits import date_versions, edit

pytestmark = pytest.mark.django_db

# Name -> the kind of the park, the states of its partnerships, and the tie that it has by them.
PARKS = {
    "lasting": ("science_park", ["active"], "partner"),
    "announced": ("science_park", ["announced"], "announced"),
    "announced-again": ("science_park", ["ended", "announced"], "announced"),
    "announced-more": ("science_park", ["announced", "unknown"], "partner"),
    "announced-centre": ("centre_abroad", ["announced"], "centre"),
    "unknown": ("technology_park", ["unknown"], "partner"),
    "again": ("science_park", ["ended", "active"], "partner"),
    "over": ("science_park", ["ended"], "former"),
    "long-over": ("science_city", ["ended", "ended"], "former"),
    "centre": ("centre_abroad", ["active"], "centre"),
    "bare-centre": ("centre_abroad", [], "centre"),
    "closed-centre": ("centre_abroad", ["ended"], "centre"),
    "reference": ("research_park", [], "none"),
    "other-reference": ("science_park", [], "none"),
}


@pytest.fixture
def host():
    return make_park(slug="host", name_en="Host", is_host=True, country="CN", latitude=39.9, longitude=116.4)


@pytest.fixture
def parks(host):
    """One of each, and a draft with a partnership that nobody may count."""
    made = {slug: make_tied(slug, kind, states) for slug, (kind, states, _tie) in PARKS.items()}
    make_tied("draft", "science_park", ["active"], published=False)
    return made


def make_tied(slug, kind, states, **fields):
    park = make_park(slug=slug, name_en=slug, kind=kind, latitude=43.6, longitude=7.1, **fields)
    for state in states:
        park.partnerships.create(kind="memorandum", status=state)
    return park


def having(tie):
    return {slug for slug, (_kind, _states, of_park) in PARKS.items() if of_park == tie}


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(("kind", "states", "tie"), PARKS.values())
def test_tie_follows_from_the_kind_and_the_partnerships(kind, states, tie):
    assert tie_of(kind, states) == tie


@pytest.mark.parametrize("tie", ParkTie)
def test_database_and_catalogue_say_what_the_rule_says(parks, tie):
    in_database = Park.objects.published().with_tie(tie)
    in_catalogue = Park.objects.filter(pk__in=current("park").having("tie", tie.value).to_array())
    assert {park.slug for park in in_database} == {park.slug for park in in_catalogue} == having(tie)


def test_host_has_no_tie_with_itself(host):
    assert not Park.objects.with_tie(*ParkTie).exists()


def test_counts_are_the_same_in_the_facet_the_list_and_on_the_home_page(client, parks):
    told = {tie.value: text for tie, text in client.get("/").context["park_counts"]}
    assert told == {
        "partner": "4 partners",
        "centre": "4 centres abroad",
        "announced": "2 parks with announced ties",
        "former": "2 parks with past ties",
        "none": "2 reference parks",
    }
    listed = client.get("/partners/")
    (facet,) = [facet for facet in listed.context["state"].facets if facet.name == "tie"]
    assert {option.value: option.count for option in facet.options} == {tie: len(having(tie)) for tie in told}
    parts = ", ".join(told.values())
    assert f'<p class="resbar__parts">{parts}</p>' in listed.content.decode()
    for tie, text in told.items():
        narrowed = client.get(f"/partners/?tie={tie}")
        assert f'<h2 id="rescount" tabindex="-1">{text}</h2>' in narrowed.content.decode()
        assert {card.park.slug for card, _found in narrowed.context["cards"]} == having(tie)


def test_list_begins_with_the_ties(client, parks):
    cards = [card for card, _found in client.get("/partners/").context["cards"]]
    places = [[*ParkTie].index(card.tie) for card in cards]
    assert places == sorted(places)
    assert [card.tie for card in cards] == [PARKS[card.park.slug][2] for card in cards]


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("lasting", "Partner"),
        ("announced", "Announced tie"),
        ("over", "Past tie"),
        ("closed-centre", "Centre of the host park abroad"),
        ("reference", "Reference park: no tie with Host is known"),
    ],
)
def test_head_of_a_park_says_its_tie(client, parks, slug, said):
    html = client.get(f"/partners/{slug}/").content.decode()
    (head,) = re.findall(r'<p class="tags gap-1">(.*?)</p>', html, re.DOTALL)
    assert words(head) == said


@pytest.mark.parametrize("slug", ["reference", "other-reference"])
def test_page_of_a_reference_park_never_calls_it_a_partner(client, parks, slug):
    html = client.get(f"/partners/{slug}/").content.decode()
    main = html.split("<main", 1)[1].split("</main>")[0].split('id="p-other"')[0]
    assert "partner" not in words(main).lower().replace("no partnership is recorded", "")


def test_tie_of_a_former_version_is_that_of_then(client, host):
    park = make_park(slug="there", name_en="There", summary_en="A park")
    date_versions(park, "2026-01-10")
    edit(park, rows={"partnerships": {str(new_key()): {"kind": "memorandum", "status": "active"}}})
    pages = [client.get(address) for address in ("/partners/there/on/2026-01-10/", "/partners/there/")]
    assert [page.context["profile"].card.tie for page in pages] == [ParkTie.NONE, ParkTie.PARTNER]


def test_tie_that_ends_moves_the_park_at_once(client, parks):
    row = parks["lasting"].partnerships.get()
    edit(parks["lasting"], rows={"partnerships": {str(row.pk): {"kind": "memorandum", "status": "ended"}}})
    assert [client.get(f"/partners/?tie={tie}").context["state"].total for tie in ("partner", "former")] == [
        3,
        3,
    ]
    assert dict(client.get("/").context["park_counts"])[ParkTie.FORMER] == "3 parks with past ties"


def test_map_has_a_sign_for_each_tie_and_says_what_it_means(client, parks):
    signs = client.get("/partners/").context["map"].signs
    assert [(point.kind, text) for point, text in signs] == [
        ("", "Partner"),
        ("square", "Centre abroad"),
        ("hollow-square", "Announced tie"),
        ("ring", "Past tie"),
        ("known", "Reference park"),
    ]
    html = client.get("/").content.decode()
    assert (
        words(html.split('<ul class="signs">')[1].split("</ul>")[0])
        == "Partner Centre abroad Announced tie Past tie"
    )


def test_address_of_before_still_narrows_and_is_offered_no_more(client, parks):
    page = client.get("/partners/?tie=true")
    slugs = {card.park.slug for card, _found in page.context["cards"]}
    assert slugs == {slug for slug, (_kind, states, _tie) in PARKS.items() if states}
    (facet,) = [facet for facet in page.context["state"].facets if facet.name == "tie"]
    assert [option.value for option in facet.options if option.chosen] == ["true"]
    assert "With a partnership" not in client.get("/partners/").content.decode()
    file = client.get("/partners/export.csv?tie=true")
    assert (file.status_code, bool(b"".join(file.streaming_content))) == (200, True)
    assert client.get("/partners/export.csv?tie=friend").status_code == 400


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_file_of_rows_says_the_tie_of_each_park(client, parks, suffix):
    file = b"".join(client.get(f"/partners/export.{suffix}").streaming_content).decode("utf-8-sig")
    rows = json.loads(file) if suffix == "json" else [*csv.DictReader(io.StringIO(file))]
    assert {row["slug"]: row["tie"] for row in rows} == {slug: tie for slug, (_k, _s, tie) in PARKS.items()}


def test_tie_in_a_file_makes_no_partner(client, parks, tmp_path):
    file = tmp_path / "parks.csv"
    file.write_text("slug,name_en,country_code,tie\nreference,reference,FR,partner\n")
    call_command("import_parks", str(file), "--publish", stdout=(said := io.StringIO()))
    assert "1 unchanged, 0 rejected" in said.getvalue()
    assert (
        tie_of(parks["reference"].kind, parks["reference"].partnerships.values_list("status", flat=True))
        == "none"
    )


def test_data_package_explains_the_tie(client, parks):
    rows = client.get("/partners/datapackage.json").json()["resources"][2]
    (field,) = [field for field in rows["schema"]["fields"] if field["name"] == "tie"]
    assert field["constraints"] == {"enum": ["partner", "centre", "announced", "former", "none"]}
    assert field["descriptions"].keys() == {"en", "zh-Hans", "fr"}
    assert "Partnerships" in rows["descriptions"]["en"]
