"""Who may do what, as data. `manage.py setup_roles` writes it to the database.

A permission is written app.model: actions. The actions are Django's own (view, add,
change, delete) and the verbs that a model adds in Meta.permissions.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

COMPANY_ROWS = (
    "companyname",
    "companyfigure",
    "companymilestone",
    "companycitation",
    "stakeholder",
    "presence",
    "identifier",
    "certificate",
)
PARK_ROWS = ("parkname", "parkfigure", "parkmilestone", "parkcitation", "partnership", "statement")
EDIT = "view add change delete"

READ_PROFILES = {
    "companies": dict.fromkeys(("company", "sector", "zone", *COMPANY_ROWS), "view"),
    "partners": dict.fromkeys(("park", *PARK_ROWS), "view"),
    "profiles": {"source": "view", "metric": "view"},
}

MODERATE = {"submission": "view moderate second", "notice": "view change", "reason": "view"}

ADMINISTRATOR = "Administrator"

ROLES: dict[str, dict[str, dict[str, str]]] = {
    # Maintains companies and parks, and decides when they are public.
    "Editor": {
        "companies": {
            "company": "view add change publish withdraw",
            **dict.fromkeys(COMPANY_ROWS, EDIT),
            "sector": "view add change",
            "zone": "view add change",
        },
        "partners": {"park": "view add change publish withdraw", **dict.fromkeys(PARK_ROWS, EDIT)},
        "profiles": {"source": "view add change", "metric": "view"},
    },
    # Decides on what visitors propose; reads everything, edits nothing directly.
    "Moderator": READ_PROFILES | {"submissions": MODERATE},
    # Everything an editor does, and users, roles, lists and deletion.
    ADMINISTRATOR: {
        "companies": {
            "company": "view add change delete publish withdraw",
            **dict.fromkeys(("sector", "zone", *COMPANY_ROWS), EDIT),
        },
        "partners": {
            "park": "view add change delete publish withdraw make_host",
            **dict.fromkeys(PARK_ROWS, EDIT),
        },
        "profiles": {"source": EDIT, "metric": EDIT},
        "accounts": {"user": EDIT, "representative": EDIT},
        "submissions": MODERATE | {"reason": EDIT},
    },
}

# What a role does not accept alone: fields of a profile, or kinds of its rows.
SECOND_READER = {
    "Moderator": frozenset({"name_en", "name_zh", "name_fr", "legal_name", "identifiers"}),
}


def needs_second_reader(user: Any, touched: Collection[str]) -> bool:
    """Whether what is touched needs another reader: unless one of the user's roles asks for none."""
    if user.is_superuser:
        return False
    roles = [
        name for name in user.groups.values_list("name", flat=True) if "submissions" in ROLES.get(name, {})
    ]
    return all(SECOND_READER.get(role, frozenset()) & set(touched) for role in roles)


def codenames(role: str) -> set[tuple[str, str]]:
    """The permissions of a role as (app label, codename) pairs."""
    return {
        (app, f"{action}_{model}")
        for app, models in ROLES[role].items()
        for model, actions in models.items()
        for action in actions.split()
    }
