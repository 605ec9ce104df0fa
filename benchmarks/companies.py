"""Makes companies that look like those of a science park, the same ones at every run.

Company 17 is the same whether 3,000 or 1,000,000 are made, so a small set is the beginning of a
larger one. Frequencies are skewed as they are in registers: most companies are small and young,
few report a turnover, and Haidian has more of them than all other zones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks import texts, words
from companies.facts.check_characters import USCI_ALPHABET, USCI_WEIGHTS
from companies.facts.identifiers import organisation_check_character
from zgc_site.demo.files import read

LAST_YEAR = 2025
ZONE_WEIGHTS = (46, 9, 8, 8, 6, 4, 2, 3, 1, 2, 2, 3, 1, 2, 1, 1)


@dataclass(frozen=True)
class Made:
    """One made-up company. `fields` are the columns of a company file; the rest only the database can hold."""

    number: int
    fields: dict[str, Any]
    description_en: str = ""
    description_zh: str = ""
    founders: list[tuple[str, str, str]] = field(default_factory=list)  # name, name in Chinese, country
    certificates: list[tuple[str, int]] = field(default_factory=list)  # kind, year


def companies(count: int, first: int = 1) -> Iterator[Made]:
    """`count` companies from number `first` on."""
    maker = _Maker()
    for number in range(first, first + count):
        yield maker.company(number)


class _Maker:
    def __init__(self) -> None:
        rows = read("sectors.csv")
        self.sectors = [(row["slug"], row["parent"]) for row in rows if row["parent"] in words.SUBJECTS]
        self.sector_weights = words.zipf(len(self.sectors), 0.8)
        self.zones = [row["slug"] for row in read("zones.csv")]
        self.country_weights = words.zipf(len(words.COUNTRIES))
        self.writer = texts.Writer()

    def company(self, number: int) -> Made:
        random = Random(number * 1_000_003)  # noqa: S311 (the same companies at every run)
        sector, broad = random.choices(self.sectors, cum_weights=self.sector_weights)[0]
        name = texts.make_name(random, broad)
        subjects = self.writer.subjects(random, broad)
        fields = {
            "slug": f"{name.short.lower()}-{number:x}",
            "name_en": name.en if random.random() > 0.04 else "",
            "name_zh": name.zh if random.random() > 0.06 else "",
            "legal_name": name.legal if random.random() < 0.9 else "",
            "aliases": self._aliases(random, name),
            "sector": self._sectors(random, sector),
            "zone": random.choices(self.zones, ZONE_WEIGHTS)[0] if random.random() < 0.92 else "",
            **self._ownership(random),
            **self._figures(random),
            "overseas": self._overseas(random),
            **self._address(random, name),
            **self._identifiers(random, number),
            **self.writer.summaries(random, subjects),
            "source": random.choices(("Company register 2024", "Annual report 2024", ""), (60, 30, 10))[0],
        }
        if not fields["name_en"] and not fields["name_zh"]:
            fields["name_zh"] = name.zh
        return Made(
            number,
            fields,
            **self.writer.descriptions(random, subjects),
            founders=self._founders(random, fields["returnee_founded"]),
            certificates=self._certificates(random),
        )

    def _sectors(self, random: Random, sector: str) -> str:
        second = random.choice(self.sectors)[0] if random.random() < 0.15 else sector
        return "|".join(dict.fromkeys((sector, second)))

    def _aliases(self, random: Random, name: texts.Name) -> str:
        found = []
        if random.random() < 0.35:
            found.append(f"{name.en} Co., Ltd.")
        if random.random() < 0.15:
            found.append(texts.brand(random)[1])
        if random.random() < 0.08:
            found.append("".join(word[0] for word in name.en.split()).upper() + str(random.randrange(10, 99)))
        return "|".join(dict.fromkeys(found))

    def _ownership(self, random: Random) -> dict[str, str]:
        kinds = ("domestic", "joint-venture", "wholly-foreign", "")
        returnee = random.choices(("true", "false", ""), (12, 18, 70))[0]
        year = LAST_YEAR - min(int(random.expovariate(1 / 9)), 75)
        founded = random.choices(
            (f"{year}", f"{year}-{random.randint(1, 12):02d}", f"{year}-{random.randint(1, 12):02d}-17", ""),
            (45, 15, 35, 5),
        )[0]
        ownership = random.choices(kinds, (78, 8, 7, 7))[0]
        return {"ownership": ownership, "founded": founded, "returnee_founded": returnee}

    def _figures(self, random: Random) -> dict[str, Any]:
        employees = int(random.lognormvariate(3.6, 1.5)) + 1
        turnover = round(employees * random.lognormvariate(13.2, 0.8), -3)
        patents = int(random.paretovariate(0.9)) if random.random() < 0.4 else 0
        reports = random.random() < 0.55
        return {
            "employees": employees if random.random() < 0.8 else "",
            "turnover_cny": int(turnover) if reports else "",
            "turnover_year": random.randint(2019, 2024) if reports else "",
            "patents": min(patents, 90_000) if patents else "",
        }

    def _overseas(self, random: Random) -> str:
        if random.random() > 0.14:
            return ""
        count = min(int(random.paretovariate(1.2)), 12)
        chosen = random.choices(words.COUNTRIES, cum_weights=self.country_weights, k=count)
        return "|".join(dict.fromkeys(chosen))

    def _address(self, random: Random, name: texts.Name) -> dict[str, Any]:
        chinese = random.choice(words.STREETS.split("|")).partition(":")[0]
        located = random.random() < 0.5
        return {
            "website": f"https://www.{name.short.lower()}{random.randrange(1000)}.example.com/"
            if random.random() < 0.6
            else "",
            "address": f"北京市{chinese}{random.randrange(1, 200)}号" if random.random() < 0.8 else "",
            "latitude": round(random.gauss(40.0, 0.08), 5) if located else "",
            "longitude": round(random.gauss(116.32, 0.12), 5) if located else "",
        }

    def _identifiers(self, random: Random, number: int) -> dict[str, str]:
        listed = f"SSE: 6{number:07d}" if random.random() < 0.004 else ""
        return {
            "uscc": usci(number) if random.random() < 0.85 else "",
            "lei": lei(number) if random.random() < 0.12 else "",
            "listed_on": listed,
        }

    def _founders(self, random: Random, returnee: str) -> list[tuple[str, str, str]]:
        if random.random() > 0.3:
            return []
        found = {}
        for _ in range(random.choice((1, 1, 2))):
            chinese, english = random.choice(words.SURNAMES.split()).split(":")
            given, spoken = texts.brand(random)
            away = returnee == "true" or (not returnee and random.random() < 0.1)
            country = random.choice(words.FOUNDER_COUNTRIES) if away else ""
            found[f"{spoken} {english}"] = (f"{spoken} {english}", chinese + given, country)
        return list(found.values())

    def _certificates(self, random: Random) -> list[tuple[str, int]]:
        found = []
        if random.random() < 0.35:
            found.append(("high_tech", random.randint(2016, LAST_YEAR)))
        if random.random() < 0.05:
            found.append(("little_giant", random.randint(2019, LAST_YEAR)))
        return found


def usci(number: int) -> str:
    """A valid Unified Social Credit Identifier that belongs to this number alone."""
    code = f"{number:08d}"
    begun = f"91110108{code}{organisation_check_character(code)}"
    total = sum(USCI_ALPHABET.index(char) * weight for char, weight in zip(begun, USCI_WEIGHTS, strict=True))
    return begun + USCI_ALPHABET[(31 - total % 31) % 31]


def lei(number: int) -> str:
    """A valid Legal Entity Identifier that belongs to this number alone."""
    begun = f"8368{number:014d}"
    return f"{begun}{98 - int(begun + '00') % 97:02d}"
