from django.apps import AppConfig


class ZgcSiteConfig(AppConfig):
    name = "zgc_site"
    verbose_name = "Site"
