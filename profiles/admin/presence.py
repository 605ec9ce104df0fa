""" "Also open: Chen, for 3 minutes": the form of a profile shows who else has it open."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.signed_in import signed_in
from profiles.admin.drafts import DraftAdmin
from profiles.editing import presence
from profiles.editing.edits import whole_number
from profiles.models import Draft, OpenForm, Profile


class OpenFormAdmin(DraftAdmin):
    """Shows editors of a profile who else has it open. Only they see names."""

    class Media:
        js = ["js/admin_open_form.js"]

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view(self.open_view)
        urls = [
            path("<int:pk>/open/", view, name=f"{name}_open"),
            path("<int:pk>/drafts/<int:draft_pk>/open/", view, name=f"{name}_draft_open"),
        ]
        return urls + super().get_urls()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Outside the transaction of a save, and after it: a note must not hold it up."""
        response = super().changeform_view(request, object_id, form_url, extra_context)
        pk = whole_number(unquote(object_id)) if object_id else 0
        if request.method == "GET" and self._is_form(response):
            presence.opened(*self._target(pk, self.draft), signed_in(request))
        elif request.method == "POST" and pk and response.status_code == 302:
            presence.closed(*self._target(pk, self.draft), signed_in(request))
        if self._is_form(response):
            self._add_note(request, response, pk)
        return response

    def _is_form(self, response: Any) -> bool:
        """The form of a profile that is there, or of a draft of it, with buttons to save it."""
        context = getattr(response, "context_data", None) or {}
        is_change = bool(context.get("original") and context.get("change"))
        return is_change and context["has_change_permission"]

    def _add_note(self, request: HttpRequest, response: Any, pk: int) -> None:
        draft = self.draft
        address = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        name, args = ("draft_open", [pk, draft.pk]) if draft else ("open", [pk])
        response.context_data["open_url"] = reverse(f"{address}_{name}", args=args)
        response.context_data["open_people"] = self._people(request, pk, draft)

    @property
    def _kind(self) -> str:
        return self.opts.model_name or ""

    def _target(self, pk: int, draft: Draft | None) -> tuple[str, int]:
        """What is open: the profile, or a draft of it, at which other people may be."""
        return ("draft", draft.pk) if draft else (self._kind, pk)

    def _people(self, request: HttpRequest, pk: int, draft: Draft | None) -> list[dict[str, str]]:
        open_forms = presence.others(*self._target(pk, draft), signed_in(request))
        return [{"name": str(form.user), "since": since(form)} for form in open_forms]

    # --- requests of the page's script -------------------------------------------------

    def open_view(self, request: HttpRequest, pk: int, draft_pk: int | None = None) -> HttpResponse:
        """The form is still open, or was left. Answers who else has it open, and the version there is."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        live = self.model._default_manager.filter(pk=pk).select_related("changed_by").first()
        if not self.has_change_permission(request, live):
            raise PermissionDenied
        draft = None
        if draft_pk is not None:
            drafts = Draft.objects.filter(object_id=pk, kind=self._kind)
            draft = get_object_or_404(drafts, pk=draft_pk)
        target = self._target(pk, draft)
        if "left" in request.POST:
            presence.closed(*target, signed_in(request))
            return HttpResponse(status=204)
        if live is not None:
            presence.still_open(*target, signed_in(request))
        return JsonResponse(self._answer(request, pk, live, draft))

    def _answer(
        self, request: HttpRequest, pk: int, live: Profile | None, draft: Draft | None
    ) -> dict[str, Any]:
        people = self._people(request, pk, draft)
        seen_version = whole_number(request.POST.get("seen_version"))
        # The form of a draft says itself how far the page has gone on.
        news = "" if draft else _news(request, live, seen_version)
        context = {"open_people": people, "open_news": news}
        return {
            "version": live.version if live else None,
            "open": people,
            "html": render_to_string("admin/open_note.html", context).strip(),
        }


def since(form: OpenForm) -> str:
    """For how long it is open, in words."""
    hours, minutes = divmod(max(form.minutes, 0), 60)
    if hours:
        return ngettext("for %(number)s hour", "for %(number)s hours", hours) % {"number": hours}
    if minutes:
        return ngettext("for %(number)s minute", "for %(number)s minutes", minutes) % {"number": minutes}
    return _("for less than a minute")


def _news(request: HttpRequest, live: Profile | None, seen_version: int) -> str:
    """What happened to the profile since the form was opened; empty if nothing did."""
    if live is None:
        return _("This profile was deleted since you opened it. Save, and you can bring it back.")
    if live.version <= seen_version:
        return ""
    if live.changed_by is None:
        return _("It was saved since you opened it. Reload, or go on: your save will be merged.")
    if live.changed_by == request.user:
        return _("You saved it elsewhere since you opened it. Reload, or go on: your save will be merged.")
    text = _("%(name)s has saved since you opened it. Reload, or go on: your save will be merged.")
    return text % {"name": live.changed_by}
