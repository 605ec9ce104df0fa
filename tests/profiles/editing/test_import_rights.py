"""Who sees imports and takes them back."""

import pytest
from django.contrib.auth.models import Permission

from accounts.models import User
from profiles.editing.import_rights import kinds_to_look_at, kinds_to_take_back, may_take_back
from profiles.models import ChangeSet
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def with_permissions(*names):
    user = make_user()
    app_names = {"changeset": "profiles", "company": "companies", "park": "partners"}
    for name in names:
        app = app_names[name.partition("_")[2]]
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=name))
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("names", "looks", "takes"),
    [
        ((), set(), set()),
        (("add_company", "change_company", "publish_company"), {"company"}, {"company"}),
        (("add_park", "change_park"), {"park"}, set()),
        (("change_company", "publish_company"), set(), set()),
        (("add_company", "publish_company"), set(), set()),
        (("view_changeset", "view_company"), {"company"}, set()),
        (("view_changeset",), set(), set()),
        (("view_company", "view_park"), set(), set()),
    ],
)
def test_imports_are_for_who_may_import_and_publish_such_profiles(names, looks, takes):
    user = with_permissions(*names)
    assert (kinds_to_look_at(user), kinds_to_take_back(user)) == (looks, takes)
    for kind in ("company", "park"):
        change_set = ChangeSet(kind=kind, made_by=user)
        assert may_take_back(user, change_set) == (kind in takes)


def test_proposals_of_an_import_are_taken_back_by_who_sent_them():
    user, other = make_user(), make_user()
    proposing = ChangeSet(kind="company", made_by=user, options={"proposes": True})
    publishing = ChangeSet(kind="company", made_by=user, options={"proposes": False})
    assert [may_take_back(user, one) for one in (proposing, publishing)] == [True, False]
    assert not may_take_back(other, proposing)
