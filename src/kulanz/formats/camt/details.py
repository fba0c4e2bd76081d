"""One `TxDtls`: what the bank says about a single payment inside an entry."""

from dataclasses import dataclass

from lxml import etree

from kulanz.formats.camt.fields import Amount, amount, find, find_all, is_credit, text
from kulanz.formats.iban import is_iban

_NOT_PROVIDED = frozenset({"NOTPROVIDED", "NOT PROVIDED", "NONREF"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two parties of a payment. `account` is a number that is no IBAN."""

    name: str | None
    iban: str | None
    account: str | None
    ultimate_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """A payment inside an entry. `amounts` are all the file gives, the most specific first, without sign."""

    amounts: tuple[Amount, ...]
    instructed: Amount | None
    is_credit: bool | None
    debtor: Side
    creditor: Side
    remittance_text: str | None
    structured_reference: str | None
    end_to_end_id: str | None
    mandate_reference: str | None
    creditor_identifier: str | None
    bank_reference: str | None
    return_reason: str | None
    transaction_code: str | None
    booking_text: str | None
    charges: tuple[Amount, ...]


def read_details(element: etree._Element) -> Details:
    """Read one `TxDtls`. Raises `FieldUnreadable`."""
    instructed = amount(find(element, "AmtDtls/InstdAmt/Amt"))
    candidates = (amount(find(element, "Amt")), amount(find(element, "AmtDtls/TxAmt/Amt")), instructed)
    return Details(
        amounts=tuple(one for one in candidates if one is not None and one.cents),
        instructed=instructed,
        is_credit=is_credit(element),
        debtor=_side(element, "Dbtr"),
        creditor=_side(element, "Cdtr"),
        remittance_text=_joined(find_all(element, "RmtInf/Ustrd")),
        structured_reference=_joined(find_all(element, "RmtInf/Strd/CdtrRefInf/Ref")),
        end_to_end_id=provided(text(element, "Refs/EndToEndId")),
        mandate_reference=provided(text(element, "Refs/MndtId")),
        creditor_identifier=_creditor_identifier(element),
        bank_reference=provided(text(element, "Refs/AcctSvcrRef")),
        return_reason=text(element, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"),
        transaction_code=transaction_code(element),
        booking_text=text(element, "AddtlTxInf"),
        charges=read_charges(element),
    )


def provided(reference: str | None) -> str | None:
    """Return a reference, or None for the words banks put where there is none."""
    return None if reference is None or reference.upper() in _NOT_PROVIDED else reference


def transaction_code(element: etree._Element) -> str | None:
    """Return the bank's own code ("NTRF+166+…"), else the ISO code ("PMNT-RCDT-ESCT")."""
    own = text(element, "BkTxCd/Prtry/Cd")
    if own:
        return own
    parts = ("BkTxCd/Domn/Cd", "BkTxCd/Domn/Fmly/Cd", "BkTxCd/Domn/Fmly/SubFmlyCd")
    known = [part for path in parts if (part := text(element, path))]
    return "-".join(known) or None


def read_charges(element: etree._Element) -> tuple[Amount, ...]:
    """Return what the bank charged: the records where there are any, else the total."""
    records = find_all(element, "Chrgs/Rcrd/Amt") or find_all(element, "Chrgs/Amt")
    if not records:
        records = find_all(element, "Chrgs/TtlChrgsAndTaxAmt")
    return tuple(one for record in records if (one := amount(record)) is not None and one.cents)


def _side(element: etree._Element, role: str) -> Side:
    party, holder = f"RltdPties/{role}", f"RltdPties/{role}Acct/Id"
    last = f"RltdPties/Ultmt{role}"
    iban, other = _compact(text(element, f"{holder}/IBAN")), _compact(text(element, f"{holder}/Othr/Id"))
    if iban is None and other is not None and is_iban(other):
        iban, other = other, None  # some banks write the IBAN where a number of their own belongs
    return Side(
        name=text(element, f"{party}/Nm", f"{party}/Pty/Nm", f"{party}/Agt/FinInstnId/Nm"),
        iban=iban,
        account=other,
        ultimate_name=text(element, f"{last}/Nm", f"{last}/Pty/Nm"),
    )


def _creditor_identifier(element: etree._Element) -> str | None:
    places = [
        f"RltdPties/Cdtr/{wrap}Id/{kind}/Othr/Id" for wrap in ("", "Pty/") for kind in ("PrvtId", "OrgId")
    ]
    return text(element, *places)


def _compact(number: str | None) -> str | None:
    return "".join(number.split()) or None if number else None


def _joined(parts: list[etree._Element]) -> str | None:
    words = (" ".join((part.text or "").split("\n")).strip() for part in parts)
    return " ".join(word for word in words if word) or None
