from django.apps import AppConfig


class ZgcSiteConfig(AppConfig):
    name = "zgc_site"
    verbose_name = "Site"

    def ready(self) -> None:
        from pages.placeholders import provide
        from zgc_site.parts.page_values import VALUES  # these need models

        provide(VALUES)
