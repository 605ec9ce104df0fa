"""What one row of a file says of a profile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from kit.countries import CODES_LIKE_WORDS
from kit.keys import new_key_texts
from kit.languages import columns
from kit.model_fields import field_of, rows_of_model
from kit.spreadsheets import SPREADSHEET_ERRORS, original
from profiles.documents.document import Document, Fields, Rows, Value
from profiles.exports.cell_sources import BETWEEN_SOURCES
from profiles.exports.columns import WHOLE_ROW, ExportColumns
from profiles.facts import columns as cells
from profiles.facts.columns import SOURCE, FromField, FromFigure, FromTerm, FromTerms, Written
from profiles.facts.exchange_rates import HOME_CURRENCY
from profiles.facts.fact import cited_columns
from profiles.imports.cells import values
from profiles.imports.cells.lists import IsKnown
from profiles.imports.cells.money import Measure, measure_of
from profiles.imports.cells.placeholders import is_placeholder, may_be_name
from profiles.imports.cells.problems import BadValue
from profiles.imports.rows.asides import aside
from profiles.imports.rows.row_options import NOTE, RowOptions
from profiles.imports.rows.sources import FileSources
from profiles.imports.rows.surplus import is_too_wide, read_too_wide
from profiles.imports.rows.vocabulary import Vocabulary
from profiles.models.registry import profile_kind
from profiles.search import fold


class RowProblem(NamedTuple):
    """What is wrong with a row, or left to decide, and in which column; "" where it is the whole row."""

    column: str
    text: str


@dataclass
class RowProposal:
    """The values that a row gives. What is blank in the file is not here: it says nothing."""

    line: int
    fields: Fields = field(default_factory=dict)
    rows: list[tuple[str, Fields]] = field(default_factory=list)
    list_keys: set[int] = field(default_factory=set)  # what its number in the list of the file is found by
    derived: set[str] = field(default_factory=set)  # fields that a new profile needs and the row does not say
    sources: dict[str, Fields] = field(default_factory=dict)  # new ones that the rows cite, by key
    problems: list[RowProblem] = field(default_factory=list)  # why the row is rejected
    left_out: list[RowProblem] = field(default_factory=list)  # cells that could not be read, and why
    in_full: bool = False  # the file says all that there is to know of each of its rows
    placeholders: list[RowProblem] = field(default_factory=list)  # cells that say that nothing is known

    @property
    def slug(self) -> str:
        return str(self.fields.get("slug", ""))

    @property
    def identifiers(self) -> list[tuple[str, str]]:
        return [
            (str(row["scheme"]), str(row["value"]))
            for relation, row in self.rows
            if relation == "identifiers"
        ]

    @property
    def names(self) -> Iterator[str]:
        for name in (*columns("name"), "legal_name"):
            if value := self.fields.get(name):
                yield str(value)

    @property
    def label(self) -> str:
        return next(self.names, self.slug)

    def add(self, relation: str, **fields: Value) -> None:
        """A row of the profile; fields without a value are left out."""
        self.rows.append(
            (relation, {name: value for name, value in fields.items() if value not in (None, "")})
        )

    def refuse(self, column: str, text: str) -> None:
        self.problems.append(RowProblem(column, text))

    def leave_out(self, column: str, text: str, rows: int | None = None) -> None:
        """A cell costs no more than itself: what it gave beyond the first `rows` goes as well."""
        if (problem := RowProblem(column, text)) not in self.left_out:
            self.left_out.append(problem)
        if rows is not None and rows < len(self.rows):
            del self.rows[rows:]
            cited = {fields.get("source") for _relation, fields in self.rows}
            self.sources = {key: source for key, source in self.sources.items() if key in cited}

    def document(self, kind: str, slug: str) -> Document:
        """A new profile that says this and nothing else."""
        rows: dict[str, Rows] = {}
        for key, (relation, fields) in zip(new_key_texts(len(self.rows)), self.rows, strict=True):
            rows.setdefault(relation, {})[key] = fields
        cited = {fields.get("source") for _relation, fields in self.rows}
        sources = {key: source for key, source in self.sources.items() if key in cited}
        return Document(kind, {**self.fields, "slug": slug}, rows, sources)


class Cells:
    """The cells of one row by column, while they are read into a proposal."""

    def __init__(
        self, given: dict[str, Any], proposal: RowProposal, book: FileSources, options: RowOptions
    ) -> None:
        self.given = given
        self.options = options
        self.proposal = proposal
        self.book = book
        self.column = ""  # the one that is being read
        self.measure = NO_MEASURE  # what its header says of its numbers
        self.unit = ""  # what a column of units beside the others says
        self._sources: dict[str, list[str | None]] = {}  # of a column of sources; most cells share one

    def read_parts(
        self, cell: Any, read: Callable[[str], Part], is_known: IsKnown | None = None
    ) -> list[Part]:
        """What the parts of a list say."""
        return [value for _place, value in self.numbered_parts(cell, read, is_known)]

    def numbered_parts(
        self, cell: Any, read: Callable[[str], Part], is_known: IsKnown | None = None
    ) -> list[tuple[int, Part]]:
        """The same with their places; a part that cannot be read costs itself, and is named with its place."""
        parts, values = self.options.parts(self.column, cell, is_known), []
        for number, part in enumerate(parts, start=1):
            try:
                values.append((number - 1, read(part)))
            except BadValue as error:
                place = {"number": number, "total": len(parts), "text": error}
                text = _("part %(number)s of %(total)s: %(text)s") % place if len(parts) > 1 else str(error)
                self.proposal.leave_out(self.column, text)
        return values

    def source(self, column: str) -> str | None:
        """The short name of the source of a fact: of its own column, else of the whole row."""
        return next(iter(self.sources(column)), None)

    def source_of_part(self, column: str, place: int) -> str | None:
        """Of a part of a list: the source at its place, where there are several, else the one of all parts."""
        sources = self.sources(column)
        if len(sources) == 1:
            return sources[0]
        return sources[place] if place < len(sources) else None

    def sources(self, column: str) -> list[str | None]:
        """Sources stand below each other in a cell; an empty line is that of a part without one."""
        name = column + SOURCE if self.given.get(column + SOURCE) else "source"
        if name not in self._sources:
            self._sources[name] = self._sources_in(name, self.given.get(name) or self.options.source)
        return self._sources[name]

    def _sources_in(self, name: str, cell: Any) -> list[str | None]:
        if not isinstance(cell, str):
            return [self._source(name, cell)]
        if BETWEEN_SOURCES not in cell:  # nearly all
            return [self._source(name, original(cell))]
        return [self._source(name, part) for part in original(cell).split(BETWEEN_SOURCES)]

    def _source(self, name: str, cell: Any) -> str | None:
        try:
            return self.book.key(cell, self.proposal.sources) if cell else None
        except BadValue as error:
            self.proposal.leave_out(name, str(error))
            return None


NO_MEASURE = Measure()
NO_OPTIONS = RowOptions()
NAME_COLUMNS = ("name", *columns("name"), "legal_name", "name_local")
NOTE_FIELD, MAX_NOTE = "editors_note", 5_000
WIKIDATA_ITEM = re.compile(r"Q\d{4,}")
COUNT = "count"
UNIT_HEADERS = frozenset(map(fold, ("unit", "units", "Einheit", "单位", "單位", "unité", "unidad", "unità")))
MISFITS = 2  # cells of a row that cannot be read: then the row may stand under the wrong headers
Reading = Callable[[Any, Cells], None]
Part = TypeVar("Part")


def _note(header: str, cell: Any, row: Cells) -> None:
    earlier = row.proposal.fields.get(NOTE_FIELD)
    text = "\n".join(filter(None, [str(earlier or ""), f"{header}: {values.line(cell)}"]))
    if len(text) > MAX_NOTE:
        raise BadValue(no_room_in_note())
    row.proposal.fields[NOTE_FIELD] = text


def no_room_in_note() -> str:
    return _("The note for editors has no room for this.")


@dataclass(frozen=True)
class FileColumn:
    """A column of a file: what it is called, how a cell of it is read into a proposal, and what one is written from."""

    name: str
    read: Reading
    aliases: tuple[Any, ...] = ()  # a text that is translated when it is read is known in all languages
    takes_currency: bool = False  # then files call it name_usd, name_usd_million, ...
    write: Written | None = None  # where nothing is, it is only read
    written_as: str = ""  # where that is not its name
    is_sourced: bool = False  # another column says where its cells are from: name_source
    vocabulary: Vocabulary | None = None  # of cells that hold words that mean a value
    is_list: bool = False  # of such words
    has_countries: bool = False  # where NA may be a code
    has_dates: bool = False
    label: Any = ""  # where no fact of the site is called like it, or more than one column is
    is_offered: bool = True  # to an importer who says which column is which

    def in_currency(self, currency: str) -> FileColumn | None:
        """As files of a park with this home currency have it: amounts in it have a column of their own, turnover_eur."""
        if not isinstance(self.write, FromFigure) or self.write.unit != HOME_CURRENCY:
            return self
        if not currency and self.write.part == "value":
            return None
        suffix = f"_{currency.lower()}" if self.takes_currency else ""
        name = f"{self.name}{suffix}" if suffix else self.written_as
        return replace(self, write=replace(self.write, unit=currency), written_as=name)

    @property
    def is_count(self) -> bool:
        """Whether its cells say how many there are of something."""
        return isinstance(self.write, FromFigure) and self.write.unit == COUNT and self.write.part == "value"

    @property
    def display_name(self) -> str:
        return f"{self.name}_<currency>" if self.takes_currency else self.name


@dataclass(frozen=True)
class ImportKind:
    """What the files of one kind of profile may say."""

    name: str  # as the registry calls it
    place: str  # where another process imports this from
    columns: tuple[FileColumn, ...]
    finish: Callable[[Cells], None]  # what takes several columns, when all are read
    begin: Callable[[], None] = lambda: None  # called once before a file is read

    @cached_property
    def cited(self) -> dict[str, str]:
        """Field -> its column, for fields whose source becomes a citation."""
        cited = cited_columns(profile_kind(self.name).facts)
        columns_by_field = {
            column.write.field: column.name
            for column in self.columns
            if isinstance(column.write, FromField | FromTerm | FromTerms)
        }
        return {name: columns_by_field[name] for name in cited if name in columns_by_field}

    @cached_property
    def labels(self) -> dict[str, list[Any]]:
        """Column -> what the site calls what it holds."""
        columns_by_content = {
            part: column.name for column in reversed(self.columns) if (part := _content_of(column.write))
        }
        model = profile_kind(self.name).model
        labels: dict[str, list[Any]] = {}
        for fact in profile_kind(self.name).facts:
            for part in fact.columns or (fact.metric,):
                if name := columns_by_content.get(part):
                    texts = [fact.label] if fact.label and not fact.translated else []
                    texts += [field_of(model, part).verbose_name] if fact.columns else []
                    labels |= {name: texts} if texts else {}
        labels |= self._labels_of_rows()
        for column in self.columns:
            # Numbers of a list are never recognised, only chosen.
            if column.label and (column.write or column.name == WHOLE_ROW):
                labels[column.name] = [*labels.get(column.name, ()), column.label]
        return labels

    def _labels_of_rows(self) -> dict[str, list[Any]]:
        """Of columns that hold the rows of one fact, or the numbers of one register."""
        kind = profile_kind(self.name)
        fact_labels = {
            (fact.rows, *fact.where.items()): fact.label for fact in kind.facts if fact.rows and fact.label
        }
        labels: dict[str, list[Any]] = {}
        for column in self.columns:
            if not isinstance(column.write, cells.FromRows) or not column.is_sourced:
                continue
            if label := fact_labels.get((column.write.relation, *column.write.where.items())):
                labels[column.name] = [label]
            for name, choices in column.write.where.items():
                field = field_of(rows_of_model(kind.model, column.write.relation)[0], name)
                if len(choices) == 1 and not column.write.joined:
                    labels[column.name] = [label for value, label in field.flatchoices if value in choices]
        return labels

    @cached_property
    def by_name(self) -> dict[str, FileColumn]:
        return {column.name: column for column in self.columns}

    @cached_property
    def vocabularies(self) -> dict[str, Vocabulary]:
        """Those whose values are few enough to be chosen from."""
        return {
            column.name: column.vocabulary
            for column in self.columns
            if column.vocabulary and not column.vocabulary.is_open
        }

    @cached_property
    def file(self) -> ExportColumns:
        """What its files are written with before a host park says what is at home."""
        return self.file_in(settings.HOME_CURRENCY)

    def file_in(self, currency: str) -> ExportColumns:
        """The same for a park with this home currency."""
        if currency not in self._files:
            self._files[currency] = ExportColumns(self.name, self.columns_in(currency))
        return self._files[currency]

    def columns_in(self, currency: str) -> list[FileColumn]:
        return [found for column in self.columns if (found := column.in_currency(currency))]

    @cached_property
    def _files(self) -> dict[str, ExportColumns]:
        return {}

    def is_amount(self, name: str) -> bool:
        """Whether a column of a file holds amounts of money, whatever its name says of currency and unit."""
        reading = self.reading(name)
        return reading is not None and any(
            column.takes_currency and column.read is reading[0] for column in self.columns
        )

    def reading(self, name: str) -> tuple[Reading, Measure] | None:
        """How the cells of a column are read, and what its name says of its numbers."""
        if name.startswith(NOTE):
            return partial(_note, name.removeprefix(NOTE)), NO_MEASURE
        for column in self.columns:
            if name == column.name:
                return column.read, NO_MEASURE
            if column.takes_currency and name.startswith(f"{column.name}_"):
                measure = measure_of(name.removeprefix(column.name))
                if measure is not None:
                    return column.read, measure
        return None


def _content_of(written: Written | None) -> str:
    """The field of the profile, or the metric of its figures, that a cell is written from."""
    if isinstance(written, FromFigure):
        return written.metric if written.part == "value" else ""
    return written.field if isinstance(written, FromField | FromTerm | FromTerms) else ""


class RowReader:
    """Reads the rows of one table."""

    def __init__(
        self, kind: ImportKind, columns: list[str], book: FileSources, options: RowOptions = NO_OPTIONS
    ) -> None:
        self.kind = kind
        self.options = options
        self.book = book
        self.width = len(columns)
        self.names = columns
        self.unit_place = next(
            (place for place, header in enumerate(options.headers) if fold(header).strip() in UNIT_HEADERS),
            None,
        )
        self.readings = [(name, *reading) for name in columns if name and (reading := kind.reading(name))]

    def read(self, line: int, cells: list[Any]) -> RowProposal:
        if is_too_wide(cells, self.width):
            name = next((self.names.index(column) for column in NAME_COLUMNS if column in self.names), None)
            return read_too_wide(partial(self._read, line), cells, self.names, self.options.delimiter, name)
        return self._read(line, cells)

    def _read(self, line: int, cells: list[Any]) -> RowProposal:
        proposal = RowProposal(line)
        if reason := self._aside(line, cells):
            proposal.refuse("", reason)
            return proposal
        given = {
            name: cell
            for name, cell in zip(self.names, cells, strict=False)
            if (cell or cell == 0) and name and not (isinstance(cell, str) and cell.isspace())
        }
        self._drop_placeholders(given, proposal)
        row, options = Cells(given, proposal, self.book, self.options), self.options
        if self.unit_place is not None and self.unit_place < len(cells):
            row.unit = str(cells[self.unit_place] or "")
        for name, reading, measure in self.readings:
            if name in given:
                row.column, row.measure = name, measure
                rows = len(proposal.rows)
                try:
                    cell = options.replaced(name, given[name]) if options.words else given[name]
                    cell = options.dated(name, cell) if options.orders else cell
                    cell = options.numbered(name, cell) if options.decimals else cell
                    if cell in SPREADSHEET_ERRORS:
                        values.line(cell)
                    if cell != "":
                        reading(cell, row)
                except BadValue as error:
                    proposal.leave_out(name, str(error), rows)
        self._finish(row)
        return proposal

    def _aside(self, line: int, cells: list[Any]) -> str:
        """Why the row speaks of no profile."""
        other_table = self.options.other_table
        if other_table and line >= other_table:
            text = _(
                "In row %(row)s the headers of another table seem to stand. Import what is below them as a file of its own."
            )
            return text % {"row": other_table}
        return aside(cells, self.options.headers) if self.options.headers else ""

    def _drop_placeholders(self, given: dict[str, Any], proposal: RowProposal) -> None:
        """What says that nothing is known is empty, unless the importer gave it a meaning, or its column has one."""
        for name in [name for name, cell in given.items() if is_placeholder(cell)]:
            if not self._means(name, given):
                text = _("“%(word)s” says that nothing is known.") % {"word": given[name].strip()}
                proposal.placeholders.append(RowProblem(name, text))
                del given[name]

    def _means(self, name: str, given: dict[str, Any]) -> bool:
        word = given[name].strip()
        if fold(word) in self.options.words.get(name, ()):
            return True
        if name in NAME_COLUMNS:  # a company may be called "None", but not beside another name
            names = (given.get(other) for other in NAME_COLUMNS)
            return may_be_name(word) and all(other is None or is_placeholder(other) for other in names)
        column = self.kind.by_name.get(name)
        if column is None:
            return False
        return bool(column.vocabulary and column.vocabulary.also(word)) or (
            column.has_countries and word in CODES_LIKE_WORDS and name in self.options.codes
        )

    def _leave_out_no_names(self, row: Cells) -> None:
        """A number where other cells do not fit their columns either, and what Wikidata gives where it has no name."""
        proposal = row.proposal
        names = [name for name in NAME_COLUMNS if name in proposal.fields]
        has_slipped = len(proposal.left_out) >= MISFITS
        for name in names:
            text = str(proposal.fields[name])
            if has_slipped and text.isdecimal():
                said = _(
                    "“%(text)s” is no name, and other cells of this row do not fit their columns either."
                )
            elif WIKIDATA_ITEM.fullmatch(text):
                said = _(
                    "“%(text)s” is a number of Wikidata, which has no name for it in the language that was asked for."
                )
            else:
                continue
            del proposal.fields[name]
            proposal.leave_out(name, said % {"text": text})

    def _finish(self, row: Cells) -> None:
        self._leave_out_no_names(row)
        try:
            self.kind.finish(row)
            for name, column in self.kind.cited.items():
                if name in row.proposal.fields:
                    for source in dict.fromkeys(filter(None, row.sources(column))):
                        row.proposal.rows.append(("citations", {"field": name, "source": source}))
        except BadValue as error:
            row.proposal.refuse("", str(error))
