"""The queue: what a moderator may ask of it, and what it shows of each proposal."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from profiles.documents.shape import shape_of
from profiles.lists.filters import ChoiceFilter, LenientFilterSet, PlainTextFilter
from profiles.models.registry import profile_kinds
from submissions.models import Submission
from submissions.models.submission import SubmissionQuerySet

PER_PAGE = 25
State = Submission.State
STATES = [
    ("waiting", pgettext_lazy("proposals", "waiting for staff")),
    ("open", pgettext_lazy("proposals", "all that are open")),
    ("decided", pgettext_lazy("proposals", "decided")),
    *[(value, label) for value, label in State.choices if value != State.RECEIVED],
]
AGES = [
    ("overdue", _("Overdue")),
    ("3", _("Over 3 days")),
    ("7", _("Over 7 days")),
    ("14", _("Over 14 days")),
]
WHOSE = [
    ("mine", _("Assigned to me")),
    ("none", _("Assigned to nobody")),
    ("opened", _("Opened by somebody now")),
]
ORDERS = [("due", _("Answer due first")), ("-sent", _("Newest first"))]


def sector_choices() -> list[tuple[str, str, str]]:
    """(short name, name, short name of the broad sector or empty) of the park's sectors."""
    for kind in profile_kinds():
        field = shape_of(kind.name).profile.sets.get("sectors")
        if field is not None:
            model: Any = field.related_model
            rows = model._default_manager.select_related("parent")
            return [(row.slug, str(row), row.parent.slug if row.parent else "") for row in rows]
    return []


class QueueFilter(LenientFilterSet):
    """The filters of the queue. Without a state it shows what waits for staff."""

    q = PlainTextFilter(method="search", label=_("Search name, sender or text"))
    kind = ChoiceFilter(label=_("About"))
    purpose = ChoiceFilter(choices=Submission.Purpose.choices, label=_("What"))
    state = ChoiceFilter(choices=STATES, method="in_state", label=_("State"))
    sector = ChoiceFilter(method="in_sector", label=_("Sector"))
    age = ChoiceFilter(choices=AGES, method="of_age", label=_("Waiting"))
    risk = ChoiceFilter(choices=Submission.Risk.choices, method="marked", label=_("Mark"))
    whose = ChoiceFilter(choices=WHOSE, method="assigned", label=_("Whose"))
    order = ChoiceFilter(choices=ORDERS, method="keep", label=_("Sort by"))

    class Meta(LenientFilterSet.Meta):
        model = Submission
        fields: list[str] = []

    def __init__(self, data: Any, user: User) -> None:
        super().__init__(data, queryset=Submission.objects.for_moderators())
        self.user = user
        self.sectors = sector_choices()
        kinds = [(kind.name, capfirst(str(kind.model._meta.verbose_name))) for kind in profile_kinds()]
        self.filters["kind"].extra["choices"] = kinds
        self.filters["sector"].extra["choices"] = [(slug, name) for slug, name, _parent in self.sectors]
        for name, queue_filter in self.filters.items():
            if name != "q":
                empty = {"state": STATES[0][1], "order": ORDERS[0][1]}.get(name, _("any"))
                queue_filter.extra["empty_label"] = empty
            queue_filter.field.widget.attrs |= {"class": "input" if name == "q" else "select", "id": name}

    @property
    def query(self) -> QueryDict:
        """The valid filters, as the query of an address."""
        return self.form.query

    def filter_queryset(self, queryset: SubmissionQuerySet) -> SubmissionQuerySet:
        values = self.form.values
        if not values.get("state"):
            queryset = queryset.waiting()
        queryset = super().filter_queryset(queryset)
        if values.get("order") == "-sent":
            return queryset.order_by("-sent_at", "-pk")
        return queryset.order_by("due_at", "pk")

    def keep(self, queryset: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
        """The order is applied last."""
        return queryset

    def search(self, queryset: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
        for word in (value or "").split()[:8]:
            matches = Q()
            for column in ("title", "name", "email", "comment", "note"):
                matches |= Q(**{f"{column}__icontains": word})
            queryset = queryset.filter(matches)
        return queryset

    def in_state(self, queryset: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
        groups = {"waiting": queryset.waiting, "open": queryset.open, "decided": queryset.decided}
        if value in groups:
            return groups[value]()
        return queryset.filter(state=value) if value else queryset

    def in_sector(self, queryset: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
        """A broad sector stands for its narrower ones."""
        if not value:
            return queryset
        matches = Q()
        for slug, _name, parent in self.sectors:
            if value in (slug, parent):
                matches |= Q(sectors__contains=f" {slug} ")
        return queryset.filter(matches)

    def of_age(self, queryset: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
        now = timezone.now()
        if value == "overdue":
            return queryset.filter(due_at__lt=now)
        return queryset.filter(queued_at__lt=now - datetime.timedelta(days=int(value))) if value else queryset

    def marked(self, queryset: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
        if not value:
            return queryset
        as_text = Cast("risks", CharField())
        return queryset.annotate(marks=as_text).filter(marks__contains=f'"{value}"')

    def assigned(self, queryset: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
        if value == "mine":
            return queryset.filter(assigned_to=self.user)
        if value == "none":
            return queryset.filter(assigned_to=None)
        return queryset.claimed(timezone.now()) if value == "opened" else queryset


def plain_filters(filterset: django_filters.FilterSet) -> list[Any]:
    """The fields of the form other than the search, for the page."""
    return [filterset.form[name] for name in filterset.filters if name not in ("q",)]
