"""Our own e-invoices, one for each profile and syntax: the same bill of Lindenladen, as much of it as the profile has.

Lines of 100.00, an allowance of 10.00, tax 17.10, together 107.10, of which 7.10 are prepaid.
"""

import io
from dataclasses import dataclass

import pikepdf

EN = "urn:cen.eu:en16931:2017"
XRECHNUNG = f"{EN}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
SKONTO = "#SKONTO#TAGE=14#PROZENT=2.00#"
NUMBER = "LL-2026-2001"
# Guideline, profile, and which parts of the bill it carries.
CII_PROFILES = {
    "MINIMUM": ("urn:factur-x.eu:1p0:minimum", ""),
    "BASIC WL": ("urn:factur-x.eu:1p0:basicwl", "payment taxes sums"),
    "BASIC": (f"{EN}#compliant#urn:factur-x.eu:1p0:basic", "lines payment taxes sums"),
    "EN 16931": (EN, "lines payment taxes sums contact"),
    "EXTENDED": (
        f"{EN}#conformant#urn:factur-x.eu:1p0:extended",
        "lines payment taxes sums contact discount",
    ),
    "XRECHNUNG": (XRECHNUNG, "lines payment taxes sums contact skonto"),
}
ZUGFERD_1_PROFILES = {
    "BASIC": ("urn:ferd:CrossIndustryDocument:invoice:1p0:basic", "lines taxes sums"),
    "COMFORT": ("urn:ferd:CrossIndustryDocument:invoice:1p0:comfort", "lines payment taxes sums contact"),
    "EXTENDED": (
        "urn:ferd:CrossIndustryDocument:invoice:1p0:extended",
        "lines payment taxes sums contact discount",
    ),
}
UBL_PROFILES = {
    "EN 16931": EN,
    "PEPPOL": f"{EN}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
    "XRECHNUNG": XRECHNUNG,
    "XRECHNUNG EXTENSION": f"{XRECHNUNG}#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0",
    "XRECHNUNG CVD": f"{XRECHNUNG}#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One file: its name says syntax and profile."""

    name: str
    profile: str
    data: bytes


def einvoice_samples() -> list[Sample]:
    """Return one invoice per profile and syntax, a credit note in UBL, and one PDF."""
    made = [Sample(name=f"cii {name}", profile=name, data=a_cii(name)) for name in CII_PROFILES]
    made += [
        Sample(name=f"zugferd 1 {name}", profile=name, data=a_zugferd_1(name)) for name in ZUGFERD_1_PROFILES
    ]
    made += [Sample(name=f"ubl {name}", profile=name, data=a_ubl(name)) for name in UBL_PROFILES]
    made.append(Sample(name="ubl credit note", profile="XRECHNUNG", data=a_ubl("XRECHNUNG", type_code="381")))
    made.append(Sample(name="pdf", profile="EN 16931", data=a_pdf(factur__x_xml=a_cii("EN 16931"))))
    return made


def a_cii(
    profile: str, *, type_code: str = "380", preceding: tuple[str, ...] = (), due: str = "100.00"
) -> bytes:
    """Return a Factur-X / ZUGFeRD 2 or XRechnung in CII."""
    guideline, parts = CII_PROFILES[profile]
    day = '<udt:DateTimeString format="102">%s</udt:DateTimeString>'
    namespaces = (
        'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
        'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" '
        'xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"'
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice {namespaces}>
<rsm:ExchangedDocumentContext>
<ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>{guideline}</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>{NUMBER}</ram:ID><ram:TypeCode>{type_code}</ram:TypeCode>
<ram:IssueDateTime>{day % "20261102"}</ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>{_cii_line("ram") if "lines" in parts else ""}
<ram:ApplicableHeaderTradeAgreement>{_cii_parties(contact="contact" in parts)}</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement>
{"<ram:PaymentReference>RF18539007547034</ram:PaymentReference>" if "payment" in parts else ""}
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
{_cii_means() if "payment" in parts else ""}
{_cii_tax("RateApplicablePercent") if "taxes" in parts else ""}
{_cii_terms(parts, due=day % "20261116") if "payment" in parts else ""}
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>{_cii_sums(parts, due=due)}</ram:SpecifiedTradeSettlementHeaderMonetarySummation>
{"".join(f"<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{one}</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>" for one in preceding)}
</ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>""".encode()


def a_zugferd_1(profile: str) -> bytes:
    """Return a ZUGFeRD 1: other names around the same parts."""
    guideline, parts = ZUGFERD_1_PROFILES[profile]
    day = '<udt:DateTimeString format="102">%s</udt:DateTimeString>'
    namespaces = (
        'xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0" '
        'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12" '
        'xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15"'
    )
    sums = _cii_sums(parts, due="100.00")
    if profile == "BASIC":  # which knows neither prepayment nor amount due
        sums = sums.partition("<ram:TotalPrepaidAmount")[0]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryDocument {namespaces}>
<rsm:SpecifiedExchangedDocumentContext>
<ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>{guideline}</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:SpecifiedExchangedDocumentContext>
<rsm:HeaderExchangedDocument><ram:ID>{NUMBER}</ram:ID><ram:Name>RECHNUNG</ram:Name><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime>{day % "20261102"}</ram:IssueDateTime></rsm:HeaderExchangedDocument>
<rsm:SpecifiedSupplyChainTradeTransaction>
<ram:ApplicableSupplyChainTradeAgreement>{_cii_parties(contact="contact" in parts)}</ram:ApplicableSupplyChainTradeAgreement>
<ram:ApplicableSupplyChainTradeDelivery/>
<ram:ApplicableSupplyChainTradeSettlement>
<ram:PaymentReference>RF18539007547034</ram:PaymentReference><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
{_cii_means()}{_cii_tax("ApplicablePercent")}{_cii_terms(parts, due=day % "20261116") if "payment" in parts else ""}
<ram:SpecifiedTradeSettlementMonetarySummation>{sums}</ram:SpecifiedTradeSettlementMonetarySummation>
</ram:ApplicableSupplyChainTradeSettlement>{_cii_line("ram")}
</rsm:SpecifiedSupplyChainTradeTransaction></rsm:CrossIndustryDocument>""".encode()


def _cii_line(prefix: str) -> str:
    return (
        f"<{prefix}:IncludedSupplyChainTradeLineItem><{prefix}:SpecifiedTradeProduct><{prefix}:Name>Lindenblütentee"
        f"</{prefix}:Name></{prefix}:SpecifiedTradeProduct></{prefix}:IncludedSupplyChainTradeLineItem>"
    )


def _cii_parties(*, contact: bool) -> str:
    mail = (
        "<ram:DefinedTradeContact><ram:EmailURIUniversalCommunication><ram:URIID>buero@nordlicht.example</ram:URIID>"
        "</ram:EmailURIUniversalCommunication></ram:DefinedTradeContact>"
    )
    return (
        "<ram:SellerTradeParty><ram:Name>Lindenladen GmbH</ram:Name>"
        "<ram:PostalTradeAddress><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>"
        '<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE123456789</ram:ID></ram:SpecifiedTaxRegistration>'
        f"</ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Café Nordlicht OHG</ram:Name>{mail if contact else ''}"
        "</ram:BuyerTradeParty>"
    )


def _cii_means() -> str:
    return (
        "<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode><ram:PayeePartyCreditorFinancialAccount>"
        "<ram:IBANID>DE89370400440532013000</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>"
        "</ram:SpecifiedTradeSettlementPaymentMeans>"
    )


def _cii_tax(rate: str) -> str:
    return (
        "<ram:ApplicableTradeTax><ram:CalculatedAmount>17.10</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>"
        "<ram:BasisAmount>90.00</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>"
        f"<ram:{rate}>19.00</ram:{rate}></ram:ApplicableTradeTax>"
    )


def _cii_terms(parts: str, *, due: str) -> str:
    words = f"{SKONTO}\nZahlbar bis 16.11.2026" if "skonto" in parts else "Zahlbar bis 16.11.2026"
    discount = (
        '<ram:ApplicableTradePaymentDiscountTerms><ram:BasisPeriodMeasure unitCode="DAY">14</ram:BasisPeriodMeasure>'
        "<ram:CalculationPercent>2.00</ram:CalculationPercent></ram:ApplicableTradePaymentDiscountTerms>"
    )
    return (
        f"<ram:SpecifiedTradePaymentTerms><ram:Description>{words}</ram:Description><ram:DueDateDateTime>{due}"
        f"</ram:DueDateDateTime>{discount if 'discount' in parts else ''}</ram:SpecifiedTradePaymentTerms>"
    )


def _cii_sums(parts: str, *, due: str) -> str:
    whole = "sums" in parts
    before = "<ram:LineTotalAmount>100.00</ram:LineTotalAmount><ram:AllowanceTotalAmount>10.00</ram:AllowanceTotalAmount>"
    return (
        (before if whole else "")
        + '<ram:TaxBasisTotalAmount>90.00</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">17.10</ram:TaxTotalAmount>'
        + "<ram:GrandTotalAmount>107.10</ram:GrandTotalAmount>"
        + ("<ram:TotalPrepaidAmount>7.10</ram:TotalPrepaidAmount>" if whole else "")
        + f"<ram:DuePayableAmount>{due if whole else '107.10'}</ram:DuePayableAmount>"
    )


def a_ubl(profile: str, *, type_code: str = "380", preceding: tuple[str, ...] = ()) -> bytes:
    """Return an invoice, or with type code 381 a credit note, in UBL."""
    kind = "CreditNote" if type_code == "381" else "Invoice"
    means_due = "<cbc:PaymentDueDate>2026-11-16</cbc:PaymentDueDate>" if kind == "CreditNote" else ""
    due = "" if means_due else "<cbc:DueDate>2026-11-16</cbc:DueDate>"
    third = profile == "XRECHNUNG EXTENSION"
    collected = '<cac:PrepaidPayment><cbc:ID>Verlag</cbc:ID><cbc:PaidAmount currencyID="EUR">5.00</cbc:PaidAmount></cac:PrepaidPayment>'
    references = "".join(
        f"<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{one}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>"
        for one in preceding
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{kind} xmlns="{UBL}{kind}-2" xmlns:cac="{UBL}CommonAggregateComponents-2" xmlns:cbc="{UBL}CommonBasicComponents-2">
<cbc:CustomizationID>{UBL_PROFILES[profile]}</cbc:CustomizationID>
<cbc:ID>{NUMBER}</cbc:ID><cbc:IssueDate>2026-11-02</cbc:IssueDate>{due}
<cbc:{kind}TypeCode>{type_code}</cbc:{kind}TypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>{references}
<cac:AccountingSupplierParty><cac:Party><cac:PostalAddress><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyTaxScheme><cbc:CompanyID>DE123456789</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>Lindenladen GmbH</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party>
<cac:PartyLegalEntity><cbc:RegistrationName>Café Nordlicht OHG</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>{means_due}<cbc:PaymentID>RF18539007547034</cbc:PaymentID>
<cac:PayeeFinancialAccount><cbc:ID>DE89370400440532013000</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:PaymentTerms><cbc:Note>{SKONTO}
Zahlbar bis 16.11.2026</cbc:Note></cac:PaymentTerms>{collected if third else ""}
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">17.10</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="EUR">90.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">17.10</cbc:TaxAmount>
<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="EUR">90.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="EUR">107.10</cbc:TaxInclusiveAmount>
<cbc:AllowanceTotalAmount currencyID="EUR">10.00</cbc:AllowanceTotalAmount>
<cbc:PrepaidAmount currencyID="EUR">7.10</cbc:PrepaidAmount>
<cbc:PayableAmount currencyID="EUR">{"105.00" if third else "100.00"}</cbc:PayableAmount></cac:LegalMonetaryTotal>
</{kind}>""".encode()


def a_pdf(*, encryption: pikepdf.Encryption | None = None, **attachments: bytes) -> bytes:
    """Return a PDF of one page with files in it; in their names `__` stands for "-" and `_` for "."."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    for name, data in attachments.items():
        filename = name.replace("__", "-").replace("_", ".")
        pdf.attachments[filename] = pikepdf.AttachedFileSpec(pdf, data, filename=filename)
    out = io.BytesIO()
    pdf.save(out, encryption=encryption or False, compress_streams=True)
    return out.getvalue()
