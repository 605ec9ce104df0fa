from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompaniesConfig(AppConfig):
    name = "companies"
    verbose_name = _("Companies")

    def ready(self) -> None:
        from companies.facets import LISTING
        from companies.fact_sheet import FactSheet  # these need models
        from companies.in_country import companies_in
        from companies.people import found_people
        from companies.profile import profile_page
        from companies.public_form import FORM
        from companies.suggestions import suggested_companies, suggested_people, suggested_sectors
        from profiles.lists.groups import SearchGroup, add_group
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
            suggest=suggested_companies,
        )
        open_to_visitors("company", pages)
        add_group(SearchGroup("sectors", _("Sectors"), 20, suggest=suggested_sectors))
        add_group(SearchGroup("people", _("People"), 30, found_people, suggested_people))
