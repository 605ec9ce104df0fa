"""The public past of a profile: its history, and the profile as it was. The same for every kind of profile."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, register_converter
from django.views.decorators.http import require_safe

from profiles.content.visitors import same_for_visitors
from profiles.models import Profile
from profiles.past.page import HistoryPage
from profiles.past.snapshot import Kind, Snapshot, day_or_404, version_or_404


class DayConverter:
    """A day as YYYY-MM-DD; one that is in no calendar is no address."""

    regex = "[12][0-9]{3}-[0-9]{2}-[0-9]{2}"

    def to_python(self, text: str) -> datetime.date:
        return datetime.date.fromisoformat(text)

    def to_url(self, day: datetime.date) -> str:
        return day.isoformat()


register_converter(DayConverter, "day")


def past_urls(
    find: Callable[..., Kind | HttpResponse],
    show: Callable[[HttpRequest, Snapshot[Kind]], HttpResponse],
    *,
    above: tuple[Any, str] | None = None,
    prefix: str = "",
    name: str = "",
) -> list[URLPattern]:
    """The addresses of the past, below the address of a profile.

    `find` is given the rest of the address and what the address names; it answers the published profile, or
    a response that leads elsewhere. `show` answers the page of a profile as it was. `above` is the title and
    the name of the list that the profile is in.
    """

    @require_safe
    @login_not_required
    @same_for_visitors
    def history(request: HttpRequest, **names: Any) -> HttpResponse:
        """What changed, newest first, and a way to a day in the past."""
        profile = find("history/", **names)
        return profile if isinstance(profile, HttpResponse) else _history(request, profile, above)

    @require_safe
    @login_not_required
    def version(request: HttpRequest, number: int, **names: Any) -> HttpResponse:
        """The profile as it was in one of its public versions."""
        profile = find(f"history/{number}/", **names)
        if isinstance(profile, HttpResponse):
            return profile
        return _not_indexed(show(request, version_or_404(profile, number)))

    @require_safe
    @login_not_required
    def on(request: HttpRequest, day: datetime.date, **names: Any) -> HttpResponse:
        """The profile as it was at the end of a day."""
        profile = find(f"on/{day}/", **names)
        if isinstance(profile, HttpResponse):
            return profile
        return _not_indexed(show(request, day_or_404(profile, day)))

    return [
        path(f"{prefix}history/", history, name=f"{name}history"),
        path(f"{prefix}history/<int:number>/", version, name=f"{name}version"),
        path(f"{prefix}on/<day:day>/", on, name=f"{name}on"),
    ]


def _history(request: HttpRequest, profile: Profile, above: tuple[Any, str] | None) -> HttpResponse:
    page = HistoryPage(profile, request.GET)
    if page.day_url:
        return redirect(page.day_url)
    return render(request, "history.html", {"history": page, "sources": page.sources, "above": above})


def _not_indexed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
