"""What can be known of a company, in the order in which people read it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies.facts.identifiers import LISTINGS, REGISTERS, identifier_words
from kit.languages import HAN, column, columns
from kit.places import named_place, place_words
from profiles.facts.fact import OTHER_NAMES, TEXTS, Fact, Words

HEAD = {"table": "stands above the table of facts"}
BELOW = {"table": "has a part of the page of its own"}
BY_WORDS = {"filter": "found by its words"}
NO_FILTER = {"filter": "too few companies share one"}
NO_FILE = {"file": "does not fit into one cell"}
NO_WORDS = {"search": "nobody types it; there is a filter"}
PICTURE = dict.fromkeys(("file", "filter", "search", "citation"), "a picture")
NUMBER = {"search": "a number that many companies share"}

APART = {"comparison": "cannot be set side by side"}

NAMES = ("name", column("name", HAN))
STAKEHOLDER = Words(NAMES, terms=("kind", "role"), label="kind")
# Also those that are not offered any more: people look for them by their names for years.
PRODUCT = Words(NAMES, terms=columns("note"), label="kind")
# Whoever looks for a place looks for who is there.
PRESENCE = Words(("country", "city"), terms=("kind",), read=place_words, shown=named_place, unless="closed")
IDENTIFIER = Words(
    ("scheme", "value"), read=identifier_words, shown=lambda _scheme, value: value, label="scheme"
)

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
    Fact("sectors", _("Sectors"), cited=True, is_choice=True, weight="term", absent=HEAD),
    Fact("website", complete=True, weight="term", absent=HEAD | BY_WORDS),
    Fact(
        "links",
        _("Ways on"),
        rows="links",
        absent=APART | BELOW | NO_FILTER | {"search": "addresses of pages elsewhere"},
    ),
    Fact("logo", complete=True, absent=APART | HEAD | PICTURE),
    Fact("cover", complete=True, absent=APART | HEAD | PICTURE),
    Fact("founded", _("Founded"), cited=True, always=True, quick=True, complete=True, absent=NO_WORDS),
    Fact("standing", _("Standing"), cited=True, absent=NO_WORDS),
    Fact(
        "standing_on", absent=APART | NO_FILTER | {"table": "stands beside the standing", "search": "a date"}
    ),
    Fact("in_park_since", cited=True, absent=NO_FILTER | {"search": "a date"}),
    Fact("in_park_until", cited=True, absent={"search": "a date"}),
    Fact("in_park_seen", cited=True, absent={"search": "a date"}),
    *(
        Fact(
            key,
            label,
            rows="ties",
            where={"kind": (key,)},
            weight="term",
            words=Words(NAMES, label="kind"),
            absent=NO_FILTER,
        )
        for key, label in (
            ("parent", _("Parent")),
            ("acquirer", _("Acquired by")),
            ("successor", _("Successor")),
        )
    ),
    Fact(
        "founders",
        _("Founders"),
        rows="stakeholders",
        where={"kind": ("founder",)},
        always=True,
        weight="person",
        words=STAKEHOLDER,
        absent=NO_FILTER,
    ),
    Fact("ownership", _("Ownership"), cited=True, always=True, complete=True, absent=NO_WORDS),
    Fact(
        "foreign_partners",
        _("Foreign partners"),
        rows="stakeholders",
        where={"kind": ("foreign_partner",)},
        weight="term",
        words=STAKEHOLDER,
        absent=NO_FILE,
    ),
    Fact("returnee_founded", _("Founded by returnees"), cited=True, absent=NO_WORDS),
    Fact("turnover", _("Turnover"), metric="turnover", always=True, quick=True, absent=NUMBER),
    Fact("employees", _("Employees"), metric="employees", always=True, absent=NUMBER),
    Fact("patents_granted", metric="patents_granted", absent=NUMBER | NO_FILTER),
    # Of every other metric, also of those that a park adds.
    Fact("figures", _("Figures"), rows="figures", absent=NUMBER | NO_FILE | NO_FILTER),
    Fact(
        "listings",
        _("Listed"),
        rows="identifiers",
        where={"scheme": LISTINGS},
        second_reader=True,
        quick=True,
        weight="term",
        words=IDENTIFIER,
    ),
    Fact(
        "products",
        _("Products and brands"),
        rows="products",
        weight="product",
        words=PRODUCT,
        absent=BY_WORDS,
    ),
    Fact("presences", _("Present abroad"), rows="presences", quick=True, weight="term", words=PRESENCE),
    Fact("zone", _("Zone of the park"), cited=True, complete=True, weight="term"),
    Fact("address", _("Address"), cited=True, complete=True, weight="address", absent=NO_FILTER),
    Fact(
        "postcode",
        weight="term",
        absent=APART | NO_FILTER | {"table": "stands behind the address"},
    ),
    Fact(
        "coordinates",
        fields=("latitude", "longitude", "coordinate_precision"),
        complete=True,
        absent=APART
        | NO_FILTER
        | {"table": "a place on a map", "form": "editors find them by the address", "search": "a number"},
    ),
    Fact(
        "legal_name",
        _("Legal name"),
        cited=True,
        second_reader=True,
        complete=True,
        weight="name",
        absent=BY_WORDS,
    ),
    Fact(
        "other_names",
        _("Other names"),
        rows="other_names",
        weight="name",
        words=OTHER_NAMES,
        absent=BY_WORDS,
    ),
    Fact(
        "identifiers",
        _("Identifiers"),
        rows="identifiers",
        where={"scheme": REGISTERS},
        second_reader=True,
        weight="term",
        words=IDENTIFIER,
        absent=NO_FILTER,
    ),
    Fact("certificates", _("Certificates"), rows="certificates", absent=NO_FILE | NO_WORDS),
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
