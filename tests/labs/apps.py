from django.apps import AppConfig


class LabsConfig(AppConfig):
    name = "tests.labs"
    label = "labs"
    verbose_name = "Laboratories"

    def ready(self) -> None:
        from profiles.models.registry import Pages, open_to_visitors
        from tests.labs.facets import LISTING
        from tests.labs.public_form import FORM
        from tests.labs.views import page_of

        open_to_visitors(
            "lab",
            Pages(
                title="Laboratories",
                name="labs",
                prefix="labs/",
                urls="tests.labs.urls",
                show=page_of,
                form=FORM,
                listing=LISTING,
            ),
        )
