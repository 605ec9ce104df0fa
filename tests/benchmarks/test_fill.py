from __future__ import annotations

import pytest

from benchmarks.fill import fill
from companies.models import Company
from profiles.documents.shape import shape_of
from profiles.models import ContentVersion, MatchKey, Version
from profiles.recognising import match_keys

pytestmark = pytest.mark.django_db(transaction=True)


def test_filled_database_holds_what_the_models_allow():
    fill(60)
    for company in Company.objects.published():
        company.full_clean()
        for relation in shape_of("company").rows:
            for row in getattr(company, relation).all():
                row.full_clean()
    assert Company.objects.published().count() == 60


def test_filled_database_has_a_history_and_a_content_version():
    before = ContentVersion.current()
    fill(5)
    assert Version.objects.filter(kind="company", state="published").count() == 5
    assert ContentVersion.current() > before


def test_filled_database_goes_on_counting():
    fill(5)
    assert Company.objects.create(slug="next", name_en="Next").pk > 5


def test_fill_again_changes_nothing_and_refuses_another_number():
    fill(5)
    fill(5)
    assert Company.objects.count() == 5
    with pytest.raises(SystemExit, match="has 5 companies"):
        fill(6)


def test_filled_database_has_the_match_keys_of_real_saves():
    fill(20)
    assert match_keys.keep_missing("company") == 0
    for company in Company.objects.all():
        kept = MatchKey.objects.filter(kind="company", object_id=company.pk).values_list("key", flat=True)
        assert set(kept) == match_keys.keys_of_profile(company)
