"""The first run of load_demo, in a database that the editors have used already."""

from django.core.management import call_command

from companies.models import Company


def test_profile_with_the_same_address_is_left_alone(db, capsys):
    own = Company.objects.create(slug="baidu", name_en="Our own Baidu")
    call_command("load_demo")
    assert "Companies: 65 created, 1 unchanged\nParks: 40 created, 0 unchanged\n" in capsys.readouterr().out
    own.refresh_from_db()
    assert own.name_en == "Our own Baidu"
