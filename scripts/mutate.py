"""Changes the code that decides, one small change at a time, and says which changes no test notices.

`make mutate` takes all modules of scripts/mutation/modules.toml, `make mutate MODULES=submissions/models/link.py`
some. Ends with status 1 where a change went unnoticed that the file does not explain. See docs/mutations.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[1]
sys.path.insert(0, str(HERE))
from scripts.mutation.plugin import MODULE, OPTIONS, RESULTS  # noqa: E402

CONFIGURATION = HERE / "scripts" / "mutation" / "modules.toml"


def main() -> int:
    configured = tomllib.loads(CONFIGURATION.read_text())
    explained = {(row["module"], row["was"], row["becomes"]) for row in configured.get("survivors", ())}
    left = 0
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        for module in sys.argv[1:] or configured["modules"]:
            rows = _run(module, configured["modules"][module], Path(folder))
            survivors = [row for row in rows if row["killer"] is None]
            new = [row for row in survivors if (module, row["was"], row["becomes"]) not in explained]
            took = sum(row["seconds"] for row in rows)
            print(
                f"{module}: {len(rows)} mutants in {took:.0f} s, {len(survivors)} survive, {len(new)} unexplained"
            )
            for row in new:
                print(f"  line {row['line']}: {row['was']}\n    -> {row['becomes']}", flush=True)
            left += len(new)
    return 1 if left else 0


def _run(module: str, tests: list[str], folder: Path) -> list[dict[str, Any]]:
    """All mutants of a module; the database of the tests stays in the folder for the next one."""
    results = folder / "results"
    results.unlink(missing_ok=True)
    own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")}
    own |= {"DATA_DIR": str(folder), MODULE: str(HERE / module), RESULTS: str(results)}
    command = [sys.executable, "-m", "pytest", *OPTIONS, *(f"tests/{test}" for test in tests)]
    done = subprocess.run(  # noqa: S603 (our own arguments)
        command, cwd=HERE, env=own, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\n{done.stderr}\nThe tests of {module} do not pass as they are.")
    return [json.loads(line) for line in results.read_text().splitlines()]


if __name__ == "__main__":
    sys.exit(main())
