"""Images, served only while a published profile shows them, now or in its public history."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.signed_in import Visitor
from profiles.models import Image, Profile
from profiles.models.registry import profile_kinds
from profiles.past.snapshot import shows_picture


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
    profile = _published(kind, slug)
    if image is None or profile is None or not shows_picture(profile, number, image):
        raise Http404
    return _served(name, public=True)


def _served(name: str, public: bool) -> HttpResponse:
    with default_storage.open(name) as file:  # a few hundred kilobytes at the most
        response = HttpResponse(file.read(), content_type="image/webp")
    response["Cache-Control"] = f"{'public' if public else 'private'}, max-age=300"
    return response


def _published(kind: str, slug: str) -> Profile | None:
    models = {registered.name: registered.model for registered in profile_kinds()}
    return models[kind].objects.published().filter(slug=slug).first() if kind in models else None


def _reads_drafts(user: Visitor) -> bool:
    names = [(kind.model._meta.app_label, kind.model._meta.model_name) for kind in profile_kinds()]
    return any(user.has_perm(f"{app}.view_{name}") for app, name in names)


def _is_public(image: Image) -> bool:
    return any(
        kind.model.objects.published().filter(**{field: image}).exists()
        for kind in profile_kinds()
        for field in ("logo", "cover")
    )
