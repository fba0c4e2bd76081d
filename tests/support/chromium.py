"""Chromium for the tests of the pages: the machine's own, else one that playwright brought."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.requirements import lacking

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Quiet and repeatable: no calls home, no first-run pages, and no sandbox because CI runs as root.
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def running_chromium() -> Iterator["Browser"]:
    """Give a headless Chromium that speaks German; skips (or fails, under KULANZ_REQUIRE=browser) where there is none."""
    from playwright.sync_api import sync_playwright

    # Playwright's synchronous face runs an event loop in this thread, which Django would take for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        program = _on_path() or _playwrights_own(playwright.chromium.executable_path)
        if program is None:
            lacking("browser", f"no Chromium was found (looked for {', '.join(NAMES)})")
        browser = playwright.chromium.launch(
            executable_path=program, args=list(FLAGS), env={**os.environ, "LANGUAGE": "de"}
        )
        try:
            yield browser
        finally:
            browser.close()


def accessibility_faults(page: "Page") -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA, one sentence each."""
    if not AXE.exists():
        lacking("browser", "axe-core is not in node_modules; run `make setup`")
    page.evaluate(AXE.read_text(encoding="utf-8") + "; true")
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, rules: {'target-size': {enabled: true}}})"
        ".then(result => result.violations)",
        WCAG,
    )
    return [
        f"{fault['id']}: {fault['help']} at {node['target']}: {node['html'][:160]}"
        for fault in found
        for node in fault["nodes"]
    ]


def _on_path() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def _playwrights_own(path: str) -> str | None:
    return path if Path(path).exists() else None
