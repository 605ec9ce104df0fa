"""Visits in memory, and what is written of them."""

from __future__ import annotations

import datetime
import threading
import time

import pytest
from django.db import OperationalError, connection

from profiles.content.changes import current_stamp
from tests.at_once import in_threads
from tests.factories import make_company
from visits.counting import VisitCounter
from visits.layer import VisitLayer
from visits.models import VisitCount, visits_of
from visits.robots import is_visit

TODAY, YESTERDAY = datetime.date(2026, 3, 2), datetime.date(2026, 3, 1)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def totals() -> dict[tuple[str, int], tuple[int, datetime.date, int]]:
    return {(one.kind, one.object_id): (one.total, one.day, one.on_day) for one in VisitCount.objects.all()}


@pytest.mark.django_db
def test_visits_are_added_up_in_all_and_by_day():
    add = VisitCount.objects.add_all
    add({("company", YESTERDAY): {1: 2, 2: 1}, ("story", YESTERDAY): {1: 5}})
    add({("company", YESTERDAY): {1: 3}})
    assert totals() == {
        ("company", 1): (5, YESTERDAY, 5),
        ("company", 2): (1, YESTERDAY, 1),
        ("story", 1): (5, YESTERDAY, 5),
    }
    add({("company", TODAY): {1: 4}})
    add({("company", YESTERDAY): {1: 1}})  # a batch of a worker that wrote it after midnight
    assert totals()["company", 1] == (10, TODAY, 4)


@pytest.mark.django_db
def test_visits_of_two_days_in_one_batch_are_told_apart():
    VisitCount.objects.add_all({("company", TODAY): {1: 4}, ("company", YESTERDAY): {1: 3}})
    assert totals() == {("company", 1): (7, TODAY, 4)}


@pytest.mark.django_db
def test_visits_of_yesterday_are_none_of_today():
    company = make_company()
    VisitCount.objects.add_all({("company", YESTERDAY): {company.pk: 3}})
    count = visits_of(company)
    assert (count.total, count.today) == (3, 0)
    assert visits_of(make_company()) is None


@pytest.mark.django_db(transaction=True)
def test_batches_at_once_lose_nothing_and_do_not_wait_for_ever():
    batches = [{("company", TODAY): dict.fromkeys(order, 1)} for order in ((1, 2, 3), (3, 2, 1), (2, 4))] * 4
    in_threads(*(lambda batch=batch: VisitCount.objects.add_all(batch) for batch in batches))
    assert {number: total for (_kind, number), (total, _day, _on_day) in totals().items()} == {
        1: 8,
        2: 12,
        3: 8,
        4: 4,
    }


@pytest.mark.django_db
def test_content_does_not_move():
    before = current_stamp()
    VisitCount.objects.add_all({("company", TODAY): {1: 4}})
    assert current_stamp() == before


def finder(**numbers):
    return {"company": lambda slugs: {slug: numbers[slug] for slug in slugs if slug in numbers}}


@pytest.mark.django_db
def test_page_that_is_not_public_counts_for_nothing():
    counter = VisitCounter(finder(acme=1), pause=600)
    for slug in ("acme", "draft", "acme", "compare"):
        counter.add("company", slug)
    counter._thread = threading.current_thread()
    assert counter.flush()
    assert [(one.object_id, one.total) for one in VisitCount.objects.all()] == [(1, 2)]


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, RuntimeError])
def test_batch_stays_while_it_cannot_be_written(monkeypatch, error):
    counter = VisitCounter(finder(acme=1))
    counter._is_stopping = True  # without a thread of its own: this one has the database of the test
    add_all = VisitCount.objects.add_all

    def fail(*args):
        raise error

    counter.add("company", "acme")
    monkeypatch.setattr(VisitCount.objects, "add_all", fail)
    assert not counter.flush()
    counter.add("company", "acme")
    monkeypatch.setattr(VisitCount.objects, "add_all", add_all)
    assert counter.flush()
    assert counter.flush()
    assert VisitCount.objects.get().total == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("batch", "pause"), [(3, 600.0), (1_000, 0.2)])
def test_thread_writes_a_full_batch_and_one_that_has_waited(batch, pause):
    counter = VisitCounter(finder(acme=1), batch=batch, pause=pause)
    for _number in range(3):
        counter.add("company", "acme")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and sum(total for total, _day, _on_day in totals().values()) < 3:
        time.sleep(0.05)
    assert [total for total, _day, _on_day in totals().values()] == [3]
    counter.add("company", "acme")
    thread = counter._thread
    counter.stop()
    thread.join(20)
    assert not thread.is_alive()
    connection.ensure_connection()
    assert VisitCount.objects.get().total == 4


