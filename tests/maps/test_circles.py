"""Circles are as large as their numbers say, stand where their places are, and are all to be seen."""

from itertools import combinations
from math import dist, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

import maps
from maps import Counted, MapPoint

NUMBERS = st.integers(0, 100_000)
NEAR = st.builds(
    MapPoint,
    name=st.text("Zone 海淀园", min_size=1, max_size=12),
    latitude=st.floats(39, 41),
    longitude=st.floats(115, 118),
)
ANYWHERE = st.builds(
    MapPoint,
    name=st.just("Somewhere"),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    kind=st.sampled_from([maps.DISC, maps.RING]),
)
HAIDIAN, YANQING = MapPoint("Haidian", 39.99, 116.29), MapPoint("Yanqing", 40.46, 115.97)


def boxes(drawn):
    return [maps.label_box(point) for point in drawn.points if point.label]


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_areas_are_in_proportion_to_numbers_down_to_what_can_be_seen(one, other):
    first, second = (maps.circle_radius(number, max(one, other), 400) for number in (one, other))
    if min(first, second) > 4.5:  # radii are rounded to a tenth
        assert isclose(first**2 / second**2, one / other, rel_tol=0.05)
    assert min(first, second) >= 4
    assert max(first, second) == 400


@given(st.lists(NEAR, min_size=2, max_size=20, unique_by=lambda place: place.name))
def test_places_of_a_park_are_inside_the_map_with_distances_true_to_its_scale(places):
    drawn = maps.region([Counted(place, 1) for place in places])
    km_per_px = drawn.scale.distance_km / drawn.scale.length
    at = {point.name: (point.x, point.y) for point in drawn.points}
    assert all(0 < x < drawn.width and 0 < y < drawn.height for x, y in at.values())
    for one, other in combinations(places, 2):
        true_km = maps.distance_km(one.latitude, one.longitude, other.latitude, other.longitude)
        drawn_km = dist(at[one.name], at[other.name]) * km_per_px
        assert isclose(drawn_km, true_km, rel_tol=0.02, abs_tol=2 * km_per_px)


@given(st.lists(st.builds(Counted, NEAR, NUMBERS), min_size=1, max_size=30))
def test_no_label_covers_a_circle_another_label_or_the_scale(counted):
    drawn = maps.region(counted)
    labels = boxes(drawn)
    assert not [pair for pair in combinations(labels, 2) if pair[0].overlaps(pair[1])]
    assert not [1 for box in labels for point in drawn.points if box.overlaps(maps.point_box(point))]
    scale = maps.label_box(
        maps.Point(
            0, 0, f"{drawn.scale.distance_km} km", font=15, label_x=drawn.scale.x, label_y=drawn.scale.y
        )
    )
    assert not [box for box in labels if box.overlaps(scale)]
    assert len(labels) <= maps.MAX_LABELS


@given(st.lists(st.builds(Counted, ANYWHERE, st.integers(1, 1_000)), max_size=60))
def test_smaller_circles_lie_above_larger_ones_on_the_world(counted):
    radii = [point.radius for point in maps.world(counted).points]
    assert radii == sorted(radii, reverse=True)
    assert sorted(point.number for point in maps.world(counted).points) == sorted(
        one.number for one in counted
    )


def test_largest_circle_has_its_label_beside_it():
    drawn = maps.region([Counted(HAIDIAN, 90), Counted(YANQING, 3)])
    assert [(point.name, point.label) for point in drawn.points] == [("Haidian", True), ("Yanqing", True)]


def test_zone_without_companies_is_a_small_dot_and_the_last_to_get_a_label():
    drawn = maps.region([Counted(YANQING, 0), Counted(HAIDIAN, 1)])
    assert [(point.name, point.kind, point.radius) for point in drawn.points] == [
        ("Haidian", maps.DISC, 46),
        ("Yanqing", maps.KNOWN, 4),
    ]


def test_park_with_one_zone_and_one_without_a_place_have_a_map_and_none():
    drawn = maps.region([Counted(HAIDIAN, 5)])
    assert [(point.x, point.y) for point in drawn.points] == [(drawn.width / 2, drawn.height / 2)]
    assert maps.region([]) is None


def test_zones_on_both_sides_of_the_date_line_are_near_each_other():
    drawn = maps.region([Counted(MapPoint("West", -17, 179.5), 1), Counted(MapPoint("East", -17, -179.5), 1)])
    assert drawn.scale.distance_km <= 50


def test_open_and_closed_places_of_a_country_stand_beside_each_other():
    there = {"name": "France", "latitude": 46, "longitude": 2}
    drawn = maps.world([Counted(MapPoint(**there), 4), Counted(MapPoint(**there, kind=maps.RING), 1)])
    disc, ring = drawn.points
    assert (disc.kind, disc.radius, ring.kind, ring.radius) == (maps.DISC, 26, maps.RING, 13)
    assert ring.x - disc.x == pytest.approx(26 + 13 + 1.5, abs=0.1)
    assert ring.y == disc.y


@pytest.mark.parametrize(("km_per_px", "km"), [(0.02, 2), (0.4, 50), (3, 200), (100, 5000)])
def test_scale_is_a_round_distance_that_fits(km_per_px, km):
    bar = maps.scale_bar(km_per_px, (560, 420))
    assert (bar.distance_km, bar.length) == (km, pytest.approx(km / km_per_px, abs=0.1))
