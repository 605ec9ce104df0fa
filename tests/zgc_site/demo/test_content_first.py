"""The first run of load_demo, in a database that the editors have used already."""

from django.core.management import call_command

from companies.models import Company


def test_profile_with_the_same_address_is_left_alone(db, capsys):
    own = Company.objects.create(slug="baidu", name_en="Our own Baidu")
    call_command("load_demo")
    said = capsys.readouterr().out
    assert (
        "Parks: 50 created, 0 updated, 0 unchanged\nCompanies: 146 created, 0 updated, 0 unchanged\n" in said
    )
    own.refresh_from_db()
    assert own.name_en == "Our own Baidu"
