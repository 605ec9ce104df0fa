"""People who sign in: staff in a role, and the representatives of companies."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.administrators import KeepsAnAdministrator, listen
from accounts.queued_mail import NotWanted, QueuedMail, QueuedMailQuerySet, site_address


class User(KeepsAnAdministrator):
    """A person with an account. What staff may do comes from roles.py."""

    email = models.EmailField(_("email address"), blank=True)

    # What Django keeps of its permissions.
    _perm_cache: set[str]

    class Meta(KeepsAnAdministrator.Meta):
        constraints = [
            # One person, one address, however it is spelt; none is allowed more than once.
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="accounts_user_email_once",
                violation_error_message=_("Another account has this email address."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


listen(User)


class Representative(models.Model):
    """A person who may propose changes for a company without an email check."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        MEMBER = "member", _("member")

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="representations", verbose_name=_("person")
    )
    # Named by string: accounts imports no app above it.
    company = models.ForeignKey(
        "companies.Company",
        on_delete=models.CASCADE,
        related_name="representatives",
        verbose_name=_("company"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("company representative")
        verbose_name_plural = _("company representatives")
        constraints = [
            models.UniqueConstraint(fields=["user", "company"], name="accounts_representative_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "member"]),
                name="accounts_representative_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.company})"


class AccountMailQuerySet(QueuedMailQuerySet):
    def old(self) -> Self:
        """Mails so old that nobody needs to know any more whether they were sent."""
        return self.filter(made_at__lt=timezone.now() - AccountMail.KEPT)


class AccountMail(QueuedMail):
    """A mail about an account. Once it is sent, its text is deleted, for privacy: only that it was sent is kept."""

    KEPT = datetime.timedelta(days=14)

    # Whose password the link in the mail replaces.
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")

    objects: ClassVar = AccountMailQuerySet.as_manager()

    class Meta(QueuedMail.Meta):
        verbose_name = _("mail about an account")
        verbose_name_plural = _("mails about accounts")
        default_permissions = ()
        constraints = [
            *QueuedMail.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(state__in=["sent", "failed"]) | models.Q(text="", html=""),
                name="accounts_accountmail_text_gone",
            ),
        ]

    def secret_address(self) -> str:
        """A link that works until PASSWORD_RESET_TIMEOUT has passed since now, or until it was used."""
        from allauth.account.forms import default_token_generator  # which needs the models of this module
        from allauth.account.utils import user_pk_to_url_str

        user = self.user
        if user is None or not user.is_active or user.email.lower() != self.to.lower():
            raise NotWanted("The account has another address by now, or is closed.")
        place = user_pk_to_url_str(user), default_token_generator.make_token(user)
        return site_address("account_reset_password_from_key", *place, language=self.language)

    def _move(self, state: str, **changes: object) -> None:
        if state in (self.State.SENT, self.State.FAILED):
            changes |= {"text": "", "html": ""}
        super()._move(state, **changes)


class CacheEntry(models.Model):
    """The table of `SharedCache`, as Django's createcachetable would make it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "shared_cache"
        default_permissions = ()

    def __str__(self) -> str:
        return self.cache_key
