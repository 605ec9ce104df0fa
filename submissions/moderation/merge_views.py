"""Views that merge two profiles, mark them as different, and undo a merge."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.signed_in import signed_in
from profiles.editing.left_out_words import sentences
from profiles.lists.links import page_links
from profiles.models import Profile
from profiles.models.registry import profile_kind
from submissions.deciding import merging, unmerging
from submissions.deciding.merging import CannotMerge
from submissions.deciding.unmerging import CannotUndoMerge
from submissions.models import Merge, NotTheSame
from submissions.moderation.desk import desk
from submissions.moderation.merge_page import DuplicateForm, MergePage, merge_page
from submissions.moderation.views import moderator

PER_PAGE = 50
MAX_KEY = 2**63 - 1


@never_cache
@moderator
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, kind: str, primary: int, duplicate: int) -> HttpResponse:
    """Show what becomes of two profiles that are joined, and join them."""
    _check_address(kind, primary, duplicate)
    page = merge_page(kind, primary, duplicate, request.POST if request.method == "POST" else None)
    if page is None:
        return _redirect_to_merge(request, kind, primary, duplicate)
    if request.method == "POST" and page.form.is_valid():
        return _ACTIONS[page.form.cleaned_data["do"]](request, page)
    return _render_page(request, page)


@never_cache
@moderator
@require_safe
def merge_with(request: HttpRequest, kind: str, primary: int) -> HttpResponse:
    """Ask for the address of the duplicate page."""
    _check_address(kind, primary)
    profile = get_object_or_404(profile_kind(kind).model, pk=primary)
    form = DuplicateForm(kind, primary, request.GET if "duplicate" in request.GET else None)
    if form.is_valid():
        return redirect("moderation:merge", kind, primary, form.cleaned_data["duplicate"].pk)
    return render(request, "moderation/merge_with.html", {"form": form, "profile": profile, **desk(request)})


@never_cache
@moderator
@require_safe
def merges(request: HttpRequest) -> HttpResponse:
    """All merges that were made, the newest first, those that were undone too."""
    rows = Merge.objects.select_related("merged_by", "undone_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "page_links": page_links(QueryDict(), page), **desk(request)}
    return render(request, "moderation/merges.html", context)


@never_cache
@moderator
@require_safe
def merged(request: HttpRequest, pk: int) -> HttpResponse:
    """One merge: who made it, when, of what, and whether it can be undone."""
    record = _record(pk)
    context = {
        "record": record,
        "primary": _profile(record.kind, record.into_id),
        "duplicate": _profile(record.kind, record.from_id),
        "why_not_undone": unmerging.why_not_undone(record),
        **desk(request),
    }
    return render(request, "moderation/merged.html", context)


@never_cache
@moderator
@require_POST
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge, or say why it stays."""
    record = _record(pk)
    try:
        undone = unmerging.undo(record, by=signed_in(request))
    except CannotUndoMerge as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The merge is undone. %(name)s is back.") % {"name": undone.duplicate})
        for sentence in sentences(record.kind, undone.left_out):
            messages.warning(request, sentence)
    return redirect("moderation:merged", pk)


def _post_merge(request: HttpRequest, page: MergePage) -> HttpResponse:
    form = page.form
    try:
        record = merging.merge(
            page.primary, page.duplicate, form.picks, seen=form.seen, by=signed_in(request)
        )
    except CannotMerge as error:
        return _render_refusal(request, page, str(error))
    except ValidationError as error:
        page.problems += error.messages
        return _render_page(request, page)
    text = _("%(other)s is now a part of %(kept)s. Its address leads there.")
    messages.success(request, text % {"other": record.from_title, "kept": record.into_title})
    return redirect("moderation:merged", record.pk)


def _post_not_the_same(request: HttpRequest, page: MergePage) -> HttpResponse:
    NotTheSame.remember(page.kind, page.primary.pk, page.duplicate.pk, by=signed_in(request))
    messages.success(request, _("Noted: these are two organisations. They are not taken for one again."))
    return redirect("moderation:queue")


_ACTIONS = {"merge": _post_merge, "not_the_same": _post_not_the_same}


def _render_refusal(request: HttpRequest, page: MergePage, reason: str) -> HttpResponse:
    """Somebody else was first: say so beside the two as they are now."""
    current = merge_page(page.kind, page.primary.pk, page.duplicate.pk)
    if current is None:
        return _redirect_to_merge(request, page.kind, page.primary.pk, page.duplicate.pk)
    current.problems.append(reason)
    return _render_page(request, current, status=409)


def _redirect_to_merge(request: HttpRequest, kind: str, primary: int, duplicate: int) -> HttpResponse:
    """One of the two is gone; if it was merged, redirect to the record of that."""
    record = Merge.last_of(kind, duplicate) or Merge.last_of(kind, primary)
    if record is None:
        raise Http404
    messages.error(request, _("Somebody else merged this profile already. Nothing was written."))
    return redirect("moderation:merged", record.pk)


def _render_page(request: HttpRequest, page: MergePage, status: int = 200) -> HttpResponse:
    return render(request, "moderation/merge.html", {"page": page, **desk(request)}, status=status)


def _check_address(kind: str, *keys: int) -> None:
    try:
        profile_kind(kind)
    except KeyError:
        raise Http404 from None
    if max(keys) > MAX_KEY:
        raise Http404


def _record(pk: int) -> Merge:
    if pk > MAX_KEY:
        raise Http404
    return get_object_or_404(Merge.objects.select_related("merged_by", "undone_by"), pk=pk)


def _profile(kind: str, pk: int) -> Profile | None:
    return profile_kind(kind).model._default_manager.filter(pk=pk).first()
