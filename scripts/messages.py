"""Collects the texts to translate (needs gettext) and compiles every .po into the .mo beside it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ("zh_Hans", "fr")


def main() -> None:
    if shutil.which("xgettext"):
        languages = [argument for locale in LOCALES for argument in ("-l", locale)]
        command = [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--no-location", *languages]
        subprocess.run([*command, "-i", ".venv", "-i", "var"], cwd=ROOT, check=True)  # noqa: S603 (our own arguments)
    else:
        print("gettext is not installed: compiling only.")
    for locale in LOCALES:
        catalogue = ROOT / "locale" / locale / "LC_MESSAGES" / "django.po"
        polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))


if __name__ == "__main__":
    main()
