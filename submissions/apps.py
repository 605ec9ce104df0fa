from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    name = "submissions"
    verbose_name = _("Proposals")

    def ready(self) -> None:
        from profiles.documents import proposals  # needs models
        from submissions.sending.imported import DESK

        proposals.open_desk(DESK)
