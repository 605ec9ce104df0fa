"""The maps are true where they say so, and no label covers another."""

import re
from itertools import combinations
from math import asin, degrees, hypot

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django_countries.data import COUNTRIES
from hypothesis import given, settings
from hypothesis import strategies as st

import maps
from maps import MapPoint

BEIJING = MapPoint("Zhongguancun", 39.9075, 116.39723)
SOPHIA = MapPoint("Sophia Antipolis", 43.6155, 7.055, "/parks/sophia-antipolis/")
OTTAWA = MapPoint("Ottawa", 45.41117, -75.69812)
PORTO_ALEGRE = MapPoint("Tecnopuc", -30.03283, -51.23019)
NORTH_POLE, SOUTH_POLE = MapPoint("North Pole", 90, 0), MapPoint("South Pole", -90, 0)
ANTIPODE = MapPoint("Antipode", -39.9075, 116.39723 - 180)
AWKWARD = [NORTH_POLE, SOUTH_POLE, ANTIPODE, BEIJING, MapPoint("Date line", 0, 180)]

PATH = re.compile(r"(?:m-?\d+ -?\d+h0)*")

places = st.lists(
    st.builds(
        MapPoint,
        name=st.text("Waimé. 中关村", min_size=1, max_size=40),
        latitude=st.floats(-90, 90),
        longitude=st.floats(-180, 180),
        kind=st.sampled_from(["", maps.KNOWN]),
    ),
    max_size=40,
)
crowded_in_europe = st.lists(
    st.builds(
        MapPoint,
        name=st.text("Park ", min_size=3, max_size=20),
        latitude=st.floats(43, 60),
        longitude=st.floats(-5, 20),
    ),
    max_size=30,
)


def boxes_in_use(rings, points):
    labels = [maps.label_box(point) for point in points if point.label]
    return labels + [maps.ring_box(ring) for ring in rings if ring.label]


def assert_labels_free(rings, points):
    boxes = boxes_in_use(rings, points)
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]
    dots = [maps.point_box(point) for point in points]
    assert not [1 for box in boxes for dot in dots if box.overlaps(dot)]
    assert sum(point.label for point in points) <= maps.MAX_LABELS


# ---------------------------------------------------------------- on the sphere


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ((39.9075, 116.397), (48.8566, 2.3522), 8217),  # Beijing, Paris
        ((39.9075, 116.397), (45.4112, -75.698), 10460),  # Beijing, Ottawa
        ((51.5085, -0.1257), (40.7128, -74.006), 5570),  # London, New York
        ((0, 179.5), (0, -179.5), 111.2),  # across the date line
        ((90, 0), (-90, 77), 20015),  # pole to pole
    ],
)
def test_distance_of_known_places(a, b, km):
    assert maps.distance_km(*a, *b) == pytest.approx(km, rel=0.01)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_project_keeps_distance_from_centre(latitude, longitude):
    place = MapPoint("somewhere", latitude, longitude)
    true = maps.distance_km(BEIJING.latitude, BEIJING.longitude, latitude, longitude)
    assert hypot(*maps.project(BEIJING, place)) == pytest.approx(true, abs=1e-6)


@given(st.floats(-89, 89), st.floats(-180, 180))
def test_unproject_reverses_project(latitude, longitude):
    spot = maps.project(BEIJING, MapPoint("somewhere", latitude, longitude))
    back = maps.unproject(BEIJING.latitude, BEIJING.longitude, *spot)
    assert maps.distance_km(*back, latitude, longitude) < 1


def test_project_puts_north_up_and_east_right():
    right, below = maps.project(BEIJING, MapPoint("Harbin", 45.8, 126.5))
    assert right > 0
    assert below < 0


@given(st.floats(-1.6, 1.3))
def test_pacific_height_is_reversed(height):
    latitude = maps.latitude_at(height)
    if abs(latitude) < 1.57:
        assert maps.parallel_height(latitude) == pytest.approx(height, abs=1e-6)


# --------------------------------------------------------------------- the land


@pytest.mark.parametrize(
    ("name", "latitude", "longitude"),
    [
        ("Beijing", 39.9, 116.4),
        ("Chukotka west of the date line", 67.5, 178),
        ("Chukotka east of the date line", 66.5, -175),
        ("Wrangel Island, on the date line", 71.2, 180),
        ("Viti Levu, Fiji", -17.8, 178),
        ("Sahara at Greenwich", 25, 0),
        ("South Pole", -90, 0),
    ],
)
def test_is_land_on_land(name, latitude, longitude):
    assert maps.is_land(latitude, longitude)


