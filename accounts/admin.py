from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts import administrators
from accounts.careful_saves import CarefulAdmin, CarefulForm
from accounts.models import Representative, User
from accounts.roles import ROLES
from accounts.signed_in import signed_in
from accounts.strict_admin import StrictAdmin

# Roles are data in roles.py, applied by a command; nobody edits them by hand.
admin.site.unregister(Group)


# The names of roles.py, for the catalogues.
ROLE_NAMES = (gettext_noop("Editor"), gettext_noop("Moderator"), gettext_noop("Administrator"))


class RoleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Model) -> str:
        return gettext(str(obj))


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(role, gettext(role)) for role in ROLES]

    def queryset(self, request: HttpRequest, users: QuerySet) -> QuerySet:
        return users.filter(groups__name=self.value()) if self.value() else users


OWN_ACCOUNT = gettext_lazy("You cannot take this away from yourself; another administrator can.")


class StaffUserForm(CarefulForm, UserChangeForm):
    by: User | None = None  # who saves; set by the admin

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        removed = [
            name
            for name in ("is_active", "is_staff")
            if self.initial.get(name) and not cleaned.get(name, True)
        ]
        if self._loses_role():
            removed.append("groups")
        if removed and self.instance == self.by:
            for name in removed:
                self.add_error(name, ValidationError(OWN_ACCOUNT, code="own"))
        elif removed and administrators.is_last(self.instance):
            self.add_error(removed[0], administrators.LastAdministrator())
        return cleaned

    def _loses_role(self) -> bool:
        before, after = self.initial.get("groups", ()), self.cleaned_data.get("groups")
        return after is not None and bool({role.pk for role in before} - {role.pk for role in after})


@admin.register(User)
class StaffUserAdmin(StrictAdmin, CarefulAdmin, UserAdmin):
    """Accounts and their roles. What a role may do, and who is a superuser, is not decided here."""

    form = StaffUserForm
    list_display = ("username", "email", "first_name", "last_name", "roles", "is_active", "last_login")
    list_filter = ("is_active", RoleFilter)
    actions = ("delete_selected",)
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

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(form, StaffUserForm):
            form.by = signed_in(request)
        return form

    # --- one change of accounts after the other -----------------------------------------

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with _one_at_a_time(request):
            return super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with _one_at_a_time(request):
            return super().changelist_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if unquote(object_id) == str(request.user.pk):
            self.message_user(
                request, _("You cannot delete your own account; another administrator can."), messages.ERROR
            )
            return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[request.user.pk]))
        try:
            with _one_at_a_time(request):
                return super().delete_view(request, object_id, extra_context)
        except administrators.LastAdministrator as error:
            self.message_user(request, error.messages[0], messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    @admin.action(description=gettext_lazy("Delete selected %(verbose_name_plural)s"), permissions=["delete"])
    def delete_selected(self, request: HttpRequest, users: QuerySet) -> HttpResponseBase | None:
        if users.filter(pk=request.user.pk).exists():
            text = _("You cannot delete your own account; another administrator can. Nothing was deleted.")
            self.message_user(request, text, messages.ERROR)
            return None
        try:
            with transaction.atomic():
                return delete_selected(self, request, users)
        except administrators.LastAdministrator as error:
            self.message_user(request, error.messages[0], messages.ERROR)
            return None

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """One's own password is changed by whoever knows it, not by whoever finds the screen unlocked."""
        if unquote(id) == str(request.user.pk):
            return HttpResponseRedirect(reverse("account_change_password"))
        return super().user_change_password(request, id, form_url)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        may = super().has_delete_permission(request, obj) and _may_edit(request, obj)
        return may and (obj is None or obj.pk != request.user.pk)


@contextmanager
def _one_at_a_time(request: HttpRequest) -> Iterator[None]:
    """Of two who switch each other off one wins: the other is no administrator any more when their turn comes."""
    if request.method != "POST":
        yield
        return
    with transaction.atomic():
        administrators.lock()
        # A new record, so that what its roles allow is read again.
        person = User.objects.filter(pk=signed_in(request).pk, is_active=True, is_staff=True).first()
        if person is None:
            raise PermissionDenied
        request.user = person
        yield


def _may_edit(request: HttpRequest, user: User | None) -> bool:
    """Whoever sets a superuser's password becomes one, so only superusers touch superusers."""
    return user is None or not user.is_superuser or bool(request.user.is_superuser)


COMPANY: Any = Representative._meta.get_field("company").related_model


@admin.register(Representative)
class RepresentativeAdmin(StrictAdmin, CarefulAdmin):
    list_display = ("user", "company", "role", "added_at")
    list_filter = ("role",)
    list_select_related = ("user", "company")
    autocomplete_fields = ("user", "company")
    search_fields = ("user__username", "user__email", *(f"company__{name}" for name in COMPANY.name.columns))
