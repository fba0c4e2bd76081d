"""One `TxDtls`: what the bank says about a single payment inside an entry."""

from dataclasses import dataclass

from lxml import etree

from kulanz.formats.camt.fields import Amount, Leaves
from kulanz.formats.iban import is_iban

_CREDITOR_IDENTIFIER = tuple(
    f"RltdPties/Cdtr/{wrap}Id/{kind}/Othr/Id" for wrap in ("", "Pty/") for kind in ("PrvtId", "OrgId")
)
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
    leaves = Leaves(element)
    instructed = leaves.amount("AmtDtls/InstdAmt/Amt")
    candidates = (leaves.amount("Amt"), leaves.amount("AmtDtls/TxAmt/Amt"), instructed)
    return Details(
        amounts=tuple(one for one in candidates if one is not None and one.cents),
        instructed=instructed,
        is_credit=leaves.is_credit(),
        debtor=_side(leaves, "Dbtr"),
        creditor=_side(leaves, "Cdtr"),
        remittance_text=leaves.joined("RmtInf/Ustrd"),
        structured_reference=leaves.joined("RmtInf/Strd/CdtrRefInf/Ref"),
        end_to_end_id=provided(leaves.text("Refs/EndToEndId")),
        mandate_reference=provided(leaves.text("Refs/MndtId")),
        creditor_identifier=leaves.text(*_CREDITOR_IDENTIFIER),
        bank_reference=provided(leaves.text("Refs/AcctSvcrRef")),
        return_reason=leaves.text("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"),
        transaction_code=transaction_code(leaves),
        booking_text=leaves.text("AddtlTxInf"),
        charges=read_charges(leaves),
    )


def provided(reference: str | None) -> str | None:
    """Return a reference, or None for the words banks put where there is none."""
    return None if reference is None or reference.upper() in _NOT_PROVIDED else reference


def transaction_code(leaves: Leaves) -> str | None:
    """Return the bank's own code ("NTRF+166+…"), else the ISO code ("PMNT-RCDT-ESCT")."""
    own = leaves.text("BkTxCd/Prtry/Cd")
    if own:
        return own
    parts = ("BkTxCd/Domn/Cd", "BkTxCd/Domn/Fmly/Cd", "BkTxCd/Domn/Fmly/SubFmlyCd")
    return "-".join(part for path in parts if (part := leaves.text(path))) or None


def read_charges(leaves: Leaves) -> tuple[Amount, ...]:
    """Return what the bank charged: the records where there are any, else the total."""
    stated = leaves.amounts("Chrgs/Rcrd/Amt") or leaves.amounts("Chrgs/Amt")
    return tuple(one for one in stated or leaves.amounts("Chrgs/TtlChrgsAndTaxAmt") if one.cents)


def _side(leaves: Leaves, role: str) -> Side:
    party, holder = f"RltdPties/{role}", f"RltdPties/{role}Acct/Id"
    last = f"RltdPties/Ultmt{role}"
    iban, other = _compact(leaves.text(f"{holder}/IBAN")), _compact(leaves.text(f"{holder}/Othr/Id"))
    if iban is None and other is not None and is_iban(other):
        iban, other = other, None  # some banks write the IBAN where a number of their own belongs
    return Side(
        name=leaves.text(f"{party}/Nm", f"{party}/Pty/Nm", f"{party}/Agt/FinInstnId/Nm"),
        iban=iban,
        account=other,
        ultimate_name=leaves.text(f"{last}/Nm", f"{last}/Pty/Nm"),
    )


def _compact(number: str | None) -> str | None:
    return "".join(number.split()) or None if number else None
