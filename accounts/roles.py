"""Who may do what, as data. `manage.py setup_roles` writes it to the database.

A role says actions by model ("profiles.source") or by a sort of models, which the apps above name (`name_sort`):
a new kind of profile is in the roles as soon as it is registered. The actions are Django's own (view, add,
change, delete) and the verbs that a model adds in Meta.permissions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

# Sorts of models.
PROFILES, ROWS, TERMS = "profiles", "rows", "terms"
EDIT = "view add change delete"
READ = "view"

READ_PROFILES = {
    **{PROFILES: READ, ROWS: READ, TERMS: READ},
    **{"profiles.source": READ, "profiles.metric": READ, "pages.page": READ},
}
MODERATE = {
    "submissions.submission": "view moderate second",
    "submissions.notice": "view change",
    "submissions.reason": READ,
}

ADMINISTRATOR = "Administrator"

ROLES: dict[str, dict[str, str]] = {
    # Maintains companies, parks and stories, and decides when they are public.
    "Editor": {
        PROFILES: "view add change publish withdraw",
        ROWS: EDIT,
        TERMS: "view add change",
        "profiles.source": "view add change",
        "profiles.metric": READ,
        "profiles.changeset": READ,
        "stories.story": "publish withdraw",
        "pages.page": "view change",
    },
    # Decides on what visitors propose; reads everything, edits nothing directly.
    "Moderator": READ_PROFILES | MODERATE,
    # Everything an editor does, and users, roles, lists and deletion.
    ADMINISTRATOR: {
        PROFILES: f"{EDIT} publish withdraw",
        **dict.fromkeys((ROWS, TERMS, "profiles.source", "profiles.metric"), EDIT),
        "profiles.changeset": READ,
        "stories.story": "publish withdraw",
        "pages.page": "view change",
        "partners.park": "make_host",
        "accounts.user": EDIT,
        "accounts.representative": EDIT,
        **MODERATE,
        "submissions.submission": f"{MODERATE['submissions.submission']} forget",
        "submissions.reason": EDIT,
    },
}

# Roles that do not accept alone what the facts of a profile mark with `second_reader`.
READ_BY_TWO = frozenset({"Moderator"})

_sorts: dict[str, Callable[[], Iterable[Any]]] = {}


def name_sort(sort: str, models: Callable[[], Iterable[Any]]) -> None:
    """Say which models are of a sort; `models` is called when the roles are read."""
    _sorts[sort] = models


def needs_second_reader(user: AbstractUser) -> bool:
    """Whether such a fact needs another reader beside this user: unless one of the user's roles asks for none."""
    if user.is_superuser:
        return False
    names = user.groups.values_list("name", flat=True)
    roles = [name for name in names if any(key.startswith("submissions.") for key in ROLES.get(name, {}))]
    return READ_BY_TWO.issuperset(roles)


def codenames(role: str) -> set[tuple[str, str]]:
    """The permissions of a role as (app label, codename) pairs."""
    return {
        (app, f"{action}_{model}")
        for subject, actions in ROLES[role].items()
        for app, model in _models(subject)
        for action in actions.split()
    }


def _models(subject: str) -> Iterable[tuple[str, str]]:
    """(app label, model name) of each model of a sort, or of the one that is named."""
    if subject in _sorts:
        return [(model._meta.app_label, model._meta.model_name) for model in _sorts[subject]()]
    app, _dot, model = subject.partition(".")
    return [(app, model)]
