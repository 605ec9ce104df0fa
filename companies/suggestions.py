"""What to offer while a visitor types: companies, people and sectors that begin that way."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from companies.catalogue import current
from companies.models import Sector
from kit.languages import texts
from profiles.catalogue import TermList
from profiles.content.caching import LRUCache, shared
from profiles.content.changes import ContentStamp
from profiles.lists.groups import Suggestion
from profiles.lists.offered import OfferedProfile, offered, offered_by_words
from profiles.search.suggestions import any_word_begins, key_of

MAX_COMPANIES = 8
MAX_SECTORS = 3
# While the whole site is searched: companies and founders among those that are read.
MAX_READ, MAX_IN_GROUP = 16, 5

_read: LRUCache[list[OfferedProfile]] = LRUCache(64)  # for companies and founders


def suggestions(text: str, stamp: ContentStamp | None = None) -> dict[str, Any]:
    """The answer as plain data; names are texts, not HTML."""
    companies = [one.suggestion for one in offered("company", text, MAX_COMPANIES)]
    sectors = _sectors(current(stamp).terms["sector"], key_of(text))
    number = len(companies) + len(sectors)
    return {
        "query": text,
        "companies": companies,
        "sectors": [
            {
                "name": str(sector.name),
                "lang": sector.name.lang,
                "label": _("Sector"),
                "url": _sector_address(sector),
            }
            for sector in sectors
        ],
        "status": ngettext("%(number)s suggestion", "%(number)s suggestions", number) % {"number": number},
    }


def suggested_companies(text: str, stamp: ContentStamp) -> list[Suggestion]:
    """Those that are not offered for a founder; where no name begins so, those with the words."""
    found = _offered(text, stamp)
    companies = [one.suggestion for one in found if not _is_person(one)]
    if not found:
        companies = offered_by_words("company", text, current(stamp), MAX_IN_GROUP)
    return companies[:MAX_IN_GROUP]


def suggested_people(text: str, stamp: ContentStamp) -> list[Suggestion]:
    """Founders with a name that begins so, each with the company."""
    return [
        Suggestion(
            one.reason.text, one.suggestion.url, second=one.suggestion.name, second_lang=one.suggestion.lang
        )
        for one in _offered(text, stamp)
        if one.reason and _is_person(one)
    ][:MAX_IN_GROUP]


def suggested_sectors(text: str, stamp: ContentStamp) -> list[Suggestion]:
    sectors = _sectors(current(stamp).terms["sector"], key_of(text))
    return [Suggestion(str(sector.name), _sector_address(sector), sector.name.lang) for sector in sectors]


def _offered(text: str, stamp: ContentStamp) -> list[OfferedProfile]:
    key = (stamp, get_language(), text)
    return shared(_read, key, lambda: offered("company", text, MAX_READ))


def _is_person(one: OfferedProfile) -> bool:
    return one.reason is not None and one.reason.weight == "person"


@lru_cache(maxsize=2_000)
def _sectors(terms: TermList, key: str) -> tuple[Sector, ...]:
    """Sectors with a word that begins with what was typed."""
    if not key:
        return ()
    matching = [sector for sector in terms.records if any_word_begins(texts(sector, "name"), key)]
    return tuple(matching[:MAX_SECTORS])


def _sector_address(sector: Sector) -> str:
    return f"{reverse('companies:list')}?sector={sector.slug}"
