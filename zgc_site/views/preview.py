"""A draft, or a profile that is not public, as a visitor would see it, for whoever was given the link."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.models import Park
from profiles.documents.reading import document_of
from profiles.editing import drafts
from profiles.editing.edits import shown
from profiles.models import Draft, Image, Profile
from profiles.models.registry import profile_kind, profile_kind_of
from zgc_site.views import park


@require_safe
@login_not_required
def preview(request: HttpRequest, token: str) -> HttpResponse:
    profile = _previewed(token)
    if profile is None:
        return _private(render(request, "preview_over.html", {"days": drafts.PREVIEW_DAYS}, status=404))
    template, context = _page(profile)
    return _private(render(request, template, {**context, "preview": True}))


@require_safe
@login_not_required
def preview_media(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """A picture of the draft, for those who see the draft."""
    profile, image = _previewed(token), Image.of_file(name)
    if profile is None or image is None or image.pk not in (profile.logo_id, profile.cover_id):
        raise Http404
    with default_storage.open(name) as file:  # a few hundred kilobytes at the most
        return _private(HttpResponse(file.read(), content_type="image/webp"))


def _previewed(token: str) -> Profile | None:
    """The profile as the draft has it; None where the link is false or old, or its subject is gone."""
    kind, pk, draft_pk = drafts.previewed(token) or ("", 0, 0)
    live = profile_kind(kind).model._default_manager.filter(pk=pk).first() if kind else None
    draft = Draft.objects.filter(pk=draft_pk, kind=kind, object_id=pk).first() if draft_pk else None
    if live is None or (draft_pk and draft is None):
        return None
    profile = shown(drafts.document_in(draft) if draft else document_of(live), pk, live)
    for image in filter(None, (profile.logo, profile.cover)):
        image.shown_in = ("preview-media", (token,))
    return profile


def _page(profile: Profile) -> tuple[str, dict[str, Any]]:
    if isinstance(profile, Park) and profile.is_host:
        return "park.html", park.record(profile)
    return profile_kind_of(profile).pages.show(profile)


def _private(response: HttpResponse) -> HttpResponse:
    """Not for search engines, caches, or the logs of sites that the page links to."""
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
