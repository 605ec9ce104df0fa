"""The parts of a proposal in words, for its sender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kit.languages import listed
from profiles.documents.document import Document, Fields
from profiles.documents.words import DocumentWords
from submissions.forms.sources import source_title
from submissions.models import Reason, Submission
from submissions.parts.proposals import Part, Proposal

NOT_SHOWN = frozenset({"slug"})


@dataclass(frozen=True)
class PartInWords:
    label: str
    lines: list[tuple[str, str, str]]  # (which field, what it was, what is proposed)
    sources: list[str]
    decision: str = ""  # "accept", "reject", "edit", or nothing yet
    why: str = ""

    @property
    def decided(self) -> str:
        """The decision in words; empty where there is none."""
        return {
            "accept": pgettext("part of a proposal", "accepted"),
            "edit": pgettext("part of a proposal", "accepted with a change"),
            "reject": pgettext("part of a proposal", "not accepted"),
        }.get(self.decision, "")


def named(base: Document, live: Document | None, proposed: Document) -> dict[str, str]:
    """What each part is called, by its name."""
    words = DocumentWords([base, proposed])
    return {part.name: _label(words, part) for part in Proposal(base, live, proposed).parts}


def parts_of(submission: Submission) -> list[PartInWords]:
    """What was proposed; with the decisions, once they are made."""
    base, proposed = submission.base_document, submission.proposed_document
    words = DocumentWords([base, proposed])
    decisions = submission.decisions if submission.state in Submission.DECIDED else {}
    reasons = {reason.slug: reason.text for reason in Reason.objects.all()} if decisions else {}
    return [
        _in_words(words, part, proposed, decisions.get(part.name) or {}, reasons)
        for part in Proposal(base, base, proposed).parts
        if not NOT_SHOWN & set(part.names)
    ]


def _in_words(
    words: DocumentWords,
    part: Part,
    proposed: Document,
    decision: Mapping[str, Any],
    reasons: Mapping[str, str],
) -> PartInWords:
    why = str(decision.get("why", ""))
    return PartInWords(
        _label(words, part),
        _lines(words, part),
        [_source(proposed, str(proposed.of("citations")[key]["source"])) for key in part.citations],
        str(decision.get("take", "")),
        str(reasons.get(why, why)),
    )


def _label(words: DocumentWords, part: Part) -> str:
    if part.path:
        return words.row(part.path)
    return listed(words.label((), name) for name in part.names)


def _lines(words: DocumentWords, part: Part) -> list[tuple[str, str, str]]:
    base, proposed = part.base or {}, part.proposed or {}
    names = part.names or [*dict.fromkeys([*base, *proposed])]
    path = part.path if part.path else ()
    lines = []
    for name in names:
        before, after = _value(words, path, name, base), _value(words, path, name, proposed)
        if before != after:
            lines.append((words.label(path, name) if len(names) > 1 or path else "", before, after))
    return lines


def _value(words: DocumentWords, path: tuple[str, ...], name: str, fields: Fields) -> str:
    return words.value(path, name, fields[name]) if name in fields else ""


def _source(document: Document, key: str) -> str:
    return source_title(_("a source"), document.sources.get(key, {}))
