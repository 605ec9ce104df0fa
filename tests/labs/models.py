"""A kind of profile that lives only here: a laboratory with a discipline."""

from django.db import models

from kit.addresses import address
from kit.partial_dates import PartialDateField, partial_date_constraint
from profiles.models import Citation, Figure, FormerSlug, OtherName, Profile
from profiles.models.figure import figure_constraints
from profiles.models.registry import register
from profiles.models.rows import citation_constraints, name_constraints
from tests.labs.facts import FACTS


@register(facts=FACTS, number=9)
class Lab(Profile):
    discipline = models.CharField(
        "discipline", max_length=40, blank=True, choices=[("optics", "Optics"), ("chips", "Chips")]
    )
    founded = PartialDateField("founded")

    class Meta(Profile.Meta):
        verbose_name = "laboratory"
        verbose_name_plural = "laboratories"
        permissions = [("publish_lab", "Can publish lab"), ("withdraw_lab", "Can withdraw lab")]
        constraints = [*Profile.Meta.constraints, partial_date_constraint("founded")]

    def get_absolute_url(self) -> str:
        return address("labs:detail", self.slug)


class LabName(OtherName):
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="other_names")

    class Meta(OtherName.Meta):
        constraints = name_constraints("lab")


class LabFigure(Figure):
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="figures")

    class Meta(Figure.Meta):
        constraints = [*Figure.Meta.constraints, *figure_constraints("lab")]


class LabCitation(Citation):
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        constraints = citation_constraints("lab")


class FormerLabSlug(FormerSlug):
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="former_slugs")
