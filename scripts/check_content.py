"""Checks the shipped content: addresses, sources, units, dates and translations. Says each fault with its file and line.

    check_content.py [FOLDER]

It needs no database. That every line can also be imported, the tests say.
"""

from __future__ import annotations

import csv
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zgc_site.settings")
    django.setup()

from kit.currencies import CURRENCIES  # noqa: E402 (of the project, which is no package that is installed)
from kit.partial_date import PartialDate, is_twelve_months  # noqa: E402
from profiles.metrics import FILE as PRODUCT_METRICS  # noqa: E402
from profiles.models import Evidence, Metric  # noqa: E402

CONTENT = ROOT / "zgc_site" / "demo"
KINDS = {"companies.csv": "company", "parks.csv": "park"}
TERMS = ("metrics.csv", "sectors.csv", "zones.csv")

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGES = ("en", "zh-Hans", "fr")
# Texts that every reader finds in his own language.
TRANSLATED = re.compile(r"summary|.+\.note|(milestones|partnerships|statements)\.text")
DATED = re.compile(r"founded|standing_on|in_park_\w+|.+\.(on|since|until|opened|closed)")
# Facts that say where a profile stands and what it is called by the site, for which nobody needs a source.
NEEDS_NONE = re.compile(
    r"postcode|standing_on|kind|city|country|time_zone|home_currency|coordinates\..*|name|summary|links\..*"
)

# Notes that say when a figure was seen or how its source lays it out, and not what it counts.
NO_DEFINITION = ("Last reported on that date.", "In a data vendor’s standard layout.")

# A French high sign without its no-break space, straight quotation marks, a breakable thousand.
BAD_FRENCH = re.compile(r"[^\u00a0\u202f][;!?»%]|[^\u00a0\u202f]:(?!//)|«(?![\u00a0\u202f])|['\"]|\d \d")
BAD_CHINESE = re.compile(
    r"[\u4e00-\u9fff][,;:?!()\"'.](?!\d)|[,;:?!()\"'][\u4e00-\u9fff]|[\u4e00-\u9fff] [A-Za-z0-9]|[A-Za-z0-9] [\u4e00-\u9fff]"
)
BAD_ENGLISH = re.compile(r"['\"]")
BAD = {"en": BAD_ENGLISH, "zh-Hans": BAD_CHINESE, "fr": BAD_FRENCH}

# A wiki, a blog, a copy or a repost is at best to be checked, and so is a filing that stands on another site.
COPIED = re.compile(
    r"wiki|\bblog|blogspot|wordpress|note\.mu|\bcop(y|ied)\b|\breposted\b|quoted on|Kopie|копия|写し",
    re.IGNORECASE,
)
FILING = re.compile(
    r"Form \S*\d|20-F|annual report|interim report|年度报告|募集说明书|评级报告", re.IGNORECASE
)
ON_ANOTHER_SITE = re.compile(r"\bon [A-Za-z]|exchange filing")
# Blogs that an organisation keeps itself, as its own site.
OWN_BLOGS = ("97280315323cdba9", "htc-blog-2016", "jdblog-th", "prbb-2016")

Row = dict[str, str]


