"""Distances and projections on the sphere. Bearings are degrees clockwise from north."""

from functools import lru_cache
from math import asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt

from maps.shapes import MapPoint

EARTH_RADIUS_KM = 6371.0088
FARTHEST_KM = pi * EARTH_RADIUS_KM  # to the antipode

PACIFIC_SIZE = (720, 350)
PACIFIC_MERIDIAN = 150  # the middle of the map, so that it is cut at 30 W in the Atlantic
PACIFIC_SCALE = 128  # px per radian
PACIFIC_EQUATOR = 200  # px from the top
PACIFIC_SOUTH = -57  # Antarctica is left out, nobody has a branch there


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


def project(centre: MapPoint, place: MapPoint) -> tuple[float, float]:
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
    x = PACIFIC_SIZE[0] / 2 + PACIFIC_SCALE * radians(from_middle) * parallel_length(radians(lat))
    return x, PACIFIC_EQUATOR - PACIFIC_SCALE * parallel_height(radians(lat))


def parallel_length(lat: float) -> float:
    """Return the width of a radian of longitude at a latitude in radians."""
    s = lat * lat
    return 0.8707 - 0.131979 * s - 0.013791 * s**2 + 0.003971 * s**5 - 0.001529 * s**6


def parallel_height(lat: float) -> float:
    """Return the height above the equator of a latitude in radians."""
    s = lat * lat
    return lat * (1.007226 + 0.015085 * s - 0.044475 * s**3 + 0.028874 * s**4 - 0.005916 * s**5)


@lru_cache(maxsize=64)  # all dots of a row ask for the same height
def latitude_at(height: float) -> float:
    """Return the latitude in radians at this height, by halving: the heights only grow."""
    low, high = -pi / 2, pi / 2
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if parallel_height(middle) < height else (low, middle)
    return low
