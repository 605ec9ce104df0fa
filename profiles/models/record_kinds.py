"""Which models are the records that profiles name: terms, sources, metrics. Each registers itself with `@register_record`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

Model = TypeVar("Model", bound=type)


@dataclass(frozen=True)
class RecordKind:
    """A registered model, and the related names of its rows."""

    model: Any
    rows: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The kind's name in addresses and files: "company", "park", "source"."""
        return self.model._meta.model_name or ""


_records: dict[str, RecordKind] = {}


def register_record(model: Model) -> Model:
    """A plain record that profiles name: a term or a source. It has no rows and no history."""
    kind = RecordKind(model)
    _records[kind.name] = kind
    return model


def record_kind(name: str) -> RecordKind | None:
    """The kind of record of this name, if there is one."""
    return _records.get(name)


def term_models() -> list[Any]:
    """Records that a park keeps beside its profiles: sectors, zones, stories."""
    return [kind.model for kind in _records.values() if kind.model.IS_TERM]
