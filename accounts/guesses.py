"""One count of wrong passwords and codes, whichever page they are tried on.

Each attempt counts before anything is checked, and is rolled back where it was right. allauth's own count
forgets all wrong attempts of a network as soon as one code is right: a guesser's own would be enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal import ratelimit

ACTION = "guess"  # in ACCOUNT_RATE_LIMITS


def count_guess() -> Any:
    """Count an attempt of the present request, to be rolled back if it is right; an answer of 429 beyond the limit."""
    usage = ratelimit.consume(context.request, app="allauth.account", action=ACTION)
    if not usage:
        raise get_adapter().validation_error("too_many_login_attempts")
    return usage


@contextmanager
def guess() -> Iterator[None]:
    """Around what checks a password or a code, and raises where it is wrong."""
    usage = count_guess()
    yield
    usage.rollback()
