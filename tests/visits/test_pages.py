"""How often a page was read, on the page."""

from __future__ import annotations

import datetime
import re

import pytest
from django.utils import timezone

from tests.factories import make_company, make_park
from tests.stories.factories import make_story
from visits.models import VisitCount

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize(
    ("make", "prefix"), [(make_company, "companies"), (make_park, "partners"), (make_story, "stories")]
)
def test_page_says_how_often_it_was_read_and_until_when(client, make, prefix):
    record = make(slug="one")
    address = f"/{prefix}/one/"
    before = client.get(address)
    assert 'class="visits' not in text_of(before)
    kind = record._meta.model_name
    VisitCount.objects.add_all({(kind, timezone.localdate()): {record.pk: 1}})
    assert re.search(
        r"Read 1 time, 1 today<span>\(counted until \d\d:\d\d, without cookies\)",
        text_of(client.get(address)),
    )
    VisitCount.objects.filter(kind=kind).update(total=1_234, day="2026-01-01")
    after = client.get(address)
    assert "Read 1,234 times<span>" in text_of(after)
    assert client.get(address, headers={"If-None-Match": after["ETag"]}).status_code == 304
    assert "Set-Cookie" not in after


def test_page_that_was_read_again_is_not_sent_again(client):
    story = make_story(slug="one")
    VisitCount.objects.add_all({("story", timezone.localdate()): {story.pk: 1}})
    etag = client.get("/stories/one/")["ETag"]
    VisitCount.objects.add_all({("story", timezone.localdate()): {story.pk: 1}})
    assert client.get("/stories/one/", headers={"If-None-Match": etag}).status_code == 304


def test_page_whose_day_is_over_is_sent_again(client, monkeypatch):
    company = make_company(slug="one")
    VisitCount.objects.add_all({("company", timezone.localdate()): {company.pk: 3}})
    etag = client.get("/companies/one/")["ETag"]
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    again = client.get("/companies/one/", headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert "Read 3 times<span>" in text_of(again)
