"""Random companies, and what a question to them gives, counted one by one."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterable
from typing import Any

from companies.facets import EMPLOYEE_BANDS, TURNOVER_BANDS
from companies.models import Company, CompanyFigure, Sector
from profiles.models import Evidence, Metric, Source
from profiles.search import matching, reindex
from tests.companies.turnovers import comparable_turnover
from tests.factories import make_company, make_figure, make_metric, make_sector, make_zone
from tests.profiles.catalogue.plain import evidence_values

COUNTRIES = ("FR", "US", "JP", "DE")
CERTIFICATES = ("high_tech", "little_giant")
OWNERSHIPS = ("domestic", "joint-venture", "wholly-foreign")
STANDINGS = ("operating", "moved-away", "acquired", "dissolved")
THIS_YEAR = datetime.date.today().year
WORDS = ("quantum", "清河", "robot", "optics")
CURRENCIES = ["CNY", "CNY", "USD", "EUR", "VND"]  # no rate is known of the last one
# What a figure of a year may be besides: a financial year, a part of a year, as of a date, of a part of the whole.
PERIODS: tuple[Callable[[str], dict[str, str]], ...] = (
    lambda year: {},
    lambda year: {},
    lambda year: {"coverage": "part"},
    lambda year: {"period_kind": "as_of", "year": f"{year}-06"},
    lambda year: {"period_kind": "span", "year": f"{year}-04", "period_end": f"{int(year) + 1}-03"},
    lambda year: {"period_kind": "span", "year": f"{year}-01", "period_end": f"{year}-07"},
)
ORDERS = ("relevance", "name", "founded", "-founded", "-turnover", "-updated")
LEAF_VALUES = (0, 10, 49, 50, 249, 250, 999, 1000, 10_000, 99_999_999, 100_000_000, 10_000_000_000)


def populate(chance: random.Random, number: int) -> None:
    """Terms, metrics and so many companies, published and not."""
    broad = [make_sector(slug=f"broad-{place}", order=place) for place in range(3)]
    for place in range(5):
        make_sector(slug=f"narrow-{place}", parent=broad[place % 2], order=10 + place)
    for place in range(3):
        make_zone(slug=f"zone-{place}")
    make_metric(code="employees", kind="count", unit="count")
    make_metric(code="turnover")
    for _place in range(number):
        random_company(chance)


def random_company(chance: random.Random) -> Company:
    company = make_company(published=False, name_en=f"{chance.choice(WORDS)} {chance.choice('AaBbÉé')}")
    scramble(chance, company)
    if chance.random() < 0.85:
        company.publish(by=None)
    return company


def scramble(chance: random.Random, company: Company) -> None:
    """Give a company other facts, past the site's own ways; publish or withdraw it afterwards."""
    from companies.models import Zone

    company.zone = chance.choice([None, *Zone.objects.all()])
    company.ownership = chance.choice(["", *OWNERSHIPS])
    company.standing = chance.choice(["", *STANDINGS])
    company.in_park_until = chance.choice(["", "", "2019", "2031-05"])
    company.in_park_seen = "" if company.in_park_until else chance.choice(["", "2002", f"{THIS_YEAR}"])
    company.founded = chance.choice(["", "1984", "1984-11", "1999-12-31", "2005", "2005-06", "2020"])
    company.returnee_founded = chance.choice([None, None, True, False])
    company.save()
    company.sectors.set(chance.sample(list(Sector.objects.all()), chance.randint(0, 3)))
    for relation in ("stakeholders", "presences", "certificates", "figures"):
        getattr(company, relation).all().delete()
    if chance.random() < 0.4:
        company.stakeholders.create(
            name="Somebody", country=chance.choice(["", "US"]), source=random_source(chance)
        )
    if chance.random() < 0.4:
        company.stakeholders.create(
            kind="foreign_partner",
            name="A partner",
            country=chance.choice(COUNTRIES),
            source=random_source(chance),
        )
    for country in chance.choices(COUNTRIES, k=chance.randint(0, 3)):
        company.presences.create(
            country=country, closed=chance.choice(["", "2010"]), source=random_source(chance)
        )
    for kind in chance.sample(CERTIFICATES, chance.randint(0, 2)):
        company.certificates.create(kind=kind, issued="2020")
    for year in chance.sample(["2010", "2011", "2012"], chance.randint(0, 3)):
        for code, unit in (("employees", "count"), ("turnover", chance.choice(CURRENCIES))):
            metric, rank = Metric.objects.get(code=code), chance.choice(["normal", "normal", "disputed"])
            value = chance.choice(LEAF_VALUES)
            more = {"year": year} | (chance.choice(PERIODS)(year) if code == "turnover" else {})
            make_figure(company=company, metric=metric, value=value, unit=unit, rank=rank, **more)
    reindex(company)


