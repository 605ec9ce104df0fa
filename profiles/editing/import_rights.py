"""Who sees imports, and who takes them back."""

from __future__ import annotations

from accounts.models import User
from profiles.models import ChangeSet, Profile
from profiles.models.registry import profile_kinds


def kinds_to_look_at(user: User) -> set[str]:
    """The kinds of profile whose imports somebody sees: whoever may import them, and whoever is to see imports."""
    sees_imports = user.has_perm("profiles.view_changeset")
    return {
        kind.name
        for kind in profile_kinds()
        if _may(user, kind.model, "add", "change") or (sees_imports and _may(user, kind.model, "view"))
    }


def kinds_to_take_back(user: User) -> set[str]:
    """Whoever may import and publish profiles of a kind takes back imports of it, those of others too."""
    return {kind.name for kind in profile_kinds() if _may(user, kind.model, "add", "change", "publish")}


def may_take_back(user: User, change_set: ChangeSet) -> bool:
    """Who may not publish imports proposals, and takes his own back."""
    is_own = bool(change_set.options.get("proposes")) and change_set.made_by == user
    return is_own or change_set.kind in kinds_to_take_back(user)


def _may(user: User, model: type[Profile], *verbs: str) -> bool:
    meta = model._meta
    return all(user.has_perm(f"{meta.app_label}.{verb}_{meta.model_name}") for verb in verbs)
