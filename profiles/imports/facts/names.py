"""Which column or row of a profile a fact means, by the names that our files have for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kit.languages import TAGS
from profiles.documents.shape import shape_of, source_shape
from profiles.exports.facts.names import (
    FIGURES,
    OF_A_SOURCE,
    RowName,
    field_names,
    figure_name,
    part_names,
    row_names,
)
from profiles.models import Image, Metric


@dataclass(frozen=True)
class OwnPlace:
    """A column of the profile."""

    column: str


@dataclass(frozen=True)
class RowPlace:
    """A column of a row; "" for the line that is a figure."""

    row: RowName
    column: str


@dataclass(frozen=True)
class SourcePlace:
    """A column of the source that the line names."""

    column: str


Place = OwnPlace | RowPlace | SourcePlace


@dataclass
class FactNames:
    """The facts of a kind by name and language, with the metrics that there are now."""

    kind: str
    metrics: dict[str, Metric] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.metrics = {metric.code: metric for metric in Metric.objects.all()}
        self._places: dict[tuple[str, str], Place] = {}
        own_fields = shape_of(self.kind).profile.fields
        self.pictures = {
            name.name
            for column, name in field_names(self.kind).items()
            if own_fields[column].related_model is Image
        }
        for column, name in field_names(self.kind).items():
            self._places[name] = OwnPlace(column)
        for row in row_names(self.kind):
            self._add_parts(row)
        for code in self.metrics:
            row = RowName(figure_name(self.kind, code), FIGURES, {"metric": code})
            self._places[row.name, ""] = RowPlace(row, "")
            self._add_parts(row)
        for column in source_shape().fields:
            self._places[f"{OF_A_SOURCE}.{column}", ""] = SourcePlace(column)

    def find(self, fact: str, language: str) -> Place | None:
        """A text in a language has its own place; any other fact has one whatever language the line has."""
        return self._places.get((fact, _tag(language))) or self._places.get((fact, ""))

    def _add_parts(self, row: RowName) -> None:
        for column, part in part_names(self.kind, row.relation).items():
            self._places[f"{row.name}.{part.name}", part.language] = RowPlace(row, column)


def _tag(language: str) -> str:
    """The site's tag of a language: "zh", "zh-cn" and "zh-Hans" are the same to it."""
    return TAGS.get(language.lower().replace("_", "-").partition("-")[0], language)
