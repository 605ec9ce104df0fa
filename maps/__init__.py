"""Maps of the public pages: plain data for SVG templates. drawing.py makes them."""

from maps.circles import CircleMap, Counted, ScaleBar, circle_radius, region, scale_bar, world
from maps.countries import country_point
from maps.drawing import (
    DEFAULT_RADIUS_KM,
    POINT_MARGIN,
    locator,
    pacific_world,
    world_from,
)
from maps.labels import label_box, point_box, ring_box
from maps.land import azimuthal_land, is_land, land_mask
from maps.shapes import (
    DISC,
    HOLLOW_SQUARE,
    KNOWN,
    MAX_LABELS,
    RING,
    SQUARE,
    AzimuthalMap,
    LocatorMap,
    MapPoint,
    Point,
    WorldMap,
    sign,
)
from maps.sphere import (
    distance_km,
    latitude_at,
    parallel_height,
    project,
    unproject,
)

__all__ = [
    "DEFAULT_RADIUS_KM",
    "DISC",
    "HOLLOW_SQUARE",
    "KNOWN",
    "MAX_LABELS",
    "POINT_MARGIN",
    "RING",
    "SQUARE",
    "AzimuthalMap",
    "CircleMap",
    "Counted",
    "LocatorMap",
    "MapPoint",
    "Point",
    "ScaleBar",
    "WorldMap",
    "azimuthal_land",
    "circle_radius",
    "country_point",
    "distance_km",
    "is_land",
    "label_box",
    "land_mask",
    "latitude_at",
    "locator",
    "pacific_world",
    "parallel_height",
    "point_box",
    "project",
    "region",
    "ring_box",
    "scale_bar",
    "sign",
    "unproject",
    "world",
    "world_from",
]
