"""Which profile a row is about.

The same address on the site or the same number of a register is the same profile, if its names
agree. An address that is only a number counts only for a profile whose names are like the row's:
in another file 1, 2, 3 are other companies. A mere likeness (a name in another spelling or of the same sound,
a former name, a web domain) is a candidate that somebody has to decide on. Two numbers of one register are two legal entities:
a row whose number differs is no match, however alike the names are.

Rows are matched with the database as it was before the file; what earlier rows created or changed is in memory.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.languages import columns
from kit.sql.fast_rows import among
from profiles.documents.history import document_from_origin
from profiles.documents.reading import documents_of
from profiles.imports.plan.changing import says_nothing_new
from profiles.imports.plan.memory import Memory
from profiles.imports.plan.row_keys import ONE_EACH, RowKeys, registers_of
from profiles.imports.plan.slugs import is_number
from profiles.imports.rows.proposals import RowProposal
from profiles.models import Version
from profiles.models.registry import profile_kind
from profiles.recognising import match_keys

WHY = {
    "name": gettext_lazy("the same name"),
    "spoken": gettext_lazy("a name that sounds the same"),
    "core": gettext_lazy("the same name but for a place or words in brackets"),
    "domain": gettext_lazy("the same web domain"),
    "listed": gettext_lazy("the same number in the list, but another name"),
    "identifier": gettext_lazy("the same number in a register, but another name"),
}
MAX_CANDIDATES = 5
Identifier = tuple[str, str]  # register and number


@dataclass
class MatchResult:
    """The match of one row."""

    pk: int | None = None  # the profile that it is certainly about
    candidates: dict[int, str] = field(default_factory=dict)  # those it may be about, and why
    namesakes: list[int] = field(default_factory=list)  # others of the same name, with another number
    contradiction: str = ""
    is_of_another: bool = False  # its address, which is only a number
    listed: set[int] = field(default_factory=set)  # those that have its number in the list

    @property
    def first_candidates(self) -> list[tuple[int, str]]:
        """Those that people are shown with the reason of each, the likeliest first."""
        return list(islice(self.candidates.items(), MAX_CANDIDATES))


class Matcher:
    """Looks up rows: one, or a chunk of them in as many queries."""

    def __init__(self, kind: str, rows: Sequence[RowKeys], memory: Memory) -> None:
        self.kind = kind
        self.model: Any = profile_kind(kind).model
        self.memory = memory
        self.by_slug = self._slugs({row.slug for row in rows} - {""})
        self.by_identifier = self._identifiers({identifier for row in rows for identifier in row.identifiers})
        self.only_numbers = self._only_numbers(rows)
        by_key = match_keys.look_up(kind, set().union(*(row.keys for row in rows)))
        existing = self._existing({pk for pks in by_key.values() for pk in pks})
        self.by_key = {key: sorted(pk for pk in pks if pk in existing) for key, pks in by_key.items()}
        self.numbers = self._numbers(existing)
        self._leave_to_memory()

    def match(self, row: RowKeys) -> MatchResult:
        match = MatchResult()
        by_slug = self.by_slug.get(row.slug) if row.slug else None
        by_number = {
            identifier: pk for identifier in row.identifiers if (pk := self.by_identifier.get(identifier))
        }
        similar = self._similar(row)
        match.listed = {pk for key in row.list_keys for pk in self.by_key.get(key, ())}
        if by_slug and is_number(row.slug) and by_slug not in similar:
            by_slug, match.is_of_another = None, True
        certain = {*by_number.values()} | ({by_slug} if by_slug else set()) or self._listed(
            row, similar, match.listed
        )
        if len(certain) > 1:
            match.contradiction = self._several(row.slug if by_slug else "", by_slug, by_number)
        elif certain:
            pk = certain.pop()
            match.contradiction = self._other_number(row, pk)
            if by_slug or pk in similar:
                match.pk = pk
            else:
                match.candidates = {pk: "identifier"}
        else:
            self._split_similar(row, similar, match)
        return match

    def _similar(self, row: RowKeys) -> dict[int, str]:
        """Profiles that the row looks like, each with the best reason: a name before a domain."""
        reasons: dict[int, str] = {}
        if self.by_key.keys().isdisjoint(row.keys):
            return reasons
        for key, reason in row.ranked:
            for pk in self.by_key.get(key, ()):
                if reasons.get(pk, "listed") == "listed":
                    reasons[pk] = reason
        return reasons

    def _listed(self, row: RowKeys, similar: dict[int, str], listed: set[int]) -> set[int]:
        """The one with the row's number in its list, if their names agree as well and no register tells them apart."""
        agreeing = {pk for pk in listed if similar[pk] != "listed"}
        return (
            agreeing
            if len(agreeing) == 1 and not any(row.registers & self.numbers.get(pk, 0) for pk in agreeing)
            else set()
        )

    def _split_similar(self, row: RowKeys, similar: dict[int, str], match: MatchResult) -> None:
        for pk, reason in similar.items():
            if row.registers & self.numbers.get(pk, 0):
                match.namesakes += [pk] if reason == "name" else []
            else:
                match.candidates[pk] = reason

    # --- contradictions, which name the number and who holds it -------------------------------

    def _several(self, slug: str, by_slug: int | None, by_number: dict[Identifier, int]) -> str:
        holders = [f"{slug} – {self._name_of(by_slug)}"] if by_slug else []
        holders += [
            f"{self._register(scheme)} {value} – {self._name_of(pk)}"
            for (scheme, value), pk in by_number.items()
        ]
        return _("Its address and numbers belong to different profiles: %(holders)s.") % {
            "holders": "; ".join(holders)
        }

    def _other_number(self, row: RowKeys, pk: int) -> str:
        """Two numbers of a register that has one for each organisation are two, whatever else they share."""
        for scheme, _value in row.identifiers:
            others = self.only_numbers.get((pk, scheme), set())
            # One that ended may stand beside today's.
            if others and others.isdisjoint(
                known for register, known in row.identifiers if register == scheme
            ):
                return _(
                    "Its address or another number is that of %(name)s, whose %(register)s is %(number)s: they are two organisations."
                ) % {
                    "name": self._name_of(pk),
                    "register": self._register(scheme),
                    "number": ", ".join(sorted(others)),
                }
        return ""

    def _register(self, scheme: str) -> str:
        field = self._rows().related_model._meta.get_field("scheme")
        return str(dict(field.flatchoices).get(scheme, scheme))

    def _name_of(self, pk: int) -> str:
        if before := self.memory.changed.get(pk):
            return f"{before.label} ({before.slug})"
        profile = self.model._default_manager.only("slug", *columns("name")).filter(pk=pk).first()
        return f"{profile} ({profile.slug})" if profile else str(pk)

    # --- what the file itself wrote ----------------------------------------------------------

    def _leave_to_memory(self) -> None:
        memory = self.memory
        for slug in [slug for slug, pk in self.by_slug.items() if memory.line_of_new(pk)]:
            memory.slugs.setdefault(slug, memory.line_of_new(self.by_slug.pop(slug)))
        for key, pks in self.by_key.items():
            for pk in pks:  # which grow as the lines do
                if line := memory.line_of_new(pk):
                    memory.recall(key, line, self.numbers.get(pk, 0))
            self.by_key[key] = [pk for pk in pks if not memory.line_of_new(pk) and not self._is_new(key, pk)]
        for pk in self.numbers.keys() & memory.changed.keys():
            self.numbers[pk] = memory.changed[pk].registers
        for pk, scheme in [place for place in self.only_numbers if place[0] in memory.changed]:
            before = memory.changed[pk].numbers
            self.only_numbers[pk, scheme] = {number for register, number in before if register == scheme}

    def _is_new(self, key: int, pk: int) -> bool:
        is_listed_here = (key, pk) in self.memory.listed
        return is_listed_here or (pk in self.memory.changed and key in self.memory.changed[pk].new_keys)

    # --- queries ---------------------------------------------------------------------------

    def _slugs(self, slugs: set[str]) -> dict[str, int]:
        """By address; a current one takes precedence over a former one."""
        if not slugs:
            return {}
        former = self.model._meta.get_field("former_slugs")
        former_pairs = among(former.related_model, "slug", ["slug", former.field.name], slugs)
        current_pairs = among(self.model, "slug", ["slug", "id"], slugs)
        return dict([*former_pairs, *current_pairs])

    def _identifiers(self, identifiers: set[Identifier]) -> dict[Identifier, int]:
        if not identifiers:
            return {}
        names = ["scheme", "value", "until", self._rows().field.name]
        rows = among(self._rows().related_model, "value", names, {value for _scheme, value in identifiers})
        return {
            (scheme, value): pk
            for scheme, value, until, pk in rows
            if (scheme, value) in identifiers and not until
        }

    def _only_numbers(self, rows: Sequence[RowKeys]) -> dict[tuple[int, str], set[str]]:
        """The numbers in ONE_EACH of the profiles that rows with such a number are certainly about."""
        numbers: dict[tuple[int, str], set[str]] = defaultdict(set)
        if any(scheme in ONE_EACH for row in rows for scheme, _value in row.identifiers):
            owner, pks = self._rows().field.name, {*self.by_slug.values(), *self.by_identifier.values()}
            names = [owner, "scheme", "value", "until"]
            for pk, scheme, value, until in among(self._rows().related_model, owner, names, pks):
                if scheme in ONE_EACH and not until:
                    numbers[pk, scheme].add(value)
        return numbers

    def _existing(self, pks: set[int]) -> set[int]:
        """Without those that were deleted outside the site."""
        return {pk for (pk,) in among(self.model, "id", ["id"], pks)}

    def _numbers(self, pks: set[int]) -> dict[int, int]:
        """The registers in which each of these profiles has a number, as bits."""
        registers: dict[int, int] = defaultdict(int)
        if pks and "identifiers" in profile_kind(self.kind).rows:
            owner = self._rows().field.name
            for pk, scheme in among(self._rows().related_model, owner, [owner, "scheme"], pks):
                registers[pk] |= registers_of([scheme])
        return registers

    def _rows(self) -> Any:
        return self.model._meta.get_field("identifiers")


def repeats(kind: str, rows: Sequence[tuple[RowProposal, Sequence[int]]]) -> dict[int, list[int]]:
    """Rows without an address or number that repeat an earlier import: line -> primary keys.

    `rows` come with the profiles that they look like. So the same file is recognised when it comes
    again, also after an editor gave the profile another name.
    """
    pks = {pk for _proposal, candidates in rows for pk in candidates}
    first_versions = Version.objects.filter(
        kind=kind, object_id__in=pks, number=1, origin=Version.Origin.IMPORT
    )
    imported = set(first_versions.values_list("object_id", flat=True))
    profiles_and_documents = documents_of(kind, imported) if imported else {}
    documents = {pk: document for pk, (_profile, document) in profiles_and_documents.items()}
    return {
        proposal.line: [
            pk
            for pk in candidates
            if pk in documents
            and (
                says_nothing_new(proposal, documents[pk])
                or says_nothing_new(proposal, document_from_origin(kind, pk, Version.Origin.IMPORT))
            )
        ]
        for proposal, candidates in rows
    }
