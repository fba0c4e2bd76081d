"""Cross Industry Invoice: ZUGFeRD 1, ZUGFeRD 2 / Factur-X, XRechnung in CII."""

from datetime import date

from lxml import etree

from kulanz.formats.einvoice.fields import Reading, find, find_all, iban, text
from kulanz.formats.einvoice.parts import Parts
from kulanz.formats.records import Party, TaxLine

_TRANSACTION = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
_DOCUMENT = ("ExchangedDocument", "HeaderExchangedDocument")
_AGREEMENT = ("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
_DELIVERY = ("ApplicableHeaderTradeDelivery", "ApplicableSupplyChainTradeDelivery")
_SETTLEMENT = ("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
_SUMS = ("SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")
_DELIVERED = "ActualDeliverySupplyChainEvent/OccurrenceDateTime"
_DAY = ("DateTimeString", "DateString")


def read_cii(root: etree._Element) -> Parts:
    """Read the document; what is missing is `None`, what is unreadable stands in `reading.faults`."""
    document, transaction = find(root, *_DOCUMENT), find(root, *_TRANSACTION)
    agreement, delivery = find(transaction, *_AGREEMENT), find(transaction, *_DELIVERY)
    settlement = find(transaction, *_SETTLEMENT)
    reading = Reading(currency=text(settlement, "InvoiceCurrencyCode"))
    sums = find(settlement, *_SUMS)
    means = "SpecifiedTradeSettlementPaymentMeans"
    return Parts(
        reading=reading,
        number=text(document, "ID"),
        type_code=text(document, "TypeCode"),
        issue_date=reading.day(document, *(f"IssueDateTime/{name}" for name in _DAY), "IssueDateTime"),
        due_date=_due_date(reading, settlement),
        total_cents=reading.cents(sums, "GrandTotalAmount"),
        due_cents=reading.cents(sums, "DuePayableAmount"),
        net_cents=reading.cents(sums, "TaxBasisTotalAmount"),
        tax_cents=reading.cents(sums, "TaxTotalAmount"),
        taxes=tuple(_tax(reading, tax) for tax in find_all(settlement, "ApplicableTradeTax")),
        seller=_party(find(agreement, "SellerTradeParty")),
        buyer=_party(
            find(agreement, "BuyerTradeParty"),
            account=text(settlement, f"{means}/PayerPartyDebtorFinancialAccount/IBANID"),
        ),
        iban=iban(text(settlement, f"{means}/PayeePartyCreditorFinancialAccount/IBANID")),
        payment_reference=text(settlement, "PaymentReference"),
        payment_method=text(settlement, f"{means}/Information", f"{means}/TypeCode"),
        payment_terms=text(settlement, "SpecifiedTradePaymentTerms/Description"),
        order_number=_reference(agreement, "BuyerOrderReferencedDocument", "SellerOrderReferencedDocument"),
        delivered_on=reading.day_if_whole(delivery, *(f"{_DELIVERED}/{name}" for name in _DAY), _DELIVERED),
        preceding_invoice=_reference(settlement, "InvoiceReferencedDocument"),
    )


def _due_date(reading: Reading, settlement: etree._Element | None) -> date | None:
    """Return the due date if there is one. Several (instalments, cash discount) are for a person to decide."""
    path = "SpecifiedTradePaymentTerms/DueDateDateTime"
    printed = {found.text or "" for name in _DAY for found in find_all(settlement, f"{path}/{name}")}
    printed = {" ".join(day.split()) for day in printed if day.strip()}
    days = {reading.day_of(day, place=path) for day in printed}
    if len(days) > 1:
        known = ", ".join(sorted(day.isoformat() for day in days if day))
        reading.notice(path, f"Die Rechnung nennt mehrere Fälligkeiten ({known}). Bitte eine auswählen.")
        return None
    return days.pop() if days else None


def _tax(reading: Reading, tax: etree._Element) -> TaxLine:
    return TaxLine(
        rate=reading.rate(tax, "RateApplicablePercent", "ApplicablePercent"),
        net_cents=reading.cents(tax, "BasisAmount"),
        tax_cents=reading.cents(tax, "CalculatedAmount"),
        category=text(tax, "CategoryCode"),
    )


def _reference(element: etree._Element | None, *names: str) -> str | None:
    return text(element, *(f"{name}/{part}" for name in names for part in ("IssuerAssignedID", "ID")))


def _party(party: etree._Element | None, *, account: str | None = None) -> Party:
    address, contact = find(party, "PostalTradeAddress"), find(party, "DefinedTradeContact")
    return Party(
        name=text(party, "Name"),
        vat_id=_vat_id(party),
        country=text(address, "CountryID"),
        number=text(party, "ID"),
        email=text(contact, "EmailURIUniversalCommunication/URIID") or _electronic_mail(party),
        phone=text(contact, "TelephoneUniversalCommunication/CompleteNumber"),
        street=text(address, "LineOne", "StreetName"),
        postcode=text(address, "PostcodeCode"),
        city=text(address, "CityName"),
        iban=iban(account),
    )


def _vat_id(party: etree._Element | None) -> str | None:
    numbers = find_all(party, "SpecifiedTaxRegistration/ID")
    printed = next(
        (one.text for one in numbers if one.get("schemeID") == "VA" and (one.text or "").strip()), None
    )
    return "".join(printed.split()) if printed else None


def _electronic_mail(party: etree._Element | None) -> str | None:
    addresses = find_all(party, "URIUniversalCommunication/URIID")
    return next(((one.text or "").strip() or None for one in addresses if one.get("schemeID") == "EM"), None)
