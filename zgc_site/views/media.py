"""Images, served only while a published profile or story shows them, or the public history of a profile."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.signed_in import Visitor
from profiles.models import Image, Profile
from profiles.models.registry import profile_kinds
from profiles.past.snapshot import shows_picture
from stories.models import Story
from stories.pictures import shows_publicly


@require_safe
@login_not_required
def media(request: HttpRequest, name: str) -> HttpResponse:
    """One stored size of a logo or cover. What belongs to drafts only those see who may read drafts."""
    image = Image.of_file(name)
    public = image is not None and _is_public(image)
    if image is None or not (public or _reads_drafts(request.user)):
        raise Http404
    return _served(name, public)


@require_safe
@login_not_required
def past_media(request: HttpRequest, kind: str, slug: str, number: int, name: str) -> HttpResponse:
    """A picture as part of an old version: if that version was public and its profile is so now."""
    image = Image.of_file(name)
    profile = published_profile(kind, slug)
    if image is None or profile is None or not shows_picture(profile, number, image):
        raise Http404
    return _served(name, public=True)


def _served(name: str, public: bool) -> HttpResponse:
    try:
        with default_storage.open(name) as file:  # a few hundred kilobytes at the most
            response = HttpResponse(file.read(), content_type="image/webp")
    except FileNotFoundError:  # a database that was put back without its pictures
        raise Http404 from None
    response["Cache-Control"] = f"{'public' if public else 'private'}, max-age=300"
    return response


def published_profile(kind: str, slug: str) -> Profile | None:
    """The profile that visitors see at this address."""
    models = {registered.name: registered.model for registered in profile_kinds()}
    return models[kind].objects.published().filter(slug=slug).first() if kind in models else None


def _reads_drafts(user: Visitor) -> bool:
    models: list[Any] = [*(kind.model for kind in profile_kinds()), Story]
    names = [(model._meta.app_label, model._meta.model_name) for model in models]
    return any(user.has_perm(f"{app}.view_{name}") for app, name in names)


def _is_public(image: Image) -> bool:
    """Whether a published profile shows it, a published story, or who wrote one."""
    return shows_publicly(image) or any(
        kind.model.objects.published().filter(**{field: image}).exists()
        for kind in profile_kinds()
        for field in ("logo", "cover")
    )
