"""Saving and deleting in the admin: every save is a merge, and no deletion goes unseen."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.signed_in import signed_in
from profiles.admin.conflicts import FormConflicts, merged_with
from profiles.admin.forms import MergingForm
from profiles.documents import writing
from profiles.documents.document import Document
from profiles.documents.writing import Actor, ProfileGone, SaveConflict
from profiles.editing.edits import EditSession, form_fields, form_rows, whole_number
from profiles.editing.left_out_words import sentences
from profiles.models import MustStay, Profile, ShortNamed
from profiles.models.registry import profile_kind

NOT_SAVED = (ProfileGone, SaveConflict, ValidationError)
# IntegrityError: a save just before refers to the record that is to be deleted.
NOT_DELETED = (ProfileGone, SaveConflict, ProtectedError, IntegrityError)


class EditingAdmin(admin.ModelAdmin):
    """Records edited by several people at once. Nobody overwrites the work of others."""

    # The save under way: of the copy that answers one request, see docs/decisions.md.
    edit: EditSession | None = None

    @property
    def saving(self) -> EditSession:
        if self.edit is None:
            raise LookupError("Nothing is being saved.")
        return self.edit

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A save that fails returns the form with all that was typed, and the reason."""
        return copy(self)._answer_form(request, object_id, form_url, extra_context)

    def _answer_form(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        if request.method == "POST":
            self.edit = self._begin(request, object_id)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except NOT_SAVED as error:
            self.saving.note(error)
        except IntegrityError:
            # Somebody deleted what this names just before it was saved. Read again, the form says so.
            self.edit = self._begin(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _begin(self, request: HttpRequest, object_id: str | None) -> EditSession:
        raise NotImplementedError

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Profile | ShortNamed | None:
        """While a save is under way: the profile as its sender saw it."""
        edit = self.edit
        if edit is None:
            return super().get_object(request, object_id, from_field)
        return edit.instance() if edit.live is not None or edit.base.fields else None

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(form, MergingForm):
            form.edit = self.edit
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        edit = self.edit
        if edit:
            context["kept_answers"] = edit.kept_answers()
        if edit and edit.problem:
            context["problem"] = edit.problem
            context["comparison"] = FormConflicts(edit)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- saving ------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """The record and its rows are saved together, in save_related."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        edit = self.saving
        actor = Actor(by=signed_in(request), why=form.cleaned_data.get("why", ""))
        result = edit.save(self.proposed(request, form, formsets), actor)
        for sentence in sentences(edit.kind.name, edit.left_out):
            self.message_user(request, sentence, messages.WARNING)
        form.instance.pk, form.saved = result.profile.pk, result
        changes_of_others = merged_with(result, edit)
        if changes_of_others:
            text = _("Somebody else saved meanwhile. Both are in now; theirs changed: %(what)s.")
            self.message_user(request, text % {"what": changes_of_others}, messages.INFO)

    def proposed(self, request: HttpRequest, form: Any, formsets: Any) -> Document:
        """What the sender of the form made of what they saw."""
        edit = self.saving
        return edit.proposed(form_fields(form, edit.base), form_rows(edit, formsets))

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[dict[str, Any]]:
        if add:
            return [{"added": {}}]
        names = dict.fromkeys(change.path[0] for change in form.saved.changes)
        return [{"changed": {"fields": list(names)}}] if names else []

    # --- deleting --------------------------------------------------------------------

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except MustStay as reason:
            self.message_user(request, str(reason), messages.ERROR)
            address = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(address, args=[object_id]))
        except NOT_DELETED:
            self._not_deleted(request)
            return HttpResponseRedirect(request.get_full_path())

    @admin.action(description=gettext_lazy("Delete selected %(verbose_name_plural)s"), permissions=["delete"])
    def delete_selected(self, request: HttpRequest, records: models.QuerySet) -> HttpResponse | None:
        try:
            with transaction.atomic():
                return delete_selected(self, request, records)
        except MustStay as reason:
            self.message_user(request, _("Nothing was deleted. %(why)s") % {"why": reason}, messages.ERROR)
            return None
        except NOT_DELETED:
            self._not_deleted(request)
            return None

    def _not_deleted(self, request: HttpRequest) -> None:
        """What was saved or put to use after the page was opened is deleted only after another look."""
        text = _(
            "Nothing was deleted, because somebody saved or deleted after you opened the page. Look again."
        )
        self.message_user(request, text, messages.ERROR)


class MergingAdmin(EditingAdmin):
    """Profiles with their rows. A form names the version that it was opened at."""

    change_form_template = "admin/profile_change_form.html"
    delete_confirmation_template = "admin/profile_delete.html"
    delete_selected_confirmation_template = "admin/profile_delete_selected.html"

    def _begin(self, request: HttpRequest, object_id: str | None) -> EditSession:
        pk = None if object_id is None else whole_number(unquote(object_id))
        return EditSession.begin(profile_kind(self.opts.model_name or ""), pk, request.POST)

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Profile, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """What was sent is read and not written to: copies of it, one for each kind of row, cost as much as a save."""
        if request.method == "POST" and "_saveasnew" not in request.POST:
            rows = inline.get_queryset(request)
            kwargs = {"instance": obj, "prefix": prefix, "queryset": rows, "data": request.POST}
            kwargs["files"] = request.FILES
        else:
            kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        return kwargs | {"edit": self.edit}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        version = str(context["adminform"].form.instance.version)
        context["seen_version"] = request.POST.get("seen_version", version)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.slug = form.saved.profile.slug

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[dict[str, Any]]:
        """What changed is in the versions; the admin's own log records who edited."""
        return [{"added": {}}] if add else []

    def get_deleted_objects(
        self, objs: Sequence[Profile] | models.QuerySet[Profile], request: HttpRequest
    ) -> Any:
        """Checked for the confirmation page as well: nobody confirms what is impossible."""
        for profile in objs:
            profile.check_may_go()
        return super().get_deleted_objects(objs, request)

    def delete_model(self, request: HttpRequest, obj: Profile) -> None:
        writing.delete(obj, _seen_version(request, obj), Actor(by=signed_in(request)))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        for record in queryset.order_by("pk"):
            self.delete_model(request, record)


def _seen_version(request: HttpRequest, profile: Profile) -> int:
    """The version that the page of the deletion showed; 0 if it showed none."""
    version_by_pk = dict(value.partition(":")[::2] for value in request.POST.getlist("seen"))
    return whole_number(version_by_pk.get(str(profile.pk)))
