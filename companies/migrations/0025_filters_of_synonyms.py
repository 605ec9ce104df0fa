from functools import reduce
from operator import or_

from django.db import migrations, models
from django.db.models import Q

FILTERS = ("sector", "zone", "ownership", "returnee", "country", "exchange", "certificate")
KNOWN = reduce(or_, (Q(filter__startswith=f"{key}=") for key in FILTERS), Q(filter=""))


def drop_unknown(apps, schema_editor):
    """Filters that questions do not have were passed over when they were read."""
    apps.get_model("companies", "Synonym").objects.exclude(KNOWN).update(filter="")


class Migration(migrations.Migration):
    dependencies = [("companies", "0024_products")]

    operations = [
        migrations.RunPython(drop_unknown, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="synonym",
            constraint=models.CheckConstraint(
                condition=KNOWN,
                name="companies_synonym_known_filter",
                violation_error_message="Questions have no such filter.",
            ),
        ),
    ]
