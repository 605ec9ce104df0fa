"""Makes companies of the shipped files."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from companies.models import (
    Company,
    CompanyCitation,
    CompanyFigure,
    CompanyMilestone,
    CompanyName,
    FormerCompanySlug,
    Identifier,
    Presence,
    Sector,
    Stakeholder,
    Zone,
)
from profiles.documents.writing import begin_history
from profiles.metrics import metric
from profiles.search import fold
from zgc_site.demo.reading import SHIPPED, Count, DemoSources, missing, read, save

# Model field -> the column of its source.
CITED = {
    "name_en": "name_en_source",
    "name_zh": "name_zh_source",
    "legal_name": "legal_name_source",
    "sectors": "sector_source",
    "founded": "founded_source",
    "website": "website_source",
    "address": "hq_source",
    "zone": "hq_district_source",
    "summary_en": "description_source",
}
IDENTIFIERS = {
    "uscc": ("uscc", "uscc_source"),
    "lei": ("lei", "lei_source"),
    "ror": ("ror_id", ""),
    "wikidata": ("wikidata", "wikidata_source"),
}


def load_terms() -> None:
    """Sectors on two levels, and the zones of the park."""
    for row in read("sectors.csv"):
        parent = Sector.objects.get(slug=row["parent"]) if row["parent"] else None
        if not Sector.objects.filter(slug=row["slug"]).exists():
            save(Sector(**{**row, "parent": parent}))
    for row in read("zones.csv"):
        row.pop("district")
        if not Zone.objects.filter(slug=row["slug"]).exists():
            save(Zone(**row))


def load_companies(sources: DemoSources) -> Count:
    """Create and publish the companies that are not there yet."""
    loader = _Loader(sources)
    rows = read("companies.csv")
    new = missing(rows, Company, FormerCompanySlug)
    for row in new:
        loader.load(row)
    return Count(created=len(new), unchanged=len(rows) - len(new))


class _Loader:
    def __init__(self, sources: DemoSources) -> None:
        self.sources = sources
        self.texts = {row["slug"]: row for row in read("company_texts.csv")}
        self.details = {row["slug"]: row for row in read("company_details.csv")}
        # By the name in the file: editors may have renamed the sector since.
        self.sectors = {row["name_en"]: Sector.objects.get(slug=row["slug"]) for row in read("sectors.csv")}
        self.zones = {row["district"]: Zone.objects.get(slug=row["slug"]) for row in read("zones.csv")}
        self.rows = {
            name: _by_company(f"{name}.csv")
            for name in ("stakeholders", "presences", "company_figures", "former_names")
        }
        self.milestones = defaultdict(list)
        for row in read("milestones.csv"):
            if row["profile"] == "company":
                self.milestones[row["slug"]].append(row)

    def load(self, row: dict[str, str]) -> None:
        company = self._company(row)
        self._names(company, row)
        self._identifiers(company, row)
        self._facts(company)
        self._citations(company, row)
        begin_history(company, SHIPPED)
        company.publish(by=None, origin=SHIPPED.origin)

    def _company(self, row: dict[str, str]) -> Company:
        texts, details = self.texts[row["slug"]], self.details.get(row["slug"], {})
        company = Company(
            slug=row["slug"],
            name_en=row["name_en"],
            name_zh=row["name_zh"],
            legal_name=row["legal_name_zh"],
            summary_en=row["description_en"],
            summary_zh=texts["summary_zh"],
            summary_fr=texts["summary_fr"],
            founded=row["founded_year"],
            website=row["website"],
            address=row["hq_address"],
            postcode=row["hq_postcode"],
            zone=self.zones.get(row["hq_district"]),
            ownership=details.get("ownership", ""),
            featured=details.get("featured") == "yes",
            editors_note=_note(row),
        )
        save(company)
        company.sectors.add(self.sectors[row["sector"]])
        return company

    def _names(self, company: Company, row: dict[str, str]) -> None:
        former = {fact["name"]: fact["source"] for fact in self.rows["former_names"][company.slug]}
        aliases = dict.fromkeys(filter(None, row["aliases"].split("|")), row["name_en_source"])
        for name, source_cell in {**aliases, **former}.items():
            kind = CompanyName.Kind.FORMER if name in former else CompanyName.Kind.OTHER
            source = self.sources.first(source_cell)
            language = script_language(name)
            save(CompanyName(company=company, name=name, kind=kind, language=language, source=source))

    def _identifiers(self, company: Company, row: dict[str, str]) -> None:
        for scheme, (column, source_column) in IDENTIFIERS.items():
            if row[column]:
                source = self.sources.first(row[source_column] if source_column else row[column])
                holder = row["lei_entity"].removesuffix(" (subsidiary)") if scheme == "lei" else ""
                save(
                    Identifier(
                        company=company, scheme=scheme, value=row[column], holder=holder, source=source
                    )
                )
        for listing in filter(None, row["listed_on"].split("; ")):
            exchange, code = listing.split(": ")
            source = self.sources.first(row["listed_source"])
            save(Identifier(company=company, scheme=exchange.lower(), value=code, source=source))

    def _facts(self, company: Company) -> None:
        for model, rows in (
            (Stakeholder, self.rows["stakeholders"]),
            (Presence, self.rows["presences"]),
            (CompanyFigure, self.rows["company_figures"]),
            (CompanyMilestone, self.milestones),
        ):
            for fact in rows[company.slug]:
                save(model(company=company, source=self.sources.first(fact["source"]), **_fields(fact)))

    def _citations(self, company: Company, row: dict[str, str]) -> None:
        for field, column in CITED.items():
            # A postcode stands in the place of an address where that is all there is.
            if getattr(company, field) or (field == "address" and company.postcode):
                for source in self.sources.of(row[column]):
                    save(CompanyCitation(company=company, field=field, source=source))
        if company.ownership:
            source = self.sources.named("general knowledge")
            save(CompanyCitation(company=company, field="ownership", source=source))
        details = self.details.get(company.slug, {})
        if details.get("differs_field"):
            source = self.sources.named(details["differs_source"])
            field, says = details["differs_field"], details["differs_says"]
            save(CompanyCitation(company=company, field=field, source=source, says=says))


def _by_company(name: str) -> dict[str, list[dict[str, str]]]:
    rows = defaultdict(list)
    for row in read(name):
        rows[row["company"]].append(row)
    return rows


def _fields(row: dict[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        name: value for name, value in row.items() if name not in ("company", "profile", "slug", "source")
    }
    if "metric" in fields:
        fields["metric"] = metric(fields["metric"])
    return fields


def _note(row: dict[str, str]) -> str:
    basis = f"In the park ({row['zgc_confidence']} confidence): {row['zgc_basis']}. {row['zgc_basis_source']}"
    status = f"Status: {row['status']}. {row['status_source']}" if row["status"] else ""
    return "\n".join(filter(None, [row["note"], status, basis]))


def script_language(name: str) -> str:
    """zh-Hans, zh-Hant or en, by the characters of a name."""
    # Characters alone: folding would also change brackets, case and accents.
    han = "".join(char for char in name if "\u4e00" <= char <= "\u9fff")
    if not han:
        return "en"
    return "zh-Hans" if fold(han) == han else "zh-Hant"
