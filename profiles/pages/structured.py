"""What pages say, as data for search engines: JSON-LD by the types and properties of schema.org.

Each function gives a node, plain data whose empty values are left out. What a kind of profile has of its own stands in
companies/structured.py and partners/structured.py; a template writes all of them as one graph.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kit.languages import TAGS, active_suffix, texts
from profiles.models import Image, Profile
from profiles.models.registry import ProfileKind

Node = dict[str, Any]
CONTEXT = "https://schema.org"
# Within a script no text may end it, whatever a name says.
ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def graph(nodes: Iterable[Node | Iterable[Node]]) -> str:
    """JSON that can stand in a page."""
    flat = [node for one in nodes for node in ([one] if isinstance(one, dict) else one)]
    content = {"@context": CONTEXT, "@graph": [filled(node) for node in flat]}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def filled(node: Node) -> Node:
    """Without what is not known."""
    return {name: _filled(value) for name, value in node.items() if value not in (None, "", [], {})}


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return filled(value)
    return [_filled(item) for item in value] if isinstance(value, list) else value


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def node_id(path: str, what: str) -> str:
    """The name of a node, below the address of a page."""
    return f"{absolute(path)}#{what}"


def profile_id(profile: Profile) -> str:
    """The name of what a profile is about, the same in all languages."""
    with override(settings.LANGUAGE_CODE):
        return node_id(profile.get_absolute_url(), "profile")


def breadcrumbs(*steps: tuple[str, str]) -> Node:
    """The way to a page from the top, which comes before the steps: names and addresses; the last is the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": str(name), "item": absolute(address)}
            for number, (name, address) in enumerate([(_("The park"), reverse("home")), *steps], start=1)
        ],
    }


def profile_page(profile: Profile, address: str, about: Node) -> Node:
    """The page of a profile, which is about the organisation or place."""
    return {
        "@type": "ProfilePage",
        "@id": node_id(address, "page"),
        "url": absolute(address),
        "name": str(profile.name),
        "inLanguage": TAGS[active_suffix()],
        "dateModified": timezone.localtime(profile.changed_at).date().isoformat(),
        "mainEntity": {"@id": about["@id"]},
        "isPartOf": {"@id": site_id()},
    }


def described(profile: Profile, address: str, other_names: Iterable[Any], links: Iterable[Any]) -> Node:
    """What organisations and places have in common: names, texts, pages elsewhere, logo."""
    names = [*map(str, texts(profile, "name")), *(row.name for row in other_names)]
    social = [link.url for link in links if link.kind == "social"]
    return {
        "@id": profile_id(profile),
        "name": str(profile.name),
        "alternateName": [name for name in dict.fromkeys(names) if name and name != profile.name],
        "description": str(profile.summary),
        "mainEntityOfPage": {"@id": node_id(address, "page")},
        "url": profile.website or absolute(address),
        "sameAs": social,
        "logo": image_node(profile.logo),
    }


def image_node(image: Image | None) -> Node | None:
    """A stored picture in its largest size."""
    if image is None:
        return None
    largest = image.largest
    return {
        "@type": "ImageObject",
        "url": absolute(reverse("media", args=[largest["name"]])),
        "width": str(largest["width"]),
        "height": str(largest["height"]),
    }


def geo(profile: Any) -> Node | None:
    """The coordinates of whatever has some."""
    if not profile.has_coordinates:
        return None
    return {
        "@type": "GeoCoordinates",
        "latitude": float(profile.latitude),
        "longitude": float(profile.longitude),
    }


def site_id() -> str:
    return node_id("/", "site")


def website(host: Profile) -> Node:
    """The site, with its search."""
    search = absolute(reverse("search"))
    return {
        "@type": "WebSite",
        "@id": site_id(),
        "name": str(host.name),
        "alternateName": str(host.second_name),
        "url": absolute(reverse("home")),
        "inLanguage": list(TAGS.values()),
        "publisher": {"@id": node_id("/", "profile")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{q}}"},
            "query": "{q}",
        },
    }


def dataset(name: str, description: str, address: str, files: Iterable[tuple[str, str]]) -> Node:
    """Data of the site: the page that shows them, and files of them, each an address with its type."""
    return {
        "@type": "Dataset",
        "@id": node_id(address, "data"),
        "name": name,
        "description": description,
        "url": absolute(address),
        "license": absolute(reverse("data-licence")),
        "isAccessibleForFree": True,
        "inLanguage": list(TAGS.values()),
        "creator": {"@id": node_id("/", "profile")},
        "publisher": {"@id": node_id("/", "profile")},
        "distribution": [
            {"@type": "DataDownload", "contentUrl": absolute(file), "encodingFormat": kind}
            for file, kind in files
        ],
    }


# What files of a list there are: the end of their address, and their type.
FILES = (
    ("export", "csv", "text/csv"),
    ("export", "json", "application/json"),
    ("facts", "csv", "text/csv"),
    ("facts", "jsonl", "application/jsonl"),
)


def list_nodes(kind: ProfileKind, description: str) -> list[Node]:
    """The whole list of a kind as data, and the way to it."""
    pages = kind.pages
    address = reverse(f"{pages.name}:list")
    files = [(reverse(f"{pages.name}:{view}", args=[end]), of_type) for view, end, of_type in FILES]
    return [
        dataset(str(pages.title), description, address, files),
        breadcrumbs((pages.title, address)),
    ]