@pytest.mark.parametrize(
    ("name", "latitude", "longitude"),
    [
        ("Pacific on the equator and date line", 0, 180),
        ("the same from the east", 0, -180),
        ("North Pacific", 40, 180),
        ("north of Fiji", -10, 179.9),
        ("Caspian Sea, a hole in the land", 42, 50.5),
        ("Atlantic at the cut", 20, -30),
        ("North Pole", 90, 0),
    ],
)
def test_is_land_on_sea(name, latitude, longitude):
    assert not maps.is_land(latitude, longitude)


def test_land_has_no_stripe_from_the_date_line():
    """A ring drawn across the whole picture would fill parallels without any land."""
    for latitude in (-40, -22, 5, 30, 40):
        assert not any(maps.is_land(latitude, longitude) for longitude in (-179.9, 179.9, 180))
    wide_ocean = [longitude / 4 for longitude in range(-175 * 4, -125 * 4)]
    assert not any(maps.is_land(35, longitude) for longitude in wide_ocean)


def test_land_covers_the_known_share_of_the_sphere():
    """29 % of the Earth is land. Latitudes by equal area, so that each sample counts the same."""
    latitudes = [degrees(asin((2 * n + 1) / 200 - 1)) for n in range(200)]
    sample = [maps.is_land(lat, lon) for lat in latitudes for lon in range(-180, 180, 2)]
    assert sum(sample) / len(sample) == pytest.approx(0.29, abs=0.015)


def test_land_paths_are_integer_and_small():
    world = maps.world_from(BEIJING, [SOPHIA])
    branches = maps.pacific_world([SOPHIA], BEIJING)
    for land in (world.land, branches.land):
        assert PATH.fullmatch(land)
        assert 4_000 < len(land) < 14_000


def test_land_of_a_world_is_made_once():
    maps.land_mask.cache_clear()
    maps.azimuthal_land.cache_clear()
    maps.world_from(BEIJING, [SOPHIA])
    maps.world_from(BEIJING, [OTTAWA])
    assert maps.azimuthal_land.cache_info().hits == 1


# --------------------------------------------------------------------- the maps


def test_world_from_two_partners():
    world = maps.world_from(BEIJING, [SOPHIA, OTTAWA])
    assert world.radius_km == maps.DEFAULT_RADIUS_KM
    assert [ring.distance_km for ring in world.rings] == [5000, 10000]
    assert [point.name for point in world.points if point.label] == ["Sophia Antipolis", "Ottawa"]
    assert world.home.label
    assert world.rays.count("M") == 2
    assert not world.crowded


def test_world_from_point_lies_at_its_true_distance():
    world = maps.world_from(BEIJING, [SOPHIA])
    point = world.points[0]
    away = hypot(point.x - world.home.x, point.y - world.home.y)
    true = maps.distance_km(BEIJING.latitude, BEIJING.longitude, SOPHIA.latitude, SOPHIA.longitude)
    assert away * world.radius_km / world.sea_radius == pytest.approx(true, abs=5)


@pytest.mark.parametrize("place", [PORTO_ALEGRE, ANTIPODE])
def test_world_from_widens_for_a_far_place(place):
    world = maps.world_from(BEIJING, [SOPHIA, place])
    assert [ring.distance_km for ring in world.rings] == [5000, 10000, 15000]
    point = world.points[1]
    assert hypot(point.x - 320, point.y - 320) <= world.sea_radius - maps.POINT_MARGIN + 1


def test_world_from_no_place():
    world = maps.world_from(BEIJING, [])
    assert world.points == ()
    assert world.rays == ""
    assert world.home.label


def test_world_from_forty_coinciding_places_has_one_label():
    world = maps.world_from(BEIJING, [SOPHIA] * 40)
    assert len(world.points) == 40
    assert sum(point.label for point in world.points) == 1
    assert world.rays.count("M") == 1


def test_world_from_skips_a_name_that_is_too_long():
    long = MapPoint("Zhongguancun Silicon Valley Innovation Center", 37.35, -121.96)
    assert [point.label for point in maps.world_from(BEIJING, [long]).points] == [False]


