"""A proposal from its sending to its decision. Its state changes through verbs alone.

    received -> queued -> (needs changes -> queued) -> (second reading ->) accepted,
    partly accepted, rejected or spam; before its second reading its sender may withdraw it.

What is proposed is a document of the core beside the one that it started from, so a proposal is
merged field by field with whatever was saved since; see submissions/parts/proposals.py. The profile
itself never changes before a decision.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from kit.sql.constraints import is_one_of
from kit.text_fields import NameField, ProseField
from kit.verbs import alters_data
from profiles.documents.document import Document, pack
from profiles.documents.history import upgraded
from profiles.models import ChangeSet, Profile
from profiles.models.registry import profile_kind
from submissions.models.reason import Reason

# A claim says "somebody has this open" and keeps nobody out for longer than this.
CLAIM = datetime.timedelta(minutes=15)
# So long a decision can be taken back.
UNDO = datetime.timedelta(minutes=10)
# The park promises an answer within so many days.
DAYS_TO_ANSWER = 14
AT_ONCE = 500


class WrongSubmissionState(Exception):
    """The proposal was not in a state that this step starts from, perhaps no longer."""


class AlreadyDecided(WrongSubmissionState):
    """Somebody else decided first, or the proposal changed under the decision."""


class OutOfReach(Exception):
    """Its sender can be told nothing: there is neither an address nor a secret link that still works."""


class OwnProposal(Exception):
    """Nobody acts for the park on a proposal of their own, and no second reader on what they read first."""


def sectors_of(document: Document) -> str:
    """The short names of a document's sectors, a space on each side: " ai chips "."""
    names = document.fields.get("sectors")
    return f" {' '.join(names)} "[:2_000] if isinstance(names, list) else ""


class SubmissionQuerySet(models.QuerySet):
    def open(self) -> Self:
        """What staff still have to deal with."""
        return self.filter(state__in=Submission.OPEN)

    def waiting(self) -> Self:
        """What waits for staff and not for its sender."""
        return self.filter(state__in=[Submission.State.QUEUED, Submission.State.SECOND])

    def decided(self) -> Self:
        return self.filter(state__in=Submission.DECIDED)

    def for_moderators(self) -> Self:
        """Without those whose address is not confirmed."""
        return self.exclude(state=Submission.State.RECEIVED)

    def with_people(self) -> Self:
        people = ("sent_by", "assigned_to", "claimed_by", "first_reader", "decided_by", "reason")
        return self.select_related(*people)

    def with_next(self) -> Self:
        """Each with `next_pk`: what waits after it, or first of all where it is the last."""
        waiting = Submission.objects.waiting().exclude(pk=OuterRef("pk")).order_by("due_at", "pk")
        later = waiting.filter(due_at__gte=OuterRef("due_at"))
        return self.annotate(
            next_pk=Coalesce(Subquery(later.values("pk")[:1]), Subquery(waiting.values("pk")[:1]))
        )

    @alters_data
    def forget_senders(self) -> None:
        """Of their senders nothing is kept but what they proposed."""
        pks = list(self.values_list("pk", flat=True))
        self.update(name="", email="", sent_by=None, comment="", revision=F("revision") + 1)
        # Whoever still has the form is led nowhere by its key, and an answer that is sent just now comes too late.
        keyed = [Submission(pk=pk, form_key=uuid.uuid4()) for pk in pks]
        Submission.objects.bulk_update(keyed, ["form_key"], batch_size=AT_ONCE)

    def claimed(self, now: datetime.datetime) -> Self:
        return self.filter(claimed_at__gt=now - CLAIM)


