import pytest

from profiles.pages.source_list import SourceList
from tests.factories import make_source


@pytest.mark.django_db
def test_sources_are_numbered_by_first_use_and_say_what_they_support():
    one, two = make_source(), make_source()
    sources = SourceList()
    assert [
        sources.number(two, "Area"),
        sources.number(one),
        sources.number(two, "Area"),
        sources.number(two, "Year"),
    ] == [1, 2, 1, 1]
    assert list(sources) == [(1, two, ["Area", "Year"]), (2, one, [])]
    assert len(sources) == 2


def test_empty_list_is_false():
    assert not SourceList()
