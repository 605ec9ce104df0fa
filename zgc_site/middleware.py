"""Headers that every answer carries."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

# Nothing on these pages needs the reader's camera, place or sensors.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


# What a browser can show as a page of its own only as letters or pixels: neither policy means anything there, and on a
# first page they are 4 KB. A script may be that of a worker, which takes its policy of content from its own answer.
is_part_of_a_page = re.compile(
    r"text/css|font/|image/(?!svg)|application/manifest|(text|application)/javascript"
).match
is_script = re.compile(r"(text|application)/javascript").match


def security_headers(get_response: Handler) -> Handler:
    def add_headers(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not is_part_of_a_page(response.get("Content-Type", "")):
            response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return add_headers


def content_security_policy(get_response: Handler) -> Handler:
    """The policy of CONTENT_SECURITY_POLICY on each answer that has none of its own.

    django-csp builds it, once: its middleware builds it anew, twice, for each answer, which is a
    quarter of the time that a suggestion takes. Nothing here has a nonce, which would need that.
    """
    policy = build_policy()

    def add_policy(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        content_type = response.get("Content-Type", "")
        if is_script(content_type) or not is_part_of_a_page(content_type):
            response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return add_policy


def refuse_large_requests(get_response: Handler) -> Handler:
    """Status 413 for a body over MAX_REQUEST_BYTES: Django would write any upload to disk first."""

    def check_size(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.MAX_REQUEST_BYTES:
            limit = settings.MAX_REQUEST_BYTES // 1024 // 1024
            text = f"This is too large to be sent. Send at most {limit} MB."
            return HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return check_size


class _QueryCount:
    """Counts the queries of one request."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def server_timing(get_response: Handler) -> Handler:
    """With SERVER_TIMING=1: how many queries an answer took, and how long it was in the making."""
    if not settings.SERVER_TIMING:
        raise MiddlewareNotUsed

    def add_timing(request: HttpRequest) -> HttpResponse:
        queries, started = _QueryCount(), time.perf_counter()
        with connection.execute_wrapper(queries):
            response = get_response(request)
        milliseconds = (time.perf_counter() - started) * 1000
        response["Server-Timing"] = f'db;desc="{queries.count} queries", total;dur={milliseconds:.1f}'
        return response

    return add_timing
