import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from accounts import roles
from tests.factories import make_user


@pytest.mark.django_db
def test_command_writes_the_roles_as_they_are(capsys):
    call_command("setup_roles", verbosity=0)
    editors = Group.objects.get(name="Editor")
    editors.permissions.set(Permission.objects.filter(codename__in=["view_source", "delete_user"]))
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


# What each role may do with each sort of record; rows stand for the figures of a company.
MAY = {
    "Editor": {
        "companies.company": "view add change publish withdraw",
        "partners.park": "view add change publish withdraw",
        "companies.companyfigure": "view add change delete",
        "companies.sector": "view add change",
        "profiles.source": "view add change",
        "profiles.metric": "view",
        "submissions.submission": "",
        "accounts.user": "",
    },
    "Moderator": {
        "companies.company": "view",
        "partners.park": "view",
        "companies.companyfigure": "view",
        "companies.sector": "view",
        "profiles.source": "view",
        "profiles.metric": "view",
        "submissions.submission": "view moderate second",
        "submissions.notice": "view change",
        "submissions.reason": "view",
        "accounts.user": "",
    },
    "Administrator": {
        "companies.company": "view add change delete publish withdraw",
        "partners.park": "view add change delete publish withdraw make_host",
        "companies.companyfigure": "view add change delete",
        "companies.sector": "view add change delete",
        "profiles.source": "view add change delete",
        "profiles.metric": "view add change delete",
        "submissions.submission": "view moderate second forget",
        "submissions.notice": "view change",
        "submissions.reason": "view add change delete",
        "accounts.user": "view add change delete",
        "accounts.representative": "view add change delete",
    },
}


@pytest.mark.parametrize("role", MAY)
def test_role_may_do_this_and_no_more(role):
    assert set(roles.ROLES) == set(MAY)
    may = roles.codenames(role)
    for subject, actions in MAY[role].items():
        app, model = subject.split(".")
        found = {
            name.removesuffix(f"_{model}") for of, name in may if of == app and name.endswith(f"_{model}")
        }
        assert (subject, found) == (subject, set(actions.split()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("names", "needs"),
    [
        ((), True),
        (("Editor",), True),
        (("Moderator",), True),
        (("Moderator", "Editor"), True),
        (("Administrator",), False),
        (("Moderator", "Administrator"), False),
    ],
)
def test_second_reader_is_needed_beside_moderators(names, needs):
    call_command("setup_roles", verbosity=0)
    user = make_user()
    user.groups.set(Group.objects.filter(name__in=names))
    assert roles.needs_second_reader(user) is needs
    user.is_superuser = True
    assert roles.needs_second_reader(user) is False


def test_sort_of_models_is_asked_for_when_the_roles_are(monkeypatch):
    monkeypatch.setattr(roles, "_sorts", {})
    found = []
    roles.name_sort(roles.ROWS, lambda: found)
    assert ("auth", "delete_group") not in roles.codenames("Editor")
    found.append(Group)
    assert ("auth", "delete_group") in roles.codenames("Editor")
