"""From rows to a letter: subject, plain text and HTML that say the same, and the code to pay with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote

from kulanz.features.claims.models import Invoice
from kulanz.features.letters import statement_words, texts, wording
from kulanz.features.letters.particulars import sender_particulars
from kulanz.features.letters.payee import payee_of
from kulanz.features.letters.payment_block import PaymentBlock, payment_block, sum_in_words
from kulanz.features.letters.texts import PlaceholderMissing
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant, Storefront

NUMBERS_NAMED = 3  # more invoices than this are counted, not listed, in sentences and subjects
EXITS = ("later", "instalments", "paid", "wrong")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemToSay:
    """What a letter says about one invoice. A blank step stands apart as "außerdem offen"."""

    invoice: Invoice
    step: str
    layout: str
    deadline: date | None
    total_cents: int
    statement: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A finished letter before it has an address."""

    layout: str
    language: str
    subject: str
    text: str
    html: str
    own_words: str  # the sentences of the layout alone, for the linter
    consequences: tuple[str, ...]
    qr_png: bytes | None
    qr_cid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    heading: str
    order: str
    rows: tuple[tuple[str, str], ...]
    total_label: str
    total: str
    deadline: str
    step: str
    consequence: str


def compose(
    *,
    merchant: Merchant,
    storefront: Storefront,
    customer: Customer,
    layout: str,
    language: str,
    items: Sequence[ItemToSay],
    reminded_on: date | None,
) -> Letter:
    """Return the letter; raise PlaceholderMissing, StatementUnfit, LayoutUnknown, LanguageUnknown."""
    words = texts.words(language)
    is_thanks = layout == "thank_you"
    asked = [item for item in items if item.step or is_thanks]
    also_open = [item for item in items if not (item.step or is_thanks)]
    if not asked:
        raise PlaceholderMissing("Die Nachricht nennt keine Rechnung, um die es geht. Sie wurde angehalten.")
    sender = _Sender(merchant, storefront, words)
    totals = _totals(asked)
    business = customer.kind == Customer.Kind.BUSINESS
    sections = texts.fill_in(
        layout,
        texts.Placeholders(
            shop=wording.on_one_line(storefront.name),
            contact_name=sender.contact_name,
            is_business=business,
            is_single=len(asked) == 1,
            **_names(asked, words, language),
            sum=sum_in_words(totals, language),
            due=_same({item.invoice.due_date for item in asked}),
            deadline=_same({item.deadline for item in asked}),
            reminded_on=reminded_on,
        ),
        language=language,
    )
    payment = None if is_thanks else _payment(merchant, customer, asked, totals, language, words)
    blocks = [_block(item, words, language, is_thanks=is_thanks) for item in asked]
    also_blocks = [
        _block(replace(item, deadline=None), words, language, is_thanks=False) for item in also_open
    ]
    context = {
        "language": language,
        "words": words,
        "subject": sections.subject,
        "salutation": _salutation(customer, words),
        "shop": wording.on_one_line(storefront.name),
        "blocks": blocks,
        "also_open": also_blocks,
        "show_sum": len(asked) > 1,
        "sum": sum_in_words(totals, language),
        "payment": payment,
        "exits": [] if is_thanks else sender.exits(asked),
        "without_links": sender.without_links(),
        "contact": sender.contact(),
        "particulars": sender_particulars(merchant, language=language),
        "imprint_url": storefront.imprint_url,
        "privacy_url": storefront.privacy_url,
        "imprint_missing": sender.gap("Impressum") if not storefront.imprint_url else "",
        "privacy_missing": sender.gap("Datenschutzerklärung") if not storefront.privacy_url else "",
    }
    paragraphs = {name: getattr(sections, name) for name in texts.SECTIONS[1:]}
    plain = {name: [texts.as_plain(one) for one in found] for name, found in paragraphs.items()}
    marked = {name: [texts.as_html(one) for one in found] for name, found in paragraphs.items()}
    return Letter(
        layout=layout,
        language=language,
        subject=sections.subject,
        text=texts.frame("frame.txt", context | plain),
        html=texts.frame("frame.html", context | marked),
        own_words="\n".join(one for found in plain.values() for one in found),
        consequences=tuple(block.consequence for block in blocks if block.consequence),
        qr_png=payment.qr_png if payment else None,
        qr_cid=payment.qr_cid if payment else "",
    )


