"""One decision for several proposals of one kind: one by one, through the same verbs, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from profiles.documents.writing import ProfileGone, SaveConflict
from profiles.editing.edits import fingerprint
from submissions.deciding import decide
from submissions.deciding.decide import PartDecision, Undecided, Verdict, proposal_of
from submissions.models import Event, OwnProposal, Submission, WrongSubmissionState
from submissions.moderation.assigning import AssigneeField, sent_it
from submissions.moderation.forms import ReasonChoice
from submissions.parts.proposals import PartStatus

MAX_PICKED = 100


class BulkForm(forms.Form):
    """What is to be done with the proposals that were ticked."""

    errors_lead_to = "rescount"  # above the proposals

    action = forms.ChoiceField(
        choices=[
            ("accept", gettext_lazy("Accept where nothing conflicts")),
            ("reject", gettext_lazy("Reject, for one reason")),
            ("spam", gettext_lazy("Mark as spam")),
            ("assign", gettext_lazy("Assign")),
        ],
        label=gettext_lazy("What to do"),
        widget=forms.Select(attrs={"class": "select"}),
    )
    reason = ReasonChoice(label=gettext_lazy("Reason"), widget=forms.Select(attrs={"class": "select"}))
    to = AssigneeField(label=gettext_lazy("Assign to"), widget=forms.Select(attrs={"class": "select"}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        # (number, revision) of each that is ticked, so that only what was shown is decided on.
        self.picked: list[tuple[int, int]] = []

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.picked = _picked(self.data.getlist("chosen") if hasattr(self.data, "getlist") else [])
        if not self.picked:
            raise ValidationError(_("Tick the proposals first."))
        if cleaned.get("action") == "reject" and not cleaned.get("reason"):
            self.add_error("reason", _("Choose a reason; each sender reads it."))
        if cleaned.get("action") in ("accept", "reject"):
            _check_kind([pk for pk, _step in self.picked])
        return cleaned


def _picked(values: list[str]) -> list[tuple[int, int]]:
    """(number, revision); what is no such pair is left out."""
    picked = []
    for value in values[:MAX_PICKED]:
        pk, _colon, revision = value.partition(":")
        if (
            pk.isascii()
            and pk.isdigit()
            and revision.isascii()
            and revision.isdigit()
            and len(pk + revision) < 18
        ):
            picked.append((int(pk), int(revision)))
    return picked


def _check_kind(keys: list[int]) -> None:
    kinds = set(Submission.objects.filter(pk__in=keys).order_by().values_list("purpose", "kind"))
    if len(kinds) > 1:
        raise ValidationError(
            _("Decide on proposals of one kind at a time, for example on changes of companies alone.")
        )


@dataclass(frozen=True)
class BulkResult:
    """What became of one proposal."""

    submission: Submission
    is_done: bool
    message: str


def carry_out(form: BulkForm, by: User) -> list[BulkResult]:
    """Each in isolation: a failure does not stop the others."""
    act = _ACTIONS[form.cleaned_data["action"]]
    rows = Submission.objects.for_moderators().in_bulk([pk for pk, _step in form.picked])
    return [_act_on(rows[pk], revision, act, form, by) for pk, revision in form.picked if pk in rows]


Act = Callable[[Submission, int, BulkForm, User], None]


def _act_on(submission: Submission, revision: int, act: Act, form: BulkForm, by: User) -> BulkResult:
    try:
        act(submission, revision, form, by)
    except OwnProposal:
        return BulkResult(submission, False, _("your own, or read by you first"))
    except WrongSubmissionState:
        return BulkResult(submission, False, _("decided or changed meanwhile"))
    except (_NeedsReading, _NotAssignable) as error:
        return BulkResult(submission, False, str(error))
    except (SaveConflict, ProfileGone, Undecided):
        return BulkResult(submission, False, _("has a conflict; open it"))
    except ValidationError as error:
        return BulkResult(submission, False, " ".join(error.messages))
    submission.refresh_from_db()
    return BulkResult(submission, True, submission.get_state_display())


class _NeedsReading(Exception):
    """Not to be accepted unread."""


class _NotAssignable(Exception):
    """Not to be given to this person."""


def _accept(submission: Submission, revision: int, form: BulkForm, by: User) -> None:
    parts = proposal_of(submission, submission.profile).parts
    if any(part.status in (PartStatus.CONFLICT, PartStatus.GONE) for part in parts):
        raise _NeedsReading(_("has a conflict; open it"))
    choices = {
        part.name: PartDecision("accept", seen=fingerprint(part.live))
        for part in parts
        if part.status == PartStatus.APPLIES
    }
    decide.decide(submission, Verdict(choices), by=by, revision=revision)


def _reject(submission: Submission, revision: int, form: BulkForm, by: User) -> None:
    parts = proposal_of(submission, submission.profile).parts
    names = [part.name for part in parts if part.status in (PartStatus.APPLIES, PartStatus.CONFLICT)]
    choices = {name: PartDecision("reject") for name in names or ["report"]}
    decide.decide(submission, Verdict(choices, reason=form.cleaned_data["reason"]), by=by, revision=revision)


def _spam(submission: Submission, revision: int, form: BulkForm, by: User) -> None:
    decide.mark_spam(submission, by=by, revision=revision)


def _assign(submission: Submission, revision: int, form: BulkForm, by: User) -> None:
    to = form.cleaned_data["to"]
    try:
        submission.assign(to)
    except OwnProposal:
        raise _NotAssignable(sent_it(to)) from None
    Event.record(submission, Event.Type.ASSIGNED, by=by, staff=True, text=str(submission.assigned_to or ""))


_ACTIONS: dict[str, Act] = {"accept": _accept, "reject": _reject, "spam": _spam, "assign": _assign}
