"""One point for each country, for maps that know no more than the country."""

import json
from functools import lru_cache
from pathlib import Path

POINTS = Path(__file__).parent / "data" / "country_points.json"


@lru_cache(maxsize=1)
def _country_points() -> dict[str, tuple[float, float]]:
    points = json.loads((POINTS).read_text())
    return {code: (latitude, longitude) for code, (latitude, longitude) in points.items()}


def country_point(code: str) -> tuple[float, float] | None:
    """Return latitude and longitude of the dot of a country (ISO 3166-1 alpha-2)."""
    return _country_points().get(code.upper())
