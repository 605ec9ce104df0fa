"""What is offered while somebody types, answered as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language

from kit.form_fields import PlainTextField
from profiles.content.caching import LRUCache, shared, stamp_of
from profiles.content.changes import ContentStamp

MAX_CACHED = 3_000  # answers of about 2 kB


class SuggestForm(forms.Form):
    q = PlainTextField(required=False)


class SuggestionAnswers:
    """Answers to what was typed, as `make` gives them of the text and the state of the content.

    Many visitors begin with the same letters, so answers are cached while the content is the same.
    """

    def __init__(self, make: Callable[[str, ContentStamp], dict[str, Any]]) -> None:
        self._make = make
        self._answers: LRUCache[bytes] = LRUCache(MAX_CACHED)

    def respond(self, request: HttpRequest) -> HttpResponse:
        form = SuggestForm(request.GET)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        answer = self._answer(form.cleaned_data["q"], stamp_of(request))
        return HttpResponse(answer, content_type="application/json")

    def _answer(self, text: str, stamp: ContentStamp) -> bytes:
        key = (stamp, get_language(), text)
        return shared(self._answers, key, lambda: orjson.dumps(self._make(text, stamp)))
