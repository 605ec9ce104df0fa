"""What a row is matched by: the address, numbers and names that it gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

from profiles.imports.plan.slugs import is_number, slug_base
from profiles.imports.rows.proposals import RowProblem, RowProposal
from profiles.recognising import match_keys

# One legal entity has one number in each of these; of stock listings it may have several.
REGISTERS = ("uscc", "lei", "ror", "wikidata")
# These number organisations, of which one has one; a group may hold the numbers of several legal entities.
ONE_EACH = ("ror", "wikidata")
REGISTER_BITS = {scheme: 1 << place for place, scheme in enumerate(REGISTERS)}
MIN_ALIAS_LENGTH = 4
STRENGTH = {"listed": 0, "name": 1, "domain": 2, "core": 3, "spoken": 4}


@dataclass
class RowKeys:
    """What a row is matched by, without its other content."""

    line: int
    label: str
    slug: str
    problems: list[RowProblem]
    left_out: list[RowProblem]
    placeholders: list[RowProblem]
    identifiers: list[tuple[str, str]]
    registers: int  # in which it has a number, as bits
    marks: list[int]  # its address and numbers, which no other row of the file has
    keys: dict[int, str]  # match key -> its kind
    address: (
        str  # the address proposed for a new profile, where the row gives none that is more than a number
    )

    @cached_property
    def ranked(self) -> list[tuple[int, str]]:
        """Its match keys, the strongest first: a name counts before a domain."""
        return sorted(self.keys.items(), key=lambda item: (STRENGTH[item[1]], item[0]))

    @property
    def list_keys(self) -> set[int]:
        """Of its number in the list."""
        return {key for key, sort in self.keys.items() if sort == "listed"}

    def __reduce__(self) -> Any:
        """Short, because a million of them go from one process to another."""
        parts = (self.line, self.label, self.slug, self.problems, self.left_out, self.placeholders)
        return RowKeys, (*parts, self.identifiers, self.registers, self.marks, self.keys, self.address)


def row_keys_of(kind: str, proposal: RowProposal) -> RowKeys:
    identifiers, slug = proposal.identifiers, proposal.slug
    marks = [_mark(f"{scheme}:{value}") for scheme, value in identifiers]
    marks += [_mark(f"slug:{slug}")] if slug else []
    registers = registers_of(scheme for scheme, _value in identifiers)
    keys = {} if proposal.problems else _lookup_keys(proposal)
    has_own_slug = slug and not is_number(slug)
    address = "" if has_own_slug or proposal.problems else slug_base(proposal, kind)
    parts = (proposal.line, proposal.label, slug, proposal.problems, proposal.left_out, proposal.placeholders)
    return RowKeys(*parts, identifiers, registers, marks, keys, address)


def registers_of(schemes: Iterable[str]) -> int:
    """As bits."""
    return sum({REGISTER_BITS.get(scheme, 0) for scheme in schemes})


def _mark(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def _lookup_keys(proposal: RowProposal) -> dict[int, str]:
    names, website = _names(proposal, MIN_ALIAS_LENGTH), str(proposal.fields.get("website", ""))
    return match_keys.lookup_keys(names, website) | dict.fromkeys(proposal.list_keys, "listed")


def stored_keys(proposal: RowProposal) -> set[int]:
    """What a new profile of the row will be recognised by."""
    website = str(proposal.fields.get("website", ""))
    return match_keys.stored_keys(_names(proposal), website) | proposal.list_keys


def _names(proposal: RowProposal, shortest_alias: int = 0) -> Iterator[str]:
    yield from proposal.names
    for relation, row in proposal.rows:
        if relation == "other_names" and len(name := str(row["name"])) >= shortest_alias:
            yield name
