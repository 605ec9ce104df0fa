from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompaniesConfig(AppConfig):
    name = "companies"
    verbose_name = _("Companies")

    def ready(self) -> None:
        from companies.facets import LISTING
        from companies.fact_sheet import FactSheet  # these need models
        from companies.in_country import companies_in
        from companies.profile import profile_page
        from companies.public_form import FORM
        from profiles.models.registry import Pages, open_to_visitors

        pages = Pages(
            title=_("Companies"),
            name="companies",
            prefix="companies/",
            urls="companies.urls",
            show=profile_page,
            form=FORM,
            listing=LISTING,
            files="companies.columns.COMPANIES",
            present_in=companies_in,
            sheet=FactSheet,
        )
        open_to_visitors("company", pages)
