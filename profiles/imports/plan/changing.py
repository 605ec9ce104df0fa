"""What a row changes in an existing profile.

The row is merged like everything else, on the base of what earlier imports gave for the profile. So
what an editor changed since stays, and so does what the row repeats from an earlier file; where the
file and the site say different things at the end, that is reported as a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from kit.keys import new_key
from kit.languages import columns
from profiles.documents.difference import differences
from profiles.documents.document import Document, Fields, Rows, with_source
from profiles.documents.history import document_from_origin
from profiles.documents.merge import Conflict, Side, merge
from profiles.documents.shape import shape_of
from profiles.exports.facts.names import CITATIONS, FIGURES, field_names, row_names
from profiles.imports.plan.outcomes import Outcome, Status
from profiles.imports.plan.same_facts import RowComparison, with_idle_levels
from profiles.imports.rows.proposals import MAX_NOTE, NOTE_FIELD, RowProblem, RowProposal, no_room_in_note
from profiles.models import Version
from profiles.past.visible import ROWS_NEVER_SHOWN

COORDINATES = ("latitude", "longitude")
NAMES = (*columns("name"), "legal_name")
# The address, which is no fact, and the pictures, which no file brings.
NEVER_LEFT_OUT = ("slug", "logo", "cover")


@dataclass(frozen=True)
class Said:
    """What is the base of a change: what was said before from where this file comes from."""

    origin: str = Version.Origin.IMPORT
    # The file is all that there is to say: what was said before and is not in it any more goes.
    in_whole: bool = False
    # By address of a profile: facts that were said as well, and why no line of them is in the file. They count as unread.
    left_out: Mapping[str, Sequence[RowProblem]] = field(default_factory=dict)


def keep_live(conflict: Conflict) -> Side | None:
    """Values of others are never overwritten; the row reports the conflict."""
    return "live"


def plan_change(outcome: Outcome, proposal: RowProposal, live: Document, pk: int, said: Said) -> None:
    """Fill the outcome with what the row changes in the profile `pk`, which is as `live` says."""
    proposal = with_idle_levels(proposal, live)
    fields = _new_fields(proposal, live)
    same = RowComparison(live.kind, proposal.in_full)
    rows = [(relation, row) for relation, row in proposal.rows if not _is_live(same, relation, row, live)]
    if not fields and not rows and not said.in_whole:
        outcome.status = Status.UNCHANGED
        return
    imported = document_from_origin(live.kind, pk, said.origin)
    if NOTE_FIELD in fields:
        fields, imported = _with_note_behind(fields, imported, live, outcome)
    unchanged = _keys_of_repeated(same, proposal, imported, live)
    proposed, keys = _proposed(same, imported, live, fields, rows, unchanged)
    if said.in_whole:
        proposed = _only_what_is_said(same, proposed, proposal)
    proposed = replace(proposed, sources={**imported.sources, **proposal.sources})
    outcome.base, outcome.proposed = imported, proposed
    merged = merge(imported, live, proposed, shape_of(live.kind).groups, keep_live).document
    outcome.before, outcome.after, outcome.changes = live, merged, differences(live, merged)
    outcome.conflicts += _field_conflicts(fields, live, merged) + _row_conflicts(same, keys, merged)
    outcome.status = Status.UPDATED if outcome.changes else Status.UNCHANGED


def _with_note_behind(
    fields: Fields, imported: Document, live: Document, outcome: Outcome
) -> tuple[Fields, Document]:
    """The fields and the base, so that new lines for the note come behind what it says; what an editor took out stays out."""
    note = live.fields.get(NOTE_FIELD, "")
    known = _lines_of_note(live) | _lines_of_note(imported)
    new = [line for line in str(fields[NOTE_FIELD]).split("\n") if line not in known]
    others = {name: value for name, value in fields.items() if name != NOTE_FIELD}
    text = "\n".join(filter(None, [str(note), *new]))
    if len(text) > MAX_NOTE:
        outcome.left_out.append(RowProblem(NOTE_FIELD, no_room_in_note()))
    elif new:
        others[NOTE_FIELD] = text
    base = {name: value for name, value in imported.fields.items() if name != NOTE_FIELD}
    return others, replace(imported, fields=base | ({NOTE_FIELD: note} if note else {}))


def _lines_of_note(document: Document) -> set[str]:
    return {*str(document.fields.get(NOTE_FIELD, "")).split("\n")}


def says_nothing_new(proposal: RowProposal, document: Document) -> bool:
    """Whether all that the row says stands in a document already."""
    proposal = with_idle_levels(proposal, document)
    same = RowComparison(document.kind, proposal.in_full)
    rows = all(_is_live(same, relation, row, document) for relation, row in proposal.rows)
    return rows and not _new_fields(proposal, document)


def _new_fields(proposal: RowProposal, live: Document) -> Fields:
    """What the row gives that the profile does not have yet. The address on the site is not a fact."""
    fields = proposal.fields
    known_names = {live.fields.get(name) for name in NAMES} | {
        row["name"] for row in live.of("other_names").values()
    }
    new = {
        name: value
        for name, value in fields.items()
        if live.fields.get(name) != value
        and name not in ("slug", *proposal.derived)
        and not (name in NAMES and value in known_names)
        and not (name == NOTE_FIELD and {*str(value).split("\n")} <= _lines_of_note(live))
    }
    if new.keys() & set(COORDINATES):
        new |= {name: fields[name] for name in COORDINATES}
    # A set that is in the profile's says nothing new.
    return {
        name: value
        for name, value in new.items()
        if not isinstance(value, list) or not set(value) <= set(_list(live.fields.get(name)))
    }


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else []


def _is_live(same: RowComparison, relation: str, row: Fields, live: Document) -> bool:
    is_a_name = relation == "other_names" and row["name"] in [live.fields.get(name) for name in NAMES]
    return (is_a_name and not same.in_full) or any(
        same.is_same_fact(relation, row, other) and same.agrees(row, other)
        for other in live.of(relation).values()
    )


def _proposed(
    same: RowComparison,
    imported: Document,
    live: Document,
    fields: Fields,
    rows: list[tuple[str, Fields]],
    unchanged: set[tuple[str, str]],
) -> tuple[Document, dict[tuple[str, str], Fields]]:
    """The imported values with this row on top; and the keys of its rows. Those that are unchanged are nobody else's."""
    proposed_rows: dict[str, Rows] = {
        relation: dict(of_relation) for relation, of_relation in imported.rows.items()
    }
    keys: dict[tuple[str, str], Fields] = {}
    for relation, row in rows:
        imported_rows, live_rows = (
            {
                key: found
                for key, found in document.of(relation).items()
                if (relation, key) not in keys and (relation, key) not in unchanged
            }
            for document in (imported, live)
        )
        key = _row_key(same, relation, row, imported_rows) or _row_key(
            same, relation, row, live_rows, own_source=True
        )
        key = key or str(new_key())
        earlier = proposed_rows.setdefault(relation, {}).get(key) or {}
        proposed_rows[relation][key] = _completed(earlier, row)
        keys[(relation, key)] = row
    return Document(live.kind, {**imported.fields, **fields}, proposed_rows), keys


