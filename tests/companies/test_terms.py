import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from companies.facets import LISTING
from companies.models import Sector, Synonym
from companies.models.terms import FILTERS
from tests.factories import make_company, make_sector, make_user, make_zone
from tests.page_form import page_form


@pytest.mark.django_db
def test_sectors_have_two_levels():
    broad = make_sector()
    narrow = make_sector(parent=broad)
    with pytest.raises(ValidationError, match="two levels"):
        Sector(slug="third", name_en="c", name_zh="c", name_fr="c", parent=narrow).full_clean()
    broad.parent = make_sector()
    with pytest.raises(ValidationError, match="must stay broad"):
        broad.full_clean()


@pytest.mark.django_db
def test_sector_is_not_its_own_parent():
    sector = make_sector()
    sector.parent = sector
    with pytest.raises(ValidationError, match="its own broader sector"):
        sector.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Sector.objects.filter(pk=sector.pk).update(parent=F("pk"))


@pytest.mark.django_db
@pytest.mark.parametrize("codes", ["62|", "V", "6", "62,63"])
def test_isic_codes_have_a_shape(codes):
    sector = make_sector(isic=codes)
    with pytest.raises(ValidationError) as error:
        sector.full_clean()
    assert list(error.value.message_dict) == ["isic"]


@pytest.mark.django_db
def test_sector_in_use_is_not_deleted(client):
    sector, unused = make_sector(), make_sector()
    make_company(name_en="Widgets", sectors=(sector,))
    client.force_login(make_user(role="Administrator"))
    for one in (sector, unused):
        client.post(f"/admin/companies/sector/{one.pk}/delete/", {"post": "yes"})
    assert list(Sector.objects.all()) == [sector]
    assert "Widgets</a>" in client.get(f"/admin/companies/sector/{sector.pk}/delete/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "allowed"),
    [
        ((None, None), True),
        (("39.99", "116.29"), True),
        (("39.99", None), False),
        ((None, "116.29"), False),
        (("90.5", "116.29"), False),
        (("39.99", "-180.5"), False),
    ],
)
def test_zone_has_both_coordinates_or_none(place, allowed):
    zone = make_zone(slug="north")
    zone.latitude, zone.longitude = place
    if allowed:
        zone.full_clean()
        zone.save()
        return
    with pytest.raises(ValidationError):
        zone.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        zone.save()


@pytest.mark.django_db
def test_place_of_a_zone_is_entered_in_the_admin(client):
    zone = make_zone(slug="north")
    client.force_login(make_user(role="Administrator"))
    path = f"/admin/companies/zone/{zone.pk}/change/"
    form = page_form(client.get(path), "zone_form")
    assert client.post(path, form | {"latitude": "40.5", "longitude": ""}).status_code == 200
    assert client.post(path, form | {"latitude": "40.5", "longitude": "116.25"}).status_code == 302
    zone.refresh_from_db()
    assert (float(zone.latitude), float(zone.longitude)) == (40.5, 116.25)


@pytest.mark.django_db
def test_words_have_a_sector_or_a_filter():
    synonym = Synonym.objects.create(slug="chips", words_en="chips", sector=make_sector())
    synonym.full_clean()
    synonym.filter = "returnee=true"
    with pytest.raises(ValidationError) as error:
        synonym.full_clean()
    assert error.value.message_dict["filter"] == ["Words have a sector or a filter, not both."]
    with pytest.raises(IntegrityError), transaction.atomic():
        synonym.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("", ""),
        ("returnee=true", ""),
        ("zone=north", ""),
        ("sector=chips", ""),
        ("ownership=joint-venture", ""),
        ("country=FR", ""),
        ("exchange=hkex", ""),
        ("zone=nowhere", "The filter “zone” has no value “nowhere”."),
        ("ownership=nope", "The filter “ownership” has no value “nope”."),
        ("returnee=1", "The filter “returnee” has no value “1”."),
        ("size=100", "Questions have no such filter."),
        ("nothing=true", "Questions have no such filter."),
        ("zone=<b>", "Write it as in the address of the list"),
        ("zone", "Write it as in the address of the list"),
    ],
)
def test_filter_of_words_is_one_that_questions_have(client, written, error):
    make_zone(slug="north")
    make_sector(slug="chips")
    client.force_login(make_user(role="Administrator"))
    path = "/admin/companies/synonym/add/"
    sent = page_form(client.get(path), "synonym_form") | {"slug": "word", "words_en": "word"}
    response = client.post(path, sent | {"filter": written})
    assert list(Synonym.objects.values_list("filter", flat=True)) == ([] if error else [written])
    assert error in response.content.decode()


def test_filters_of_words_are_those_that_questions_have():
    assert set(FILTERS) == {facet.key for facet in LISTING.facets if facet.in_questions}


@pytest.mark.django_db
def test_filter_that_questions_have_not_is_refused_by_model_and_database():
    synonym = Synonym(slug="word", words_en="word", filter="size=100")
    with pytest.raises(ValidationError):
        synonym.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        synonym.save()


@pytest.mark.django_db
def test_filter_whose_term_went_since_does_not_keep_words_from_being_saved(client):
    synonym = Synonym.objects.create(slug="word", words_en="word", filter="zone=gone")
    client.force_login(make_user(role="Administrator"))
    path = f"/admin/companies/synonym/{synonym.pk}/change/"
    client.post(path, page_form(client.get(path), "synonym_form") | {"words_en": "other"})
    synonym.refresh_from_db()
    assert (synonym.words_en, synonym.filter) == ("other", "zone=gone")
