"""The law book of this installation: the built-in figures, and dated ones from KULANZ_HOME/law on top."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kulanz.core.law.book import LawBook


def law_book() -> LawBook:
    """Return the law book. A file added to the folder counts from the next call on."""
    folder = Path(settings.KULANZ_HOME) / "law"
    return _loaded(tuple((path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.toml"))))


@lru_cache(maxsize=2)
def _loaded(files: tuple[tuple[Path, int], ...]) -> LawBook:
    return LawBook.load(path.read_bytes() for path, _ in files)
