"""A demo shop of its own for each test, really served, and a browser that notices everything that goes wrong."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.chromium import accessibility_faults
from tests.support.installation import Installation

if TYPE_CHECKING:
    from playwright.sync_api import Page

SET_UP = (
    "import os, pathlib; from kulanz.interfaces.commands.demo.command import set_up; "
    "set_up(pathlib.Path(os.environ['KULANZ_HOME']))"
)
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A served demo shop."""

    installation: Installation
    url: str


@dataclass  # no slots: playwright keeps its wrappers of the listeners on the object they belong to
class Watched:
    """A window in which every fault is written down: console (which tells of CSP too), requests, other origins."""

    page: "Page"
    url: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page = self.page
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("request", self._requested)

    def open(self, path: str, *, status: int = 200) -> None:
        """Open a page that answers with this status, and look at it with axe."""
        answer = self.page.goto(self.url + path, wait_until="networkidle")
        assert answer is not None and answer.status == status, f"{path}: {answer and answer.status}"
        self.check()
        if status != 200:
            self.forgive(status)

    def forgive(self, status: int) -> None:
        """Strike out that the console told of answers with this status, which the test brought about."""
        self.faults = [fault for fault in self.faults if f"status of {status}" not in fault]

    def check(self) -> None:
        """Write down what makes the page hard to use for somebody."""
        self.faults += [f"{self.page.url}: {fault}" for fault in accessibility_faults(self.page)]

    def log_in(self) -> None:
        """Enter with the one click of the demo."""
        self.open("/")
        self.page.get_by_role("button", name="Demo-Laden ansehen").click()
        self.page.wait_for_url(self.url + "/")

    def _console(self, message: object) -> None:
        if message.type in ("error", "warning"):  # type: ignore[attr-defined]
            self.faults.append(f"{self.page.url}: console: {message.text}")  # type: ignore[attr-defined]

    def _failed(self, request: object) -> None:
        # A suggestion that a newer letter has overtaken is given up by intent.
        if request.failure != "net::ERR_ABORTED":  # type: ignore[attr-defined]
            self.faults.append(f"request failed: {request.url} {request.failure}")  # type: ignore[attr-defined]

    def _requested(self, request: object) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):  # type: ignore[attr-defined]
            self.faults.append(f"request to another origin: {request.url}")  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def told_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a demo whose story is told, to be copied."""
    home = tmp_path_factory.mktemp("told") / "home"
    demo = Installation(home=home, database_url=None)
    subprocess.run([sys.executable, "-c", SET_UP], env=demo.environment(), check=True, timeout=300)
    return home


@pytest.fixture
def shop(told_demo: Path, tmp_path: Path) -> Iterator[Shop]:
    """A copy of the demo, served with its worker by `kulanz serve`."""
    home = tmp_path / "home"
    shutil.copytree(told_demo, home)
    installation = Installation(home=home, database_url=None)
    port = _free_port()
    process = installation.start("serve", "--host", HOST, "--port", port)
    try:
        _wait_for(port, process)
        yield Shop(installation=installation, url=f"http://{HOST}:{port}")
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def watched(shop: Shop, page: "Page") -> Iterator[Watched]:
    """A window of the shop, logged in; at the end nothing may have gone wrong in it."""
    window = Watched(page, shop.url)
    window.log_in()
    yield window
    assert window.faults == []


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the shop did not open within a minute")
