"""Maps of numbers: at each place a circle whose area says how many, over land without borders.

What does not fit as a label stands in the list beside the map, which says all numbers. Units are those of drawing.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import hypot, sqrt

from maps.drawing import LOCATOR_SIZE
from maps.labels import label_box, place_labels
from maps.land import azimuthal_land, pacific_land
from maps.shapes import KNOWN, SMALL_FONT, MapPoint, Point
from maps.sphere import PACIFIC_SIZE, pacific, project

SMALLEST = 4  # px: a circle that can still be seen
LARGEST, LARGEST_OF_WORLD = 46, 26
BESIDE = 1.5  # px between two circles of one place
MARGIN = 60  # px between the outermost place and the edge
FINEST = 0.02  # km per px, for a park with one place
BARS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
MAX_BAR = 0.25  # of the width
BAR_AT = 16  # px from the left and the lower edge


@dataclass(frozen=True)
class Counted:
    """How many there are at a place; of two of one spot the first stands on it and the second beside."""

    place: MapPoint
    number: int


@dataclass(frozen=True)
class ScaleBar:
    """A line as long as some kilometres are on the map."""

    distance_km: int
    x: float
    y: float
    length: float

    @property
    def end(self) -> float:
        return round(self.x + self.length, 1)


@dataclass(frozen=True)
class CircleMap:
    """Circles from the largest to the smallest, so that none hides a smaller one; `scale` where distances are true."""

    width: int
    height: int
    land: str
    points: tuple[Point, ...]
    scale: ScaleBar | None = None


def circle_radius(number: int, most: int, largest: float) -> float:
    """Areas are in proportion to the numbers; none is smaller than what can be seen."""
    return round(max(SMALLEST, largest * sqrt(number / most)), 1) if number else SMALLEST


def region(counted: Sequence[Counted]) -> CircleMap | None:
    """The places of a park on a map as wide as they lie apart, true to scale; None without any."""
    if not counted:
        return None
    width, height = LOCATOR_SIZE
    middle = _middle([one.place for one in counted])
    spots = [project(middle, one.place) for one in counted]
    needed = [max(abs(x) / (width / 2 - MARGIN), abs(y) / (height / 2 - MARGIN)) for x, y in spots]
    km_per_px = max(FINEST, *needed)
    most = max(one.number for one in counted) or 1
    circles = [
        _circle(one, (width / 2 + x / km_per_px, height / 2 + y / km_per_px), most, LARGEST)
        for one, (x, y) in zip(counted, spots, strict=True)
    ]
    bar = scale_bar(km_per_px, LOCATOR_SIZE)
    taken = label_box(
        Point(bar.x, bar.y, f"{bar.distance_km} km", font=SMALL_FONT, label_x=bar.x, label_y=bar.y)
    )
    points = place_labels(
        _largest_first(circles), [replace(taken, right=max(taken.right, bar.end))], LOCATOR_SIZE
    )
    at = round(middle.latitude, 1), round(middle.longitude, 1)
    land = azimuthal_land(*at, km_per_px, LOCATOR_SIZE, 8, hypot(width, height))
    return CircleMap(width, height, land, points, bar)


def world(counted: Sequence[Counted]) -> CircleMap:
    """The whole world with the numbers of countries, centred on the Pacific and without labels."""
    most, taken = max((one.number for one in counted), default=0) or 1, dict[tuple[float, float], float]()
    circles = []
    for one in counted:
        x, y = pacific(one.place.latitude, one.place.longitude)
        radius = circle_radius(one.number, most, LARGEST_OF_WORLD)
        aside = taken.get((x, y))
        taken[x, y] = radius
        circles.append(_circle(one, (x + aside + radius + BESIDE if aside else x, y), most, LARGEST_OF_WORLD))
    return CircleMap(*PACIFIC_SIZE, pacific_land(), tuple(_largest_first(circles)))


def scale_bar(km_per_px: float, size: tuple[int, int]) -> ScaleBar:
    """The longest round distance that takes no more than its part of the width, in the lower left corner."""
    distance = max(km for km in BARS_KM if km / km_per_px <= size[0] * MAX_BAR)
    return ScaleBar(distance, BAR_AT, size[1] - BAR_AT, round(distance / km_per_px, 1))


def _circle(one: Counted, spot: tuple[float, float], most: int, largest: float) -> Point:
    x, y = (round(side, 1) for side in spot)
    kind = one.place.kind if one.number else KNOWN
    radius = circle_radius(one.number, most, largest)
    return Point(x, y, one.place.name, kind=kind, radius=radius, font=SMALL_FONT, number=one.number)


def _largest_first(circles: Iterable[Point]) -> list[Point]:
    return sorted(circles, key=lambda point: (point.kind == KNOWN, -point.radius))


def _middle(places: Sequence[MapPoint]) -> MapPoint:
    """Half way between the outermost; also of places on both sides of the 180th meridian."""
    first = places[0]
    east = [(place.longitude - first.longitude + 180) % 360 - 180 for place in places]
    north = [place.latitude for place in places]
    longitude = first.longitude + (min(east) + max(east)) / 2
    return MapPoint("", (min(north) + max(north)) / 2, (longitude + 180) % 360 - 180)
