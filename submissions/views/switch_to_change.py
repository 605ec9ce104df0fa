"""A new profile that turned out to be there: what was typed, as a change of the page that there is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from kit.languages import columns
from profiles.documents.document import Document
from profiles.models import Profile
from submissions.forms.opening import target_of
from submissions.forms.proposal import ProposalForm, Target
from submissions.forms.rows import OpenRow
from submissions.models import Submission
from submissions.views.page import ProposalPage


class SwitchToChangePage(ProposalPage):
    """The form of a page, with what was typed in the form of a new one."""

    def __init__(self, request: HttpRequest, kind: str, profile: Profile) -> None:
        target, number = target_of(kind, profile)
        super().__init__(request, target, Submission.Purpose.CHANGE, profile, number)

    def posted(self) -> QueryDict:
        """What was typed; the page's own values where nothing was, and its names in any case."""
        typed = self.request.POST.copy()
        page, empty = ProposalForm(self.target), ProposalForm(_new(self.target.kind))
        for name in (name for name in page.offered.fields if name in page.facts.fields):
            values, empty_values = _as_sent(page.facts[name]), _as_sent(empty.facts[name])
            if name in page.shape.profile.sets:
                typed.setlist(name, [*dict.fromkeys(["", *values, *typed.getlist(name)])])
            elif typed.getlist(name) in ([], [""], empty_values) or (name in columns("name") and any(values)):
                typed.setlist(name, values)
        typed["seen"] = self._seen_mark()
        return typed

    def _receive(self) -> HttpResponse:
        shape, rows = self.form.shape, self.form.rows
        rows.open = [row for row in rows.open if not _page_has_row(row, self.target.base, shape)]
        messages.info(self.request, _("What you typed is in the form now. The names are those of the page."))
        return self._render_again()


def _new(kind: str) -> Target:
    return Target(kind, Document(kind), Document(kind))


def _as_sent(bound: Any) -> list[str]:
    """The value of a field as a browser sends it."""
    value = bound.field.widget.format_value(bound.value())
    if value is None:
        return [""]
    return [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)]


def _page_has_row(row: OpenRow, page: Document, shape: Any) -> bool:
    """Whether the page has a row that says all that this one does."""
    if not row.is_new or not row.is_touched or not row.form.is_valid():
        return False
    fields = row.fields(shape.rows[row.section.relation]).items()
    return any(
        all(other.get(name) == value for name, value in fields)
        for other in page.of(row.section.relation).values()
    )
