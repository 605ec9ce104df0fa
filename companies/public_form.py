"""What visitors may propose of a company."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from profiles.public_form import PublicForm, RowSection, Section

FORM = PublicForm(
    title_new=_("Propose a company"),
    sections=(
        Section("names", _("Names"), (("name_en", "name_zh", "name_fr"), "legal_name")),
        Section(
            "texts",
            _("Texts"),
            (
                ("summary_en", "summary_zh", "summary_fr"),
                ("description_en", "description_zh", "description_fr"),
            ),
        ),
        Section(
            "facts", _("Facts"), ("founded", "sectors", "zone", "ownership", "returnee_founded", "website")
        ),
        Section("place", _("Address"), (("address", "postcode"),)),
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
            "stakeholders",
            _("Founders and foreign partners"),
            ("kind", "name", "name_zh", "role", "country"),
        ),
        RowSection("milestones", _("Milestones"), ("on", "text_en", "text_zh", "text_fr")),
        RowSection(
            "presences",
            _("Present abroad"),
            ("country", "city", "kind", "opened", "closed", "note_en", "note_zh", "note_fr"),
        ),
        RowSection("other_names", _("Other names"), ("name", "kind", "language")),
        RowSection(
            "identifiers", _("Identifiers and listings"), ("scheme", "value", "holder", "since", "until")
        ),
        RowSection("certificates", _("Certificates"), ("kind", "number", "level", "batch", "issued")),
    ),
)
