"""Imports in the admin: a file is uploaded, looked at row by row, and then confirmed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from accounts.signed_in import signed_in
from profiles.admin.comparisons import PartChange, part_changes
from profiles.admin.import_forms import MAX_SHOWN, ConfirmForm
from profiles.admin.import_labels import ColumnLabels
from profiles.admin.import_steps import ImportStepsAdmin, counted
from profiles.documents.document import Document
from profiles.imports.cells.problems import FileRefused
from profiles.imports.lanes import PLAIN_UP_TO, Import
from profiles.imports.plan.outcomes import Outcome, Status
from profiles.imports.recording import decisions_of
from profiles.models import ChangeSet, ChangeSetMoved, FileMapping, Upload

# New profiles that are shown field by field, which takes most of the time of a preview; the others by name.
MAX_NEW = 50


@dataclass(frozen=True)
class OutcomeGroup:
    """The rows with the same status; the first of them are shown."""

    status: Status
    total: int
    rows: list[tuple[Outcome, list[tuple[str, str]], list[PartChange]]]

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


class ImportingAdmin(ImportStepsAdmin):
    """Adds the import of files to the admin of profiles."""

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        urls = [
            path(
                "import/<int:pk>/",
                view(self.readable(self.import_preview_view)),
                name=f"{name}_import_preview",
            ),
        ]
        return urls + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may_import = {"may_import": self._may_import(request)}
        return super().changelist_view(request, {**(extra_context or {}), **may_import})

    # --- what it would do, and doing it ------------------------------------------------------

    def import_preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._upload(request, pk)
        if upload.begun_at:
            return self._result(request, upload)
        with self._import(request, upload) as task:
            if task.proposes and task.table.total > PLAIN_UP_TO:
                raise FileRefused(_too_many_to_propose(task.table.total))
            rows = self._planned(task, upload)
            digest = fingerprint(rows)
            form = self._confirm_form(request, rows)
            if request.method == "POST" and form.is_valid():
                if form.cleaned_data["seen"] != digest:
                    text = _("Somebody saved after you opened the page. Look again before you import.")
                    messages.warning(request, text)
                elif "_import" in request.POST:
                    return self._run_import(request, upload, task, form)
                task.decisions = form.decisions
                rows = self._planned(task, upload)
            return self._preview(request, upload, task, rows=rows, form=form, seen=digest)

    def go_on_importing(self, request: HttpRequest, change_set: ChangeSet, upload: Upload) -> None:
        """Import the rest of a file that broke off; rows that are done say nothing new."""
        with self._import(request, upload) as task:
            task.actor = replace(task.actor, change_set=change_set)
            task.publish = bool(change_set.options.get("publish"))
            task.proposes = bool(change_set.options.get("proposes"))
            task.decisions = decisions_of(change_set)
            run_recorded(request, task, upload)

    def _planned(self, task: Import, upload: Upload) -> list[Outcome]:
        return list(counted(upload, task.plan(), task.table.total))

    def _confirm_form(self, request: HttpRequest, outcomes: list[Outcome]) -> ConfirmForm:
        undecided = [outcome for outcome in outcomes if outcome.status == Status.TO_DECIDE]
        data = request.POST if request.method == "POST" else None
        may_publish = self.has_publish_permission(request)
        return ConfirmForm(data, undecided=undecided, may_publish=may_publish)

    def _run_import(
        self, request: HttpRequest, upload: Upload, task: Import, form: ConfirmForm
    ) -> HttpResponse:
        if upload.begin():
            task.publish = form.cleaned_data.get("publish", False)
            task.decisions = form.decisions
            run_recorded(request, task, upload)
        return HttpResponseRedirect(self._import_url("import_preview", upload.pk))

    def _preview(
        self, request: HttpRequest, upload: Upload, task: Import, rows: list[Outcome], **context: Any
    ) -> HttpResponse:
        columns = zip(task.table.headers, task.columns, strict=True)
        labels = ColumnLabels(self.import_kind)
        context |= {
            "has_words": bool(task.kind.vocabularies.keys() & set(task.columns)),
            "upload": upload,
            "proposes": task.proposes,
            "details": task.table.details,
            "unknown": [name for name, column in columns if name and not column],
            "groups": list(_groups(rows, labels)),
            "left_out": _left_out(rows, labels),
        }
        return self._import_page(request, "admin/profile_import_preview.html", **context)

    def _result(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        """The page of the import; a moment passes before there is one."""
        if change_set := upload.change_sets.first():
            return HttpResponseRedirect(reverse("admin:profiles_changeset_change", args=[change_set.pk]))
        return self._import_page(request, "admin/profile_import_done.html", upload=upload)


def fingerprint(outcomes: list[Outcome]) -> str:
    """Identifies the outcomes, to tell whether they are still those that were shown."""
    summary = [
        [
            *(
                outcome.line,
                outcome.status.value,
                outcome.pk,
                outcome.slug,
                outcome.problems,
                outcome.left_out,
                outcome.conflicts,
            ),
            [candidate.pk for candidate in outcome.candidates],
            [[change.path[:1] + change.path[2:], change.before, change.after] for change in outcome.changes],
        ]
        for outcome in outcomes
    ]
    return hashlib.sha256(json.dumps(summary, default=str, sort_keys=True).encode()).hexdigest()


def _too_many_to_propose(rows: int) -> str:
    text = _(
        "You may not publish, and at most %(most)s rows of a file become proposals at a time. This one has %(found)s: divide it."
    )
    return text % {"most": PLAIN_UP_TO, "found": rows}


def _left_out(outcomes: list[Outcome], labels: ColumnLabels) -> list[tuple[str, int]]:
    """How many cells of each column cannot be read, the most first."""
    return Counter(labels[column] for outcome in outcomes for column, _text in outcome.left_out).most_common()


def _groups(outcomes: list[Outcome], labels: ColumnLabels) -> Iterator[OutcomeGroup]:
    for status in (Status.REJECTED, Status.TO_DECIDE, Status.UPDATED, Status.CREATED, Status.UNCHANGED):
        of_status = [outcome for outcome in outcomes if outcome.status == status]
        if of_status:
            of_status.sort(key=lambda outcome: not _messages(outcome, labels))  # those with messages first
            shown, in_full = of_status[:MAX_SHOWN], MAX_NEW if status == Status.CREATED else MAX_SHOWN
            rows = [
                (outcome, _messages(outcome, labels), _entries(outcome) if number < in_full else [])
                for number, outcome in enumerate(shown)
            ]
            yield OutcomeGroup(status, len(of_status), rows)


def _messages(outcome: Outcome, labels: ColumnLabels) -> list[tuple[str, str]]:
    left_out = [(column, _("left out: %(text)s") % {"text": text}) for column, text in outcome.left_out]
    said = [*outcome.problems, *left_out, *outcome.conflicts, *outcome.notes]
    return [(labels[column], text) for column, text in said]


def _entries(outcome: Outcome) -> list[PartChange]:
    """The changes field by field."""
    before, after = outcome.before, outcome.after
    if outcome.status == Status.CREATED and outcome.document is not None:
        before, after = Document(outcome.document.kind), outcome.document
    if before is None or after is None or outcome.status not in (Status.CREATED, Status.UPDATED):
        return []
    return [entry.in_short() for entry in part_changes(before, after)]


def run_recorded(request: HttpRequest, task: Import, upload: Upload) -> None:
    """Import to the end. If it ends before, the file is kept, so that the import can go on."""
    try:
        for _outcome in counted(upload, task.run(), task.table.total):
            pass
    except ChangeSetMoved:
        text = _("Somebody takes this import back. It was ended.")
        messages.error(request, text)
    else:
        upload.finish()
        choices = {name: value for name, value in upload.choices.items() if name != "taken_from"}
        FileMapping.remember(
            upload.kind, task.table.headers, choices, file_name=upload.name, by=signed_in(request)
        )
