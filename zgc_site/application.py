"""The site as a WSGI application, behind its page cache, with its visits counted."""

import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zgc_site.settings")


class Utf8Request(WSGIRequest):
    """A request read as UTF-8, which is what our pages are in.

    Django believes the character set that a request names, before any middleware is called. Some of
    those are no text ("hex"), some fail on an odd byte, and some make lone surrogates ("unicode_escape")
    that no database takes.
    """

    @property
    def encoding(self) -> str:
        return "utf-8"

    @encoding.setter
    def encoding(self, value: str | None) -> None:
        """What is named makes no difference."""


class Application(WSGIHandler):
    request_class = Utf8Request


def in_front_of(site: Application) -> Any:
    """The site behind its page cache, if the settings want one, and the counter of visits in front of both."""
    from django.conf import settings

    from zgc_site.visited import counted

    if not settings.PAGE_CACHE_MB:
        return counted(site)
    from profiles.content.clock import clock
    from zgc_site.page_cache import PageCache

    return counted(PageCache(site, clock, settings.PAGE_CACHE_MB * 1024 * 1024))


django.setup(set_prefix=False)
application = in_front_of(Application())
