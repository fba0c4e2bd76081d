"""Reads the text of a bank line: runs of digits and letters, their labels, and what is no number at all."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from kulanz.core.matching.facts import BankLineFacts
from kulanz.core.matching.folding import fold, word_set

_ATOM = re.compile(r"[0-9]+|[A-Z]+")
_MAX_ATOMS = 80
_MAX_ATOMS_PER_SPAN = 7
_JOINS = frozenset(" -/._#:\t\r\n")
_LIST_SIGNS = frozenset(" ,;+&/-\t\r\n.")

_BANK_DATA = re.compile(
    r"\b(?:DE\d{2}(?: ?\d{4}){4} ?\d{2}|DE\d{2}[A-Z0-9]{3}0\d{10}|AT\d{2}(?: ?\d{4}){4}"
    r"|(?:CH|LI)\d{2}(?: ?[0-9A-Z]{4}){4} ?[0-9A-Z])\b"
    r"|(?:\+|(?<![A-Z0-9][ -])\b00)\d{2}[\d /()-]{7,}"
    r"|(?:\b\d ?\. ?)?\bI?TAN ?\d?\b ?[:.]? ?\d{4,}\b"
    r"|\b\d{1,2}[.:]\d{2}(?:[.:]\d{2})? ?UHR\b"
    r"|\b(?:TEL|TELEFON|FON|MOBIL|HANDY|FAX)\b[ .:]*[\d /()+-]{5,}"
    r"|\b01[567]\d{1,2}[ /-]?\d{6,8}\b|\b0\d{2,4} ?/ ?\d{5,8}\b"
)
_MONEY = re.compile(
    r"(?:\b(?:EUR|EURO)|€) ?\d{1,3}(?:\.\d{3})+(?:,\d{2})?(?!\d)|(?:\b(?:EUR|EURO)|€) ?\d+(?:[.,]\d{2})?(?!\d)"
    r"|\b\d{1,3}(?:\.\d{3})*,\d{2} ?(?:EUR\b|EURO\b|€)|\b\d+(?:[.,]\d{2})? ?(?:EUR\b|EURO\b|€)"
)
_DATE = re.compile(
    r"\b(?:0?[1-9]|[12]\d|3[01])[./] ?(?:0?[1-9]|1[0-2])[./] ?(?:20\d\d|\d\d)\b"
    r"|\b20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T[\d:.]+)?\b"
    r"|\b(?:0?[1-9]|1[0-2])[./]20\d\d\b"
    r"|(?<![\d.])(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])(?:\.(?!\d)|(?![\d.]|,\d))"
)

_INVOICE_LABELS = word_set(
    "RECHNUNG RECHNUNGEN RECHNUNGSNUMMER RECHNUNGSNR RECHNUNGNR RECHNR RECHN RECHG RG RGS RGNR RE REN "
    "RENR RNR RN R INV INVOICE INVOICES BELEG BELEGNR FAKTURA FAKTURANR FA"
)
_ORDER_LABELS = word_set(
    "BESTELLUNG BESTELLNUMMER BESTELLNR BESTNR BEST ORDER ORDERNR ORDERNO ORDERID AUFTRAG AUFTRAGSNR "
    "AUFTRAGSNUMMER AUFTR AUFTRNR"
)
_CUSTOMER_LABELS = word_set(
    "KUNDE KUNDENNR KUNDENNUMMER KUNDEN KDNR KD KNR CUSTOMER DEBITOR DEBITORENNR KUNDNR"
)
_FOREIGN_LABELS = word_set(
    "MANDAT MANDATSREF MANDATSREFERENZ MREF CRED TAN BLZ BIC PLZ TEL FAX MOBIL KARTE KARTENNR TERMINAL "
    "AVIS ZAHLUNGSAVIS LIEFERSCHEIN LIEFERSCHEINNR LIEFERSCH LFS KOSTENSTELLE KST "
    "TRACE STEUERNR STEUERNUMMER USTID VERTRAG VERTRAGSNR VERSICHERUNG POLICE PERSONALNR IBAN KTO KONTO"
)
_NEUTRAL = word_set("NR NUMMER NO NUM N VOM UND U")


class Label(Enum):
    """What the words before a number say it is."""

    NONE = "none"
    INVOICE = "invoice"
    ORDER = "order"
    CUSTOMER = "customer"
    FOREIGN = "foreign"


class Mask(Enum):
    """What a run of digits is instead of a number."""

    NONE = "none"
    DATE = "date"
    OTHER = "other"


class Atom(NamedTuple):
    """A run of digits, or of letters, in the folded text."""

    text: str
    start: int
    end: int
    is_number: bool
    mask: Mask
    label: Label


class Span(NamedTuple):
    """Neighbouring atoms joined: "RE 2026-1043" is RE20261043. `first` and `last` count atoms, inclusive.

    `is_broken`: white space stands inside the digits. `written`: as it stands in the folded text.
    """

    text: str
    first: int
    last: int
    has_letters: bool
    is_broken: bool
    mask: Mask
    label: Label
    written: str


@dataclass(frozen=True, slots=True)
class LineText:
    """All that the text of a line offers to the search.

    Atoms from `machine_from` on come from the end-to-end id, which machines write: a whole number counts
    there, a shortened or misspelt one does not. `is_cut`: there was more text than is read.
    """

    folded: str
    atoms: tuple[Atom, ...]
    spans: tuple[Span, ...]
    machine_from: int
    is_cut: bool


def read_text(line: BankLineFacts, *, max_text: int) -> LineText:
    """The text of a line: structured reference, remittance text and end-to-end id, in that order."""
    words = " | ".join(part for part in (_reference(line.structured_reference), line.remittance_text) if part)
    machine = line.end_to_end_id or ""
    if "NOTPROVIDED" in machine.upper():
        machine = ""
    return read(words[:max_text], machine=machine[:70], is_cut=len(words) > max_text)


def _reference(structured: str | None) -> str:
    """A creditor reference without its "RF" and check digits (ISO 11649)."""
    if not structured:
        return ""
    bare = "".join(structured.split())
    return bare[4:] if bare[:2].upper() == "RF" and bare[2:4].isdigit() else structured


def read(words: str, *, machine: str = "", is_cut: bool = False) -> LineText:
    """Takes a text apart: what a person wrote, and behind it what a machine wrote."""
    folded = fold(words)
    machine_from = len(folded)
    if machine:
        folded = f"{folded} | {fold(machine)}"
    masks = _masks(folded)
    atoms: list[Atom] = []
    for found in _ATOM.finditer(folded):
        if len(atoms) == _MAX_ATOMS:
            is_cut = True
            break
        is_number = found.group()[0].isdigit()
        atoms.append(
            Atom(
                found.group(),
                found.start(),
                found.end(),
                is_number,
                _mask_at(masks, found.start(), found.end()) if is_number else Mask.NONE,
                _label(atoms, folded, found.start()) if is_number else Label.NONE,
            )
        )
    return LineText(folded, tuple(atoms), tuple(_spans(folded, atoms)), machine_from, is_cut)


def _masks(folded: str) -> list[tuple[int, int, Mask]]:
    found: list[tuple[int, int, Mask]] = []
    for pattern, mask in ((_BANK_DATA, Mask.OTHER), (_MONEY, Mask.OTHER), (_DATE, Mask.DATE)):
        found.extend((hit.start(), hit.end(), mask) for hit in pattern.finditer(folded))
    return found


def _mask_at(masks: list[tuple[int, int, Mask]], start: int, end: int) -> Mask:
    for first, last, mask in masks:
        if start < last and end > first:
            return mask
    return Mask.NONE


def _label(before: list[Atom], folded: str, start: int) -> Label:
    """The label of a number that begins at `start`; the next number of a list inherits it."""
    for atom in reversed(before[-4:]):
        if start - atom.end > 4 or "|" in folded[atom.end : start]:
            return Label.NONE
        start = atom.start
        if atom.is_number:
            return atom.label if atom.mask is Mask.NONE else Label.NONE
        if atom.text in _NEUTRAL:
            continue
        return _label_of_word(atom.text)
    return Label.NONE


def _label_of_word(word: str) -> Label:
    if word in _INVOICE_LABELS:
        return Label.INVOICE
    if word in _ORDER_LABELS:
        return Label.ORDER
    if word in _CUSTOMER_LABELS:
        return Label.CUSTOMER
    return Label.FOREIGN if word in _FOREIGN_LABELS else Label.NONE


def _spans(folded: str, atoms: list[Atom]) -> list[Span]:
    """Every run of up to seven neighbouring atoms that ends in a number or carries a digit and a letter."""
    spans: list[Span] = []
    gaps = _gaps(folded, atoms)
    for first, atom in enumerate(atoms):
        text, has_letters, has_digits, is_broken = "", False, False, False
        mask, label = Mask.NONE, Label.NONE
        for last in range(first, min(first + _MAX_ATOMS_PER_SPAN, len(atoms))):
            part = atoms[last]
            gap = gaps[last]
            if last > first and gap is None:
                break
            if part.is_number:
                is_broken = is_broken or (has_digits and gap is _Gap.WHITE)
                if not has_digits:
                    label = part.label
                has_digits = True
                mask = part.mask if part.mask is not Mask.NONE else mask
            else:
                has_letters = True
            text += part.text
            if len(text) > 40:
                break
            if has_digits:
                written = folded[atom.start : part.end]
                spans.append(Span(text, first, last, has_letters, is_broken, mask, label, written))
    return spans


class _Gap(Enum):
    """What joins an atom with the one before it."""

    WHITE = "white"
    SIGN = "sign"


def _gaps(folded: str, atoms: list[Atom]) -> list[_Gap | None]:
    """For each atom, what joins it with the one before; None where something stands between that parts them."""
    found: list[_Gap | None] = []
    end = 0
    for atom in atoms:
        gap = folded[end : atom.start]
        end = atom.end
        if len(gap) > 3 or not _JOINS.issuperset(gap):
            found.append(None)
        else:
            found.append(_Gap.WHITE if _is_white(gap) else _Gap.SIGN)
    return found


def _is_white(gap: str) -> bool:
    return not gap or any(sign.isspace() for sign in gap)


def list_follows(folded: str, left: Atom, right: Atom) -> bool:
    """True when only signs of a list stand between two atoms."""
    gap = folded[left.end : right.start]
    return 0 < len(gap) <= 3 and _LIST_SIGNS.issuperset(gap)
