"""The public pages for search engines, each in three languages.

All addresses are in one file, or, where they do not fit, in files of an index. A file holds the profiles of a range of
primary keys, so that it takes the same wherever it stands, and an address stays in its file. Written here and not by
django.contrib.sitemaps, which reads all profiles for its index, and works out each of the fifteen addresses of a
profile by itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain

import numpy as np
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from kit.markup import PLACE, escaped
from pages.models import Page
from partners.models import Park
from profiles.catalogue import Catalogue, current
from profiles.content.caching import stamp_of
from profiles.facts.facets import CHANGED, Listing
from profiles.models.registry import profile_kind, profile_kinds
from stories.models import Story

KEYS = 2_000  # in a file; each profile has an address in each language, of the 50,000 that a file may hold
PAGES = ("stories:list", "figures", "map", "sources", *Page.Key.values)
STORIES = "stories"
LANGUAGES = [code for code, _name in settings.LANGUAGES]
STAND_IN = "stand-in-of-a-profile"
URLS = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    "{}</urlset>\n"
)
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{}</sitemapindex>\n'

Moment = datetime.datetime


class SitemapPageForm(forms.Form):
    p = forms.IntegerField(min_value=1, max_value=10**9, required=False)


@require_safe
@login_not_required
def sitemap(request: HttpRequest) -> HttpResponse:
    catalogues = [current(kind.name, stamp_of(request)) for kind in profile_kinds()]
    if sum(len(catalogue.published) for catalogue in catalogues) > KEYS:
        return _answer(INDEX, _files(request, catalogues))
    entries = [_profiles(request, catalogue.listing) for catalogue in catalogues]
    return _answer(URLS, [*_pages(request), *_stories(request), *chain.from_iterable(entries)])


@require_safe
@login_not_required
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    form = SitemapPageForm(request.GET)
    if not form.is_valid():
        raise Http404
    number = (form.cleaned_data["p"] or 1) - 1
    if section == "pages" and number == 0:
        return _answer(URLS, _pages(request))
    if section == STORIES and number == 0:
        return _answer(URLS, _stories(request))
    kind = next((kind for kind in profile_kinds() if kind.pages.name == section), None)
    entries = list(_profiles(request, kind.pages.listing, number)) if kind else []
    if not entries:
        raise Http404
    return _answer(URLS, entries)


def _files(request: HttpRequest, catalogues: Iterable[Catalogue]) -> Iterator[str]:
    yield _file(request, "pages")
    if Story.objects.published().exists():
        yield _file(request, STORIES)
    for catalogue in catalogues:
        section = profile_kind(catalogue.listing.kind).pages.name
        for number, changed_at in sorted(_changes(catalogue).items()):
            yield _file(request, section, number, changed_at)


def _changes(catalogue: Catalogue) -> dict[int, Moment]:
    """The number of each file that holds any profile, and when they changed last: by where they stand in that order."""
    order, pks = catalogue.orders[CHANGED], np.frombuffer(catalogue.published.to_array(), dtype=np.uint32)
    numbers = pks // KEYS
    first = np.flatnonzero(np.diff(numbers, prepend=-1))
    newest = order.pks[np.minimum.reduceat(order.ranks[pks], first)].tolist() if len(pks) else []
    rows = catalogue.listing.profiles().filter(pk__in=newest)
    changed = dict(rows.values_list("pk", "changed_at"))
    return {pk // KEYS: changed[pk] for pk in newest if pk in changed}


def _file(request: HttpRequest, section: str, number: int = 0, changed_at: Moment | None = None) -> str:
    address = request.build_absolute_uri(reverse("sitemap-section", args=[section]))
    page = f"?p={number + 1}" if number else ""
    return f"<sitemap><loc>{escaped(address + page)}</loc>{_lastmod(changed_at)}</sitemap>\n"


def _pages(request: HttpRequest) -> Iterator[str]:
    lists = [f"{kind.pages.name}:list" for kind in profile_kinds()]
    of_host = ["park"] if Park.objects.host() else []
    for name in ("home", *of_host, *lists, *PAGES):
        yield _entries(request, partial(reverse, name))


def _stories(request: HttpRequest) -> Iterator[str]:
    """The newest, each in the languages that it is written in."""
    for story in Story.objects.published().newest_first()[:KEYS]:
        languages = [language.code for language, _title, _address in story.editions]
        yield _entries(request, story.get_absolute_url, _lastmod(story.changed_at), languages)


def _profiles(request: HttpRequest, listing: Listing, number: int | None = None) -> Iterator[str]:
    """Those of a file, or all: the entries of a stand-in, with the short name of each put in, which needs no escape."""
    rows = listing.profiles()
    stand_in = _entries(request, rows.model(slug=STAND_IN).get_absolute_url, PLACE)
    before, *between = stand_in.split(PLACE)
    keys = {} if number is None else {"pk__gte": number * KEYS, "pk__lt": (number + 1) * KEYS}
    for slug, changed_at in rows.filter(**keys).order_by("pk").values_list("slug", "changed_at"):
        entries = _lastmod(changed_at).join([before, *between])
        yield entries.replace(STAND_IN, slug)


def _entries(
    request: HttpRequest, page: Callable[[], str], lastmod: str = "", languages: Iterable[str] = LANGUAGES
) -> str:
    """A page in each language, or in these, each with the addresses of all of them."""
    addresses = {code: _absolute(request, page, code) for code in languages}
    alternates = {
        **addresses,
        "x-default": addresses.get(settings.LANGUAGE_CODE) or next(iter(addresses.values())),
    }
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
        for code, address in alternates.items()
    )
    return "".join(f"<url><loc>{address}</loc>{lastmod}{links}</url>\n" for address in addresses.values())


def _absolute(request: HttpRequest, page: Callable[[], str], code: str) -> str:
    with translation.override(code):
        return escaped(request.build_absolute_uri(page()))


def _lastmod(moment: Moment | None) -> str:
    return f"<lastmod>{timezone.localtime(moment).date().isoformat()}</lastmod>" if moment else ""


def _answer(frame: str, entries: Iterable[str]) -> HttpResponse:
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + frame.format("".join(entries))
    return HttpResponse(text, content_type="application/xml", headers={"X-Robots-Tag": "noindex"})
