"""Documents: every link leads somewhere."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.house.sources import ROOT, tracked_files

DOCUMENTS = [path for path in tracked_files() if path.suffix == ".md"]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = [link for link in _links(document) if not _resolves(link, document)]
    assert not broken, f"{document.relative_to(ROOT)}: mend or remove these links: {broken}"


def test_a_broken_link_would_be_found() -> None:
    readme = ROOT / "README.md"
    assert not _resolves("docs/there-is-no-such-page.md", readme)
    assert not _resolves("#there-is-no-such-heading", readme)
    assert _resolves("LICENSE", readme)


def _links(document: Path) -> list[str]:
    text = FENCED.sub("", document.read_text(encoding="utf-8"))
    return [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]


def _resolves(link: str, document: Path) -> bool:
    file, _, anchor = unquote(link).partition("#")
    target = (document.parent / file).resolve() if file else document
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not anchor or target.suffix != ".md" or anchor in _anchors(target)


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ +(.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
