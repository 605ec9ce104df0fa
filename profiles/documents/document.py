"""A profile with all its rows as plain data: what is stored, compared, merged and sent.

A document names nothing by a number of one database: rows go by their keys, terms and
sources by their short names, pictures by the hash of their content. What is empty is left
out, so that a field that the product gains tomorrow changes no document of today.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# As JSON has them; numbers with decimals and dates are texts, a list is a set in sorted order.
Value = None | bool | int | str | list[str]
Fields = dict[str, Value]
Rows = dict[str, Fields]  # by the key of the row

FORMAT = 1


@dataclass(frozen=True)
class Document:
    """One profile. Documents are values: whoever changes one makes a new one."""

    kind: str  # "company", "park"
    fields: Fields = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=dict)  # by relation: "figures", "milestones", ...
    # What its rows cite, by short name, so that a source that was deleted can be brought back.
    sources: dict[str, Fields] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "kind": self.kind,
            "fields": self.fields,
            "rows": {relation: rows for relation, rows in self.rows.items() if rows},
            "sources": self.sources,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Document:
        return cls(data["kind"], data["fields"], data["rows"], data["sources"])

    @classmethod
    def from_packed(cls, packed: Any) -> Document:
        return cls.from_json(unpack(packed))

    def of(self, relation: str) -> Rows:
        """The rows of a relation; none of them is no error."""
        return self.rows.get(relation, {})


def with_source(row: Fields, source: str) -> Fields:
    """A row that rests on a source; what it said of its use of another goes with that."""
    kept = row if row.get("source") == source else {name: row[name] for name in row if name != "evidence"}
    return {**kept, "source": source}


def pack(data: Any) -> bytes:
    """Plain data as compressed JSON, to be stored in a column."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return zlib.compress(text.encode(), 9)


def unpack(packed: bytes | memoryview) -> Any:
    return json.loads(zlib.decompress(packed))
