"""Choose versions anew within pyproject.toml's ranges and write requirements/*.txt: hashes, no addresses.

`make lock` keeps what is locked and still fits; `make lock ARGS=--upgrade` takes the newest that fits.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = "uv==0.13.9"
OLDEST_PYTHON = "3.11"
FILES: dict[str, list[str]] = {
    "run": ["pyproject.toml"],
    "dev": ["pyproject.toml", "--extra", "dev", "--constraint", "requirements/run.txt"],
    "build": ["--group", "build"],
    "node": ["--group", "node"],
    "fuzz": ["--group", "fuzz"],
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = next(Path(folder).glob("[bS]*/python*"))
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", UV], check=True)
        for name, sources in FILES.items():
            _compile([str(python), "-m", "uv"], name, sources)


def _compile(uv: list[str], name: str, sources: list[str]) -> None:
    command = [
        *uv, "pip", "compile", *sources, "--quiet", "--universal", "--python-version", OLDEST_PYTHON,
        "--generate-hashes", "--no-header", "--no-annotate", "--output-file", f"requirements/{name}.txt",
    ]  # fmt: skip
    subprocess.run([*command, *sys.argv[1:]], cwd=ROOT, check=True)
    print(f"requirements/{name}.txt")


if __name__ == "__main__":
    main()
