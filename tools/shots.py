"""Take a picture of every page of the demo shop, on a desktop and on a phone, into the git-ignored folder shots.

Arguments choose by part of the name.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.browser.places import DESKTOP, IN_THE_OFFICE, PHONE  # noqa: E402  (the tests' list of pages)
from tests.support.chromium import running_chromium  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SHOTS = ROOT / "shots"
HOST = "127.0.0.1"
COMMAND = (sys.executable, "-m", "kulanz.interfaces.commands.main")
SIZES = {"desktop": DESKTOP, "phone": PHONE}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of names of pages")
    parser.add_argument("--url", help="a demo that is being served already, instead of one of our own")
    parser.add_argument("--size", choices=SIZES, help="only this size")
    options = parser.parse_args(arguments)
    SHOTS.mkdir(exist_ok=True)
    sizes = [options.size] if options.size else list(SIZES)
    with _served(options.url) as url, running_chromium() as browser:
        for size in sizes:
            _take_all(_window(browser, url, size), url, size, options.names)
    print(f"Pictures are in {SHOTS.relative_to(ROOT)}/.")
    return 0


def _window(browser: "Browser", url: str, size: str) -> "Page":
    """Return a window of the given size, in German, that has entered the demo shop."""
    page = browser.new_context(viewport=SIZES[size], locale="de-DE").new_page()
    page.goto(url)
    page.get_by_role("button", name="Demo-Laden ansehen").click()
    page.wait_for_url(url + "/")
    return page


def _take_all(page: "Page", url: str, size: str, names: list[str]) -> None:
    for place in IN_THE_OFFICE:
        if names and not any(name in place.name for name in names):
            continue
        try:
            path = place.found(page, url)
        except AssertionError as nothing:
            print(f"  {place.name}: {nothing}")
            continue
        page.goto(url + path, wait_until="networkidle")
        _take(page, SHOTS / f"{place.name}.{size}.png", SIZES[size])


def _take(page: "Page", file: Path, size: dict[str, int]) -> None:
    """Take the whole page in a window that is tall enough, so that what sticks to an edge lies at the edge."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    page.screenshot(path=file)
    page.set_viewport_size(size)


@contextmanager
def _served(url: str | None) -> Iterator[str]:
    """Serve a demo of our own, thrown away afterwards, unless one is named."""
    if url:
        yield url.rstrip("/")
        return
    home = Path(tempfile.mkdtemp(prefix="kulanz-shots-"))
    port = _free_port()
    environment = {**os.environ, "KULANZ_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen([*COMMAND, "demo", "--port", str(port)], env=environment, cwd=ROOT)
    try:
        _wait_for(port, process)
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(home, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("shots: the demo did not open within five minutes")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
