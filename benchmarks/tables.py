"""Turns made-up companies into rows of the product's tables, without a model instance for each."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import connection, models

from benchmarks.companies import Made
from companies.models import (
    Certificate,
    Company,
    CompanyFigure,
    CompanyName,
    Identifier,
    Presence,
    Sector,
    Stakeholder,
    Zone,
)
from profiles.metrics import metric
from profiles.models import Source, Version
from profiles.search import fold

Rows = dict[type[models.Model], list[list[Any]]]
MADE_AT = 1_735_689_600  # the beginning of 2025; companies change a minute apart
FIGURES = (("employees", "count"), ("turnover", "CNY"), ("patents_granted", "count"))
PARTS = (Company, CompanyName, CompanyFigure, Presence, Stakeholder, Certificate, Identifier, Version)


class Table:
    """A table with the default of each column, as the database stores it."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model, self.name = model, model._meta.db_table
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        if model is Company:
            fields = list(model._meta.concrete_fields)
        self.columns = [str(field.column) for field in fields]
        self.place = {field.attname: place for place, field in enumerate(fields)}
        self.defaults = [_default(field) for field in fields]

    def row(self, **values: Any) -> list[Any]:
        row = self.defaults.copy()
        for name, value in values.items():
            row[self.place[name]] = value
        return row


def _default(field: models.Field) -> Any:
    if field.primary_key or isinstance(field, models.DateTimeField):
        return None
    return field.get_db_prep_save(field.get_default(), connection)


class RowMaker:
    """The rows of one company after the other, for `tables`."""

    def __init__(self, first_pk: int) -> None:
        self.next_pk, self.next_key = first_pk, 0
        self.tables: dict[type[models.Model], Table] = {model: Table(model) for model in PARTS}
        self.sectors = dict(Sector.objects.values_list("slug", "pk"))
        self.zones = dict(Zone.objects.values_list("slug", "pk"))
        self.metrics = {code: metric(code).pk for code, _ in FIGURES}
        self.sources = {
            title: Source.objects.get_or_create(
                key=title.lower().replace(" ", "-"), title=title, defaults={"evidence": "secondary"}
            )[0].pk
            for title in ("Company register 2024", "Annual report 2024")
        }

    def add(self, made: Made, rows: Rows, links: list[tuple[int, int]]) -> None:
        pk, fields = self.next_pk, made.fields
        self.next_pk += 1
        source = self.sources.get(fields["source"])
        rows[Company].append(self._company(pk, made))
        links += [(pk, self.sectors[slug]) for slug in fields["sector"].split("|")]
        for model, values in self._parts(made):
            row = self.tables[model].row(key=self._key(), company_id=pk, source_id=source, **values)
            rows[model].append(row)
        rows[Version].append(self._version(pk, made))

    def _company(self, pk: int, made: Made) -> list[Any]:
        fields, at = made.fields, self._moment(made.number)
        names = ("slug", "name_en", "name_zh", "legal_name", "website", "address", "ownership", "founded")
        texts = ("summary_en", "summary_zh", "summary_fr")
        return self.tables[Company].row(
            id=pk,
            **{name: fields[name] for name in (*names, *texts)},
            description_en=made.description_en,
            description_zh=made.description_zh,
            latitude=fields["latitude"] or None,
            longitude=fields["longitude"] or None,
            zone_id=self.zones.get(fields["zone"]),
            returnee_founded={"true": True, "false": False, "": None}[fields["returnee_founded"]],
            state="published",
            published_at=at,
            created_at=at,
            changed_at=at,
        )

    def _parts(self, made: Made) -> Iterator[tuple[type[models.Model], dict[str, Any]]]:
        fields = made.fields
        for name in filter(None, fields["aliases"].split("|")):
            yield CompanyName, {"name": name, "language": script_language(name)}
        for code, unit in FIGURES:
            yield from self._figure(fields, code, unit)
        for country in filter(None, fields["overseas"].split("|")):
            yield Presence, {"country": country}
        for english, chinese, country in made.founders:
            yield Stakeholder, {"name": english, "name_zh": chinese, "country": country}
        for kind, year in made.certificates:
            yield Certificate, {"kind": kind, "issued": str(year)}
        for scheme in ("uscc", "lei"):
            if fields[scheme]:
                yield Identifier, {"scheme": scheme, "value": fields[scheme]}
        if fields["listed_on"]:
            exchange, code = fields["listed_on"].split(": ")
            yield Identifier, {"scheme": exchange.lower(), "value": code}

    def _figure(
        self, fields: dict[str, Any], code: str, unit: str
    ) -> Iterator[tuple[type[models.Model], dict[str, Any]]]:
        column = {"turnover": "turnover_cny", "patents_granted": "patents"}.get(code, code)
        if fields[column] == "":
            return
        period = {"period_kind": "undated"}
        if code == "turnover":
            period = {"period_kind": "year", "period_start": str(fields["turnover_year"])}
        yield (
            CompanyFigure,
            {"metric_id": self.metrics[code], "value": fields[column], "unit": unit, **period},
        )

    def _version(self, pk: int, made: Made) -> list[Any]:
        return self.tables[Version].row(
            kind="company",
            object_id=pk,
            number=1,
            action="created",
            origin="import",
            state="published",
            made_at=self._moment(made.number),
        )

    def _moment(self, number: int) -> Any:
        """When this company was made, as the database takes a time."""
        moment = datetime.datetime.fromtimestamp(MADE_AT + 30 * number, datetime.UTC)
        return moment if connection.vendor == "postgresql" else moment.replace(tzinfo=None).isoformat(" ")

    def _key(self) -> str:
        """A UUID of version 7 that follows the one before."""
        self.next_key += 1
        bits = (MADE_AT * 1000) << 80 | 0x7 << 76 | 0b10 << 62 | self.next_key
        return f"{bits:032x}"


def script_language(name: str) -> str:
    """zh-Hans, zh-Hant or en, by the characters of a name."""
    # Characters alone: folding would also change brackets, case and accents.
    han = "".join(char for char in name if "\u4e00" <= char <= "\u9fff")
    if not han:
        return "en"
    return "zh-Hans" if fold(han) == han else "zh-Hant"
