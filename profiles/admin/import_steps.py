"""The steps of an import in the admin before its rows are looked at: the file, its columns, its words."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from accounts.signed_in import signed_in
from profiles.admin.import_columns import ColumnsForm, ReadingForm
from profiles.admin.import_forms import UploadForm, options_of, preview_of
from profiles.admin.import_labels import ColumnLabels
from profiles.admin.import_words import WordsForm
from profiles.documents.writing import Actor
from profiles.imports.cells.problems import FileRefused
from profiles.imports.choices import Choices
from profiles.imports.lanes import Import
from profiles.imports.plan.outcomes import Outcome
from profiles.imports.preview import FilePreview, opened
from profiles.imports.recording import FileDescription
from profiles.imports.rows.proposals import ImportKind
from profiles.imports.words import unknown_words
from profiles.models import Upload, Version

TOLD_EVERY = 0.5  # seconds


class ImportStepsAdmin(admin.ModelAdmin):
    import_kind: ClassVar[ImportKind]

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        urls = [
            path("import/", view(self.import_view), name=f"{name}_import"),
            path("import/<int:pk>/columns/", view(self.import_columns_view), name=f"{name}_import_columns"),
            path(
                "import/<int:pk>/words/",
                view(self.readable(self.import_words_view)),
                name=f"{name}_import_words",
            ),
            path(
                "import/<int:pk>/progress/", view(self.import_progress_view), name=f"{name}_import_progress"
            ),
        ]
        return urls + super().get_urls()

    def has_publish_permission(self, request: HttpRequest) -> bool:
        raise NotImplementedError

    def _may_import(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    # --- the file ------------------------------------------------------------------------------

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not self._may_import(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = UploadForm(
            request.POST if is_sent else None,
            request.FILES if is_sent else None,
            kind=self.import_kind,
            user=signed_in(request),
        )
        if is_sent and form.is_valid():
            return self._to("columns", form.save())
        columns = [column.display_name for column in self.import_kind.columns]
        return self._import_page(request, "admin/profile_import.html", form=form, columns=columns)

    # --- its columns ---------------------------------------------------------------------------

    def import_columns_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._waiting_upload(request, pk)
        if isinstance(upload, HttpResponse):
            return upload
        if request.method == "POST" and "_anew" in request.POST:
            upload.choose({})
            return self._to("columns", upload)
        try:
            preview = self._file_preview(request, upload)
        except FileRefused:  # which was said; a busy server may read no workbook in time
            return HttpResponseRedirect(self._import_url("import"))
        choices = Choices.of(upload.choices)
        if preview.is_of_facts:
            return self._to("preview", upload)
        is_about_reading = "_reading" in request.POST
        reading = ReadingForm(request.POST if is_about_reading else None, description=preview.description)
        form = ColumnsForm(
            request.POST if request.method == "POST" and not is_about_reading else None,
            preview=preview,
            kind=self.import_kind,
            choices=choices,
        )
        if is_about_reading and reading.is_valid():
            upload.choose(reading.chosen(choices).as_json())
            return self._to("columns", upload)
        if form.is_bound and form.is_valid():
            upload.choose(form.chosen().as_json())
            if self._has_new_doubts(upload, preview):
                text = _("What you chose has doubts, which stand at its column. “Go on” takes it as it is.")
                messages.warning(request, text)
                return self._to("columns", upload)
            return self._to("words", upload)
        return self._columns_page(request, upload, preview=preview, reading=reading, form=form)

    def _file_preview(self, request: HttpRequest, upload: Upload) -> FilePreview:
        """As was chosen; where the file cannot be read so, as if nothing was."""
        try:
            return preview_of(upload, self.import_kind)
        except FileRefused as error:
            messages.error(request, str(error))
            upload.choose({})
            return preview_of(upload, self.import_kind)

    def _has_new_doubts(self, upload: Upload, before: FilePreview) -> bool:
        """Whether what was chosen just now makes something doubtful that was not before."""
        known = {report.position: set(report.doubts) for report in before.columns}
        try:
            after = preview_of(upload, self.import_kind)
        except FileRefused:
            return False  # said at the next step
        return any(report.column and set(report.doubts) - known[report.position] for report in after.columns)

    def _columns_page(
        self, request: HttpRequest, upload: Upload, preview: FilePreview, **forms: Any
    ) -> HttpResponse:
        taken_from = Choices.of(upload.choices).taken_from
        return self._import_page(
            request,
            "admin/profile_import_columns.html",
            upload=upload,
            preview=preview,
            taken_from=taken_from,
            **forms,
        )

    # --- its words -----------------------------------------------------------------------------

    def import_words_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._waiting_upload(request, pk)
        if isinstance(upload, HttpResponse):
            return upload
        with self._import(request, upload) as task:
            words, headers = unknown_words(task), dict(zip(task.columns, task.table.headers, strict=True))
        labels = ColumnLabels(self.import_kind)
        form = WordsForm(
            request.POST if request.method == "POST" else None,
            words=words,
            titles={
                name: _("“%(header)s”: %(column)s") % {"header": headers[name], "column": labels[name]}
                for name in words
            },
            vocabularies=self.import_kind.vocabularies,
            choices=Choices.of(upload.choices),
        )
        if request.method == "POST" and form.is_valid():
            upload.choose(form.chosen().as_json())
        if not form.words or (request.method == "POST" and form.is_valid()):
            return self._to("preview", upload)
        return self._import_page(request, "admin/profile_import_words.html", upload=upload, form=form)

    # --- how far it is -------------------------------------------------------------------------

    def import_progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """For the page that waits: the rows done, and all."""
        done, total = cache.get(_progress_key(self._upload(request, pk))) or (0, 0)
        return JsonResponse({"done": done, "total": total})

    # --- what they share -----------------------------------------------------------------------

    def readable(self, view: Callable[[HttpRequest, int], HttpResponse]) -> Callable[..., HttpResponse]:
        """A step after the columns, which leads back to them where the file cannot be read as was chosen."""

        @wraps(view)
        def step(request: HttpRequest, pk: int) -> HttpResponse:
            try:
                return view(request, pk)
            except FileRefused as error:
                messages.error(request, str(error))
                return HttpResponseRedirect(self._import_url("import_columns", pk))

        return step

    def _upload(self, request: HttpRequest, pk: int) -> Upload:
        if not self._may_import(request):
            raise PermissionDenied
        return get_object_or_404(Upload.objects.of(signed_in(request), self.import_kind.name), pk=pk)

    def _waiting_upload(self, request: HttpRequest, pk: int) -> Upload | HttpResponse:
        """An upload that can still be changed; else the way to what became of it."""
        upload = self._upload(request, pk)
        return self._to("preview", upload) if upload.begun_at else upload

    @contextmanager
    def _import(self, request: HttpRequest, upload: Upload) -> Iterator[Import]:
        choices = Choices.of(upload.choices)
        actor = Actor(by=signed_in(request), why=upload.name, origin=Version.Origin.IMPORT)
        file = io.BytesIO(bytes(upload.content))
        with opened(file, self.import_kind, options_of(choices)) as (table, columns):
            options = choices.row_options()
            task = Import(
                self.import_kind, table, columns, actor, options=options, file=description_of(upload)
            )
            task.proposes = not self.has_publish_permission(request)
            yield task

    def _to(self, step: str, upload: Upload) -> HttpResponseRedirect:
        return HttpResponseRedirect(self._import_url(f"import_{step}", upload.pk))

    def _import_url(self, name: str, *arguments: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=arguments)

    def _import_page(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        title = _("Import %(what)s") % {"what": self.opts.verbose_name_plural}
        context |= {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, template, context)


def counted(upload: Upload, outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
    """The outcomes, while the page that waits for them is told how many there are."""
    reported_at = time.monotonic()
    for done, outcome in enumerate(outcomes, start=1):
        if time.monotonic() - reported_at > TOLD_EVERY:
            reported_at = time.monotonic()
            cache.set(_progress_key(upload), (done, total), timeout=60)
        yield outcome
    cache.delete(_progress_key(upload))


def _progress_key(upload: Upload) -> str:
    return f"import-progress:{upload.pk}"


def description_of(upload: Upload) -> FileDescription:
    digest = hashlib.sha256(bytes(upload.content)).hexdigest()
    return FileDescription(upload.name, digest, upload.choices, upload)
