"""The sources of the shipped facts, by the short names that the files of facts have for them."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from profiles.models import Evidence, Source
from zgc_site.demo.files import FACTS, read, save

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


def load_sources() -> dict[str, str]:
    """Make those that are not there. Returns what a file of facts calls each one.

    Where some are new, the content is of a new release. Those that are there already were judged by nobody so far: what
    is worth more or less than "secondary" is said then.
    """
    rows = read(FACTS / "sources.csv")
    known = {source.key: source for source in Source.objects.filter(key__in=[row["key"] for row in rows])}
    if known.keys() == {row["key"] for row in rows}:
        return _names(known)
    for row in rows:
        source = known.setdefault(row["key"], Source(**row))
        if source.pk is None:
            save(source)
        elif source.evidence == Evidence.SECONDARY != row["evidence"]:
            Source.objects.filter(pk=source.pk).update(evidence=row["evidence"])
    return _names(known)


def _names(sources: dict[str, Source]) -> dict[str, str]:
    return {key: f"{source.title} [{key}]" for key, source in sources.items()}
