"""The park's sectors and zones, as lists need them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.forms.models import model_to_dict

from companies.models import Sector, Zone


@dataclass(frozen=True, eq=False)
class Terms:
    """Told apart by identity: what is made of them once may be kept with them."""

    sectors: list[Sector]
    zones: list[Zone]

    @classmethod
    def load(cls) -> Terms:
        return cls(list(Sector.objects.all()), list(Zone.objects.all()))

    def same(self, other: Terms) -> bool:
        return self._rows == other._rows

    @property
    def _rows(self) -> list[dict[str, Any]]:
        return [model_to_dict(row) for row in (*self.sectors, *self.zones)]

    @cached_property
    def broad(self) -> list[Sector]:
        return [sector for sector in self.sectors if not sector.parent_id]

    @cached_property
    def narrower(self) -> dict[int, list[Sector]]:
        """The sectors below each broad one, by its primary key."""
        return {
            above.pk: [sector for sector in self.sectors if sector.parent_id == above.pk]
            for above in self.broad
        }
