"""The source of a line with all that the line says of it: one that is there, or a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from profiles.documents.document import Fields
from profiles.documents.shape import source_shape
from profiles.exports.facts.columns import EVIDENCE, OF_SOURCE
from profiles.imports.cells.problems import BadValue
from profiles.imports.facts.values import FieldValues, is_blank
from profiles.imports.rows.sources import KEYED, FileSources, judged
from profiles.models import Evidence, Source

MAX_ALIKE = 50
MAX_REMEMBERED = 50_000
# What a line says of its source, by column; compared as a whole.
Said = tuple[tuple[str, Any], ...]


class LineUse(NamedTuple):
    """The source of a line, by its short name; and what it is worth here, where that is something else than in general."""

    source: str
    evidence: str = ""

    @property
    def fields(self) -> Fields:
        """As a row has them."""
        fields: Fields = {"source": self.source}
        return fields | {EVIDENCE: self.evidence} if self.evidence else fields


class _Found(NamedTuple):
    key: str
    fields: Fields | None  # of one that is new
    level: str


def said_of(line: Mapping[str, Any]) -> Said:
    return tuple((name, line[name]) for name in OF_SOURCE if not is_blank(line.get(name)))


@dataclass
class LineSources:
    """Short names of sources. `is_own`: the file says all that there is to know of each."""

    is_own: bool
    book: FileSources
    values: FieldValues
    _known: dict[Any, _Found] = field(default_factory=dict)

    def use(self, said: Said, level: str, further: Fields, new_sources: dict[str, Fields]) -> LineUse | None:
        """None where the line names none. One that is new is added to `new_sources`. BadValue where it cannot be read.

        `level` is what the line says that it is worth.
        """
        names = {name for name, _cell in said}
        if not names & {"source_title", "source_url"}:
            if said or level:
                raise BadValue(_("A source needs a title or an address."))
            return None
        if len(said) == 1 and not further and not self.is_own:
            return LineUse(self.book.key(said[0][1], new_sources))
        known = (said, *sorted(further.items()))
        if known not in self._known:
            if len(self._known) > MAX_REMEMBERED:
                self._known.clear()
            self._known[known] = self._find(self._fields(said) | further)
        found = self._known[known]
        if found.fields is not None:
            new_sources[found.key] = found.fields
        usual = str(further.get(EVIDENCE, "")) if self.is_own else found.level
        return LineUse(found.key, _of_use(level, usual, found.level))

    def _fields(self, said: Said) -> Fields:
        fields: Fields = {}
        for column, cell in said:
            name = OF_SOURCE[column]
            fields[name] = self.values.read(source_shape().fields[name], cell)
        return {"title": fields["url"], **fields} if "title" not in fields else fields

    def _find(self, fields: Fields) -> _Found:
        title = str(fields["title"])
        # Our own files once said nothing of a source that was thought good enough.
        usual = Evidence.SECONDARY if self.is_own else judged(f"{title} {fields.get('url', '')}")
        whole: Fields = {EVIDENCE: str(usual), **fields}
        if self.is_own and (keyed := KEYED.fullmatch(title)):
            if source := Source.objects.filter(key=keyed["key"], title=keyed["title"]).first():
                return _Found(source.key, None, source.evidence)
            return _new(whole, {**whole, "title": keyed["title"]})
        alike = list(Source.objects.filter(title=title, url=fields.get("url", "")).order_by("pk")[:MAX_ALIKE])
        same = [source for source in alike if source_shape().encode(source) == whole]
        if not same:
            # What a source is worth may have been judged anew since.
            agrees = _is_same if self.is_own else _agrees
            same = [source for source in alike if agrees(source, whole)]
        if len(same) == 1 or (same and self.is_own):
            return _Found(same[0].key, None, same[0].evidence)
        return _new(whole, whole)


def _of_use(level: str, usual: str, now: str) -> str:
    """What a row says of its source: nothing where that is worth what it is worth in general.

    `usual` is what whoever wrote the line takes the source for: our own files say it. `now` is its level on the site, where
    it may have been judged anew since: that stands, and what is none by now is no evidence for any row.
    """
    if level in ("", usual):
        return ""
    if Evidence.NONE in (level, usual):
        raise BadValue(_("This source is evidence or it is none, whatever the fact."))
    return "" if now in (level, Evidence.NONE) else level


def _without_level(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if name != EVIDENCE}


def _is_same(source: Source, fields: Fields) -> bool:
    return _without_level(source_shape().encode(source)) == _without_level(fields)


def _agrees(source: Source, fields: Fields) -> bool:
    """Whether nothing that both say differs."""
    known = source_shape().encode(source)
    return all(known.get(name, value) == value for name, value in _without_level(fields).items())


def _new(named: Fields, fields: Fields) -> _Found:
    digest = sha256(repr(sorted(named.items())).encode()).hexdigest()[:16]
    existing = Source.objects.filter(key=digest).first()
    return _Found(
        digest, None if existing else fields, existing.evidence if existing else str(fields[EVIDENCE])
    )
