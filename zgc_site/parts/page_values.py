"""Values that pages of text name in braces: who runs the site, and how long what is kept. None of them is typed twice."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import AccountMail
from kit.languages import listed
from pages.placeholders import plain
from partners.models import Park
from profiles.editing.drafts import PREVIEW_DAYS
from profiles.models.upload import KEPT_FOR
from submissions.messages import tidying
from submissions.models.link import DAYS
from submissions.models.submission import DAYS_TO_ANSWER
from submissions.sending.challenge import VALID
from submissions.sending.limits import HOUR


def site_name() -> str:
    host = Park.objects.host()
    return plain(str(host.name)) if host else _("Science park")


def operator() -> str:
    """Who runs the site, as far as that was entered; what was not says so."""
    name = listed([settings.OPERATOR_NAME, settings.OPERATOR_LEGAL_FORM])
    lines = [plain(line) for line in (name, settings.OPERATOR_ADDRESS) if line]
    lines += [email()] if settings.OPERATOR_EMAIL else []
    missing = listed(str(label) for label in _missing())
    if missing:
        lines.append(_("Not entered yet: %(what)s.") % {"what": missing})
    return "  \n".join(lines)


def _missing() -> list[str]:
    labels = {
        "OPERATOR_NAME": _("name of the operator"),
        "OPERATOR_LEGAL_FORM": _("legal form"),
        "OPERATOR_ADDRESS": _("postal address"),
        "OPERATOR_EMAIL": _("email address"),
    }
    return [label for name, label in labels.items() if not getattr(settings, name)]


def email() -> str:
    if not settings.OPERATOR_EMAIL:
        return _("(no email address has been entered yet)")
    return f"<{settings.OPERATOR_EMAIL}>"


def days(number: int) -> str:
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}


def hours(number: int) -> str:
    return ngettext("%(number)s hour", "%(number)s hours", number) % {"number": number}


def _lasting(period: datetime.timedelta) -> Callable[[], str]:
    return (
        partial(days, period.days)
        if period.days > 1
        else partial(hours, round(period.total_seconds() / 3600))
    )


VALUES: dict[str, Callable[[], str]] = {
    "site": site_name,
    "operator": operator,
    "email": email,
    "answer_time": partial(days, DAYS_TO_ANSWER),
    "unconfirmed_kept": _lasting(tidying.UNCONFIRMED),
    "unsent_pictures_kept": _lasting(tidying.UNSENT),
    "pictures_kept": _lasting(tidying.DECIDED),
    "link_valid": partial(days, DAYS),
    "expired_link_kept": _lasting(tidying.DECIDED),
    "account_mail_kept": _lasting(AccountMail.KEPT),
    "import_kept": _lasting(KEPT_FOR),
    "preview_valid": partial(days, PREVIEW_DAYS),
    "limit_kept": partial(hours, HOUR // 3600),
    "challenge_kept": _lasting(VALID),
    "session_lasts": partial(hours, settings.SESSION_COOKIE_AGE // 3600),
    "form_cookie_lasts": partial(days, settings.CSRF_COOKIE_AGE // 86_400),
}
