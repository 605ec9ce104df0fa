"""What a search over the whole site finds, in groups: on the page of results, and while somebody types."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partners.models import Park
from profiles.catalogue import current
from profiles.content.changes import ContentStamp
from profiles.exploring.answers import figures_url, found_figures
from profiles.exploring.questions import metric_words
from profiles.lists.groups import (
    MAX_FOUND,
    FoundLine,
    GroupResults,
    Rank,
    SearchGroup,
    Suggestion,
    search_groups,
)
from profiles.lists.offered import offered
from profiles.lists.results import Results
from profiles.models.registry import ProfileKind, profile_kinds
from profiles.search.matches import ListedTexts, matches
from profiles.search.suggestions import any_word_begins, key_of

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
    """Those alone in which something was found, the one that answers best first."""
    found = [(group, group.find(text, stamp)) for group in all_groups() if group.find]
    return sorted([pair for pair in found if pair[1].lines], key=lambda pair: pair[1].rank)


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
    rank = results.words.rank if results.words else Rank.FITTING
    return GroupResults(lines, results.total, url, words, rank == Rank.MOST, rank=rank)


def _suggested_profiles(kind: ProfileKind, text: str, _stamp: ContentStamp) -> list[Suggestion]:
    return [one.suggestion for one in offered(kind.name, text, MAX_SUGGESTED)]


def _found_figures(text: str, stamp: ContentStamp) -> GroupResults:
    return found_figures(text, Park.objects.host(), stamp)


def _suggested_figures(text: str, stamp: ContentStamp) -> list[Suggestion]:
    """Metrics with a word that begins with what was typed, in a name or beside it."""
    key, suggestions = key_of(text), []
    for metric in metric_words(stamp).metrics if key else ():
        is_named = any_word_begins(metric.names, key)
        others = [] if is_named else [word for word in metric.other_words if any_word_begins([word], key)]
        if is_named or others:
            url = figures_url(metric)
            suggestions.append(
                Suggestion(str(metric.name), url, metric.name.lang, matched="".join(others[:1]))
            )
    return sorted(suggestions, key=lambda one: bool(one.matched))[:MAX_SUGGESTED]
