"""The words of a file that the vocabularies of its columns do not know, to be asked about once for the whole file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from profiles.imports.cells import values
from profiles.imports.cells.problems import BadValue
from profiles.imports.plain.task import ImportTask
from profiles.imports.rows.asides import aside
from profiles.imports.rows.proposals import FileColumn
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.rows.sampling import sampled
from profiles.imports.rows.surplus import is_too_wide
from profiles.imports.rows.vocabulary import UnknownWord, UnknownWords


def unknown_words(task: ImportTask) -> dict[str, list[UnknownWord]]:
    """By column, the most frequent first; columns without any are left out."""
    task.kind.begin()
    options = sampled(task.kind, task.columns, task.table.rows(), task.options)
    found = {
        place: (task.kind.by_name[name], UnknownWords(vocabulary))
        for place, name in enumerate(task.columns)
        if (vocabulary := task.kind.vocabularies.get(name))
    }
    for _line, cells in task.table.rows():
        if aside(cells, task.table.headers) or is_too_wide(cells, len(task.columns)):
            continue
        for place, (column, words) in found.items():
            if place < len(cells) and cells[place] not in (None, ""):
                for word in _words(column, cells[place], options):
                    words.add(word)
    return {
        column.name: most_frequent
        for column, words in found.values()
        if (most_frequent := words.most_frequent)
    }


def _words(column: FileColumn, cell: Any, options: RowOptions) -> Iterator[str]:
    """What a cell says, after the words that were said already."""
    try:
        if column.is_list and column.vocabulary:
            yield from options.parts(column.name, cell, column.vocabulary.knows)
        elif word := values.line(options.replaced(column.name, cell)):
            yield word
    except BadValue:  # said of its row
        return