def test_world_from_draws_known_places_small_and_without_ray():
    known = MapPoint("Known park", 1.29, 103.85, kind=maps.KNOWN)
    world = maps.world_from(BEIJING, [known, SOPHIA])
    assert [point.name for point in world.points] == ["Sophia Antipolis", "Known park"]
    assert world.points[1].radius < world.points[0].radius
    assert world.rays.count("M") == 1


@pytest.mark.parametrize("centre", AWKWARD)
def test_maps_of_awkward_places_have_finite_paths(centre):
    world = maps.world_from(centre, AWKWARD)
    branches = maps.pacific_world(AWKWARD, centre)
    around = maps.locator(centre, neighbours=AWKWARD)
    for text in map(repr, (world, branches, around)):
        assert "nan" not in text
        assert "inf" not in text
    for land in (world.land, branches.land, around.land):
        assert PATH.fullmatch(land)


@settings(max_examples=60, deadline=None)
@given(places | crowded_in_europe)
def test_labels_never_overlap(some_places):
    world = maps.world_from(BEIJING, some_places)
    assert_labels_free(world.rings, [world.home, *world.points])
    around = maps.locator(SOPHIA, neighbours=some_places)
    assert_labels_free(around.rings, [around.home, *around.points])


def test_label_is_nearest_to_its_own_point():
    """A label that stands nearer to another park would name the wrong one."""
    cities = [MapPoint(f"Park {n}", 45 + n, 4 + n) for n in range(10)]
    world = maps.world_from(BEIJING, cities)
    for point in world.points:
        if point.label:
            box = maps.label_box(point)
            others = [o for o in world.points if hypot(o.x - point.x, o.y - point.y) >= 14]
            gaps = [box.gap(other.x, other.y) for other in others]
            assert min(gaps) > box.gap(point.x, point.y)


def test_pacific_world_has_the_pacific_in_the_middle():
    brazil, japan = MapPoint("BR", -22.4, -46.8), MapPoint("JP", 35.7, 139.7)
    world = maps.pacific_world([brazil, japan], BEIJING)
    assert world.home.x < world.points[1].x < 360 < world.points[0].x
    assert all(0 < p.x < world.width and 0 < p.y < world.height for p in world.points)


def test_locator_names_its_park_however_long_the_name():
    around = maps.locator(MapPoint("David Johnston Research + Technology Park", 43.5, -80.5))
    assert around.home.label
    assert maps.label_box(around.home).inside(around.width, around.height)


def test_locator_leaves_out_far_places():
    around = maps.locator(SOPHIA, neighbours=[MapPoint("Geneva", 46.2, 6.1), BEIJING])
    assert [point.name for point in around.points] == ["Geneva"]
    assert around.home.label
    assert [ring.distance_km for ring in around.rings] == [500]


# ---------------------------------------------------------------- other parts


def test_country_point_of_every_country():
    assert [code for code in COUNTRIES if maps.country_point(code) is None] == []
    assert maps.country_point("br") == maps.country_point("BR")
    assert maps.country_point("??") is None


@pytest.mark.parametrize(
    ("template", "drawing"),
    [
        ("includes/map_world.html", maps.world_from(BEIJING, [SOPHIA, OTTAWA])),
        ("includes/map_branches.html", maps.pacific_world([SOPHIA], BEIJING)),
        ("includes/map_locator.html", maps.locator(SOPHIA, neighbours=[OTTAWA])),
    ],
)
def test_map_template_is_safe_in_every_language(template, drawing):
    """French writes 133,1, which is no number in SVG; names are user text; CSP allows no style."""
    with translation.override("fr"):
        html = render_to_string(template, {"map": drawing, "title": "<b>Where</b>"})
    assert 'role="img"' in html
    assert "&lt;b&gt;Where&lt;/b&gt;" in html
    assert not re.search(r'="\d+,\d', html)
    assert not re.search(r"style=|<script|\son\w+=|<a\s", html)


def test_map_template_without_title_is_hidden():
    drawing = maps.pacific_world([], BEIJING)
    drawn = render_to_string("includes/map_branches.html", {"map": drawing}).split("</svg>")[0]
    assert 'aria-hidden="true"' in drawn
    assert "role=" not in drawn
