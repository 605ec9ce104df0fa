"""A simple text search: every word must occur somewhere in a profile's folded text.

Folding makes spellings agree: full-width and half-width, case, accents, traditional and
simplified characters. Chinese names also get their pinyin, in full and as initials, so
that 清河, qinghe and qh find the same company.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import opencc
from django.db.models import QuerySet
from pypinyin import Style, lazy_pinyin

from profiles.languages import columns

if TYPE_CHECKING:
    from profiles.models import Profile

MAX_WORDS = 8

Rows = TypeVar("Rows", bound=QuerySet)


@lru_cache(maxsize=1)
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """The form that two spellings of the same words share."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    simplified = _to_simplified().convert(unicodedata.normalize("NFC", bare))
    return " ".join(simplified.split())


def search_words(query: str) -> list[str]:
    """The folded words of a query, the first MAX_WORDS of them."""
    return fold(query).split()[:MAX_WORDS]


def matching(rows: Rows, query: str) -> Rows:
    """Narrow `rows` to profiles whose text holds every word of the query."""
    for word in search_words(query):
        rows = rows.filter(search_text__contains=word)
    return rows


def reindex(profile: Profile) -> None:
    """Bring search_text up to date with the profile and its rows."""
    profile.search_text = _search_text(profile)
    type(profile)._default_manager.filter(pk=profile.pk).update(search_text=profile.search_text)


def _search_text(profile: Profile) -> str:
    names = [getattr(profile, column) for column in columns("name")]
    names += [row.name for row in profile.other_names.all()]  # type: ignore[attr-defined]
    names += [profile.slug, getattr(profile, "legal_name", "")]
    texts = [getattr(profile, column) for column in columns("summary") + columns("description")]
    numbers = [row.value for row in profile.identifiers.all()] if hasattr(profile, "identifiers") else []
    parts = [*names, *(_pinyin(name) for name in names), *numbers, *texts]
    return "\n".join(dict.fromkeys(fold(part) for part in parts if part))


def _pinyin(name: str) -> str:
    """清河 -> "qing he qinghe qh"; empty for a name without Chinese characters."""
    if not any("\u4e00" <= char <= "\u9fff" for char in name):
        return ""
    syllables = lazy_pinyin(name)
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    return f"{' '.join(syllables)} {''.join(syllables)} {initials}"
