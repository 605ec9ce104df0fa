"""What was left out of an undoing, in sentences; who has by now what only one may have is a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from profiles.documents.document import Fields
from profiles.documents.shape import shape_of
from profiles.documents.undoing import LeftOut
from profiles.models import Profile

MAX_VALUE = 200


def sentences(kind: str, parts: Iterable[LeftOut]) -> Iterator[SafeString]:
    for part in parts:
        what = part_label(kind, part.part)
        if value := in_short(part.value):
            what = f"{what} “{value}”"
        if part.holder is not None:
            link = format_html('<a href="{}">{}</a>', _url(part.holder), part.holder)
            yield format_html(
                _("{what}: {holder} has this by now, so it is left out."), what=what, holder=link
            )
        elif part.text:
            yield format_html(_("{what} is left out: {text}"), what=what, text=part.text)
        else:
            yield format_html(_("{what} stays as it is: somebody changed it since."), what=what)


def part_label(kind: str, part: str) -> str:
    """What a field or a row is called, by its path."""
    shape, names = shape_of(kind), part.split("/")
    if not part:
        return ""
    if names[0] in shape.rows:
        return str(capfirst(shape.rows[names[0]].model._meta.verbose_name))
    fields = [shape.profile.fields[name] for name in names if name in shape.profile.fields]
    return ", ".join(str(capfirst(field.verbose_name)) for field in fields) or part


def in_short(value: Fields) -> str:
    texts = [", ".join(one) if isinstance(one, list) else str(one) for one in value.values()]
    return ", ".join(texts)[:MAX_VALUE]


def _url(profile: Profile) -> str:
    meta = profile._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[profile.pk])
