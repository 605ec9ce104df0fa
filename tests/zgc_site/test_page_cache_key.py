"""What a kept page depends on, and which answers and requests are kept at all."""

from __future__ import annotations

import datetime
from collections import OrderedDict

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from profiles.content.changes import ContentStamp
from profiles.content.visitors import ANSWERS_IF_UNCHANGED, PERSONAL_COOKIES
from zgc_site import page_cache
from zgc_site.page_cache import CachedPage, PageCache, PageStore, PageStores


def environ(path="/companies/", query="", **more):
    found = RequestFactory().get(path).environ
    found.pop("HTTP_COOKIE", None)
    return {**found, "QUERY_STRING": query, "HTTP_HOST": "testserver", **more}


def key(**more):
    found = environ(**more)
    return page_cache._key(found, found["QUERY_STRING"])


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/companies/lens/"},
        {"query": "zone=haidian"},
        {"HTTP_HOST": "localhost"},
        {"wsgi.url_scheme": "https"},
        {"HTTP_ACCEPT_ENCODING": "br, gzip"},
    ],
)
def test_key_differs_by_what_a_page_depends_on(other):
    assert key() != key(**other)
    assert key(**other) == key(**other)


@pytest.mark.parametrize(
    "other",
    [
        {"HTTP_ACCEPT_LANGUAGE": "fr"},
        {"HTTP_USER_AGENT": "x"},
        {"HTTP_ACCEPT_ENCODING": "br"},
        {"HTTP_ACCEPT_ENCODING": "xgzip"},
        {"REQUEST_METHOD": "HEAD"},
    ],
)
def test_key_is_the_same_whatever_else_is_asked_for(other):
    assert key() == key(**other)


@pytest.mark.parametrize(("proxies", "same"), [(0, True), (1, False)])
def test_key_differs_by_what_a_trusted_proxy_says_of_the_scheme(settings, proxies, same):
    settings.TRUSTED_PROXIES = proxies
    assert (key(HTTP_X_FORWARDED_PROTO="https") == key(HTTP_X_FORWARDED_PROTO="http")) is same
    assert (key(HTTP_X_FORWARDED_PROTO="https") == key()) is same


# --- which requests -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "may"),
    [
        ({}, True),
        ({"REQUEST_METHOD": "HEAD"}, True),
        ({"REQUEST_METHOD": "POST"}, False),
        ({"REQUEST_METHOD": "OPTIONS"}, False),
        ({"HTTP_AUTHORIZATION": ""}, False),
        ({"HTTP_COOKIE": ""}, True),
        ({"HTTP_COOKIE": "csrftoken=x"}, True),
        *(({"HTTP_COOKIE": f"a=b; {name}=x"}, False) for name in ("sessionid", "messages")),
        ({"query": "q=" + "a" * (997 - len("/companies/"))}, True),
        ({"query": "q=" + "a" * (998 - len("/companies/"))}, False),
    ],
)
def test_request_may_be_answered_from_memory(more, may):
    assert page_cache._is_cacheable(environ(**more)) is may


def test_request_without_a_host_is_the_sites_concern():
    found = environ()
    del found["HTTP_HOST"]
    assert page_cache._is_cacheable(found) is False


def test_cookies_of_one_person_are_the_session_and_the_messages():
    assert PERSONAL_COOKIES == ("sessionid", "messages")


# --- which answers --------------------------------------------------------------------------------


