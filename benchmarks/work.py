"""The work that is measured: the same questions to each system. The tutorial names its parameters as the site does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

PER_PAGE = 12
ENGLISH = ("satellite navigation", "cloud security", "industrial sensors", "water treatment", "data banks",
           "precision lasers", "green batteries", "medicines hospitals")  # fmt: skip
CHINESE = ("芯片", "医院", "软件", "银行", "导航", "电池", "疫苗", "物流")
# What is typed on the way to four companies: the first syllable, which many share, and enough to know it by.
PREFIXES = ("ke", "kebei", "xiang", "xiangzhu", "rui", "ruike data", "航", "航微")
THREE = (
    ("software-it-services", "haidian", "domestic"),
    ("internet-media", "haidian", "domestic"),
    ("semiconductors", "changping", "domestic"),
    ("artificial-intelligence", "chaoyang", "domestic"),
)
ZONES = ("haidian", "changping", "chaoyang", "yizhuang")


@dataclass(frozen=True)
class Work:
    name: str
    text: str


WORKS = (
    Work("W1", "first page with facets"),
    Work("W2", "one filter with facets"),
    Work("W3", "two English words with facets"),
    Work("W4", "two Chinese characters with facets"),
    Work("W5", "three filters, by turnover"),
    Work("W6", "page 500"),
    Work("W7", "profile"),
    Work("W8", "suggestion"),
)
Addresses = dict[str, list[str]]


def _query(path: str, *pairs: tuple[str, object]) -> str:
    return f"{path}?{urlencode(pairs)}"


def _deep(count: int) -> int:
    """Page 500, or the last one of a small set."""
    return min(500, max(count // PER_PAGE, 1))


def site(count: int) -> Addresses:
    path = "/companies/"
    return {
        "W1": [path],
        "W2": [_query(path, ("zone", zone)) for zone in ZONES],
        "W3": [_query(path, ("q", words)) for words in ENGLISH],
        "W4": [_query(path, ("q", words)) for words in CHINESE],
        "W5": [
            _query(path, ("sector", sector), ("zone", zone), ("ownership", ownership), ("order", "-turnover"))
            for sector, zone, ownership in THREE
        ],
        "W6": [_query(path, ("page", _deep(count) - back)) for back in range(4)],
        "W7": [f"{path}{slug}/" for slug in _slugs()],
        "W8": [_query(f"{path}suggest/", ("q", prefix)) for prefix in PREFIXES],
    }


def datasette(count: int) -> Addresses:
    path = "/flat/companies"
    facets = tuple(("_facet", name) for name in ("sector", "zone", "ownership", "size"))
    size = ("_size", PER_PAGE)
    return {
        "W1": [_query(path, size, *facets)],
        "W2": [_query(path, size, *facets, ("zone", zone)) for zone in ZONES],
        "W3": [_query(path, size, *facets, ("_search", words)) for words in ENGLISH],
        # Its index takes a run of Chinese for one word, so only a comparison with the text finds any.
        "W4": [_query(path, size, *facets, ("summary_zh__contains", words)) for words in CHINESE],
        "W5": [
            _query(path, size, *facets, ("sector", sector), ("zone", zone), ("ownership", ownership), ("_sort_desc", "turnover"))
            for sector, zone, ownership in THREE
        ],
        "W6": [_query(path, size, *facets, ("_next", (_deep(count) - back) * PER_PAGE)) for back in range(4)],
        "W7": [f"{path}/{number}" for number in range(101, 109)],
        "W8": [
            _query(f"{path}.json", ("_size", 10), ("_shape", "array"), ("name_en__startswith", prefix.capitalize()))
            for prefix in PREFIXES
        ],
    }  # fmt: skip


SYSTEMS: dict[str, Callable[[int], Addresses]] = {"site": site, "tutorial": site, "datasette": datasette}


def _slugs() -> list[str]:
    from benchmarks.companies import companies  # needs Django set up

    return [quote(made.fields["slug"]) for made in companies(8, first=101)]
