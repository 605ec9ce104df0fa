"""Make the land mask of the maps from Natural Earth land.

Usage, in a folder outside the project (needs Pillow)::

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python make_land.py package/land-50m.json land.png

The picture is a plate carree of 1440 x 720 cells of 0.25 degrees: column 0 begins at 180 W,
row 0 at 90 N, land is white. There are no borders in it, on purpose (see DESIGN_NOTES, section 2).
"""

import json
import sys
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from PIL import Image, ImageDraw

Ring = list[tuple[float, float]]  # (longitude, latitude) in degrees, first point = last point

WIDTH, HEIGHT = 1440, 720
FINE = 4  # the rings are drawn this much finer, then each cell is averaged
LAND_SHARE = 0.4  # below one half, so that islands smaller than a cell do not all disappear


def decoded_arcs(topology: dict) -> list[Ring]:
    """Undo the delta coding and the integer grid of TopoJSON."""
    scale_x, scale_y = topology["transform"]["scale"]
    shift_x, shift_y = topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        columns = accumulate(step[0] for step in arc)
        rows = accumulate(step[1] for step in arc)
        arcs.append(
            [(x * scale_x + shift_x, y * scale_y + shift_y) for x, y in zip(columns, rows, strict=True)]
        )
    return arcs


def joined(arc_numbers: list[int], arcs: list[Ring]) -> Ring:
    """Join arcs to one ring; ``~n`` stands for arc n run backwards."""
    ring: Ring = []
    for number in arc_numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def unrolled(ring: Ring) -> Ring:
    """Let longitudes run past 180 degrees instead of jumping to the other side of the world."""
    result = [ring[0]]
    for longitude, latitude in ring[1:]:
        turns = round((result[-1][0] - longitude) / 360)
        result.append((longitude + 360 * turns, latitude))
    return around_pole(result)


def around_pole(ring: Ring) -> Ring:
    """Close a ring that goes once around the world (Antarctica) along its pole."""
    if abs(ring[-1][0] - ring[0][0]) < 180:
        return ring
    pole = -90 if ring[0][1] < 0 else 90
    return [*ring, (ring[-1][0], pole), (ring[0][0], pole)]


def polygons(topology: dict) -> Iterator[list[Ring]]:
    """Yield each polygon as its outer ring followed by its holes (the Caspian Sea is one)."""
    arcs = decoded_arcs(topology)
    for geometry in topology["objects"]["land"]["geometries"]:
        single = geometry["type"] == "Polygon"
        for polygon in [geometry["arcs"]] if single else geometry["arcs"]:
            yield [unrolled(joined(ring, arcs)) for ring in polygon]


def pixels(ring: Ring, turn: int) -> Ring:
    """Return the ring in fine pixels, moved by ``turn`` times 360 degrees."""
    per_degree = WIDTH * FINE / 360
    return [((lon + 360 * turn + 180) * per_degree, (90 - lat) * per_degree) for lon, lat in ring]


def draw(polygon: list[Ring], canvas: Image.Image) -> None:
    """Add one polygon; the three turns bring the part beyond 180 degrees to its side."""
    layer = Image.new("1", canvas.size)
    pen = ImageDraw.Draw(layer)
    for number, ring in enumerate(polygon):
        for turn in (-1, 0, 1):
            pen.polygon(pixels(ring, turn), fill=0 if number else 1)
    canvas.paste(1, mask=layer)


def land_mask(topology: dict) -> Image.Image:
    """Return the 1-bit mask of 1440 x 720 cells."""
    canvas = Image.new("1", (WIDTH * FINE, HEIGHT * FINE))
    for polygon in polygons(topology):
        draw(polygon, canvas)
    shares = canvas.convert("L").reduce(FINE)
    return shares.point(lambda share: 255 * (share >= 255 * LAND_SHARE), mode="1")


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    land_mask(json.loads(source.read_text())).save(target, optimize=True)