class Submission(models.Model):
    """A proposed profile, a proposed change of one, or a report of a problem.

    Only its verbs write its state: `confirm` to `retarget` below, in the order of its life. Each names the states
    that it starts from. Those of staff take `by`, and whoever has the secret link is its sender.

    A decided proposal cannot be decided again: `decide`, `pass_on` and `ask` start from OPEN alone, and at the
    step that was read, or else raise AlreadyDecided (`_decide_from`). Only `reopen` leads out of a decision.
    """

    class Purpose(models.TextChoices):
        NEW = "new", pgettext_lazy("proposal", "new profile")
        CHANGE = "change", pgettext_lazy("proposal", "change")
        REPORT = "report", pgettext_lazy("proposal", "report of a problem")

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("proposal", "email not confirmed")
        QUEUED = "queued", pgettext_lazy("proposal", "waiting")
        NEEDS_CHANGES = "needs_changes", pgettext_lazy("proposal", "question asked")
        SECOND = "second", pgettext_lazy("proposal", "second reading")
        ACCEPTED = "accepted", pgettext_lazy("proposal", "accepted")
        PARTLY = "partly", pgettext_lazy("proposal", "partly accepted")
        REJECTED = "rejected", pgettext_lazy("proposal", "rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn by its sender")
        SPAM = "spam", pgettext_lazy("proposal", "spam")

    class Problem(models.TextChoices):
        WRONG = "wrong", _("Something on the page is wrong")
        CLOSED = "closed", _("The organisation is closed or has left")
        DUPLICATE = "duplicate", _("There are two pages of the same organisation")
        PRIVACY = "privacy", _("The page shows something private")

    class PictureRights(models.TextChoices):
        OWN = "own", _("The organisation owns it and lets the park show it")
        PERMITTED = "permitted", _("Its owner lets the park show it")
        FREE = "free", _("It is under a free licence")

    class Risk(models.TextChoices):
        FIRST = "first", pgettext_lazy("mark of a proposal", "first proposal of this person")
        NAME = "name", pgettext_lazy("mark of a proposal", "changes a name")
        IDENTIFIER = "identifier", pgettext_lazy("mark of a proposal", "changes an identifier")
        MANY = "many", pgettext_lazy("mark of a proposal", "many changes")
        DISPUTED = "disputed", pgettext_lazy("mark of a proposal", "disputed by another proposal")
        DUPLICATE = "duplicate", pgettext_lazy("mark of a proposal", "perhaps there already")
        UNSIGNED = "unsigned", pgettext_lazy("mark of a proposal", "no address given")
        AUTOMATIC = "automatic", pgettext_lazy("mark of a proposal", "perhaps sent by a machine")

    OPEN = (State.QUEUED, State.NEEDS_CHANGES, State.SECOND)
    PUBLISHED = (State.ACCEPTED, State.PARTLY)
    DECIDED = (*PUBLISHED, State.REJECTED, State.SPAM)
    # While it is open and nobody has read it first, its sender may change what they proposed.
    CHANGEABLE = (State.QUEUED, State.NEEDS_CHANGES)
    # And take it back, also before the address is confirmed.
    WITHDRAWABLE = (State.RECEIVED, *CHANGEABLE)

    kind = models.CharField(_("kind of profile"), max_length=20)
    # No foreign key: a proposal outlives its profile. None until a new profile is accepted.
    object_id = models.BigIntegerField(_("profile"), null=True, blank=True)
    purpose = models.CharField(_("what"), max_length=6, choices=Purpose)
    problem = models.CharField(_("problem"), max_length=9, choices=Problem, blank=True)
    title = NameField(_("name of the organisation"), max_length=200)
    base_number = models.PositiveIntegerField(_("started from version"), default=0)
    base = models.BinaryField(editable=False)
    proposed = models.BinaryField(editable=False)
    comment = ProseField(_("what its sender says"), max_length=4_000, blank=True)
    # Of the pictures that it holds.
    picture_rights = models.CharField(
        _("why the park may show the picture"), max_length=9, choices=PictureRights, blank=True
    )
    picture_owner = NameField(_("owner or licence of the picture"), max_length=200, blank=True)

    # Of whoever gave none, or asked the park to delete them, both are empty.
    name = NameField(_("sender"), max_length=120, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    language = models.CharField(_("language of the sender"), max_length=10, default="en")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("account of the sender"),
    )
    is_representative = models.BooleanField(_("sent by the company"), default=False)
    # The import that it came with.
    change_set = models.ForeignKey(
        ChangeSet, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    # A form sent twice is one proposal.
    form_key = models.UUIDField(unique=True, editable=False)

    state = models.CharField(_("state"), max_length=13, choices=State, default=State.RECEIVED)
    # Grows with each step, so that a decision counts only for what its moderator saw.
    revision = models.PositiveIntegerField(default=1, editable=False)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    queued_at = models.DateTimeField(_("in the queue since"), null=True, blank=True)
    due_at = models.DateTimeField(_("answer due"), null=True, blank=True)
    risks = models.JSONField(_("marks"), default=list, blank=True)  # of Risk, in its order
    # Short names of the proposed sectors, a space on each side, for the filter of the queue.
    sectors = models.CharField(max_length=2_000, default="", blank=True, editable=False)

    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)

    # By the name of a part: what was chosen for it, and why. See submissions/deciding/decide.py.
    decisions = models.JSONField(default=dict, blank=True)
    first_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.ForeignKey(
        Reason, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("reason")
    )
    note = ProseField(_("note to the sender"), max_length=4_000, blank=True)
    # The version that the decision made, and the state that the profile had before.
    applied_number = models.PositiveIntegerField(null=True, blank=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["due_at", "pk"]
        permissions = [
            ("moderate_submission", "Can read and decide on proposals"),
            ("second_submission", "Can be the second reader of a proposal"),
            ("forget_submission", "Can delete the personal data of senders"),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="submissions_queue"),
            models.Index(fields=["kind", "object_id"], name="submissions_of"),
            models.Index(fields=["email"], name="submissions_by_email"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=["new", "change", "report"]), name="submissions_purpose"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        *("received", "queued", "needs_changes", "second"),
                        *("accepted", "partly", "rejected", "withdrawn", "spam"),
                    ]
                ),
                name="submissions_state",
            ),
            models.CheckConstraint(
                condition=Q(purpose="new") | Q(object_id__isnull=False), name="submissions_has_profile"
            ),
            models.CheckConstraint(
                condition=Q(problem="") | Q(purpose="report"), name="submissions_problem_of_report"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "partly", "rejected", "spam"])
                | Q(decided_at__isnull=False),
                name="submissions_decided_at",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["queued", "second"])
                | Q(queued_at__isnull=False, due_at__isnull=False),
                name="submissions_queued_at",
            ),
            models.CheckConstraint(
                condition=is_one_of("picture_rights", ("", "own", "permitted", "free")),
                name="submissions_picture_rights",
            ),
            models.CheckConstraint(
                condition=Q(picture_rights="", picture_owner="")
                | (~Q(picture_rights="") & Q(picture_owner__is_blank=False)),
                name="submissions_picture_owner",
                violation_error_message=_("Say who owns the picture, and why the park may show it."),
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | Q(reason__isnull=False),
                name="submissions_rejected_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.sectors = sectors_of(self.proposed_document)
        super().save(*args, **kwargs)

    @property
    def language_name(self) -> str:
        """The language in which its sender is written to, as the settings call it."""
        return str(dict(settings.LANGUAGES).get(self.language, self.language))

    @property
    def sender_name(self) -> str:
        """What staff call the sender."""
        return self.name or str(_("the sender"))

    @property
    def can_be_reached(self) -> bool:
        """Whether its sender reads what staff write: in a mail, or on the secret page."""
        return bool(self.email) or self.links.filter(expires_at__gt=timezone.now()).exists()

    @property
    def risk_words(self) -> list[str]:
        """The marks in words."""
        labels = dict(self.Risk.choices)
        return [str(labels[name]) for name in self.risks if name in labels]

    # --- what is proposed --------------------------------------------------------------

    @property
    def base_document(self) -> Document:
        return upgraded(Document.from_packed(self.base))

    @property
    def proposed_document(self) -> Document:
        return upgraded(Document.from_packed(self.proposed))

    @property
    def profile(self) -> Profile | None:
        """The profile that it is about as it is now; None before it exists, and when it is gone."""
        if self.object_id is None:
            return None
        return profile_kind(self.kind).model._default_manager.filter(pk=self.object_id).first()

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def may_be_withdrawn(self) -> bool:
        """Whether its sender may still take it back."""
        return self.state in self.WITHDRAWABLE

    @property
    def may_be_changed(self) -> bool:
        """Whether its sender may still change what they proposed; there is nothing to change in a report."""
        return self.state in self.CHANGEABLE and self.purpose != self.Purpose.REPORT

    @property
    def is_asked(self) -> bool:
        """Whether staff wait for an answer."""
        return self.state == self.State.NEEDS_CHANGES

    def is_own(self, user: User) -> bool:
        """Whether this is somebody's own proposal, on which they do not decide."""
        same_address = bool(user.email) and user.email.casefold() == self.email.casefold()
        return bool(same_address or (self.sent_by_id is not None and self.sent_by_id == user.pk))

    def claim_of_another(self, user: User, now: datetime.datetime | None = None) -> bool:
        moment = (now or timezone.now()) - CLAIM
        return bool(
            self.claimed_by_id
            and self.claimed_by_id != user.pk
            and self.claimed_at
            and self.claimed_at > moment
        )

    # --- its life ------------------------------------------------------------------------

    @alters_data
    def confirm(self) -> None:
        """Its sender's address is right, or there is none to be confirmed: the queue sees it. WrongSubmissionState if it already does."""
        self._move([self.State.RECEIVED], self.State.QUEUED, **self._queued())

    @alters_data
    def correct_address(self, email: str) -> None:
        """Its sender mistyped the address, to which nobody has answered yet."""
        self._move([self.State.RECEIVED], self.State.RECEIVED, email=email)

    @alters_data
    def change(
        self, proposed: Document, *, title: str = "", picture_rights: tuple[str, str] | None = None
    ) -> None:
        """Its sender changed what is proposed, which also answers a question: it is read anew.

        `picture_rights` are those of a new picture: why the park may show it, and who owns it.
        """
        changes: dict[str, Any] = {"proposed": pack(proposed.as_json()), "sectors": sectors_of(proposed)}
        if title:
            changes["title"] = title
        if picture_rights:
            changes["picture_rights"], changes["picture_owner"] = picture_rights
        self._move(list(self.CHANGEABLE), self.State.QUEUED, **self._undecided(), **changes)

    @alters_data
    def withdraw(self) -> None:
        self._move(list(self.WITHDRAWABLE), self.State.WITHDRAWN)

    def check_reader(self, by: User) -> None:
        """OwnProposal where somebody else has to act."""
        read_first = self.state == self.State.SECOND and self.first_reader_id == by.pk
        if self.is_own(by) or read_first:
            raise OwnProposal(self)

    @alters_data
    def claim(self, *, by: User) -> bool:
        """Record that a moderator has it open. False if another one has claimed it within CLAIM."""
        if self.is_own(by):
            return False
        now = timezone.now()
        free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_at__lte=now - CLAIM) | Q(claimed_at=None)
        claimable = Submission.objects.open().filter(free, pk=self.pk)
        return bool(claimable.update(claimed_by=by, claimed_at=now))

    @alters_data
    def release(self, *, by: User) -> None:
        Submission.objects.filter(pk=self.pk, claimed_by=by).update(**self._released())

    @alters_data
    def assign(self, to: User | None) -> None:
        """Assign it to a user who may decide on it, or to nobody."""
        if to is not None and self.is_own(to):
            raise OwnProposal(self)
        if not Submission.objects.open().filter(pk=self.pk).update(assigned_to=to):
            raise WrongSubmissionState(self)
        self.assigned_to = to

    @alters_data
    def ask(self, *, by: User, note: str, decisions: dict[str, Any], revision: int) -> None:
        """Ask its sender a question, or another one. The decisions so far are kept. OutOfReach where nobody would read it."""
        self.check_reader(by)
        if not self.can_be_reached:
            raise OutOfReach(self)
        changes = {"note": note, "decisions": decisions, **self._released()}
        self._decide_from(self.OPEN, self.State.NEEDS_CHANGES, revision=revision, **changes)

    @alters_data
    def answer(self) -> None:
        """Its sender answered what staff asked, and it waits for them again. WrongState where no question is open."""
        self._move([self.State.NEEDS_CHANGES], self.State.QUEUED, **self._undecided())

    @alters_data
    def pass_on(self, *, by: User, decisions: dict[str, Any], revision: int, **changes: Any) -> None:
        """Decided by one reader, to be confirmed by another."""
        self.check_reader(by)
        changes |= {"first_reader": by, "decisions": decisions, **self._released()}
        self._decide_from(self.CHANGEABLE, self.State.SECOND, revision=revision, **changes)

    @alters_data
    def decide(self, state: str, *, by: User, revision: int, **changes: Any) -> None:
        """Record a decision; AlreadyDecided if there is one, or the proposal is no longer as it was read."""
        self.check_reader(by)
        changes |= {"decided_by": by, "decided_at": timezone.now(), **self._released()}
        self._decide_from(self.OPEN, state, revision=revision, **changes)

    @alters_data
    def reopen(self, *, by: User, revision: int) -> None:
        """A decision was undone; a new profile that it made is gone again."""
        self.check_reader(by)
        undone: dict[str, Any] = {"decided_by": None, "decided_at": None, "applied_number": None}
        if self.purpose == self.Purpose.NEW:
            undone["object_id"] = None
        self._move(list(self.DECIDED), self.State.QUEUED, revision=revision, **undone)

    @alters_data
    def retarget(self, object_id: int, title: str, base_number: int, *, by: User, revision: int) -> None:
        """Its profile was merged into another, which it is about from now on; decisions so far are dropped."""
        self.check_reader(by)
        is_asked = self.state == self.State.NEEDS_CHANGES
        after = self.State.NEEDS_CHANGES if is_asked else self.State.QUEUED
        changes: dict[str, Any] = {"object_id": object_id, "title": title, "base_number": base_number}
        before = [self.State.NEEDS_CHANGES] if is_asked else [self.State.QUEUED, self.State.SECOND]
        self._move(before, after, revision=revision, decisions={}, first_reader=None, **changes)

    @staticmethod
    def _queued() -> dict[str, Any]:
        now = timezone.now()
        return {"queued_at": now, "due_at": now + datetime.timedelta(days=DAYS_TO_ANSWER)}

    @staticmethod
    def _undecided() -> dict[str, Any]:
        """Nothing that was decided so far counts for what a sender says now."""
        return {"decisions": {}, "first_reader": None}

    @staticmethod
    def _released() -> dict[str, Any]:
        return {"claimed_by": None, "claimed_at": None}

    def _decide_from(self, before: Any, after: str, *, revision: int, **changes: Any) -> None:
        """Of concurrent decisions on `revision`, one succeeds; AlreadyDecided for the others."""
        try:
            self._move(list(before), after, revision=revision, **changes)
        except WrongSubmissionState:
            raise AlreadyDecided(self) from None

    def _move(self, before: list[Any], after: str, *, revision: int | None = None, **changes: Any) -> None:
        # One conditional UPDATE: of two concurrent acts, exactly one matches.
        # Its key is another once its sender is forgotten: nothing of theirs comes after that.
        rows = Submission.objects.filter(pk=self.pk, form_key=self.form_key, state__in=before)
        if revision is not None:
            rows = rows.filter(revision=revision)
        changes |= {"state": after, "revision": F("revision") + 1}
        if not rows.update(**changes):
            raise WrongSubmissionState(self)
        self.refresh_from_db(fields=list(changes))
