from django.db import migrations

import profiles.models.search
from profiles.search.engines import ENGINES


def take_index_off(apps, schema_editor):
    """SQLite makes a table anew to change a column, and its triggers and indexes would go with it."""
    if schema_editor.connection.vendor == "sqlite":
        engine = ENGINES["sqlite"]
        for statement in (*engine.drop_names, *engine.drop):
            schema_editor.execute(statement)


def put_index_back(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        engine = ENGINES["sqlite"]
        for statement in (*engine.create_names, *engine.create, *engine.fill):
            schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0013_faster_checks'),
    ]

    operations = [
        migrations.RunPython(take_index_off, put_index_back),
        migrations.AlterField(
            model_name='searchentry',
            name='id',
            field=profiles.models.search.RowNumber(primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name='searchname',
            name='id',
            field=profiles.models.search.RowNumber(primary_key=True, serialize=False),
        ),
        migrations.RunPython(put_index_back, take_index_off),
    ]
