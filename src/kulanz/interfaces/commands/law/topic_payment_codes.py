"""Worked cases of EPC QR codes and of RF references."""

from typing import Any

from kulanz.core.law.book import LawBook
from kulanz.formats import epc_qr as epc
from kulanz.formats import rf_reference as rf
from kulanz.interfaces.commands.law.inputs import (
    Inputs,
    InputUnusable,
    cents,
    number,
    parts,
    required,
    text,
    text_or_empty,
    whole,
)

# A case that spoils one element says nothing of the others: these are sound.
_SOUND = {"name": "Muster Versand GmbH", "iban": "DE89370400440532013000", "amount": "123.45"}


def epc_qr(inputs: Inputs, law: LawBook) -> dict[str, Any]:
    """Return the payload with its size, or for each spoilt case whether a payload can be made."""
    if "cases" in inputs:
        return {"valid": [_can_be_made(case) for case in parts(inputs, "cases")]}
    try:
        data = _payload(inputs)
    except epc.EpcRefused as refused:
        return {"valid": False, "refused": str(refused)}
    return {
        "valid": True,
        "payload": data.decode(epc.CHARACTER_SETS[_character_set(inputs)]),
        "bytes": len(data),
        "error_correction": epc.ERROR_CORRECTION,
        "qr_version": epc.version_of(data),
        "max_qr_version": epc.MAX_VERSION,
    }


def rf_reference(inputs: Inputs, law: LawBook) -> dict[str, Any]:
    """Return the reference for a body, or whether given references are valid."""
    if "references" in inputs:
        return {"valid": [rf.is_valid(str(one)) for one in required(inputs, "references")]}
    if "reference" in inputs:
        return {"valid": rf.is_valid(text(inputs, "reference"))}
    try:
        reference = rf.create(text(inputs, "body"))
    except rf.ReferenceBodyUnfit as cause:
        raise InputUnusable(str(cause)) from cause
    return {"reference": reference, "print_format": rf.print_format(reference)}


def _payload(inputs: Inputs) -> bytes:
    return epc.payload(
        name=text(inputs, "name"),
        iban=text(inputs, "iban"),
        amount_cents=_amount_cents(inputs),
        text=text_or_empty(inputs, "text"),
        reference=text_or_empty(inputs, "ref", "reference"),
        bic=text_or_empty(inputs, "bic"),
        purpose=text_or_empty(inputs, "purpose"),
        information=text_or_empty(inputs, "information", "info"),
        character_set=_character_set(inputs),
        version=_version(inputs),
    )


def _character_set(inputs: Inputs) -> int:
    """Return the number of a character set, stated as such or by its name; 1 (UTF-8) where none is."""
    stated = next((inputs[key] for key in ("enc", "encoding") if inputs.get(key) is not None), 1)
    by_name = {name: number_ for number_, name in epc.CHARACTER_SETS.items()}
    named = by_name.get(str(stated).strip().lower())
    return named or whole({"enc": stated}, "enc")


def _can_be_made(case: Inputs) -> bool:
    try:
        _payload(_spoilt(case))
    except (epc.EpcRefused, InputUnusable):
        return False
    return True


def _amount_cents(inputs: Inputs) -> int | None:
    """Return euro cents. A part of a cent, or another currency, is nothing that the code can carry."""
    currency = text_or_empty(inputs, "currency") or "EUR"
    if currency != "EUR":
        raise epc.EpcRefused(f"Ein EPC-Code überweist Euro, nicht {currency}.")
    if inputs.get("amount") is None:
        return None
    if number(inputs, "amount") * 100 % 1:
        raise epc.AmountOutOfRange(f"{inputs['amount']} Euro gehen nicht; ein Cent ist nicht teilbar.")
    return cents(inputs, "amount")


def _version(inputs: Inputs) -> str:
    stated = inputs.get("version")
    return (
        f"{stated:03d}"
        if isinstance(stated, int) and stated > 0
        else text_or_empty(inputs, "version") or "002"
    )


def _spoilt(case: Inputs) -> dict[str, Any]:
    """Return sound elements with the spoilt one of the case: as stated, or of the length it asks for."""
    spoilt: dict[str, Any] = {**_SOUND}
    for key, value in case.items():
        if key.endswith("_length"):
            spoilt[key.removesuffix("_length")] = "X" * whole(case, key)
        elif key == "payload_bytes":
            spoilt["text"] = _text_of_size(whole(case, key) - len(_payload({**_SOUND, "text": "x"})) + 1)
        else:
            spoilt[key] = value
    return spoilt


def _text_of_size(size: int) -> str:
    """Return a text of that many bytes in UTF-8 in as few characters as the text element allows."""
    wide, rest = divmod(size, 3)
    return "€" * wide + "x" * rest
