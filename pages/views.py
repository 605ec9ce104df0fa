"""Pages of text for visitors."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kit.markdown import render as html_of
from pages.placeholders import filled
from pages.texts import page_of
from profiles.content.visitors import same_for_visitors


@require_safe
@login_not_required
@same_for_visitors
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Show the page that staff wrote, or the one that the product ships."""
    found = page_of(key)
    body = found.body
    return render(request, "page.html", {"page": found, "body": html_of(filled(body)), "lang": body.lang})
