"""What the admin says beside its fields, where the models do not say it already. For editors."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Field
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kit.languages import DEFAULT, HAN, LABEL, SUFFIXES, column, in_language


def _texts(name: str, help_text: Any) -> dict[str, Any]:
    """What to know of a text in each language. Readers of one that is missing get another."""
    return {
        column(name, suffix): in_language(help_text, suffix, second=LABEL[DEFAULT]) for suffix in SUFFIXES
    }


PROFILE_HELP_TEXTS = {
    **_texts("name", _("Only where it differs from the name in {second}.")),
    column("name", DEFAULT): _("As the organisation writes it. A name in one language is enough to begin."),
    column("name", HAN): _("In simplified characters, as in the register."),
    **_texts("summary", _("Where this is empty, visitors who read {language} see the summary in {second}.")),
    column("summary", DEFAULT): _("One or two sentences for lists and search results."),
    **_texts(
        "description",
        _("Where this is empty, visitors who read {language} see the description in {second}."),
    ),
    column("description", DEFAULT): _("A few paragraphs for the page. An empty line begins a new paragraph."),
    "website": _("The organisation’s own site, for example https://www.example.org."),
    "latitude": _("Degrees north, for example 39.98. Negative in the south. Give both or neither."),
    "longitude": _("Degrees east, for example 116.31. Negative in the west."),
    "coordinate_precision": _("Whether the point is the site itself or stands for its city."),
    "sectors": _("All that fit. A narrow sector counts for the broad one above it."),
    "focus_sectors": _("What the park is known for. Shared ones are shown beside the host park’s."),
    "zone": _("Where in the park the head office is. Leave it empty when it is not known."),
    "ownership": _("As registered. Leave it empty when no source says it."),
    "address": _("Street and number of the head office, without the postcode."),
    "founded": _("As exactly as known: 1984, 1984-11 or 1984-11-01."),
    "kind": _("What it calls itself. An office of the host park in another country is a centre abroad."),
    "city": _("As it is called in English. Pages name well-known cities in the reader’s language."),
}

ROW_HELP_TEXTS = {
    "metric": _("What is counted. Type a few letters; each metric has a definition."),
    "period_kind": _("A calendar year, a part of a year or a financial year, or the state on one day."),
    "coverage": _(
        "Each of these counts differently from “all”: never mix them. Of a part, say in the note which one."
    ),
    "qualifier": _("“More than” and “about” where the source says so."),
    "unit": _("It must fit the metric: money in a currency, people in numbers."),
    "rank": _("Where sources disagree, “preferred” leads the page. Wrong but published is “disputed”."),
    column("note", DEFAULT): _("Shown beside the fact, for example what it leaves out."),
    "role": _("For example founder and chairman."),
    column("name", HAN): _("In simplified characters."),
    "closed": _("Leave it empty while it is open."),
    "until": _("Leave it empty while it lasts."),
    "status": _("“Announced” until it is signed or opened."),
    "level": _("Of a “little giant”: national or municipal."),
    "order": _("Small numbers come first."),
    "number": _("As printed on the certificate."),
    "issued": _("As exactly as known: 2021 or 2021-12-20. It is valid for three years."),
    "opened": _("As exactly as known: 2005, 2005-05 or 2005-05-01."),
    "since": _("As exactly as known: 2005, 2005-05 or 2005-05-01."),
}


class Helpful(BaseModelAdmin):
    """Adds the texts to a model admin's fields; what a model says itself comes first."""

    help_texts: dict[str, Any] = {}

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        if not db_field.help_text:
            kwargs.setdefault("help_text", self.help_texts.get(db_field.name, ""))
        return super().formfield_for_dbfield(db_field, request, **kwargs)
