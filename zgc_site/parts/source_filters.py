"""What the list of sources is narrowed and sorted by."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.lists.filters import (
    ChoiceFilter,
    ChoicesFilter,
    LenientFilterSet,
    ListQueryForm,
    PageFilter,
    PlainTextFilter,
)
from profiles.lists.links import chosen_values, without
from profiles.lists.page import Chip
from profiles.models import Evidence, Source, SourceUse
from profiles.models.registry import profile_kinds

EVIDENCE = [choice for choice in Evidence.choices if choice[0] != Evidence.NONE]
ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "title": (gettext_lazy("Title"), ("title", "key")),
    "-published": (gettext_lazy("Newest first"), ("-published_on", "title", "key")),
    "publisher": (gettext_lazy("Publisher"), ("publisher", "title", "key")),
}
USUAL = "title"
NARROWING = ("q", "publisher", "kind", "evidence")


def _kinds() -> list[tuple[str, Any]]:
    return [(kind.name, kind.pages.title) for kind in profile_kinds()]


class SourceFilters(LenientFilterSet):
    """Values of one filter are alternatives; a publisher is the whole name."""

    q = PlainTextFilter(label=gettext_lazy("Search sources"), method="with_words")
    publisher = PlainTextFilter(label=gettext_lazy("Publisher"))
    kind = ChoicesFilter(label=gettext_lazy("Sources about"), choices=_kinds, method="about")
    evidence = ChoicesFilter(label=gettext_lazy("Evidence"), choices=EVIDENCE)
    order = ChoiceFilter(
        label=gettext_lazy("Sort by"),
        choices=[(key, label) for key, (label, _columns) in ORDERS.items()],
        method="sorted_by",
    )
    page = PageFilter(method="as_it_is")

    class Meta:
        model = Source
        fields: list[str] = []
        form = ListQueryForm

    def with_words(self, rows: QuerySet, _name: str, words: str) -> QuerySet:
        return rows.filter(
            Q(title__icontains=words) | Q(publisher__icontains=words) | Q(url__icontains=words)
        )

    def about(self, rows: QuerySet, _name: str, kinds: list[str]) -> QuerySet:
        return rows.filter(Exists(SourceUse.objects.filter(source=OuterRef("pk"), kind__in=kinds)))

    def sorted_by(self, rows: QuerySet, _name: str, order: str) -> QuerySet:
        return rows.order_by(*ORDERS[order][1])

    def as_it_is(self, rows: QuerySet, _name: str, _value: Any) -> QuerySet:
        return rows

    @property
    def is_narrowed(self) -> bool:
        return any(self.form.values.get(name) for name in NARROWING) or bool(self.form.nobody_fits)

    @property
    def order_in_use(self) -> str:
        """Empty for the usual one."""
        order = self.form.values.get("order") or USUAL
        return "" if order == USUAL else order

    @property
    def orders(self) -> list[tuple[str, str]]:
        return [("" if key == USUAL else key, str(label)) for key, (label, _columns) in ORDERS.items()]

    @cached_property
    def chips(self) -> list[Chip]:
        query = self.form.query
        return [
            Chip(str(self.filters[name].label), self._words(name, value), without(query, name, value))
            for name, value in chosen_values(query, NARROWING)
        ]

    @property
    def boxes(self) -> list[tuple[str, str, list[tuple[str, str, bool]], list[str]]]:
        """(name, label, (value, label, is chosen), errors) of the filters with boxes to tick."""
        return [
            (
                name,
                str(self.filters[name].label),
                [
                    (value, str(label), value in (self.form.values.get(name) or ()))
                    for value, label in self._choices(name)
                ],
                [str(error) for error in self.form.errors.get(name, [])],
            )
            for name in ("evidence", "kind")
        ]

    @property
    def in_words(self) -> str:
        """The filters in use, behind a heading."""
        pattern = _("%(name)s: %(value)s")
        return "".join(f" · {pattern % {'name': chip.label, 'value': chip.value}}" for chip in self.chips[:3])

    @staticmethod
    def _choices(name: str) -> list[tuple[str, Any]]:
        return EVIDENCE if name == "evidence" else _kinds()

    def _words(self, name: str, value: str) -> str:
        return str(dict(self._choices(name)).get(value, value)) if name in ("evidence", "kind") else value
