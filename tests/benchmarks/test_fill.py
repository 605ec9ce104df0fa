from __future__ import annotations

import pytest
from django.core.management import call_command

from benchmarks.fill import fill
from companies.models import Company
from profiles.documents.reading import document_of
from profiles.documents.shape import shape_of
from profiles.models import ContentVersion, MatchKey, Version
from profiles.recognising import match_keys

NUMBER = 60


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """A database of so many companies, made once for all tests; gives the version of the content before that."""
    with django_db_blocker.unblock():
        before = ContentVersion.current()
        fill(NUMBER)
    yield before
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False)


def test_filled_database_holds_what_the_models_allow(filled, db):
    for company in Company.objects.published():
        company.full_clean()
        for relation in shape_of("company").rows:
            for row in getattr(company, relation).all():
                row.full_clean()
    assert Company.objects.published().count() == NUMBER


def test_filled_database_has_a_history_and_a_content_version(filled, db):
    assert Version.objects.filter(kind="company", state="published").count() == NUMBER
    assert ContentVersion.current() > filled


def test_filled_database_goes_on_counting(filled, db):
    assert Company.objects.create(slug="next", name_en="Next").pk > NUMBER


def test_fill_again_changes_nothing_and_refuses_another_number(filled, db):
    fill(NUMBER)
    assert Company.objects.count() == NUMBER
    with pytest.raises(SystemExit, match=f"has {NUMBER} companies"):
        fill(NUMBER + 1)


def test_filled_database_has_the_match_keys_of_real_saves(filled, db):
    assert match_keys.keep_missing("company") == 0
    for company in Company.objects.all():
        kept = MatchKey.objects.filter(kind="company", object_id=company.pk).values_list("key", flat=True)
        assert set(kept) == match_keys.keys_of(document_of(company))
