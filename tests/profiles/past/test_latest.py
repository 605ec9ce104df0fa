"""What people changed last, of all that was written."""

import pytest

from profiles.models import Version
from profiles.past.latest import MAX_READ, latest_changes
from tests.factories import make_company, make_park
from tests.profiles.edits import edit, move


def told():
    return [(str(change.profile.name), change.parts) for change in latest_changes(5)]


@pytest.fixture
def company(db):
    """As an import leaves it: nothing in its history was done by hand."""
    company = make_company(name_en="One")
    Version.objects.all().delete()
    return company


def test_what_came_without_a_person_is_no_news(company):
    assert told() == []
    edit(company, website="https://one.example", origin=Version.Origin.SHIPPED)
    assert told() == []


def test_newest_change_of_each_profile_is_told_with_what_changed(company):
    edit(company, website="https://one.example")
    edit(make_park(name_en="Two"), summary_en="A park.")
    edit(company, summary_en="Makes chips.")
    assert told() == [("One", ["Summary in English"]), ("Two", ["Summary in English"])]


def test_publication_is_news_and_a_withdrawn_profile_is_none(company):
    other = make_company(name_en="Two", published=False)
    move(other, "publish")
    assert told() == [("Two", [])]
    move(other, "withdraw")
    assert told() == []


def test_what_visitors_never_see_is_no_news(company):
    edit(company, editors_note="Ask them.")
    assert told() == []
    edit(company, summary_en="Makes chips.")
    edit(company, editors_note="Ask them again.")
    assert told() == [("One", ["Summary in English"])]


def test_only_the_last_versions_are_read(company, django_assert_num_queries):
    other = make_company(name_en="Two")
    edit(other, summary_en="Older.")
    for number in range(MAX_READ):
        Version.objects.create(
            kind="company",
            object_id=company.pk,
            number=100 + number,
            action="changed",
            origin="admin",
            state="draft",
        )
    with django_assert_num_queries(1):
        assert told() == []
