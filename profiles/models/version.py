"""Every saved version of a profile: who, when, why, from where, and what it changed."""

from __future__ import annotations

import datetime
import time
from typing import TYPE_CHECKING, Any, Protocol, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Greatest
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.sql.constraints import one_of
from kit.text_fields import LineField

if TYPE_CHECKING:
    from accounts.models import User


class Versioned(Protocol):
    """What a version records of a profile."""

    @property
    def pk(self) -> Any: ...
    @property
    def state(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def changed_at(self) -> datetime.datetime: ...
    @property
    def _meta(self) -> Any: ...


# Sent in the process that committed a new content version; and in the thread that wrote one, before the commit.
content_moved = Signal()
content_written = Signal()


class Version(models.Model):
    """One version. It stays when its profile is deleted, so that the profile can be brought back.

    `changes` turn the version before into this one; `document` is the whole of it and is
    there for some versions only. See profiles/documents/history.py.
    """

    class Action(models.TextChoices):
        CREATED = "created", pgettext_lazy("version", "created")
        CHANGED = "changed", pgettext_lazy("version", "changed")
        PUBLISHED = "published", pgettext_lazy("version", "published")
        WITHDRAWN = "withdrawn", pgettext_lazy("version", "withdrawn")
        DELETED = "deleted", pgettext_lazy("version", "deleted")
        RESTORED = "restored", pgettext_lazy("version", "brought back")

    class Origin(models.TextChoices):
        ADMIN = "admin", pgettext_lazy("origin of a version", "the editors’ desk")
        REVERT = "revert", pgettext_lazy("origin of a version", "an older version")
        DRAFT = "draft", pgettext_lazy("origin of a version", "a draft")
        IMPORT = "import", pgettext_lazy("origin of a version", "an import")
        SUBMISSION = "submission", pgettext_lazy("origin of a version", "a proposal")
        COMPANY = "company", pgettext_lazy("origin of a version", "a proposal of the company")
        MERGE = "merge", pgettext_lazy("origin of a version", "a merge of two profiles")
        SHIPPED = "shipped", pgettext_lazy("origin of a version", "the shipped content")
        # Somebody wrote to the tables past the site; found and recorded at the next save.
        OUTSIDE = "outside", pgettext_lazy("origin of a version", "outside the site")

    kind = models.CharField(_("kind of profile"), max_length=20)
    # No foreign key: a version outlives its profile.
    object_id = models.BigIntegerField(_("profile"))
    number = models.PositiveIntegerField(_("version"))
    action = models.CharField(_("what happened"), max_length=9, choices=Action)
    origin = models.CharField(_("from where"), max_length=10, choices=Origin, default=Origin.ADMIN)
    state = models.CharField(_("state since then"), max_length=10)
    made_at = models.DateTimeField(_("when"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    why = LineField(_("why"), max_length=300, blank=True)
    # The step over many profiles that it belongs to, if any.
    change_set = models.ForeignKey(
        "profiles.ChangeSet",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="versions",
    )
    changes = models.BinaryField(null=True, editable=False)
    document = models.BinaryField(null=True, editable=False)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["kind", "object_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "number"], name="profiles_version_once"),
            one_of("action", "created", "changed", "published", "withdrawn", "deleted", "restored"),
            one_of("state", "draft", "published", "withdrawn", "deleted"),
        ]
        indexes = [
            models.Index(
                fields=["change_set", "object_id", "number"],
                condition=models.Q(change_set__isnull=False),
                name="profiles_version_of_set",
            ),
            # What people changed one at a time, however much came in bulk.
            models.Index(
                fields=["-made_at", "-id"],
                condition=models.Q(change_set__isnull=True),
                name="profiles_version_by_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}, {self.number}"

    @property
    def proposal_number(self) -> int | None:
        """The proposal that was accepted with it; its reason is then "#12"."""
        is_of_one = self.origin in (self.Origin.SUBMISSION, self.Origin.COMPANY)
        number = self.why.removeprefix("#")
        return int(number) if is_of_one and number.isdecimal() else None

    @classmethod
    def record(cls, profile: Versioned, action: str, *, by: User | None, **details: Any) -> Self:
        """Record the current state of `profile` as a version. Call it in the transaction that saves the profile."""
        version = cls.of(profile, action, by=by, **details)
        ContentVersion.advance()
        version.save(force_insert=True)
        return version

    @classmethod
    def of(cls, profile: Versioned, action: str, *, by: User | None, **details: Any) -> Self:
        """The version that `record` saves."""
        state = "deleted" if action == cls.Action.DELETED else profile.state
        return cls(
            kind=profile._meta.model_name,
            object_id=profile.pk,
            number=profile.version,
            action=action,
            state=state,
            made_at=profile.changed_at,
            made_by=by,
            **details,
        )


class ContentVersion(models.Model):
    """One number for all that visitors see. It grows with each commit that may change a page.

    Caches keep it in their keys. The row is locked from the write to the commit, so that
    nobody reads a number whose content is not there yet.
    """

    number = models.PositiveBigIntegerField(default=1)
    # Grows where terms were renamed, and with them what is known of profiles that no version names.
    terms = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="profiles_contentversion_single")
        ]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def advance(cls, *, terms: bool = False) -> None:
        """Call it last in a transaction: others who write wait for its end from here on."""
        grown = {"number": models.F("number") + 1} | ({"terms": models.F("terms") + 1} if terms else {})
        if not cls.objects.filter(pk=1).update(**grown):
            cls.objects.get_or_create(pk=1, defaults={"number": 2, "terms": 1 + terms})
        content_written.send(cls)
        transaction.on_commit(lambda: content_moved.send(cls))

    @classmethod
    @transaction.atomic
    def restored(cls) -> int:
        """Leap over every number that this site has had, after its database was exchanged for an older one.

        The numbers grow by one with a commit, and there was less than one a second since 1970.
        """
        cls.objects.get_or_create(pk=1)
        leaps = {name: Greatest(models.F(name) + 1, int(time.time())) for name in ("number", "terms")}
        cls.objects.filter(pk=1).update(**leaps)
        transaction.on_commit(lambda: content_moved.send(cls))
        return cls.current()

    @classmethod
    def hold(cls) -> None:
        """Wait for others who write, and let them wait from here on; what is read now is all they did."""
        cls.objects.select_for_update().filter(pk=1).values("pk").first()

    @classmethod
    def current(cls) -> int:
        return cls.objects.filter(pk=1).values_list("number", flat=True).first() or 1

    @classmethod
    def current_terms(cls) -> int:
        return cls.objects.filter(pk=1).values_list("terms", flat=True).first() or 1
