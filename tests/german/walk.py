"""Walks through the site in a language more, which settings.LANGUAGES alone name: python -m tests.german.walk"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import django

FILE = """name_en,name_de,summary_de,sector
Blue Lake Optics,Blausee Optik,Linsen und Laser.,Programme
"""


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.german.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    add_columns()
    for command in ("setup_roles", "setup_metrics"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for step in (models, files, profiles, lists, editors, proposals, machines, index):
        step()
        print(step.__name__, "ok")


def add_columns() -> None:
    """The migration that `makemigrations` would write, applied."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.questioner import MigrationQuestioner
    from django.db.migrations.state import ProjectState

    class Empty(MigrationQuestioner):
        def ask_not_null_addition(self, field_name, model_name):
            return ""

    loader = MigrationLoader(connection)
    state = loader.project_state()
    detector = MigrationAutodetector(state, ProjectState.from_apps(apps), Empty())
    for migrations in detector.changes(graph=loader.graph).values():
        for migration in migrations:
            with connection.schema_editor() as editor:
                state = migration.apply(state, editor)


def page(path: str, client=None) -> str:
    from django.test import Client

    response = (client or Client(HTTP_HOST="127.0.0.1")).get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def models() -> None:
    from companies.models import Company, Presence, Sector, Zone
    from kit.languages import text
    from partners.models import Park, Statement
    from profiles.models import Metric
    from submissions.models import Reason

    for model, name in (
        (Company, "name_de"), (Company, "summary_de"), (Company, "description_de"), (Park, "name_de"),
        (Sector, "name_de"), (Zone, "name_de"), (Presence, "note_de"), (Statement, "text_de"),
        (Metric, "definition_de"), (Reason, "text_de"),
    ):  # fmt: skip
        assert model._meta.get_field(name).column == name
    assert str(Company._meta.get_field("name_de").verbose_name) == "name in Deutsch"
    # A name in this language alone is enough for the database as well.
    company = Company.objects.create(slug="blausee", name_de="Blausee AG")
    assert (str(company.name), text(company, "name", "de").lang) == ("Blausee AG", "de")
    company.delete()


def files() -> None:
    from django.core.management import call_command

    from companies.models import Company, Sector

    Sector.objects.create(
        slug="software", name_en="Software", name_zh="软件", name_fr="Logiciels", name_de="Programme"
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "companies.csv"
        path.write_text(FILE, encoding="utf-8")
        call_command("import_companies", path, publish=True, verbosity=0)
    company = Company.objects.published().get(slug="blue-lake-optics")
    assert (company.name_de, company.summary_de) == ("Blausee Optik", "Linsen und Laser.")
    header, row = _export().splitlines()
    cells = dict(zip(header.split(","), row.split(","), strict=True))
    assert (cells["name_de"], cells["summary_de"]) == ("Blausee Optik", "Linsen und Laser.")


def _export() -> str:
    from django.test import Client

    response = Client(HTTP_HOST="127.0.0.1").get("/companies/export.csv")
    return b"".join(response.streaming_content).decode("utf-8-sig")


def profiles() -> None:
    html = page("/de/companies/blue-lake-optics/")
    assert '<html lang="de"' in html
    assert "<h1" in html
    assert "Blausee Optik" in html
    assert "Linsen und Laser." in html
    assert 'hreflang="de"' in html
    english = page("/companies/blue-lake-optics/")
    assert "Blue Lake Optics" in english
    assert 'lang="de"' in english  # in the switch of languages


def lists() -> None:
    for query in ("q=blausee", "q=laser", "q=blue+lake", "sector=software"):
        html = page(f"/de/companies/?{query}")
        assert 'href="/de/companies/blue-lake-optics/"' in html, query
        assert "Blausee" in html, query
    assert 'href="/companies/blue-lake-optics/"' in page("/companies/?q=blausee")
    page("/de/")
    page("/de/partners/")


def editors() -> None:
    from django.test import Client

    from companies.models import Company
    from tests.factories import make_user
    from tests.page_form import page_form

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(make_user(role="Administrator"))
    company = Company.objects.get(slug="blue-lake-optics")
    url = f"/admin/companies/company/{company.pk}/change/"
    form = page_form(client.get(url), "company_form")
    assert client.post(url, {**form, "description_de": "Am blauen See."}).status_code == 302
    company.refresh_from_db()
    assert (company.description_de, company.version) == ("Am blauen See.", 3)
    assert "Am blauen See." in page("/de/companies/blue-lake-optics/")


def proposals() -> None:
    from companies.models import Company
    from submissions.deciding.decide import decide
    from tests.factories import make_user
    from tests.submissions.proposals import make_submission, verdict

    assert 'name="summary_de"' in page("/de/companies/blue-lake-optics/edit/")
    company = Company.objects.get(slug="blue-lake-optics")
    submission = make_submission(company, fields={"summary_de": "Linsen."})
    decide(submission, verdict(["summary_de"]), by=make_user(role="Moderator"), revision=submission.revision)
    company.refresh_from_db()
    assert company.summary_de == "Linsen."


def machines() -> None:
    assert "/de/companies/blue-lake-optics/" in page("/sitemap.xml")


def index() -> None:
    from django.core.management import call_command

    call_command("rebuild_search", verbosity=0)
    call_command("rebuild_search", check=True, verbosity=0)


if __name__ == "__main__":
    main()
