"""What every page needs: the park's name, the main links, the same page in other languages."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kit.languages import LANGUAGES, TAGS, Text, active_suffix
from partners.models import Park
from profiles.content.caching import CachedUntilChange, PerTransaction, stamp_if_read
from profiles.models.registry import profile_kinds
from zgc_site.parts.share_cards import address_of

# Every page names the park.
_hosts = PerTransaction(lambda: CachedUntilChange(Park.objects.host))

MAX_ADDRESS = 4_000  # characters


def site(request: HttpRequest) -> dict[str, Any]:
    host = cast("Park | None", SimpleLazyObject(lambda: _host(request)))
    languages = language_links(request)
    return {
        "host": host,
        "site_name": SimpleLazyObject(lambda: host.name if host else Text(_("Science park"), html_lang())),
        "html_lang": html_lang(),
        "languages": languages,
        # By themselves, so that parts of a page can be kept with places for them.
        "urls": [language["url"] for language in languages],
        "nav_links": nav_links(request),
        "canonical": settings.SITE_URL + escape_uri_path(request.path),
        "alternates": [settings.SITE_URL + address for address in _addresses(request)],
        "site_card": SimpleLazyObject(lambda: address_of(host, host) if host else ""),
    }


def html_lang() -> str:
    """The page's language as HTML writes it: zh-Hans, not zh-hans."""
    return TAGS[active_suffix()]


def language_links(request: HttpRequest) -> list[dict[str, Any]]:
    full_path = request.get_full_path()
    if len(full_path) > MAX_ADDRESS:  # longer than any query that a form here can send
        full_path = request.path
    return [
        {
            "tag": language.tag,
            "short": language.short_name,
            "name": language.own_name,
            "url": _translated(request.path, language.code, get_language() or "")
            + full_path[len(request.path) :],
            "current": language.tag == html_lang(),
        }
        for language in LANGUAGES
    ]


def _addresses(request: HttpRequest) -> list[str]:
    """The page in each language, without its query."""
    active = get_language() or ""
    return [escape_uri_path(_translated(request.path, language.code, active)) for language in LANGUAGES]


def _host(request: HttpRequest) -> Park | None:
    """From the cache, where the view has read the stamp of the content anyway."""
    stamp = stamp_if_read(request)
    return _hosts.get().at(stamp) if stamp else Park.objects.host()


@lru_cache(maxsize=1_000)
def _translated(path: str, code: str, active: str) -> str:
    """The same page in another language than the active one."""
    return translate_url(path, code)


def nav_links(request: HttpRequest) -> list[dict[str, Any]]:
    links = _main_links(get_language() or "")
    home = links[0][0]
    return [
        {
            "url": url,
            "label": label,
            "current": request.path == url or (url != home and request.path.startswith(url)),
        }
        for url, label in links
    ]


@lru_cache(maxsize=8)
def _main_links(language: str) -> list[tuple[str, str]]:
    """Addresses and labels in the active language, which is this one."""
    return [
        (reverse("home"), _("The park")),
        *((reverse(f"{kind.pages.name}:list"), str(kind.pages.title)) for kind in profile_kinds()),
        (reverse("figures"), _("Figures")),
        (reverse("sources"), _("Sources")),
    ]
