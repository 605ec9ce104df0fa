"""Answers visitors from memory, before Django's stack, while the content is unchanged.

Only views that promise to be the same for every visitor are cached (profiles/content/visitors.py), and only
what a request without any cookie was answered with. A page belongs to the content version that was
current before it was rendered, so that no worker serves it once something else was published.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.timezone import localtime

from profiles.content.changes import ContentStamp
from profiles.content.clock import ContentClock
from profiles.content.visitors import ANSWERS_IF_UNCHANGED, PERSONAL_COOKIES

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[..., Iterable[bytes]]

# Pages change with the time as well: the day in a form, the hour of a partner park.
MAX_SECONDS = 600
MAX_BYTES_OF_PAGE = 512 * 1024
MAX_CHARACTERS = 1_000  # of an address; no query that a form here sends is longer
# Headers of the request that a page may name in Vary: the key of a page has what counts of them.
KNOWN_VARY = {"cookie", "accept-encoding", "accept-language"}
# All that a 304 says; the browser has the rest with the page that it keeps (RFC 9110, section 15.4.5).
OF_UNCHANGED = {"cache-control", "content-location", "date", "etag", "expires", "vary", "server-timing"}
accepts_gzip = re.compile(r"\bgzip\b").search


class CachedPage:
    """A cached answer."""

    __slots__ = ("body", "etag", "headers", "size", "stamp", "unchanged", "until")

    def __init__(self, body: bytes, headers: Headers, stamp: ContentStamp) -> None:
        self.body, self.headers, self.stamp = [body], headers, stamp
        self.unchanged = [pair for pair in headers if pair[0].lower() in OF_UNCHANGED]
        self.etag = next(value for name, value in headers if name == "ETag").removeprefix("W/")
        self.size = len(body) + 2_000
        self.until = _valid_until()

    def answer(self, environ: Environ, start_response: Callable) -> list[bytes]:
        known_etags = environ.get("HTTP_IF_NONE_MATCH")
        if known_etags and (self.etag in known_etags or known_etags == "*"):
            start_response("304 Not Modified", self.unchanged)
            return []
        start_response("200 OK", self.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else self.body


def _valid_until() -> float:
    """Ten minutes from now, or midnight in the site's time zone if that is sooner."""
    now = localtime()
    gone = now.hour * 3600 + now.minute * 60 + now.second
    return time.time() + min(MAX_SECONDS, 24 * 3600 - gone)


class PageStore:
    """Pages by key, within a number of bytes; the least recently used are evicted first."""

    def __init__(self, max_bytes: int) -> None:
        self._pages: OrderedDict[tuple, CachedPage] = OrderedDict()
        self._lock = threading.Lock()
        self._max_bytes, self.bytes = max_bytes, 0

    def get(self, key: tuple) -> CachedPage | None:
        page = self._pages.get(key)
        if page is not None:
            try:  # noqa: SIM105 (suppress() would take as long as all else here)
                self._pages.move_to_end(key)
            except KeyError:  # another thread has just put it away
                pass
        return page

    def put(self, key: tuple, page: CachedPage) -> None:
        with self._lock:
            self._drop(self._pages.pop(key, None))
            self._pages[key] = page
            self.bytes += page.size
            while self.bytes > self._max_bytes:
                self._drop(self._pages.popitem(last=False)[1])

    def _drop(self, page: CachedPage | None) -> None:
        self.bytes -= page.size if page else 0


class PageStores:
    """A store for addresses and one for queries (?q=…), so that endless queries evict no page.

    A query is cached at its second request within a while: of queries that are not repeated, only a
    hash is kept.
    """

    MAX_SEEN = 10_000

    def __init__(self, max_bytes: int) -> None:
        self.addresses, self.queries = PageStore(max_bytes // 2), PageStore(max_bytes // 2)
        self._seen: set[int] = set()

    def of(self, query: str) -> PageStore:
        return self.queries if query else self.addresses

    def put(self, key: tuple, query: str, page: CachedPage) -> None:
        if len(page.body[0]) > MAX_BYTES_OF_PAGE or (query and self._is_first_request(key)):
            return
        self.of(query).put(key, page)

    def _is_first_request(self, key: tuple) -> bool:
        hashed = hash(key)
        if hashed in self._seen:
            return False
        if len(self._seen) >= self.MAX_SEEN:
            self._seen.clear()
        self._seen.add(hashed)
        return True


class PageCache:
    """A WSGI application in front of another one."""

    def __init__(self, application: Application, clock: ContentClock, max_bytes: int) -> None:
        self.application, self.clock = application, clock
        self.stores = PageStores(max_bytes)

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        if not _is_cacheable(environ):
            return self.application(environ, start_response)
        stamp = self.clock.stamp()
        if stamp is None:
            return self.application(environ, start_response)
        query = environ["QUERY_STRING"]
        key = _key(environ, query)
        page = self.stores.of(query).get(key)
        if page is not None and page.stamp == stamp and time.time() < page.until:
            return page.answer(environ, start_response)
        return self._respond(environ, start_response, key, stamp)

    def _respond(
        self, environ: Environ, start_response: Callable, key: tuple, stamp: ContentStamp
    ) -> Iterable[bytes]:
        """The site's own answer, cached if it promises to be the same for every visitor."""
        begun: list[Any] = []
        response = self.application(
            environ | {ANSWERS_IF_UNCHANGED: True},
            lambda *status_and_headers: begun.extend(status_and_headers),
        )
        status, headers = begun
        if not (isinstance(response, HttpResponse) and _is_same_for_all(response)):
            start_response(status, headers)
            return response
        body = response.content
        response.close()
        page = CachedPage(body, _without_timing(headers), stamp)
        if environ["REQUEST_METHOD"] == "GET" and "HTTP_COOKIE" not in environ:
            self.stores.put(key, environ["QUERY_STRING"], page)
        return page.answer(environ, start_response)


def _is_cacheable(environ: Environ) -> bool:
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ:
        return False
    cookies = environ.get("HTTP_COOKIE")
    if cookies and any(name in cookies for name in PERSONAL_COOKIES):
        return False
    return (
        "HTTP_HOST" in environ and len(environ["PATH_INFO"]) + len(environ["QUERY_STRING"]) < MAX_CHARACTERS
    )


def _key(environ: Environ, query: str) -> tuple:
    """What a page depends on besides the content. The language is part of the address."""
    proxy = environ.get("HTTP_X_FORWARDED_PROTO") if settings.TRUSTED_PROXIES else None
    return (
        environ["PATH_INFO"],
        query,
        environ["HTTP_HOST"],
        environ["wsgi.url_scheme"],
        proxy,
        accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) is not None,
    )


def _is_same_for_all(response: HttpResponse) -> bool:
    """Whether its view marked it, and nothing after the view made it personal."""
    if not getattr(response, "same_for_visitors", False) or response.status_code != 200 or response.cookies:
        return False
    rules = response.get("Cache-Control", "")
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return "private" not in rules and "no-store" not in rules and varies <= KNOWN_VARY


def _without_timing(headers: Headers) -> Headers:
    """From memory an answer takes no query and no time worth telling."""
    return [
        (name, 'db;desc="0 queries", total;dur=0.0' if name == "Server-Timing" else value)
        for name, value in headers
    ]
