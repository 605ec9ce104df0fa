from django.db import migrations, models
from django.db.models import Q


def keep_the_filter(apps, schema_editor):
    """Of words that had both, the filter was what counted."""
    synonyms = apps.get_model("companies", "Synonym").objects
    synonyms.filter(sector__isnull=False).exclude(filter="").update(sector=None, is_sector=False)


class Migration(migrations.Migration):
    dependencies = [("companies", "0021_ties_by_address")]

    operations = [
        migrations.RunPython(keep_the_filter, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="synonym",
            constraint=models.CheckConstraint(
                condition=Q(("sector__isnull", True), ("filter", ""), _connector="OR"),
                name="companies_synonym_sector_or_filter",
                violation_error_message="Words have a sector or a filter, not both.",
            ),
        ),
    ]
