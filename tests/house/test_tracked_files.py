"""What is in the repository belongs to Kulanz, and works on any machine."""

import re

from tests.house.sources import ROOT, tracked_files

# Written apart, so that this file does not find itself.
MACHINE_PATHS = re.compile(
    "(?<![\\w.~>/])/(?:" + "|".join(["wo" + "rk", "fa" + "rm", "ro" + "ot", "tm" + "p"]) + ")/\\w"
)
REGISTRY_HOSTS = re.compile("|".join(["registry" + r"\.npmjs", "python" + r"hosted\.org", "pypi" + r"\.org"]))
BUILT_FOR_BROWSERS = re.compile(r"\.min\.(js|css)$|\.(woff2?|ttf|otf|eot)$|(^|/)(node_modules|static_build)/")
LARGEST_BYTES = 600_000


def test_no_file_names_a_machine_path_or_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:90]}"
        for path, lines in _texts()
        for number, line in enumerate(lines, start=1)
        if MACHINE_PATHS.search(line) or REGISTRY_HOSTS.search(line)
    ]
    assert not found, (
        f"Say it relative to the repository, or let the tool's own settings name the host: {found}"
    )


def test_no_third_party_file_is_in_the_repository() -> None:
    found = [
        str(path.relative_to(ROOT)) for path in tracked_files() if BUILT_FOR_BROWSERS.search(path.as_posix())
    ]
    assert not found, f"Name the package in package.json and take the file in tools/assets.py: {found}"


def test_no_file_is_too_large_to_read() -> None:
    found = [str(path.relative_to(ROOT)) for path in tracked_files() if path.stat().st_size > LARGEST_BYTES]
    assert not found, f"Make it when it is needed, from something small: {found}"


def test_pages_ask_no_third_party() -> None:
    elsewhere = re.compile(r"""(?:src|href|action)=["']?(?:https?:)?//|@import|url\(\s*["']?https?:""")
    pages = [path for path in tracked_files() if path.is_relative_to(ROOT / "src" / "kulanz" / "interfaces")]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in pages
        if path.suffix in {".html", ".css"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if elsewhere.search(line)
    ]
    assert not found, f"Serve it from static files; no CDN, no tracking: {found}"


def test_every_requirement_is_pinned_by_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        requirements = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        loose = [line for line in requirements if "==" not in line or "--hash=sha256:" not in line]
        assert not loose, f"{path.name}: write it with `make lock`: {loose}"


def _texts() -> list[tuple[object, list[str]]]:
    found = []
    for path in tracked_files():
        try:
            found.append((path, path.read_text(encoding="utf-8").splitlines()))
        except UnicodeDecodeError:
            continue
    return found
