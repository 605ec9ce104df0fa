from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts.careful_saves import CarefulAdmin, CarefulForm
from accounts.models import Representative, User
from accounts.roles import ROLES
from accounts.strict_admin import StrictAdmin

# Roles are data in roles.py, applied by a command; nobody edits them by hand.
admin.site.unregister(Group)


# The names of roles.py, for the catalogues.
ROLE_NAMES = (gettext_noop("Editor"), gettext_noop("Moderator"), gettext_noop("Administrator"))


class RoleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, role: Group) -> str:  # type: ignore[override]
        return gettext(role.name)


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(role, gettext(role)) for role in ROLES]

    def queryset(self, request: HttpRequest, users: QuerySet) -> QuerySet:
        return users.filter(groups__name=self.value()) if self.value() else users


class StaffUserForm(CarefulForm, UserChangeForm):
    pass


@admin.register(User)
class StaffUserAdmin(StrictAdmin, CarefulAdmin, UserAdmin):
    """Accounts and their roles. What a role may do, and who is a superuser, is not decided here."""

    form = StaffUserForm
    list_display = ("username", "email", "first_name", "last_name", "roles", "is_active", "last_login")
    list_filter = ("is_active", RoleFilter)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("The person"), {"fields": ("first_name", "last_name", "email")}),
        (_("What the person may do"), {"fields": ("is_active", "is_staff", "groups")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("Roles"))
    def roles(self, user: User) -> str:
        return ", ".join(gettext(role.name) for role in user.groups.all())

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs |= {
                "form_class": RoleField,
                "widget": forms.CheckboxSelectMultiple,
                "label": _("Roles"),
                "help_text": _("An editor maintains profiles, a moderator decides on proposals."),
            }
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """One's own password is changed by whoever knows it, not by whoever finds the screen unlocked."""
        if unquote(id) == str(request.user.pk):
            return HttpResponseRedirect(reverse("account_change_password"))
        return super().user_change_password(request, id, form_url)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)


def _may_touch(request: HttpRequest, user: User | None) -> bool:
    """Whoever sets a superuser's password becomes one, so only superusers touch superusers."""
    return user is None or not user.is_superuser or bool(request.user.is_superuser)


@admin.register(Representative)
class RepresentativeAdmin(StrictAdmin, CarefulAdmin):
    list_display = ("user", "company", "role", "added_at")
    list_filter = ("role",)
    list_select_related = ("user", "company")
    autocomplete_fields = ("user", "company")
    search_fields = ("user__username", "user__email", "company__name_en", "company__name_zh")
