"""`:86:`: who paid and why, in the German, the Dutch and the plain way of writing it."""

import re
from dataclasses import dataclass

from kulanz.formats.amounts import AmountUnreadable, cents_of_plain
from kulanz.formats.iban import has_iban_form
from kulanz.formats.return_reasons import RETURN_CODES, reason_in_text, reason_of_number
from kulanz.formats.sepa_tags import SepaText, sepa_text

# German banks separate subfields by "?" ("?20"); Polish and Austrian ones also by other marks.
_STRUCTURED = re.compile(r"\s*(\d{3})\s?([?<@~^|])(?=\d\d)", re.ASCII)
_SLASHED_NAMES = "TRTP|CSID|NAME|MARF|REMI|IBAN|BIC|EREF|CNTP|RTRN|ORDP|BENM|PREF|TRCD|SVCL|ID|ADDR|PURP|ULTD|ULTB|ULTC|ISDT|INIT"
_SLASHED_START = re.compile(rf"\s*/(?:{_SLASHED_NAMES})/", re.ASCII)
_SLASHED = re.compile(rf"/({_SLASHED_NAMES})/", re.ASCII)
_TEXT = (*range(20, 30), *range(60, 64))
_FULL_LINE = 64  # SWIFT lines have 65 places; some banks fill two columns of 32
_REMITTANCE_KIND = re.compile(r"(?:USTD//|STRD/[A-Z]{0,4}/)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a `:86:` says. Nothing in it is completed."""

    code: str | None = None
    booking_text: str | None = None
    remittance_text: str | None = None
    counterparty_name: str | None = None
    counterparty_iban: str | None = None
    counterparty_account: str | None = None
    payer_behind: str | None = None
    payee_behind: str | None = None
    end_to_end_id: str | None = None
    mandate_reference: str | None = None
    creditor_identifier: str | None = None
    return_reason: str | None = None
    original_amount: str | None = None
    compensation: str | None = None


NO_DETAILS = Details()


def looks_structured(text: str) -> bool:
    """Return whether a text is the content of a German `:86:`, whatever field it stands in."""
    return _STRUCTURED.match(text) is not None


def read_details(lines: list[str]) -> Details:
    """Read the lines of a `:86:`. Subfields join without a blank: banks cut after 27 places, also inside a word."""
    whole = "".join(lines)
    found = _STRUCTURED.match(whole)
    if found:
        return _structured(found[1], found[2], whole[found.end() - 1 :])
    if _SLASHED_START.match(whole):
        return _slashed(whole.strip())
    return Details(remittance_text=_plain(lines))


def _plain(lines: list[str]) -> str | None:
    """Join the lines of a free text: a full line goes on in the next one, a shorter one ends at a blank."""
    parts = [line if len(line) >= _FULL_LINE and line[-1] != " " else line.rstrip() + " " for line in lines]
    return "".join(parts).strip() or None


def _structured(code: str, separator: str, body: str) -> Details:
    parts = re.split(rf"{re.escape(separator)}(\d\d)", body)
    said: dict[int, list[str]] = {}
    for place, value in zip(parts[1::2], parts[2::2], strict=True):
        said.setdefault(int(place), []).append(value)
    fields = {place: "".join(values) for place, values in said.items()}
    text, starts = "", set()
    for number in _TEXT:
        if number in fields:
            starts.add(len(text))
            text += fields[number]
    sepa = sepa_text(text, starts=starts)
    name = (fields.get(32, "") + fields.get(33, "")).strip() or None
    number = "".join(fields.get(31, "").split())
    other = "".join(fields.get(38, "").split())
    iban = next((one for one in (number, other, sepa.get("IBAN")) if one and has_iban_form(one)), None)
    reason = None
    if code in RETURN_CODES:
        reason = reason_of_number(fields.get(34)) or reason_in_text(sepa.get("RTRN") or text)
    return Details(
        code=code,
        booking_text=fields.get(0, "").strip() or None,
        remittance_text=_without_name(sepa, name),
        counterparty_name=name,
        counterparty_iban=iban,
        counterparty_account=number if number and number != iban else None,
        payer_behind=sepa.get("ABWA"),
        payee_behind=sepa.get("ABWE"),
        end_to_end_id=sepa.get("EREF"),
        mandate_reference=sepa.get("MREF"),
        creditor_identifier=sepa.get("CRED"),
        return_reason=reason,
        original_amount=sepa.get("OAMT"),
        compensation=sepa.get("COAM"),
    )


def _without_name(sepa: SepaText, name: str | None) -> str | None:
    """Return the payer's words; some banks repeat his name before them, where it is no word of his."""
    if sepa.get("SVWZ") and name and sepa.free.strip() and name.startswith(sepa.free.strip()):
        return sepa.get("SVWZ")
    return sepa.remittance


def _slashed(whole: str) -> Details:
    """Read the Dutch way: /TRTP/…/IBAN/…/NAME/…/REMI/…/EREF/…"""
    parts = _SLASHED.split(whole)
    values: dict[str, str] = {}
    for name, value in zip(parts[1::2], parts[2::2], strict=True):
        if value.strip("/ "):
            values.setdefault(name, value.strip("/ "))
    party = values.get("CNTP", "").split("/")
    iban = values.get("IBAN") or party[0]
    reference = values.get("EREF")
    return Details(
        booking_text=values.get("TRTP"),
        remittance_text=_REMITTANCE_KIND.sub("", values.get("REMI", ""), count=1).strip() or None,
        counterparty_name=values.get("NAME") or (party[2].strip() if len(party) > 2 else None) or None,
        counterparty_iban=iban if has_iban_form(iban) else None,
        counterparty_account=iban if iban and not has_iban_form(iban) else None,
        end_to_end_id=None if reference == "NOTPROVIDED" else reference,
        mandate_reference=values.get("MARF"),
        creditor_identifier=values.get("CSID"),
        return_reason=reason_in_text(values.get("RTRN")),
    )


def stated_cents(printed: str | None, *, currency: str) -> int | None:
    """Return the amount beside a name such as OAMT ("11,85", "EUR11,85"), None where it is none in this currency."""
    bare = (printed or "").strip().removeprefix(currency).strip()
    try:
        return cents_of_plain(bare.replace(",", "."), currency=currency) if bare else None
    except AmountUnreadable:
        return None
