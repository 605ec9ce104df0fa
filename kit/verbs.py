"""Methods that write to the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Verb = TypeVar("Verb", bound=Callable[..., Any])


def alters_data(verb: Verb) -> Verb:
    """Keep templates from calling it."""
    verb.alters_data = True  # type: ignore[attr-defined]  # reason: Django marks functions so
    return verb
