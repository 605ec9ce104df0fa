"""The source of a line with all that the line says of it: one that is there, or a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from profiles.documents.document import Fields
from profiles.documents.shape import source_shape
from profiles.exports.facts.columns import OF_SOURCE
from profiles.imports.cells.problems import BadValue
from profiles.imports.facts.values import FieldValues, is_blank
from profiles.imports.rows.sources import KEYED, FileSources, judged
from profiles.models import Evidence, Source

MAX_ALIKE = 50
MAX_REMEMBERED = 50_000
# What a line says of its source, by column; compared as a whole.
Said = tuple[tuple[str, Any], ...]


def said_of(line: Mapping[str, Any]) -> Said:
    return tuple((name, line[name]) for name in OF_SOURCE if not is_blank(line.get(name)))


@dataclass
class LineSources:
    """Short names of sources. `is_own`: the file says all that there is to know of each."""

    is_own: bool
    book: FileSources
    values: FieldValues
    _known: dict[Any, tuple[str, Fields | None]] = field(default_factory=dict)

    def key(self, said: Said, further: Fields, new_sources: dict[str, Fields]) -> str | None:
        """None where the line names none. One that is new is added to `new_sources`. BadValue where it cannot be read."""
        names = {name for name, _cell in said}
        if not names & {"source_title", "source_url"}:
            if said:
                raise BadValue(_("A source needs a title or an address."))
            return None
        if len(said) == 1 and not further and not self.is_own:
            return self.book.key(said[0][1], new_sources)
        known = (said, *sorted(further.items()))
        if known not in self._known:
            if len(self._known) > MAX_REMEMBERED:
                self._known.clear()
            self._known[known] = self._find(self._fields(said) | further)
        key, fields = self._known[known]
        if fields is not None:
            new_sources[key] = fields
        return key

    def _fields(self, said: Said) -> Fields:
        fields: Fields = {}
        for column, cell in said:
            name = OF_SOURCE[column]
            fields[name] = self.values.read(source_shape().fields[name], cell)
        return {"title": fields["url"], **fields} if "title" not in fields else fields

    def _find(self, fields: Fields) -> tuple[str, Fields | None]:
        title = str(fields["title"])
        # Our own files once said nothing of a source that was thought good enough.
        usual = Evidence.SECONDARY if self.is_own else judged(f"{title} {fields.get('url', '')}")
        whole: Fields = {"evidence": str(usual), **fields}
        if self.is_own and (keyed := KEYED.fullmatch(title)):
            if source := Source.objects.filter(key=keyed["key"], title=keyed["title"]).first():
                return source.key, None
            digest = _digest(whole)
            return digest, None if _exists(digest) else {**whole, "title": keyed["title"]}
        alike = list(Source.objects.filter(title=title, url=fields.get("url", "")).order_by("pk")[:MAX_ALIKE])
        same = [source for source in alike if source_shape().encode(source) == whole]
        if not same and not self.is_own:
            same = [source for source in alike if _agrees(source, fields)]
        digest = _digest(whole)
        if len(same) == 1 or (same and self.is_own):
            return same[0].key, None
        return digest, None if _exists(digest) else whole


def _agrees(source: Source, fields: Fields) -> bool:
    """Whether nothing that both say differs."""
    known = source_shape().encode(source)
    return all(known.get(name, value) == value for name, value in fields.items())


def _digest(fields: Fields) -> str:
    return sha256(repr(sorted(fields.items())).encode()).hexdigest()[:16]


def _exists(key: str) -> bool:
    return Source.objects.filter(key=key).exists()
