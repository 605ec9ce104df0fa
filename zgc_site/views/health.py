"""For load balancers: is the process alive, and can it answer?"""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.fallback_cache import out_of_use


@require_safe
@login_not_required
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@login_not_required
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503. Without its first cache the site serves, and says so."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable", content_type="text/plain", status=503)
    cache.get("ready")
    missing = ", ".join(out_of_use())
    status = f"ok, but degraded: cache out of use: {missing}" if missing else "ok"
    return HttpResponse(status, content_type="text/plain")
