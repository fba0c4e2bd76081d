"""SEPA values inside a remittance text: "EREF+…MREF+…SVWZ+…", as MT940 and some tables carry them."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from kulanz.formats.iban import has_iban_form

# The names are the German banks' (DFÜ-Abkommen, Anlage 3): EREF end-to-end reference, KREF the customer's reference,
# MREF mandate, CRED creditor identifier, SVWZ the payer's words, ABWA/ABWE the party behind payer and payee, COAM
# compensation, OAMT original amount. "MTLG:" is the message of a returned transfer.
_PLUS = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|PURP|RREF|BREF|RTRN|IBAN|BIC)\+|(MTLG):"
)
_COLON = re.compile(r"\b(EREF|KREF|MREF|CRED|SVWZ|ABWA|ABWE|IBAN|BIC):\s?")
_ONLY_AFTER_A_BREAK = frozenset(
    {"DEBT", "PURP", "RTRN", "IBAN", "BIC", "MTLG"}
)  # words a payer might end with
_NOTHING = "NOTPROVIDED"


@dataclass(frozen=True, slots=True)
class SepaText:
    """What a remittance text says, by name. `free` is what stands before the first name."""

    free: str
    values: dict[str, str]

    def get(self, name: str) -> str | None:
        """Return a value without blanks around it; None where missing, empty or "NOTPROVIDED"."""
        value = self.values.get(name, "").strip()
        return None if value.upper() in ("", _NOTHING) else value

    @property
    def remittance(self) -> str | None:
        """Return the payer's words: what is named so, and what stands before any name."""
        named = self.get("SVWZ") or self.get("MTLG")
        free = self.free.strip()
        return " ".join(part for part in (free, named) if part) or None


def sepa_text(text: str, *, starts: Collection[int] = (), colon: bool = False) -> SepaText:
    """Take a remittance text apart. `starts` are the places where a subfield begins; there a name is surely one.

    Everything is kept: a text without names is `free` as a whole.
    """
    marks = [
        (found[1] or found[2], found.start(), found.end())
        for found in (_COLON if colon else _PLUS).finditer(text)
    ]
    kept: list[tuple[str, int, int]] = []
    for at, (name, start, end) in enumerate(marks):
        behind = marks[at + 1][1] if at + 1 < len(marks) else len(text)
        if _is_a_name(name, text, start=start, value=text[end:behind], starts=starts):
            kept.append((name, start, end))
    said: dict[str, list[str]] = {}
    free = [text[: kept[0][1]] if kept else text]
    for at, (name, _start, end) in enumerate(kept):
        behind = kept[at + 1][1] if at + 1 < len(kept) else len(text)
        value = text[end:behind]
        if name == "EREF" and value.upper().startswith(_NOTHING) and value.strip().upper() != _NOTHING:
            # Banks that leave SVWZ+ out let the payer's words follow at once.
            free.append(value[len(_NOTHING) :])
            value = _NOTHING
        said.setdefault(name, []).append(value)
    words = " ".join(part.strip() for part in free if part.strip())
    return SepaText(words, {name: "".join(values) for name, values in said.items()})


def _is_a_name(name: str, text: str, *, start: int, value: str, starts: Collection[int]) -> bool:
    if name == "IBAN":
        return has_iban_form("".join(value.split()))
    if name == "BIC":
        return 8 <= len(value.strip()) <= 11 and value.strip().isalnum()  # the two lengths of a BIC
    if name not in _ONLY_AFTER_A_BREAK or start in starts or start == 0:
        return True
    return not text[start - 1].isalnum()
