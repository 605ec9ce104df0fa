"""Which profile a row speaks of.

The same address on the site or the same number of a register is the same profile, if its names
agree. What only looks alike (a name in another spelling, as it sounds, a former name, a web domain)
is a proposal that somebody has to decide on. Two numbers of one register are two legal entities:
a row whose number differs is no match, however alike the names are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles import match_keys
from profiles.documents.history import said_by
from profiles.documents.reading import documents_of
from profiles.imports.changing import says_nothing_new
from profiles.imports.proposals import Proposal
from profiles.models import Version
from profiles.registry import profile_kind

WHY = {
    "name": gettext_lazy("the same name"),
    "spoken": gettext_lazy("a name that sounds the same"),
    "domain": gettext_lazy("the same web domain"),
    "identifier": gettext_lazy("the same number in a register, but another name"),
}
# One legal entity has one number in each of these; of stock listings it may have several.
REGISTERS = ("uscc", "lei", "ror", "wikidata")
SHORTEST_ALIAS = 4


@dataclass
class Sight:
    """What was found for one row."""

    pk: int | None = None  # the profile that it certainly speaks of
    candidates: dict[int, str] = field(default_factory=dict)  # those it may speak of, and why
    namesakes: list[int] = field(default_factory=list)  # others of the same name, with another number
    contradiction: str = ""


def asked_keys(proposal: Proposal) -> dict[int, str]:
    names = list(proposal.names)
    names += [
        str(row["name"])
        for relation, row in proposal.rows
        if relation == "other_names" and len(str(row["name"])) >= SHORTEST_ALIAS
    ]
    return match_keys.asked_keys(names, str(proposal.fields.get("website", "")))


class Matcher:
    """Looks up a chunk of rows at once; a few queries for all of them."""

    def __init__(self, kind: str, proposals: Sequence[Proposal], keys: dict[int, dict[int, str]]) -> None:
        self.kind = kind
        self.model: Any = profile_kind(kind).model
        self.keys = keys
        self.by_slug = self._slugs({proposal.slug for proposal in proposals} - {""})
        self.by_identifier = self._identifiers(
            {one for proposal in proposals for one in proposal.identifiers}
        )
        by_key = match_keys.look_up(kind, {key for keys in self.keys.values() for key in keys})
        there = self._there({pk for pks in by_key.values() for pk in pks})
        self.by_key = {key: [pk for pk in pks if pk in there] for key, pks in by_key.items()}
        self.numbers = self._numbers(there)

    def look(self, proposal: Proposal) -> Sight:
        sight = Sight()
        by_slug = self.by_slug.get(proposal.slug) if proposal.slug else None
        by_number = {pk for one in proposal.identifiers if (pk := self.by_identifier.get(one))}
        certain = by_number | ({by_slug} if by_slug else set())
        alike = self._alike(proposal)
        if len(certain) > 1:
            sight.contradiction = _("Its address and numbers belong to different profiles.")
        elif certain:
            pk = certain.pop()
            if by_slug or pk in alike:
                sight.pk = pk
            else:
                sight.candidates = {pk: "identifier"}
        else:
            self._sort_out(proposal, alike, sight)
        return sight

    def _alike(self, proposal: Proposal) -> dict[int, str]:
        """Profiles that the row looks like, each with the best reason: a name before a domain."""
        found: dict[int, str] = {}
        for key, why in sorted(self.keys[proposal.line].items(), key=lambda item: item[1], reverse=True):
            for pk in self.by_key.get(key, ()):
                if found.get(pk) != "name":
                    found[pk] = why
        return found

    def _sort_out(self, proposal: Proposal, alike: dict[int, str], sight: Sight) -> None:
        registers = {scheme for scheme, _value in proposal.identifiers if scheme in REGISTERS}
        for pk, why in alike.items():
            if registers & self.numbers.get(pk, set()):
                sight.namesakes.append(pk)
            else:
                sight.candidates[pk] = why

    # --- queries ---------------------------------------------------------------------------

    def _slugs(self, slugs: set[str]) -> dict[str, int]:
        """By address, today's before a former one."""
        if not slugs:
            return {}
        former = self.model._meta.get_field("former_slugs")
        owner = former.field.attname
        old = former.related_model._default_manager.filter(slug__in=slugs).values_list("slug", owner)
        now = self.model._default_manager.filter(slug__in=slugs).order_by().values_list("slug", "pk")
        return {**dict(old), **dict(now)}

    def _identifiers(self, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
        if not wanted:
            return {}
        rows = self._rows().filter(value__in={value for _scheme, value in wanted})
        found = rows.exclude(until__gt="").values_list("scheme", "value", self._owner())
        return {(scheme, value): pk for scheme, value, pk in found if (scheme, value) in wanted}

    def _there(self, pks: set[int]) -> set[int]:
        """Without those that were deleted past the site."""
        if not pks:
            return set()
        return set(self.model._default_manager.filter(pk__in=pks).order_by().values_list("pk", flat=True))

    def _numbers(self, pks: Iterable[int]) -> dict[int, set[str]]:
        """The registers in which each of these profiles has a number."""
        found: dict[int, set[str]] = defaultdict(set)
        wanted = list(pks)
        if wanted and "identifiers" in profile_kind(self.kind).rows:
            rows = self._rows().filter(**{f"{self._owner()}__in": wanted}, scheme__in=REGISTERS)
            for pk, scheme in rows.values_list(self._owner(), "scheme"):
                found[pk].add(scheme)
        return found

    def _rows(self) -> Any:
        return self.model._meta.get_field("identifiers").related_model._default_manager.order_by()

    def _owner(self) -> str:
        return self.model._meta.get_field("identifiers").field.attname


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
