"""Records for tests. Every argument is named, so a test reads without opening this file."""

from __future__ import annotations

import io
import itertools
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from django.core.management import call_command

from accounts.models import User
from companies.models import Company, CompanyFigure, Sector, Zone
from kit.pictures.cleaning import clean_image
from partners.models import Park
from profiles.models import Image, Metric, Source
from tests.profiles.pictures import encode

_number = itertools.count(1)

PASSWORD = "a long enough password"


def make_user(*, role: str = "", username: str = "", **fields: Any) -> User:
    """A person; with a role, a member of staff in that role."""
    name = username or f"user{next(_number)}"
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD, is_staff=bool(role), **fields)
    if role:
        if not Group.objects.filter(name=role).exists():
            call_command("setup_roles", verbosity=0)
        user.groups.add(Group.objects.get(name=role))
    return user


def make_source(*, title: str = "A source", **fields: Any) -> Source:
    return Source.objects.create(
        **{"key": f"source-{next(_number)}", "title": title, "evidence": "secondary", **fields}
    )


def make_sector(*, slug: str = "", **fields: Any) -> Sector:
    slug = slug or f"sector-{next(_number)}"
    names = {"name_en": slug, "name_zh": slug, "name_fr": slug}
    return Sector.objects.create(slug=slug, **{**names, **fields})


def make_zone(*, slug: str, **fields: Any) -> Zone:
    return Zone.objects.create(slug=slug, name_en=slug, name_zh=slug, name_fr=slug, **fields)


def make_company(*, published: bool = True, sectors: tuple[Sector, ...] = (), **fields: Any) -> Company:
    number = next(_number)
    company = Company.objects.create(
        **{"slug": f"company-{number}", "name_en": f"Company {number}", **fields}
    )
    company.sectors.set(sectors)
    if published:
        company.publish(by=None)
    return company


def make_park(*, published: bool = True, is_host: bool = False, **fields: Any) -> Park:
    number = next(_number)
    defaults = {"slug": f"park-{number}", "name_en": f"Park {number}", "country": "FR"}
    park = Park.objects.create(**{**defaults, **fields})
    if published:
        park.publish(by=None)
    if is_host:  # without a version of its own
        Park.objects.filter(pk=park.pk).update(is_host=True)
        park.is_host = True
    return park


def make_picture(kind: str) -> Image:
    """A stored logo or cover of one colour."""
    return Image.store(clean_image(io.BytesIO(encode(size=(640, 320))), kind), kind)


def make_metric(*, code: str = "turnover", kind: str = "money", unit: str = "CNY", **fields: Any) -> Metric:
    names = {"name_en": code, "name_zh": code, "name_fr": code}
    return Metric.objects.create(code=code, kind=kind, default_unit=unit, scope="both", **{**names, **fields})


def make_figure(
    *, company: Company, metric: Metric, value: int, year: str = "2012", **fields: Any
) -> CompanyFigure:
    return CompanyFigure.objects.create(
        company=company,
        metric=metric,
        value=Decimal(value),
        period_start=year,
        **{"unit": metric.default_unit, **fields},
    )


def make_full_company(*, rows: int) -> Company:
    """A company with so many rows of each kind, each with a source of its own."""
    company = make_company(zone=make_zone(slug=f"zone-{rows}"), sectors=(make_sector(), make_sector()))
    metric = make_metric(code=f"metric-{rows}")
    for number in range(rows):
        source, year = make_source(), str(2000 + number)
        company.other_names.create(name=f"Name {number}", source=source)
        company.identifiers.create(scheme="hkex", value=f"{rows:02}{number:02}", source=source)
        company.ties.create(name=f"Parent {number}", source=source)
        company.products.create(name=f"Product {number}", source=source)
        company.links.create(kind="careers", url=f"https://example.org/{number}")
        company.stakeholders.create(name=f"Founder {number}", country="FR", source=source)
        make_figure(company=company, metric=metric, value=number, year=year, source=source)
        company.milestones.create(on=year, text_en="Moved", source=source)
        company.presences.create(country="FR", source=source)
        company.certificates.create(kind="high_tech", issued=year, source=source)
        company.citations.create(field="founded", source=source)
    return company
