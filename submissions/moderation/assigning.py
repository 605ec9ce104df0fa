"""The users that a proposal can be assigned to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User


def moderators() -> QuerySet[User]:
    """Who may decide on proposals, through a role or by name."""
    permission = {"codename": "moderate_submission", "content_type__app_label": "submissions"}
    through_role = {f"groups__permissions__{name}": value for name, value in permission.items()}
    by_name = {f"user_permissions__{name}": value for name, value in permission.items()}
    users = get_user_model()._default_manager.filter(is_active=True)
    return (
        users.filter(Q(is_superuser=True) | Q(**through_role) | Q(**by_name)).distinct().order_by("username")
    )


class AssigneeField(forms.ModelChoiceField):
    """A moderator, by user name; nothing stands for nobody."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            get_user_model()._default_manager.none(),
            to_field_name="username",
            required=False,
            empty_label=gettext_lazy("nobody"),
            **kwargs,
        )
        self.queryset = moderators()

    def to_python(self, value: Any) -> User | None:
        if isinstance(value, str) and "\0" in value:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


def sent_it(person: User | None) -> str:
    """Why a proposal is not given to somebody."""
    return _("%(person)s sent this proposal; somebody else decides on it.") % {"person": person}


class AssignForm(forms.Form):
    to = AssigneeField(label=gettext_lazy("Assigned to"), widget=forms.Select(attrs={"class": "select"}))
