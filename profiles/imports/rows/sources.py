"""The sources that a file names: found again where they are known, else made once."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from profiles.documents.document import Fields
from profiles.imports.cells import values
from profiles.imports.cells.problems import BadValue
from profiles.models import Evidence, Source

MAX_TITLE_LENGTH, MAX_URL_LENGTH = 300, 1000
# "Annual report [annual-report-2]", as an export calls one of several with the same title.
KEYED = re.compile(r"(?P<title>.+) \[(?P<key>[-\w]+)\]")
MAX_REMEMBERED = 50_000
# What anybody could have written is to be checked; what stands nowhere is no evidence.
DOUBTFUL = re.compile(r"unverified|wikipedia|维基", re.IGNORECASE)
NO_EVIDENCE = re.compile(r"general knowledge|常识|connaissances? générales?", re.IGNORECASE)


class FileSources:
    """Short names of sources, by the words in which a file gives them."""

    def __init__(self) -> None:
        self._keys: dict[Any, tuple[str, Fields | None]] = {}

    def key(self, cell: Any, new: dict[str, Fields]) -> str:
        """The short name of a source; one that is not known yet is described in `new`."""
        found = self._keys.get(cell)
        if found is None:
            if len(self._keys) > MAX_REMEMBERED:
                self._keys.clear()
            found = self._keys[cell] = _found_or_new(values.line(cell))
        key, fields = found
        if fields is not None:
            new[key] = fields
        return key


def _found(given: str, is_address: bool) -> str | None:
    """The short name of the source that these words name and no other."""
    if keyed := KEYED.fullmatch(given):
        found = Source.objects.filter(key=keyed["key"], title=keyed["title"]).first()
        if found:
            return found.key
    known = Source.objects.at(given) if is_address else Source.objects.filter(title=given)
    several = list(known.order_by("pk")[:2])
    if len(several) > 1:
        # An address or a title that many share names none of them but the one that says nothing else.
        several = list(known.filter(title=given) if is_address else known.filter(url="", publisher=""))[:1]
    return several[0].key if several else None


def _found_or_new(given: str) -> tuple[str, Fields | None]:
    is_address = re.match(r"https?://\S+$", given) is not None
    found = _found(given, is_address)
    if found is None and len(given) > (MAX_URL_LENGTH if is_address else MAX_TITLE_LENGTH):
        raise BadValue(_("This source is too long."))
    digest = sha256(given.encode()).hexdigest()[:16]
    if found is None and Source.objects.filter(key=digest).exists():
        found = digest
    if found is not None:
        return found, None
    fields: Fields = {"title": given[:MAX_TITLE_LENGTH]}
    if is_address:
        values.website(given)
        fields["url"] = given
    if NO_EVIDENCE.search(given):
        fields["evidence"] = str(Evidence.NONE)
    elif DOUBTFUL.search(given):
        fields["needs_check"] = True
    return digest, fields