def answer(**headers):
    response = HttpResponse(
        "text", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    response.same_for_visitors = True
    return response


@pytest.mark.parametrize(
    ("headers", "same"),
    [
        ({}, True),
        ({"Cache_Control": "no-cache"}, True),
        ({"Cache_Control": "max-age=0, private"}, False),
        ({"Cache_Control": "no-store"}, False),
        ({"Vary": "Cookie, Accept-Encoding , accept-language"}, True),
        ({"Vary": "Cookie, User-Agent"}, False),
        ({"Vary": "*"}, False),
    ],
)
def test_answer_is_kept_by_its_headers(headers, same):
    assert page_cache._is_same_for_all(answer(**headers)) is same


def test_answer_that_is_not_marked_or_no_page_or_sets_a_cookie_is_not_kept():
    unmarked, missing, cookie = answer(), answer(), answer()
    del unmarked.same_for_visitors
    missing.status_code = 404
    cookie.set_cookie("language", "fr")
    assert [page_cache._is_same_for_all(one) for one in (unmarked, missing, cookie)] == [False] * 3


# --- how long, and how many -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "seconds"),
    [((0, 0, 0), 600), ((23, 49, 59), 600), ((23, 50, 1), 599), ((23, 59, 59), 1)],
)
def test_page_is_valid_for_ten_minutes_or_until_midnight(monkeypatch, clock, seconds):
    monkeypatch.setattr(page_cache, "localtime", lambda: datetime.datetime(2026, 6, 1, *clock))
    monkeypatch.setattr(page_cache.time, "time", lambda: 1_000.0)
    assert page_cache._valid_until() == 1_000 + seconds


def page(size=1, stamp=None):
    return CachedPage(b"x" * size, [("ETag", 'W/"abc"')], stamp or ContentStamp(1, 1))


class Clock:
    def __init__(self):
        self.now = ContentStamp(1, 1)

    def stamp(self):
        return self.now


@pytest.fixture
def cached():
    """A page cache in front of a site whose every answer is another one."""
    made, closed = [], []

    def site(environ, start_response):
        made.append(environ["PATH_INFO"])
        response = HttpResponse(f"answer {len(made)}", headers={"ETag": f'W/"{len(made)}"'})
        response.same_for_visitors, response.close = True, lambda: closed.append(response)
        start_response("200 OK", list(response.items()))
        return response

    yield PageCache(site, Clock(), 1_000_000)
    assert len(closed) == len(made)


def ask(cached, **more):
    return b"".join(cached(environ(**more), lambda *told: None)).decode()


@pytest.mark.parametrize(
    "moved", [ContentStamp(2, 1), ContentStamp(1, 2), ContentStamp(1, 1, 2), ContentStamp(0, 1)]
)
def test_page_of_another_content_is_made_anew(cached, moved):
    assert [ask(cached), ask(cached)] == ["answer 1", "answer 1"]
    cached.clock.now = moved
    assert [ask(cached), ask(cached)] == ["answer 2", "answer 2"]


def test_page_belongs_to_the_content_before_it_was_made(cached):
    site = cached.application

    def publishes_meanwhile(environ, start_response):
        cached.clock.now = ContentStamp(2, 2)
        return site(environ, start_response)

    cached.application = publishes_meanwhile
    assert [ask(cached), ask(cached), ask(cached)] == ["answer 1", "answer 2", "answer 2"]


def test_page_is_given_until_its_moment_and_no_longer(cached, monkeypatch):
    ask(cached)
    (kept,) = cached.stores.addresses._pages.values()
    for moment, expected in ((kept.until - 1, "answer 1"), (kept.until, "answer 2")):
        monkeypatch.setattr(page_cache.time, "time", lambda moment=moment: moment)
        assert ask(cached) == expected


def test_answer_to_a_cookie_or_to_head_is_not_kept(cached):
    for more in ({"HTTP_COOKIE": "csrftoken=x"}, {"REQUEST_METHOD": "HEAD"}):
        ask(cached, **more)
    assert cached.stores.addresses.bytes == 0
    assert ask(cached) == "answer 3"


def test_shelf_puts_away_what_nobody_asked_for_longest():
    store = PageStore(3 * page().size)
    for name in "abc":
        store.put((name,), page())
    store.get(("a",))
    store.put(("d",), page())
    assert [bool(store.get((name,))) for name in "abcd"] == [True, False, True, True]
    assert store.bytes == 3 * page().size


def test_shelf_counts_a_page_that_is_kept_again_once():
    store = PageStore(10_000)
    for size in (1, 500):
        store.put(("a",), page(size))
    assert store.bytes == page(500).size == 2_500
    assert len(store.get(("a",)).body[0]) == 500