def _keys_of_repeated(
    same: RowComparison, proposal: RowProposal, *documents: Document
) -> set[tuple[str, str]]:
    """Rows that a file which says all of each repeats as they are: two events of a day may have one source."""
    if not same.in_full:
        return set()
    return {
        (relation, key)
        for relation, said in proposal.rows
        for document in documents
        for key, row in document.of(relation).items()
        if row == said
    }


def _only_what_is_said(same: RowComparison, proposed: Document, proposal: RowProposal) -> Document:
    """Without what a file of facts could say and this one does not: fields, members of lists, rows, and parts of rows."""
    facts, unread = field_names(proposed.kind), _unread(proposed.kind, proposal)
    fields = {
        name: value
        for name, value in proposed.fields.items()
        if name not in facts or name in (*NEVER_LEFT_OUT, *proposal.derived, *unread)
    }
    for name, value in proposal.fields.items():
        if name in facts and name not in proposal.derived:
            before = proposed.fields.get(name)
            is_same = isinstance(value, list) and set(value) == set(_list(before))
            fields[name] = before if is_same else value
            if isinstance(value, list) and name in unread:
                fields[name] = list(dict.fromkeys([*_list(before), *value]))
    rows = {
        relation: (of_relation if relation in (*ROWS_NEVER_SHOWN, *unread) else {})
        | _only_said_rows(same, relation, of_relation, proposal)
        for relation, of_relation in proposed.rows.items()
    }
    return Document(proposed.kind, fields, rows)


