"""Translations: gather the German source sentences, compile the English ones.

    python tools/messages.py extract    update src/kulanz/locale/en/LC_MESSAGES/django.po
    python tools/messages.py compile    write django.mo beside it (done by `make setup`)
    python tools/messages.py check      exit 1 where an English sentence is missing or no longer used

Needs Babel and Django, which are there once Kulanz is installed; the programs of gettext are not needed.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "kulanz"
PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "named": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
NOT_TRANSLATED = ("core", "adapters", "locale")
HEADER = "# English of the German sentences on the pages. Ids and order are written by tools/messages.py."
# One day for ever: a file that is written again without a change stays the same.
WRITTEN_ON = datetime(2026, 1, 1, tzinfo=UTC)


def sources() -> Iterator[tuple[Path, bytes]]:
    """Yield each file that holds sentences for people, templates turned into Python by Django."""
    for path in sorted(SOURCE.rglob("*")):
        inside = path.relative_to(SOURCE)
        if inside.parts[0] in NOT_TRANSLATED or "migrations" in inside.parts:
            continue
        if path.suffix == ".py":
            yield path, path.read_bytes()
        elif path.suffix in {".html", ".txt"} and "templates" in inside.parts:
            yield path, templatize(path.read_text(encoding="utf-8"), origin=str(inside)).encode()


def gathered() -> Catalog:
    """Return a catalogue of every sentence in the sources, without translations."""
    catalog = Catalog(
        locale="en",
        project="Kulanz",
        charset="utf-8",
        fuzzy=False,
        header_comment=HEADER,
        creation_date=WRITTEN_ON,
        revision_date=WRITTEN_ON,
    )
    for path, code in sources():
        found = extract("python", io.BytesIO(code), KEYWORDS, options={"encoding": "utf-8"})
        for line, message, _comments, context in found:
            catalog.add(message, locations=[(str(path.relative_to(SOURCE)), line)], context=context)
    return catalog


def translated() -> Catalog:
    """Return the catalogue in the repository."""
    if not PO.exists():
        return Catalog(locale="en", project="Kulanz", charset="utf-8", fuzzy=False)
    with PO.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def extract_to_po() -> int:
    old, new = translated(), gathered()
    for message in new:
        known = old.get(message.id, message.context) if message.id else None
        if known is not None and known.string:
            message.string = known.string
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, new, width=110, no_location=True, sort_output=True, omit_header=False)
    missing = [message for message in new if message.id and not _is_translated(message.string)]
    print(f"{len(new)} sentences, {len(missing)} without English")
    return 0


def compile_po() -> int:
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, translated())
    return 0


def problems() -> list[str]:
    """Return what is missing or left over, in words."""
    known, wanted = translated(), gathered()
    missing = [
        f"no English for: {message.id!r}"
        for message in wanted
        if message.id
        and ((found := known.get(message.id, message.context)) is None or not _is_translated(found.string))
    ]
    left_over = [
        f"no longer used: {message.id!r}"
        for message in known
        if message.id and wanted.get(message.id, message.context) is None
    ]
    return missing + left_over


def _is_translated(string: object) -> bool:
    return all(string) and bool(string) if isinstance(string, tuple | list) else bool(string)


def check() -> int:
    found = problems()
    for line in found:
        print(line)
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    settings.configure()
    verbs = {"extract": extract_to_po, "compile": compile_po, "check": check}
    if len(arguments) != 1 or arguments[0] not in verbs:
        print(__doc__)
        return 2
    return verbs[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
