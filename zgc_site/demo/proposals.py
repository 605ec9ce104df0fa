"""A dozen proposals in all states, so that the queue can be tried. None of them changes a shipped profile."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from accounts.demo import DOMAIN
from accounts.models import User
from kit.keys import new_key
from profiles.documents.document import Document, Fields, pack
from profiles.documents.reading import document_of
from profiles.documents.shape import source_shape
from profiles.editing.edits import fingerprint
from profiles.models import Source
from profiles.models.registry import profile_kind
from submissions.deciding import decide
from submissions.deciding.decide import PartDecision, Verdict
from submissions.models import Event, Notice, Reason, Submission
from submissions.parts.proposals import PartStatus

NAMESPACE = uuid.UUID("5b1f7a3e-2f5c-4e0b-9a53-0d1c2f6f8a11")


@dataclass(frozen=True)
class Demo:
    """What is proposed for a profile, or of a new company where it has no slug."""

    key: str
    sender: str
    language: str
    comment: str
    days: int  # since it was sent
    slug: str = ""
    base: Fields = field(default_factory=dict)  # what the sender saw otherwise than it is today
    fields: Fields = field(default_factory=dict)
    rows: dict[str, Fields] = field(default_factory=dict)  # by relation: a row that is added
    source: str = ""  # the title of a new one, for all of it
    problem: str = ""
    risks: tuple[str, ...] = ()
    is_representative: bool = False
    kind: str = "company"
    then: Callable[[Submission], None] | None = None


def load_proposals() -> int:
    """Create them; returns how many. They are made once, with the shipped content."""
    with translation.override("en"):  # their names, whatever the language of whoever loads them
        for demo in _all():
            _make(demo)
    # Nothing of this happened: no mail is sent.
    for notice in Notice.objects.filter(to__endswith=f"@{DOMAIN}"):
        notice.mark_sent()
    return Submission.objects.filter(email__endswith=f"@{DOMAIN}").count()


@transaction.atomic
def _make(demo: Demo) -> None:
    model = profile_kind(demo.kind).model
    live = model.objects.get(slug=demo.slug) if demo.slug else None
    now = document_of(live) if live else Document(demo.kind)
    base = replace(now, fields=_with(now.fields, demo.base))
    sent_at = timezone.now() - datetime.timedelta(days=demo.days)
    submission = Submission.objects.create(
        kind=demo.kind,
        object_id=live.pk if live else None,
        purpose="report" if demo.problem else "change" if live else "new",
        problem=demo.problem,
        title=str(live or demo.fields.get("name_en")),
        base=pack(base.as_json()),
        base_number=live.version if live else 0,
        proposed=pack(_proposed(demo, base).as_json()),
        comment=demo.comment,
        name=demo.sender,
        email=f"{demo.key}@{DOMAIN}",
        language=demo.language,
        is_representative=demo.is_representative,
        form_key=uuid.uuid5(NAMESPACE, demo.key),
        risks=list(demo.risks),
        sent_at=sent_at,
    )
    Event.record(submission, Event.Type.SENT)
    submission.confirm()
    due = sent_at + datetime.timedelta(days=14)
    Submission.objects.filter(pk=submission.pk).update(queued_at=sent_at, due_at=due)
    submission.events.update(happened_at=sent_at)
    if demo.then:
        submission.refresh_from_db()
        demo.then(submission)


def _proposed(demo: Demo, base: Document) -> Document:
    """The base with what is proposed, each part with the new source."""
    rows = {relation: dict(of_relation) for relation, of_relation in base.rows.items()}
    sources, cited = dict(base.sources), {}
    if demo.source:
        key = f"demo-{demo.key}"
        sources[key] = source_shape().encode(Source(key=key, title=demo.source))
        cited = {"source": key}
        for name in demo.fields:
            rows.setdefault("citations", {})[str(new_key())] = {"field": name, **cited}
    for relation, row in demo.rows.items():
        rows.setdefault(relation, {})[str(new_key())] = {**row, **cited}
    return replace(base, fields=_with(base.fields, demo.fields), rows=rows, sources=sources)


def _with(fields: Fields, changes: Fields) -> Fields:
    return {name: value for name, value in {**fields, **changes}.items() if value is not None}


def _moderator() -> User:
    return User.objects.get(username="moderator")


def _reason() -> Reason:
    """One that every park has, unless it took it away."""
    texts = {"text_en": "Please name a source.", "text_zh": "请注明来源。", "text_fr": "Indiquez une source."}
    names = {"name_en": "No source", "name_zh": "没有来源", "name_fr": "Sans source"}
    return Reason.objects.get_or_create(slug="no-source", defaults={**names, **texts})[0]


def _accept(submission: Submission) -> None:
    """Everything; where the profile says so already, nothing is left to choose."""
    parts = decide.proposal_of(submission, submission.profile).parts
    choices = {part.name: PartDecision("accept", seen=fingerprint(part.live)) for part in parts}
    decide.decide(submission, Verdict(choices), by=_moderator(), revision=submission.revision)


def _accept_partly(submission: Submission) -> None:
    """What the page says is kept where the two differ; the rest is refused."""
    proposal = decide.proposal_of(submission, submission.profile)
    choices = {
        part.name: PartDecision("edit", edited=part.live, seen=fingerprint(part.live))
        if part.status == PartStatus.CONFLICT
        else PartDecision("reject", why=_reason().slug)
        for part in proposal.parts
    }
    decide.decide(submission, Verdict(choices), by=_moderator(), revision=submission.revision)


def _reject(submission: Submission) -> None:
    reason = _reason()
    parts = decide.proposal_of(submission, submission.profile).parts
    verdict = Verdict({part.name: PartDecision("reject") for part in parts}, reason=reason)
    decide.decide(submission, verdict, by=_moderator(), revision=submission.revision)


def _ask(submission: Submission) -> None:
    with translation.override(submission.language):
        question = str(_reason().text)
    decide.ask(submission, question, Verdict({}), by=_moderator(), revision=submission.revision)


def _spam(submission: Submission) -> None:
    decide.mark_spam(submission, by=_moderator(), revision=submission.revision)


def _withdraw(submission: Submission) -> None:
    submission.withdraw()
    Event.record(submission, Event.Type.WITHDRAWN)


def _new(name: str, slug: str, **more: Any) -> Fields:
    return {"slug": slug, "name_en": name, **more}


def _all() -> list[Demo]:
    return [
        Demo("founding", "Wang Min", "zh-hans", "创办日期可以写到月份。", 3, "lenovo",
             fields={"founded": "1984-11"}, source="联想集团 2023/24 年报，第 2 页", risks=("first",)),
        # Its sender saw another year than the one that is live today: a conflict.
        Demo("conflict", "Claire Martin", "fr", "L’année de création me semble fausse.", 9, "baidu",
             base={"founded": "1998"}, fields={"founded": "1999"}, source="Rapport annuel 2005",
             risks=("disputed",)),
        Demo("address", "Chen Yu", "zh-hans", "公司网站已启用加密地址。", 2, "asiainfo",
             fields={"website": "https://www.asiainfo.com"}, is_representative=True),
        Demo("several", "Anna Weber", "en", "From our press office.", 16, "sugon",
             fields={"website": "https://www.sugon.com", "summary_fr": "Supercalculateurs et serveurs."},
             risks=("first",)),
        Demo("name", "Li Na", "zh-hans", "英文名称有变。", 5, "navinfo",
             fields={"name_fr": "NavInfo"}, risks=("name",), then=_accept),
        Demo("new", "Paul Moreau", "fr", "Nouvelle société du parc.", 1,
             fields=_new("Demo Optics", "demo-optics", summary_en="An invented maker of lenses."),
             risks=("first",)),
        Demo("duplicate", "Zhao Lei", "zh-hans", "希望收录本公司。", 6,
             fields=_new("Baidu", "baidu-2", website="https://www.baidu.com/"), risks=("duplicate",)),
        Demo("asked", "Tom Baker", "en", "They moved.", 8, "yonyou",
             fields={"postcode": "100094"}, then=_ask),
        Demo("closed", "Sun Hao", "zh-hans", "这家公司已迁出园区。", 4, "stone-group", problem="closed"),
        Demo("accepted", "Marie Petit", "fr", "La date manquait.", 12, "xiaomi",
             base={"founded": None}, fields={"founded": "2010"}, then=_accept),
        # The year that the page has is kept, and accepted with that change.
        Demo("partly", "Julia Stein", "en", "Both are from a leaflet of the company.", 10, "tongfang",
             base={"founded": "1996"}, fields={"founded": "1998", "postcode": "100084"}, then=_accept_partly),
        Demo("park", "Luc Fabre", "fr", "Une date manque dans l’histoire du parc.", 3, "sophia-antipolis",
             kind="park", rows={"milestones": {"on": "1974", "text_fr": "Les premiers laboratoires ouvrent."}},
             source="Bulletin du parc, 1974", risks=("first",)),
        Demo("rejected", "Visitor", "en", "I heard so.", 20, "kuaishou",
             fields={"founded": "2009"}, risks=("first",), then=_reject),
        Demo("withdrawn", "Ma Li", "zh-hans", "填错了。", 7, "leyard",
             fields={"founded": "1996"}, then=_withdraw),
        Demo("spam", "Best Deals", "en", "Buy now", 2, "megvii",
             fields={"summary_en": "Best deals of the year"}, risks=("first", "automatic"), then=_spam),
    ]  # fmt: skip
