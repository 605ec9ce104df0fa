"""Records that several files of tests begin with."""

import pytest

from companies.models import Company, Presence, Stakeholder
from profiles.search import reindex
from tests.factories import make_company, make_figure, make_metric, make_sector, make_zone


@pytest.fixture
def park(db):
    """Four published companies and a draft that could leak."""
    software, chips = make_sector(slug="software"), make_sector(slug="chips")
    memory = make_sector(slug="memory", parent=chips)
    haidian = make_zone(slug="haidian")
    one = make_company(slug="one", name_en="One", sectors=(software,), zone=haidian, founded="1998")
    two = make_company(slug="two", name_en="Two", sectors=(memory,), founded="2005-06", ownership="domestic")
    three = make_company(slug="three", name_en="Three", sectors=(software, memory), returnee_founded=True)
    make_company(slug="four", name_en="Four", founded="2005")
    make_company(slug="draft", name_en="Draft", sectors=(software,), zone=haidian, published=False)
    Stakeholder.objects.create(company=two, name="A founder", country="US")
    Presence.objects.create(company=one, country="FR", city="Paris")
    Presence.objects.create(company=three, country="FR", closed="2010")
    metric = make_metric(code="employees", kind="count", unit="count")
    make_figure(company=one, metric=metric, value=5000, year="2010")
    make_figure(company=one, metric=metric, value=40, year="2020")
    for company in Company.objects.all():
        reindex(company)
    return {"one": one, "two": two, "three": three}


@pytest.fixture
def terms(db):
    """What the files of companies name."""
    make_zone(slug="haidian")
    make_sector(slug="chips", name_en="Chips", name_zh="芯片", name_fr="Puces")
    make_metric(code="turnover")
    make_metric(code="employees", kind="count", unit="count")
    make_metric(code="patents_granted", kind="count", unit="count")