@dataclass
class Check:
    """The content of a folder, and what is wrong with it."""

    folder: Path = CONTENT
    faults: list[str] = field(default_factory=list)

    def run(self) -> list[str]:
        self.sources = {row["key"]: row for _where, row in self._rows("facts/sources.csv")}
        self.metrics = {row["code"]: row for row in self._all_metrics()}
        self._check_sources()
        for name in TERMS:
            self._check_terms(name)
        used = set()
        for name, kind in KINDS.items():
            rows = list(self._rows(f"facts/{name}"))
            used |= {row["source"] for _where, row in rows}
            for where, row in rows:
                self._check_line(where, row, kind)
            self._check_profiles(rows)
            self._check_series(rows)
            self._check_translations(rows)
        for key in self.sources.keys() - used:
            self._fault("facts/sources.csv", f"no fact names the source {key}")
        return self.faults

    def _fault(self, where: str, text: str) -> None:
        self.faults.append(f"{where}: {text}")

    def _rows(self, name: str) -> Iterator[tuple[str, Row]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                if None in row or None in row.values():
                    self._fault(f"{name}:{number}", "has another number of cells than the headers")
                    continue
                yield f"{name}:{number}", row

    def _all_metrics(self) -> Iterator[Row]:
        with PRODUCT_METRICS.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
        for _where, row in self._rows("metrics.csv"):
            yield row

    # --- sources and terms -----------------------------------------------------------------------

    def _check_sources(self) -> None:
        rows = list(self._rows("facts/sources.csv"))
        for key, number in Counter(row["key"] for _where, row in rows).items():
            if number > 1:
                self._fault("facts/sources.csv", f"{key} is there {number} times")
        for where, row in rows:
            if not row["title"]:
                self._fault(where, "a source has no title")
            if row["evidence"] not in Evidence.values:
                self._fault(where, f"“{row['evidence']}” is no level of evidence")
            if row["evidence"] in (Evidence.PRIMARY, Evidence.SECONDARY) and _is_copied(row):
                self._fault(where, f"{row['key']} is a copy, a wiki or a blog: no more than to_check")
            for name in ("url", "archive_url"):
                if row[name] and not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", row[name]):
                    self._fault(where, f"“{row[name]}” is no web address")
            self._check_dates(where, row, ("published_on", "accessed_on"))

    def _check_terms(self, name: str) -> None:
        for where, row in self._rows(name):
            for text in sorted(column.removesuffix("_en") for column in row if column.endswith("_en")):
                said = dict(
                    zip(LANGUAGES, (row[f"{text}_{code}"] for code in ("en", "zh", "fr")), strict=True)
                )
                self._check_texts(where, text, said)

    # --- lines ----------------------------------------------------------------------------------

    def _check_line(self, where: str, row: Row, kind: str) -> None:
        if not SLUG.fullmatch(row["profile"]):
            self._fault(where, f"“{row['profile']}” is no address")
        if not row["value"]:
            self._fault(where, "has no value")
        if row["source"] and row["source"] not in self.sources:
            self._fault(where, f"no source is called {row['source']}")
        if not row["source"] and not NEEDS_NONE.fullmatch(row["fact"]):
            self._fault(where, f"{row['fact']} has no source")
        if row["evidence"] not in ("", *Evidence.values):
            self._fault(where, f"“{row['evidence']}” is no level of evidence")
        if row["fact"] == "standing" and self._level(row) not in (Evidence.PRIMARY, Evidence.SECONDARY):
            self._fault(where, "a standing needs a primary or secondary source")
        if DATED.fullmatch(row["fact"]):
            self._check_dates(where, row, ("value",))
        if row["fact"] in self.metrics and row["period_kind"]:
            self._check_figure(where, row, kind)
        elif row["period_kind"]:
            self._fault(where, f"no metric is called {row['fact']}")

    def _level(self, row: Row) -> str:
        """What a line rests on."""
        source = self.sources.get(row["source"], {})
        return row["evidence"] or source.get("evidence", Evidence.NONE)

    def _check_figure(self, where: str, row: Row, kind: str) -> None:
        metric = self.metrics[row["fact"]]
        if metric["scope"] not in (kind, "both"):
            self._fault(where, f"{row['fact']} is not used for a {kind}")
        if metric["kind"] == "money":
            fits = row["currency"] in CURRENCIES and not row["unit"]
        else:
            fits = row["unit"] in Metric.UNITS[Metric.Kind(metric["kind"])] and not row["currency"]
        if not fits:
            self._fault(where, f"“{row['currency'] or row['unit']}” does not fit {row['fact']}")
        try:
            value = Decimal(row["value"])
        except InvalidOperation:
            self._fault(where, f"“{row['value']}” is no number")
        else:
            if value < 0 or (metric["kind"] == "share" and value > 100):
                self._fault(where, f"{value} cannot be")
        self._check_dates(where, row, ("period_start", "period_end"))
        start, end = row["period_start"], row["period_end"]
        lengths = {"year": (4, 0), "undated": (0, 0)}.get(row["period_kind"])
        is_right = (len(start), len(end)) == lengths if lengths else bool(start)
        if not is_right or bool(end) != (row["period_kind"] == "span") or (end and end < start):
            self._fault(where, f"“{start}” to “{end}” is no period of the kind {row['period_kind']}")

    def _check_dates(self, where: str, row: Row, names: Iterable[str]) -> None:
        for name in names:
            try:
                if row[name]:
                    PartialDate(row[name])
            except ValueError:
                self._fault(where, f"“{row[name]}” is no date")

    # --- profiles -----------------------------------------------------------------------------------

    def _check_profiles(self, rows: list[tuple[str, Row]]) -> None:
        last, seen = "", set()
        for where, row in rows:
            if row["profile"] != last and row["profile"] in seen:
                self._fault(where, f"the lines of {row['profile']} do not stand together")
            last = row["profile"]
            seen.add(last)
        named = {row["profile"] for _where, row in rows if (row["fact"], row["language"]) == ("name", "en")}
        for profile in sorted(seen - named):
            self._fault(rows[0][0].partition(":")[0], f"{profile} has no English name")
        figures = (
            "profile",
            "fact",
            "value",
            "unit",
            "currency",
            "period_start",
            "period_end",
            "coverage",
            "source",
        )
        counts = Counter(tuple(row[name] for name in figures) for _where, row in rows if row["period_kind"])
        for figure, number in counts.items():
            if number > 1:
                self._fault(figure[0], f"{figure[1]} {figure[5]} is there {number} times")

    def _check_series(self, rows: list[tuple[str, Row]]) -> None:
        """What a chart joins (profiles/pages/charts.py) counts the same thing, as far as the notes of the figures say."""
        notes = {
            (row["profile"], row["fact"], row["row"]): row["value"]
            for _where, row in rows
            if row["fact"].endswith(".note") and row["language"] == "en"
        }
        said: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
        for _where, row in rows:
            if row["coverage"] != "part" and _is_drawn(row):
                note = notes.get((row["profile"], f"{row['fact']}.note", row["row"]), "")
                definition = (
                    row["unit"],
                    row["currency"],
                    row["coverage"],
                    str(row["period_kind"] == "as_of"),
                )
                year = (row["period_end"] or row["period_start"])[:4]
                said[row["profile"], row["fact"], *definition][year] = "" if note in NO_DEFINITION else note
        for (profile, fact, *_definition), years in said.items():
            if len(set(years.values())) > 1:
                self._fault(
                    profile,
                    f"a chart of {fact} joins what the notes tell apart: {sorted(set(years.values()))}",
                )

    def _check_translations(self, rows: list[tuple[str, Row]]) -> None:
        texts: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
        for _where, row in rows:
            if TRANSLATED.fullmatch(row["fact"]):
                texts[row["profile"], row["fact"], row["row"]][row["language"]] = row["value"]
        for (profile, fact, number), said in texts.items():
            self._check_texts(profile, f"{fact} {number}".rstrip(), said)

    def _check_texts(self, where: str, name: str, said: Mapping[str, str]) -> None:
        missing = [language for language in LANGUAGES if not said.get(language)]
        if any(said.values()) and missing:
            self._fault(where, f"{name} is missing in {', '.join(missing)}")
        for language, text in said.items():
            if language in BAD and (bad := BAD[language].search(text)):
                self._fault(where, f"{name} in {language}: “{bad[0]}” in “{text[:80]}”")


def _is_copied(row: Row) -> bool:
    if row["key"] in OWN_BLOGS:
        return False
    host = row["url"].split("/")[2] if row["url"].startswith("http") else ""
    is_copied = COPIED.search(f"{row['title']} {row['publisher']} {host}")
    return bool(is_copied or (FILING.search(row["title"]) and ON_ANOTHER_SITE.search(row["publisher"])))


def _is_drawn(row: Row) -> bool:
    """Whether a line is a figure that a chart may show: of a year, or as of a date."""
    if row["period_kind"] != "span":
        return row["period_kind"] in ("year", "as_of")
    try:
        return is_twelve_months(PartialDate(row["period_start"]), PartialDate(row["period_end"]))
    except ValueError:  # said by _check_dates
        return False


def main() -> int:
    faults = Check(Path(sys.argv[1]) if sys.argv[1:] else CONTENT).run()
    print("\n".join(faults) or "The shipped content is in order.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
