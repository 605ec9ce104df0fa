"""The columns of a file of parks: each reads what it writes."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.languages import MAX_NAME_LENGTH
from partners.facts.ties import ParkTie, tie_of
from partners.models import Park
from partners.models.park import validate_time_zone
from profiles.facts import columns as cells
from profiles.facts.columns import FromField, FromFigure
from profiles.imports.cells import values
from profiles.imports.cells.problems import BadValue
from profiles.imports.cells.quantities import area, count
from profiles.imports.rows.columns import (
    COUNTRIES,
    COUNTRY_CODES,
    EMPLOYEES,
    FOUNDED,
    FOUNDED_PRECISION,
    LATITUDE,
    LINKS,
    LIST_NUMBER,
    LONGITUDE,
    NAMES,
    ROW_SOURCE,
    SUMMARIES,
    WEBSITE,
    TermLookup,
    field,
    figure,
    named,
    other_names,
    written_names,
)
from profiles.imports.rows.proposals import Cells, FileColumn, ImportKind
from profiles.imports.rows.vocabulary import Vocabulary

# Parks and companies do not import each other.
SECTORS = TermLookup(lambda: list(apps.get_model("companies", "Sector")._default_manager.all()))
KINDS = values.choice(Park.Kind.choices, {
    **{value.replace("_", " "): value for value in Park.Kind.values},
    **{"home": "science_park", "zgc centre abroad": "centre_abroad", "centre abroad": "centre_abroad", "technopole": "technology_park"},
    **{"科技园": "science_park", "科学园": "science_park", "科技园区": "science_park", "技术园": "technology_park", "研究园": "research_park", "科学城": "science_city", "创新园": "innovation_park", "境外中心": "centre_abroad"},
    **{"parc scientifique": "science_park", "parc technologique": "technology_park", "parc de recherche": "research_park", "cite scientifique": "science_city", "parc d’innovation": "innovation_park"},
})  # fmt: skip
TIE = cells.Derived(
    *("kind", "partnerships", "status"),
    lambda kind, states: tie_of(kind, states).value,
    choices=tuple(ParkTie.values),
    meaning=gettext_lazy(
        "Follows from the kind of the park and its partnerships: partner, centre (abroad, of the host park), announced (none is more than that), former (all have ended), none (a reference park). An import passes it over."
    ),
)
TENANTS = count(
    "company",
    "companies",
    "firms",
    "enterprises",
    "tenants",
    "entreprises",
    "societes",
    "家",
    "户",
    "家企业",
    "企业",
)


def kind(cell: Any) -> str:
    code = KINDS(values.line(cell))
    if not code:
        raise BadValue(
            _("There is no such kind of park. Write one of: %(names)s.")
            % {"names": ", ".join(Park.Kind.values)}
        )
    return code


def country(cell: Any, row: Cells) -> None:
    among_codes = row.column == "country_code" or row.column in row.options.codes
    row.proposal.fields["country"] = values.country(values.line(cell), among_codes=among_codes)


def country_name(cell: Any, row: Cells) -> None:
    """Beside a column of codes it says the same in words."""
    if not row.given.get("country_code"):
        country(cell, row)


def time_zone(cell: Any) -> str:
    name = values.line(cell)
    return values.checked(_known_zone, name)


def _known_zone(name: str) -> str:
    validate_time_zone(name)
    return name


PARKS = ImportKind(
    name="park",
    place="partners.columns.PARKS",
    finish=named,
    begin=SECTORS.forget,
    columns=(
        *NAMES,
        FileColumn("name", field("name", values.name, MAX_NAME_LENGTH), ("park", "park name", "园区", "园区名称", "名称", "nom", "parc", "nom du parc"), label=gettext_lazy("Name, its language found by its characters")),
        FileColumn("name_local", other_names("local"), ("local name", "name in the local language", "当地名称", "nom local"), write=written_names("local"), is_sourced=True, label=gettext_lazy("Name in the local language")),
        FileColumn("aliases", other_names("other"), ("other names", "alias", "别名", "autres noms"), write=written_names("former", "abbreviation", "brand", "other"), is_sourced=True, label=gettext_lazy("Other names")),
        FileColumn("kind", field("kind", kind), ("类别", "type de parc"), write=FromField("kind"), vocabulary=Vocabulary(KINDS, lambda: Park.Kind.choices)),
        FileColumn("country", country_name, ("国家", "国家或地区", "pays"), has_countries=True, vocabulary=COUNTRIES, label=gettext_lazy("Country")),
        FileColumn("country_code", country, ("iso code", "国家代码", "code pays"), write=FromField("country"), label=gettext_lazy("Code of the country"), vocabulary=COUNTRY_CODES),
        FileColumn("city", field("city", values.name, 120), ("town",), write=FromField("city")),
        FileColumn("time_zone", field("time_zone", time_zone), write=FromField("time_zone")),
        LATITUDE,
        LONGITUDE,
        FOUNDED,
        FOUNDED_PRECISION,
        FileColumn("focus_sectors", SECTORS.read("focus_sectors"), ("sectors", "sector", "行业", "secteurs"), write=cells.FromTerms("focus_sectors"), is_list=True, vocabulary=SECTORS.vocabulary),
        FileColumn("area_ha", figure("area", "ha", area), ("area", "hectares", "面积（公顷）", "superficie (ha)"), write=FromFigure("area", "ha"), label=gettext_lazy("Area in hectares"), is_sourced=True),
        FileColumn("area_km2", figure("area", "km2", area), ("面积（平方公里）", "superficie (km2)"), write=FromFigure("area", "km2"), label=gettext_lazy("Area in square kilometres"), is_sourced=True),
        FileColumn("companies", figure("companies", "count", TENANTS, as_of="companies_as_of"), ("number of companies", "企业数", "entreprises", "nombre d’entreprises"), write=FromFigure("companies", "count", ("undated", "as_of")), label=gettext_lazy("Number of companies"), is_sourced=True),
        FileColumn("companies_as_of", lambda cell, row: None, ("企业数截至",), write=FromFigure("companies", "count", ("undated", "as_of"), "period"), label=gettext_lazy("Date of the number of companies")),
        FileColumn("employees", figure("employees", "count", EMPLOYEES, as_of="employees_as_of"), ("staff", "number of employees", "员工人数", "从业人员", "effectif", "salariés"), write=FromFigure("employees", "count", ("undated", "as_of")), label=gettext_lazy("Number of employees"), is_sourced=True),
        FileColumn("employees_as_of", lambda cell, row: None, ("员工人数截至",), write=FromFigure("employees", "count", ("undated", "as_of"), "period"), label=gettext_lazy("Date of the number of employees")),
        WEBSITE,
        FileColumn("tie", lambda cell, row: None, write=TIE, is_offered=False, label=gettext_lazy("Tie with the park")),
        *SUMMARIES,
        ROW_SOURCE,
        LIST_NUMBER,
        *LINKS,
    ),
)  # fmt: skip
