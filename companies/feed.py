"""An Atom feed of any filtered list: what changed last comes first."""

from __future__ import annotations

import datetime
import re

from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from companies.catalogue import some_companies
from companies.models import Company
from kit.languages import TAGS, active_suffix
from profiles.lists.links import to_query
from profiles.lists.results import Results

MAX_ENTRIES = 50
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime.datetime:
        """Of an empty feed always the same, so that it has not changed at the next request."""
        return super().latest_post_date() if self.items else NEVER


def company_feed(request: HttpRequest, results: Results) -> str:
    """The feed of a list, which must be in the order "-updated"."""
    params = to_query({name: value for name, value in results.values.items() if name != "order"})
    query = f"?{params.urlencode()}" if params else ""
    address = request.build_absolute_uri(reverse("companies:feed") + query)
    feed = _Feed(
        title=_title(results.values.get("q")),
        subtitle=_("Profiles of the companies in the park, those that changed last first."),
        link=request.build_absolute_uri(reverse("companies:list") + query),
        description="",
        language=TAGS[active_suffix()],
        feed_url=address,
        feed_guid=address,
        author_name=_("The editors of this directory"),
        author_link=request.build_absolute_uri(reverse("home")),
    )
    for company in some_companies(results.slice(0, MAX_ENTRIES)):
        feed.add_item(
            title=NOT_XML.sub("", company.name),
            description=NOT_XML.sub("", company.summary),
            link=request.build_absolute_uri(company.get_absolute_url()),
            unique_id=_lasting_id(request, company),
            pubdate=company.published_at,
            updateddate=company.changed_at,
        )
    return feed.writeString("utf-8")


def _title(words: str | None) -> str:
    return _("Companies in the park: %(words)s") % {"words": words} if words else _("Companies in the park")


def _lasting_id(request: HttpRequest, company: Company) -> str:
    """A tag URI (RFC 4151) that stays when the company gets another name or address."""
    host = request.get_host().partition(":")[0]
    return f"tag:{host},{company.published_at:%Y-%m-%d}:company-{company.pk}"
