"""Pictures of the site for other programs: the card of a profile, icons, and the manifest that names them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cache, lru_cache, partial
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kit.languages import TAGS, active_suffix
from kit.pictures import site_mark
from partners.models import Park
from profiles.content.visitors import same_for_visitors
from zgc_site.parts.share_cards import Busy, card_of, drawn
from zgc_site.views.media import published_profile

DAY, HOUR = 24 * 3600, 3600
SVG_OF_LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><image width="96" height="96" href="data:image/png;base64,{}"/></svg>'

Draw = Callable[[bytes | None], bytes]


@require_safe
@login_not_required
def card(request: HttpRequest, kind: str, slug: str, key: str) -> HttpResponse:
    """A published profile as other sites show it beside a link; at a former address of the card the way to today's."""
    profile = published_profile(kind, slug)
    if profile is None:
        raise Http404
    wanted = card_of(profile, Park.objects.host())
    if wanted.key != key:
        return redirect("card", kind, slug, wanted.key)
    try:
        return _picture(request, partial(drawn, wanted), "image/png", key, DAY)
    except Busy:
        return HttpResponse(status=503, headers={"Retry-After": "10"})


def _svg(logo: bytes | None) -> bytes:
    if logo is None:
        return _mark()
    return SVG_OF_LOGO.format(base64.b64encode(site_mark.icon(96, logo)).decode()).encode()


@cache
def _mark() -> bytes:
    return (Path(settings.BASE_DIR) / "static" / "img" / "mark.svg").read_bytes()


# Each icon by its name: what draws it, and its type.
ICONS: dict[str, tuple[Draw, str]] = {
    "favicon.ico": (site_mark.ico, "image/x-icon"),
    "icon.svg": (_svg, "image/svg+xml"),
    "apple-touch-icon.png": (partial(site_mark.icon, 180), "image/png"),
    "icon-192.png": (partial(site_mark.icon, 192), "image/png"),
    "icon-512.png": (partial(site_mark.icon, 512), "image/png"),
    "icon-maskable-512.png": (partial(site_mark.icon, 512, maskable=True), "image/png"),
}
ICONS_OF_MANIFEST = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)


@require_safe
@login_not_required
def icon(request: HttpRequest, name: str) -> HttpResponse:
    """The logo of the park whose site it is, or the mark of the site, in one of the sizes that browsers ask for."""
    draw_icon, content_type = ICONS[name]
    host = Park.objects.host()
    file = host.logo.largest["name"] if host and host.logo else ""
    etag = hashlib.blake2b(f"{name} {file}".encode(), digest_size=8).hexdigest()
    return _picture(request, partial(_icon_or_mark, draw_icon, file), content_type, etag, HOUR)


def _icon_or_mark(draw_icon: Draw, file: str) -> bytes:
    try:
        return _icon(draw_icon, file)
    except FileNotFoundError:  # a database that was put back without its pictures
        return _icon(draw_icon, "")


@lru_cache(maxsize=2 * len(ICONS))
def _icon(draw_icon: Draw, file: str) -> bytes:
    if not file:
        return draw_icon(None)
    with default_storage.open(file) as logo:
        return draw_icon(logo.read())


@require_safe
@login_not_required
@same_for_visitors
def manifest(request: HttpRequest) -> HttpResponse:
    """What a device needs to keep the site among its programs."""
    host = Park.objects.host()
    name = str(host.name) if host else _("Science park")
    content = {
        "name": name,
        "lang": TAGS[active_suffix()],
        "start_url": reverse("home"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": site_mark.GROUND,
        "theme_color": site_mark.BRAND,
        "icons": [
            {"src": f"/{file}", "sizes": sizes, "type": "image/png", "purpose": purpose}
            for file, sizes, purpose in ICONS_OF_MANIFEST
        ],
    }
    options = {"ensure_ascii": False}
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params=options)


def _picture(
    request: HttpRequest, make: Callable[[], bytes], content_type: str, etag: str, seconds: int
) -> HttpResponse:
    """Made only for those who have none or another one. Pages of other sites may show it."""
    quoted = f'"{etag}"'
    unchanged = get_conditional_response(request, etag=quoted)
    response = unchanged or HttpResponse(make(), content_type=content_type)
    response["ETag"] = quoted
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
