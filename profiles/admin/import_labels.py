"""What people call the columns of an import, and the fields that messages about its rows name."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from profiles.editing.left_out_words import part_label
from profiles.facts.columns import SOURCE, FromFigure
from profiles.imports.rows.headers import measured_from
from profiles.imports.rows.proposals import FileColumn, ImportKind
from profiles.imports.rows.row_options import NOTE
from profiles.models import Metric


class ColumnLabels(dict[str, str]):
    """Column -> what people call it, found once each; what is called nothing keeps its name."""

    def __init__(self, kind: ImportKind) -> None:
        super().__init__()
        self.kind = kind

    def __missing__(self, name: str) -> str:
        self[name] = self._label(name)
        return self[name]

    def _label(self, name: str) -> str:
        if name.startswith(NOTE):
            return part_label(self.kind.name, "editors_note")
        if name.endswith(SOURCE):
            return _("Source of “%(column)s”") % {"column": self[name.removesuffix(SOURCE)]}
        for column in self.kind.columns:
            if name == column.name or (column.takes_currency and measured_from(column.name, name)):
                return str(capfirst(str(self._of_column(column) or name)))
        return part_label(self.kind.name, name)

    def _of_column(self, column: FileColumn) -> object:
        label = column.label or next(iter(self.kind.labels.get(column.name, ())), "")
        if not label and isinstance(column.write, FromFigure):
            return Metric.objects.filter(code=column.write.metric).first()
        return label
