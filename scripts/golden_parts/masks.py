"""Takes out of a text what differs from one run to the next, and nothing else."""

from __future__ import annotations

import re

UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
# Of a picture, which is in a folder that its name begins with; or the salt of a sum.
RANDOM_NAME = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{2}/)?[0-9a-f]{32}(?![0-9a-f])")
PLAIN = [
    (re.compile(r'(name="csrfmiddlewaretoken" value=")\w+'), r"\1TOKEN"),
    (re.compile(r"(/static/[^\"' ]*?)\.[0-9a-f]{12}(\.\w+)"), r"\1.HASH\2"),
    (re.compile(r"[\w.-]+:[\w-]{6}:[\w-]{43}(?![\w-])"), "SIGNED"),  # by django.core.signing
    (re.compile(r"(/submissions/)[\w-]{43}(?=/)"), r"\1TOKEN"),
    (re.compile(r"(\d\d:\d\d:\d\d)\.\d{1,6}\b"), r"\1"),
    (re.compile(r"\([\d,]+ rows a second\)"), "(so many rows a second)"),
]


def masked(text: str) -> str:
    """Random values by the order in which they appear, so that two places with the same one still show it."""
    for pattern, by in PLAIN:
        text = pattern.sub(by, text)
    for pattern, name in ((UUID, "uuid"), (RANDOM_NAME, "random")):
        text = _numbered(text, pattern, name)
    return text


def _numbered(text: str, pattern: re.Pattern[str], name: str) -> str:
    numbers: dict[str, int] = {}
    return pattern.sub(lambda found: f"{name}-{numbers.setdefault(found[0], len(numbers) + 1)}", text)
