"""The form of one fact: the fields that hold it, or one row, with its source. Everything else of a proposal is the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from django import forms

from kit.form_fields import PartialDateField
from kit.languages import SUFFIXES, TAGS, Text, active_suffix, listed
from kit.numbers import figure_text
from profiles.documents.reading import Builder
from profiles.documents.shape import shape_of
from profiles.facts.fact import Fact, label_of
from profiles.facts.public_form import PublicForm
from profiles.models import Figure, Metric
from profiles.models.registry import profile_kind
from profiles.sheets.sheet import field_text
from submissions.forms.proposal import Opening, ProposalForm, Target
from submissions.forms.rows import OpenRow, RowForms
from submissions.forms.sources import BriefSourceForm

NEW_ROW = "new1"
# A longer text is not said a second time beside the field that holds it.
SHORT = 80


@dataclass(frozen=True)
class FactTarget:
    """What a proposal of one fact is about: the fact, and one of its rows or a new one."""

    fact: Fact
    row: str  # its key; "" for a fact that fields hold
    label: str
    offered: PublicForm  # the part of the public form for it
    shown: Any  # the profile or the row that the sender saw; None for a new row
    preset: Mapping[str, Any] = field(default_factory=dict)  # of a new row

    @property
    def path(self) -> str:
        """The row as forms name it: "figures/new1"."""
        return f"{self.fact.relation}/{self.row}" if self.row else ""

    @property
    def opening(self) -> Opening:
        return Opening("" if self.row else self.fact.columns[0], (self.path,) if self.row else ())

    @property
    def query(self) -> str:
        """Where the whole form opens for it."""
        return f"row={self.path}" if self.row and self.shown is not None else self.fact.form_query


def place_of(target: Target, key: str, row: str = "") -> FactTarget | None:
    """What an address names: the key of a fact or of a metric, and of a row. None where nobody may propose it."""
    kind = profile_kind(target.kind)
    fact = next((fact for fact in kind.facts if fact.key == key), None)
    metric = _metric(target.kind, fact.metric if fact else key)
    if fact is None and metric is not None:
        fact = Fact(key, metric=key)
    if fact is None or (row and not fact.relation):
        return None
    shown = _shown(target, fact, row)
    if row and shown is None:
        return None
    preset = _preset(fact, metric) if fact.relation and not row else {}
    known = ("metric",) if row else tuple(name for name in preset if name != "unit" or not _has_units(metric))
    offered = kind.pages.form.of_fact(fact, _language_of(shown, fact), known)
    if offered is None:
        return None
    label = str(metric.name) if metric else label_of(fact, kind.model)
    return FactTarget(fact, row or (NEW_ROW if fact.relation else ""), label, offered, shown, preset)


def _metric(kind: str, code: str) -> Metric | None:
    rows = shape_of(kind).rows.get("figures")
    model = rows.model if rows else None
    if not code or model is None or not issubclass(model, Figure):
        return None
    return Metric.objects.filter(code=code, scope__in=model.scopes()).first()


def _has_units(metric: Metric | None) -> bool:
    """Whether the sender says which: what is typed in dollars must not be taken for the default currency."""
    return metric is not None and len(Metric.UNITS[Metric.Kind(metric.kind)]) > 1


def _preset(fact: Fact, metric: Metric | None) -> dict[str, Any]:
    preset: dict[str, Any] = {name: values[0] for name, values in fact.where.items() if len(values) == 1}
    return preset | ({"metric": metric, "unit": metric.default_unit} if metric else {})


def _shown(target: Target, fact: Fact, row: str) -> Any:
    """What holds the fact, as the sender saw it."""
    profile = Builder(target.start).profile(target.pk)
    if not fact.relation:
        return profile
    rows = (one for one in profile.document_rows[fact.relation] if str(one.pk) == row)
    return next((one for one in rows if fact.holds(one)), None)


def _language_of(shown: Any, fact: Fact) -> str:
    """Of the text that the page shows, which may be in another language than the page."""
    text = getattr(shown, "text" if fact.relation else fact.key, "")
    suffixes = {TAGS[suffix]: suffix for suffix in SUFFIXES}
    return suffixes[text.lang] if isinstance(text, Text) and text else active_suffix()


class OneFactForm(ProposalForm):
    """A proposal that can be about this fact alone, whatever is sent."""

    source_form = BriefSourceForm

    def __init__(self, target: Target, place: FactTarget, data: Any, files: Any, picture_store: Any) -> None:
        self.place = place
        super().__init__(target, data, files, place.opening, picture_store, place.offered)
        for row in self.rows.open:
            _narrow(row, place.fact)
        for bound in self.facts.fields.values():
            if isinstance(bound.widget, forms.Textarea):
                bound.widget.attrs["rows"] = 4

    def _open_paths(self) -> list[str]:
        return [self.place.path] if self.place.path else []

    def _row_forms(self, paths: list[str]) -> RowForms:
        return RowForms(
            *(self.offered, self.target.start, self.book, paths, self.data, self.target.pk),
            source_form=self.source_form,
            preset=self.place.preset,
        )

    @property
    def group(self) -> Any:
        """The fields of the fact; None where a row holds it."""
        return next(iter(self.groups.values()), None)

    @property
    def is_one_field(self) -> bool:
        """Whether the name of the fact says what the field is."""
        return len(self.group.bound_fields) == 1

    @property
    def row(self) -> OpenRow | None:
        return next(iter(self.rows.open), None)

    @cached_property
    def now(self) -> str:
        """What the profile says, in a few words; empty where it says nothing, or more."""
        if self.row is not None:
            text = _in_words(self.place.shown)
        elif self.group.is_picture:
            text = ""
        else:
            text = listed(field_text(self.place.shown, name) for name in self.group.names)
        return text if len(text) <= SHORT else ""


def _in_words(row: Any) -> str:
    """Without the name of the metric, which the form has as its heading."""
    if isinstance(row, Figure):
        return listed([figure_text(row), row.period_label])
    return str(row or "")


def _narrow(row: OpenRow, fact: Fact) -> None:
    """Offer only the kinds of row that the fact is about, and only units that its metric has."""
    fields = row.form.fields
    fields.pop("remove", None)  # a matter of the whole form, which asks why
    for one in fields.values():
        if isinstance(one.widget, forms.Select | forms.Textarea) or isinstance(one, PartialDateField):
            one.help_text = ""  # its choices or its name say it
        if isinstance(one.widget, forms.Textarea):
            one.widget.attrs["rows"] = 3
    for name, values in fact.where.items():
        if name in fields:
            choice = cast(forms.ChoiceField, fields[name])
            choice.choices = [one for one in cast(list[Any], choice.choices) if one[0] in ("", *values)]
    metric = getattr(row.form.instance, "metric", None) if "metric" not in fields else None
    if isinstance(metric, Metric) and "unit" in fields:
        units = Metric.UNITS[Metric.Kind(metric.kind)]
        unit = cast(forms.ChoiceField, fields["unit"])
        unit.choices = [one for one in cast(list[Any], unit.choices) if one[0] in units]
