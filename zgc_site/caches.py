"""The caches of the site. All processes share the default one: what is limited or used once is so for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LOCAL_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
REDIS = "django.core.cache.backends.redis.RedisCache"
# Seconds. A Redis that answers at all answers within a few milliseconds; requests wait for it.
TIMEOUTS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}


def site_caches(server: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    """`server`: the one that CACHE_URL names, if it does."""
    caches: dict[str, dict[str, Any]] = {
        "database": {"BACKEND": "accounts.shared_cache.SharedCache", "LOCATION": "shared_cache"},
        # Where even the table is missing: limits hold for each process by itself.
        "process": {"BACKEND": LOCAL_MEMORY, "LOCATION": "process", "OPTIONS": {"MAX_ENTRIES": 100_000}},
        # Of each process, for what is soon made again.
        "memory": {"BACKEND": LOCAL_MEMORY},
    }
    order = ["database", "process"]
    if server:
        timeouts = TIMEOUTS if server["BACKEND"] == REDIS else {}
        caches["server"] = {**server, "OPTIONS": timeouts | server.get("OPTIONS", {})}
        order = ["server", *order]
    caches["default"] = {
        "BACKEND": "accounts.fallback_cache.FallbackCache",
        "OPTIONS": {"caches": order},
    }
    return caches
