"""What visitors may propose of a park."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kit.languages import columns
from profiles.facts.public_form import PublicForm, RowSection, Section

FORM = PublicForm(
    title_new=_("Propose a park"),
    sections=(
        Section("names", _("Names"), (columns("name"),)),
        Section(
            "texts",
            _("Texts"),
            (
                columns("summary"),
                columns("description"),
            ),
        ),
        Section("facts", _("Facts"), ("kind", "founded", "focus_sectors", "website")),
        Section("place", _("Place"), (("country", "city"), "time_zone")),
        Section("pictures", _("Pictures"), ("logo", "cover")),
    ),
    rows=(
        RowSection(
            "figures",
            _("Figures"),
            (
                *("metric", "period_kind", "period_start", "period_end"),
                *("qualifier", "value", "unit", "coverage", "as_published"),
            ),
            brief=("metric", "value", "unit", "period_kind", "period_start"),
        ),
        RowSection(
            "partnerships",
            _("Partnerships"),
            ("kind", "status", "since", "until", "offers", "contact", *columns("text")),
            brief=("kind", "status", "offers", *columns("text")),
        ),
        RowSection("links", _("Ways on"), ("kind", "url", "language"), brief=("kind", "url")),
        RowSection("milestones", _("Milestones"), ("on", *columns("text"))),
        RowSection("statements", _("What the sources say"), columns("text")),
        RowSection("other_names", _("Other names"), ("name", "kind", "language"), brief=("name", "kind")),
    ),
)
