"""Check style, types, imports and the rules of the house; name every check that failed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str]] = {
    "style (make format mends most of it)": [str(BIN / "ruff"), "check", "--quiet", "."],
    "format (make format mends it)": [str(BIN / "ruff"), "format", "--quiet", "--check", "."],
    "types of core and formats": [str(BIN / "mypy")],
    "import contracts": [str(BIN / "lint-imports"), "--no-cache"],
    "rules of the house": [sys.executable, "-m", "pytest", "-q", "-p", "no:django", "tests/house"],
}


def main() -> int:
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    for name in failed:
        print(f"lint: failed: {name}", file=sys.stderr)
    return 1 if failed else 0


def _passes(name: str, command: list[str]) -> bool:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}", flush=True)
    if done.returncode != 0:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
