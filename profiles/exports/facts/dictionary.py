"""The data dictionary: what each name in a file of facts means, in each language of the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.key_lists import KeyListField
from kit.languages import SUFFIXES, TAGS, as_said_in, text
from profiles.documents.shape import shape_of, source_shape
from profiles.exports.facts.columns import OF_SOURCE
from profiles.exports.facts.names import (
    FIGURES,
    OF_A_SOURCE,
    FieldName,
    RowName,
    field_names,
    figure_name,
    part_names,
    row_names,
)
from profiles.exports.rows import Row
from profiles.facts.fact import Fact, label_of
from profiles.models import Image, Metric
from profiles.models.metric import ALL
from profiles.models.registry import profile_kind

COLUMN_TEXTS: Mapping[str, Any] = {
    "profile": _("The last part of the address of the profile on this site."),
    "kind": _("What kind of profile it is."),
    "name": _("A name of the profile, to read along; its names are facts as well."),
    "identifiers": _("Numbers in registers and stock listings that hold today, to tell the profile by."),
    "fact": _("What the value says. The other entries of this dictionary explain each fact."),
    "row": _("Lines of one profile that say one thing together, such as a founder, share this."),
    "value": _("The value as it is stored: plain numbers, dates as YYYY-MM-DD as far as known, short names of choices and terms."),
    "unit": _("What a number is counted in, where that is no money."),
    "currency": _("The currency of an amount of money, as ISO 4217 has it."),
    "qualifier": _("Whether a number is exact, or says more than, less than, about or up to."),
    "period_start": _("The year, the date or the first day that a number is of."),
    "period_end": _("The last day of a period that is no calendar year."),
    "period_kind": _("Whether a number is of a year, a span of time, a date, or undated."),
    "coverage": _("What a number counts: all, or only a part, such as those above a designated size."),
    "rank": _("Of a number: preferred, normal or disputed. Of other facts, “disputed” marks what a source says instead of the value that is shown."),
    "evidence": _("What the fact rests on: primary (the organisation’s own filing or site, a register, statistics of an authority), secondary (press, data vendors), to_check (a copy, a blog, whatever anyone could have written) or none (nobody can check it). Empty where there is no source."),
    "language": _("The language of a text, as BCP 47 has it."),
    "source_title": _("The title of the source; empty where the fact is unsourced."),
    "source_publisher": _("Who published the source."),
    "source_url": _("The web address of the source."),
    "source_archive": _("The address of a stored copy of the source."),
    "source_published": _("When the source was published."),
    "source_accessed": _("When the park last read the source."),
}  # fmt: skip
NOT_IN_FACTS = _("Not in files of facts: drafts and withdrawn profiles, former addresses, notes of the editors, and the pictures themselves.")  # fmt: skip
PICTURE = _(
    "The hash of the picture. The picture itself is not in the file, and an import leaves it as it is."
)
SEVERAL = _("One value may hold several, separated by “|”.")


@dataclass(frozen=True)
class Entry:
    """A name, and what it means."""

    name: str
    part_of: str  # "column" of a line, or "fact"
    type: str  # as Frictionless calls it
    title: Any
    description: Any = ""
    choices: tuple[str, ...] = ()

    def titles(self) -> dict[str, str]:
        return _in_each_language(self.title)

    def descriptions(self) -> dict[str, str]:
        return _in_each_language(self.description)


def _in_each_language(said: Any) -> dict[str, str]:
    if isinstance(said, dict):
        return said
    return {TAGS[suffix]: str(capfirst(str(as_said_in(suffix, said)))) for suffix in SUFFIXES}


def entries(kind: str) -> list[Entry]:
    """First the columns of a line, then the facts in the order in which people read them."""
    return [*column_entries(), *_of_fields(kind), *_of_rows(kind), *_of_figures(kind), *_of_sources()]


def column_entries() -> list[Entry]:
    return [
        Entry(name, "column", "any" if name == "value" else "string", name.replace("_", " "), text)
        for name, text in COLUMN_TEXTS.items()
    ]


def _of_fields(kind: str) -> Iterator[Entry]:
    model = profile_kind(kind).model
    facts = {column: fact for fact in profile_kind(kind).facts for column in fact.columns}
    listed: set[str] = set()
    for column, name in field_names(kind).items():
        if name.name in listed:
            continue
        listed.add(name.name)
        field = shape_of(kind).profile.fields[column]
        yield _entry(name.name, field, _title(facts.get(column), field, model))


def _title(fact: Fact | None, field: models.Field, model: Any) -> Any:
    if fact is None or (len(fact.columns) > 1 and not fact.translated):
        return field.verbose_name
    return fact.label or label_of(fact, model)


def _of_rows(kind: str) -> Iterator[Entry]:
    labels = {fact.key: fact.label for fact in profile_kind(kind).facts}
    for name in row_names(kind):
        model = shape_of(kind).rows[name.relation].model
        title = labels.get(name.name) or model._meta.verbose_name_plural
        for column, part in _distinct_parts(kind, name):
            field = shape_of(kind).rows[name.relation].fields[column]
            yield _entry(f"{name.name}.{part.name}", field, _joined(title, field.verbose_name))


def _distinct_parts(kind: str, name: RowName) -> Iterator[tuple[str, FieldName]]:
    listed: set[str] = set(name.same)
    for column, part in part_names(kind, name.relation).items():
        if part.name not in listed:
            listed.add(part.name)
            yield column, part


def _joined(title: Any, part: Any) -> dict[str, str]:
    return {
        TAGS[suffix]: str(capfirst(_pair(suffix) % {"fact": as_said_in(suffix, title), "part": as_said_in(suffix, part)}))
        for suffix in SUFFIXES
    }  # fmt: skip


def _pair(suffix: str) -> str:
    # Translators: a fact and a part of it, as in "Founders: role".
    return str(as_said_in(suffix, pgettext_lazy("a fact and a part of it", "%(fact)s: %(part)s")))


def _of_figures(kind: str) -> Iterator[Entry]:
    for metric in Metric.objects.filter(scope__in=[kind, ALL]):
        names = {TAGS[suffix]: str(text(metric, "name", suffix)) for suffix in SUFFIXES}
        definitions = {TAGS[suffix]: str(text(metric, "definition", suffix)) for suffix in SUFFIXES}
        units = Metric.UNITS[Metric.Kind(metric.kind)]
        units = () if metric.kind == Metric.Kind.MONEY else units
        yield Entry(
            figure_name(kind, metric.code), "fact", "number", names, definitions, tuple(map(str, units))
        )
    fields = shape_of(kind).rows[FIGURES].fields
    for name in ("as_published", "note"):
        column = next((column for column, part in part_names(kind, FIGURES).items() if part.name == name), "")
        if column:
            yield _entry(f"<figure>.{name}", fields[column], fields[column].verbose_name)


def _of_sources() -> Iterator[Entry]:
    for name, field in source_shape().fields.items():
        if name not in OF_SOURCE.values():
            yield _entry(f"{OF_A_SOURCE}.{name}", field, field.verbose_name)


def _entry(name: str, field: models.Field, title: Any) -> Entry:
    is_picture = field.related_model is Image
    choices = tuple(str(value) for value, _label in field.flatchoices if value not in (None, ""))
    few = choices if len(choices) <= MAX_CHOICES else ()
    help_text = (
        format_lazy("{} {}", field.help_text, SEVERAL) if isinstance(field, KeyListField) else field.help_text
    )
    return Entry(name, "fact", _type(field), title, PICTURE if is_picture else help_text, few)


MAX_CHOICES = 50


def _type(field: models.Field) -> str:
    if isinstance(field, models.BooleanField):
        return "boolean"
    return "number" if isinstance(field, models.DecimalField | models.IntegerField) else "string"


def dictionary_rows(kind: str) -> list[Row]:
    """As the sheet of a workbook."""
    tags = [TAGS[suffix] for suffix in SUFFIXES]
    rows: list[Row] = [
        ["name", "part_of", "type", *(f"title ({tag})" for tag in tags), *(f"description ({tag})" for tag in tags), "choices"]
    ]  # fmt: skip
    for entry in entries(kind):
        titles, descriptions = entry.titles(), entry.descriptions()
        rows.append([entry.name, entry.part_of, entry.type, *titles.values(), *descriptions.values(), "|".join(entry.choices)])  # fmt: skip
    rows.append(["", "note", "", "", "", "", *_in_each_language(NOT_IN_FACTS).values()])
    return rows
