"""The forms of an import by upload: the file, and the decisions on its rows."""

from __future__ import annotations

import io
from contextlib import AbstractContextManager
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from profiles.imports.cells.problems import EncodingUnclear, FileRefused
from profiles.imports.looking import opened
from profiles.imports.plan.outcomes import Outcome
from profiles.imports.rows.proposals import ImportKind
from profiles.imports.tables.encodings import NAMES
from profiles.imports.tables.options import Options
from profiles.imports.tables.table import Table
from profiles.models import Upload

# What a person can look through, and one request can import. The command takes any number.
MAX_ROWS = 5_000
MAX_BYTES = 100 << 20
DECIDE = "decide_"


def opened_upload(upload: Upload, kind: ImportKind) -> AbstractContextManager[tuple[Table, list[str]]]:
    """The table in an uploaded file, and its columns; FileRefused if there is none."""
    options = Options(
        upload.encoding,
        sheet=upload.sheet,
        most_bytes=MAX_BYTES,
        most_rows=MAX_ROWS,
        is_quick=True,
        mapping=upload.mapping,
    )
    return opened(io.BytesIO(bytes(upload.content)), kind, options)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        help_text=gettext_lazy(
            "CSV, TSV, XLSX or JSON Lines, up to 12 MB and 5,000 rows; one row a profile, or one line a fact."
        ),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        choices=[("", gettext_lazy("Find it out")), *NAMES.items()],
        required=False,
        help_text=gettext_lazy("Of a text file. You see on the next page how it is read."),
    )
    sheet = forms.CharField(
        label=gettext_lazy("Sheet"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Of a workbook; else the first with names of columns."),
    )
    mapping = forms.CharField(
        label=gettext_lazy("Other names of columns"),
        widget=forms.Textarea({"rows": 3}),
        max_length=5_000,
        required=False,
        help_text=gettext_lazy("One a line, yours first: Firma = name_en"),
    )

    def __init__(self, *args: Any, kind: ImportKind, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.user = kind, user

    def clean_mapping(self) -> dict[str, str]:
        pairs = [line.partition("=") for line in self.cleaned_data["mapping"].splitlines() if line.strip()]
        for header, equals, target in pairs:
            if not (header.strip() and equals and target.strip()):
                raise ValidationError(_("Write one a line, yours first: Firma = name_en"), code="mapping")
        return {header.strip(): target.strip() for header, _equals, target in pairs}

    def clean(self) -> dict[str, Any]:
        """The file is opened and read to its end, so its errors are reported here."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                with opened_upload(self.upload, self.kind):
                    pass
            except EncodingUnclear as error:
                self.add_error("encoding", str(error))
            except FileRefused as error:
                self.add_error("file", str(error))
        return cleaned

    @property
    def upload(self) -> Upload:
        values = self.cleaned_data
        if "content" not in values:
            values["content"] = values["file"].read()
        return Upload(
            kind=self.kind.name,
            name=values["file"].name[:200],
            content=values["content"],
            encoding=values["encoding"],
            sheet=values["sheet"],
            mapping=values["mapping"],
            made_by=self.user,
        )

    def save(self) -> Upload:
        Upload.objects.expired().delete()
        upload = self.upload
        upload.save()
        return upload


class ConfirmForm(forms.Form):
    """What was seen, and what is to be done with the rows that look like a profile."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    publish = forms.BooleanField(label=gettext_lazy("Publish the profiles of the file"), required=False)

    def __init__(self, *args: Any, undecided: list[Outcome], may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish:
            del self.fields["publish"]
        for outcome in undecided:
            self.fields[f"{DECIDE}{outcome.line}"] = _question(outcome)

    @property
    def questions(self) -> list[Any]:
        return [field for field in self if field.name.startswith(DECIDE)]

    @property
    def decisions(self) -> dict[int, str]:
        return {
            int(name.removeprefix(DECIDE)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(DECIDE) and value
        }


def _question(outcome: Outcome) -> forms.ChoiceField:
    choices = [("", _("Leave it out")), ("create", _("It is another one: make a new profile"))]
    for candidate in outcome.candidates:
        if candidate.pk is not None:
            names = {"name": candidate.name, "slug": candidate.slug, "why": candidate.why}
            choices.append((str(candidate.pk), _("It is %(name)s (%(slug)s): %(why)s") % names))
    label = _("Line %(line)s: %(name)s") % {"line": outcome.line, "name": outcome.label[:200]}
    return forms.ChoiceField(label=label, choices=choices, required=False)
