"""The public ledger of proposals."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from submissions.deciding.ledger import ledger

SECONDS = 600


@require_safe
@login_not_required
def ledger_page(request: HttpRequest) -> HttpResponse:
    """How many were proposed, accepted and refused, and how long it took. Counted anew every ten minutes."""
    years = caches["memory"].get_or_set(f"submissions-ledger-{get_language()}", ledger, SECONDS)
    return render(request, "submissions/ledger.html", {"years": years})
