"""What visitors may propose of a park."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from profiles.public_form import PublicForm, RowSection, Section

FORM = PublicForm(
    title_new=_("Propose a park"),
    sections=(
        Section("names", _("Names"), (("name_en", "name_zh", "name_fr"),)),
        Section(
            "texts",
            _("Texts"),
            (
                ("summary_en", "summary_zh", "summary_fr"),
                ("description_en", "description_zh", "description_fr"),
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
        ),
        RowSection(
            "partnerships",
            _("Partnerships"),
            ("kind", "status", "since", "until", "text_en", "text_zh", "text_fr"),
        ),
        RowSection("milestones", _("Milestones"), ("on", "text_en", "text_zh", "text_fr")),
        RowSection("statements", _("What the sources say"), ("text_en", "text_zh", "text_fr")),
        RowSection("other_names", _("Other names"), ("name", "kind", "language")),
    ),
)
