"""One part of a proposal as a card: what was, what is live now, what is proposed, and what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kit.languages import TAGS, columns, han_tag, listed
from kit.text_difference import Compared, Piece, compared, shortened
from profiles.documents.document import Document, Fields
from profiles.documents.known import ReferenceNames
from profiles.documents.words import DocumentWords, is_prose
from profiles.editing.edits import fingerprint
from profiles.models import Source
from submissions.moderation.editing import can_edit, fields_of, is_picture, terms_of
from submissions.parts.proposals import CITATIONS, Part, PartStatus, Proposal

# Stretches of a text that are the same and longer than this fold.
LONG = 600


@dataclass(frozen=True)
class FieldSides:
    """One field, as each side has it; where nothing was changed meanwhile, base is empty."""

    label: str
    lang: str
    base: list[Piece]
    live: list[Piece]
    proposed: list[Piece]

    @property
    def differs(self) -> bool:
        return any(piece.differs for side in (self.base, self.live, self.proposed) for piece in side)


@dataclass(frozen=True)
class Card:
    """All that is shown of one part; the forms are beside it."""

    part: Part
    number: int
    title: str
    tag: str
    tone: str  # of the tag: "add", "del", "bad" or empty
    lines: list[FieldSides]
    sources: list[Source]
    pictures: dict[str, Any] = field(default_factory=dict)
    can_edit: bool = True
    checks: list[str] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"c{self.number}"

    @property
    def is_conflict(self) -> bool:
        return self.part.status == PartStatus.CONFLICT

    @property
    def needs_decision(self) -> bool:
        return self.part.status in (PartStatus.APPLIES, PartStatus.CONFLICT)

    @property
    def is_done(self) -> bool:
        return self.part.status == PartStatus.DONE

    @property
    def is_gone(self) -> bool:
        return self.part.status == PartStatus.GONE

    @property
    def is_one_value(self) -> bool:
        """Short and alone, so that it can be shown large."""
        sides = [side for line in self.lines for side in (line.base, line.live, line.proposed)]
        return len(self.lines) == 1 and all(sum(len(piece.text) for piece in side) < 40 for side in sides)

    @cached_property
    def seen(self) -> str:
        """Tells whether live and proposal are still what was shown."""
        return f"{fingerprint(self.part.live)}:{fingerprint(self.part.proposed)}"

    @property
    def live_text(self) -> str:
        return listed("".join(piece.text for piece in line.live) for line in self.lines)[:60]

    @property
    def proposed_text(self) -> str:
        return listed("".join(piece.text for piece in line.proposed) for line in self.lines)[:60]


def touched_names(base: Document, proposed: Document) -> set[str]:
    """The relations, and the fields of several terms, that a proposal is about."""
    names = {name for name in base.rows.keys() | proposed.rows.keys() if base.of(name) != proposed.of(name)}
    fields = base.fields.keys() | proposed.fields.keys()
    return names | {name for name in fields if base.fields.get(name) != proposed.fields.get(name)}


class Cards:
    """The cards of a proposal. The number of queries does not depend on the number of parts."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.kind = proposal.proposed.kind
        sides = (proposal.base, proposal.live or Document(self.kind), proposal.proposed)
        self.documents = [_narrowed(side, proposal.parts) for side in sides]
        names = ReferenceNames(self.documents, terms_of(self.kind, proposal.parts))
        self.words = DocumentWords(self.documents, names)

    @cached_property
    def all(self) -> list[Card]:
        return [self._card(number, part) for number, part in enumerate(self.proposal.parts, start=1)]

    def _card(self, number: int, part: Part) -> Card:
        tag, tone = _tag(part)
        picture = is_picture(self.kind, part)
        return Card(
            part=part,
            number=number,
            title=self._title(part),
            tag=tag,
            tone=tone,
            lines=[] if picture else self._lines(part),
            sources=self._sources(part),
            pictures=self._pictures(part) if picture else {},
            can_edit=can_edit(self.kind, part),
        )

    def _title(self, part: Part) -> str:
        row = self.words.row(part.path)
        names = listed(self.words.label(part.path, name) for name in part.names)
        if row and 0 < len(part.names) < 3:
            return _("%(kind)s: %(row)s") % {"kind": row, "row": names}
        return row or names

    def _lines(self, part: Part) -> list[FieldSides]:
        sides = [side for side in (part.base, part.live, part.proposed) if side]
        names = [name for name in fields_of(self.kind, part) if any(name in side for side in sides)]
        lines = [self._line(part, name) for name in names]
        return sorted(lines, key=lambda line: not line.differs)  # what did not change follows, as context

    def _line(self, part: Part, name: str) -> FieldSides:
        base, live, proposed = (
            self._text(part, name, side) for side in (part.base, part.live, part.proposed)
        )
        compare = compared if self._is_text(part, name) else _compared_whole
        lang = TAGS.get(name.rpartition("_")[2], "") or han_tag(base + live + proposed)
        if part.status == PartStatus.CONFLICT:
            sides = [[Piece(base, False)], compare(base, live).after, compare(base, proposed).after]
        else:
            pair = compare(live if part.status == PartStatus.APPLIES else base, proposed)
            sides = [[], pair.before, pair.after]
        label = self.words.label(part.path, name)
        return FieldSides(
            label, lang, *(_abbreviated([piece for piece in side if piece.text]) for side in sides)
        )

    def _text(self, part: Part, name: str, side: Fields | None) -> str:
        return self.words.value(part.path, name, side.get(name)) if side else ""

    def _is_text(self, part: Part, name: str) -> bool:
        model_field = fields_of(self.kind, part)[name]
        return is_prose(model_field) or bool(model_field.many_to_many)

    def _sources(self, part: Part) -> list[Source]:
        """What is named as proof: of a row its source, of a field those of its new citations."""
        keys = [self.proposal.proposed.of(CITATIONS)[key].get("source") for key in part.citations]
        keys += [(part.proposed or {}).get("source")] if part.path else []
        if part.path and part.names and not keys[-1]:
            keys += [self.proposal.proposed.of(part.path[0]).get(part.path[1], {}).get("source")]
        shape = self.words.shape.rows[CITATIONS]
        records = [self.words.known.get(shape.fields["source"], str(key)) for key in keys if key]
        return [source for source in records if source]

    def _pictures(self, part: Part) -> dict[str, Any]:
        """Of each side its picture, or None."""
        ((name, model_field),) = fields_of(self.kind, part).items()
        sides = {"base": part.base, "live": part.live, "proposed": part.proposed}
        return {
            side: self.words.known.get(model_field, str(values[name])) if values and name in values else None
            for side, values in sides.items()
        }


