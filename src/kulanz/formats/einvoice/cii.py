"""Cross Industry Invoice: ZUGFeRD 1, ZUGFeRD 2 / Factur-X, XRechnung in CII."""

from collections.abc import Iterable
from datetime import date

from lxml import etree

from kulanz.formats.einvoice.discounts import discounts_in_words, fixed_discount
from kulanz.formats.einvoice.fields import Reading, find, find_all, first_iban, iban, text, texts
from kulanz.formats.einvoice.parts import Parts
from kulanz.formats.einvoice.profiles import profile_of
from kulanz.formats.records import CashDiscount, Party, TaxLine

_TRANSACTION = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
_DOCUMENT = ("ExchangedDocument", "HeaderExchangedDocument")
_AGREEMENT = ("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
_DELIVERY = ("ApplicableHeaderTradeDelivery", "ApplicableSupplyChainTradeDelivery")
_SETTLEMENT = ("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
_SUMS = ("SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")
_CONTEXT = ("ExchangedDocumentContext", "SpecifiedExchangedDocumentContext")
_TERMS = "SpecifiedTradePaymentTerms"
_DISCOUNT = "ApplicableTradePaymentDiscountTerms"
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
        iban=first_iban(
            settlement,
            f"{means}/PayeePartyCreditorFinancialAccount/IBANID",
            f"{means}/PayeePartyCreditorFinancialAccount/ProprietaryID",
        ),
        payment_reference=text(settlement, "PaymentReference"),
        payment_method=text(settlement, f"{means}/Information", f"{means}/TypeCode"),
        payment_terms=" ".join(texts(settlement, f"{_TERMS}/Description")) or None,
        order_number=_reference(agreement, "BuyerOrderReferencedDocument", "SellerOrderReferencedDocument"),
        delivered_on=reading.day_if_whole(delivery, *(f"{_DELIVERED}/{name}" for name in _DAY), _DELIVERED),
        preceding_invoices=texts(settlement, *_ids("InvoiceReferencedDocument")),
        prepaid_cents=reading.cents(sums, "TotalPrepaidAmount"),
        rounding_cents=reading.cents(sums, "RoundingAmount"),
        third_party_cents=None,
        cash_discounts=_discounts(reading, settlement),
        profile=profile_of(
            text(root, *(f"{one}/GuidelineSpecifiedDocumentContextParameter/ID" for one in _CONTEXT))
        ),
    )


def _due_date(reading: Reading, settlement: etree._Element | None) -> date | None:
    """Return the due date if there is one. Several (instalments) are for a person to decide.

    A term with a cash discount may name its own last day: where another term stands beside it, that one is meant.
    """
    terms = find_all(settlement, _TERMS)
    path = f"{_TERMS}/DueDateDateTime"
    without_discount = _days(reading, (term for term in terms if find(term, _DISCOUNT) is None), place=path)
    days = without_discount or _days(reading, terms, place=path)
    if len(days) > 1:
        known = ", ".join(sorted(day.isoformat() for day in days if day))
        reading.notice(path, f"Die Rechnung nennt mehrere Fälligkeiten ({known}). Bitte eine auswählen.")
        return None
    return days.pop() if days else None


def _days(reading: Reading, terms: Iterable[etree._Element], *, place: str) -> set[date | None]:
    """Return the days that these terms of payment name. What is no day is a fault, once."""
    printed = {one for term in terms for one in texts(term, *(f"DueDateDateTime/{name}" for name in _DAY))}
    return {reading.day_of(one, place=place) for one in sorted(printed)}


def _discounts(reading: Reading, settlement: etree._Element | None) -> tuple[CashDiscount, ...]:
    """Return the cash discounts, in the notation of XRechnung or in elements of their own (EXTENDED)."""
    found = [
        one
        for described in texts(settlement, f"{_TERMS}/Description")
        for one in discounts_in_words(reading, described)
    ]
    for terms in find_all(settlement, f"{_TERMS}/{_DISCOUNT}"):
        period = find(terms, "BasisPeriodMeasure")
        one = fixed_discount(
            reading,
            place=_DISCOUNT,
            days=text(terms, "BasisPeriodMeasure"),
            unit=None if period is None else period.get("unitCode"),
            percent=reading.rate(terms, "CalculationPercent"),
            cents=reading.cents(terms, "ActualDiscountAmount"),
            base_cents=reading.cents(terms, "BasisAmount"),
            from_day=reading.day_if_whole(terms, *(f"BasisDateTime/{name}" for name in _DAY)),
        )
        if one is not None:
            found.append(one)
    return tuple(dict.fromkeys(found))


def _tax(reading: Reading, tax: etree._Element) -> TaxLine:
    return TaxLine(
        rate=reading.rate(tax, "RateApplicablePercent", "ApplicablePercent"),
        net_cents=reading.cents(tax, "BasisAmount"),
        tax_cents=reading.cents(tax, "CalculatedAmount"),
        category=text(tax, "CategoryCode"),
    )


def _reference(element: etree._Element | None, *names: str) -> str | None:
    return text(element, *(path for name in names for path in _ids(name)))


def _ids(name: str) -> tuple[str, ...]:
    return f"{name}/IssuerAssignedID", f"{name}/ID"


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
