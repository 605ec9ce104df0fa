"""The outbox: messages to senders, kept until the mail server has taken them, and readable afterwards."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.queued_mail import QueuedMail, site_address
from submissions.models.link import AccessLink
from submissions.models.submission import Submission


class Notice(QueuedMail):
    """One message about a proposal."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="notices", verbose_name=_("proposal")
    )
    what = models.CharField(_("about"), max_length=20)

    class Meta(QueuedMail.Meta):
        verbose_name = _("message")
        verbose_name_plural = _("outbox")

    def secret_address(self) -> str:
        token = AccessLink.issue(self.submission)
        return site_address("submissions:status", token, language=self.language)

    @property
    def is_to_sender(self) -> bool:
        """Whether it goes to the address of the proposal, and not to a mistyped one: a link would be created for it."""
        return self.to == self.submission.email

    def send_again(self) -> bool:
        """Never to an address that was corrected since."""
        self.refresh_from_db(fields=["submission"])
        return self.is_to_sender and super().send_again()
