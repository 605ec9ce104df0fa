from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts import roles


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = _("Sources and metrics")

    def ready(self) -> None:
        from profiles.models import record_kinds, registry  # need models

        roles.name_sort(roles.PROFILES, lambda: [kind.model for kind in registry.profile_kinds()])
        roles.name_sort(roles.ROWS, registry.row_models)
        roles.name_sort(roles.TERMS, record_kinds.term_models)
