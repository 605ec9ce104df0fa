"""Profiles and proposals that may be about the same organisation as a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q
from django.utils.translation import gettext as _

from profiles.documents.document import Document
from profiles.documents.shape import shape_of
from profiles.models import Profile
from profiles.models.registry import profile_kind
from profiles.recognising.match_keys import look_up, lookup_keys, names_of
from profiles.recognising.names import domain
from submissions.models import NotTheSame, Submission

MAX_DUPLICATES = 5
MAX_NAMES = 20
MAX_LOOKED_AT = 50
# The rows that say what an organisation is known by.
NAMED_BY = frozenset({"other_names", "identifiers"})


@dataclass(frozen=True)
class Likeness:
    profile: Profile
    why: str


def like(document: Document, besides: int | None = None) -> list[Likeness]:
    """Published profiles that may be the same, the surest first. Visitors are shown these.

    `besides` is the profile that the document is of; what was found not to be the same as it is left out.
    """
    reasons: dict[int, str] = {}
    for pk, reason in _matches(document):
        reasons.setdefault(pk, reason)
    rows = profile_kind(document.kind).model._default_manager.filter(
        pk__in=list(reasons)[:MAX_LOOKED_AT], state="published"
    )
    if besides is not None:
        rows = rows.exclude(pk=besides).exclude(NotTheSame.as_this(document.kind, besides))
    profiles = {profile.pk: profile for profile in rows}
    return [Likeness(profiles[pk], reason) for pk, reason in reasons.items() if pk in profiles][
        :MAX_DUPLICATES
    ]


def is_like_another(document: Document, besides: int | None = None) -> bool:
    """The same over all profiles, drafts too: a mark for the staff, which visitors never see."""
    return any(pk != besides for pk, _why in _matches(document))


def proposed_already(title: str, kind: str) -> bool:
    """Whether an open proposal is about a new profile of this name. For the staff as well."""
    rows = Submission.objects.open().filter(kind=kind, purpose=Submission.Purpose.NEW)
    return bool(title) and rows.filter(title__iexact=title).exists()


def _matches(document: Document) -> Iterator[tuple[int, str]]:
    yield from _by_identifier(document)
    yield from _by_key(document)


def _by_identifier(document: Document) -> Iterator[tuple[int, str]]:
    shape = shape_of(document.kind).rows.get("identifiers")
    identifiers = [(row.get("scheme"), row.get("value")) for row in document.of("identifiers").values()]
    if shape is None or not identifiers:
        return
    matches = Q()
    for scheme, value in identifiers:
        matches |= Q(scheme=scheme, value=value)
    rows = shape.model._default_manager.filter(matches).order_by("pk")
    for pk, value in rows.values_list(shape.owner, "value")[:MAX_LOOKED_AT]:
        yield pk, _("the same identifier, %(value)s") % {"value": value}


def _by_key(document: Document) -> Iterator[tuple[int, str]]:
    """By web domain and by all names, whatever their spelling; one query."""
    reasons = dict(_keys(document))
    pks_by_key = look_up(document.kind, reasons)
    for key, reason in reasons.items():
        for pk in sorted(pks_by_key.get(key, ()))[:MAX_DUPLICATES]:
            yield pk, reason


def _keys(document: Document) -> Iterator[tuple[int, str]]:
    """(key, the reason in words)."""
    website = str(document.fields.get("website", ""))
    for key in lookup_keys([], website):
        yield key, _("the same web address, %(host)s") % {"host": domain(website)}
    for name in islice(dict.fromkeys(names_of(document)), MAX_NAMES):
        for key, sort in lookup_keys([name], "").items():
            text = (
                _("the same name but for a place or words in brackets, %(name)s")
                if sort == "core"
                else _("the same name, %(name)s")
            )
            yield key, text % {"name": name}
