"""The address of a profile that does not exist yet."""

from __future__ import annotations

import secrets
from dataclasses import replace

from django.utils.text import slugify
from pypinyin import lazy_pinyin

from kit.languages import LATIN_FIRST, column
from profiles.documents.document import Document
from profiles.models.registry import FORMER, profile_kind


def with_slug(document: Document) -> Document:
    """The document with an address that is free today, made of a name. Moderators see it and may change it."""
    names = [str(document.fields.get(column("name", suffix), "")) for suffix in LATIN_FIRST]
    spoken = ["-".join(lazy_pinyin(name)) for name in names]
    wanted = next(
        (slug for name in [*names, *spoken] if (slug := slugify(name)[:100].strip("-"))), document.kind
    )
    slug = wanted
    while _is_taken(document.kind, slug):
        slug = f"{wanted}-{secrets.token_hex(3)}"
    return replace(document, fields={**document.fields, "slug": slug})


def _is_taken(kind: str, slug: str) -> bool:
    profiles = profile_kind(kind).model._default_manager
    return profiles.filter(slug=slug).exists() or profiles.filter(**{f"{FORMER}__slug": slug}).exists()
