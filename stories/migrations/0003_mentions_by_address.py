"""Mentions name a profile by its address, not by its number: written anew from the texts."""

from django.db import migrations, models

from kit.markdown import references

MAX_LENGTH = 140


def write_anew(apps, _schema_editor):
    story, mention = (apps.get_model("stories", name) for name in ("Story", "Mention"))
    # Those of this moment: settings may name a language that has no columns yet.
    texts = [field.name for field in story._meta.fields if field.name.startswith(("body_", "see_also_"))]
    mention.objects.all().delete()
    for one in story.objects.iterator():
        inside = {found for name in texts for found in references(getattr(one, name))}
        named = sorted({profile for found in inside if (profile := _profile(found))})
        mention.objects.bulk_create([mention(story=one, profile=profile) for profile in named])


def _profile(inside):
    """The kind and the address of the profile that is named between double brackets; "" if it is none.

    What a reference is may change in a later release, so this is said here once more.
    """
    named, bar, _label = inside.partition("|")
    kind, *parts = (part.strip() for part in named.split(":"))
    if kind == "figure":
        is_one = len(parts) > 2 and all(parts) and not bar
        named = f"{parts[0]}:{parts[1]}" if is_one else ""
    else:
        is_one = kind and kind != "story" and len(parts) == 1 and parts[0]
        named = f"{kind}:{parts[0]}" if is_one else ""
    return named if len(named) <= MAX_LENGTH else ""


class Migration(migrations.Migration):
    dependencies = [("stories", "0002_newest_stories")]

    operations = [
        migrations.AlterField("mention", "profile", models.CharField(max_length=MAX_LENGTH)),
        migrations.RunPython(write_anew, migrations.RunPython.noop, elidable=True),
    ]
