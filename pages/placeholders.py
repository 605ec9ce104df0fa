"""Values that a text of a page names in braces, {answer_days}: numbers and names that stand somewhere else and are not typed twice.

The app above that knows a value provides it. A text may name those alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_named = re.compile(r"\{(\w+)\}")
_readers: dict[str, Callable[[], str]] = {}


def provide(values: Mapping[str, Callable[[], str]]) -> None:
    """Each gives Markdown, in the language of the page."""
    _readers.update(values)


def names() -> list[str]:
    return sorted(_readers)


def unknown(text: str) -> list[str]:
    """What a text names that nobody provides."""
    return sorted(set(_named.findall(text)) - _readers.keys())


def filled(text: str) -> str:
    """The text with the values. What nobody knows stays as it is written."""
    return _named.sub(lambda match: _readers[match[1]]() if match[1] in _readers else match[0], text)


def plain(value: str) -> str:
    """A value that is to be read as it is, whatever its characters mean in Markdown."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(value.split()))
