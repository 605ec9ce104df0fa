"""Stories: the list, each story, its authors, and the feed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from profiles.content.visitors import same_for_visitors
from profiles.lists.links import page_links
from stories.feed import story_feed
from stories.models import Author, Story
from stories.related import related_stories
from stories.structured import story_nodes
from stories.texts.rendering import StoryTexts

ON_A_PAGE = 12


class StoryPageForm(forms.Form):
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)


def _page_of(request: HttpRequest, stories: Any) -> dict[str, Any]:
    """A page of a list; Http404 where the address names none."""
    form, paginator = StoryPageForm(request.GET), Paginator(stories, ON_A_PAGE)
    number = form.cleaned_data["page"] or 1 if form.is_valid() else 0
    if not 0 < number <= paginator.num_pages:
        raise Http404
    page = paginator.page(number)
    return {"page": page, "page_links": page_links(QueryDict(mutable=True), page)}


@require_safe
@login_not_required
@same_for_visitors
def story_list(request: HttpRequest) -> HttpResponse:
    """All stories in the language of the page, the newest first."""
    stories = Story.objects.published().in_language().newest_first().for_lines()
    return render(request, "stories/story_list.html", _page_of(request, stories))


@require_safe
@login_not_required
@same_for_visitors
def story_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A story; where it is not written in the language of the page, in which it is."""
    story = get_object_or_404(Story.objects.published().select_related("cover"), slug=slug)
    if not story.is_in_language:
        return render(request, "stories/other_languages.html", {"story": story}, status=404)
    return render(request, "stories/story_detail.html", story_page(story))


def story_page(story: Story) -> dict[str, Any]:
    """What the template of a story needs."""
    texts, authors = StoryTexts(story), list(story.authors.select_related("logo"))
    return {
        "story": story,
        "structured": story_nodes(story, authors, texts.profiles),
        "authors": authors,
        "body": texts.body(),
        "see_also": texts.see_also(),
        "profiles": texts.profiles,
        "related": related_stories(story, texts.all_profiles),
        "sources": texts.sources,
    }


@require_safe
@permission_required("stories.view_story", raise_exception=True)
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """A story in any state as visitors would read it, for staff."""
    story = get_object_or_404(Story.objects.select_related("cover"), slug=slug)
    if not story.is_in_language and story.editions:
        _language, _title, address = story.editions[0]
        return redirect(f"{address}preview/")
    response = render(request, "stories/story_detail.html", {**story_page(story), "preview": True})
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@login_not_required
@same_for_visitors
def author_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Who wrote stories, and which ones; only of those who wrote any that visitors may read."""
    author = get_object_or_404(Author.objects.published().select_related("logo"), slug=slug)
    stories = author.stories.published().in_language().newest_first().for_lines()
    return render(request, "stories/author_detail.html", {"author": author, **_page_of(request, stories)})


@require_safe
@login_not_required
@same_for_visitors
def feed(request: HttpRequest) -> HttpResponse:
    """The newest stories in the language of the page, as Atom."""
    site_name = render_to_string("stories/site_name.txt", request=request).strip()
    return HttpResponse(story_feed(request, site_name), content_type="application/atom+xml; charset=utf-8")
