"""Which names are written on a map, and where: none covers a dot or another name."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import cos, hypot, radians, sin

from kit.charts.text_width import text_width
from maps.shapes import (
    MAX_LABEL_WIDTH,
    MAX_LABELS,
    SAME_SPOT,
    SMALL_FONT,
    Box,
    Point,
    Ring,
)


def label_box(point: Point) -> Box:
    """Return the room that the label of a point takes."""
    width = text_width(point.name, point.font)
    left = point.label_x - width * {"start": 0, "middle": 0.5, "end": 1}[point.anchor]
    return Box(left, point.label_y - 0.8 * point.font, left + width, point.label_y + 0.25 * point.font)


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
    """Tell whether the label of the point covers nothing and is nearest to the edge of its own dot."""
    box = label_box(point)
    if any(box.overlaps(other) for other in taken):
        return False
    own_gap = box.gap(point.x, point.y) - point.radius
    neighbours = [other for other in points if not _same_spot(point, other)]
    return all(box.gap(other.x, other.y) - other.radius > own_gap for other in neighbours)


def _labelled(
    point: Point, points: Sequence[Point], taken: Sequence[Box], size: tuple[int, int], widest: float
) -> Point:
    """Return the point with a label where there is room for it, else the point as it is."""
    if text_width(point.name, point.font) > widest:
        return point
    for anchor, x, y in _label_spots(point, size[0] / 2):
        attempt = replace(point, label=True, anchor=anchor, label_x=x, label_y=y)
        if label_box(attempt).inside(*size) and _is_clear(attempt, points, taken):
            return attempt
    return point


def place_labels(
    points: Sequence[Point], taken: Sequence[Box], size: tuple[int, int], widest: float = MAX_LABEL_WIDTH
) -> tuple[Point, ...]:
    """Label at most eight points, first come first served.

    ``taken`` is room that is used already. No label covers a dot or another label; of points at
    one spot (two parks in Heidelberg) only one gets a label.
    """
    taken = [*taken, *map(point_box, points)]
    result: list[Point] = []
    for point in points:
        labelled = [other for other in result if other.label]
        if len(labelled) < MAX_LABELS and not any(_same_spot(point, other) for other in labelled):
            point = _labelled(point, points, taken, size, widest)
        if point.label:
            taken.append(label_box(point))
        result.append(point)
    return tuple(result)


def ring(distance: int, radius: float, points: Sequence[Point], size: tuple[int, int]) -> Ring:
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
