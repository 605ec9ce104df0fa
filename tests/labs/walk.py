"""Walks through the site with one kind of profile more, which nothing of the site knows of: python -m tests.labs.walk"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import django

FILE = """name_en,discipline,founded,employees,website
Quantum Optics Lab,optics,1984-11,40,https://optics.example/
Chip Lab,chips,2001,12,
"""


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.labs.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    for command in ("setup_roles", "setup_metrics"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for step in (
        files, lists, profiles, side_by_side, roles_and_metrics, editors, proposals, previews, machines, index,
    ):  # fmt: skip
        step()
        print(step.__name__, "ok")


def page(path: str, client=None) -> str:
    from django.test import Client

    response = (client or Client(HTTP_HOST="127.0.0.1")).get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def staff(role: str):
    from django.test import Client

    from tests.factories import make_user

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(make_user(role=role))
    return client


def files() -> None:
    from django.core.management import call_command

    with TemporaryDirectory() as folder:
        path = Path(folder) / "labs.csv"
        path.write_text(FILE, encoding="utf-8")
        call_command("import_labs", path, publish=True, verbosity=0)
    from tests.labs.models import Lab

    lab = Lab.objects.published().get(slug="quantum-optics-lab")
    assert (lab.discipline, lab.founded, lab.figures.get().value) == ("optics", "1984-11", 40)


def lists() -> None:
    assert "2 laboratories" in page("/labs/")
    for query in ("discipline=optics", "q=quantum", "founded_max=1990", "q=quantom"):
        html = page(f"/labs/?{query}")
        assert "1 laboratories" in html, query
        assert "/labs/quantum-optics-lab/" in html, query
    assert "0 laboratories" in page("/labs/?discipline=alchemy")
    assert 'href="/labs/"' in page("/")  # in the navigation


def profiles() -> None:
    for path in ("", "history/", "history/2/", "edit/"):
        page(f"/labs/quantum-optics-lab/{path}")
    page("/zh-hans/labs/quantum-optics-lab/")


def side_by_side() -> None:
    """Compared and explored by what its facts declare."""
    both = "c=quantum-optics-lab&c=chip-lab"
    html = page(f"/labs/compare/?{both}")
    for text in ("Optics", "November 1984", "2001", "40"):
        assert text in html, text
    assert "quantum-optics-lab" in page(f"/labs/compare.csv?{both}")
    assert "40" in page("/figures/?metric=employees&lab=quantum-optics-lab").split('id="recorded"')[1]


def roles_and_metrics() -> None:
    from accounts.roles import codenames
    from profiles.models.metric import scopes

    assert {("labs", "publish_lab"), ("labs", "change_labfigure")} <= codenames("Editor")
    assert ("labs", "view_lab") in codenames("Moderator")
    assert "lab" in dict(scopes())


def editors() -> None:
    from tests.labs.models import Lab
    from tests.page_form import page_form

    client, lab = staff("Administrator"), Lab.objects.get(slug="chip-lab")
    assert "Chip Lab" in page("/admin/labs/lab/", client)
    page("/admin/", client)
    url = f"/admin/labs/lab/{lab.pk}/change/"
    form = page_form(client.get(url), "lab_form")
    assert client.post(url, {**form, "name_zh": "芯片实验室"}).status_code == 302
    lab.refresh_from_db()
    assert (lab.name_zh, lab.version) == ("芯片实验室", 3)
    assert "1 laboratories" in page("/labs/?q=xinpian")


def proposals() -> None:
    from django.test import Client

    from profiles.documents.reading import document_of
    from submissions.deciding.decide import decide
    from submissions.models import Submission
    from tests.factories import make_user
    from tests.labs.models import Lab
    from tests.submissions.proposals import make_submission, verdict
    from tests.submissions.submitting import sent

    visitor = Client(HTTP_HOST="127.0.0.1")
    page("/submit/lab/", visitor)
    lab = Lab.objects.get(slug="chip-lab")
    submission = make_submission(lab, fields={"discipline": "optics"})
    assert document_of(lab).fields["discipline"] == "chips"
    moderator = staff("Moderator")
    assert "Chip Lab" in page("/moderation/", moderator)
    assert "Optics" in page(f"/moderation/{submission.pk}/", moderator)
    decide(submission, verdict(["discipline"]), by=make_user(role="Moderator"), revision=submission.revision)
    lab.refresh_from_db()
    assert lab.discipline == "optics"
    assert sent is not None
    assert Submission.objects.get(pk=submission.pk).state == "accepted"


def previews() -> None:
    from profiles.editing.drafts import preview_token
    from tests.labs.models import Lab

    lab = Lab.objects.get(slug="chip-lab")
    lab.withdraw(by=None)
    assert "Chip Lab" in page(f"/preview/{preview_token(None, lab)}/")
    lab.publish(by=None)


def machines() -> None:
    assert "/labs/chip-lab/" in page("/sitemap.xml")


def index() -> None:
    from django.core.management import call_command

    call_command("rebuild_search", verbosity=0)
    call_command("rebuild_search", check=True, verbosity=0)


if __name__ == "__main__":
    main()
    sys.exit(0)