def _totals(items: Sequence[ItemToSay]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for item in items:
        totals[item.invoice.currency] = totals.get(item.invoice.currency, 0) + item.total_cents
    return totals


def _same(days: set[date] | set[date | None]) -> date | None:
    return days.pop() if len(days) == 1 else None


def _names(items: Sequence[ItemToSay], words: dict[str, Any], language: str) -> dict[str, str]:
    numbers = [wording.on_one_line(item.invoice.number) for item in items]
    one, listed = numbers[0], wording.listed(numbers, language)
    if len(numbers) == 1:
        return {
            "invoice_names": f"{words['invoice']} {one}",
            "your_invoices": words["your_invoice"].format(number=one),
            "your_invoices_start": words["your_invoice_start"].format(number=one),
        }
    if len(numbers) <= NUMBERS_NAMED:
        return {
            "invoice_names": f"{words['invoices']} {listed}",
            "your_invoices": words["your_invoices"].format(numbers=listed),
            "your_invoices_start": words["your_invoices_start"].format(numbers=listed),
        }
    return {
        "invoice_names": words["many_invoices"].format(count=len(numbers)),
        "your_invoices": words["your_many_invoices"].format(count=len(numbers)),
        "your_invoices_start": words["your_many_invoices_start"].format(count=len(numbers)),
    }


def _salutation(customer: Customer, words: dict[str, Any]) -> str:
    name = wording.on_one_line(customer.name)
    if customer.kind == Customer.Kind.BUSINESS or not name:
        return str(words["salutation_without_name"])
    return str(words["salutation"]).format(name=name)


def _block(item: ItemToSay, words: dict[str, Any], language: str, *, is_thanks: bool) -> _Block:
    invoice = item.invoice
    due = (words["due_on"], wording.day(invoice.due_date, language))
    money = wording.amount(item.total_cents, invoice.currency, language)
    lines = [] if is_thanks else _lines(item, words, language)
    return _Block(
        heading=words["invoice_of"].format(
            number=wording.on_one_line(invoice.number), day=wording.day(invoice.issue_date, language)
        ),
        order=_order(invoice, words, language),
        rows=tuple([due, *lines] if len(lines) > 1 else [due]),
        total_label=words["paid"] if is_thanks else words["open"],
        total=money,
        deadline=wording.weekday_day(item.deadline, language) if item.deadline else "",
        step=words["steps"].get(item.layout, "") if item.step else "",
        consequence=words["consequences"].get(item.layout, "") if item.step else "",
    )


def _lines(item: ItemToSay, words: dict[str, Any], language: str) -> list[tuple[str, str]]:
    statement = statement_words.read_statement(
        item.statement, total_cents=item.total_cents, number=item.invoice.number, layout=item.layout
    )
    return statement_words.rows(statement, language=language, labels=words["lines"])


def _order(invoice: Invoice, words: dict[str, Any], language: str) -> str:
    number = wording.on_one_line(invoice.order_number)
    if invoice.order_date and number:
        return str(words["order_of"]).format(number=number, day=wording.day(invoice.order_date, language))
    if invoice.order_date:
        return str(words["ordered_on"]).format(day=wording.day(invoice.order_date, language))
    return str(words["order"]).format(number=number) if number else ""


def _payment(
    merchant: Merchant,
    customer: Customer,
    asked: Sequence[ItemToSay],
    totals: dict[str, int],
    language: str,
    words: dict[str, Any],
) -> PaymentBlock | None:
    payee = payee_of(merchant.pk)
    if payee is None:
        if merchant.is_live:
            raise PlaceholderMissing(
                "Es fehlt das Bankkonto, auf das gezahlt werden soll. Bitte unter Einrichtung ein Konto auswählen."
            )
        return None
    return payment_block(
        payee=payee,
        numbers=[item.invoice.number for item in asked],
        customer_number=customer.number,
        totals=totals,
        language=language,
        words=words,
    )


class _Sender:
    """The person in charge and the ways to reach them. Gaps stop a live letter and show in a test one."""

    def __init__(self, merchant: Merchant, storefront: Storefront, words: dict[str, Any]) -> None:
        self._merchant, self._words = merchant, words
        self.email = storefront.sender_email or self.gap("Absenderadresse")
        self.contact_name = wording.on_one_line(storefront.contact_name) or self.gap("Ansprechperson")
        self.phone = wording.on_one_line(storefront.contact_phone) or self.gap("Telefon")
        self.hours = wording.on_one_line(storefront.contact_hours) or self.gap("Sprechzeiten")

    def gap(self, what: str) -> str:
        if self._merchant.is_live:
            raise PlaceholderMissing(
                f"Es fehlt: {what}. Die Nachricht wurde angehalten; bitte unter Einrichtung ergänzen."
            )
        return str(self._words["missing"]).format(what=what)

    def exits(self, asked: Sequence[ItemToSay]) -> list[tuple[str, str, str]]:
        """Return (label, mailto link, the same way in words) for the exits other than paying."""
        numbers = ", ".join(wording.on_one_line(item.invoice.number) for item in asked)
        return [self._exit(str(self._words[f"exit_{code}"]), numbers) for code in EXITS]

    def _exit(self, label: str, numbers: str) -> tuple[str, str, str]:
        subject = f"{label}: {numbers}"
        link = f"mailto:{quote(self.email, safe='@+')}?subject={quote(subject, safe='')}"
        return label, link, str(self._words["exit_by_reply"]).format(subject=subject)

    def without_links(self) -> str:
        return str(self._words["without_links"]).format(email=self.email, phone=self.phone, hours=self.hours)

    def contact(self) -> str:
        return str(self._words["contact"]).format(name=self.contact_name, phone=self.phone, hours=self.hours)
