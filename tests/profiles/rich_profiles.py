"""Random profiles with everything that one can hold, as documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kit.key_lists import KeyListField, key_list
from kit.keys import new_key_texts
from kit.languages import columns
from profiles.documents.document import Document, Fields
from profiles.documents.shape import shape_of, source_shape
from profiles.models import Evidence, Image
from profiles.models.registry import FORMER
from profiles.past.visible import NEVER_SHOWN
from tests.profiles.facts_files import TERMS

# What people write, with what files and spreadsheets stumble over.
WORDS = st.text(
    st.sampled_from("abcXYZ019 éÜß一李联想'\"=+-@#|:;,.<&＝/()\u00a0\u0301\u0915\u094d\U0001f600"),
    min_size=1,
    max_size=24,
).map(lambda text: " ".join(text.split())) | st.sampled_from(
    ["=1+1", "'@x", "#N/A", "007", "1E5", "TRUE", "1.234", "en:C"]
)
LONG = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
NAMED = WORDS.map(lambda text: f"N{text}")
YEARS = st.integers(1900, 2020).map(str)
DAYS = st.integers(0, 40_000).map(lambda days: str(date(1905, 1, 1) + timedelta(days)))
DATES = YEARS | DAYS | YEARS.map(lambda year: f"{year}-07")
MONTHS = st.tuples(st.integers(1900, 2020), st.integers(1, 6)).map(
    lambda pair: (f"{pair[0]}-0{pair[1]}", f"{pair[0]}-0{pair[1] + 1}-15")
)
AMOUNTS = st.integers(0, 10**14) | st.decimals(0, 10**8, places=4) | st.just(Decimal("1.234"))
ADDRESSES = st.integers(0, 999).map(lambda number: f"https://example.org/{number}?a=1&b=“x”")
NUMBERS = ("count", "money", "area")


def values(model: Any, field: models.Field) -> st.SearchStrategy:
    """What a column may hold."""
    if type(field).__name__ == "CountryField":
        return st.sampled_from(["FR", "US", "JP", "DE"])
    if isinstance(field, KeyListField):
        keys = st.lists(st.sampled_from(field.known), min_size=1, unique=True)
        return keys.map(lambda chosen: key_list(chosen, field.known))
    if field.choices:
        return st.sampled_from([str(value) for value, _label in field.flatchoices if value not in ("", None)])
    if isinstance(field, models.BooleanField):
        return st.booleans() if field.null else st.just(True)
    if isinstance(field, models.DateField):
        return DAYS
    if isinstance(field, models.IntegerField):
        return st.integers(1, 99)
    name = type(field).__name__
    longest = field.max_length or 10_000
    by_type = {
        "PartialDateField": DATES,
        "NameField": NAMED,
        "WebAddressField": ADDRESSES,
        "ProseField": LONG,
    }
    return by_type.get(name, WORDS).map(lambda text: cleaned(field, text[:longest]))


def cleaned(field: models.Field, text: str) -> str:
    """The text as the column keeps it; another one where it takes none like that."""
    for candidate in (text, "Text 1", "Europe/Paris", "text-1"):
        with suppress(ValidationError):
            if kept := str(field.clean(candidate, None)):
                return kept
    raise ValueError(field)


@st.composite
def some(draw: Any, model: Any, fields: dict[str, models.Field], needed: tuple[str, ...] = ()) -> Fields:
    """Some of the columns of a table."""
    given: Fields = {}
    for name, field in fields.items():
        if name in needed or draw(st.booleans()):
            given[name] = draw(values(model, field))
    return given


@st.composite
def sources(draw: Any, key: str) -> Fields:
    fields = {
        name: field for name, field in source_shape().columns.items() if name not in ("title", "evidence")
    }
    said = draw(some(None, fields))
    said["evidence"] = draw(st.sampled_from(Evidence.values))
    # Two sources that say the same would be one in another database.
    return {**said, "title": draw(st.sampled_from(["Report", f"Report {key}"])), "publisher": f"P {key}"}


# Of each relation what a row needs, and what would clash with what other rows draw.
NEEDED = {
    "other_names": ("name", "kind"), "stakeholders": ("kind", "name", "country"), "presences": ("country", "kind"),
    "identifiers": (), "certificates": ("kind", "issued"), "milestones": ("on", "text_en"),
    "ties": ("kind", "name"), "products": ("kind", "name"), "links": ("kind", "url"), "partnerships": ("kind", "status"), "statements": ("text_zh",), "figures": (), "citations": (),
}  # fmt: skip
LEFT_OUT = {"evidence", "closed", "until", "opened", "since", "latitude", "longitude", "coordinate_precision"}
# What dates have to follow each other in.
STANDINGS = [
    {},
    {"standing": "operating"},
    {"standing": "moved-away", "standing_on": "2019-05"},
    {"in_park_seen": "2002"},
]
STANDINGS += [{"in_park_since": "1988", "in_park_until": "2019-05-01", "in_park_seen": "2002"}]
IN_PARK = {name for standing in STANDINGS for name in standing}


class Draw:
    """Draws the parts of one profile."""

    def __init__(self, draw: Any, kind: str, number: int) -> None:
        self.draw, self.kind, self.number, self.terms = draw, kind, number, TERMS[kind]
        self.sources = {
            f"s{number}-{i}": draw(sources(f"{number}-{i}")) for i in range(draw(st.integers(0, 3)))
        }

    def document(self) -> Document:
        rows = {relation: self.rows(relation) for relation in shape_of(self.kind).rows if relation != FORMER}
        for row in (row for of_relation in rows.values() for row in of_relation if row.get("source")):
            row |= self.draw(self.evidence(str(self.sources[str(row["source"])]["evidence"])))
        keyed = {
            relation: dict(zip(new_key_texts(len(of_relation)), of_relation, strict=True))
            for relation, of_relation in rows.items()
            if of_relation
        }
        cited = {row.get("source") for of_relation in keyed.values() for row in of_relation.values()}
        return Document(
            self.kind, self.fields(), keyed, {key: said for key, said in self.sources.items() if key in cited}
        )

    def fields(self) -> Fields:
        shape = shape_of(self.kind).profile
        plain_fields = {
            name: field
            for name, field in shape.columns.items()
            if not field.is_relation and name not in {*NEVER_SHOWN, *LEFT_OUT, *IN_PARK}
        }
        fields = self.draw(some(shape.model, plain_fields, (columns("name")[0], "country")))
        fields["slug"] = f"{self.kind}-{self.number}"
        for name, field in shape.links.items():
            members = self.terms.get(name, []) if field.related_model is not Image else []
            chosen = self.draw(st.lists(st.sampled_from(members), unique=True)) if members else []
            if chosen:
                fields[name] = sorted(chosen) if field.many_to_many else chosen[0]
        if self.draw(st.booleans()):
            fields |= {"latitude": "40.05", "longitude": "116.3001", "coordinate_precision": "city"}
        return fields | (self.draw(st.sampled_from(STANDINGS)) if self.kind == "company" else {})

    @staticmethod
    def evidence(own: str) -> Any:
        """What a row may say of its use of a source with this level."""
        others = [value for value in Evidence.values if value not in (own, "none")] if own != "none" else []
        return st.sampled_from([{}, *({"evidence": other} for other in others)])

    def rows(self, relation: str) -> list[Fields]:
        made: list[Fields] = []
        for number in range(self.draw(st.integers(0, 3))):
            row = self.row(relation, number)
            if row and self.is_new(relation, row, made):
                made.append(row)
        return made

    def row(self, relation: str, number: int) -> Fields:
        if relation == "figures":
            row = self.figure()
        elif relation == "citations":
            row = self.citation()
        elif relation == "identifiers":
            row = {"scheme": "wikidata", "value": f"Q{self.number * 10 + number + 1}"}
            row |= self.draw(st.sampled_from([{}, {"until": "2011"}, {"since": "1999-05", "holder": "H"}]))
        else:
            fields = {
                name: field
                for name, field in shape_of(self.kind).rows[relation].columns.items()
                if not field.is_relation and name not in LEFT_OUT
            }
            row = self.draw(some(None, fields, NEEDED.get(relation, ())))
        if self.sources and relation not in ("citations", "links") and self.draw(st.booleans()):
            row["source"] = self.draw(st.sampled_from(sorted(self.sources)))
        return row

    def figure(self) -> Fields:
        code = self.draw(st.sampled_from(NUMBERS))
        unit = {"count": ["count"], "money": ["CNY", "USD", "XAF"], "area": ["km2", "ha"]}[code]
        start, end = self.draw(MONTHS)
        period = self.draw(st.sampled_from([
            {"period_kind": "undated"}, {"period_kind": "year", "period_start": start[:4]},
            {"period_kind": "as_of", "period_start": start}, {"period_kind": "span", "period_start": start, "period_end": end},
        ]))  # fmt: skip
        fields = shape_of(self.kind).rows["figures"].columns
        further = {name: fields[name] for name in ("as_published", *columns("note"))}
        value = format(Decimal(self.draw(AMOUNTS)).normalize(), "f")
        return {
            "metric": f"{code}-metric", "value": value, "unit": self.draw(st.sampled_from(unit)), **period,
            **{name: self.draw(values(None, fields[name])) for name in ("coverage", "qualifier")},
            "rank": self.draw(st.sampled_from(["normal", "disputed"])), **self.draw(some(None, further)),
        }  # fmt: skip

    def citation(self) -> Fields:
        if not self.sources:
            return {}
        names = ["founded", "summary_en", "name_zh", "sectors" if self.kind == "company" else "focus_sectors"]
        row: Fields = {
            "field": self.draw(st.sampled_from(names)),
            "source": self.draw(st.sampled_from(sorted(self.sources))),
        }
        return row | self.draw(
            st.just({}) | st.fixed_dictionaries({"says": WORDS.map(lambda text: f"x{text}")})
        )

    def is_new(self, relation: str, row: Fields, made: list[Fields]) -> bool:
        """Rows that differ in what the database lets be once."""
        same = {
            "figures": ("metric", "period_kind", "period_start", "period_end", "coverage", "unit", "source"),
            "citations": ("field", "source"), "other_names": ("name",), "stakeholders": ("kind", "name"), "ties": ("kind", "name"), "products": ("name",), "links": ("kind", "url"),
            "certificates": ("kind", "issued"), "identifiers": ("scheme", "value"),
        }.get(relation)  # fmt: skip
        return same is None or all(any(row.get(n) != other.get(n) for n in same) for other in made)


# Profiles that go into one file.
MOST = 50


@cache
def rich_documents(kind: str, number: int) -> list[Document]:
    """So many random profiles, the same ones for all tests of a run: to draw them takes longer than to write them."""
    documents: list[Document] = []

    @settings(
        max_examples=number, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck)
    )
    @given(data=st.data())
    def draw(data: Any) -> None:
        documents.append(Draw(data.draw, kind, len(documents) + 1).document())

    draw()
    return documents[:number]


def files_of(kind: str, number: int) -> Iterator[list[Document]]:
    """So many random profiles, as many at a time as go into one file."""
    documents = rich_documents(kind, number)
    return (documents[start : start + MOST] for start in range(0, number, MOST))
