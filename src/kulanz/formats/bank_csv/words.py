"""The remittance text of a table: several columns, names of SEPA values in it, or words a bank sets before its parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kulanz.formats.bank_csv.profile import Profile
from kulanz.formats.iban import has_iban_form
from kulanz.formats.sepa_tags import sepa_text

_NOTHING = frozenset({"NOTPROVIDED", "N/A", ""})
_ONE_WORD = frozenset({"end_to_end_id", "mandate_reference", "creditor_identifier", "counterparty_iban"})
_PART_IBAN = re.compile(r"IBAN:\s*([A-Z]{2}\d{2}[A-Z0-9]{10,30})", re.ASCII)
_PART_BIC = re.compile(r"BIC:\s*[A-Z0-9]{8}(?:[A-Z0-9]{3})?", re.ASCII)
_SEPA = {
    "EREF": "end_to_end_id",
    "MREF": "mandate_reference",
    "CRED": "creditor_identifier",
    "IBAN": "counterparty_iban",
}


@dataclass(frozen=True, slots=True)
class Remittance:
    """The payer's words, and what else stood between them."""

    text: str | None
    values: dict[str, str] = field(default_factory=dict)


def read_remittance(parts: Sequence[str], profile: Profile) -> Remittance:
    """Join the columns by one blank (what an earlier one says is not repeated) and take the text apart."""
    values: dict[str, str] = {}
    kept: list[str] = []
    for part in (" ".join(one.split()) for one in parts):
        found = _PART_IBAN.fullmatch(part)
        if found and has_iban_form(found[1]):
            values["counterparty_iban"] = found[1]
        elif part and not _PART_BIC.fullmatch(part) and part not in kept:
            kept.append(part)
    text = " ".join(kept)
    if profile.labels:
        return _labelled(text, profile, values)
    if profile.tags:
        return _tagged(text, values, colon=profile.tags == "colon")
    return Remittance(text or None, values)


def _tagged(text: str, values: dict[str, str], *, colon: bool) -> Remittance:
    sepa = sepa_text(text, colon=colon)
    for tag, name in _SEPA.items():
        value = sepa.get(tag)
        if value:
            values.setdefault(name, "".join(value.split()) if tag == "IBAN" else value)
    behind = sepa.get("ABWA") or sepa.get("ABWE")
    if behind:
        values["ultimate_counterparty_name"] = behind
    return Remittance(sepa.remittance, values)


def _labelled(text: str, profile: Profile, values: dict[str, str]) -> Remittance:
    name_of = {label: name for name, labels in profile.labels.items() for label in labels}
    pattern = "|".join(re.escape(label) for label in sorted(name_of, key=len, reverse=True))
    pieces = re.split(f"({pattern})", text)
    words = [pieces[0].strip()] if pieces[0].strip() else []
    labelled = list(zip(pieces[1::2], pieces[2::2], strict=True))
    for at, (label, value) in enumerate(labelled):
        name, bare = name_of[label], value.strip()
        if name in _ONE_WORD and at == len(labelled) - 1:
            bare, _, rest = bare.partition(" ")
            words += [rest.strip()] if rest.strip() else []
        if name == "remittance_text":
            words += [bare] if bare else []
        elif name != "nothing" and bare.upper() not in _NOTHING:
            values.setdefault(name, bare)
    return Remittance(" ".join(words) or None, values)
