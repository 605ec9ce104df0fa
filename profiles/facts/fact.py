"""What can be known of a profile, declared once for each kind: companies/facts/, partners/facts/.

A fact is plain data and imports none of those who use it. The table of facts, the forms, files, filters,
citations and the search walk the facts of a kind and do with each what is theirs to do. Where a fact is not
in one of them, it says why (`absent`), and a test asks each fact for each consumer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kit.languages import NAMED, columns

FURTHER = _("Further facts")


# Names count most in the search, then terms (what it is, where it is), texts least. The name of a person or of a product of a
# profile is one of its names but not its own, and a person's is found in each order; of an address the streets are, in pinyin.
Weight = Literal["", "name", "person", "product", "term", "address", "text"]


@dataclass(frozen=True)
class Words:
    """By what of its rows a fact is found; of a fact in columns, where they are not searched as they stand.

    A website is read as its domain, a country as its names in all languages.
    """

    columns: tuple[str, ...]  # they have the weight of the fact
    terms: tuple[
        str, ...
    ] = ()  # other columns, which are terms; a choice is what it is called in each language
    read: Callable[..., Iterable[str]] | None = None  # what the values of the columns are found by
    shown: Callable[..., str] | None = None  # what a page of results writes for them
    label: str = ""  # the column whose choice says what a row is, where that is not the fact
    unless: str = ""  # the column that is empty in all rows that are searched


OTHER_NAMES = Words(("name",), label="kind")
TEXTS = Words(tuple(columns("text")))


@dataclass(frozen=True)
class Fact:
    """One thing to know. It is stored in fields of the profile, in rows of one relation, or in figures of one metric."""

    key: str  # never changes; labels do
    label: Any = ""  # where it is not the name of its column, relation or metric
    # Columns of the profile; one that is called like the fact need not be named.
    fields: tuple[str, ...] = ()
    translated: bool = False  # a column for each language
    rows: str = ""  # the relation that holds it, …
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # … and which of its rows do
    metric: str = ""  # its code, where figures hold it
    cited: bool = False  # a file's source of a row is stored for it
    is_choice: bool = False  # how the park sorts its profiles: sources may be given, but nobody misses them
    always: bool = False  # a visitor expects it, so the page says where it is not recorded
    quick: bool = False  # beside the name of the profile
    second_reader: bool = False  # a change that a moderator does not accept alone
    weight: Weight = ""  # in the search
    words: Words | None = None
    reason: Any = ""  # the label of what was found by it, where that is not its own
    complete: bool = False  # counts for how complete a profile is
    absent: Mapping[str, str] = field(default_factory=dict)  # consumer -> why it is not there

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the profile that hold it; none where rows do."""
        if self.translated:
            return tuple(columns(self.key))
        return () if self.relation else self.fields or (self.key,)

    @property
    def relation(self) -> str:
        return "figures" if self.metric else self.rows

    @property
    def touched(self) -> tuple[str, ...]:
        """What a change of it touches: columns of the profile, or a relation."""
        return self.columns or (self.relation,)

    @property
    def form_query(self) -> str:
        """The query that opens the form for suggestions at it."""
        return f"add={self.relation}" if self.relation else f"field={self.columns[0]}"

    @property
    def counted(self) -> tuple[str, ...]:
        """The columns that count for how complete a profile is: each text in its languages, else one."""
        if not self.complete:
            return ()
        if self.key == "name":
            return tuple(column for column in self.columns if column.rpartition("_")[2] in NAMED)
        return self.columns if self.translated else self.columns[:1]

    def holds(self, row: Any) -> bool:
        """Whether a row of its relation is one of its own."""
        return all(getattr(row, name) in values for name, values in self.where.items())


def label_of(fact: Fact, model: Any) -> str:
    """What people call a fact of this model; of a metric its record knows better."""
    if fact.label or fact.metric:
        return str(fact.label)
    model_field = model._meta.get_field(fact.rows or fact.columns[0])
    name = model_field.related_model._meta.verbose_name_plural if fact.rows else model_field.verbose_name
    return str(capfirst(name))


def further_columns(facts: Iterable[Fact], consumer: str, placed: Collection[str]) -> tuple[str, ...]:
    """The columns that a consumer's layout has no place for. They have a heading of their own, FURTHER."""
    return tuple(
        column
        for fact in facts
        if consumer not in fact.absent
        for column in fact.columns
        if column not in placed
    )


def cited_columns(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The columns whose source a file gives."""
    return tuple(column for fact in facts if fact.cited for column in fact.columns)


def columns_of_choice(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The columns that say how the park sorts its profiles."""
    return tuple(column for fact in facts if fact.is_choice for column in fact.columns)


def second_reader_parts(facts: Iterable[Fact]) -> frozenset[str]:
    """What nobody accepts alone: columns of the profile, or relations."""
    return frozenset(part for fact in facts if fact.second_reader for part in fact.touched)


def counted_columns(facts: Iterable[Fact]) -> tuple[str, ...]:
    """What tells how complete a profile is."""
    return tuple(column for fact in facts for column in fact.counted)


def relations(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The relations whose rows hold facts, each once."""
    return tuple(dict.fromkeys(fact.relation for fact in facts if fact.relation))
