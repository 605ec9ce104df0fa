"""Profiles and proposals that may be about the same organisation as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from profiles.documents.document import Document
from profiles.documents.shape import shape_of
from profiles.languages import columns
from profiles.registry import profile_kind
from profiles.search.finding import find
from submissions.models import NotTheSame, Submission

MOST = 5
# Sites where many organisations have a page are nobody's own.
SHARED_HOSTS = ("wikipedia.org", "linkedin.com", "facebook.com", "weibo.com", "qq.com", "github.io")


@dataclass(frozen=True)
class Likeness:
    profile: Any
    why: str


def like(document: Document, besides: int | None = None) -> list[Likeness]:
    """Published profiles that may be the same, the surest first. Visitors are shown these.

    `besides` is the profile that the document is of; what was found not to be the same as it is left out.
    """
    found: dict[int, Likeness] = {}
    others = NotTheSame.others_of(document.kind, besides) | {besides} if besides is not None else set()
    for pk, why in _matches(document):
        if pk not in others and pk not in found and len(found) < MOST:
            profile = (
                profile_kind(document.kind).model._default_manager.filter(pk=pk, state="published").first()
            )
            if profile is not None:
                found[pk] = Likeness(profile, why)
    return list(found.values())


def is_like_another(document: Document, besides: int | None = None) -> bool:
    """The same over all profiles, drafts too: a mark for the staff, which visitors never see."""
    return any(pk != besides for pk, _why in _matches(document))


def proposed_already(title: str, kind: str) -> bool:
    """Whether an open proposal is about a new profile of this name. For the staff as well."""
    rows = Submission.objects.open().filter(kind=kind, purpose=Submission.Purpose.NEW)
    return bool(title) and rows.filter(title__iexact=title).exists()


def _matches(document: Document) -> Iterator[tuple[int, str]]:
    yield from _by_identifier(document)
    yield from _by_domain(document)
    yield from _by_name(document)


def _by_identifier(document: Document) -> Iterator[tuple[int, str]]:
    shape = shape_of(document.kind).rows.get("identifiers")
    if shape is None:
        return
    for row in document.of("identifiers").values():
        same = shape.model._default_manager.filter(scheme=row.get("scheme"), value=row.get("value"))
        for pk in same.values_list(shape.owner, flat=True)[:MOST]:
            yield pk, _("the same identifier, %(value)s") % {"value": row.get("value")}


def _by_domain(document: Document) -> Iterator[tuple[int, str]]:
    host = _host(str(document.fields.get("website", "")))
    if not host or host.endswith(SHARED_HOSTS):
        return
    model: Any = profile_kind(document.kind).model
    rows = model._default_manager.filter(website__icontains=host).values_list("pk", "website")
    for pk, website in rows[: MOST * 4]:
        if _host(website) == host:
            yield pk, _("the same web address, %(host)s") % {"host": host}


def _by_name(document: Document) -> Iterator[tuple[int, str]]:
    for name in _names(document):
        found = find(document.kind, name)
        for pk in list(found.tiers[0])[:MOST] if found else ():
            yield pk, _("the same name, %(name)s") % {"name": name}


def _names(document: Document) -> Iterable[str]:
    names = [str(document.fields.get(name, "")) for name in (*columns("name"), "legal_name")]
    names += [str(row.get("name", "")) for row in document.of("other_names").values()]
    spoken = [
        "".join(lazy_pinyin(name)) for name in names if any("\u4e00" <= char <= "\u9fff" for char in name)
    ]
    return list(dict.fromkeys(name for name in [*names, *spoken] if name))[:20]


def _host(website: str) -> str:
    try:
        host = urlsplit(website).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
