"""What the database refuses of a company's rows, past every form."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from companies.models import Company, CompanyFigure, Identifier, Presence, Stakeholder
from tests.factories import make_company, make_figure, make_full_company, make_metric, make_source


def refused(row, **values):
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**values)
    return True


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"country": ""},
        {"kind": "shop"},
        {"opened": "2006", "closed": "2005"},
        {"opened": "2006-05", "closed": "2006-04-30"},
        {"opened": "2013-02-31"},
        {"latitude": 91, "longitude": 0},
        {"latitude": 0, "longitude": -181},
        {"latitude": 1},
        {"coordinate_precision": "here"},
    ],
)
def test_presence(values):
    assert refused(make_full_company(rows=1).presences.get(), **values)


@pytest.mark.django_db
def test_presence_may_close_in_the_year_it_opened():
    presence = make_full_company(rows=1).presences.get()
    presence.opened, presence.closed = "2005-06", "2005"
    presence.full_clean()
    presence.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ("stakeholders", {"kind": "foreign_partner", "country": ""}),
        ("stakeholders", {"kind": "friend"}),
        ("other_names", {"kind": "nickname"}),
        ("milestones", {"on": ""}),
        ("milestones", {"text_en": ""}),
        ("certificates", {"issued": ""}),
        ("certificates", {"issued": "2021-04-31"}),
        ("certificates", {"kind": "iso"}),
        ("identifiers", {"since": "2010", "until": "2009"}),
        ("identifiers", {"scheme": "passport"}),
        ("figures", {"value": -1}),
        ("figures", {"unit": "percent", "value": 101}),
        ("figures", {"unit": "miles"}),
        ("figures", {"coverage": "some"}),
        ("figures", {"qualifier": "maybe"}),
        ("figures", {"rank": "best"}),
        ("figures", {"period_kind": "ever"}),
    ],
)
def test_other_rows(rows, values):
    assert refused(getattr(make_full_company(rows=1), rows).get(), **values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"name_en": "", "name_zh": "", "name_fr": ""},
        {"founded": "2013-02-31"},
        {"ownership": "state"},
        {"latitude": None, "longitude": 5},
        {"latitude": -90.5, "longitude": 5},
        {"state": "hidden"},
        {"published_at": None},
        {"slug": ""},
    ],
)
def test_company(values):
    assert refused(make_company(), **values)


@pytest.mark.django_db
def test_second_preferred_figure():
    company, metric = make_company(), make_metric()
    make_figure(company=company, metric=metric, value=1, source=make_source(), rank="preferred")
    other = make_figure(company=company, metric=metric, value=2, source=make_source())
    assert refused(other, rank="preferred")


@pytest.mark.django_db
@pytest.mark.parametrize(("value", "unit", "field"), [(-1, "CNY", "value"), (101, "percent", "value")])
def test_figure_says_which_field_is_wrong(value, unit, field):
    kind = "share" if unit == "percent" else "money"
    metric = make_metric(kind=kind, unit=unit)
    figure = CompanyFigure(company=make_company(), metric=metric, value=value, unit=unit, period_start="2012")
    with pytest.raises(ValidationError) as error:
        figure.full_clean()
    assert field in error.value.message_dict


@pytest.mark.django_db
def test_metric_of_parks_is_not_for_companies():
    metric = make_metric()
    type(metric).objects.update(scope="park")
    metric.refresh_from_db()
    figure = CompanyFigure(company=make_company(), metric=metric, value=1, unit="CNY", period_start="2012")
    with pytest.raises(ValidationError) as error:
        figure.full_clean()
    assert list(error.value.message_dict) == ["metric"]


@pytest.mark.django_db
def test_ended_register_number_still_belongs_to_its_company():
    number = {"scheme": "lei", "value": "3003005OYN018DVQBG77"}
    Identifier.objects.create(company=make_company(), until="2010", **number)
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(company=make_company(), **number)


@pytest.mark.django_db
def test_former_address_of_another_company_is_taken():
    make_company().former_slugs.create(slug="old")
    with pytest.raises(ValidationError, match="another profile"):
        Company(slug="old", name_en="New").full_clean()
    mine = make_company()
    mine.former_slugs.create(slug="mine-once")
    mine.slug = "mine-once"
    mine.full_clean()


@pytest.mark.parametrize(
    ("language", "founder", "abroad"),
    [
        ("en", "Liu Chuanzhi", "Tokyo, Japan"),
        ("zh-hans", "柳传志", "东京"),
        ("fr", "Liu Chuanzhi", "Tokyo, Japon"),
    ],
)
def test_row_is_called_as_its_readers_write_it(language, founder, abroad):
    with override(language):
        assert str(Stakeholder(name="Liu Chuanzhi", name_zh="柳传志")) == founder
        assert str(Stakeholder(name="Ada")) == "Ada"
        assert abroad in str(Presence(country="JP", city="Tokyo"))
