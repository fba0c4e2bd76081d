"""Which bank format a file has, and its reader. A new format is one module and one line in `_FORMATS`."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from kulanz.formats.bank_csv import is_bank_csv, known_banks, read_bank_csv
from kulanz.formats.camt.reader import camt_version, read_camt
from kulanz.formats.first_look import looks_like_xml, refuse_unreadable
from kulanz.formats.mt940 import is_mt940, read_mt940
from kulanz.formats.records import FileRefused, Problem, ReadStatements


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    kind: str
    is_it: Callable[[bytes], bool]
    read: Callable[[bytes, str], ReadStatements]


def _is_camt(data: bytes) -> bool:
    return looks_like_xml(data) and camt_version(BytesIO(data)) is not None


_FORMATS = (
    _Format(kind="camt", is_it=_is_camt, read=lambda data, file: read_camt(data, file=file)),
    _Format(kind="mt940", is_it=is_mt940, read=lambda data, file: read_mt940(data, file=file)),
    _Format(kind="bank_csv", is_it=is_bank_csv, read=lambda data, file: read_bank_csv(data, file=file)),
)


def sniff(data: bytes) -> str | None:
    """Return the kind of bank file ("camt", "mt940", "bank_csv"), or None where no reader knows it. Raises `FileRefused` for unsafe XML."""
    return next((one.kind for one in _FORMATS if one.is_it(data)), None)


def read_bank_file(data: bytes, *, file: str) -> ReadStatements:
    """Read a bank file of any known format. Never raises for content."""
    try:
        refuse_unreadable(data)
        chosen = next((one for one in _FORMATS if one.is_it(data)), None)
        if chosen is None:
            raise FileRefused(_unknown())
    except FileRefused as refused:
        return ReadStatements(errors=(Problem(file=file, place="", message=str(refused)),))
    return chosen.read(data, file)


def _unknown() -> str:
    return (
        "Das Format der Datei ist nicht bekannt. Lesbar sind Kontoauszüge als camt.052, camt.053 und camt.054 (XML), "
        f"MT940 und MT942, und Umsätze als CSV von: {known_banks()}."
    )
