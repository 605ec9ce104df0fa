"""What a row changes in a profile that is there.

The row is merged like everything else, on the base of what imports said of the profile before. So
what an editor changed since stays, and so does what the row repeats from an earlier file; where the
file and the site say different things at the end, that is reported as a conflict.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from kit.keys import new_key
from kit.languages import columns
from profiles.documents.difference import differences
from profiles.documents.document import Document, Fields, Rows
from profiles.documents.history import said_by
from profiles.documents.merge import Conflict, Side, merge
from profiles.documents.shape import shape_of
from profiles.imports.plan.memory import Before
from profiles.imports.plan.outcomes import Outcome, Status
from profiles.imports.plan.row_keys import registers_of
from profiles.imports.rows.proposals import RowProblem, RowProposal
from profiles.models import Version
from profiles.recognising import match_keys

# What makes two rows of a relation the same fact.
IDENTITY = {
    "other_names": ("name",),
    "identifiers": ("scheme", "value"),
    "presences": ("country",),
    "citations": ("field", "source"),
    "figures": ("metric", "period_kind", "period_start", "period_end", "coverage", "unit"),
}
COORDINATES = ("latitude", "longitude")
NAMES = (*columns("name"), "legal_name")


def keep_live(conflict: Conflict) -> Side | None:
    """Nothing that somebody else said is overwritten; the row is told of it."""
    return "live"


def plan_change(outcome: Outcome, proposal: RowProposal, live: Document, pk: int) -> None:
    """Fill the outcome with what the row changes in the profile `pk`, which is as `live` says."""
    fields = _new_fields(proposal, live)
    rows = [(relation, row) for relation, row in proposal.rows if not _is_there(relation, row, live)]
    if not fields and not rows:
        outcome.status = Status.UNCHANGED
        return
    said = said_by(live.kind, pk, Version.Origin.IMPORT)
    proposed, keys = _proposed(said, live, fields, rows)
    proposed = replace(proposed, sources={**said.sources, **proposal.sources})
    outcome.base, outcome.proposed = said, proposed
    merged = merge(said, live, proposed, shape_of(live.kind).groups, keep_live).document
    outcome.before, outcome.after, outcome.changes = live, merged, differences(live, merged)
    outcome.conflicts += _of_fields(fields, live, merged) + _of_rows(keys, live, merged)
    outcome.status = Status.UPDATED if outcome.changes else Status.UNCHANGED


def before_of(outcome: Outcome, before: Document, after: Document) -> Before:
    """What rows after it are told of the profile that an outcome changes."""
    schemes = (str(row.get("scheme", "")) for row in before.of("identifiers").values())
    new = match_keys.keys_of(after) - match_keys.keys_of(before)
    return Before(outcome.slug, outcome.label, registers_of(schemes), new)


def says_nothing_new(proposal: RowProposal, document: Document) -> bool:
    """Whether all that the row says stands in a document already."""
    rows = all(_is_there(relation, row, document) for relation, row in proposal.rows)
    return rows and not _new_fields(proposal, document)


def _new_fields(proposal: RowProposal, live: Document) -> Fields:
    """What the row says that the profile does not say yet. An address on the site is nobody's fact."""
    fields = proposal.fields
    names = {live.fields.get(name) for name in NAMES} | {
        row["name"] for row in live.of("other_names").values()
    }
    new = {
        name: value
        for name, value in fields.items()
        if live.fields.get(name) != value
        and name not in ("slug", *proposal.derived)
        and not (name in NAMES and value in names)
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


def _is_there(relation: str, row: Fields, live: Document) -> bool:
    if relation == "other_names" and row["name"] in [live.fields.get(name) for name in NAMES]:
        return True
    return any(_same(relation, row, other) and _agrees(row, other) for other in live.of(relation).values())


def _same(relation: str, row: Fields, other: Fields) -> bool:
    return all(row.get(name) == other.get(name) for name in IDENTITY[relation])


def _agrees(row: Fields, other: Fields) -> bool:
    return row.get("value") == other.get("value")


def _proposed(
    said: Document, live: Document, fields: Fields, rows: list[tuple[str, Fields]]
) -> tuple[Document, dict[tuple[str, str], Fields]]:
    """What imports said, with this row on top; and the keys of its rows."""
    after: dict[str, Rows] = {relation: dict(found) for relation, found in said.rows.items()}
    keys = {}
    for relation, row in rows:
        key = _key(relation, row, said.of(relation)) or _key(
            relation, row, live.of(relation), own_source=True
        )
        key = key or str(new_key())
        before = after.setdefault(relation, {}).get(key) or {}
        after[relation][key] = {**before, **row}
        keys[(relation, key)] = row
    return Document(live.kind, {**said.fields, **fields}, after), keys


def _key(relation: str, row: Fields, rows: Rows, *, own_source: bool = False) -> str | None:
    same = [key for key, other in rows.items() if _same(relation, row, other)]
    own = [key for key in same if rows[key].get("source") == row.get("source")]
    return next(iter(own if own_source else own + same), None)


# --- what is not as the row says, in the end -----------------------------------------------


def _of_fields(fields: Fields, live: Document, merged: Document) -> list[RowProblem]:
    found = []
    for name, value in fields.items():
        now = merged.fields.get(name)
        agrees = set(_list(value)) <= set(_list(now)) if isinstance(value, list) else now == value
        if not agrees:
            found.append(RowProblem(name, _differs(now, value)))
    return found


def _of_rows(keys: dict[tuple[str, str], Fields], live: Document, merged: Document) -> list[RowProblem]:
    found = []
    for (relation, key), row in keys.items():
        now = merged.of(relation).get(key)
        name = str(row.get("metric") or row.get("field") or relation)
        value = row.get("value") or row.get("name") or row.get("country") or row.get("source")
        if now is None and not any(_same(relation, row, other) for other in merged.of(relation).values()):
            found.append(
                RowProblem(name, _("Somebody removed “%(value)s” here; it stays out.") % {"value": value})
            )
        elif now is not None and not _agrees(row, now):
            found.append(RowProblem(name, _differs(now.get("value"), value)))
    return found


def _differs(now: Any, value: Any) -> str:
    return _("The site says “%(now)s”, the file “%(value)s”. The site stays as it is.") % {
        "now": _shown(now),
        "value": _shown(value),
    }


def _shown(value: Any) -> str:
    text = "|".join(value) if isinstance(value, list) else "–" if value is None else str(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
