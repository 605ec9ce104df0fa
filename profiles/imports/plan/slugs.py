"""Addresses for new profiles, from their names."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.utils.text import slugify

from kit.languages import LATIN_FIRST, column
from kit.sql.fast_rows import among
from profiles.imports.rows.proposals import Proposal
from profiles.models.profile import RESERVED_SLUGS
from profiles.models.registry import profile_kind
from profiles.search import fold, pinyin_of

LONGEST = 80


def slug_base(proposal: Proposal, kind: str) -> str:
    """An address from a name in Latin letters, else from the Chinese one in pinyin."""
    fields = proposal.fields
    for given in (*(column("name", suffix) for suffix in LATIN_FIRST), "legal_name"):
        name = str(fields.get(given, ""))
        if name and (base := _latin(name)):
            return f"{base}-{kind}" if base in RESERVED_SLUGS else base
    return f"{kind}-{sha256(proposal.label.encode()).hexdigest()[:8]}"


def is_number(slug: str) -> bool:
    """Whether an address says no more than a number of a list does: "7", "2024-001"."""
    return not re.search("[a-z]", slug)


def _latin(name: str) -> str:
    folded = name.lower() if name.isascii() else fold(name)
    if not folded.isascii():
        syllables = pinyin_of(folded)
        spoken = (
            f" {syllable} " if syllable else char for syllable, char in zip(syllables, folded, strict=True)
        )
        if sum(map(bool, syllables)) == 0 and sum(map(str.isascii, folded)) < len(folded) / 2:
            return ""
        folded = "".join(spoken)
    base = slugify(folded)[:LONGEST]
    return re.sub(r"-[^-]*$", "", base) if len(base) == LONGEST and "-" in base else base


class Slugs:
    """Gives each new profile an address that nobody has or had."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.model: Any = profile_kind(kind).model

    def give(self, wanting: Mapping[int, str], also_taken: set[str]) -> dict[int, str]:
        """By line, from the address that each wants. `also_taken`: those given before that are in no table yet; it grows."""
        given: dict[int, str] = {}
        waiting: dict[str, deque[int]] = defaultdict(deque)
        for line, base in wanting.items():
            waiting[base].append(line)
        first, last = 1, 1
        while waiting:
            numbers = range(first, last + 1)  # the name itself, then 2 to 9, 10 to 99, ...
            names = {base: [_numbered(base, number) for number in numbers] for base in waiting}
            taken = self._taken({name for of_base in names.values() for name in of_base})
            for base, of_base in names.items():
                for name in of_base:
                    if not waiting[base]:
                        break
                    if name not in taken and name not in also_taken:
                        given[waiting[base].popleft()] = name
                        also_taken.add(name)
            waiting = {base: lines for base, lines in waiting.items() if lines}
            first, last = last + 1, (last + 1) * 10 - 1 if last > 1 else 9
        return given

    def _taken(self, names: set[str]) -> set[str]:
        former = self.model._meta.get_field("former_slugs").related_model
        return {slug for model in (self.model, former) for (slug,) in among(model, "slug", ["slug"], names)}


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"