def layer(status: str = "200 OK") -> tuple[VisitLayer, list]:
    counted: list = []

    class Counter:
        def add(self, *visit):
            counted.append(visit)

    def application(environ, start_response):
        start_response(status, [])
        return [b""]

    prefixes = {"company": "companies/", "story": "stories/"}
    return VisitLayer(application, Counter(), prefixes, ["en", "zh-hans"]), counted


def ask(site: VisitLayer, path: str, **environ) -> None:
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_USER_AGENT": BROWSER, **environ}
    site(asked, lambda *told: None)


def test_pages_of_profiles_and_stories_are_counted_in_every_language():
    site, counted = layer()
    for path in (
        *(
            "/companies/acme/",
            "/zh-hans/stories/one-two/",
            "/companies/",
            "/companies/acme/history/",
            "/",
            "/fr/companies/acme/",
        ),
        *("/companies/acme", "/media/companies/acme/", "/companies/a.b/", "/companies//"),
    ):
        ask(site, path)
    assert counted == [("company", "acme"), ("story", "one-two")]


@pytest.mark.parametrize(
    ("status", "is_counted"),
    [
        ("200 OK", True),
        ("304 Not Modified", True),
        ("301 Moved", False),
        ("404 Not Found", False),
        ("500 X", False),
    ],
)
def test_answer_with_the_page_is_counted(status, is_counted):
    site, counted = layer(status)
    ask(site, "/companies/acme/")
    assert bool(counted) == is_counted


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS"])
def test_only_pages_that_are_asked_for_are_counted(method):
    site, counted = layer()
    ask(site, "/companies/acme/", REQUEST_METHOD=method)
    assert counted == []


@pytest.mark.parametrize(
    ("environ", "is_one"),
    [
        ({"HTTP_USER_AGENT": BROWSER}, True),
        ({"HTTP_USER_AGENT": BROWSER, "HTTP_SEC_FETCH_DEST": "document"}, True),
        ({"HTTP_USER_AGENT": BROWSER, "HTTP_SEC_FETCH_DEST": "empty"}, False),
        ({"HTTP_USER_AGENT": BROWSER, "HTTP_SEC_FETCH_DEST": "iframe"}, False),
        ({"HTTP_USER_AGENT": BROWSER, "HTTP_SEC_PURPOSE": "prefetch;prerender"}, False),
        ({"HTTP_USER_AGENT": BROWSER, "HTTP_PURPOSE": "prefetch"}, False),
        ({"HTTP_USER_AGENT": BROWSER, "HTTP_X_MOZ": "prefetch"}, False),
        ({}, False),
        ({"HTTP_USER_AGENT": ""}, False),
    ],
)
def test_request_that_somebody_waits_for_is_a_visit(environ, is_one):
    assert is_visit(environ) == is_one


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/125 Safari/537.36",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
        "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0 Safari/537.36",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GoogleOther) Chrome/125 Safari/537.36",
        "Mozilla/5.0 (compatible; Google-InspectionTool/1.0)",
        "facebookexternalhit/1.1",
        "curl/8.5.0",
        "python-requests/2.32",
        "Python-urllib/3.12",
        "Go-http-client/2.0",
        "Feedly/1.0 (+http://www.feedly.com/fetcher.html)",
    ],
)
def test_robot_is_told_by_its_name(agent):
    assert not is_visit({"HTTP_USER_AGENT": agent})


@pytest.mark.parametrize(
    "agent",
    [
        BROWSER,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; MQQBrowser/14.9) AppleWebKit/537.36 Chrome/84 Mobile Safari/537.36 MicroMessenger/8.0",
        "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/97 Mobile Safari/537.36 baiduboxapp/13.52",
        "Opera/9.80 (Android; Opera Mini/36.2/119) Presto/2.12 Version/12.16",
        "w3m/0.5.3",
        "Mozilla/5.0 (Linux; Android 11; CUBOT KING KONG CS) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; U; Android 10; en-us; CUBOT_X30 Build/QP1A) AppleWebKit/537.36 Chrome/100 Mobile Safari/537.36",
    ],
)
def test_browser_is_no_robot(agent):
    assert is_visit({"HTTP_USER_AGENT": agent})


@pytest.mark.django_db
def test_visit_counts_for_its_day_in_the_time_zone_of_the_site(monkeypatch, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    counter = VisitCounter(finder(acme=1))
    counter._is_stopping = True
    for moment in ("2026-03-01T15:59:59+00:00", "2026-03-01T16:00:00+00:00", "2026-03-01T16:00:01+00:00"):
        now = datetime.datetime.fromisoformat(moment)
        monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
        monkeypatch.setattr("visits.counting.time.time", now.timestamp)
        counter.add("company", "acme")
    counter.flush()
    assert totals() == {("company", 1): (3, TODAY, 2)}
