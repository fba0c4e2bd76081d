"""Run a command beside a PostgreSQL of its own: tools/with_postgres.py -- .venv/bin/python -m pytest tests/features

The command finds the server in KULANZ_DATABASE_URL. Exit code: the command's own; 69 where no server can be had.
"""

import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.postgres import NoPostgres, running_postgres

UNAVAILABLE = 69


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    # An orderly end on SIGTERM too, so that the server does not outlive us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with running_postgres() as server:
            return subprocess.run(command, env=server.environment(), check=False).returncode
    except NoPostgres as reason:
        print(f"no PostgreSQL: {reason}", file=sys.stderr)
        return UNAVAILABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
