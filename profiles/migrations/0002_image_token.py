from django.db import migrations, models

import profiles.models.image


class Migration(migrations.Migration):
    dependencies = [("profiles", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="image",
            name="token",
            field=models.CharField(
                default=profiles.models.image._new_token, editable=False, max_length=32, unique=True
            ),
        ),
    ]
