"""Counts visits in front of the page cache: what is answered from memory is read as well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from visits.counting import VisitCounter
from visits.robots import is_visit

Environ = dict[str, Any]
Application = Callable[..., Iterable[bytes]]
SHOWN = ("200", "304")  # a browser that has the page already shows it again


class VisitLayer:
    """A WSGI application in front of another one. `prefixes` are the first parts of addresses by kind: "companies/"."""

    def __init__(
        self,
        application: Application,
        counter: VisitCounter,
        prefixes: Mapping[str, str],
        languages: Iterable[str],
    ) -> None:
        self.application, self.counter = application, counter
        self._kinds = {prefix: kind for kind, prefix in prefixes.items()}
        codes, firsts = "|".join(map(re.escape, languages)), "|".join(map(re.escape, self._kinds))
        self._match = re.compile(rf"/(?:(?:{codes})/)?({firsts})([-\w]+)/").fullmatch

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        page = self._match(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "GET" else None
        if page is None or not is_visit(environ):
            return self.application(environ, start_response)
        kind, slug = self._kinds[page[1]], page[2]

        def note(status: str, *args: Any) -> Any:
            if status[:3] in SHOWN:
                self.counter.add(kind, slug)
            return start_response(status, *args)

        return self.application(environ, note)
