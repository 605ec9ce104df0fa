"""Collects the texts to translate (needs gettext) and compiles every .po into the .mo beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import to_locale

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zgc_site.settings")
sys.path.insert(0, str(ROOT))
# The texts in the code are in the first language.
LOCALES = tuple(to_locale(code) for code, _label in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
# What gettext writes by itself: dates that change with each run, and names to fill in.
VARYING = ("POT-Creation-Date", "PO-Revision-Date")
HEADER = {"Project-Id-Version": "zgc_site", "Language-Team": "", "Last-Translator": ""}


def catalogue(root: Path, locale: str) -> Path:
    return root / "locale" / locale / "LC_MESSAGES" / "django.po"


def collect(root: Path) -> None:
    """Bring the catalogues under root up to date with its code and templates."""
    languages = [argument for locale in LOCALES for argument in ("-l", locale)]
    command = [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--no-location", *languages]
    ignored = ["-i", ".venv", "-i", "var", "-i", "tests", "-v", "0"]
    for locale in LOCALES:
        catalogue(root, locale).parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([*command, *ignored], cwd=root, check=True)  # noqa: S603 (our own arguments)


def compile_all() -> None:
    for locale in LOCALES:
        path = catalogue(ROOT, locale)
        file = polib.pofile(str(path), wrapwidth=110)
        file.header = ""
        file.metadata_is_fuzzy = False
        file.metadata.update(HEADER, Language=locale)
        for name in VARYING:
            file.metadata.pop(name, None)
        file.save()
        file.save_as_mofile(str(path.with_suffix(".mo")))


def main() -> None:
    if shutil.which("xgettext"):
        collect(ROOT)
    else:
        print("gettext is not installed: compiling only.")
    compile_all()


if __name__ == "__main__":
    main()
