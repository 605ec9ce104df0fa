"""Mentions name a profile by its address, not by its number: written anew from the texts."""

from django.db import migrations, models

from stories.writing import named_in


def write_anew(apps, _schema_editor):
    mention = apps.get_model("stories", "Mention")
    mention.objects.all().delete()
    for story in apps.get_model("stories", "Story").objects.iterator():
        mentions = [mention(story=story, profile=name) for name in sorted(named_in(story))]
        mention.objects.bulk_create(mentions)


class Migration(migrations.Migration):
    dependencies = [("stories", "0002_newest_stories")]

    operations = [
        migrations.AlterField("mention", "profile", models.CharField(max_length=140)),
        migrations.RunPython(write_anew, migrations.RunPython.noop, elidable=True),
    ]
