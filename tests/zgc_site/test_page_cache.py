"""The page cache in front of the site: quick, never stale, and never with what is another's."""

from __future__ import annotations

import gzip
import http.client
import re
import threading
import time
from contextlib import ExitStack, closing

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client
from django.utils import timezone

from companies.models import Company
from profiles.content.clock import ContentClock
from profiles.models import ContentVersion
from tests.factories import make_company, make_park, make_user
from tests.served import ask, site_process
from zgc_site.application import Application
from zgc_site.page_cache import PageCache

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ["/", "/companies/", "/companies/qinghe/", "/partners/", "/partners/nice/", "/map/", "/sources/"]


class Counted:
    """The site without its page cache; counts how often it is asked."""

    def __init__(self):
        self.site, self.count = Application(), 0

    def __call__(self, environ, start_response):
        self.count += 1
        return self.site(environ, start_response)


@pytest.fixture
def cached():
    """The site behind a page cache of its own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    clock = ContentClock()
    yield PageCache(Counted(), clock, 8 * 1024 * 1024)
    clock.close()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def company():
    make_park(slug="nice", name_en="Nice Park", kind="science_park")
    return make_company(slug="qinghe", name_en="Qinghe", name_zh="清河")


def session_of(user):
    client = Client()
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}"


@pytest.mark.parametrize("prefix", ["", "/zh-hans", "/fr"])
@pytest.mark.parametrize("path", PAGES)
def test_second_answer_is_the_first_from_memory(cached, company, path, prefix):
    first = ask(cached, prefix + path)
    second = ask(cached, prefix + path)
    assert (first.status, cached.application.count) == (200, 1)
    assert (second.headers, second.body) == (first.headers, first.body)


@pytest.mark.parametrize("path", PAGES)
def test_answer_is_the_sites_own(cached, company, path):
    """Body and headers, those of security included."""
    own = ask(cached.application, path)
    for _ in range(2):
        answer = ask(cached, path)
        assert (answer.headers, answer.body) == (own.headers, own.body)
    assert {"Content-Security-Policy", "X-Frame-Options", "Permissions-Policy"} <= set(answer.headers)


@pytest.mark.parametrize("count", [1, 2])
def test_matching_etag_is_answered_without_a_body(cached, company, count):
    etag = ask(cached, "/companies/").headers["ETag"]
    for given in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        answer = ask(cached, "/companies/", HTTP_IF_NONE_MATCH=given)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == etag
        assert set(answer.headers) == {"Cache-Control", "ETag", "Vary"}
    assert cached.application.count == 1


def test_other_etag_is_answered_with_the_page(cached, company):
    page = ask(cached, "/companies/")
    assert ask(cached, "/companies/", HTTP_IF_NONE_MATCH='W/"other"').body == page.body


def test_matching_etag_is_answered_by_the_site_itself(company):
    site = Application()
    etag = ask(site, "/companies/").headers["ETag"]
    answer = ask(site, "/companies/", HTTP_IF_NONE_MATCH=etag)
    assert (answer.status, answer.body) == (304, b"")


def test_head_has_the_headers_and_no_body(cached, company):
    page = ask(cached, "/companies/")
    head = ask(cached, "/companies/", method="HEAD")
    assert (head.status, head.headers, head.body) == (200, page.headers, b"")
    assert cached.application.count == 1


def test_publication_shows_at_once(cached, company):
    draft = make_company(name_en="Newcomer", published=False)
    assert b"Newcomer" not in ask(cached, "/companies/").body
    draft.publish(by=None)
    assert b"Newcomer" in ask(cached, "/companies/").body
    draft.withdraw(by=None)
    assert b"Newcomer" not in ask(cached, "/companies/").body
    assert ask(cached, f"/companies/{draft.slug}/").status == 404


def test_transaction_that_fails_changes_no_page(cached, company):
    before = ask(cached, "/companies/").body
    with pytest.raises(RuntimeError):
        _publish_and_fail()
    assert ask(cached, "/companies/").body == before


def _publish_and_fail():
    from django.db import transaction

    with transaction.atomic():
        make_company(name_en="Newcomer")
        raise RuntimeError


@pytest.mark.parametrize("number", range(4))
def test_visitor_never_gets_a_byte_of_staff(cached, company, number):
    """200 pairs: staff first, then a visitor, in all languages and on all pages."""
    cookie = session_of(make_user(role="Editor", username=f"zhang-wei-{number}"))
    for prefix in ("", "/zh-hans", "/fr"):
        for path in (*PAGES, "/companies/?q=qinghe", "/companies/qinghe/history/"):
            for encoding in ("", "gzip"):
                address, _, query = (prefix + path).partition("?")
                more = {"query": query, "HTTP_ACCEPT_ENCODING": encoding}
                staff = _text(ask(cached, address, HTTP_COOKIE=cookie, **more))
                visitor = _text(ask(cached, address, **more))
                assert f"zhang-wei-{number}" in staff
                assert "zhang-wei" not in visitor
                again = _text(ask(cached, address, HTTP_COOKIE=cookie, **more))
                assert f"zhang-wei-{number}" in again


def _text(answer):
    body = gzip.decompress(answer.body) if answer.headers.get("Content-Encoding") == "gzip" else answer.body
    return body.decode()


def test_request_with_a_message_is_answered_by_the_site(cached, company):
    ask(cached, "/companies/")
    ask(cached, "/companies/", HTTP_COOKIE=f"{CookieStorage.cookie_name}=x")
    assert cached.application.count == 2


def test_request_with_another_cookie_is_answered_but_not_kept(cached, company):
    for count in (1, 2):
        ask(cached, "/companies/", HTTP_COOKIE="csrftoken=abc")
        assert cached.application.count == count
    page = ask(cached, "/companies/")
    assert ask(cached, "/companies/", HTTP_COOKIE="csrftoken=abc").body == page.body
    assert cached.application.count == 3


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("GET", "/accounts/login/", {}),
        ("GET", "/robots.txt", {}),
        ("GET", "/companies/nobody/", {}),
        ("POST", "/companies/", {}),
        ("GET", "/companies/", {"HTTP_AUTHORIZATION": "Bearer x"}),
        ("GET", "/companies/", {"query": "q=" + "a" * 1_000}),
    ],
)
def test_what_is_no_page_for_all_is_never_kept(cached, company, method, path, more):
    for _ in range(3):
        ask(cached, path, method=method, **more)
    assert cached.application.count == 3
    assert cached.stores.addresses.bytes == cached.stores.queries.bytes == 0


def test_hosts_and_encodings_have_pages_of_their_own(cached, company):
    plain = ask(cached, "/")
    other = ask(cached, "/", HTTP_HOST="localhost")
    packed = ask(cached, "/", HTTP_ACCEPT_ENCODING="br, gzip")
    assert cached.application.count == 3
    assert "http://testserver/" not in _text(other)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert (_text(packed), packed.headers["ETag"]) == (_text(plain), plain.headers["ETag"])


def test_language_is_that_of_the_address_whatever_the_browser_prefers(cached, company):
    for language in ("fr", "zh-CN", "en"):
        assert b'<html lang="en">' in ask(cached, "/companies/", HTTP_ACCEPT_LANGUAGE=language).body
        assert b'<html lang="fr">' in ask(cached, "/fr/companies/", HTTP_ACCEPT_LANGUAGE=language).body
    assert cached.application.count == 2


def test_question_is_kept_when_it_is_asked_again(cached, company):
    for count in (1, 2, 2, 2):
        ask(cached, "/companies/", query="zone=haidian")
        assert cached.application.count == count


def test_flood_of_queries_takes_little_memory_and_pushes_no_page_out(cached, company):
    pages = PageCache(cached.application, cached.clock, 400_000)
    ask(pages, "/companies/qinghe/")
    for number in range(12):
        for _ in range(3):
            ask(pages, "/companies/", query=f"page={number}")
    count = cached.application.count
    ask(pages, "/companies/qinghe/")
    assert cached.application.count == count
    assert 0 < pages.stores.queries.bytes <= 200_000
    assert pages.stores.queries.bytes == sum(page.size for page in pages.stores.queries._pages.values())


def test_page_is_made_anew_after_ten_minutes_or_at_midnight(cached, company, monkeypatch):
    ask(cached, "/companies/")
    (page,) = cached.stores.addresses._pages.values()
    assert page.until <= time.time() + 600
    gone = timezone.localtime().replace(hour=23, minute=59, second=50)
    monkeypatch.setattr("zgc_site.page_cache.localtime", lambda: gone)
    ask(cached, "/fr/companies/")
    assert list(cached.stores.addresses._pages.values())[-1].until <= time.time() + 10
    page.until = time.time() - 1
    ask(cached, "/companies/")
    assert cached.application.count == 3


def test_timing_of_an_answer_from_memory_is_its_own(cached, company, settings):
    settings.SERVER_TIMING = True
    pages = PageCache(Counted(), cached.clock, 8 * 1024 * 1024)
    ask(pages, "/companies/")
    assert ask(pages, "/companies/").headers["Server-Timing"] == 'db;desc="0 queries", total;dur=0.0'


def test_database_that_does_not_answer_is_the_sites_concern(cached, company, caplog):
    ask(cached, "/companies/")
    cached.clock.close()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE profiles_contentversion RENAME TO away")
    try:
        assert cached.clock.stamp() is None
        assert ask(cached, "/companies/").status in (200, 500)
        assert cached.application.count == 2
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO profiles_contentversion")
    assert "Which content there is cannot be read" in caplog.text


def test_many_visitors_while_an_editor_publishes_see_what_is_published(cached, company):
    """No answer is older than what was committed before it was asked for."""
    committed, wrong, over = [0], [], threading.Event()

    def visit():
        while not over.is_set():
            number = committed[0]
            shown = int(re.search(r"Version (\d+)", _text(ask(cached, "/companies/qinghe/")))[1])
            if shown < number:
                wrong.append((shown, number))
        connection.close()

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    Company.objects.update(summary_en="Version 000")
    ContentVersion.advance()
    for visitor in visitors:
        visitor.start()
    for number in range(1, 16):
        Company.objects.update(summary_en=f"Version {number:03d}")
        ContentVersion.advance()
        committed[0] = number
    over.set()
    for visitor in visitors:
        visitor.join(30)
    assert wrong == []


def test_publication_shows_in_every_process(company):
    with site_process() as one, site_process() as two, ExitStack() as stack:
        servers = [
            stack.enter_context(closing(http.client.HTTPConnection("127.0.0.1", server.port)))
            for server in (one, two)
        ]
        for number in range(5):
            draft = make_company(name_en=f"Newcomer {number}", published=False)
            assert not any(f"Newcomer {number}" in _page(server) for server in servers)
            draft.publish(by=None)
            time.sleep(ContentClock.PAUSE)
            assert all(f"Newcomer {number}" in _page(server) for server in servers)


def _page(server):
    server.request("GET", "/companies/")
    return server.getresponse().read().decode()
