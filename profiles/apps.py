from django.apps import AppConfig
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from accounts import roles
from kit.converters import DayConverter


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = _("Sources and metrics")

    def ready(self) -> None:
        from profiles.models import registry  # needs models

        register_converter(DayConverter, "day")
        roles.name_sort(roles.PROFILES, lambda: [kind.model for kind in registry.profile_kinds()])
        roles.name_sort(roles.ROWS, registry.row_models)
        roles.name_sort(roles.TERMS, registry.term_models)
