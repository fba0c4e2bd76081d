"""Run every test on SQLite, then the tests that touch the database a second time on PostgreSQL.

Ends with what was skipped and why. Exit code 0 only if both runs passed. Arguments go to pytest.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from with_postgres import UNAVAILABLE

ROOT = Path(__file__).resolve().parents[1]
ON_BOTH_DATABASES = ("tests/features", "tests/journeys")
# Tests of one xdist_group share a worker: they would otherwise disturb one another.
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadgroup"]

Skip = tuple[str, str]


def main(arguments: list[str]) -> int:
    first, skipped = _run("SQLite", [*PYTEST, *(arguments or ["tests"])], {"KULANZ_DATABASE_URL": ""})
    second, skipped_there = (0, []) if arguments else _on_postgresql()
    _print_skipped([*skipped, *skipped_there])
    return first or second


def _on_postgresql() -> tuple[int, list[Skip]]:
    folders = [folder for folder in ON_BOTH_DATABASES if (ROOT / folder).is_dir()]
    wrapper = [sys.executable, str(ROOT / "tools" / "with_postgres.py"), "--"]
    code, skipped = _run("PostgreSQL", [*wrapper, *PYTEST, *folders], {})
    if code != UNAVAILABLE:
        return code, skipped
    if "postgres" in os.environ.get("KULANZ_REQUIRE", "").split(","):
        print("KULANZ_REQUIRE names postgres: this is a failure.", file=sys.stderr)
        return 1, []
    return 0, [("the second run, on PostgreSQL", "no PostgreSQL could be started, see above")]


def _run(database: str, command: list[str], changes: dict[str, str]) -> tuple[int, list[Skip]]:
    print(f"\n== Tests on {database} ==", flush=True)
    with tempfile.TemporaryDirectory(prefix="kulanz-skips-") as folder:
        skips_file = Path(folder) / "skips.json"
        environment = {**os.environ, **changes, "KULANZ_SKIPS_FILE": str(skips_file)}
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        skipped = json.loads(skips_file.read_text(encoding="utf-8")) if skips_file.exists() else []
        return code, [(f"{database}: {test}", reason) for test, reason in skipped]


def _print_skipped(skipped: list[Skip]) -> None:
    print("\n== Skipped, and why ==" if skipped else "\n== Nothing was skipped ==")
    for test, reason in skipped:
        print(f"{test}: {reason}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
