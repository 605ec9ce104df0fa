"""The number that grows with each transition is called revision, and a part that is not accepted is rejected."""

from django.db import migrations

RENAMED = {"refuse": "reject"}


def _rename(apps, names):
    submissions = apps.get_model("submissions", "Submission").objects.exclude(decisions={})
    for submission in submissions.only("decisions").iterator(chunk_size=500):
        decisions = submission.decisions
        if not any(one.get("take") in names for one in decisions.values()):
            continue
        submission.decisions = {
            part: {**one, "take": names.get(one.get("take"), one.get("take"))} for part, one in decisions.items()
        }
        submission.save(update_fields=["decisions"])


def forwards(apps, schema_editor):
    _rename(apps, RENAMED)


def backwards(apps, schema_editor):
    _rename(apps, {new: old for old, new in RENAMED.items()})


class Migration(migrations.Migration):
    dependencies = [("submissions", "0007_due_notices")]

    operations = [
        migrations.RenameField("submission", "step", "revision"),
        migrations.RunPython(forwards, backwards, elidable=True),
    ]
