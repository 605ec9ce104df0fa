"""Which profiles a worker has to read again."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from profiles.content.changes import changes_since, current_stamp
from profiles.documents.writing import Actor, delete
from profiles.models import ContentVersion
from tests.factories import make_company, make_park

pytestmark = pytest.mark.django_db


def test_nothing_is_read_again_while_nothing_changed(django_assert_num_queries):
    make_company()
    seen = current_stamp()
    with django_assert_num_queries(1):
        assert changes_since("company", seen).ids == frozenset()


def test_first_look_reads_everything():
    assert changes_since("company", None).ids is None


def test_published_withdrawn_and_deleted_profiles_of_the_kind_are_named():
    first, second, untouched = make_company(published=False), make_company(), make_company()
    gone = make_company()
    gone_pk, seen = gone.pk, current_stamp()
    first.publish(by=None)
    second.withdraw(by=None)
    delete(gone, gone.version, Actor())
    make_park()
    changes = changes_since("company", seen)
    assert changes.ids == {first.pk, second.pk, gone_pk}
    assert untouched.pk not in changes.ids
    assert changes_since("company", changes.stamp).ids == frozenset()


def test_terms_move_the_content_alone():
    make_company()
    seen = current_stamp()
    ContentVersion.advance()
    changes = changes_since("company", seen)
    assert (changes.ids, changes.stamp.content) == (frozenset(), seen.content + 1)


def test_too_many_changes_are_not_listed():
    seen = current_stamp()
    for _number in range(3):
        make_company()
    assert changes_since("company", seen, limit=2).ids is None


def test_database_that_was_put_back_is_read_anew():
    make_company()
    mark = current_stamp()
    later = mark._replace(version=mark.version + 5)
    assert changes_since("company", later).ids is None


@pytest.mark.django_db
def test_marks_after_a_restore_are_above_both_databases(capsys):
    ContentVersion.objects.filter(pk=1).delete()
    for _commit in range(3):
        ContentVersion.advance(terms=True)
    before = current_stamp()
    ContentVersion.objects.update(number=1, terms=1)  # the backup is older
    call_command("after_restore")
    after = current_stamp()
    assert after.content > before.content
    assert after.terms > before.terms
    assert capsys.readouterr().out == f"content version {after.content}\n"
    call_command("after_restore", verbosity=0)
    assert current_stamp().content > after.content
