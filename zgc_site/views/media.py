"""Images, served only while a published profile shows them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from profiles.models import Image
from profiles.registry import profile_kinds


@require_safe
@login_not_required
def media(request: HttpRequest, name: str) -> HttpResponse:
    """One stored size of a logo or cover. What belongs to drafts only staff may see."""
    image = Image.of_file(name)
    if image is None or not (_is_public(image) or request.user.is_staff):
        raise Http404
    with default_storage.open(name) as file:  # a few hundred kilobytes at the most
        response = HttpResponse(file.read(), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=300" if request.user.is_staff else "public, max-age=300"
    return response


def _is_public(image: Image) -> bool:
    return any(
        kind.model.objects.published().filter(**{field: image}).exists()
        for kind in profile_kinds()
        for field in ("logo", "cover")
    )
