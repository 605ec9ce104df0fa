"""The public pages for search engines, each in three languages.

All addresses are in one file, or, where they do not fit, in files of an index. A file holds the profiles of a range of
primary keys, so that it takes the same wherever it stands, and an address stays in its file. Written here and not by
django.contrib.sitemaps, which reads all profiles for its index, and works out each of the fifteen addresses of a
profile by itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from companies.catalogue import current
from companies.models import Company
from partners.models import Park
from profiles.kept import mark_of
from profiles.markup import PLACE, escaped

KEYS = 2_000  # in a file; each profile has an address in each language, of the 50,000 that a file may hold
PAGES = ("home", "companies:list", "partners:list", "sources", "accessibility", "privacy")
STAND_IN = "stand-in-of-a-profile"
URLS = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    "{}</urlset>\n"
)
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{}</sitemapindex>\n'

Moment = datetime.datetime


@dataclass(frozen=True)
class Kind:
    """Public profiles of one kind. `files`: the number of each file that holds any, and when they changed last."""

    rows: Any
    files: dict[int, Moment]

    def profiles(self, number: int | None = None) -> Iterable[tuple[str, Moment]]:
        """(short name, last change) of the profiles of a file, or of all."""
        keys = {} if number is None else {"pk__gte": number * KEYS, "pk__lt": (number + 1) * KEYS}
        return self.rows.filter(**keys).order_by("pk").values_list("slug", "changed_at")


class PageForm(forms.Form):
    p = forms.IntegerField(min_value=1, max_value=10**9, required=False)


@require_safe
@login_not_required
def sitemap(request: HttpRequest) -> HttpResponse:
    companies, parks = _companies(request), _parks()
    if len(current(mark_of(request)).published) + parks.rows.count() > KEYS:
        return _answer(INDEX, _files(request, {"companies": companies, "parks": parks}))
    entries = [*_pages(request), *_profiles(request, Company, companies.profiles())]
    return _answer(URLS, [*entries, *_profiles(request, Park, parks.profiles())])


@require_safe
@login_not_required
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    form = PageForm(request.GET)
    if not form.is_valid():
        raise Http404
    number = (form.cleaned_data["p"] or 1) - 1
    if section == "pages" and number == 0:
        return _answer(URLS, _pages(request))
    kinds = {"companies": (Company, Company.objects.published()), "parks": (Park, _parks().rows)}
    if section not in kinds:
        raise Http404
    model, rows = kinds[section]
    entries = list(_profiles(request, model, Kind(rows, {}).profiles(number)))
    if not entries:
        raise Http404
    return _answer(URLS, entries)


def _companies(request: HttpRequest) -> Kind:
    """Which changed last in each file is known from the catalogue, where they stand in that order."""
    catalogue = current(mark_of(request))
    order, pks = catalogue.orders["-updated"], np.frombuffer(catalogue.published.to_array(), dtype=np.uint32)
    numbers = pks // KEYS
    first = np.flatnonzero(np.diff(numbers, prepend=-1))
    newest = order.pks[np.minimum.reduceat(order.ranks[pks], first)].tolist() if len(pks) else []
    changed = dict(Company.objects.filter(pk__in=newest).values_list("pk", "changed_at"))
    moments = {pk // KEYS: changed[pk] for pk in newest if pk in changed}
    return Kind(Company.objects.published(), moments)


def _parks() -> Kind:
    rows = Park.objects.published().partners()
    files: dict[int, Moment] = {}
    for pk, changed_at in rows.order_by("changed_at").values_list("pk", "changed_at"):
        files[pk // KEYS] = changed_at
    return Kind(rows, files)


def _files(request: HttpRequest, kinds: dict[str, Kind]) -> Iterator[str]:
    yield _file(request, "pages")
    for name, kind in kinds.items():
        for number, changed_at in sorted(kind.files.items()):
            yield _file(request, name, number, changed_at)


def _file(request: HttpRequest, section: str, number: int = 0, changed_at: Moment | None = None) -> str:
    address = request.build_absolute_uri(reverse("sitemap-section", args=[section]))
    page = f"?p={number + 1}" if number else ""
    return f"<sitemap><loc>{escaped(address + page)}</loc>{_lastmod(changed_at)}</sitemap>\n"


def _pages(request: HttpRequest) -> Iterator[str]:
    for name in PAGES:
        yield _entries(request, lambda name=name: reverse(name))


def _profiles(request: HttpRequest, model: Any, rows: Iterable[tuple[str, Moment]]) -> Iterator[str]:
    """The entries of a stand-in, with the short name of each profile put into them: it needs no escape."""
    stand_in = _entries(request, model(slug=STAND_IN).get_absolute_url, PLACE)
    before, *between = stand_in.split(PLACE)
    for slug, changed_at in rows:
        entries = _lastmod(changed_at).join([before, *between])
        yield entries.replace(STAND_IN, slug)


def _entries(request: HttpRequest, page: Callable[[], str], lastmod: str = "") -> str:
    """A page in each language, each with the addresses of all of them."""
    addresses = {code: _absolute(request, page, code) for code, _name in settings.LANGUAGES}
    others = {**addresses, "x-default": addresses[settings.LANGUAGE_CODE]}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
        for code, address in others.items()
    )
    return "".join(f"<url><loc>{one}</loc>{lastmod}{links}</url>\n" for one in addresses.values())


def _absolute(request: HttpRequest, page: Callable[[], str], code: str) -> str:
    with translation.override(code):
        return escaped(request.build_absolute_uri(page()))


def _lastmod(moment: Moment | None) -> str:
    return f"<lastmod>{timezone.localtime(moment).date().isoformat()}</lastmod>" if moment else ""


def _answer(frame: str, entries: Iterable[str]) -> HttpResponse:
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + frame.format("".join(entries))
    return HttpResponse(text, content_type="application/xml", headers={"X-Robots-Tag": "noindex"})
