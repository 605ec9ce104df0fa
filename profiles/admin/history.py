"""The history of a profile in the admin: every version, any two compared, any of them brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.signed_in import signed_in
from kit.form_fields import LineField
from kit.languages import columns
from profiles.admin.comparisons import PartChange, as_part_changes, part_changes
from profiles.documents.difference import touched
from profiles.documents.document import Document
from profiles.documents.history import NoSuchVersion, changes_of, document_at, documents_at, versions_of
from profiles.documents.undoing import Undone, restore, undo
from profiles.documents.words import DocumentWords
from profiles.documents.writing import Actor, ProfileGone
from profiles.editing.edits import MAX_VERSION, whole_number
from profiles.editing.left_out_words import sentences
from profiles.editing.reverting import as_it_was, with_part
from profiles.models import Profile, Version
from profiles.models.registry import ProfileKind, profile_kind

PER_PAGE = 25
NOTHING_BACK = gettext_lazy(
    "Nothing was brought back, because somebody changed the same meanwhile. Look again."
)


class CompareForm(forms.Form):
    """Two versions; without `new`, one beside the newest."""

    old = forms.IntegerField(min_value=1, max_value=MAX_VERSION)
    new = forms.IntegerField(min_value=1, max_value=MAX_VERSION, required=False)


class KeepForm(forms.Form):
    """The version that the list keeps selected while the editor looks for one to compare it with."""

    keep = forms.IntegerField(min_value=1, max_value=MAX_VERSION, required=False)


class RevertForm(forms.Form):
    """What to bring back: a version, or one field or row of it, seen beside a certain version."""

    number = forms.IntegerField(min_value=1, max_value=MAX_VERSION)
    part = forms.CharField(max_length=100, required=False)
    seen = forms.IntegerField(min_value=1, max_value=MAX_VERSION)
    why = LineField(max_length=300, required=False)


class RestoreForm(forms.Form):
    object_id = forms.IntegerField(min_value=1, max_value=2**63 - 1)


@dataclass(frozen=True)
class ListedVersion:
    """A version in the list, with what it changed."""

    version: Version
    entries: list[PartChange]


class HistoryAdmin(admin.ModelAdmin):
    """Adds the history of its profiles to an admin."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        urls = [
            path("deleted/", view(self.deleted_view), name=f"{self._address}_deleted"),
            path("deleted/restore/", view(self.restore_view), name=f"{self._address}_restore"),
            path("<int:pk>/history/compare/", view(self.compare_view), name=f"{self._address}_compare"),
            path("<int:pk>/history/revert/", view(self.revert_view), name=f"{self._address}_revert"),
        ]
        return urls + super().get_urls()

    @property
    def _address(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    @property
    def kind(self) -> ProfileKind:
        return profile_kind(self.opts.model_name or "")

    # --- looking -----------------------------------------------------------------------

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """All versions, newest first, those of a deleted profile as well."""
        pk = whole_number(unquote(object_id))
        profile = self._viewable(request, pk)
        page = Paginator(versions_of(self.kind.name, pk).defer(None).defer("document"), PER_PAGE).get_page(
            request.GET.get("p")
        )
        if profile is None and not page.paginator.count:
            raise Http404
        context = {"page": page, "listed": _listed_versions(page), "pk": pk, "profile": profile}
        context["kept"] = self._kept_version(request, pk)
        title = _("History of %(name)s") % {"name": profile or last_name(self.kind.name, pk)}
        return self._page(request, "history", title, context)

    def _kept_version(self, request: HttpRequest, pk: int) -> Version | None:
        form = KeepForm(request.GET)
        number = form.cleaned_data.get("keep") if form.is_valid() else None
        return versions_of(self.kind.name, pk).filter(number=number).first() if number else None

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Two versions side by side, or one beside the newest."""
        profile = self._viewable(request, pk)
        form = CompareForm(request.GET)
        if not form.is_valid():
            self.message_user(request, _("Choose two versions to compare."), messages.ERROR)
            return HttpResponseRedirect(self._history_url(pk))
        newest = versions_of(self.kind.name, pk).first()
        chosen = [form.cleaned_data["old"], form.cleaned_data["new"] or (newest.number if newest else 1)]
        old, new = (self._version(pk, number) for number in sorted(chosen))
        may_change = profile is not None and self.has_change_permission(request, profile)
        context = {
            "old": old,
            "new": new,
            "entries": part_changes(self._document(pk, old.number), self._document(pk, new.number)),
            "pk": pk,
            "may_revert": may_change and new == newest,
        }
        title = _("Compare versions of %(name)s") % {"name": profile or last_name(self.kind.name, pk)}
        return self._page(request, "compare", title, context)

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """The profiles that were deleted, to be brought back."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        deletions = Version.objects.filter(kind=self.kind.name, action=Version.Action.DELETED)
        deletions = deletions.exclude(object_id__in=self.model._default_manager.values("pk"))
        rows = deletions.select_related("made_by").order_by("-made_at", "-pk")
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
        context = {
            "page": page,
            "deleted": [(version, _name_in(version)) for version in page],
            "may_restore": self.has_add_permission(request),
        }
        title = _("Deleted %(kind)s") % {"kind": self.opts.verbose_name_plural}
        return self._page(request, "deleted", title, context)

    # --- bringing back -----------------------------------------------------------------

    def revert_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Bring back a version, or one field or row of it, on top of what others saved meanwhile."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        profile = self._viewable(request, pk)
        if profile is None or not self.has_change_permission(request, profile):
            raise PermissionDenied
        form = RevertForm(request.POST)
        if form.is_valid():
            self._revert(request, profile, form.cleaned_data)
        else:
            self.message_user(request, _("Choose what to bring back."), messages.ERROR)
        return HttpResponseRedirect(self._history_url(pk))

    def _revert(self, request: HttpRequest, profile: Profile, cleaned: dict[str, Any]) -> None:
        base, old = (self._document(profile.pk, cleaned[name]) for name in ("seen", "number"))
        part = tuple(cleaned["part"].split("/")) if cleaned["part"] else ()
        number = {"number": cleaned["number"]}
        why = cleaned["why"] or _("Back to version %(number)s") % number
        actor = Actor(by=signed_in(request), why=why, origin=Version.Origin.REVERT)
        proposed = with_part(base, old, part) if part else as_it_was(base, old)
        try:
            undone = undo(profile, [(base, proposed)], actor)
        except ProfileGone:
            self.message_user(request, NOTHING_BACK, messages.ERROR)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self._say_what_is_back(request, undone, number)

    def _say_what_is_back(self, request: HttpRequest, undone: Undone, number: dict[str, int]) -> None:
        if undone.changes:
            self.message_user(request, _("As in version %(number)s again.") % number, messages.SUCCESS)
        elif not undone.left_out:
            text = _("Nothing differs from version %(number)s.")
            self.message_user(request, text % number, messages.SUCCESS)
        elif not any(part.text for part in undone.left_out):
            self.message_user(request, NOTHING_BACK, messages.ERROR)
        for sentence in sentences(self.kind.name, undone.left_out):
            self.message_user(request, sentence, messages.WARNING)

    def restore_view(self, request: HttpRequest) -> HttpResponse:
        """Bring back a deleted profile as a draft."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = RestoreForm(request.POST)
        pk = form.cleaned_data["object_id"] if form.is_valid() else 0
        try:
            restored = restore(self.kind.name, pk, Actor(by=signed_in(request)))
        except NoSuchVersion:
            return self._not_restored(
                request, _("This profile is not among the deleted ones, perhaps no longer.")
            )
        except ValidationError as error:
            return self._not_restored(request, " ".join(error.messages))
        text = _("%(name)s is back as a draft. Publish it when it is ready.")
        self.message_user(request, text % {"name": restored.profile}, messages.SUCCESS)
        for sentence in sentences(self.kind.name, restored.left_out):
            self.message_user(request, sentence, messages.WARNING)
        return HttpResponseRedirect(reverse(f"admin:{self._address}_change", args=[restored.profile.pk]))

    def _not_restored(self, request: HttpRequest, text: str) -> HttpResponse:
        self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(reverse(f"admin:{self._address}_deleted"))

    # --- what the views share ----------------------------------------------------------

    def _viewable(self, request: HttpRequest, pk: int) -> Profile | None:
        """The profile if it is still there; only for those who may view it."""
        profile = self.model._default_manager.filter(pk=pk).first()
        if not self.has_view_or_change_permission(request, profile):
            raise PermissionDenied
        return profile

    def _version(self, pk: int, number: int) -> Version:
        version = versions_of(self.kind.name, pk).filter(number=number).first()
        if version is None:
            raise Http404
        return version

    def _document(self, pk: int, number: int) -> Document:
        try:
            return document_at(self.kind.name, pk, number)
        except NoSuchVersion:
            raise Http404 from None

    def _history_url(self, pk: int) -> str:
        return reverse(f"admin:{self._address}_history", args=[pk])

    def _page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        context |= {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        context["address"] = f"admin:{self._address}"
        return TemplateResponse(request, f"admin/profile_{name}.html", context)


def _listed_versions(page: Page) -> list[ListedVersion]:
    """Each version with its changes in words; what they name is looked up together."""
    versions = list(page)
    if not versions:
        return []
    documents = _documents(versions)
    changes = [changes_of(version) for version in versions]
    parts = [
        touched(documents[number], changed)
        for version, changed in zip(versions, changes, strict=True)
        for number in (version.number, version.number - 1)
        if number in documents
    ]
    words = DocumentWords(parts)
    return [
        ListedVersion(version, [entry.in_short() for entry in as_part_changes(changed, words)])
        for version, changed in zip(versions, changes, strict=True)
    ]


def _documents(versions: Sequence[Version]) -> dict[int, Document]:
    """Those of the versions on a page, newest first, and of the one before them."""
    newest, oldest = versions[0], versions[-1]
    numbers = {version.number for version in versions}
    previous = versions_of(oldest.kind, oldest.object_id).filter(number__lt=oldest.number).first()
    numbers |= {previous.number} if previous else set()
    try:
        return documents_at(newest.kind, newest.object_id, numbers)
    except NoSuchVersion:  # deleted at this moment
        raise Http404 from None


def last_name(kind: str, pk: int) -> str:
    """What a profile was called that is no more."""
    last = Version.objects.filter(kind=kind, object_id=pk).exclude(document=None).last()
    return _name_in(last) if last else str(pk)


def _name_in(version: Version) -> str:
    """What a deleted profile was called."""
    fields = Document.from_packed(version.document).fields
    return next((str(fields[name]) for name in columns("name") if name in fields), "–")
