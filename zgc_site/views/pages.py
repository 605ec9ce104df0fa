"""Pages of plain text."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from profiles.content.visitors import same_for_visitors


@require_safe
@login_not_required
@same_for_visitors
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@require_safe
@login_not_required
@same_for_visitors
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")


def not_found(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