def _unread(kind: str, proposal: RowProposal) -> set[str]:
    """Columns and relations of which the site cannot take a line: what else is not said of them may stay."""
    if not proposal.left_out:
        return set()
    facts = {problem.column.partition(".")[0] for problem in proposal.left_out}
    columns = {column for column, name in field_names(kind).items() if name.name.partition(".")[0] in facts}
    return columns | {name.relation for name in row_names(kind) if name.name in facts} | {CITATIONS, FIGURES}


def _only_said_rows(same: RowComparison, relation: str, rows: Rows, proposal: RowProposal) -> Rows:
    """Each row that is said once, under the key of the one that says the same, else of one that is the same fact."""
    left = [row for name, row in proposal.rows if name == relation]
    kept: Rows = {}
    for key, row in rows.items():
        if (said := next((one for one in left if one.items() <= row.items()), None)) is not None:
            kept[key] = said
            left.remove(said)
    for key, row in rows.items():
        if key in kept:
            continue
        if (said := next((one for one in left if same.is_same_fact(relation, one, row)), None)) is not None:
            kept[key] = said
            left.remove(said)
    return kept


def _completed(earlier: Fields, row: Fields) -> Fields:
    """What a row said before, with what it says now on top. What it said of another source goes with that."""
    source = row.get("source")
    return {**(with_source(earlier, str(source)) if source else earlier), **row}


def _row_key(
    same: RowComparison, relation: str, row: Fields, rows: Rows, *, own_source: bool = False
) -> str | None:
    same_fact = [key for key, other in rows.items() if same.is_same_fact(relation, row, other)]
    same_source = [key for key in same_fact if rows[key].get("source") == row.get("source")]
    return next(iter(same_source if own_source else same_source + same_fact), None)


# --- what is not as the row says, in the end -----------------------------------------------


def _field_conflicts(fields: Fields, live: Document, merged: Document) -> list[RowProblem]:
    problems = []
    for name, value in fields.items():
        current = merged.fields.get(name)
        agrees = set(_list(value)) <= set(_list(current)) if isinstance(value, list) else current == value
        if not agrees:
            problems.append(RowProblem(name, _conflict_text(current, value)))
    return problems


def _row_conflicts(
    same: RowComparison, keys: dict[tuple[str, str], Fields], merged: Document
) -> list[RowProblem]:
    problems = []
    for (relation, key), row in keys.items():
        current = merged.of(relation).get(key)
        name = str(row.get("metric") or row.get("field") or relation)
        value = (
            row.get("value") or row.get("name") or row.get("country") or row.get("url") or row.get("source")
        )
        if current is None and not any(
            same.is_same_fact(relation, row, other) for other in merged.of(relation).values()
        ):
            problems.append(
                RowProblem(name, _("Somebody removed “%(value)s” here; it stays out.") % {"value": value})
            )
        elif current is not None and not same.agrees(row, current):
            differing = next((part for part in row if row[part] != current.get(part)), "value")
            shown = "value" if not same.in_full or "value" in row else differing
            problems.append(RowProblem(name, _conflict_text(current.get(shown), row.get(shown, value))))
    return problems


def _conflict_text(current: Any, value: Any) -> str:
    return _("The site says “%(now)s”, the file “%(value)s”. The site stays as it is.") % {
        "now": _shortened(current),
        "value": _shortened(value),
    }


def _shortened(value: Any) -> str:
    text = "|".join(value) if isinstance(value, list) else "–" if value is None else str(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
