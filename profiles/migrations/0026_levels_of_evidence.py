"""Each source says what it is worth: what was to be checked still is, and what nobody had doubts about is secondary."""

import json
import zlib
from hashlib import sha256

from django.db import migrations, models

FIELDS = (
    "title", "publisher", "url", "archive_url", "published_on", "accessed_on", "language", "needs_check", "evidence",
)  # fmt: skip


def judge(apps, schema_editor):
    Source, BroughtSource = (apps.get_model("profiles", name) for name in ("Source", "BroughtSource"))
    brought = _unchanged(BroughtSource)
    Source.objects.exclude(evidence="none").filter(needs_check=True).update(evidence="to_check")
    Source.objects.filter(evidence="").update(evidence="secondary")
    _note(BroughtSource, brought, without="needs_check")


def forget(apps, schema_editor):
    Source, BroughtSource = (apps.get_model("profiles", name) for name in ("Source", "BroughtSource"))
    brought = _unchanged(BroughtSource, without="needs_check")
    Source.objects.filter(evidence="to_check").update(needs_check=True)
    Source.objects.exclude(evidence="none").update(evidence="")
    _note(BroughtSource, brought)


def _unchanged(model, without=""):
    """The sources that came with an import and that nobody changed since: they still go with it."""
    rows = model.objects.select_related("source").iterator(chunk_size=2_000)
    return [row.pk for row in rows if _digest(row.source, without) == row.digest]


def _note(model, pks, without=""):
    for start in range(0, len(pks), 500):
        rows = list(model.objects.filter(pk__in=pks[start : start + 500]).select_related("source"))
        for row in rows:
            row.digest = _digest(row.source, without)
        model.objects.bulk_update(rows, ["digest"])


def _digest(source, without):
    """As profiles/documents/sources.py has it."""
    said = {name: getattr(source, name) for name in FIELDS if name != without and getattr(source, name)}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return sha256(zlib.compress(text.encode(), 9)).hexdigest()


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0025_who_sees_imports'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='source',
            name='profiles_source_evidence',
        ),
        migrations.RunPython(judge, forget),
        migrations.RemoveField(
            model_name='source',
            name='needs_check',
        ),
        migrations.AlterField(
            model_name='source',
            name='evidence',
            field=models.CharField(choices=[('primary', 'Primary source'), ('secondary', 'Secondary source'), ('to_check', 'Source to check'), ('none', 'none: nobody can check it')], default='to_check', help_text='Primary: the organisation’s own filing or site, a register, statistics of an authority. Secondary: press, data vendors. To check: a copy, a blog, whatever anyone could have written. “None” is for general knowledge, an editor’s own choice and the like: facts from here are shown and counted as unsourced, and whoever proposes a change is not offered it.', max_length=10, verbose_name='evidence'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('evidence', 'primary'), ('evidence', 'secondary'), ('evidence', 'to_check'), ('evidence', 'none'), _connector='OR'), name='profiles_source_evidence'),
        ),
    ]
