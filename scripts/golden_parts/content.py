"""Fills an empty database: the shipped content, a file of made-up companies, and what people do to both."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image

from golden_parts.browser import Forms, Links, client_of, send
from golden_parts.clock import clock

MADE_UP = 40
SENDER = {
    "sender-name": "Wang Fang",
    "sender-email": "wang@example.org",
    "sender-comment": "We moved.",
    "source-all-title": "Annual report 2025",
}


def fill(folder: Path) -> None:
    """Everything happens on days of its own, so that the history has several."""
    call_command("migrate", verbosity=0)
    call_command("setup_roles", verbosity=0)
    call_command("setup_metrics", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_demo", verbosity=0, stdout=io.StringIO())
    steps = (_import, _edit, _edit_again, _draft, _propose, _decide, _merge, _upload)
    for number, step in enumerate(steps, start=1):
        clock.go_to(day=2 * number)
        step(folder)
    clock.wait(minutes=30)


def company(slug: str) -> Any:
    from companies.models import Company

    return Company.objects.get(slug=slug)


def park(slug: str) -> Any:
    from partners.models import Park

    return Park.objects.get(slug=slug)


def made_up(place: int) -> Any:
    """One of the imported companies, by its place in the file."""
    from benchmarks.companies import companies

    return company(next(companies(1, first=place)).fields["slug"])


def write_file(path: Path, count: int = MADE_UP, **typed: str) -> None:
    """A company file with all columns; `typed` stands in each row."""
    from benchmarks.companies import companies

    columns = list(next(companies(1)).fields)
    columns += [name for name in typed if name not in columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({**made.fields, **typed} for made in companies(count))


# --- what people do, in this order ---------------------------------------------------------


def _import(folder: Path) -> None:
    path = folder / "made-up.csv"
    write_file(path)
    call_command("import_companies", path, "--publish", stdout=io.StringIO())


def _edit(folder: Path) -> None:
    typed = {"founded": "1984-11", "address": "6 Shangdi West Road", "why": "From the annual report"}
    _save("company", company("lenovo"), **typed, **_pictures())
    _save("park", park("sophia-antipolis"), summary_en="A science park on the Riviera.", **_pictures())
    _save("company", made_up(1), slug="renamed", name_en="Renamed Instruments")


def _edit_again(folder: Path) -> None:
    _save("company", company("lenovo"), address="6 Shangdi West Road, Beijing", postcode="100085")
    for action in ("withdraw_selected", "publish_selected"):
        _act(action, "company", company("renamed"))
    _act("withdraw_selected", "company", made_up(2))


def _draft(folder: Path) -> None:
    _save("company", company("baidu"), button="_draft", summary_en="Search, maps and driverless cars.")


def _upload(folder: Path) -> None:
    """An editor imports one file, and looks at another one."""
    imported, _looked_at = (
        _save_upload(folder / name, employees=employees)
        for name, employees in (("imported.csv", "77"), ("looked-at.csv", "many"))
    )
    send(client_of("editor"), imported, "seen", {"_import": "1"})


def _propose(folder: Path) -> None:
    _send_proposal("/companies/lenovo/edit/", founded="1984-10", website="https://www.lenovo.com/")
    _send_proposal("/fr/partners/sophia-antipolis/edit/", city="Biot")
    _send_proposal("/submit/company/", name_en="Golden Optics", summary_en="Lenses.", founded="2019")
    _send_proposal("/companies/baidu/edit/?report=1", problem="wrong", what="It has another address.")


def _decide(folder: Path) -> None:
    from submissions.models import Submission

    first = Submission.objects.get(email=SENDER["sender-email"], title="Lenovo")
    typed = {"founded-take": "reject", "founded-why": "The report says November.", "website-take": "accept"}
    path = f"/moderation/{first.pk}/"
    send(client_of("moderator"), path, "revision", {**typed, "note": "Thank you.", "do": "publish"})


def _merge(folder: Path) -> None:
    path = f"/moderation/merge/company/{made_up(3).pk}/{made_up(4).pk}/"
    send(client_of("moderator"), path, "seen_primary", {"do": "merge"})


# --- how they do it --------------------------------------------------------------------------


def _save(kind: str, profile: Any, button: str = "_save", **typed: Any) -> None:
    app = profile._meta.app_label
    path = f"/admin/{app}/{kind}/{profile.pk}/change/"
    send(client_of("editor"), path, "seen_version", {**typed, button: "1"})


def _act(action: str, kind: str, profile: Any) -> None:
    client, path = client_of("editor"), f"/admin/{profile._meta.app_label}/{kind}/"
    answer = client.post(path, {"action": action, "_selected_action": [profile.pk]})
    if answer.status_code != 302:
        raise RuntimeError(f"{action}: {answer.status_code}")


def _save_upload(path: Path, **typed: str) -> str:
    """The address of its preview."""
    write_file(path, 12, **typed)
    file = SimpleUploadedFile(path.name, path.read_bytes(), "text/csv")
    answer = send(client_of("editor"), "/admin/companies/company/import/", "encoding", {"file": file})
    return str(answer.headers["Location"])


def _send_proposal(path: str, **typed: str) -> None:
    """Sent and confirmed by somebody without a script, who waits for a minute and means what they typed."""
    from submissions.models import AccessLink, Submission

    client = client_of()
    data = {**Forms(client.get(path).content.decode()).with_field("form_key"), **SENDER, **typed}
    clock.wait(minutes=1)
    answer = client.post(path, data)
    doubts = dict(Links(answer.content.decode()).boxes).get("confirmed")
    if doubts:
        answer = client.post(path, {**data, "confirmed": doubts})
    if answer.status_code != 302:
        raise RuntimeError(f"{path} was not taken: {answer.status_code}\n{answer.content.decode()}")
    submission = Submission.objects.latest("pk")
    client.post(f"/submissions/{AccessLink.issue(submission)}/", {"do": "confirm"})


def _pictures() -> dict[str, SimpleUploadedFile]:
    """A logo and a cover of plain colours."""
    made = {"new_logo": (64, 64), "new_cover": (1200, 400)}
    return {
        name: SimpleUploadedFile(f"{name}.png", _picture(size), "image/png") for name, size in made.items()
    }


def _picture(size: tuple[int, int]) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (0, 90, 160)).save(file, "PNG")
    return file.getvalue()
