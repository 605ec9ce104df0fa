from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = _("Parks")

    def ready(self) -> None:
        from partners.facets import LISTING
        from partners.fact_sheet import ParkSheet  # these need models
        from partners.models import Park
        from partners.profile import profile_page
        from partners.public_form import FORM
        from profiles.content.home import home_is_read_by
        from profiles.models.registry import Pages, open_to_visitors

        pages = Pages(
            title=_("Parks worldwide"),
            name="partners",
            prefix="partners/",
            urls="partners.urls",
            show=profile_page,
            form=FORM,
            listing=LISTING,
            files="partners.columns.PARKS",
            sheet=ParkSheet,
        )
        open_to_visitors("park", pages)
        home_is_read_by(lambda: Park.objects.home())
