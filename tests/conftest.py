"""Fixtures for every test, and the list of what was skipped. Nothing here needs Django."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests.support.chromium import running_chromium
from tests.support.installation import Installation, drop_database, fresh_database
from tests.support.postgres import NoPostgres, running_postgres
from tests.support.requirements import lacking
from tests.support.smtp_sink import SmtpSink

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# No deadline: the machine may be busy. A failure prints how to run it again.
# The same examples in each run, so that a change is judged by itself and not by luck. KULANZ_EXPLORE=1 looks at
# others each time and makes what it finds small; what it finds is pinned with @example beside its property.
hypothesis.settings.register_profile(
    "steady",
    deadline=None,
    print_blob=True,
    derandomize=True,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.target],
)
hypothesis.settings.register_profile("explore", deadline=None, print_blob=True)
hypothesis.settings.load_profile("explore" if os.environ.get("KULANZ_EXPLORE") else "steady")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real files to test against; they are not part of this repository."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        lacking("corpus", "the corpus of real files (../shared/corpus) is not on this machine")
    return folder


@pytest.fixture
def smtp_sink(tmp_path: Path) -> Iterator[SmtpSink]:
    """A real SMTP server of its own for this test."""
    sink = SmtpSink(tmp_path / "smtp-sink")
    yield sink
    sink.stop()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A home and a database of its own, on the database of this run (KULANZ_DATABASE_URL, else SQLite)."""
    server = os.environ.get("KULANZ_DATABASE_URL")
    url = fresh_database(server) if server else None
    yield Installation(home=tmp_path / "kulanz-home", database_url=url)
    if server and url:
        drop_database(url, server_url=server)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a running PostgreSQL, for tests that are about PostgreSQL itself."""
    try:
        with running_postgres() as server:
            yield server.url
    except NoPostgres as reason:
        lacking("postgres", str(reason))


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for the whole run; take `page` for a window of its own."""
    with running_chromium() as chromium:
        yield chromium


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A window without history, cookies or cache, in German, wide as a desktop."""
    context = browser.new_context(
        locale="de-DE", timezone_id="Europe/Berlin", viewport={"width": 1280, "height": 900}
    )
    yield context.new_page()
    context.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Hand what was skipped and why to tools/run_tests.py, which prints it at the very end."""
    target = os.environ.get("KULANZ_SKIPS_FILE")
    if not target:
        return
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [(report.nodeid, _reason(report)) for report in skipped]
    Path(target).write_text(json.dumps(reasons), encoding="utf-8")


def _reason(report: Any) -> str:
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return str(words).removeprefix("Skipped: ")
