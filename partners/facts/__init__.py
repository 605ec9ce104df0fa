"""What can be known of a park, in the order in which people read it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.places import named_place, spellings
from profiles.facts.fact import OTHER_NAMES, TEXTS, Fact, Words

HEAD = {"table": "stands above the comparison"}
BELOW = {"table": "has a part of the page of its own"}
BY_WORDS = {"filter": "found by its words"}
NO_FILTER = {"filter": "too few parks share one"}
NO_FILE = {"file": "does not fit into one cell"}
PICTURE = dict.fromkeys(("file", "filter", "search", "citation"), "a picture")
NUMBER = {"search": "a number"}

APART = {"comparison": "cannot be set side by side"}

FACTS = (
    Fact(
        "name",
        _("Name"),
        translated=True,
        second_reader=True,
        complete=True,
        weight="name",
        reason=_("Also called"),
        absent=APART | HEAD | BY_WORDS,
    ),
    Fact(
        "summary", _("Summary"), translated=True, complete=True, weight="text", absent=APART | HEAD | BY_WORDS
    ),
    Fact("kind", absent=HEAD | {"search": "nobody types it; there is a filter"}),
    Fact(
        "city",
        cited=True,
        complete=True,
        weight="term",
        words=Words(("country", "city"), read=spellings, shown=named_place),
        absent=HEAD | BY_WORDS,
    ),
    Fact("country", weight="term", absent=HEAD),
    Fact(
        "home_currency",
        absent={
            **APART,
            **HEAD,
            **NO_FILTER,
            "search": "nobody types it",
            "form": "editors of the host park say it",
            "file": "of the host park alone, which no list holds",
            "citation": "a choice of the park",
        },
    ),
    Fact("time_zone", complete=True, absent=APART | HEAD | NO_FILTER | {"search": "nobody types it"}),
    Fact(
        "coordinates",
        fields=("latitude", "longitude", "coordinate_precision"),
        complete=True,
        absent=APART
        | NO_FILTER
        | NUMBER
        | {"table": "a place on a map", "form": "editors find them by the city"},
    ),
    Fact("focus_sectors", cited=True, is_choice=True, weight="term", absent=HEAD),
    Fact("website", complete=True, weight="term", absent=HEAD | BY_WORDS),
    Fact(
        "links",
        _("Ways on"),
        rows="links",
        absent=APART | BELOW | NO_FILTER | {"search": "addresses of pages elsewhere"},
    ),
    Fact("logo", complete=True, absent=APART | HEAD | PICTURE),
    Fact("cover", complete=True, absent=APART | HEAD | PICTURE),
    Fact(
        "founded",
        _("Founded"),
        cited=True,
        always=True,
        complete=True,
        absent=NUMBER,
    ),
    Fact("area", metric="area", absent=NUMBER | NO_FILTER),
    Fact("companies", metric="companies", absent=NUMBER | NO_FILTER),
    Fact("employees", metric="employees", absent=NUMBER | NO_FILTER),
    # Of every other metric, also of those that a park adds.
    Fact("figures", _("Figures"), rows="figures", absent=NUMBER | NO_FILTER | NO_FILE),
    Fact(
        "partnerships",
        _("Partnerships"),
        rows="partnerships",
        weight="text",
        words=Words(TEXTS.columns, terms=("kind",), label="kind"),
        absent=BELOW | NO_FILE,
    ),
    Fact(
        "statements",
        _("What the sources say"),
        rows="statements",
        weight="text",
        words=TEXTS,
        absent=APART | BELOW | NO_FILE | NO_FILTER,
    ),
    Fact(
        "other_names",
        _("Other names"),
        rows="other_names",
        weight="name",
        words=OTHER_NAMES,
        absent=HEAD | BY_WORDS,
    ),
    Fact(
        "description",
        _("About"),
        translated=True,
        complete=True,
        weight="text",
        reason=_("Description"),
        absent=APART | BELOW | NO_FILE | BY_WORDS,
    ),
    Fact(
        "milestones",
        pgettext_lazy("of an organisation", "History"),
        rows="milestones",
        weight="text",
        words=TEXTS,
        reason=_("Milestone"),
        absent=APART | BELOW | NO_FILE | BY_WORDS,
    ),
)
