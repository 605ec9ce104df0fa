"""Addresses for new profiles, from their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Container
from hashlib import sha256
from typing import Any

from django.utils.text import slugify

from kit.languages import LATIN_FIRST, column
from kit.sql.fast_rows import among
from profiles.imports.rows.proposals import RowProposal
from profiles.models.profile import RESERVED_SLUGS
from profiles.models.registry import profile_kind
from profiles.search import fold, pinyin_of

MAX_LENGTH = 80


def slug_base(proposal: RowProposal, kind: str) -> str:
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
    base = slugify(folded)[:MAX_LENGTH]
    return re.sub(r"-[^-]*$", "", base) if len(base) == MAX_LENGTH and "-" in base else base


class Slugs:
    """Addresses for new profiles that nobody has or had. Each is looked up once, so it serves a row or a chunk of them."""

    def __init__(self, kind: str, bases: Collection[str] = ()) -> None:
        """`bases`: those that will be asked for, looked up at once."""
        self.model: Any = profile_kind(kind).model
        self._taken = self._among(set(bases))
        self._asked = dict.fromkeys(bases, 1)  # up to which number
        self._next: dict[str, int] = {}

    def give(self, base: str, given: Container[str]) -> str:
        """The first that is free: the name itself, then 2, 3, ... `given`: those given before that are in no table yet."""
        number = self._next.get(base, 1)
        while (slug := _numbered(base, number)) in given or self._is_taken(base, number, slug):
            number += 1
        self._next[base] = number
        return slug

    def _is_taken(self, base: str, number: int, slug: str) -> bool:
        asked = self._asked.get(base, 0)
        if number > asked:  # 1, then up to 9, 99, ...
            self._asked[base] = last = 1 if not asked else 10 * (asked + 1) - 1 if asked > 1 else 9
            self._taken |= self._among({_numbered(base, one) for one in range(asked + 1, last + 1)})
        return slug in self._taken

    def _among(self, names: set[str]) -> set[str]:
        former = self.model._meta.get_field("former_slugs").related_model
        return {slug for model in (self.model, former) for (slug,) in among(model, "slug", ["slug"], names)}


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"
