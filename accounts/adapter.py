from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts import outbox
from accounts.guesses import count_guess
from accounts.models import AccountMail, User
from accounts.queued_mail import LINK

LIMIT_REACHED = {"too_many_login_attempts", "rate_limited"}


@dataclass(frozen=True)
class Site:
    """The site as mails call it."""

    name: str
    domain: str


def this_site() -> Site:
    """By its own address: anybody can set the Host of a request."""
    return Site(name=urlsplit(settings.SITE_URL).netloc, domain=settings.SITE_URL)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are created by administrators in the admin, not by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """A reached limit is no fault in a field: it gets a page of its own, with status 429."""
        if code in LIMIT_REACHED:
            raise ImmediateHttpResponse(respond_429(self.request))
        return super().validation_error(code, *args)

    # --- passwords -------------------------------------------------------------------

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        # allauth rolls this back where the password is right.
        self._login_failed_rl_usage = count_guess()

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the account itself: a name that is the address of another person fits nobody at the sign-in."""
        usage = count_guess()
        if not user.check_password(password):
            return False
        usage.rollback()
        return True

    # --- mail ------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox: a request waits for no mail server. The placeholder of a secret link is filled in there."""
        known = {"email": email, "current_site": this_site()}
        message = self.render_mail(template_prefix, email, {**context, **known})
        AccountMail.objects.create(
            user=context.get("user") if LINK in message.body else None,
            language=get_language() or settings.LANGUAGE_CODE,
            to=email,
            subject=message.subject[:300],
            text=message.body,
            html=next((content for content, _kind in getattr(message, "alternatives", ())), ""),
        )
        transaction.on_commit(outbox.SENDING.wake, robust=True)

    def format_email_subject(self, subject: str) -> str:
        return f"[{this_site().name}] {subject}"
