from django.db import migrations, models


def remember_sources(apps, schema_editor):
    Shipped = apps.get_model("profiles", "Shipped")
    sources = apps.get_model("profiles", "ShippedSource").objects.all()
    Shipped.objects.bulk_create(
        [
            Shipped(kind="source", key=one.said["key"], object_id=one.source_id, said=one.said)
            for one in sources
        ]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0033_words_of_metrics"),
    ]

    operations = [
        migrations.CreateModel(
            name="Shipped",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=120)),
                ("object_id", models.BigIntegerField()),
                ("said", models.JSONField()),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="profiles_shipped_once")],
            },
        ),
        migrations.RunPython(remember_sources, migrations.RunPython.noop),
        migrations.DeleteModel(name="ShippedSource"),
    ]
