"""Rows are known by their keys alone. Keys are made anew in the order of the rows, so that they sort as entered."""

from django.db import migrations, models

import kit.keys

FORMER = "formerparkslug"
ROWS = (
    "parkcitation",
    "parkfigure",
    "parkmilestone",
    "parkname",
    "partnership",
    "statement",
)


def key(**options):
    return models.UUIDField(default=kit.keys.new_key, editable=False, **options)


def make_keys(apps, schema_editor):
    for name in (*ROWS, FORMER):
        model = apps.get_model("partners", name)
        for pk in model.objects.order_by("pk").values_list("pk", flat=True).iterator():
            model.objects.filter(pk=pk).update(key=kit.keys.new_key())


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]

    operations = [
        migrations.RemoveField(FORMER, "since"),
        migrations.AddField(FORMER, "key", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(make_keys, migrations.RunPython.noop),
        *(migrations.RemoveField(name, "id") for name in (*ROWS, FORMER)),
        *(migrations.AlterField(name, "key", key(primary_key=True, serialize=False)) for name in (*ROWS, FORMER)),
    ]
