"""No page reads a whole table, in a database as an import leaves it, nor where nothing is known of its tables."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from benchmarks.fill import load_surroundings
from benchmarks.generate import write_file
from companies.models import Company
from tests.factories import make_user
from tests.plans import forget_statistics, walks_of
from zgc_site import sitemaps

COMPANIES = 1_000
LISTS = (
    *("/companies/", "/companies/?page=80", "/companies/?order=-updated", "/companies/?zone=haidian&order=founded"),
    *("/companies/?q=data", "/companies/?q=%E4%BA%AC&sector=life-sciences", "/companies/?q=nothing+at+all"),
    *("/companies/feed/", "/companies/export.csv?zone=haidian", "/companies/export.json?q=data"),
    "/companies/export.xlsx?ownership=joint-venture",
)  # fmt: skip
OTHERS = (
    *(
        "/",
        "/park/",
        "/map/",
        "/sources/",
        "/sources/?page=2",
        "/sitemap.xml",
        "/sitemap-companies.xml",
        "/sitemap-pages.xml",
    ),
    *("/partners/", "/robots.txt", "/health/ready"),
    *("/figures/?metric=turnover", "/figures/?metric=turnover&group=sector"),
)
# Lists of the editors are read in the order of an index, which is no walk of the table.
DESK = ("/admin/", "/admin/companies/company/", "/admin/companies/company/?p=15")


@pytest.fixture(scope="module")
def directory(django_db_setup, django_db_blocker, tmp_path_factory):
    """What the command writes into an empty database."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL always scans small tables, and gathers statistics by itself")
    file = tmp_path_factory.mktemp("directory") / "companies.csv"
    write_file(file, COMPANIES)
    with django_db_blocker.unblock():
        load_surroundings()
        call_command("import_companies", str(file), "--publish", verbosity=0)
    yield
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def imported(directory, db):
    """The same, whatever a test does to it."""


def test_import_gathers_statistics(imported):
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tbl FROM sqlite_stat1")
        tables = {name for (name,) in cursor.fetchall()}
    assert {"companies_company", "companies_companyfigure", "profiles_version"} <= tables


@pytest.mark.parametrize("known", [True, False])
def test_no_page_walks_a_table(client, imported, known, monkeypatch):
    monkeypatch.setattr(sitemaps, "KEYS", 200)  # in a file, so that there are several
    if not known:
        forget_statistics()
    client.get("/companies/")  # reads the catalogue, once in a process
    slugs = Company.objects.order_by("pk").values_list("slug", flat=True)[:3]
    profiles = [f"/companies/{slug}/{rest}" for slug in slugs for rest in ("", "history/", "edit/")]
    walks = walks_of(client, [*LISTS, *OTHERS, *profiles])
    assert not walks, "\n".join(walks)


@pytest.mark.parametrize("known", [True, False])
def test_first_pages_of_the_admin_walk_no_table(client, imported, known):
    client.force_login(make_user(role="Administrator"))
    if not known:
        forget_statistics()
    walks = walks_of(client, DESK)
    assert not walks, "\n".join(walks)
