"""Makes the host park and the other parks of the shipped files."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

from companies.models import Sector
from kit.languages import text
from partners.models import (
    FormerParkSlug,
    Park,
    ParkCitation,
    ParkFigure,
    ParkMilestone,
    ParkName,
    Partnership,
    Statement,
)
from profiles.documents.writing import begin_history
from profiles.models import Metric
from zgc_site.demo.reading import ARTICLE, SHIPPED, Count, DemoSources, missing, read, save, split

HOME_CURRENCY = "CNY"
CITED = {
    "name_en": "name_en_source",
    "website": "website_source",
    "founded": "founded_source",
    "latitude": "coordinate_source",
}
QUALIFIERS = {"more than": "over", "over": "over", "about": "about", "almost": "about", "+": "over"}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def load_parks(sources: DemoSources) -> Count:
    """Create and publish the parks that are not there yet."""
    loader = _Loader(sources)
    rows = read("parks.csv")
    new = missing(rows, Park, FormerParkSlug)
    for row in new:
        loader.load(row)
    return Count(created=len(new), unchanged=len(rows) - len(new))


class _Loader:
    def __init__(self, sources: DemoSources) -> None:
        self.sources = sources
        self.texts = {row["slug"]: row for row in read("park_texts.csv")}
        self.metrics = {metric.code: metric for metric in Metric.objects.all()}
        self.sectors = {sector.slug: sector for sector in Sector.objects.all()}
        self.partnerships, self.milestones = defaultdict(list), defaultdict(list)
        for row in read("partnerships.csv"):
            self.partnerships[row.pop("park")].append(row)
        for row in read("milestones.csv"):
            if row["profile"] == "park":
                self.milestones[row["slug"]].append(row)

    def load(self, row: dict[str, str]) -> None:
        park = self._park(row)
        self._names(park, row)
        self._citations(park, row)
        is_host = row["kind"] == "home"
        if is_host:
            self._host(park)
        else:
            self._figures(park, row)
        self._ties(park, row)
        begin_history(park, SHIPPED)
        park.publish(by=None, origin=SHIPPED.origin)
        if is_host:
            park.make_host(by=None, origin=SHIPPED.origin)

    def _park(self, row: dict[str, str]) -> Park:
        texts = self.texts[row["slug"]]
        park = Park(
            slug=row["slug"],
            kind=texts["kind"],
            name_en=row["name_en"],
            name_zh=texts["name_zh"],
            name_fr=texts["name_fr"],
            summary_en=texts["summary_en"],
            summary_zh=texts["summary_zh"],
            summary_fr=texts["summary_fr"],
            country=row["country_code"],
            home_currency=HOME_CURRENCY if row["kind"] == "home" else "",
            city=row["city"],
            latitude=Decimal(row["latitude"]).quantize(Decimal("0.00001")),
            longitude=Decimal(row["longitude"]).quantize(Decimal("0.00001")),
            coordinate_precision=row["coordinate_precision"],
            founded=row["founded_year"],
            website=row["website"],
            time_zone=texts["time_zone"],
            editors_note=row["note"],
        )
        save(park)
        park.focus_sectors.set(
            [self.sectors[slug] for slug in filter(None, texts["focus_sectors"].split("|"))]
        )
        return park

    def _names(self, park: Park, row: dict[str, str]) -> None:
        local = row["name_local"]
        if local and local not in (text(park, "name", "en"), text(park, "name", "zh")):
            source = self.sources.first(row["name_local_source"])
            language = self.texts[park.slug]["local_language"]
            save(ParkName(park=park, name=local, kind="local", language=language, source=source))

    def _citations(self, park: Park, row: dict[str, str]) -> None:
        cells = {field: row[column] for field, column in CITED.items() if getattr(park, field)}
        if row["name_local"] == text(park, "name", "zh"):  # other Chinese names are our own translations
            cells["name_zh"] = row["name_local_source"]
        if self.texts[park.slug]["focus_sectors"]:
            cells["focus_sectors"] = "general knowledge"
        citations = [(field, source) for field, cell in cells.items() for source in split(cell)]
        for field, source in dict.fromkeys([*citations, *_summary_citations(row)]):
            save(ParkCitation(park=park, field=field, source=self.sources.named(source)))

    def _figures(self, park: Park, row: dict[str, str]) -> None:
        if row["area_ha"]:
            figure = {"unit": "ha", "value": row["area_ha"], **area_words(row["note"])}
            self._figure(park, "area", row["area_source"], {**figure, "period_kind": "undated"})
        for metric in ("companies", "employees"):
            if row[metric]:
                figure = {"value": row[metric], "unit": "count", **as_of(row[f"{metric}_as_of"])}
                self._figure(park, metric, row[f"{metric}_source"], figure)

    def _figure(self, park: Park, metric: str, source: str, fields: dict[str, Any]) -> None:
        fields["value"] = Decimal(fields["value"])
        save(ParkFigure(park=park, metric=self.metrics[metric], source=self.sources.first(source), **fields))

    def _host(self, park: Park) -> None:
        for row in read("host_figures.csv"):
            self._figure(park, row.pop("metric"), row.pop("source"), dict(row))
        article = self.sources.named(f'article "{ARTICLE}" (2013)')
        for order, row in enumerate(read("host_statements.csv")):
            save(Statement(park=park, order=order, source=article, **row))

    def _ties(self, park: Park, row: dict[str, str]) -> None:
        source = self.sources.first(row["zgc_tie_source"])
        for fields in self.partnerships[park.slug]:
            save(Partnership(park=park, source=source, **fields))
        for fields in self.milestones[park.slug]:
            texts = {name: fields[name] for name in ("on", "text_en", "text_zh", "text_fr")}
            save(ParkMilestone(park=park, source=self.sources.first(fields["source"]), **texts))


def _summary_citations(row: dict[str, str]) -> list[tuple[str, str]]:
    """The summary tells of the founding and of the tie; a partnership itself names only its first source."""
    sources = [*split(row["founded_source"] or row["name_en_source"]), *split(row["zgc_tie_source"])]
    return [("summary_en", source) for source in sources]


def as_of(text: str) -> dict[str, str]:
    """'March 2016, "more than 60"' -> as of 2016-03, over, with the source's own words."""
    quoted = re.search(r'"([^"]*)"', text)
    words = quoted.group(1) if quoted else ""
    figure = {"qualifier": qualifier(words), "as_published": words or _remark(text)}
    year = re.search(r"\b(19|20)\d\d\b", text)
    if not year:
        return {**figure, "period_kind": "undated"}
    month = next((number for number, name in enumerate(MONTHS, 1) if name in text), 0)
    if text.startswith("end of"):
        month = 12
    date = f"{year.group()}-{month:02d}" if month else year.group()
    return {**figure, "period_kind": "as_of", "period_start": date}


def area_words(note: str) -> dict[str, str]:
    """What a note says of the area: '75 acres converted.', 'Area: site of more than 6,500 square metres.'"""
    acres = re.search(r"[\d.,]+ acres(?= converted)", note)
    if acres:
        return {"as_published": acres.group()}
    about = re.search(r"^Area: ([^.]*)\.", note)
    words = about.group(1) if about else ""
    return {"qualifier": qualifier(words), "as_published": words}


def qualifier(words: str) -> str:
    return next((kind for word, kind in QUALIFIERS.items() if word in words), "exact")


def _remark(text: str) -> str:
    """What is left of an undated or dated remark: 'December 2024, in companies' -> 'in companies'."""
    if text.startswith("about"):
        return text  # of the date itself, which our dates cannot say
    rest = re.sub(r"undated|end of|\b(19|20)\d\d\b|" + "|".join(MONTHS), "", text)
    return rest.strip(" ,()")
