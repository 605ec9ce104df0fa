"""What a search over the whole site finds, in groups: on the page of results, and while somebody types."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kit.languages import texts
from profiles.catalogue import current
from profiles.content.caching import CachedUntilChange
from profiles.content.changes import ContentStamp
from profiles.lists.groups import (
    MAX_FOUND,
    FoundLine,
    GroupResults,
    SearchGroup,
    Suggestion,
    search_groups,
)
from profiles.lists.offered import offered
from profiles.lists.results import Results
from profiles.models import Metric
from profiles.models.registry import ProfileKind, profile_kinds
from profiles.search import parse
from profiles.search.matches import ListedTexts, matches
from profiles.search.postings import holds_any
from profiles.search.suggestions import any_word_begins, key_of
from profiles.search.words.analyser import name_tokens

MAX_SUGGESTED = 3  # of a group that is not of companies


@cache
def all_groups() -> list[SearchGroup]:
    """Those of profiles and figures, and those that apps added, in their order."""
    kinds = [_group_of(kind, 10 + 30 * number) for number, kind in enumerate(profile_kinds())]
    figures = SearchGroup("figures", _("Figures"), 90, _found_figures, _suggested_figures)
    return sorted([*kinds, figures, *search_groups()], key=lambda group: group.place)


def _group_of(kind: ProfileKind, place: int) -> SearchGroup:
    suggest = kind.pages.suggest or partial(_suggested_profiles, kind)
    return SearchGroup(kind.name, kind.pages.title, place, partial(_found_profiles, kind), suggest)


def found_groups(text: str, stamp: ContentStamp) -> list[tuple[SearchGroup, GroupResults]]:
    """In the order of the page, those alone in which something was found."""
    found = [(group, group.find(text, stamp)) for group in all_groups() if group.find]
    return [(group, answer) for group, answer in found if answer.lines]


def suggested_groups(text: str, stamp: ContentStamp) -> dict[str, Any]:
    """The answer as plain data; names are texts, not HTML."""
    offers = [(group, group.suggest(text, stamp)) for group in all_groups() if group.suggest]
    number = sum(len(offer) for _group, offer in offers)
    return {
        "query": text,
        "groups": [
            {"key": group.key, "label": str(group.title), "items": [asdict(one) for one in offer]}
            for group, offer in offers
            if offer
        ],
        "status": ngettext("%(number)s suggestion", "%(number)s suggestions", number) % {"number": number},
    }


def _found_profiles(kind: ProfileKind, text: str, stamp: ContentStamp) -> GroupResults:
    """By the same search as the list of the kind, which has the rest."""
    results = Results({"q": text}, current(kind.name, stamp))
    pks = results.page(1, MAX_FOUND)
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
    return GroupResults(lines, results.total, url, words, bool(results.words and results.words.has_most))


def _suggested_profiles(kind: ProfileKind, text: str, _stamp: ContentStamp) -> list[Suggestion]:
    return [one.suggestion for one in offered(kind.name, text, MAX_SUGGESTED)]


_metrics = CachedUntilChange(lambda: list(Metric.objects.all()))


def _found_figures(text: str, _stamp: ContentStamp) -> GroupResults:
    """Metrics with these words in their names, in any language; each leads to its figures."""
    query = parse(text)
    metrics = [row for row in Metric.objects.all() if query.wanted and _is_named(row, query.wanted)]
    lines = [FoundLine(_figures_of(row), row.name) for row in metrics]
    return GroupResults(lines[:MAX_FOUND], len(lines), reverse("figures"), text)


def _suggested_figures(text: str, stamp: ContentStamp) -> list[Suggestion]:
    """Metrics with a word that begins with what was typed."""
    key = key_of(text)
    metrics = list(Metric.objects.all()) if connection.in_atomic_block else _metrics.at(stamp)
    named = [row for row in metrics if key and any_word_begins(texts(row, "name"), key)]
    return [Suggestion(str(row.name), _figures_of(row), row.name.lang) for row in named[:MAX_SUGGESTED]]


def _figures_of(metric: Metric) -> str:
    return f"{reverse('figures')}?{urlencode({'metric': metric.code})}"


def _is_named(metric: Metric, terms: list[Any]) -> bool:
    tokens = f" {' '.join(' '.join(name_tokens(name)) for name in texts(metric, 'name'))} "
    return all(holds_any((tokens, tokens), term.phrases) for term in terms)
