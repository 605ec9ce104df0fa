"""Takes a change set back, profile by profile: the older document is proposed to the usual three-way merge."""

from __future__ import annotations

from accounts.models import User
from profiles.models import Profile
from profiles.models.registry import profile_kinds


def kinds_to_import(user: User) -> set[str]:
    """The kinds of profile that somebody may import."""
    return {kind.name for kind in profile_kinds() if _may(user, kind.model, "add", "change")}


def kinds_to_take_back(user: User) -> set[str]:
    """Whoever may import and publish profiles of a kind takes back imports of it, those of others too."""
    return {kind.name for kind in profile_kinds() if _may(user, kind.model, "add", "change", "publish")}


def _may(user: User, model: type[Profile], *verbs: str) -> bool:
    meta = model._meta
    return all(user.has_perm(f"{meta.app_label}.{verb}_{meta.model_name}") for verb in verbs)
