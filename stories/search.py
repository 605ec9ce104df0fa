"""Stories by words of their titles and introductions, in the language of the page.

A worker keeps the tokens of all that are published until the content changes: a few hundred bytes for each story, and
stories are hundreds where profiles are thousands.
"""

from __future__ import annotations

from django.urls import reverse

from kit.languages import SUFFIXES, active_suffix, columns, text
from profiles.content.caching import CachedUntilChange, PerTransaction
from profiles.content.changes import ContentStamp
from profiles.lists.groups import MAX_FOUND, FoundLine, GroupResults, Suggestion
from profiles.search import parse
from profiles.search.postings import holds_any
from profiles.search.words.analyser import name_tokens, tokens
from stories.models import Story

MAX_SUGGESTED = 3
Tokens = dict[str, str]  # of a story, by the language that it can be read in


def stories_named(words: str, stamp: ContentStamp, number: int) -> tuple[list[Story], int]:
    """The newest stories with all of the words, as many as asked for, and how many there are."""
    query, suffix = parse(words), active_suffix()
    if not query.wanted:
        return [], 0
    found = [
        pk
        for pk, of_languages in _read_until_change.get().at(stamp)
        if (all_tokens := of_languages.get(suffix))
        and all(holds_any((all_tokens, all_tokens), term.phrases) for term in query.wanted)
        and not any(holds_any((all_tokens, all_tokens), term.phrases) for term in query.unwanted)
    ]
    stories = Story.objects.published().in_language().for_lines().in_bulk(found[:number])
    return [stories[pk] for pk in found[:number] if pk in stories], len(found)


def found_stories(words: str, stamp: ContentStamp) -> GroupResults:
    """The group of stories on the page of results."""
    stories, total = stories_named(words, stamp, MAX_FOUND)
    lines = [FoundLine(story.get_absolute_url(), story.title, text=story.lead) for story in stories]
    return GroupResults(lines, total, reverse("stories:list"), words)


def suggested_stories(words: str, stamp: ContentStamp) -> list[Suggestion]:
    """The same while somebody types."""
    stories, _total = stories_named(words, stamp, MAX_SUGGESTED)
    return [Suggestion(story.title, story.get_absolute_url(), story.title.lang) for story in stories]


def _read() -> list[tuple[int, Tokens]]:
    shown = Story.objects.published().newest_first()
    whole = {suffix: {*shown.in_language(suffix).values_list("pk", flat=True)} for suffix in SUFFIXES}
    rows = shown.only(*columns("title"), *columns("lead"))
    return [
        (story.pk, {suffix: _tokens(story, suffix) for suffix in SUFFIXES if story.pk in whole[suffix]})
        for story in rows
    ]


def _tokens(story: Story, suffix: str) -> str:
    of_title, of_lead = name_tokens(text(story, "title", suffix)), tokens(text(story, "lead", suffix))
    return f" {' '.join([*of_title, *of_lead])} "


_read_until_change = PerTransaction(lambda: CachedUntilChange(_read))
