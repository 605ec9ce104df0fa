"""What visitors may propose of a company."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kit.languages import HAN, column, columns
from profiles.facts.public_form import PublicForm, RowSection, Section

FORM = PublicForm(
    title_new=_("Propose a company"),
    sections=(
        Section("names", _("Names"), (columns("name"), "legal_name")),
        Section(
            "texts",
            _("Texts"),
            (
                columns("summary"),
                columns("description"),
            ),
        ),
        Section(
            "facts", _("Facts"), ("founded", "sectors", "zone", "ownership", "returnee_founded", "website")
        ),
        Section(
            "park",
            _("In the park"),
            (("standing", "standing_on"), "in_park_since", "in_park_until", "in_park_seen"),
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
            brief=("metric", "value", "unit", "period_kind", "period_start"),
        ),
        RowSection(
            "stakeholders",
            _("Founders and foreign partners"),
            ("kind", "name", column("name", HAN), "role", "country"),
        ),
        RowSection(
            "ties",
            _("Parent, acquirer, successor"),
            ("kind", "name", column("name", HAN), "since", "until"),
            brief=("kind", "name", column("name", HAN), "since"),
        ),
        RowSection(
            "products",
            _("Products and brands"),
            ("kind", "name", column("name", HAN), "since", "until", *columns("note")),
            brief=("kind", "name", column("name", HAN), *columns("note")),
        ),
        RowSection("links", _("Ways on"), ("kind", "url", "language"), brief=("kind", "url")),
        RowSection("milestones", _("Milestones"), ("on", *columns("text"))),
        RowSection(
            "presences",
            _("Present abroad"),
            ("country", "city", "kind", "opened", "closed", *columns("note")),
            brief=("country", "city", "kind", "opened"),
        ),
        RowSection("other_names", _("Other names"), ("name", "kind", "language"), brief=("name", "kind")),
        RowSection(
            "identifiers",
            _("Identifiers and listings"),
            ("scheme", "value", "holder", "since", "until"),
            brief=("scheme", "value"),
        ),
        RowSection(
            "certificates",
            _("Certificates"),
            ("kind", "number", "level", "batch", "issued"),
            brief=("kind", "number", "issued"),
        ),
    ),
)
