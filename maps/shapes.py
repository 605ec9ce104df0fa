"""What a map is made of. Latitudes and longitudes are degrees, x and y px, y downwards."""

from dataclasses import dataclass
from math import hypot

NAME_FONT, SMALL_FONT = 19, 15  # px, as m-lab and m-sub in static/css/parts/maps.css
MAX_LABELS = 8
MAX_LABEL_WIDTH = 285  # px, about 28 Latin letters
SAME_SPOT = 14  # px: nearer points count as one place and share one label

# Kinds of places: how each is drawn. A ray leads from the centre to the first two.
DISC, SQUARE = "", "square"
RING, HOLLOW_SQUARE = "ring", "hollow-square"
KNOWN = "known"  # small, and behind the others in everything


@dataclass(frozen=True)
class MapPoint:
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
    number: int | None = None  # how many there are, where the size of the dot says it

    @property
    def left(self) -> float:
        return round(self.x - self.radius, 1)

    @property
    def top(self) -> float:
        return round(self.y - self.radius, 1)

    @property
    def width(self) -> float:
        return 2 * self.radius


def sign(kind: str) -> Point:
    """A point of this kind by itself, on 20 by 20 px, to say what it means."""
    return Point(10, 10, "", kind=kind, radius={KNOWN: 4, RING: 6, HOLLOW_SQUARE: 6}.get(kind, 7))


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
