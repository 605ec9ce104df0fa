"""The types and properties of schema.org that pages use, each as its vocabulary has it (package schema-dts 2.1.0).

Whoever uses another one looks it up at https://schema.org/ first: it must be a property of the type, or of one that the type comes from.
"""

from __future__ import annotations

from typing import Any

THING = {"name", "alternateName", "description", "url", "sameAs", "identifier", "mainEntityOfPage", "image"}
ORGANIZATION = THING | {
    *(
        "address",
        "dissolutionDate",
        "founder",
        "foundingDate",
        "isicV4",
        "knowsAbout",
        "legalName",
        "leiCode",
    ),
    *("location", "logo", "parentOrganization"),
}
CREATIVE_WORK = THING | {
    *(
        "citation",
        "creator",
        "dateModified",
        "datePublished",
        "inLanguage",
        "isAccessibleForFree",
        "isPartOf",
    ),
    *("license", "mainEntity", "publisher", "temporalCoverage"),
}
PROPERTIES: dict[str, set[str]] = {
    "Article": CREATIVE_WORK | {"author", "headline", "mentions"},
    "BreadcrumbList": THING | {"itemListElement"},
    "Corporation": ORGANIZATION | {"tickerSymbol"},
    "DataDownload": CREATIVE_WORK | {"contentUrl", "encodingFormat"},
    "Dataset": CREATIVE_WORK | {"distribution", "variableMeasured"},
    "EntryPoint": THING | {"urlTemplate"},
    "GeoCoordinates": THING | {"latitude", "longitude"},
    "ImageObject": CREATIVE_WORK | {"width", "height"},
    "ListItem": THING | {"item", "position"},
    "Organization": ORGANIZATION,
    "Person": THING | {"jobTitle"},
    "Place": THING | {"address", "geo", "logo"},
    "PostalAddress": THING | {"addressCountry", "addressLocality", "postalCode", "streetAddress"},
    "ProfilePage": CREATIVE_WORK,
    "PropertyValue": THING | {"propertyID", "value"},
    "SearchAction": THING | {"query", "target"},
    "WebSite": CREATIVE_WORK | {"potentialAction"},
}


def strangers(node: Any) -> set[tuple[str, str]]:
    """Types, and properties of their types, that the vocabulary does not have; () where a node says no type but refers to one."""
    if isinstance(node, list):
        return {found for one in node for found in strangers(one)}
    if not isinstance(node, dict):
        return set()
    types = node.get("@type", [])
    types = types if isinstance(types, list) else [types]
    unknown = {(one, "") for one in types if one not in PROPERTIES}
    known = {name for one in types for name in PROPERTIES.get(one, ())}
    used = {name for name in node if not name.startswith("@")}
    more = {found for name in used for found in strangers(node[name])}
    return unknown | {("+".join(types), name) for name in used - known} | more
