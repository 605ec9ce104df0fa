"""What a search over the whole site finds: profiles of each kind, people, and figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from companies.people import people_named
from kit.languages import listed, texts
from profiles.catalogue import current
from profiles.content.changes import ContentStamp
from profiles.lists.results import Results
from profiles.models import Metric
from profiles.models.registry import ProfileKind, profile_kinds
from profiles.search import parse
from profiles.search.matches import ListedTexts, Match, matches
from profiles.search.postings import holds_any
from profiles.search.words.analyser import name_tokens

MAX_SHOWN = 5  # of each group


@dataclass(frozen=True)
class FoundLine:
    """One answer: its name, what says which one it is, and why it was found."""

    url: str
    name: Any
    beside: Any = ""
    text: Any = ""
    why: tuple[Match, ...] = ()


@dataclass(frozen=True)
class FoundGroup:
    key: str
    title: Any
    lines: list[FoundLine]
    total: int
    url: str = ""  # of the list of all
    words: str = ""  # to be marked
    has_most: bool = False  # no profile has all of the words
    is_cut: bool = False  # there are more than these, and nobody counted them

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


def found_groups(text: str, stamp: ContentStamp) -> list[FoundGroup]:
    """In the order of the page, those alone in which something was found."""
    kinds = [_profiles(kind, text, stamp) for kind in profile_kinds()]
    groups = [*kinds[:1], _people(text, stamp), *kinds[1:], _figures(text)]
    return [group for group in groups if group.lines]


def _profiles(kind: ProfileKind, text: str, stamp: ContentStamp) -> FoundGroup:
    """By the same search as the list of the kind, which has the rest."""
    results = Results({"q": text}, current(kind.name, stamp))
    pks = results.page(1, MAX_SHOWN)
    rows = kind.model.objects.published().filter(pk__in=pks).in_bulk()
    profiles = [rows[pk] for pk in pks if pk in rows]
    words = results.words.looked_for if results.words else text
    shown = {row.pk: ListedTexts([row.name, row.second_name], [row.summary]) for row in profiles}
    why = matches(kind.name, words, shown)
    lines = [
        FoundLine(row.get_absolute_url(), row.name, row.second_name, row.summary, tuple(why.get(row.pk, ())))
        for row in profiles
    ]
    url = f"{reverse(f'{kind.pages.name}:list')}?{urlencode({'q': text})}"
    has_most = bool(results.words and results.words.has_most)
    return FoundGroup(kind.name, kind.pages.title, lines, results.total, url, words, has_most)


def _people(text: str, stamp: ContentStamp) -> FoundGroup:
    people = people_named(text, current("company", stamp), MAX_SHOWN + 1)
    lines = [
        FoundLine(
            person.company.get_absolute_url(),
            str(person.founder),
            text=listed([str(person.founder.role or _("Founder")), str(person.company.name)]),
        )
        for person in people[:MAX_SHOWN]
    ]
    return FoundGroup("people", _("People"), lines, len(lines), words=text, is_cut=len(people) > MAX_SHOWN)


def _figures(text: str) -> FoundGroup:
    """Metrics with these words in their names, in any language; each leads to its figures."""
    query = parse(text)
    metrics = [row for row in Metric.objects.all() if query.wanted and _is_named(row, query.wanted)]
    lines = [
        FoundLine(f"{reverse('figures')}?{urlencode({'metric': row.code})}", row.name) for row in metrics
    ]
    return FoundGroup("figures", _("Figures"), lines[:MAX_SHOWN], len(lines), reverse("figures"), text)


def _is_named(metric: Metric, terms: list[Any]) -> bool:
    tokens = f" {' '.join(' '.join(name_tokens(name)) for name in texts(metric, 'name'))} "
    return all(holds_any((tokens, tokens), term.phrases) for term in terms)
