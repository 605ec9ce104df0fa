"""What a load does with terms that staff deleted or named anew."""

import pytest

from companies.models import Sector, Synonym, Zone
from profiles.models import Metric
from tests.all_rows import all_rows
from zgc_site.demo.terms import load_terms

pytestmark = pytest.mark.django_db


def test_terms_that_staff_deleted_or_named_anew_do_not_come_back():
    assert load_terms() == []
    Synonym.objects.get(slug="ai").delete()
    Sector.objects.get(slug="agriculture-technology").delete()
    Zone.objects.get(slug="yanqing").delete()
    Metric.objects.get(code="headquarters").delete()
    Sector.objects.filter(slug="mobility").update(slug="transport")
    before = all_rows()
    assert load_terms() == [
        f"{name}: staff deleted it, so it does not come back."
        for name in ("metric headquarters", "sector agriculture-technology", "zone yanqing", "synonym ai")
    ]
    assert all_rows() == before


def test_terms_from_before_loads_were_remembered_stay_as_they_are():
    Zone.objects.create(
        slug="haidian", name_en="Ours", name_zh="我们的", name_fr="À nous", latitude=1, longitude=1
    )
    assert load_terms() == []
    assert Zone.objects.get(slug="haidian").name_en == "Ours"
    Zone.objects.get(slug="haidian").delete()
    assert load_terms() == ["zone haidian: staff deleted it, so it does not come back."]
