"""The sources that a file names: existing ones where they are known, else new ones, each once."""

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
# Sources that anybody can edit have to be checked; general knowledge is no evidence. Whoever brings the file vouches for others.
DOUBTFUL = re.compile(r"unverified|wikipedia|维基", re.IGNORECASE)
NO_EVIDENCE = re.compile(r"general knowledge|常识|connaissances? générales?", re.IGNORECASE)


class FileSources:
    """Short names of sources by their text in a file."""

    def __init__(self) -> None:
        self._keys: dict[Any, tuple[str, Fields | None]] = {}

    def key(self, cell: Any, new_sources: dict[str, Fields]) -> str:
        """The short name of a source; one that does not exist yet is added to `new_sources`."""
        entry = self._keys.get(cell)
        if entry is None:
            if len(self._keys) > MAX_REMEMBERED:
                self._keys.clear()
            entry = self._keys[cell] = _key_and_fields(values.line(cell))
        key, fields = entry
        if fields is not None:
            new_sources[key] = fields
        return key


def _existing_key(text: str, is_address: bool) -> str | None:
    """The short name of the one source that the text names; None where there is none, or several."""
    if keyed := KEYED.fullmatch(text):
        source = Source.objects.filter(key=keyed["key"], title=keyed["title"]).first()
        if source:
            return source.key
    sources = Source.objects.at(text) if is_address else Source.objects.filter(title=text)
    candidates = list(sources.order_by("pk")[:2])
    if len(candidates) > 1:
        # An address or a title that several share means only the one that has nothing else.
        candidates = list(sources.filter(title=text) if is_address else sources.filter(url="", publisher=""))[
            :1
        ]
    return candidates[0].key if candidates else None


def _key_and_fields(text: str) -> tuple[str, Fields | None]:
    is_address = re.match(r"https?://\S+$", text, re.IGNORECASE) is not None
    if is_address:
        text = values.website(text)
    key = _existing_key(text, is_address)
    if key is None and len(text) > (MAX_URL_LENGTH if is_address else MAX_TITLE_LENGTH):
        raise BadValue(_("This source is too long."))
    digest = sha256(text.encode()).hexdigest()[:16]
    if key is None and Source.objects.filter(key=digest).exists():
        key = digest
    if key is not None:
        return key, None
    fields: Fields = {"title": text[:MAX_TITLE_LENGTH]}
    if is_address:
        fields["url"] = text
    fields["evidence"] = str(judged(text))
    return digest, fields


def judged(text: str) -> Evidence:
    """What a source is worth of which a file says nothing but its title or address."""
    if NO_EVIDENCE.search(text):
        return Evidence.NONE
    return Evidence.TO_CHECK if DOUBTFUL.search(text) else Evidence.SECONDARY
