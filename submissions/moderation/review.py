"""One review: a proposal, its cards with their forms, and what is wrong with what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from profiles.documents.document import Document, Fields
from profiles.documents.merge import Conflict
from profiles.documents.reading import part_of_document, profiles_with_terms, read_part
from profiles.editing.edits import fingerprint
from profiles.models import Profile
from submissions.deciding.decide import PartDecision, Take, Undecided, Verdict
from submissions.models import Event, OwnProposal, Reason, Submission
from submissions.moderation.cards import Card, Cards, touched_names, with_checks
from submissions.moderation.editing import NamedTerms, PartEditForm
from submissions.moderation.forms import PartForm, VerdictForm
from submissions.parts import checks
from submissions.parts.duplicates import NAMED_BY
from submissions.parts.proposals import Proposal


@dataclass
class PartReview:
    """A card with its forms."""

    card: Card
    form: PartForm
    edit: PartEditForm | None
    previous: dict[str, Any]  # the earlier choice for the part: by the first reader, or before a question
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.card.part.name

    @property
    def is_current(self) -> bool:
        """Whether what was sent was chosen beside the values that are shown now."""
        return not self.form.is_bound or self.form["seen"].value() == self.card.seen

    @property
    def chosen(self) -> str:
        if self.form.is_bound:
            return str(self.form["take"].value() or "") if self.is_current else ""
        if self.previous.get("seen") != fingerprint(self.card.part.live):
            return ""  # the live value has changed since
        return str(self.previous.get("take", ""))

    @property
    def why(self) -> str:
        return (
            str(self.form["why"].value() or "") if self.form.is_bound else str(self.previous.get("why", ""))
        )

    def choice(self) -> PartDecision | None:
        """What was chosen; None where nothing valid was."""
        take = self.form.cleaned_data.get("take", "") if self.form.is_valid() and self.is_current else ""
        if not take:
            return None
        edited: Fields | None = None
        if take == "edit":
            if self.edit is None or not self.edit.is_valid():
                return None
            edited = self.edit.edited
        return PartDecision(
            cast(Take, take), self.form.cleaned_data["why"], edited, fingerprint(self.card.part.live)
        )


class Review:
    """What the page shows. With `data`, what was sent is read beside the profile as it is now."""

    def __init__(self, submission: Submission, user: User, data: QueryDict | None = None) -> None:
        self.submission, self.user, self.data = submission, user, data
        self.profile = _profile_of(submission)
        self.base, self.proposed = submission.base_document, submission.proposed_document
        records = self._read()
        self.events: list[Event] = records["events"]
        self.reasons: list[Reason] = records.get("reasons", [])  # none where this moderator does not decide
        self.answer = VerdictForm(data, initial={"revision": submission.revision, "note": self._initial_note})
        self.problems: list[
            tuple[str, str, str]
        ] = []  # (anchor, label, text) of what concerns no single card

    @cached_property
    def proposal(self) -> Proposal:
        return Proposal(self.base, self.live, self.proposed)

    @cached_property
    def cards(self) -> Cards:
        return Cards(self.proposal)

    @cached_property
    def rows(self) -> list[PartReview]:
        terms = NamedTerms(self.cards.words.known, self.cards.documents)
        texts_by_part = checks.of_proposal(self.proposal)
        return [self._row(card, terms) for card in with_checks(self.cards.all, texts_by_part)]

    @property
    def to_decide(self) -> list[PartReview]:
        return [row for row in self.rows if row.card.needs_decision]

    @property
    def decided(self) -> int:
        return sum(bool(row.chosen) for row in self.to_decide)

    @property
    def accepted(self) -> int:
        return sum(row.chosen in ("accept", "edit") for row in self.to_decide)

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(anchor, label, text) for the summary, in the order of the page."""
        of_cards = [(row.card.anchor, str(row.card.title), text) for row in self.rows for text in row.errors]
        of_answer = [
            (f"answer-{name}", "", str(text))
            for name, texts in (self.answer.errors if self.answer.is_bound else {}).items()
            for text in texts
        ]
        return [*of_cards, *of_answer, *self.problems]

    @property
    def is_report(self) -> bool:
        return self.submission.purpose == Submission.Purpose.REPORT

    @property
    def refusal(self) -> str:
        """Why this moderator does not decide; empty where they do."""
        if not self.submission.is_open:
            return _("This is decided.")
        return why_not_reader(self.submission, self.user)

    @property
    def refusal_in_full(self) -> str:
        """Why a decision that was sent was not written."""
        if self.submission.is_open:
            return self.refusal or _(
                "The proposal changed after you opened it. Nothing was written; read it again."
            )
        if self.submission.decided_by is None:
            return _("The proposal was withdrawn by its sender. Nothing was written.")
        return _("%(person)s decided first: %(state)s. What you chose was not written.") % {
            "person": self.submission.decided_by,
            "state": self.submission.get_state_display(),
        }

    @property
    def is_second(self) -> bool:
        return self.submission.state == Submission.State.SECOND

    # --- what was sent ------------------------------------------------------------------

    def verdict(self) -> Verdict:
        """All choices that were sent; Undecided, with errors beside the cards, where one is missing."""
        choices = {row.name: choice for row in self.to_decide if (choice := row.choice())}
        for row in self.to_decide:
            self._check(row, choices.get(row.name))
        if any(row.errors for row in self.rows):
            raise Undecided({})
        return self._with_remarks(choices)

    def draft_verdict(self) -> Verdict:
        """The choices so far."""
        return self._with_remarks({row.name: choice for row in self.to_decide if (choice := row.choice())})

    def refusing_all(self) -> Verdict:
        names = [row.name for row in self.to_decide] or ["report"]
        whys = {row.name: row.why for row in self.to_decide if row.chosen == "reject"}
        return self._with_remarks({name: PartDecision("reject", whys.get(name, "")) for name in names})

    def note_undecided(self, error: Undecided) -> None:
        if error.missing == {"": "reason"}:
            self.problems.append(("answer-reason", "", _("Nothing is accepted: choose a reason.")))

    def note_conflicts(self, conflicts: list[Conflict]) -> None:
        names = {conflict.name for conflict in conflicts}
        for row in self.rows:
            if row.name in names:
                row.errors.append(_("choose a value, the live one changed just now"))

    def note_invalid(self, error: ValidationError) -> None:
        """What the profile would not hold, beside the card that asks for it."""
        for path, texts in error.message_dict.items():
            row = next((row for row in self.rows if _is_about(row.card, path)), None)
            if row:
                row.errors += texts
            else:
                self.problems += [("answer", "", text) for text in texts]

    # --- parts ---------------------------------------------------------------------------

    @cached_property
    def live(self) -> Document | None:
        """The profile as it is now, as far as the page is about it; None where it is gone."""
        if self.submission.purpose == Submission.Purpose.NEW and self.submission.object_id is None:
            return Document(self.submission.kind)
        return part_of_document(self.profile, self._touched) if self.profile is not None else None

    @cached_property
    def _touched(self) -> set[str]:
        """What is read of the live profile: no more than the page is about."""
        names = touched_names(self.base, self.proposed)
        return names | NAMED_BY if self.submission.problem == Submission.Problem.DUPLICATE else names

    def _read(self) -> dict[str, list[Any]]:
        """The profile as far as the page is about it, and what else the page shows, in one query."""
        besides: dict[str, Any] = {"events": self.submission.events.select_related("by")}
        if not self.refusal:
            besides["reasons"] = Reason.objects.filter(in_use=True)
        return read_part(self.profile, self._touched, besides)

    @property
    def _initial_note(self) -> str:
        return self.submission.note if self.is_second else ""

    def _row(self, card: Card, terms: NamedTerms) -> PartReview:
        previous = self.submission.decisions.get(card.part.name, {})
        form = PartForm(self.data, prefix=card.part.name)
        edit = None
        if card.can_edit and card.needs_decision and not self.refusal:
            edit = PartEditForm(self.submission.kind, card.part, terms, self.data, previous.get("edited"))
        return PartReview(card, form, edit, previous)

    def _check(self, row: PartReview, choice: PartDecision | None) -> None:
        if choice is None:
            row.errors += list(_missing(row))
        elif choice.take == "reject" and not row.card.is_conflict and not self._is_explained(choice):
            row.errors.append(_("give a reason"))

    def _is_explained(self, choice: PartDecision) -> bool:
        answer = self.answer.cleaned_data
        return bool(choice.why or answer.get("reason") or answer.get("note"))

    def _with_remarks(self, choices: dict[str, PartDecision]) -> Verdict:
        answer = self.answer.cleaned_data
        refuses = any(choice.take == "reject" for choice in choices.values())
        has_gone = any(row.card.is_gone for row in self.rows)
        return Verdict(choices, answer.get("note", ""), answer.get("reason") if refuses or has_gone else None)


