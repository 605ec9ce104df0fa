"""Three maps of the public pages, as plain data for SVG templates.

The world from here is azimuthal equidistant: straight from the centre, distances are true to scale.
Branches abroad are shown on a world centred on the Pacific, a park on a map of its surroundings.
Land is a grid of dots, without borders (DESIGN_NOTES, section 2); a list beside each map holds all
places, so a label that finds no room is left out.

Latitudes and longitudes are degrees, bearings degrees clockwise from north, x and y pixels of the
viewBox, y downwards. Nothing here knows Django.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import asin, atan2, ceil, cos, degrees, hypot, pi, radians, sin, sqrt
from pathlib import Path

from PIL import Image

DATA = Path(__file__).parent / "data"

EARTH_RADIUS_KM = 6371.0088
FARTHEST_KM = pi * EARTH_RADIUS_KM  # to the antipode

MASK_COLUMNS, MASK_ROWS, CELLS_PER_DEGREE = 1440, 720, 4

WORLD_SIZE = 640
SEA_RADIUS = 316  # px
POINT_MARGIN = 14  # px kept free between the outermost point and the edge of the sea
DEFAULT_RADIUS_KM = 11_800
RING_STEP_KM = 5_000
CROWD = 8  # from this number of places on, points are drawn small

PACIFIC_SIZE = (720, 350)
PACIFIC_MERIDIAN = 150  # the middle of the map, so that it is cut at 30 W in the Atlantic
PACIFIC_SCALE = 128  # px per radian
PACIFIC_EQUATOR = 200  # px from the top
PACIFIC_SOUTH = -57  # Antarctica is left out, nobody has a branch there

LOCATOR_SIZE = (560, 420)
LOCATOR_RING_KM = 500

NAME_FONT, SMALL_FONT = 19, 15  # px, as m-lab and m-sub in site.css
MAX_LABELS = 8
MAX_LABEL_WIDTH = 285  # px, about 28 Latin letters
SAME_SPOT = 14  # px: nearer points count as one place and share one label

KNOWN = "known"  # kind of a park that is listed without a tie to the centre: small, without a ray


@dataclass(frozen=True)
class Place:
    """A named point on the Earth."""

    name: str
    latitude: float
    longitude: float
    url: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Point:
    """A place on the map. The label fields hold only if ``label`` is true."""

    x: float
    y: float
    name: str
    url: str = ""
    kind: str = ""
    radius: float = 9
    font: int = NAME_FONT
    label: bool = False
    anchor: str = "start"
    label_x: float = 0
    label_y: float = 0


@dataclass(frozen=True)
class Ring:
    """A circle of equal distance around the centre of the map."""

    distance_km: int
    radius: float
    label: bool
    label_x: float
    label_y: float


@dataclass(frozen=True)
class AzimuthalMap:
    """The world around one place; ``land`` and ``rays`` are SVG path data."""

    width: int
    height: int
    sea_radius: int
    radius_km: int
    land: str
    rings: tuple[Ring, ...]
    rays: str
    points: tuple[Point, ...]
    home: Point
    crowded: bool


@dataclass(frozen=True)
class WorldMap:
    """The whole world, without labels."""

    width: int
    height: int
    land: str
    points: tuple[Point, ...]
    home: Point


@dataclass(frozen=True)
class LocatorMap:
    """The surroundings of one place, which is ``home``."""

    width: int
    height: int
    land: str
    rings: tuple[Ring, ...]
    points: tuple[Point, ...]
    home: Point


@dataclass(frozen=True)
class Box:
    """A rectangle on the map, px."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def inside(self, width: float, height: float) -> bool:
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height

    def gap(self, x: float, y: float) -> float:
        """Return the distance of a spot from the rectangle."""
        return hypot(max(self.left - x, 0, x - self.right), max(self.top - y, 0, y - self.bottom))


# ---------------------------------------------------------------- on the sphere


def distance_km(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """Return the great-circle distance (haversine, exact for near places too)."""
    a, b = radians(a_lat), radians(b_lat)
    half_lon = radians(b_lon - a_lon) / 2
    haversine = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1, sqrt(haversine)))


