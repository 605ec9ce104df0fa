"""Visits of a site with four workers: none is lost at a clean stop, and of a killed worker one batch at most."""

from __future__ import annotations

import http.client
import os
import signal
import threading
import time

import pytest
from django.db import connection

from tests.factories import make_company
from tests.served import site_process
from tests.stories.factories import make_story
from tests.visits.test_counting import BROWSER
from visits.models import VisitCount

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8
PATIENCE = 240  # seconds: four workers start, on a machine with other work to do


def visit(port: int, paths: list[str], statuses: list[int], agent: str = BROWSER) -> None:
    """One connection after another, as visitors come: the server spreads them over its workers."""
    for path in paths:
        http_connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        http_connection.request("GET", path, headers={"User-Agent": agent, "Accept-Encoding": "gzip"})
        response = http_connection.getresponse()
        response.read()
        statuses.append(response.status)
        http_connection.close()


def _wait_for_workers(server) -> None:
    """Until the server answers; it has its port before it has workers."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and len(server.workers) < 4:
        time.sleep(0.5)
    visit(server.port, ["/health/live"], [])


def visit_at_once(port: int, paths: list[str]) -> list[int]:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=visit, args=(port, paths[number::THREADS], statuses))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def counted() -> dict[tuple[str, int], int]:
    connection.close()
    return {(one.kind, one.object_id): one.total for one in VisitCount.objects.all()}


def test_thousand_visits_over_four_workers_are_a_thousand():
    company, story = make_company(slug="acme"), make_story(slug="one")
    paths = ["/companies/acme/", "/stories/one/"] * 500
    with site_process(workers=4) as server:
        _wait_for_workers(server)
        assert visit_at_once(server.port, paths) == [200] * 1_000
        visit(server.port, ["/companies/acme/"] * 20, [], "Googlebot/2.1")
    assert counted() == {("company", company.pk): 500, ("story", story.pk): 500}


def test_killed_worker_loses_what_it_had_not_written():
    company = make_company(slug="acme")
    with site_process(workers=4) as server:
        _wait_for_workers(server)
        assert visit_at_once(server.port, ["/companies/acme/"] * 200) == [200] * 200
        deadline = time.monotonic() + PATIENCE
        while counted() != {("company", company.pk): 200} and time.monotonic() < deadline:
            time.sleep(0.2)
        assert counted() == {("company", company.pk): 200}
        assert visit_at_once(server.port, ["/companies/acme/"] * 80) == [200] * 80
        os.kill(server.workers[0], signal.SIGKILL)
    assert 200 <= counted()["company", company.pk] <= 280