def why_not_reader(submission: Submission, user: User) -> str:
    """Why somebody else acts on a proposal, whatever is done with it; empty where this moderator may."""
    try:
        submission.check_reader(user)
    except OwnProposal:
        if submission.is_own(user):
            return _("This is your own proposal; somebody else decides on it.")
        return _("You read this first; it waits for a second reader.")
    return ""


def _profile_of(submission: Submission) -> Profile | None:
    if submission.object_id is None:
        return None
    return profiles_with_terms(submission.kind).filter(pk=submission.object_id).first()


def _missing(row: PartReview) -> Iterator[str]:
    if row.form.errors:
        yield from (str(text) for texts in row.form.errors.values() for text in texts)
    elif not row.is_current and row.form["take"].value():
        yield _("choose again, the values changed after you opened this page")
    elif row.chosen == "edit" and row.edit is not None and row.edit.errors:
        for name, texts in row.edit.errors.items():
            yield from (f"{row.edit.fields[name].label}: {text}" for text in texts)
    elif row.card.is_conflict:
        yield _("choose a value, the live one changed after this proposal")
    else:
        yield _("accept or reject")


def _is_about(card: Card, path: str) -> bool:
    """Whether a path of the core's errors ("founded", "figures/KEY/value") is about the part."""
    steps = path.split("/")
    part = card.part
    if not part.path:
        return len(steps) == 1 and steps[0] in part.names
    return tuple(steps[:2]) == part.path and (len(steps) == 2 or not part.names or steps[2] in part.names)
