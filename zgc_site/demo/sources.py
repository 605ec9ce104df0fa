"""The sources of the shipped facts, by the short names that the files of facts have for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from profiles.documents import records
from profiles.documents.merge import Conflict, Side
from profiles.documents.reading import document_of
from profiles.models import Evidence, ShippedSource, Source
from zgc_site.demo.files import FACTS, read, save

Row = dict[str, str]
# Titles in sources.csv that describe a source instead of naming a document; the catalogues translate them.
DESCRIPTIONS = (
    gettext_noop("Coordinates of the city, as given in ROR records"),
    gettext_noop("Lenovo annual reports 2008/09 to 2012/13, not yet compared"),
    gettext_noop("Division code 110108 (Haidian) within the company’s Unified Social Credit Identifier"),
    gettext_noop("List of stock codes and Chinese short names, adata 2.9.5"),
    gettext_noop("Extract of the company register in a public code repository, not verified"),
    gettext_noop("The editors’ choice, from the description and the industry that the sources give"),
    gettext_noop("District derived from the postcode, from general knowledge"),
    gettext_noop("General knowledge"),
    gettext_noop("Singapore Science Park, copy of the Wikipedia article"),
    gettext_noop("Founder Group, copy of the Wikipedia article"),
    gettext_noop("High Tech Campus Eindhoven, page of piglix.com"),
    gettext_noop("Image brochure of Technologiepark Heidelberg GmbH"),
    gettext_noop("Financial Times story 001078371, seen on another site"),
    gettext_noop("WISTA (Berlin-Adlershof), copy of the Wikipedia article"),
    gettext_noop("Page footer of lenovo.com.cn"),
    gettext_noop(
        "Park administrative authority, quoted in “Zhongguancun Science Park: innovation & excellence in the center of Beijing”"
    ),
    gettext_noop("Lists in public code repositories, not verified"),
    gettext_noop("List in a public code repository, not verified"),
)

# Shipped as primary before it was kept what a release says of each; the others were secondary, or are judged alike.
ONCE_PRIMARY = frozenset(
    (
        "bsy-prospectus-2021",
        "bsy-rating-2020",
        "cnipa-zgc-index-2018",
        "kc-20f-2023-cover",
        "knowledger-tuspark",
        "newzgc-2015-02",
        "onlinelistan-ideon",
        "sciencenet-patents-2019",
        "sugon-ar-2020s",
        "webull-tal-2019",
        "wiki-loongson",
    )
)


@dataclass
class LoadedSources:
    names: dict[str, str] = field(
        default_factory=dict
    )  # what a file of facts calls each, by its key in the files
    kept: list[str] = field(default_factory=list)  # where an editor's word stays against that of the files


def load_sources() -> LoadedSources:
    """Make those that are not there, and let others follow what the files say now.

    What an editor changed since the files said it last stays.
    """
    loaded, rows = LoadedSources(), read(FACTS / "sources.csv")
    shipped = {one.said["key"]: one for one in ShippedSource.objects.select_related("source")}
    there = {source.key: source for source in Source.objects.filter(key__in=[row["key"] for row in rows])}
    for row in rows:
        last = shipped.get(row["key"])
        source = last.source if last else there.get(row["key"])
        if source is None:
            save(source := Source(**row))
        elif last is None or last.said != row:
            source = _follow(source, last.said if last else _first_said(source, row), row, loaded.kept)
        if last is None or last.said != row:
            ShippedSource.objects.update_or_create(source=source, defaults={"said": row})
        loaded.names[row["key"]] = f"{source.title} [{source.key}]"
    return loaded


def _first_said(source: Source, row: Row) -> Row:
    """Of a source from before this was kept: whether it was judged otherwise is known, and nothing else."""
    shipped = {Evidence.SECONDARY, *([Evidence.PRIMARY] if row["key"] in ONCE_PRIMARY else [])}
    return row | {"evidence": source.evidence} if source.evidence in shipped else row


def _follow(source: Source, last: Row, now: Row, kept: list[str]) -> Source:
    """The source with what the files changed since they said it last."""

    def keep_live(conflict: Conflict) -> Side:
        values = {name: ((conflict.live or {}).get(name), now[name]) for name in conflict.names}
        kept.extend(
            f"source {now['key']}, {name}: The site says “{live or ''}”, the file “{said}”. The site stays as it is."
            for name, (live, said) in values.items()
        )
        return "live"

    base, proposed = (document_of(Source(**said)) for said in (last, now))
    records.save(source, base, proposed, keep_live)
    source.refresh_from_db()
    return source
