"""Files of rows whose headers are what readers of a language call the columns; an import recognises each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from kit.languages import active_suffix, as_said_in
from profiles.content.caching import stamp_of
from profiles.content.home import home
from profiles.exports.columns import ExportColumns
from profiles.facts.columns import SOURCE, FromFigure
from profiles.imports.rows.headers import Headers
from profiles.imports.rows.proposals import FileColumn, ImportKind

# Translators: the header of the column that says where another column is from, as an import recognises it.
OF_SOURCE = pgettext_lazy("header of a column", "%(column)s source")
_files: dict[tuple[str, str, str], ExportColumns] = {}


def columns_for(kind: ImportKind, request: HttpRequest) -> ExportColumns | HttpResponse:
    """As the reader asks for them: `headers=keys`, as when nothing is said, or `headers=labels` in the language of the page."""
    wanted = request.GET.get("headers") or "keys"
    currency = home(stamp_of(request)).currency
    if wanted == "labels":
        return labelled(kind, active_suffix(), currency)
    if wanted != "keys":
        text = _("headers=%(value)s: Write keys or labels.") % {"value": wanted[:80]}
        return HttpResponse(f"{text}\n", status=400, content_type="text/plain; charset=utf-8")
    return kind.file_in(currency)


def labelled(kind: ImportKind, suffix: str, currency: str | None = None) -> ExportColumns:
    """The columns of a kind with headers in the language of the suffix; a key where no word means its column alone."""
    of_park = settings.HOME_CURRENCY if currency is None else currency
    key = (kind.name, suffix, of_park)
    if key not in _files:
        _files[key] = kind.file_in(of_park).called(_headers(kind, suffix, of_park))
    return _files[key]


def _headers(kind: ImportKind, suffix: str, currency: str) -> list[str]:
    headers = Headers(kind)
    known = {column.written_as or column.name: column for column in kind.columns_in(currency)}
    labels: dict[str, str] = {}
    for name in kind.file_in(currency).names:
        if name in known:
            candidates = _candidates(kind, known[name], suffix)
        else:
            label = labels[name.removesuffix(SOURCE)]
            candidates = iter([str(as_said_in(suffix, OF_SOURCE)) % {"column": label}])
        taken = set(labels.values())
        labels[name] = next(
            (text for text in candidates if text not in taken and headers.recognise([text]) == [name]), name
        )
    return [*labels.values()]


def _candidates(kind: ImportKind, column: FileColumn, suffix: str) -> Iterator[str]:
    names = (column.name, column.written_as)
    texts: list[Any] = [*(label for name in names for label in kind.labels.get(name, ())), *column.aliases]
    unit = column.write.unit if column.takes_currency and isinstance(column.write, FromFigure) else ""
    for text in texts:
        if isinstance(text, Promise):
            label = str(capfirst(str(as_said_in(suffix, text))))
            yield f"{label} ({unit})" if unit else label