@pytest.mark.parametrize(("size", "kept"), [(512 * 1024, True), (512 * 1024 + 1, False)])
def test_page_of_more_than_half_a_megabyte_is_not_kept(size, kept):
    stores = PageStores(8_000_000)
    stores.put(("a",), "", page(size))
    assert bool(stores.addresses.bytes) is kept


def test_queries_and_addresses_share_the_memory_in_halves():
    stores = PageStores(1_000)
    assert (stores.addresses._max_bytes, stores.queries._max_bytes) == (500, 500)
    assert (stores.of(""), stores.of("q=a")) == (stores.addresses, stores.queries)


def test_question_is_kept_the_second_time():
    stores = PageStores(100_000)
    for expected in (0, 1, 1):
        stores.put(("a", "q=1"), "q=1", page())
        assert len(stores.queries._pages) == expected
    assert stores.addresses.bytes == 0


def test_queries_that_were_seen_are_forgotten_beyond_a_number(monkeypatch):
    monkeypatch.setattr(PageStores, "MAX_SEEN", 2)
    stores = PageStores(100_000)
    for name in ("a", "b", "c", "a"):
        stores.put((name,), "q", page())
    assert stores.queries.bytes == 0
    stores.put(("c",), "q", page())
    assert len(stores.queries._pages) == 1


def test_unchanged_page_is_answered_with_the_headers_that_a_304_has():
    kept = {"cache-control", "content-location", "date", "etag", "expires", "vary", "server-timing"}
    names = [*(name.title() for name in kept - {"etag"}), "ETag", "Content-Type", "Content-Length", "X-Other"]
    one = CachedPage(b"x", [(name, '"a"') for name in names], ContentStamp(1, 1))
    told = []
    assert one.answer(environ(HTTP_IF_NONE_MATCH='W/"a"'), lambda *said: told.extend(said)) == []
    assert told[0] == "304 Not Modified"
    assert {name.lower() for name, _value in told[1]} == kept
    told.clear()
    assert one.answer(environ(), lambda *said: told.extend(said)) == [b"x"]
    assert (told[0], [name for name, _value in told[1]]) == ("200 OK", names)


@pytest.mark.parametrize(
    ("wanted", "unchanged"), [('"a"', True), ('"b", W/"a"', True), ("*", True), ('"b"', False), ("", False)]
)
def test_page_is_unchanged_for_whoever_has_it(wanted, unchanged):
    one = CachedPage(b"x", [("ETag", 'W/"a"')], ContentStamp(1, 1))
    found = one.answer(environ(HTTP_IF_NONE_MATCH=wanted), lambda *said: None)
    assert found == ([] if unchanged else [b"x"])


def test_site_makes_a_whole_page_for_whoever_has_an_older_one(cached):
    """What is kept is the page; the cache itself says whether it is unchanged."""
    site, asked = cached.application, []
    cached.application = lambda environ, start: (
        asked.append(environ[ANSWERS_IF_UNCHANGED]) or site(environ, start)
    )
    assert ask(cached, HTTP_IF_NONE_MATCH='"1"') == ""
    assert (asked, ask(cached)) == ([True], "answer 1")


def test_content_that_is_not_known_is_never_kept(cached):
    cached.clock.now = None
    for number in (1, 2):
        response = cached(environ(), lambda *told: None)
        assert response.content.decode() == f"answer {number}"
        response.close()
    assert cached.stores.addresses.bytes == 0


def test_page_that_is_put_away_while_it_is_asked_for_is_given():
    class Busy(OrderedDict):
        def move_to_end(self, key, last=True):
            raise KeyError(key)

    shelf = PageStore(10_000)
    shelf._pages = Busy({("a",): page()})
    assert shelf.get(("a",)).body == [b"x"]


def test_store_is_changed_by_one_at_a_time():
    shelf, seen = PageStore(10_000), []

    class Lock:
        def __enter__(self):
            seen.append(shelf.bytes)

        def __exit__(self, *error):
            seen.append(shelf.bytes)

    shelf._lock = Lock()
    shelf.put(("a",), page())
    assert seen == [0, page().size]
