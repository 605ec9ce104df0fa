"""The page of an import that shows how a file is read, and lets each column be mapped, left out or kept as a note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.currencies import CURRENCIES
from kit.languages import columns
from profiles.admin.import_labels import ColumnLabels
from profiles.facts.columns import SOURCE
from profiles.imports.cells.lists import ALWAYS, SIGNS, Separators
from profiles.imports.cells.money import SCALES, Measure, measure_of, measure_said_in
from profiles.imports.choices import Choices
from profiles.imports.preview import FilePreview
from profiles.imports.rows.column_report import ColumnReport
from profiles.imports.rows.proposals import FileColumn, ImportKind
from profiles.imports.rows.row_options import NOTE
from profiles.imports.rows.sampling import has_open_order, proposed_separators
from profiles.imports.tables.csv_tables import DELIMITERS, delimiter_label
from profiles.imports.tables.descriptions import Description, Row

KEEP_AS_NOTE = NOTE.rstrip(":")
# A row says by one of these whom it is about.
NAMING = {"slug", "name", "legal_name", *columns("name")}


class ReadingForm(forms.Form):
    """How the file is read: encoding, separator, sheet, row of headers."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), required=False, widget=forms.RadioSelect)
    delimiter = forms.ChoiceField(label=gettext_lazy("Between cells"), required=False)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    header_row = forms.TypedChoiceField(
        label=gettext_lazy("Row with the names of the columns"),
        required=False,
        coerce=int,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any, *, description: Description) -> None:
        self.description = description
        initial = {
            "encoding": description.encoding,
            "delimiter": description.delimiter,
            "sheet": description.sheet,
            "header_row": description.header_row or description.likely_header_row,
        }
        super().__init__(data, initial=initial)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "encoding": [(view.name, view.label) for view in description.encodings],
            # Not before the encoding is known: a browser sends the first choice of a list where none is chosen.
            "delimiter": [(sign, delimiter_label(sign)) for sign in DELIMITERS]
            if description.delimiter
            else [],
            "sheet": [(name, name) for name in description.sheets],
            "header_row": [(line, line) for line, _cells in description.first_rows],
        }
        for name, options in choices.items():
            if options:
                cast("forms.ChoiceField", self.fields[name]).choices = options
            else:
                del self.fields[name]

    @property
    def encodings(self) -> Iterator[tuple[Any, Sequence[Row]]]:
        """Each choice with the first rows as they are in it."""
        yield from zip(
            self["encoding"], (view.first_rows for view in self.description.encodings), strict=True
        )

    @property
    def rows(self) -> Iterator[tuple[Any, Row]]:
        """Each choice with its row."""
        yield from zip(self["header_row"], self.description.first_rows, strict=True)

    def chosen(self, choices: Choices) -> Choices:
        """`choices` with what was changed here. Another sheet or encoding has other rows."""
        given = {name: self.cleaned_data[name] for name in self.changed_data if self.cleaned_data[name]}
        if given.keys() & {"encoding", "delimiter", "sheet"}:
            given["header_row"] = 0
        return replace(choices, **given)


@dataclass(frozen=True)
class ColumnFields:
    """A column of the file with the fields of the form that are about it."""

    report: ColumnReport
    target: forms.BoundField
    currency: forms.BoundField
    scale: forms.BoundField
    takes_currency: bool
    separator: forms.BoundField | None
    found_separators: Separators | None
    order: forms.BoundField | None