def random_source(chance: random.Random) -> Source | None:
    level = chance.choice(["", *Evidence.values])
    return (
        Source.objects.get_or_create(key=level, defaults={"title": level, "evidence": level})[0]
        if level
        else None
    )


def random_question(chance: random.Random) -> dict[str, Any]:
    """Cleaned values as CompanyFilter gives them."""
    offered = {
        "sector": list(Sector.objects.values_list("slug", flat=True)),
        "zone": ["zone-0", "zone-1", "zone-2"],
        "ownership": OWNERSHIPS,
        "standing": [*STANDINGS, "unknown"],
        "in_park": ["today", "earlier"],
        "country": COUNTRIES,
        "size": list(EMPLOYEE_BANDS),
        "turnover": list(TURNOVER_BANDS),
        "certificate": CERTIFICATES,
        "evidence": ["well-sourced", "to-check", "unsourced"],
    }
    asked: dict[str, Any] = {
        name: chance.sample(list(values), chance.randint(1, 2))
        for name, values in offered.items()
        if chance.random() < 0.2
    }
    single = {
        "returnee": ["true"],
        "founded_min": ["1984", "2000"],
        "founded_max": ["1999", "2005"],
        "q": ["robot", "qinghe", "a"],
    }
    asked |= {name: chance.choice(values) for name, values in single.items() if chance.random() < 0.2}
    return asked | {"order": chance.choice(["", *ORDERS])}


class Oracle:
    """Every published company with all that a filter asks of it, looked at one by one."""

    def __init__(self) -> None:
        self.values = {company.pk: values_of(company) for company in Company.objects.published()}
        self._found: dict[str, set[int]] = {}

    def ids(self, asked: dict[str, Any], without: str = "") -> set[int]:
        asked = {name: value for name, value in asked.items() if value and name not in ("order", without)}
        return {pk for pk in self.values if all(self._fits(pk, *pair) for pair in asked.items())}

    def counts(self, asked: dict[str, Any], facet: str, values: Iterable[str]) -> dict[str, int]:
        left = self.ids(asked, without=facet)
        return {value: sum(value in self.values[pk][facet] for pk in left) for value in values}

    def _fits(self, pk: int, name: str, value: Any) -> bool:
        founded = self.values[pk]["founded"]
        if name == "founded_min":
            return founded >= value
        if name == "founded_max":
            return founded != "" and founded[:4] <= value
        if name == "q":
            return pk in self._matching(value)
        return bool(self.values[pk][name] & ({value} if isinstance(value, str) else set(value)))

    def _matching(self, words: str) -> set[int]:
        """Each company is searched by itself, once for all questions with these words."""
        if words not in self._found:
            one_by_one = {pk: matching(Company.objects.filter(pk=pk), words).exists() for pk in self.values}
            self._found[words] = {pk for pk, is_found in one_by_one.items() if is_found}
        return self._found[words]


def values_of(company: Company) -> dict[str, Any]:
    sectors = set(company.sectors.all())
    came_back = company.stakeholders.filter(kind="founder").exclude(country="").exists()
    returnee = came_back if company.returnee_founded is None else company.returnee_founded
    return {
        "sector": {sector.slug for sector in sectors | {one.parent for one in sectors if one.parent}},
        "zone": {company.zone.slug} if company.zone else set(),
        "ownership": {company.ownership} - {""},
        "standing": {company.standing or "unknown"},
        "in_park": {"earlier" if is_gone(company) else "today"},
        "returnee": {"true"} if returnee else set(),
        "country": {str(row.country) for row in company.presences.filter(closed="")},
        "left_country": {str(row.country) for row in company.presences.exclude(closed="")}
        - {str(row.country) for row in company.presences.filter(closed="")},
        "partner_country": {str(row.country) for row in company.stakeholders.filter(kind="foreign_partner")},
        "size": band(newest(company, "employees", "count"), EMPLOYEE_BANDS),
        "turnover": band(comparable_turnover(company), TURNOVER_BANDS),
        "certificate": set(company.certificates.values_list("kind", flat=True)),
        "evidence": evidence_values(company),
        "founded": str(company.founded),
    }


def is_gone(company: Company) -> bool:
    is_on_an_old_list = company.in_park_seen == "2002" and not company.standing
    return company.standing in STANDINGS[1:] or company.in_park_until == "2019" or is_on_an_old_list


def newest(company: Company, code: str, *units: str) -> Any:
    figures = CompanyFigure.objects.filter(company=company, metric__code=code).exclude(rank="disputed")
    figures = figures.exclude(coverage="part")
    if units:
        figures = figures.filter(unit__in=units)
    figure = figures.newest_first().first()
    return figure and figure.value


def band(value: Any, bands: dict[str, int]) -> set[str]:
    fitting = [name for name, least in bands.items() if value is not None and value >= least]
    return set(fitting[-1:])
