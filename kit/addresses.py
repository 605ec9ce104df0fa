"""Addresses that pages name many times; working one out takes Django longer than the rest of the link."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

MAX_LENGTH = 2_000


def address(name: str, *args: str) -> str:
    """reverse(), cached for each language."""
    return _cached_reverse(name, args, get_language(), get_script_prefix())


@lru_cache(maxsize=MAX_LENGTH)
def _cached_reverse(name: str, args: tuple[str, ...], _language: str | None, _prefix: str) -> str:
    return reverse(name, args=args)