def with_checks(cards: Iterable[Card], checks: dict[str, list[str]]) -> list[Card]:
    """The cards with what was found by machine, by the name of the part."""
    return [replace(card, checks=checks.get(card.part.name, [])) for card in cards]


def _tag(part: Part) -> tuple[str, str]:
    if part.status == PartStatus.CONFLICT:
        return pgettext("part of a proposal", "Conflict"), "bad"
    if part.proposed is None or part.proposed == {}:
        return pgettext("part of a proposal", "Removed"), "del"
    if not part.base:
        return pgettext("part of a proposal", "Added"), "add"
    return pgettext("part of a proposal", "Changed"), ""


def _compared_whole(before: str, after: str) -> Compared:
    """Numbers and dates differ as a whole."""
    differs = before != after
    return Compared([Piece(before, differs)], [Piece(after, differs)])


def _abbreviated(pieces: list[Piece]) -> list[Piece]:
    return shortened(pieces) if sum(len(piece.text) for piece in pieces) > LONG else pieces


def _narrowed(document: Document, parts: Iterable[Part]) -> Document:
    """The document reduced to what the parts refer to, so that no more is looked up."""
    fields = {name: document.fields[name] for name in columns("name") if name in document.fields}
    rows: dict[str, dict[str, Fields]] = {}
    for part in parts:
        if not part.path:
            fields |= {name: document.fields[name] for name in part.names if name in document.fields}
        places = [part.path] if part.path else [(CITATIONS, key) for key in part.citations]
        for relation, key in places:
            if key in document.of(relation):
                rows.setdefault(relation, {})[key] = document.of(relation)[key]
    return Document(document.kind, fields, rows, document.sources)
