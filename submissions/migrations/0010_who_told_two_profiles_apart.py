from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("submissions", "0009_proposals_of_imports")]

    operations = [
        migrations.RenameField("notthesame", "said_at", "decided_at"),
        migrations.RenameField("notthesame", "said_by", "decided_by"),
    ]
