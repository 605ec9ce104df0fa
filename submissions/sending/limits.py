"""How much one network and one address may send within an hour.

Counted in the cache. A sender whom a limit stops is told so, and keeps all that was typed.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600


def allow(purpose: str, subject: str, limit: int) -> bool:
    """Count one more; False where that is more than `limit` within this hour."""
    digest = hashlib.sha256(subject.casefold().encode()).hexdigest()[:32]
    key = f"limit:{purpose}:{digest}:{int(time.time()) // HOUR}"
    for _time in range(2):
        cache.add(key, 0, HOUR)
        with suppress(ValueError):  # it went out of the cache just now
            return cache.incr(key) <= limit
    return False  # what cannot be counted is not let through


def network_of(request: HttpRequest) -> str:
    """The sender's address; of an IPv6 address the part that one customer has."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        address = forwarded[-settings.TRUSTED_PROXIES]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 6:
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
    return str(parsed)
