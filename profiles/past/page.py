"""The page of a profile's public history, and its form that leads to a day in the past."""

from __future__ import annotations

import datetime
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from profiles.documents.history import NoSuchVersion
from profiles.lists.links import CountedPaginator, page_links
from profiles.models import Profile
from profiles.pages.source_list import SourceList
from profiles.past.entries import HistoryEntry, entries
from profiles.past.timeline import Timeline

PER_PAGE = 20


class DayForm(forms.Form):
    on = forms.DateField(
        label=_("As it was on"),
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write a day as YYYY-MM-DD, for example 2026-03-31.")},
    )

    def __init__(self, data: QueryDict, timeline: Timeline) -> None:
        super().__init__(data, auto_id="%s")
        self.timeline = timeline

    def clean_on(self) -> datetime.date | None:
        day = self.cleaned_data["on"]
        if day and (day.year < 1000 or self.timeline.on(day) is None):
            raise ValidationError(_("This profile was not public on that day."), code="not_public")
        return day


class HistoryPage:
    """Entries newest first, twenty a page."""

    def __init__(self, profile: Profile, data: QueryDict) -> None:
        self.profile = profile
        self.timeline = Timeline(profile)
        self.form = DayForm(data, self.timeline)
        self.sources = SourceList()
        versions = self.timeline.public
        self.page = CountedPaginator(versions, PER_PAGE, count=len(versions)).get_page(data.get("page"))

    @property
    def day_url(self) -> str:
        """Where the form leads; empty where no day was requested, or none on which the profile was public."""
        day = self.form.cleaned_data.get("on") if self.form.is_valid() else None
        return self.profile.get_day_url(day) if day else ""

    @cached_property
    def entries(self) -> list[tuple[HistoryEntry, str]]:
        """Each with the address of the profile as it was then."""
        versions = list(self.page.object_list)
        base = self.timeline.before(versions[-1]) if versions else None
        try:
            history = entries(versions, base)
        except NoSuchVersion:  # deleted a moment ago
            raise Http404 from None
        return [(entry, self.profile.get_version_url(entry.version.number)) for entry in history]

    @property
    def page_links(self) -> SafeString:
        return page_links(QueryDict(mutable=True), self.page)
