"""The list of imports, and the page of one: what it was made of, what it did, what is open, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.signed_in import signed_in
from accounts.strict_admin import MAX_KEY
from profiles.admin.history import last_name
from profiles.admin.import_labels import ColumnLabels
from profiles.admin.imports import ImportingAdmin
from profiles.editing.import_rights import kinds_to_look_at, may_take_back
from profiles.editing.left_out_words import part_label
from profiles.editing.taking_back import (
    JOB,
    forecast,
    progress,
    take_back,
)
from profiles.imports.cells.problems import FileRefused
from profiles.imports.plan.outcomes import Status
from profiles.imports.reports import questions
from profiles.models import ChangeSet, ChangeSetMoved, Upload, Version
from profiles.models.registry import profile_kind

PER_PAGE = 50
# A small import is taken back while its page is awaited; a worker does the rest of a large one.
SECONDS_IN_REQUEST = 2.0


@dataclass(frozen=True)
class ListedProfile:
    """A profile that an import created or changed."""

    name: str
    url: str
    history: str  # which stays when it goes
    created: bool
    gone: bool


@admin.register(ChangeSet)
class ChangeSetAdmin(admin.ModelAdmin):
    """Whoever may import profiles of a kind sees what was imported of it. Nothing is edited here."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        urls = [
            path("<int:pk>/report/", view(self.report_view), name="profiles_changeset_report"),
            path("<int:pk>/take-back/", view(self.take_back_view), name="profiles_changeset_take_back"),
            path("<int:pk>/go-on/", view(self.go_on_view), name="profiles_changeset_go_on"),
        ]
        return urls + super().get_urls()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: ChangeSet | None = None) -> bool:
        kinds = kinds_to_look_at(signed_in(request))
        return obj.kind in kinds if obj else bool(kinds)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ChangeSet | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ChangeSet | None = None) -> bool:
        return False

    # --- looking -----------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The newest first; with `kind`, those of one kind of profile."""
        kinds = kinds_to_look_at(signed_in(request))
        if not kinds:
            raise PermissionDenied
        kind = request.GET.get("kind", "")
        sets = ChangeSet.objects.listed().filter(kind__in=kinds & {kind} if kind else kinds)
        page = Paginator(sets, PER_PAGE).get_page(request.GET.get("p"))
        listed = [(change_set, _counts(change_set)) for change_set in page]
        return self._page(request, "imports", _("Imports"), page=page, listed=listed)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        change_set = self._seen(request, int(object_id) if object_id.isdecimal() else 0)
        profiles = _page(self._changed(change_set), request.GET.get("p"))
        open_questions = _page(list(questions(change_set.report)), request.GET.get("q"))
        stayed = _page(change_set.not_taken_back.all(), request.GET.get("s"))
        labels = ColumnLabels(self._importing(change_set).import_kind)
        response = self._page(
            request,
            "import",
            _title(change_set),
            change_set=change_set,
            may_take_back=change_set.may_be_taken_back and self._may_take_back(request, change_set),
            may_go_on=change_set.may_go_on and change_set.made_by == request.user,
            stayed=stayed,
            history=_list_url(change_set),
            parts=[(note, part_label(change_set.kind, note.part)) for note in stayed],
            progress=progress(change_set) if change_set.state == ChangeSet.State.TAKING_BACK else None,
            kind_name=profile_kind(change_set.kind).model._meta.verbose_name_plural,
            counts=_counts(change_set),
            profiles=profiles,
            listed=list(_listed(change_set, list(profiles))),
            questions=open_questions,
            asked=[question._replace(column=labels[question.column]) for question in open_questions],
            mapping=[(header, column and labels[column]) for header, column in change_set.mapping],
            options=_options(change_set),
        )
        if change_set.state in (ChangeSet.State.TAKING_BACK, ChangeSet.State.RUNNING):
            response["Refresh"] = "3"  # seconds; the page needs no script
        return response

    # --- taking it back, going on ------------------------------------------------------

    def take_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Says first what would happen; a POST begins, and a worker goes on with what takes long."""
        change_set = self._seen(request, pk)
        if not self._may_take_back(request, change_set):
            raise PermissionDenied
        if request.method != "POST":
            if not change_set.may_be_taken_back:
                return HttpResponseRedirect(_url(change_set))
            numbers = forecast(change_set)
            return self._page(
                request, "import_take_back", _title(change_set), change_set=change_set, forecast=numbers
            )
        try:
            change_set.begin_to_take_back(by=signed_in(request))
        except ChangeSetMoved:
            text = _("Somebody else was first: nothing was done now. This page shows how it stands.")
            self.message_user(request, text, messages.ERROR)
        else:
            if not take_back(change_set, for_seconds=SECONDS_IN_REQUEST):
                JOB.wake()
        return HttpResponseRedirect(_url(change_set))

    def go_on_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same file again, in the same import: rows that are done say so."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        change_set = self._seen(request, pk)
        if change_set.made_by != request.user or change_set.upload is None:
            raise PermissionDenied
        try:
            change_set.go_on()
        except ChangeSetMoved:
            text = _("Somebody else was first: nothing was done now. This page shows how it stands.")
            self.message_user(request, text, messages.ERROR)
        else:
            self._go_on_importing(request, change_set, change_set.upload)
        return HttpResponseRedirect(_url(change_set))

    def _go_on_importing(self, request: HttpRequest, change_set: ChangeSet, upload: Upload) -> None:
        try:
            self._importing(change_set).go_on_importing(request, change_set, upload)
        except FileRefused as error:  # a busy server may read no workbook in time
            with suppress(ChangeSetMoved):
                change_set.break_off()
            self.message_user(request, str(error), messages.ERROR)

    def _may_take_back(self, request: HttpRequest, change_set: ChangeSet) -> bool:
        return may_take_back(signed_in(request), change_set)

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        change_set = self._seen(request, pk)
        response = HttpResponse(f"\ufeff{change_set.report}", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{pk}.csv"'
        return response

    # --- what the views share ----------------------------------------------------------

    def _seen(self, request: HttpRequest, pk: int) -> ChangeSet:
        if pk > MAX_KEY:
            raise Http404
        sets = ChangeSet.objects.select_related("made_by", "taken_back_by")
        change_set = get_object_or_404(sets, pk=pk)
        if not self.has_view_permission(request, change_set):
            raise PermissionDenied
        return change_set

    def _importing(self, change_set: ChangeSet) -> ImportingAdmin:
        """The admin of the profiles that it imported."""
        return cast("ImportingAdmin", self.admin_site.get_model_admin(profile_kind(change_set.kind).model))

    def _changed(self, change_set: ChangeSet) -> QuerySet[Any, Any]:
        pks = change_set.versions.order_by("object_id").values_list("object_id", flat=True)
        return pks.distinct()

    def _page(self, request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
        context |= {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, f"admin/{name}.html", context)


def _title(change_set: ChangeSet) -> str:
    return _("Import %(number)s: %(file)s") % {"number": change_set.pk, "file": change_set.title}


def _url(change_set: ChangeSet) -> str:
    return reverse("admin:profiles_changeset_change", args=[change_set.pk])


def _list_url(change_set: ChangeSet) -> str:
    meta = profile_kind(change_set.kind).model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")


def _page(rows: Any, number: str | None) -> Page:
    return Paginator(rows, PER_PAGE).get_page(number)


def _counts(change_set: ChangeSet) -> list[tuple[Any, int]]:
    """How many rows became what; of what there is none, nothing."""
    counts: list[tuple[Any, int]] = [
        (status.label, change_set.counts.get(status.value, 0)) for status in Status
    ]
    counts.append((gettext_lazy("with conflicts"), change_set.counts.get("conflicts", 0)))
    counts.append((gettext_lazy("with cells that were left out"), change_set.counts.get("left_out", 0)))
    return [(label, number) for label, number in counts if number]


def _options(change_set: ChangeSet) -> Iterator[tuple[Any, Any]]:
    options = change_set.options
    for name, label in (("encoding", _("Encoding")), ("sheet", _("Sheet"))):
        if options.get(name):
            yield label, options[name]
    yield _("Published"), _("yes") if options.get("publish") else _("no")
    if decisions := options.get("decisions"):
        yield _("Rows that were decided on"), len(decisions)


def _listed(change_set: ChangeSet, pks: list[int]) -> Iterator[ListedProfile]:
    """A few queries for a page of them; and one for each that is gone."""
    model = profile_kind(change_set.kind).model
    live = model._default_manager.in_bulk(pks)
    created = change_set.versions.filter(Q(object_id__in=pks), action=Version.Action.CREATED)
    created_pks = set(created.values_list("object_id", flat=True))
    for pk in pks:
        name = str(live[pk]) if pk in live else last_name(change_set.kind, pk)
        url, history = _profile_url(change_set, "change", pk), _profile_url(change_set, "history", pk)
        yield ListedProfile(name, url, history, created=pk in created_pks, gone=pk not in live)


def _profile_url(change_set: ChangeSet, page: str, pk: int) -> str:
    meta = profile_kind(change_set.kind).model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[pk])
