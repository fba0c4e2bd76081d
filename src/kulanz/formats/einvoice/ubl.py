"""Universal Business Language 2.1: XRechnung and Peppol in UBL, invoice and credit note."""

from datetime import date

from lxml import etree

from kulanz.formats.einvoice.discounts import discounts_in_words
from kulanz.formats.einvoice.fields import Reading, find, find_all, first_iban, iban, text, texts
from kulanz.formats.einvoice.parts import Parts
from kulanz.formats.einvoice.profiles import XRECHNUNG_EXTENSION, profile_of
from kulanz.formats.records import Party, TaxLine


def read_ubl(root: etree._Element) -> Parts:
    """Read the document; what is missing is `None`, what is unreadable stands in `reading.faults`."""
    reading = Reading(currency=text(root, "DocumentCurrencyCode"))
    sums = find(root, "LegalMonetaryTotal")
    tax_total = _tax_total(root, reading.currency)
    profile = profile_of(text(root, "CustomizationID"))
    is_credit_note = str(root.tag).endswith("}CreditNote")
    return Parts(
        reading=reading,
        number=text(root, "ID"),
        type_code=text(root, "InvoiceTypeCode", "CreditNoteTypeCode") or ("381" if is_credit_note else None),
        issue_date=reading.day(root, "IssueDate"),
        due_date=_due_date(reading, root),
        total_cents=reading.cents(sums, "TaxInclusiveAmount"),
        due_cents=reading.cents(sums, "PayableAmount"),
        net_cents=reading.cents(sums, "TaxExclusiveAmount"),
        tax_cents=reading.cents(tax_total, "TaxAmount"),
        taxes=tuple(_tax(reading, one) for one in find_all(tax_total, "TaxSubtotal")),
        seller=_party(find(root, "AccountingSupplierParty/Party")),
        buyer=_party(
            find(root, "AccountingCustomerParty/Party"),
            account=text(root, "PaymentMeans/PaymentMandate/PayerFinancialAccount/ID"),
        ),
        iban=first_iban(root, "PaymentMeans/PayeeFinancialAccount/ID"),
        payment_reference=text(root, "PaymentMeans/PaymentID"),
        payment_method=_payment_method(root),
        payment_terms=" ".join(texts(root, "PaymentTerms/Note")) or None,
        order_number=text(root, "OrderReference/ID", "OrderReference/SalesOrderID"),
        delivered_on=reading.day_if_whole(root, "Delivery/ActualDeliveryDate"),
        preceding_invoices=texts(
            root,
            "BillingReference/InvoiceDocumentReference/ID",
            "BillingReference/CreditNoteDocumentReference/ID",
        ),
        prepaid_cents=reading.cents(sums, "PrepaidAmount"),
        rounding_cents=reading.cents(sums, "PayableRoundingAmount"),
        third_party_cents=_third_party(reading, root) if profile == XRECHNUNG_EXTENSION else None,
        cash_discounts=tuple(
            dict.fromkeys(
                one for note in texts(root, "PaymentTerms/Note") for one in discounts_in_words(reading, note)
            )
        ),
        profile=profile,
    )


def _tax_total(root: etree._Element, currency: str | None) -> etree._Element | None:
    """Return the tax in the currency of the invoice: a second one in the currency of accounting may follow."""
    totals = find_all(root, "TaxTotal")
    for total in totals:
        printed = find(total, "TaxAmount")
        if printed is not None and printed.get("currencyID") in (None, "", currency):
            return total
    return None


def _third_party(reading: Reading, root: etree._Element) -> int | None:
    """Return what is collected for others. Only the extension of XRechnung uses these elements so (BG-DEX-09)."""
    found = [reading.cents(one, "PaidAmount") for one in find_all(root, "PrepaidPayment")]
    return sum(cents for cents in found if cents is not None) if found else None


def _due_date(reading: Reading, root: etree._Element) -> date | None:
    stated = reading.day(root, "DueDate")
    if stated is not None:
        return stated
    path = "PaymentMeans/PaymentDueDate"
    days = {reading.day_of(printed, place=path) for printed in texts(root, path)}
    if len(days) > 1:
        reading.notice(path, "Die Rechnung nennt mehrere Fälligkeiten. Bitte eine auswählen.")
        return None
    return days.pop() if days else None


def _tax(reading: Reading, subtotal: etree._Element) -> TaxLine:
    return TaxLine(
        rate=reading.rate(subtotal, "TaxCategory/Percent", "Percent"),
        net_cents=reading.cents(subtotal, "TaxableAmount"),
        tax_cents=reading.cents(subtotal, "TaxAmount"),
        category=text(subtotal, "TaxCategory/ID"),
    )


def _payment_method(root: etree._Element) -> str | None:
    code = find(root, "PaymentMeans/PaymentMeansCode")
    named = code.get("name") if code is not None else None
    return (named or "").strip() or text(root, "PaymentMeans/PaymentMeansCode")


def _party(party: etree._Element | None, *, account: str | None = None) -> Party:
    address = find(party, "PostalAddress")
    return Party(
        name=text(party, "PartyLegalEntity/RegistrationName", "PartyName/Name"),
        vat_id=_vat_id(party),
        country=text(address, "Country/IdentificationCode"),
        number=text(party, "PartyIdentification/ID"),
        email=text(party, "Contact/ElectronicMail") or _electronic_mail(party),
        phone=text(party, "Contact/Telephone"),
        street=text(address, "StreetName"),
        postcode=text(address, "PostalZone"),
        city=text(address, "CityName"),
        iban=iban(account),
    )


def _vat_id(party: etree._Element | None) -> str | None:
    for scheme in find_all(party, "PartyTaxScheme"):
        printed = text(scheme, "CompanyID")
        if printed and text(scheme, "TaxScheme/ID") == "VAT":
            return "".join(printed.split())
    return None


def _electronic_mail(party: etree._Element | None) -> str | None:
    endpoint = find(party, "EndpointID")
    return (
        (endpoint.text or "").strip() or None
        if endpoint is not None and endpoint.get("schemeID") == "EM"
        else None
    )
