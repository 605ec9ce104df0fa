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
    for column_name in (*(column("name", suffix) for suffix in LATIN_FIRST), "legal_name"):
        name = str(fields.get(column_name, ""))
        if name and (base := _latin(name)):
            return f"{base}-{kind}" if base in RESERVED_SLUGS else base
    return f"{kind}-{sha256(proposal.label.encode()).hexdigest()[:8]}"


def is_number(slug: str) -> bool:
    """Whether an address is only a number, as of a list: "7", "2024-001"."""
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
    """Addresses for new profiles that no profile has or had. Each is looked up once, for a row or a chunk of them."""

    def __init__(self, kind: str, bases: Collection[str] = ()) -> None:
        """`bases`: those that will be needed, looked up in one query."""
        self.model: Any = profile_kind(kind).model
        self._taken = self._among(set(bases))
        self._looked_up = dict.fromkeys(bases, 1)  # up to which number
        self._next: dict[str, int] = {}

    def give(self, base: str, given: Container[str]) -> str:
        """The first that is free: the name itself, then 2, 3, ... `given`: those given earlier and not written yet."""
        number = self._next.get(base, 1)
        while (slug := _numbered(base, number)) in given or self._is_taken(base, number, slug):
            number += 1
        self._next[base] = number
        return slug

    def _is_taken(self, base: str, number: int, slug: str) -> bool:
        looked_up = self._looked_up.get(base, 0)
        if number > looked_up:  # 1, then up to 9, 99, ...
            self._looked_up[base] = last = (
                1 if not looked_up else 10 * (looked_up + 1) - 1 if looked_up > 1 else 9
            )
            self._taken |= self._among({_numbered(base, suffix) for suffix in range(looked_up + 1, last + 1)})
        return slug in self._taken

    def _among(self, names: set[str]) -> set[str]:
        former = self.model._meta.get_field("former_slugs").related_model
        return {slug for model in (self.model, former) for (slug,) in among(model, "slug", ["slug"], names)}


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"
