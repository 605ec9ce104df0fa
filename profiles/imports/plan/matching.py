"""Which profile a row speaks of.

The same address on the site or the same number of a register is the same profile, if its names
agree. An address that is a number alone is one only for a profile whose names are like the row's:
in another file 1, 2, 3 are other companies. What only looks alike (a name in another spelling, as it sounds, a former name, a web domain)
is a proposal that somebody has to decide on. Two numbers of one register are two legal entities:
a row whose number differs is no match, however alike the names are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.sql.fast_rows import among
from profiles.documents.history import said_by
from profiles.documents.reading import documents_of
from profiles.imports.plan.changing import says_nothing_new
from profiles.imports.plan.slugs import is_number, slug_base
from profiles.imports.rows.proposals import Problem, Proposal
from profiles.models import Version
from profiles.models.registry import profile_kind
from profiles.recognising import match_keys

WHY = {
    "name": gettext_lazy("the same name"),
    "spoken": gettext_lazy("a name that sounds the same"),
    "domain": gettext_lazy("the same web domain"),
    "identifier": gettext_lazy("the same number in a register, but another name"),
}
# One legal entity has one number in each of these; of stock listings it may have several.
REGISTERS = ("uscc", "lei", "ror", "wikidata")
REGISTER_BITS = {scheme: 1 << place for place, scheme in enumerate(REGISTERS)}
SHORTEST_ALIAS = 4


@dataclass
class Sight:
    """What was found for one row."""

    pk: int | None = None  # the profile that it certainly speaks of
    candidates: dict[int, str] = field(default_factory=dict)  # those it may speak of, and why
    namesakes: list[int] = field(default_factory=list)  # others of the same name, with another number
    contradiction: str = ""
    is_of_another: bool = False  # its address, which is only a number


@dataclass
class Signs:
    """By what a row is recognised, without all else that it says."""

    line: int
    label: str
    slug: str
    problems: list[Problem]
    left_out: list[Problem]
    identifiers: list[tuple[str, str]]
    registers: int  # in which it has a number, as bits
    marks: list[int]  # its address and numbers, which no other row of the file has
    keys: dict[int, str]  # match key -> what it says
    address: str  # that it wants on the site, where it does not say one that is more than a number

    def __reduce__(self) -> Any:
        """Short, because a million of them go from one process to another."""
        parts = (self.line, self.label, self.slug, self.problems, self.left_out)
        return Signs, (*parts, self.identifiers, self.registers, self.marks, self.keys, self.address)


def signs_of(kind: str, proposal: Proposal) -> Signs:
    identifiers, slug = proposal.identifiers, proposal.slug
    marks = [_mark(f"{scheme}:{value}") for scheme, value in identifiers]
    marks += [_mark(f"slug:{slug}")] if slug else []
    registers = 0
    for scheme, _value in identifiers:
        registers |= REGISTER_BITS.get(scheme, 0)
    keys = {} if proposal.problems else _asked_keys(proposal)
    is_said = slug and not is_number(slug)
    address = "" if is_said or proposal.problems else slug_base(proposal, kind)
    parts = (proposal.line, proposal.label, slug, proposal.problems, proposal.left_out)
    return Signs(*parts, identifiers, registers, marks, keys, address)


def _mark(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def _asked_keys(proposal: Proposal) -> dict[int, str]:
    return match_keys.asked_keys(_names(proposal, SHORTEST_ALIAS), str(proposal.fields.get("website", "")))


def kept_keys(proposal: Proposal) -> set[int]:
    """What a new profile of the row will be recognised by."""
    return match_keys.kept_keys(_names(proposal), str(proposal.fields.get("website", "")))


def _names(proposal: Proposal, shortest_alias: int = 0) -> Iterator[str]:
    yield from proposal.names
    for relation, row in proposal.rows:
        if relation == "other_names" and len(name := str(row["name"])) >= shortest_alias:
            yield name


class Matcher:
    """Looks up a chunk of rows at once; a few queries for all of them."""

    def __init__(self, kind: str, rows: Sequence[Signs]) -> None:
        self.kind = kind
        self.model: Any = profile_kind(kind).model
        self.by_slug = self._slugs({row.slug for row in rows} - {""})
        self.by_identifier = self._identifiers({one for row in rows for one in row.identifiers})
        by_key = match_keys.look_up(kind, set().union(*(row.keys for row in rows)))
        there = self._there({pk for pks in by_key.values() for pk in pks})
        self.by_key = {key: [pk for pk in pks if pk in there] for key, pks in by_key.items()}
        self.numbers = self._numbers(there)

    def look(self, row: Signs) -> Sight:
        sight = Sight()
        by_slug = self.by_slug.get(row.slug) if row.slug else None
        by_number = {pk for one in row.identifiers if (pk := self.by_identifier.get(one))}
        alike = self._alike(row)
        if by_slug and is_number(row.slug) and by_slug not in alike:
            by_slug, sight.is_of_another = None, True
        certain = by_number | ({by_slug} if by_slug else set())
        if len(certain) > 1:
            sight.contradiction = _("Its address and numbers belong to different profiles.")
        elif certain:
            pk = certain.pop()
            if by_slug or pk in alike:
                sight.pk = pk
            else:
                sight.candidates = {pk: "identifier"}
        else:
            self._sort_out(row, alike, sight)
        return sight

    def _alike(self, row: Signs) -> dict[int, str]:
        """Profiles that the row looks like, each with the best reason: a name before a domain."""
        found: dict[int, str] = {}
        keys = [(key, row.keys[key]) for key in row.keys if key in self.by_key]
        for key, why in sorted(keys, key=lambda item: item[1], reverse=True):
            for pk in self.by_key[key]:
                if found.get(pk) != "name":
                    found[pk] = why
        return found

    def _sort_out(self, row: Signs, alike: dict[int, str], sight: Sight) -> None:
        for pk, why in alike.items():
            if row.registers & self.numbers.get(pk, 0):
                sight.namesakes.append(pk)
            else:
                sight.candidates[pk] = why

    # --- queries ---------------------------------------------------------------------------

    def _slugs(self, slugs: set[str]) -> dict[str, int]:
        """By address, today's before a former one."""
        if not slugs:
            return {}
        former = self.model._meta.get_field("former_slugs")
        old = among(former.related_model, "slug", ["slug", former.field.name], slugs)
        now = among(self.model, "slug", ["slug", "id"], slugs)
        return dict([*old, *now])

    def _identifiers(self, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
        if not wanted:
            return {}
        names = ["scheme", "value", "until", self._rows().field.name]
        found = among(self._rows().related_model, "value", names, {value for _scheme, value in wanted})
        return {
            (scheme, value): pk
            for scheme, value, until, pk in found
            if (scheme, value) in wanted and not until
        }

    def _there(self, pks: set[int]) -> set[int]:
        """Without those that were deleted past the site."""
        return {pk for (pk,) in among(self.model, "id", ["id"], pks)}

    def _numbers(self, pks: set[int]) -> dict[int, int]:
        """The registers in which each of these profiles has a number, as bits."""
        found: dict[int, int] = defaultdict(int)
        if pks and "identifiers" in profile_kind(self.kind).rows:
            owner = self._rows().field.name
            for pk, scheme in among(self._rows().related_model, owner, [owner, "scheme"], pks):
                found[pk] |= REGISTER_BITS.get(scheme, 0)
        return found

    def _rows(self) -> Any:
        return self.model._meta.get_field("identifiers")


def repeats(kind: str, rows: Sequence[tuple[Proposal, Sequence[int]]]) -> dict[int, int]:
    """Rows without an address or number that repeat what an import said before: line -> primary key.

    `rows` come with the profiles that they look like. So the same file is recognised when it comes
    again, also after an editor gave the profile another name.
    """
    pks = {pk for _proposal, candidates in rows for pk in candidates}
    made = Version.objects.filter(kind=kind, object_id__in=pks, number=1, origin=Version.Origin.IMPORT)
    imported = set(made.values_list("object_id", flat=True))
    documents = (
        {pk: document for pk, (_profile, document) in documents_of(kind, imported).items()}
        if imported
        else {}
    )
    found: dict[int, int] = {}
    for proposal, candidates in rows:
        for pk in candidates:
            if pk in documents and (
                says_nothing_new(proposal, documents[pk])
                or says_nothing_new(proposal, said_by(kind, pk, Version.Origin.IMPORT))
            ):
                found.setdefault(proposal.line, pk)
    return found
