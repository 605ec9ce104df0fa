from django.db import migrations, models


def count_again(apps, schema_editor):
    """Else the worker would take what it counted before there were sums for the newest, as long as nobody edits."""
    apps.get_model("profiles", "Tally").objects.update(content=0)


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0030_publishers_of_sources'),
    ]

    operations = [
        migrations.AddField(
            model_name='figuresum',
            name='inexact',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(count_again, migrations.RunPython.noop),
    ]
