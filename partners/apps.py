from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = _("Parks")

    def ready(self) -> None:
        from partners import public_form  # what it offers names models

        public_form.register()