def bearing(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """Return the direction in which b is seen from a."""
    a, b, lon = radians(a_lat), radians(b_lat), radians(b_lon - a_lon)
    east = cos(b) * sin(lon)
    north = cos(a) * sin(b) - sin(a) * cos(b) * cos(lon)
    return degrees(atan2(east, north))


def project(centre: Place, place: Place) -> tuple[float, float]:
    """Return km to the right of and below the centre, azimuthal equidistant."""
    spot = centre.latitude, centre.longitude, place.latitude, place.longitude
    away, direction = distance_km(*spot), radians(bearing(*spot))
    return away * sin(direction), -away * cos(direction)


def unproject(lat: float, lon: float, right_km: float, below_km: float) -> tuple[float, float]:
    """Return the latitude and longitude drawn at this spot: the inverse of ``project``."""
    arc = hypot(right_km, below_km) / EARTH_RADIUS_KM
    direction, start = atan2(right_km, -below_km), radians(lat)
    sine = cos(arc) * sin(start) + sin(arc) * cos(start) * cos(direction)
    east = sin(direction) * sin(arc) * cos(start)
    turn = atan2(east, cos(arc) - sin(start) * sine)
    return degrees(asin(max(-1, min(1, sine)))), lon + degrees(turn)


def pacific(lat: float, lon: float) -> tuple[float, float]:
    """Return px of the Natural Earth projection (Patterson, Savric, Jenny 2011)."""
    from_middle = (lon - PACIFIC_MERIDIAN + 180) % 360 - 180
    x = PACIFIC_SIZE[0] / 2 + PACIFIC_SCALE * radians(from_middle) * _parallel_length(radians(lat))
    return x, PACIFIC_EQUATOR - PACIFIC_SCALE * _parallel_height(radians(lat))


def _parallel_length(lat: float) -> float:
    """Return the width of a radian of longitude at a latitude in radians."""
    s = lat * lat
    return 0.8707 - 0.131979 * s - 0.013791 * s**2 + 0.003971 * s**5 - 0.001529 * s**6


def _parallel_height(lat: float) -> float:
    """Return the height above the equator of a latitude in radians."""
    s = lat * lat
    return lat * (1.007226 + 0.015085 * s - 0.044475 * s**3 + 0.028874 * s**4 - 0.005916 * s**5)


@lru_cache(maxsize=64)  # all dots of a row ask for the same height
def _latitude_at(height: float) -> float:
    """Return the latitude in radians at this height, by halving: the heights only grow."""
    low, high = -pi / 2, pi / 2
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if _parallel_height(middle) < height else (low, middle)
    return low


# ----------------------------------------------------------------- land as dots


@lru_cache(maxsize=1)
def _land_mask() -> bytes:
    """Return one byte per cell, row by row from 90 N and 180 W; land is not zero."""
    with Image.open(DATA / "land.png") as mask:
        return mask.convert("L").tobytes()


def is_land(lat: float, lon: float) -> bool:
    """Tell whether the cell of 0.25 degree at this spot is land."""
    row = min(int((90 - lat) * CELLS_PER_DEGREE), MASK_ROWS - 1)
    column = int((lon + 180) % 360 * CELLS_PER_DEGREE) % MASK_COLUMNS
    return _land_mask()[row * MASK_COLUMNS + column] > 0


def _hex_grid(width: int, height: int, pitch: int) -> Iterator[tuple[int, int]]:
    """Yield px spots row by row, every second row moved by half a pitch."""
    row_step = round(pitch * 0.87)
    for row, y in enumerate(range(pitch, height - pitch // 2, row_step)):
        for x in range(pitch + row % 2 * (pitch // 2), width - pitch // 2, pitch):
            yield x, y


def _dots(spots: Iterable[tuple[int, int]]) -> str:
    """Return path data with a stroke of no length, so a round dot, at each spot.

    Steps are relative ("m10 0h0"): shorter, and alike, so that they compress well.
    """
    steps, last_x, last_y = [], 0, 0
    for x, y in spots:
        steps.append(f"m{x - last_x} {y - last_y}h0")
        last_x, last_y = x, y
    return "".join(steps)


@lru_cache(maxsize=256)
def _azimuthal_land(
    lat: float, lon: float, km_per_px: float, size: tuple[int, int], pitch: int, reach: float
) -> str:
    """Return the land dots around a centre, as far as ``reach`` px from it."""
    middle_x, middle_y = size[0] / 2, size[1] / 2
    reach = min(reach, FARTHEST_KM / km_per_px)
    spots = []
    for x, y in _hex_grid(*size, pitch):
        right, below = x - middle_x, y - middle_y
        if hypot(right, below) > reach:
            continue
        if is_land(*unproject(lat, lon, right * km_per_px, below * km_per_px)):
            spots.append((x, y))
    return _dots(spots)


@lru_cache(maxsize=1)
def _pacific_land() -> str:
    """Return the land dots of the world centred on the Pacific."""
    spots = []
    for x, y in _hex_grid(*PACIFIC_SIZE, 8):
        lat = _latitude_at((PACIFIC_EQUATOR - y) / PACIFIC_SCALE)
        from_middle = (x - PACIFIC_SIZE[0] / 2) / PACIFIC_SCALE / _parallel_length(lat)
        on_map = abs(from_middle) < pi and degrees(lat) > PACIFIC_SOUTH
        if on_map and is_land(degrees(lat), PACIFIC_MERIDIAN + degrees(from_middle)):
            spots.append((x, y))
    return _dots(spots)


# ----------------------------------------------------------------------- labels


def text_width(text: str, font: int) -> float:
    """Return a cautious width in px; a Chinese character is as wide as the font is high."""
    return font * sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1
    if letter in "fijlrt.,:;'|() ":
        return 0.4
    return 0.76 if letter.isupper() or letter in "mw@+&" else 0.61


def label_box(point: Point) -> Box:
    """Return the room that the label of a point takes."""
    width = text_width(point.name, point.font)
    left = point.label_x - width * {"start": 0, "middle": 0.5, "end": 1}[point.anchor]
    return Box(
        left, point.label_y - 0.8 * point.font, left + width, point.label_y + 0.25 * point.font
    )


def point_box(point: Point) -> Box:
    """Return the room that the dot of a point takes."""
    r = point.radius
    return Box(point.x - r, point.y - r, point.x + r, point.y + r)


def _label_spots(point: Point, middle: float) -> Iterator[tuple[str, float, float]]:
    """Yield anchor, x and y of the places for a label, best first: away from the middle."""
    x, y, r, near = point.x, point.y, point.radius, point.radius + 6
    beside, above, below = y + 0.33 * point.font, y - near, y + near + 0.7 * point.font
    spots = [("start", x + near, beside), ("end", x - near, beside)]
    for height in (above, below):
        spots += [("start", x - r, height), ("end", x + r, height), ("middle", x, height)]
    outward = "end" if x < middle else "start"
    spots.sort(key=lambda spot: (spot[2] != beside, spot[0] != outward))
    for anchor, side, height in spots:
        yield anchor, round(side, 1), round(height, 1)


def _same_spot(a: Point, b: Point) -> bool:
    return hypot(a.x - b.x, a.y - b.y) < SAME_SPOT


def _is_clear(point: Point, points: Sequence[Point], taken: Sequence[Box]) -> bool:
    """Tell whether the label of the point covers nothing and is nearest to its own dot."""
    box = label_box(point)
    if any(box.overlaps(other) for other in taken):
        return False
    own_gap = box.gap(point.x, point.y)
    strangers = [other for other in points if not _same_spot(point, other)]
    return all(box.gap(other.x, other.y) > own_gap for other in strangers)


def _labelled(
    point: Point, points: Sequence[Point], taken: Sequence[Box], size: tuple[int, int]
) -> Point:
    """Return the point with a label where there is room for it, else the point as it is."""
    if text_width(point.name, point.font) > MAX_LABEL_WIDTH:
        return point
    for anchor, x, y in _label_spots(point, size[0] / 2):
        attempt = replace(point, label=True, anchor=anchor, label_x=x, label_y=y)
        if label_box(attempt).inside(*size) and _is_clear(attempt, points, taken):
            return attempt
    return point


def place_labels(
    points: Sequence[Point], taken: Sequence[Box], size: tuple[int, int]
) -> tuple[Point, ...]:
    """Label at most eight points, first come first served.

    ``taken`` is room that is used already. No label covers a dot or another label; of points at
    one spot (two parks in Heidelberg) only one gets a label.
    """
    taken = [*taken, *map(point_box, points)]
    result: list[Point] = []
    for point in points:
        named = [other for other in result if other.label]
        if len(named) < MAX_LABELS and not any(_same_spot(point, other) for other in named):
            point = _labelled(point, points, taken, size)
        if point.label:
            taken.append(label_box(point))
        result.append(point)
    return tuple(result)


def _ring(distance: int, radius: float, points: Sequence[Point], size: tuple[int, int]) -> Ring:
    """Return a ring with its label at the lower right, or further round if points lie there."""
    blocked = [point_box(point) for point in points]
    for turn in (45, 60, 30, 75, 90, 105, 120, 135, 150, 15, 165, 180, 225, 270, 315):
        x = round(size[0] / 2 + radius * cos(radians(turn)), 1)
        y = round(size[1] / 2 + radius * sin(radians(turn)), 1)
        box = ring_box(Ring(distance, radius, True, x, y))
        if box.inside(*size) and not any(box.overlaps(other) for other in blocked):
            return Ring(distance, round(radius, 1), True, x, y)
    return Ring(distance, round(radius, 1), False, 0, 0)


def ring_box(ring: Ring) -> Box:
    """Return the room of a ring label: a number with its unit, in the middle of ``label_x``."""
    text = Point(ring.label_x, ring.label_y, f"{ring.distance_km:,} km", font=SMALL_FONT)
    return label_box(replace(text, anchor="middle", label_x=ring.label_x, label_y=ring.label_y))


# --------------------------------------------------------------------- the maps


def _point(place: Place, x: float, y: float, radius: float, font: int = NAME_FONT) -> Point:
    spot = round(x, 1), round(y, 1)
    return Point(*spot, place.name, place.url, place.kind, radius=radius, font=font)


def _around(
    centre: Place, place: Place, km_per_px: float, size: tuple[int, int]
) -> tuple[float, float]:
    """Return px of a place on a map of this size around the centre."""
    right, below = project(centre, place)
    return size[0] / 2 + right / km_per_px, size[1] / 2 + below / km_per_px


def map_radius_km(centre: Place, places: Sequence[Place], least: int) -> int:
    """Return the distance at the edge of the sea: whole 500 km, wide enough for all places.

    Few steps, because each radius has its own land.
    """
    spots = [
        (centre.latitude, centre.longitude, place.latitude, place.longitude) for place in places
    ]
    farthest = max((distance_km(*spot) for spot in spots), default=0)
    needed = farthest * SEA_RADIUS / (SEA_RADIUS - POINT_MARGIN)
    return least if needed <= least else ceil(needed / 500) * 500


def world_from(
    centre: Place, places: Sequence[Place], radius_km: int = DEFAULT_RADIUS_KM
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
    rings = tuple(_ring(distance, distance / km_per_px, dots, size) for distance in distances)
    used = [ring_box(ring) for ring in rings if ring.label]
    home, *points = place_labels(dots, used, size)
    lat, lon = round(centre.latitude, 1), round(centre.longitude, 1)
    land = _azimuthal_land(lat, lon, km_per_px, size, 10, SEA_RADIUS - 8)
    rays = _rays(home, points)
    return AzimuthalMap(
        *size, SEA_RADIUS, radius_km, land, rings, rays, tuple(points), home, crowded
    )


def _rays(home: Point, points: Sequence[Point]) -> str:
    """Return path data of a straight line to each place with a tie; one line for one spot."""
    ends = dict.fromkeys((point.x, point.y) for point in points if point.kind != KNOWN)
    return "".join(f"M{home.x} {home.y}L{x} {y}" for x, y in ends)


def pacific_world(places: Sequence[Place], home: Place) -> WorldMap:
    """Return the world with the branches of a company abroad, cut in the Atlantic."""
    radius = 6 if len(places) >= CROWD else 8
    spots = [_point(place, *pacific(place.latitude, place.longitude), radius) for place in places]
    own = _point(home, *pacific(home.latitude, home.longitude), radius)
    return WorldMap(*PACIFIC_SIZE, _pacific_land(), tuple(spots), own)


def locator(place: Place, radius_km: int = 1500, neighbours: Sequence[Place] = ()) -> LocatorMap:
    """Return the surroundings of a park; ``radius_km`` reaches to the left and right edge."""
    width, height = LOCATOR_SIZE
    km_per_px = radius_km / (width / 2)
    dots = [_point(place, width / 2, height / 2, 10)]
    for other in neighbours:
        x, y = _around(place, other, km_per_px, LOCATOR_SIZE)
        if 6 <= x <= width - 6 and 6 <= y <= height - 6:
            dots.append(_point(other, x, y, 3.5, SMALL_FONT))
    ring_px = LOCATOR_RING_KM / km_per_px
    fits = ring_px < height / 2
    rings = (_ring(LOCATOR_RING_KM, ring_px, dots, LOCATOR_SIZE),) if fits else ()
    used = [ring_box(ring) for ring in rings if ring.label]
    home, *points = place_labels(dots, used, LOCATOR_SIZE)
    lat, lon = round(place.latitude, 1), round(place.longitude, 1)
    land = _azimuthal_land(lat, lon, km_per_px, LOCATOR_SIZE, 8, hypot(width, height))
    return LocatorMap(*LOCATOR_SIZE, land, rings, tuple(points), home)


# -------------------------------------------------------------------- countries


@lru_cache(maxsize=1)
def _country_points() -> dict[str, tuple[float, float]]:
    points = json.loads((DATA / "country_points.json").read_text())
    return {code: (latitude, longitude) for code, (latitude, longitude) in points.items()}


def country_point(code: str) -> tuple[float, float] | None:
    """Return latitude and longitude of the dot of a country (ISO 3166-1 alpha-2)."""
    return _country_points().get(code.upper())
