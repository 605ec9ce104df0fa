"""Pages that are the same for every visitor: they carry an ETag, and the page cache keeps them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.cache import get_conditional_response

# A page cache in front of the site sets this in the environment of a request: it answers 304 itself.
ANSWERS_IF_UNCHANGED = "zgc.answers_if_unchanged"
PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)

View = Callable[..., HttpResponse]


def same_for_visitors(view: View) -> View:
    """Promise that the page depends on its address and on published content alone, unless somebody is signed in.

    Such a page gets an ETag of its text, and status 304 where the visitor has it already.
    """

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or response.streaming or is_personal(request):
            return response
        response.same_for_visitors = True  # type: ignore[attr-defined]  # reason: as Django marks responses
        content = _without_visits(response.content)
        response["ETag"] = etag = f'W/"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
        # Browsers store it but revalidate it each time: a publication shows at once.
        response["Cache-Control"] = "no-cache"
        if ANSWERS_IF_UNCHANGED in request.META:
            return response
        return get_conditional_response(request, etag=etag, response=response) or response

    return marked


def _without_visits(page: bytes) -> bytes:
    """A page that has been read once more is the same page: its ETag is weak, and stays for all workers.

    Until midnight: it says how often it was read "today".
    """
    start = page.find(b'<p class="visits')
    if start < 0:
        return page
    return page[:start] + str(timezone.localdate()).encode() + page[page.find(b"</p>", start) :]


def moved_to(address: str) -> HttpResponse:
    """A former address. It may get its own page again, where a merge is undone, so browsers ask each time."""
    response = HttpResponsePermanentRedirect(address)
    response["Cache-Control"] = "no-cache"
    return response


def is_personal(request: HttpRequest) -> bool:
    """Whether the answer may hold what is meant for one person: an account bar, a message, a form's token."""
    if any(name in request.COOKIES for name in PERSONAL_COOKIES):
        return True
    # Without its cookie, there is a token only where the page has just created one.
    return "CSRF_COOKIE" in request.META and settings.CSRF_COOKIE_NAME not in request.COOKIES
