"""One search over companies, people, partner parks and figures."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from profiles.content.caching import stamp_of
from profiles.content.visitors import same_for_visitors
from profiles.lists.filters import WordsField
from profiles.lists.suggesting import SuggestionAnswers
from zgc_site.parts.found import found_groups, suggested_groups


class SearchForm(forms.Form):
    q = WordsField(required=False, label=_("Search companies, people, partner parks and figures"))


@require_safe
@login_not_required
@same_for_visitors
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found in groups, each with the way to all of it; without words the box alone."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    groups = found_groups(words, stamp_of(request)) if words else []
    typed = words or str(form.data.get("q", ""))[:200]
    return render(request, "search.html", {"form": form, "words": words, "typed": typed, "groups": groups})


SUGGESTIONS = SuggestionAnswers(suggested_groups)


@require_safe
@login_not_required
@same_for_visitors
def suggest(request: HttpRequest) -> HttpResponse:
    """What of the whole site begins with what a visitor has typed so far, in groups, as JSON."""
    return SUGGESTIONS.respond(request)
