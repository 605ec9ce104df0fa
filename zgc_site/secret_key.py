"""The secret key of an embedded site: made once, kept outside the repository."""

import os
import tempfile
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def embedded_secret_key() -> str:
    """Return the key in the user's data folder, and make it on first use."""
    path = _data_home() / "zgc_site" / "secret_key"
    if not path.exists():
        _write_once(path, get_random_secret_key())
    return path.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    """Write a file that only its owner may read, unless another process was first.

    The link appears with the whole text in it or not at all, so two processes that
    start together agree on one key.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)


def _data_home() -> Path:
    configured = os.environ.get("XDG_DATA_HOME")
    return Path(configured) if configured else Path.home() / ".local" / "share"
