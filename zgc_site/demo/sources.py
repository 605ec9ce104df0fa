"""The sources of the shipped facts, by the short names that the files of facts have for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.shipments import Shipment
from profiles.models import Evidence, Source
from zgc_site.demo.files import FACTS, read

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
    # What a file of facts calls each, by its key in the files; without those that staff deleted.
    names: dict[str, str]
    kept: list[str]  # where the word of staff stays against that of the files


class SourceShipment(Shipment[Source]):
    def document(self, said: Row) -> Document:
        return document_of(Source(**said))

    def first_base(self, record: Source, said: Row) -> Document:
        """Whether it was judged otherwise is known, and nothing else."""
        once_said = {Evidence.SECONDARY, *([Evidence.PRIMARY] if said["key"] in ONCE_PRIMARY else [])}
        return self.document(said | {"evidence": record.evidence} if record.evidence in once_said else said)


def load_sources() -> LoadedSources:
    """Make those that are not there, and let others follow what the files say now."""
    shipment = SourceShipment(Source)
    sources = {row["key"]: shipment.bring(row["key"], row) for row in read(FACTS / "sources.csv")}
    names = {key: f"{source.title} [{source.key}]" for key, source in sources.items() if source}
    return LoadedSources(names, shipment.kept)
