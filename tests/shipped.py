"""The shipped content is loaded once and copied: by each worker, and by later runs until a file of the site changes."""

from __future__ import annotations

import datetime
from hashlib import sha256

from django.core.management import call_command
from django.db import connection, connections

from tests.migrated import ROOT, TEMPLATES, one_at_a_time

FOLDERS = sorted({path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"})


def load_shipped_content() -> None:
    """Put what load_demo makes of an empty database into that of the tests."""
    template = TEMPLATES[connection.vendor]("content", _state_of_the_site())
    name = connection.settings_dict["NAME"]
    with one_at_a_time("content"):
        if template.exists():
            connections.close_all()
            template.copy_into(name)
        else:
            call_command("load_demo", verbosity=0)
            connections.close_all()
            template.forget_older()
            template.make_from(name)


def _state_of_the_site() -> str:
    """What names the code and the content as they are now, and the day on which they are loaded."""
    digest = sha256(str(datetime.date.today()).encode())
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.*") if path.suffix != ".pyc"]
    for path in (ROOT / "requirements.txt", *sorted(files)):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]
