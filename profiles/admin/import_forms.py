"""The forms of an import by upload: the file, and the decisions on its rows."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from profiles.imports.cells.problems import FileRefused
from profiles.imports.choices import Choices
from profiles.imports.plan.decisions import Decisions
from profiles.imports.plan.matching import WHY
from profiles.imports.plan.outcomes import Outcome
from profiles.imports.preview import FilePreview, preview_file
from profiles.imports.rows.proposals import ImportKind
from profiles.imports.tables.options import Options
from profiles.models import FileMapping, Upload

# What a person can look through, and one request can import. The command takes any number.
MAX_ROWS = 5_000
MAX_BYTES, MAX_TEXT = 100 << 20, 40 << 20  # unpacked; the XML of a workbook has more signs than its texts
DECIDE, ANSWER = "decide_", "answer_"
MAX_SHOWN = 200


def options_of(choices: Choices) -> Options:
    return choices.options(max_bytes=MAX_BYTES, max_text=MAX_TEXT, max_rows=MAX_ROWS, is_quick=True)


def preview_of(upload: Upload, kind: ImportKind) -> FilePreview:
    """How an uploaded file is understood; FileRefused if nothing that the importer chooses would help."""
    choices = Choices.of(upload.choices)
    preview = preview_file(io.BytesIO(bytes(upload.content)), kind, options_of(choices))
    fitting = choices.for_headers([report.header for report in preview.columns])
    if preview.columns and fitting != choices:
        upload.choices = fitting.as_json()
        return preview_file(io.BytesIO(bytes(upload.content)), kind, options_of(fitting))
    return preview


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        help_text=gettext_lazy(
            "CSV, TSV, XLSX, XLS, ODS or JSON, up to 12 MB and 5,000 rows; one row a profile, or one line a fact."
        ),
    )

    def __init__(self, *args: Any, kind: ImportKind, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.user = kind, user

    def clean(self) -> dict[str, Any]:
        """The file is opened and read to its end, so its errors are reported here."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            file = cleaned["file"]
            upload = Upload(kind=self.kind.name, name=file.name[:200], content=file.read(), made_by=self.user)
            try:
                preview = preview_of(upload, self.kind)
            except FileRefused as error:
                self.add_error("file", str(error))
            else:
                upload.choices = _remembered(self.kind, preview).as_json()
                cleaned["upload"] = upload
        return cleaned

    def save(self) -> Upload:
        Upload.objects.expired().delete()
        upload: Upload = self.cleaned_data["upload"]
        upload.save()
        return upload


def _remembered(kind: ImportKind, preview: FilePreview) -> Choices:
    """What was chosen for the last file with the same headers."""
    known = FileMapping.of_rows(kind.name, preview.description.first_rows)
    if known is None:
        return Choices()
    mapping, line = known
    name = f"{mapping.file_name}, {date_format(mapping.used_at, 'SHORT_DATE_FORMAT')}"
    return Choices.of(mapping.choices).for_next_file(name, line)


class ConfirmForm(forms.Form):
    """What was seen, and what is to be done with the rows that look like a profile: all of one reason, and each."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    publish = forms.BooleanField(label=gettext_lazy("Publish the profiles of the file"), required=False)

    def __init__(self, *args: Any, undecided: list[Outcome], may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish:
            del self.fields["publish"]
        for reason, rows in _by_reason(undecided).items():
            self.fields[f"{ANSWER}{reason}"] = _answer(reason, rows)
        for outcome in undecided[:MAX_SHOWN]:
            self.fields[f"{DECIDE}{outcome.line}"] = _question(outcome)

    @property
    def answers(self) -> list[Any]:
        return [field for field in self if field.name.startswith(ANSWER)]

    @property
    def questions(self) -> list[Any]:
        return [field for field in self if field.name.startswith(DECIDE)]

    @property
    def decisions(self) -> Decisions:
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Decisions(
            of_reason={
                name.removeprefix(ANSWER): value for name, value in given.items() if name.startswith(ANSWER)
            },
            of_line={
                int(name.removeprefix(DECIDE)): value
                for name, value in given.items()
                if name.startswith(DECIDE)
            },
        )


def _by_reason(undecided: list[Outcome]) -> dict[str, int]:
    """How many rows look like a profile by each reason, that of their likeliest candidate."""
    return Counter(outcome.candidates[0].reason for outcome in undecided if outcome.candidates)


def _answer(reason: str, rows: int) -> forms.ChoiceField:
    label = ngettext("%(number)s row: %(why)s", "%(number)s rows: %(why)s", rows)
    return forms.ChoiceField(
        label=label % {"number": rows, "why": WHY[reason]},
        choices=[
            ("", _("Decide row by row, below")),
            ("update", _("All the same: change the profile that is there")),
            ("create", _("None of them: make new profiles")),
        ],
        required=False,
    )


def _question(outcome: Outcome) -> forms.ChoiceField:
    choices = [
        ("", _("As said above, else leave it out")),
        ("leave", _("Leave it out")),
        ("create", _("It is another one: make a new profile")),
    ]
    for candidate in outcome.candidates:
        if candidate.pk is not None:
            names = {"name": candidate.name, "slug": candidate.slug, "why": candidate.why}
            choices.append((str(candidate.pk), _("It is %(name)s (%(slug)s): %(why)s") % names))
    label = _("Line %(line)s: %(name)s") % {"line": outcome.line, "name": outcome.label[:200]}
    return forms.ChoiceField(label=label, choices=choices, required=False)
