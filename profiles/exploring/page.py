"""What the page of the explorer shows around its charts: whom one may add, files, and how to cite it."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kit.languages import listed
from profiles.catalogue import current
from profiles.exploring.explorer import MAX_FURTHER, Explorer, Further
from profiles.exploring.query import CHART, FROM, TO, FiguresQuery, groups
from profiles.lists.results import Results
from profiles.models import Profile
from profiles.models.registry import profile_kinds
from profiles.pages.definitions import MOST
from profiles.pages.lines import LineChart
from profiles.pages.source_list import SourceList
from profiles.pages.structured import Node, breadcrumbs, dataset

MAX_FOUND = 5  # of each kind
MAX_TYPED = 20  # characters of a wrong year that are shown again


class FiguresPage:
    def __init__(self, query: FiguresQuery, explorer: Explorer, site_name: str) -> None:
        self.query, self.explorer, self.site_name = query, explorer, site_name

    @property
    def context(self) -> dict[str, Any]:
        return {
            "page": self,
            "query": self.query,
            "explorer": self.explorer,
            "form": self.query.form,
            "sources": SourceList(),
        }

    @property
    def title(self) -> str:
        """Of the page: the figure, whose, and the years."""
        metric = self.explorer.metric
        if metric is None:
            return _("Figures")
        names = listed([str(profile.name) for _kind, profile in self.query.owners])
        # Translators: a figure, such as turnover, and whose it is.
        text = (
            _("%(metric)s: %(names)s") % {"metric": metric.name, "names": names}
            if names
            else str(metric.name)
        )
        years = self.query.form.values
        first, last = years.get("from"), years.get("to")
        span = str(first) if first == last else f"{first or '…'}–{last or '…'}"
        return listed([text, span]) if first or last else text

    @property
    def further(self) -> list[Further]:
        """Those in no chart that the page shows; the file has all."""
        return self.explorer.further[:MAX_FURTHER]

    @property
    def structured(self) -> list[Node]:
        """The figures for search engines: what is measured, of which years, and who says so."""
        here, charts = reverse("figures") + self.address, self.explorer.recorded
        years = [year for chart in charts for line in chart.lines for year in line.spots]
        uses = [use for chart in charts for use in chart.uses]
        name = f"{self.title}, {self.site_name}"
        data = dataset(name, self.description, here, [(reverse("figures-export") + self.address, "text/csv")])
        data |= {
            "variableMeasured": [_variable(chart) for chart in charts],
            "temporalCoverage": f"{min(years)}/{max(years)}" if years else "",
            "citation": list(dict.fromkeys(str(use.source.name) for use in uses)),
        }
        return [data, breadcrumbs((_("Figures"), reverse("figures")))]

    @property
    def description(self) -> str:
        text = _(
            "%(what)s: charts with the table behind them, each value with unit, coverage, year and source, as CSV and picture, and to be cited."
        )
        return text % {"what": self.title}

    @property
    def address(self) -> str:
        """The query as the end of an address."""
        query = self.query.params
        return f"?{query.urlencode()}" if query else ""

    @property
    def owners(self) -> list[tuple[Profile, str]]:
        """Each with the address without it; the host park by itself stays."""
        named = {kind.name for kind in profile_kinds() if self.query.form.values.get(kind.name)}
        return [
            (profile, self.query.without_owner(kind.name, profile.slug) if named else "")
            for kind, profile in self.query.owners
        ]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form keeps of the query beside its own fields."""
        names = [kind.name for kind in profile_kinds()]
        return [(name, value) for name in names for value in self.query.params.getlist(name)]

    @property
    def typed(self) -> dict[str, str]:
        """The years as they were sent, so that they can be put right."""
        form = self.query.form
        return {name: form.values.get(name) or form.sent(name)[:MAX_TYPED] for name in (FROM, TO)}

    @property
    def group_choices(self) -> list[tuple[str, str]]:
        return [(key, str(facet.label)) for key, (_kind, facet) in groups().items()]

    @property
    def owner_errors(self) -> list[tuple[str, list[str]]]:
        """What is wrong with profiles that were named, by kind."""
        errors = self.query.form.errors
        return [
            (kind.name, [str(error) for error in errors[kind.name]])
            for kind in profile_kinds()
            if kind.name in errors
        ]

    @property
    def host_url(self) -> str:
        """The address that adds the host park, where it is not shown and there is room."""
        host = self.query.host
        here = [profile for _kind, profile in self.query.owners]
        if host is None or host in here or not self.has_room:
            return ""
        return self.query.with_owner(host._meta.model_name or "", host.slug)

    @property
    def has_room(self) -> bool:
        return len(self.query.owners) < MOST

    @cached_property
    def found(self) -> list[tuple[Profile, str]]:
        """Who fits the words to look for, with the address that adds them."""
        if not self.query.words:
            return []
        here = [profile for _kind, profile in self.query.owners]
        return [
            (profile, self.query.with_owner(kind, profile.slug))
            for kind, profile in self._matching()
            if profile not in here
        ]

    def _matching(self) -> list[tuple[str, Profile]]:
        matching: list[tuple[str, Profile]] = []
        for kind in profile_kinds():
            catalogue = current(kind.name, self.explorer.stamp)
            pks = Results({"q": self.query.words}, catalogue).slice(0, MAX_FOUND).tolist()
            profiles: Any = catalogue.listing.profiles()
            by_pk = profiles.in_bulk(pks)
            matching += [(kind.name, by_pk[pk]) for pk in pks if pk in by_pk]
        return matching

    def picture(self, chart: LineChart) -> str:
        """The address of a chart as a picture."""
        query = self.query.params
        query[CHART] = chart.key
        return f"{reverse('figures-chart')}?{query.urlencode()}"

    def notes(self, chart: LineChart) -> list[str]:
        """What stands below a picture of it."""
        metric = chart.metric
        definition = str(metric.definition)
        return [*([definition] if definition else []), self.sources_of(chart), self.citation(chart)]

    def sources_of(self, chart: LineChart) -> str:
        if chart.is_counted:
            return _("Added up from the figures of this directory. Not an official total.")
        if not chart.uses:
            return _("Unsourced")
        names = [
            # Translators: a source and what it is worth as evidence.
            _("%(source)s [%(level)s]") % {"source": use.source.name, "level": use.evidence_level.label}
            for use in chart.uses
        ]
        return _("Sources: %(names)s") % {"names": listed(names)}

    def citation(self, chart: LineChart) -> str:
        """For a text or a picture elsewhere: what, of what, from where, and as of when."""
        return self._cited(chart.title, chart.definition)

    def citation_of_figure(self, further: Further) -> str:
        """The same of a figure that stands in no chart, with its value, and who says so."""
        spot, use = further.spot, further.spot.use
        # Translators: a figure and its value.
        named = _("%(metric)s: %(value)s") % {"metric": spot.figure.metric.name, "value": spot.text}
        title = listed([named, str(further.profile.name), spot.period])
        source = _("Sources: %(names)s") % {"names": use.source.name} if use else _("Unsourced")
        return f"{self._cited(title, further.definition)}. {source}"

    def _cited(self, title: str, definition: str) -> str:
        values = {
            "title": title,
            "definition": definition,
            "site": self.site_name,
            "address": self.link,
            "date": date_format(timezone.localdate(), "DATE_FORMAT"),
        }
        return _("%(title)s (%(definition)s). %(site)s, %(address)s, as of %(date)s") % values

    @property
    def link(self) -> str:
        query = urlencode([(name, value) for name, values in self.query.params.lists() for value in values])
        return f"{settings.SITE_URL}{reverse('figures')}{'?' if query else ''}{query}"


def _variable(chart: LineChart) -> Node:
    return {"@type": "PropertyValue", "name": chart.title, "description": chart.definition}
