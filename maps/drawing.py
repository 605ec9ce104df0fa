"""Three maps of the public pages, as plain data for SVG templates.

The world from here is azimuthal equidistant: straight from the centre, distances are true to scale.
Branches abroad are shown on a world centred on the Pacific, a park on a map of its surroundings.
Land is a grid of dots, without borders; a list beside each map holds all
places, so a label that finds no room is left out.

Latitudes and longitudes are degrees, bearings degrees clockwise from north, x and y pixels of the
viewBox, y downwards. Nothing here knows Django.
"""

from collections.abc import Sequence
from math import ceil, hypot

from maps.labels import place_labels, ring, ring_box
from maps.land import azimuthal_land, pacific_land
from maps.shapes import (
    DISC,
    KNOWN,
    NAME_FONT,
    SMALL_FONT,
    SQUARE,
    AzimuthalMap,
    LocatorMap,
    MapPoint,
    Point,
    WorldMap,
)
from maps.sphere import PACIFIC_SIZE, distance_km, pacific, project

WORLD_SIZE = 640
SEA_RADIUS = 316  # px
POINT_MARGIN = 14  # px kept free between the outermost point and the edge of the sea
DEFAULT_RADIUS_KM = 11_800
RING_STEP_KM = 5_000
CROWD = 8  # from this number of places on, points are drawn small

LOCATOR_SIZE = (560, 420)
LOCATOR_RING_KM = 500


def _point(place: MapPoint, x: float, y: float, radius: float, font: int = NAME_FONT) -> Point:
    spot = round(x, 1), round(y, 1)
    return Point(*spot, place.name, place.url, place.kind, radius=radius, font=font)


def _around(
    centre: MapPoint, place: MapPoint, km_per_px: float, size: tuple[int, int]
) -> tuple[float, float]:
    """Return px of a place on a map of this size around the centre."""
    right, below = project(centre, place)
    return size[0] / 2 + right / km_per_px, size[1] / 2 + below / km_per_px


def map_radius_km(centre: MapPoint, places: Sequence[MapPoint], least: int) -> int:
    """Return the distance at the edge of the sea: whole 500 km, wide enough for all places.

    Few steps, because each radius has its own land.
    """
    spots = [(centre.latitude, centre.longitude, place.latitude, place.longitude) for place in places]
    farthest = max((distance_km(*spot) for spot in spots), default=0)
    needed = farthest * SEA_RADIUS / (SEA_RADIUS - POINT_MARGIN)
    return least if needed <= least else ceil(needed / 500) * 500


def world_from(
    centre: MapPoint, places: Sequence[MapPoint], radius_km: int = DEFAULT_RADIUS_KM
) -> AzimuthalMap:
    """Return the world around the host park; the first places are the first to get labels.

    ``radius_km`` grows by itself if a place lies farther away. Places of the kind ``KNOWN`` are
    small, without a ray, and come after the others.
    """
    size = WORLD_SIZE, WORLD_SIZE
    radius_km = map_radius_km(centre, places, radius_km)
    km_per_px, crowded = radius_km / SEA_RADIUS, len(places) >= CROWD
    home = _point(centre, WORLD_SIZE / 2, WORLD_SIZE / 2, 9)
    dots = [home]
    for place in sorted(places, key=lambda place: place.kind == KNOWN):
        radius = 4 if place.kind == KNOWN else 6 if crowded else 9
        dots.append(_point(place, *_around(centre, place, km_per_px, size), radius))
    distances = range(RING_STEP_KM, min(radius_km, 15_001), RING_STEP_KM)
    rings = tuple(ring(distance, distance / km_per_px, dots, size) for distance in distances)
    used = [ring_box(ring) for ring in rings if ring.label]
    home, *points = place_labels(dots, used, size)
    lat, lon = round(centre.latitude, 1), round(centre.longitude, 1)
    land = azimuthal_land(lat, lon, km_per_px, size, 10, SEA_RADIUS - 8)
    rays = _rays(home, points)
    return AzimuthalMap(*size, SEA_RADIUS, radius_km, land, rings, rays, tuple(points), home, crowded)


def _rays(home: Point, points: Sequence[Point]) -> str:
    """Return path data of a straight line to each disc and square; one line for one spot."""
    ends = dict.fromkeys((point.x, point.y) for point in points if point.kind in (DISC, SQUARE))
    return "".join(f"M{home.x} {home.y}L{x} {y}" for x, y in ends)


def pacific_world(places: Sequence[MapPoint], home: MapPoint) -> WorldMap:
    """Return the world with the branches of a company abroad, cut in the Atlantic."""
    radius = 6 if len(places) >= CROWD else 8
    spots = [_point(place, *pacific(place.latitude, place.longitude), radius) for place in places]
    home_point = _point(home, *pacific(home.latitude, home.longitude), radius)
    return WorldMap(*PACIFIC_SIZE, pacific_land(), tuple(spots), home_point)


def locator(place: MapPoint, radius_km: int = 1500, neighbours: Sequence[MapPoint] = ()) -> LocatorMap:
    """Return the surroundings of a park; ``radius_km`` reaches to the left and right edge."""
    width, height = LOCATOR_SIZE
    km_per_px = radius_km / (width / 2)
    dots = [_point(place, width / 2, height / 2, 10)]
    for neighbour in neighbours:
        x, y = _around(place, neighbour, km_per_px, LOCATOR_SIZE)
        if 6 <= x <= width - 6 and 6 <= y <= height - 6:
            dots.append(_point(neighbour, x, y, 3.5, SMALL_FONT))
    ring_px = LOCATOR_RING_KM / km_per_px
    fits = ring_px < height / 2
    rings = (ring(LOCATOR_RING_KM, ring_px, dots, LOCATOR_SIZE),) if fits else ()
    used = [ring_box(ring) for ring in rings if ring.label]
    # The park has the map to itself: a long name may be as wide as it.
    home, *points = place_labels(dots, used, LOCATOR_SIZE, widest=width)
    lat, lon = round(place.latitude, 1), round(place.longitude, 1)
    land = azimuthal_land(lat, lon, km_per_px, LOCATOR_SIZE, 8, hypot(width, height))
    return LocatorMap(*LOCATOR_SIZE, land, rings, tuple(points), home)
