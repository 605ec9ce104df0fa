"""What to offer while a visitor types: companies and sectors that begin that way."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson
from django import forms
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from companies.catalogue import current
from companies.facts.identifiers import Scheme, identifier_words
from companies.models import CompanyName, Identifier, Sector, Stakeholder
from kit.form_fields import PlainTextField
from kit.languages import (
    HAN,
    PREFERENCES,
    SECOND,
    SUFFIXES,
    Text,
    active_suffix,
    column,
    columns,
    first_text,
    texts,
)
from kit.sql.statements import CompiledQuery
from profiles.catalogue import TermList
from profiles.content.caching import LRUCache
from profiles.content.changes import ContentStamp
from profiles.search.suggestions import NameStart, beginning_with, key_of
from profiles.search.words.analyser import pieces, tokens, whole
from profiles.search.words.persons import person_names
from profiles.search.words.pinyin import pinyin_of

MAX_COMPANIES = 8
MAX_SECTORS = 3
PLACE = "slug"  # stands in an address for any
COLUMNS = ["id", "slug", *columns("name"), "legal_name"]


MAX_CACHED = 3_000  # answers of about 2 kB
_answers: LRUCache[bytes] = LRUCache(MAX_CACHED)


class SuggestForm(forms.Form):
    q = PlainTextField(required=False)


def answer(text: str, stamp: ContentStamp) -> bytes:
    """The suggestions as JSON. Many visitors begin with the same letters, so answers are cached while the content is the same.

    `stamp` is the state of the content that the request is answered from.
    """
    if connection.in_atomic_block:  # what it sees may be undone
        return orjson.dumps(suggestions(text, stamp))
    key = (stamp, get_language(), text)
    return _answers.get_or_make(key, lambda: orjson.dumps(suggestions(text, stamp)))


def suggestions(text: str, stamp: ContentStamp | None = None) -> dict[str, Any]:
    """The answer as plain data; names are texts, not HTML."""
    key = key_of(text)
    companies = beginning_with("company", key, COLUMNS, MAX_COMPANIES)
    matched_names = _other_names([start for start in companies if not _match_is_shown(start, key)], key)
    sectors = list(_sectors(current(stamp).terms["sector"], key))
    number = len(companies) + len(sectors)
    return {
        "query": text,
        "companies": [_company(start, matched_names.get(start.values[0])) for start in companies],
        "sectors": [_sector(sector) for sector in sectors],
        "status": ngettext("%(number)s suggestion", "%(number)s suggestions", number) % {"number": number},
    }


def _company(start: NameStart, matched: str | None) -> dict[str, Any]:
    slug, names = start.values[1], dict(zip(SUFFIXES, start.values[2:-1], strict=True))
    name, second = _display_names(names)
    return {
        "name": str(name),
        "lang": name.lang,
        "second": str(second),
        "second_lang": second.lang,
        "matched": matched or "",
        "url": _address(get_language() or "").replace(PLACE, slug),
    }


@lru_cache(maxsize=8)
def _address(language: str) -> str:
    """The address of a profile in the active language, which is this one, with a place for its slug."""
    return reverse("companies:detail", args=[PLACE])


def _display_names(names: dict[str, str]) -> tuple[Text, Text]:
    """The name in the language of the page, and the one in the other script."""
    suffix = active_suffix()
    name = first_text((code, names[code]) for code in PREFERENCES[suffix])
    second = first_text((code, names[code]) for code in SECOND[suffix])
    return name, second if second != name else Text("", name.lang)


def _match_is_shown(start: NameStart, key: str) -> bool:
    """Whether a name that is shown is the one that matches, by its letters or by its sound."""
    return any(_name_matches(name, key) for name in start.values[2:-1] if name)


def _name_matches(name: str, key: str) -> bool:
    written = whole(pieces(name))
    if key in written:
        return True
    syllables = [syllable for syllable in pinyin_of(name) if syllable]
    return key in "".join(syllables) or key in "".join(syllable[0] for syllable in syllables)


def _other_names(companies: list[NameStart], key: str) -> dict[int, str]:
    """For companies that are offered for a name that is not shown: this name, identifier or founder. Three queries at most."""
    matched = {
        start.values[0]: start.values[-1]
        for start in companies
        if start.values[-1] and _name_matches(start.values[-1], key)
    }
    ids = [start.values[0] for start in companies if start.values[0] not in matched]
    if ids:
        matched |= {pk: name for pk, name in _names_of.rows(ids) if _name_matches(name, key)}
    ids = [pk for pk in ids if pk not in matched]
    for pk, scheme, value in _identifiers_of.rows(ids) if ids else ():
        if any(word.startswith(key) for word in tokens(" ".join(identifier_words(scheme, value)))):
            matched[pk] = f"{Scheme(scheme).label}: {value}"
    ids = [pk for pk in ids if pk not in matched]
    for pk, *names in _founders_of.rows(ids) if ids else ():
        if any(key_of(name).startswith(key) for name in person_names(*names)):
            person = " ".join(dict.fromkeys(filter(None, names)))
            matched[pk] = f"{capfirst(Stakeholder.Kind.FOUNDER.label)}: {person}"
    return matched


# In no order: SQLite would read the whole table in that of its keys.
def _names(pks: list[int]) -> QuerySet:
    return CompanyName.objects.filter(company__in=pks).order_by().values_list("company_id", "name")


def _identifiers(pks: list[int]) -> QuerySet:
    rows = Identifier.objects.filter(company__in=pks).order_by()
    return rows.values_list("company_id", "scheme", "value")


def _founders(pks: list[int]) -> QuerySet:
    rows = Stakeholder.objects.filter(company__in=pks, kind=Stakeholder.Kind.FOUNDER).order_by()
    return rows.values_list("company_id", "name", column("name", HAN))


_names_of = CompiledQuery(_names, MAX_COMPANIES)
_identifiers_of = CompiledQuery(_identifiers, MAX_COMPANIES)
_founders_of = CompiledQuery(_founders, MAX_COMPANIES)


@lru_cache(maxsize=2_000)
def _sectors(terms: TermList, key: str) -> tuple[Sector, ...]:
    """Sectors with a word that begins with what was typed."""
    if not key:
        return ()
    matching = [
        sector
        for sector in terms.records
        if any(_any_word_begins(name, key) for name in texts(sector, "name"))
    ]
    return tuple(matching[:MAX_SECTORS])


def _any_word_begins(name: str, key: str) -> bool:
    return any(rest.startswith(key) for rest in _word_tails(name))


@lru_cache(maxsize=2_000)
def _word_tails(name: str) -> list[str]:
    """The name from each of its words on; cached, as each letter that is typed checks all sectors."""
    parts = pieces(name)
    return [whole(parts[place:]) for place in range(len(parts))]


def _sector(sector: Sector) -> dict[str, Any]:
    return {
        "name": str(sector.name),
        "lang": sector.name.lang,
        "label": _("Sector"),
        "url": f"{reverse('companies:list')}?sector={sector.slug}",
    }
