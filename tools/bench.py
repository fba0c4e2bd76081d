"""Run the measurements in benchmarks/, each in a process of its own. Arguments choose by part of the name."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"


def main(wanted: list[str]) -> int:
    files = [file for file in sorted(FOLDER.glob("*.py")) if not file.name.startswith("_")]
    chosen = [file for file in files if not wanted or any(part in file.stem for part in wanted)]
    if not chosen:
        print(f"bench: nothing in benchmarks/ is named like {' or '.join(wanted) or '*.py'}", file=sys.stderr)
        return 1
    return max(_measure(file) for file in chosen)


def _measure(file: Path) -> int:
    print(f"\n== {file.stem} ==", flush=True)
    return subprocess.run([sys.executable, str(file)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
