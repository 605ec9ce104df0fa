"""Patterns of hairlines and dots, in place of a cover: each seed has its own, and always the same.

They show nothing that could be read off, so that nobody takes one for a chart. Paths are short: dots
are the dashes of a line, and curves go on as they began.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache

WIDTH, HEIGHT = 960, 96
STEP = 12  # between the rows of dots, as between the dots of one
# As many lines as decades have passed until this year, within bounds; fewer where the beginning is not known.
NEWEST, FEWEST, MOST = 2030, 4, 12


@lru_cache(maxsize=2048)
def pattern(seed: str, founded: int | None) -> tuple[str, str]:
    """The paths of its lines, and of its dots."""
    chance = _numbers(seed)
    count = min(max(FEWEST, (NEWEST - founded) // 10 + FEWEST), MOST) if founded else FEWEST
    draw = PATTERNS[next(chance) % len(PATTERNS)]
    return "".join(draw(chance, count)), "".join(_dots(chance))


def _numbers(seed: str) -> Iterator[int]:
    """Numbers that look random, and are the same for the same seed on every machine."""
    number = zlib.crc32(seed.encode())
    while True:
        number = (number * 1_664_525 + 1_013_904_223) % 2**32
        yield number >> 12  # the lowest bits repeat soonest


def _rings(chance: Iterator[int], count: int) -> Iterator[str]:
    """Circles around a point, as those of distance around a park."""
    x, y, step = 120 + next(chance) % 720, next(chance) % HEIGHT, 18 + next(chance) % 16
    for number in range(1, count + 3):
        radius = step * number
        yield f"M{x - radius} {y}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 -{2 * radius} 0"


def _rules(chance: Iterator[int], count: int) -> Iterator[str]:
    """Upright lines that stand closer towards a point."""
    middle, least = 120 + next(chance) % 720, 3 + next(chance) % 4
    for number in range(count * 2):
        away = round(least * number + number * number * 0.9)
        for x in dict.fromkeys((middle - away, middle + away)):
            if 0 <= x <= WIDTH:
                yield f"M{x} 0v{HEIGHT}"


def _waves(chance: Iterator[int], count: int) -> Iterator[str]:
    """Curves beside each other, as the contours of land."""
    length, height = 80 + next(chance) % 40, 12 + next(chance) % 20
    gap, shift = HEIGHT / count, next(chance) % length
    for number in range(count):
        bend = height - 2 * number
        yield f"M{-shift} {round(gap * (number + 0.5))}q{length // 2} {-bend} {length} 0" + f"t{length} 0" * (
            math.ceil((WIDTH + shift) / length) - 1
        )


def _slopes(chance: Iterator[int], count: int) -> Iterator[str]:
    """Slanting lines in two bundles that cross."""
    for lean in (1, -1):
        left, gap = next(chance) % 640, 6 + next(chance) % 8
        for number in range(count):
            x = left + gap * number
            yield f"M{x} {0 if lean > 0 else HEIGHT}l{2 * HEIGHT} {lean * HEIGHT}"


def _dots(chance: Iterator[int]) -> Iterator[str]:
    """A field of dots, upright or leaning, with the last rows of a column missing as they are in a count."""
    start, length, lean = 8 + next(chance) % 40, 12 + next(chance) % 24, next(chance) % 5 - 2
    for row in range(1, HEIGHT // STEP):
        missing = next(chance) % 4
        yield f"M{(start + lean * row) * STEP + STEP // 2} {row * STEP}h{(length - missing) * STEP}"


PATTERNS: tuple[Callable[[Iterator[int], int], Iterator[str]], ...] = (_rings, _rules, _waves, _slopes)
