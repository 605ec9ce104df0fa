"""Records of merges."""

from __future__ import annotations

import pytest

from submissions.models import Merge
from submissions.models.merge import AlreadyUndone
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_merge_is_marked_as_undone_by_the_first_who_does_it():
    record = Merge.objects.create(
        kind="company", from_id=2, from_title="Legend", from_number=3, into_id=1, into_title="Lenovo", into_number=2
    )  # fmt: skip
    first, second = make_user(username="first"), make_user(username="second")
    late = Merge.objects.get()
    record.undone_versions = {"2": 4}
    record.mark_undone(by=first)
    with pytest.raises(AlreadyUndone):
        late.mark_undone(by=second)
    kept = Merge.objects.get()
    assert (kept.undone_by, kept.undone_versions, kept.undone_at) == (first, {"2": 4}, record.undone_at)
