"""The evidence table: each reason with its weight and its sentence in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Evidence(NamedTuple):
    """One reason for or against a proposal; `weight` in points.

    Its sentences, which a shop owner reads, are put together when somebody asks: most evidence is only weighed.
    """

    code: str
    weight: int
    subjects: Mapping[str, str]

    @property
    def text_de(self) -> str:
        """The reason in German; a missing subject raises `KeyError`."""
        return REASONS[self.code].de.format_map(self.subjects)

    @property
    def text_en(self) -> str:
        """The reason in English; a missing subject raises `KeyError`."""
        return REASONS[self.code].en.format_map(self.subjects)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A row of the table. The sentences name their subjects in braces."""

    weight: int
    de: str
    en: str


REASONS: dict[str, Reason] = {
    "number_exact": Reason(
        weight=55,
        de="Rechnungsnummer {number} steht im Verwendungszweck",
        en="Invoice number {number} is in the remittance text",
    ),
    "number_broken": Reason(
        weight=50,
        de="Rechnungsnummer {number} steht zerteilt im Verwendungszweck („{written}“)",
        en="Invoice number {number} is in the remittance text in pieces (“{written}”)",
    ),
    "number_listed": Reason(
        weight=45,
        de="„{written}“ setzt die Aufzählung fort: Rechnungsnummer {number}",
        en="“{written}” continues the list: invoice number {number}",
    ),
    "number_short": Reason(
        weight=30,
        de="„{written}“ ist die gekürzte Rechnungsnummer {number}",
        en="“{written}” is invoice number {number}, shortened",
    ),
    "number_slip": Reason(
        weight=25,
        de="„{written}“ weicht nur durch einen Tippfehler von Rechnungsnummer {number} ab",
        en="“{written}” is one slip of the key away from invoice number {number}",
    ),
    "order_number": Reason(
        weight=35,
        de="Bestellnummer {written} gehört zu Rechnung {number}",
        en="Order number {written} belongs to invoice {number}",
    ),
    "customer_number": Reason(
        weight=25,
        de="Kundennummer {written} steht im Verwendungszweck",
        en="Customer number {written} is in the remittance text",
    ),
    "amount_exact": Reason(weight=30, de="Betrag stimmt auf den Cent", en="The amount is exact to the cent"),
    "amount_sum": Reason(
        weight=45,
        de="Betrag ist auf den Cent die Summe von {count} Rechnungen",
        en="The amount is exactly the sum of {count} invoices",
    ),
    "cash_discount": Reason(
        weight=25,
        de="Betrag stimmt auf den Cent nach Abzug von {cents} Skonto",
        en="The amount is exact to the cent less a cash discount of {cents_en}",
    ),
    "small_difference": Reason(
        weight=20,
        de="Betrag weicht nur um {cents} ab (Kleindifferenz)",
        en="The amount differs by only {cents_en} (small difference)",
    ),
    "bank_fee": Reason(
        weight=10,
        de="Es fehlen {cents}; so viel zieht eine Bank als Gebühr ab",
        en="{cents_en} are missing, as much as a bank takes as a fee",
    ),
    "part_payment": Reason(
        weight=5,
        de="Betrag ist kleiner als der offene Betrag: Teilzahlung, es bleiben {cents} offen",
        en="The amount is smaller than what is open: a part payment, {cents_en} stay open",
    ),
    "overpayment": Reason(
        weight=5,
        de="Betrag ist um {cents} größer als der offene Betrag: Überzahlung",
        en="The amount is {cents_en} more than what is open: an overpayment",
    ),
    "only_reading": Reason(
        weight=10,
        de="Nichts anderes, was dieser Kunde schuldet, ergibt diesen Betrag",
        en="Nothing else this customer owes makes this amount",
    ),
    "only_bearer": Reason(
        weight=12,
        de="Niemand sonst, der so oder ähnlich heißt, schuldet diesen Betrag",
        en="Nobody else of this or a similar name owes this amount",
    ),
    "iban_known": Reason(
        weight=30,
        de="IBAN ist von früheren Zahlungen dieses Kunden bekannt",
        en="The IBAN is known from earlier payments of this customer",
    ),
    "iban_shared": Reason(
        weight=5,
        de="IBAN ist bekannt, aber viele Kunden zahlen über sie",
        en="The IBAN is known, but many customers pay through it",
    ),
    "name_same": Reason(weight=20, de="Name stimmt: „{payer}“", en="The name is the same: “{payer}”"),
    "name_similar": Reason(
        weight=15,
        de="Name ähnlich: „{payer}“ ~ „{customer}“",
        en="The name is similar: “{payer}” ~ “{customer}”",
    ),
    "name_in_text": Reason(
        weight=15,
        de="Name „{customer}“ steht im Verwendungszweck",
        en="The name “{customer}” is in the remittance text",
    ),
    "surname_shared": Reason(
        weight=8,
        de="Gleicher Nachname: „{payer}“ und „{customer}“",
        en="The same surname: “{payer}” and “{customer}”",
    ),
    "near_due_date": Reason(
        weight=3,
        de="Zahlung zwischen Rechnung und Mahnzeit",
        en="Paid between the invoice and a month past due",
    ),
    "before_invoice": Reason(
        weight=-10, de="Zahlung kam vor dem Rechnungsdatum", en="The payment came before the invoice date"
    ),
    "other_payer": Reason(
        weight=-35,
        de="Zahler ist aber „{customer}“, und auch dort passt etwas",
        en="But the payer is “{customer}”, who has something that fits as well",
    ),
    "other_number": Reason(
        weight=-20,
        de="Im Text steht aber auch „{written}“",
        en="But the text also says “{written}”",
    ),
    "returned_debit": Reason(
        weight=20,
        de="Lastschrift wurde zurückgegeben ({reason})",
        en="The direct debit was returned ({reason})",
    ),
    "refund": Reason(
        weight=30,
        de="Betrag ist genau die Gutschrift {number}",
        en="The amount is exactly credit note {number}",
    ),
}
"""Weight and sentences by code; `docs/design/matching.md` explains them, and a test keeps both the same."""


def evidence(code: str, **subjects: str) -> Evidence:
    """A piece of evidence about these subjects, with the weight of the table."""
    return Evidence(code, REASONS[code].weight, subjects)


def money(cents: int, currency: str) -> dict[str, str]:
    """An amount as the subjects `cents` (12,90 EUR) and `cents_en` (12.90 EUR) of a sentence."""
    whole, part = divmod(abs(cents), 100)
    return {"cents": f"{whole},{part:02d} {currency}", "cents_en": f"{whole}.{part:02d} {currency}"}