class ColumnsForm(forms.Form):
    """Which column of the site each column of the file is."""

    source = forms.CharField(
        label=gettext_lazy("Source of the file"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A title or an address; for all rows that name none themselves."),
    )
    origin = forms.CharField(
        label=gettext_lazy("Name of the list"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Where a column holds the list’s own numbers: they count in that list alone."),
    )

    def __init__(self, data: Any, *, preview: FilePreview, kind: ImportKind, choices: Choices) -> None:
        self.preview, self.kind, self.choices = preview, kind, choices
        self.found: dict[int, Separators] = {}  # by position
        super().__init__(data, initial={"source": choices.source, "origin": choices.origin})
        targets, labels = target_choices(kind), ColumnLabels(kind)
        offered = {KEEP_AS_NOTE, "", *(name for _label, group in targets[2:] for name, _column in group)}
        for report in preview.columns:
            target, measure = split_target(report, kind)
            place = report.position
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=_("Column “%(header)s” is") % {"header": report.header or place + 1},
                # Our own files have columns that nobody else would choose.
                choices=targets if target in offered else [*targets, (target, labels[target])],
                initial=target,
                required=False,
            )
            self.fields[f"currency_{place}"] = forms.ChoiceField(
                label=_("Currency"), choices=currency_choices(), initial=measure.currency, required=False
            )
            self.fields[f"scale_{place}"] = forms.TypedChoiceField(
                label=_("Unit"),
                choices=scale_choices(),
                initial=measure.power or 0,
                required=False,
                coerce=int,
            )
            self._add_separator(report)
            self._add_order(report)

    def _add_order(self, report: ColumnReport) -> None:
        """Of day and month, where the dates themselves leave it open."""
        column = self.kind.by_name.get(report.column)
        if column is not None and column.has_dates and has_open_order(report.cells):
            self.fields[f"order_{report.position}"] = forms.ChoiceField(
                label=_("What comes first in its dates"),
                choices=[("", _("as the other dates say")), ("day", _("the day")), ("month", _("the month"))],
                initial=self.choices.orders.get(column.name, ""),
                required=False,
            )

    def _add_separator(self, report: ColumnReport) -> None:
        column = self.kind.by_name.get(report.column)
        if column is not None and column.is_list:
            self.found[report.position] = proposed_separators(column, report.cells)
            chosen = self.choices.separators.get(column.name, "")
            self.fields[f"separator_{report.position}"] = forms.ChoiceField(
                label=_("Between the parts of a list"),
                choices=separator_choices(),
                initial=chosen.removeprefix(ALWAYS)[:1] or "|" if chosen else "",
                required=False,
            )

    @property
    def money_columns(self) -> list[str]:
        return [column.name for column in self.kind.columns if column.takes_currency]

    @property
    def columns(self) -> Iterator[ColumnFields]:
        money = self.money_columns
        for report in self.preview.columns:
            place = report.position
            target = self[f"column_{place}"]
            has_separator = f"separator_{place}" in self.fields
            yield ColumnFields(
                report,
                target,
                self[f"currency_{place}"],
                self[f"scale_{place}"],
                target.value() in money,
                self[f"separator_{place}"] if has_separator else None,
                self.found.get(place),
                self[f"order_{place}"] if f"order_{place}" in self.fields else None,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for report in self.preview.columns:
            field = f"column_{report.position}"
            target = self._target(report)
            if not target or target == KEEP_AS_NOTE:
                continue
            if target in taken:
                text = _("“%(header)s” is taken for the same. Choose one of the two.") % {
                    "header": taken[target]
                }
                self.add_error(field, text)
            taken[target] = report.header
        if not taken.keys() & NAMING:
            self.add_error(None, _("Say which column holds the name: without one no row can be taken."))
        if "list_number" in taken and not cleaned.get("origin"):
            self.add_error(
                "origin",
                _("Say which list the numbers of this file are of: in another list they mean others."),
            )
        return cleaned

    def chosen(self) -> Choices:
        mapping = {
            report.header: target for report in self.preview.columns if (target := self._target(report))
        }
        ignored = {report.header for report in self.preview.columns if report.header} - mapping.keys()
        separators = {
            report.column: ALWAYS + sign
            for report in self.preview.columns
            if (sign := self.cleaned_data.get(f"separator_{report.position}"))
        }
        return replace(
            self.choices,
            mapping=mapping,
            separators=separators,
            orders={
                report.column: order
                for report in self.preview.columns
                if (order := self.cleaned_data.get(f"order_{report.position}"))
            },
            ignored=tuple(sorted(ignored)),
            source=self.cleaned_data["source"],
            origin=self.cleaned_data["origin"],
            taken_from="",
        )

    def _target(self, report: ColumnReport) -> str:
        """What the column is mapped to, with the currency and unit of money: turnover_usd_million."""
        place = report.position
        name = self.cleaned_data.get(f"column_{place}", "")
        column = self.kind.by_name.get(name)
        if column is None or not column.takes_currency:
            return name
        currency, power = self.cleaned_data.get(f"currency_{place}"), self.cleaned_data.get(f"scale_{place}")
        parts = [name, *([currency.lower()] if currency else []), *([SCALES[power][0]] if power else [])]
        return "_".join(parts)


def target_choices(kind: ImportKind) -> list[tuple[Any, Any]]:
    labels = ColumnLabels(kind)
    offered = [column for column in kind.columns if column.is_offered]
    columns = [(column.name, _label(column, labels)) for column in offered]
    sources = [
        (f"{column.name}{SOURCE}", _("Source of “%(column)s”") % {"column": _label(column, labels)})
        for column in offered
        if column.is_sourced or column.name in kind.cited.values()
    ]
    return [
        ("", _("Leave it out")),
        (KEEP_AS_NOTE, _("Keep it in the note for editors")),
        (_("Columns of the site"), columns),
        (_("Sources of single columns"), sources),
    ]


def _label(column: FileColumn, labels: ColumnLabels) -> str:
    label = labels[column.name]
    return f"{label} ({column.name})" if label.lower() != column.name else label


def currency_choices() -> list[tuple[str, Any]]:
    return [("", _("not said")), *((code, code) for code in CURRENCIES)]


def separator_choices() -> list[tuple[str, Any]]:
    return [
        ("", _("found by the words that are known")),
        *((sign, sign_label(sign)) for sign in SIGNS if sign not in ALWAYS),
        ("|", sign_label("|")),
    ]


def sign_label(sign: str) -> str:
    return {"|": _("only a vertical bar or a new line")}.get(sign, sign)


def scale_choices() -> list[tuple[int, str]]:
    return [(0, "1"), *((power, f"{10**power:,} ({words[0]})") for power, words in SCALES.items())]


def split_target(report: ColumnReport, kind: ImportKind) -> tuple[str, Measure]:
    """The choice for what a column was taken for, and what its name says of money."""
    if report.column.startswith(NOTE):
        return KEEP_AS_NOTE, Measure()
    for column in kind.columns:
        if (
            column.takes_currency
            and report.column.startswith(column.name)
            and not report.column.endswith(SOURCE)
        ):
            measure = measure_of(report.column.removeprefix(column.name))
            if measure is not None and kind.reading(report.column):
                return column.name, measure
    return report.column, measure_said_in(report.header)
