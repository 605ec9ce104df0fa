"""The admin of plain records, the terms and sources that profiles name: every save is a merge here, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.contrib.admin.utils import unquote
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.strict_admin import StrictAdmin
from profiles.admin.forms import MergingForm
from profiles.admin.saves import EditingAdmin
from profiles.documents import records
from profiles.documents.shape import short_name_field
from profiles.editing.edits import SEEN, EditSession, RecordEdit, record_as_opened, whole_number
from profiles.models import ShortNamed
from profiles.models.registry import any_kind

MAX_USES = 100


class RecordAdmin(StrictAdmin, EditingAdmin):
    """A form carries the record as it was opened. The short name is given once."""

    form = MergingForm
    change_form_template = "admin/record_change_form.html"
    actions: tuple[str, ...] = ("delete_selected",)

    def _begin(self, request: HttpRequest, object_id: str | None) -> EditSession:
        is_new = object_id is None or "_saveasnew" in request.POST
        pk = None if is_new else whole_number(unquote(object_id or ""))
        may_add = self.has_add_permission(request)
        return RecordEdit.of(any_kind(self.opts.model_name or ""), pk, request.POST, may_bring_back=may_add)

    def get_readonly_fields(self, request: HttpRequest, obj: ShortNamed | None = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else (*fields, short_name_field(self.model))

    def get_prepopulated_fields(self, request: HttpRequest, obj: ShortNamed | None = None) -> Any:
        return super().get_prepopulated_fields(request, obj) if obj is None else {}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        original = context.get("original")
        context["is_record"] = True
        if original is not None:
            context[SEEN] = (
                request.POST.get(SEEN, "") if request.method == "POST" else record_as_opened(original)
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def uses(self, records: Iterable[ShortNamed]) -> Iterator[SafeString]:
        """Links to what refers to the records and prevents deleting them."""
        yield from ()

    def get_deleted_objects(
        self, objs: Sequence[ShortNamed] | models.QuerySet[ShortNamed], request: HttpRequest
    ) -> tuple[Any, Any, Any, list]:
        """What prevents the deletion is named before confirmation; of very many uses, the first ones."""
        in_the_way: list[Any] = list(islice(self.uses(list(objs)), MAX_USES + 1))
        if not in_the_way:
            return super().get_deleted_objects(objs, request)
        if len(in_the_way) > MAX_USES:
            in_the_way[MAX_USES:] = [_("and others")]
        return [str(record) for record in objs], {}, set(), in_the_way

    def delete_model(self, request: HttpRequest, obj: ShortNamed) -> None:
        records.delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        records.delete(*queryset)
