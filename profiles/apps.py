from django.apps import AppConfig
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from profiles.converters import DayConverter


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = _("Sources and metrics")

    def ready(self) -> None:
        register_converter(DayConverter, "day")
