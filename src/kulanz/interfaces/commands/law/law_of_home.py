"""The law book of this installation: the built-in figures and what lies in its folder `law`."""

from kulanz.core.law.book import LawBook
from kulanz.core.law.parameter import LawFileRefused
from kulanz.home import kulanz_home
from kulanz.interfaces.commands.support import CommandRefused


def law_book() -> LawBook:
    """Return the built-in law with the dated values of KULANZ_HOME/law, in the order of the file names."""
    files = sorted((kulanz_home() / "law").glob("*.toml"))
    try:
        return LawBook.load(file.read_bytes() for file in files)
    except LawFileRefused as refused:
        raise CommandRefused(f"A file in {files[0].parent} cannot be used. {refused}") from refused
