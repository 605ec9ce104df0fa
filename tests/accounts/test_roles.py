import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from accounts import roles


@pytest.mark.django_db
def test_command_writes_the_roles_as_they_are(capsys):
    for _run in range(2):
        call_command("setup_roles", verbosity=0)
    for name in roles.ROLES:
        rows = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
        assert set(rows) == roles.codenames(name)


@pytest.mark.django_db
def test_command_refuses_a_permission_that_does_not_exist(monkeypatch):
    monkeypatch.setitem(roles.ROLES, "Editor", {"companies.company": "paint"})
    with pytest.raises(CommandError, match="paint_company"):
        call_command("setup_roles", verbosity=0)


def test_moderator_decides_on_proposals_and_only_views_the_rest():
    own = {codename for app, codename in roles.codenames("Moderator") if app == "submissions"}
    assert own == {
        *("view_submission", "moderate_submission", "second_submission"),
        *("view_notice", "change_notice", "view_reason"),
    }
    others = {codename for app, codename in roles.codenames("Moderator") if app != "submissions"}
    assert {codename.split("_")[0] for codename in others} == {"view"}
