from django.db import migrations


def remember_pages(apps, schema_editor):
    Shipped = apps.get_model("profiles", "Shipped")
    pages = apps.get_model("pages", "ShippedPage").objects.select_related("page")
    Shipped.objects.bulk_create(
        [
            Shipped(kind="page", key=one.page.key, object_id=one.page_id, said={"key": one.page.key, **one.said})
            for one in pages
        ]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("profiles", "0034_shipped"),
    ]

    operations = [
        migrations.RunPython(remember_pages, migrations.RunPython.noop),
        migrations.DeleteModel(name="ShippedPage"),
    ]
