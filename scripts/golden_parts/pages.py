"""The addresses that are compared: every kind of page of visitors, of senders, of moderators and of editors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from golden_parts.browser import LANGUAGES, Links, client_of
from golden_parts.content import company, made_up, park

PLAIN = ["/", "/accessibility/", "/privacy/", "/accounts/login/", "/companies/nobody/", "/submissions/link/"]
OF_THE_HOST = ["/history/", "/history/2/", "/on/2026-03-02/", "/on/2020-01-01/"]
LISTS = [
    *(
        "/companies/?page=2",
        "/companies/?q=chips",
        "/companies/?q=联想",
        "/companies/?q=nothing+at+all+like+it",
    ),
    *("/companies/?q=lenvo", "/companies/?sector=nope", "/companies/?founded_min=x", "/companies/?page=999"),
    *("/companies/?q=beijing&order=name&zone=haidian", "/companies/?founded_min=1990&founded_max=1999"),
    *(
        "/partners/?page=2",
        "/partners/?q=cambridge",
        "/partners/?q=nothing+at+all+like+it",
        "/partners/?kind=nope",
    ),
    *("/map/", "/sources/", "/sources/?page=2", "/sources/?q=wikidata", "/sources/?q=nothing+at+all+like+it"),
    *("/submissions/ledger/", "/submit/company/", "/submit/park/"),
]
OF_SOME = ["history/2/", "history/3/", "history/99/", "on/2026-03-03/", "on/2020-01-01/"]
FORMS = [
    *("", "?field=founded", "?field=nothing", "?report=1"),
    *("?add=milestones", "?add=figures", "?add=stakeholders", "?add=partnerships", "?add=statements"),
]
MACHINES = [
    *("/robots.txt", "/sitemap.xml", "/sitemap-companies.xml", "/sitemap-parks.xml", "/health/live"),
    *("/companies/feed/", "/zh-hans/companies/feed/", "/fr/companies/feed/?sector=electronics"),
    *("/companies/suggest/?q=len", "/companies/suggest/?q=联", "/companies/suggest/?q=lx"),
    *("/fr/companies/suggest/?q=elec", "/companies/suggest/?q=", "/companies/suggest/"),
]
QUEUE = [
    *("", "?state=decided", "?state=open", "?kind=park", "?purpose=new", "?risk=first", "?age=overdue"),
    *("?whose=none", "?q=lenovo", "?order=-sent", "?state=nope", "?sector=artificial-intelligence"),
]
ADMIN_LISTS = [
    *("companies/company/", "partners/park/", "companies/sector/", "companies/zone/", "profiles/source/"),
    "profiles/metric/",
]
OF_COMPANIES = [
    "?q=lenovo",
    "?facts=unsourced",
    "?facts=stale",
    "?state__exact=withdrawn",
    "add/",
    "deleted/",
    "import/",
]


def pages() -> Iterator[tuple[str, str, Any]]:
    """(folder, address, who asks), every page in each language."""
    visitor = client_of()
    yield from (("machines", path, visitor) for path in MACHINES)
    for name, prefix in LANGUAGES.items():
        for folder, path, client in _of_people(visitor):
            yield f"{folder}/{name}", prefix + path, client
        # What a box gives is the same in each language, and what it is called is on the first page.
        if not prefix:
            yield from _for(visitor, "filters", _filters(visitor))


def _of_people(visitor: Any) -> Iterator[tuple[str, str, Any]]:
    yield from _for(visitor, "visitors", [*PLAIN, *OF_THE_HOST, *LISTS])
    yield from _for(visitor, "profiles", _profiles())
    yield from _for(visitor, "forms", _forms())
    yield from ((f"senders/{pk}", path, visitor) for pk, path in _senders())
    yield from _for(client_of("moderator"), "moderators", _desk())
    yield from _for(client_of("editor"), "editors", _admin())
    yield from _for(visitor, "previews", _previews())
    yield from _for(client_of("administrator"), "administrators", _of_administrators())


def _for(client: Any, folder: str, paths: Iterable[str]) -> Iterator[tuple[str, str, Any]]:
    return ((folder, path, client) for path in paths)


def _filters(visitor: Any) -> Iterator[str]:
    """Every box of a list by itself, and every span of years that the page leads to."""
    for path in ("/companies/", "/partners/"):
        page = Links(visitor.get(path).content.decode())
        yield from (f"{path}?{urlencode([box])}" for box in dict.fromkeys(page.boxes) if box[1])
        yield from (f"{path}{link}" for link in dict.fromkeys(page.links) if link.startswith("?founded"))


def _profiles() -> Iterator[str]:
    from companies.models import Company
    from partners.models import Park

    for section, profiles in (("companies", Company.objects), ("partners", Park.objects)):
        for profile in profiles.order_by("pk"):
            yield f"/{section}/{profile.slug}/"
            was_edited = profile.version > 2
            if was_edited or section == "partners":
                yield f"/{section}/{profile.slug}/history/"
    for path in ("/companies/lenovo/", "/partners/sophia-antipolis/"):
        yield from (f"{path}{rest}" for rest in OF_SOME)
    yield from (f"/companies/{former.slug}/" for former in company("renamed").former_slugs.all())


def _forms() -> Iterator[str]:
    of_both = {
        "/companies/lenovo/edit/": company("lenovo"),
        "/partners/sophia-antipolis/edit/": park("sophia-antipolis"),
    }
    for path, profile in of_both.items():
        yield from (f"{path}{rest}" for rest in FORMS)
        yield from (f"{path}?row=figures/{row.pk}" for row in profile.figures.order_by("pk")[:1])


def _senders() -> Iterator[tuple[int, str]]:
    """(number of the proposal, address): the addresses themselves are secret and random."""
    from submissions.models import AccessLink, Submission

    for submission in Submission.objects.order_by("pk"):
        path = f"/submissions/{AccessLink.issue(submission)}/"
        yield from ((submission.pk, f"{path}{rest}") for rest in ("", "edit/", "again/"))


def _desk() -> Iterator[str]:
    from submissions.models import Merge, Submission

    yield from (f"/moderation/{rest}" for rest in QUEUE)
    yield from (f"/moderation/{submission.pk}/" for submission in Submission.objects.order_by("pk"))
    yield from ("/moderation/merges/", *(f"/moderation/merges/{merge.pk}/" for merge in Merge.objects.all()))
    primary, duplicate = made_up(5).pk, made_up(6).pk
    yield from (f"/moderation/merge/company/{primary}/", f"/moderation/merge/company/{primary}/{duplicate}/")


def _admin() -> Iterator[str]:
    from profiles.models import Draft

    yield "/admin/"
    yield from (f"/admin/{rest}" for rest in ADMIN_LISTS)
    yield from (f"/admin/companies/company/{rest}" for rest in OF_COMPANIES)
    for number in (1, 2):
        yield f"/admin/companies/company/import/{number}/"
    yield "/admin/companies/company/import/1/report/"
    for profile in (company("lenovo"), made_up(7), park("sophia-antipolis")):
        path = f"/admin/{profile._meta.app_label}/{profile._meta.model_name}/{profile.pk}/"
        yield from (
            f"{path}{rest}" for rest in ("change/", "history/", "history/compare/?old=1&new=2", "plans/")
        )
    for draft in Draft.objects.order_by("pk"):
        yield f"/admin/companies/company/{draft.object_id}/drafts/{draft.pk}/"
    yield f"/admin/companies/sector/{company('lenovo').sectors.all()[0].pk}/change/"


def _previews() -> Iterator[str]:
    """Where the page of a draft leads, for whoever is given the link."""
    from profiles.models import Draft

    editor = client_of("editor")
    for draft in Draft.objects.order_by("pk"):
        page = editor.get(f"/admin/companies/company/{draft.object_id}/drafts/{draft.pk}/")
        yield from (link for link in Links(page.content.decode()).links if link.startswith("/preview/"))


def _of_administrators() -> list[str]:
    changed = f"/admin/companies/company/{company('lenovo').pk}"
    own = ["", "accounts/user/", "submissions/notice/", "submissions/reason/"]
    return [*(f"/admin/{rest}" for rest in own), f"{changed}/delete/", f"{changed}/change/"]
