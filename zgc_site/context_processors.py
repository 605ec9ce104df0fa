"""What every page needs: the park's name, the main links, the same page in other languages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.models import Park
from profiles.languages import Text

# Django's code, the BCP 47 tag for HTML, the short label, the name in its own language.
LANGUAGES = (
    ("en", "en", "EN", "English"),
    ("zh-hans", "zh-Hans", "中文", "中文"),
    ("fr", "fr", "FR", "Français"),
)


def site(request: HttpRequest) -> dict[str, Any]:
    host = SimpleLazyObject(lambda: Park.objects.host())
    return {
        "host": host,
        "site_name": SimpleLazyObject(lambda: host.name if host else Text(_("Science park"), html_lang())),
        "html_lang": html_lang(),
        "languages": language_links(request),
        "nav_links": nav_links(request),
    }


def html_lang() -> str:
    """The page's language as HTML writes it: zh-Hans, not zh-hans."""
    return {code: tag for code, tag, *_rest in LANGUAGES}.get(get_language() or "en", "en")


def language_links(request: HttpRequest) -> list[dict[str, Any]]:
    here = request.get_full_path()
    return [
        {
            "tag": tag,
            "short": short,
            "name": name,
            "url": translate_url(here, code),
            "current": tag == html_lang(),
        }
        for code, tag, short, name in LANGUAGES
    ]


def nav_links(request: HttpRequest) -> list[dict[str, Any]]:
    links = [
        (reverse("home"), _("The park")),
        (reverse("companies:list"), _("Companies")),
        (reverse("partners:list"), _("Partner parks")),
        (reverse("sources"), _("Figures and sources")),
    ]
    home = links[0][0]
    return [
        {
            "url": url,
            "label": label,
            "current": request.path == url or (url != home and request.path.startswith(url)),
        }
        for url, label in links
    ]
