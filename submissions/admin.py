"""The outbox and the reasons in the admin. Proposals themselves are decided on at /moderation/."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import outbox
from accounts.queued_mail import LINK
from accounts.strict_admin import StrictAdmin
from kit.languages import columns
from submissions.models import Notice, Reason


@admin.register(Notice)
class NoticeAdmin(StrictAdmin):
    """Messages are read and sent again here, and never changed: they say what was decided.

    The secret link is made when a message leaves, and is not shown here.
    """

    list_display = ("subject", "to", "state", "made_at", "sent_at", "attempts", "problem")
    list_filter = ("state", "what", "language")
    search_fields = ("subject", "to")
    date_hierarchy = "made_at"
    list_select_related = ("submission",)
    actions = ("send_again",)
    change_form_template = "admin/notice_change_form.html"
    fields = (
        *("proposal", "what", "language", "to", "subject", "state", "made_at"),
        *("attempts", "next_try_at", "sent_at", "problem", ("as_html", "as_text")),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return flatten(self.fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("proposal"))
    def proposal(self, notice: Notice) -> SafeString:
        address = reverse("moderation:review", args=[notice.submission_id])
        return format_html('<a href="{}">{}</a>', address, notice.submission)

    @admin.display(description=gettext_lazy("text"))
    def as_text(self, notice: Notice) -> SafeString:
        text = notice.text.replace(LINK, _("[the secret link]"))
        return render_to_string("admin/notice_text.html", {"text": text})

    @admin.display(description=gettext_lazy("as most mail programs show it"))
    def as_html(self, notice: Notice) -> SafeString:
        inert = notice.html.replace(f'href="{LINK}"', 'href="#"').replace(LINK, _("[the secret link]"))
        return render_to_string("admin/notice_page.html", {"subject": notice.subject, "page": inert})

    @admin.action(description=gettext_lazy("Send the chosen messages again"), permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        number = sum(notice.send_again() for notice in queryset)
        outbox.SENDING.wake()
        message = ngettext("%(number)s message is sent again.", "%(number)s messages are sent again.", number)
        self.message_user(request, message % {"number": number})

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if obj.send_again():
            outbox.SENDING.wake()
            self.message_user(request, _("The message is sent again."))
        elif not obj.is_to_sender:
            text = _("Its sender has corrected the address; nothing is sent to the first one any more.")
            self.message_user(request, text, messages.WARNING)
        else:
            self.message_user(request, _("The message is being sent just now."), messages.WARNING)
        return HttpResponseRedirect(request.path)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing of a message can be changed."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return super().log_change(request, obj, _("Sent again."))


@admin.register(Reason)
class ReasonAdmin(StrictAdmin):
    """What moderators choose from. A reason that was used stays; it can be taken out of use."""

    list_display = ("name", "slug", "order", "in_use")
    list_filter = ("in_use",)
    search_fields = ("slug", *columns("name"))
    prepopulated_fields = {"slug": ("name_en",)}
