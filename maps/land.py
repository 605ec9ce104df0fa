"""Land as a grid of dots, without borders: where borders run is not for a park to say."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import degrees, hypot, pi
from pathlib import Path

from PIL import Image

from maps.sphere import (
    FARTHEST_KM,
    PACIFIC_EQUATOR,
    PACIFIC_MERIDIAN,
    PACIFIC_SCALE,
    PACIFIC_SIZE,
    PACIFIC_SOUTH,
    latitude_at,
    parallel_length,
    unproject,
)

MASK = Path(__file__).parent / "data" / "land.png"
MASK_COLUMNS, MASK_ROWS, CELLS_PER_DEGREE = 1440, 720, 4


@lru_cache(maxsize=1)
def land_mask() -> bytes:
    """Return one byte per cell, row by row from 90 N and 180 W; land is not zero."""
    with Image.open(MASK) as mask:
        return mask.convert("L").tobytes()


def is_land(lat: float, lon: float) -> bool:
    """Tell whether the cell of 0.25 degree at this spot is land."""
    row = min(int((90 - lat) * CELLS_PER_DEGREE), MASK_ROWS - 1)
    column = int((lon + 180) % 360 * CELLS_PER_DEGREE) % MASK_COLUMNS
    return land_mask()[row * MASK_COLUMNS + column] > 0


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
def azimuthal_land(
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
def pacific_land() -> str:
    """Return the land dots of the world centred on the Pacific."""
    spots = []
    for x, y in _hex_grid(*PACIFIC_SIZE, 8):
        lat = latitude_at((PACIFIC_EQUATOR - y) / PACIFIC_SCALE)
        from_middle = (x - PACIFIC_SIZE[0] / 2) / PACIFIC_SCALE / parallel_length(lat)
        on_map = abs(from_middle) < pi and degrees(lat) > PACIFIC_SOUTH
        if on_map and is_land(degrees(lat), PACIFIC_MERIDIAN + degrees(from_middle)):
            spots.append((x, y))
    return _dots(spots)
