"""From rows to what a message says, in words and ready to print: one composition for mail and paper."""

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
from kulanz.features.letters.statement_words import LineInWords
from kulanz.features.letters.texts import PlaceholderMissing, Sections
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant, Storefront

NUMBERS_NAMED = 3  # more invoices than this are counted, not listed, in sentences and subjects
EXITS = ("later", "instalments", "paid", "wrong")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemToSay:
    """What a message says about one invoice. A blank step stands apart as "außerdem offen"."""

    invoice: Invoice
    step: str
    layout: str
    deadline: date | None
    total_cents: int
    statement: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What is said about one invoice. `lines` add up to `total`; empty where only thanks are said."""

    number: str
    issued_on: str
    due_on: str
    heading: str
    order: str
    lines: tuple[LineInWords, ...]
    total_label: str
    total: str
    deadline: str
    step: str
    consequence: str

    @property
    def is_itemised(self) -> bool:
        """More than the plain amount of the invoice is owed, or something was paid already."""
        return len(self.lines) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """A way other than paying: its name, a mail that chooses it, and the same by words alone."""

    label: str
    link: str
    by_reply: str
    on_paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that a message says. Mail and paper only lay it out; neither adds a sum or a sentence."""

    layout: str
    language: str
    words: dict[str, Any]
    sections: Sections
    salutation: str
    shop: str
    blocks: tuple[Block, ...]
    also_open: tuple[Block, ...]
    sum: str
    payment: PaymentBlock | None
    exits: tuple[Exit, ...]
    email: str
    phone: str
    hours: str
    contact_name: str
    without_links: str
    on_paper: str  # how to choose an exit after reading this on paper
    contact: str
    particulars: tuple[str, ...]
    imprint_url: str
    privacy_url: str
    imprint_missing: str
    privacy_missing: str

    @property
    def shows_sum(self) -> bool:
        """Several invoices are asked about, so that their sum is not yet said."""
        return len(self.blocks) > 1


def content_of(
    *,
    merchant: Merchant,
    storefront: Storefront,
    customer: Customer,
    layout: str,
    language: str,
    items: Sequence[ItemToSay],
    reminded_on: date | None,
) -> Content:
    """Return what the message says; raise PlaceholderMissing, StatementUnfit, LayoutUnknown, LanguageUnknown."""
    words = texts.words(language)
    is_thanks = layout == "thank_you"
    asked = [item for item in items if item.step or is_thanks]
    also_open = [item for item in items if not (item.step or is_thanks)]
    if not asked:
        raise PlaceholderMissing("Die Nachricht nennt keine Rechnung, um die es geht. Sie wurde angehalten.")
    sender = _Sender(merchant, storefront, words)
    totals = _totals(asked)
    sections = texts.fill_in(
        layout,
        texts.Placeholders(
            shop=wording.on_one_line(storefront.name),
            contact_name=sender.contact_name,
            is_business=customer.kind == Customer.Kind.BUSINESS,
            is_single=len(asked) == 1,
            **_names(asked, words, language),
            sum=sum_in_words(totals, language),
            due=_same({item.invoice.due_date for item in asked}),
            deadline=_same({item.deadline for item in asked}),
            reminded_on=reminded_on,
        ),
        language=language,
    )
    return Content(
        layout=layout,
        language=language,
        words=words,
        sections=sections,
        salutation=_salutation(customer, words),
        shop=wording.on_one_line(storefront.name),
        blocks=tuple(_block(item, words, language, is_thanks=is_thanks) for item in asked),
        also_open=tuple(
            _block(replace(item, deadline=None), words, language, is_thanks=False) for item in also_open
        ),
        sum=sum_in_words(totals, language),
        payment=None if is_thanks else _payment(merchant, customer, asked, totals, language, words),
        exits=() if is_thanks else sender.exits(asked),
        email=sender.email,
        phone=sender.phone,
        hours=sender.hours,
        contact_name=sender.contact_name,
        without_links=sender.ways("without_links"),
        on_paper=sender.ways("on_paper"),
        contact=sender.contact(),
        particulars=tuple(sender_particulars(merchant, language=language)),
        imprint_url=storefront.imprint_url,
        privacy_url=storefront.privacy_url,
        imprint_missing=sender.gap("Impressum") if not storefront.imprint_url else "",
        privacy_missing=sender.gap("Datenschutzerklärung") if not storefront.privacy_url else "",
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


def _block(item: ItemToSay, words: dict[str, Any], language: str, *, is_thanks: bool) -> Block:
    invoice = item.invoice
    number, issued_on = wording.on_one_line(invoice.number), wording.day(invoice.issue_date, language)
    return Block(
        number=number,
        issued_on=issued_on,
        due_on=wording.day(invoice.due_date, language),
        heading=words["invoice_of"].format(number=number, day=issued_on),
        order=_order(invoice, words, language),
        lines=() if is_thanks else _lines(item, words, language),
        total_label=words["paid"] if is_thanks else words["open"],
        total=wording.amount(item.total_cents, invoice.currency, language),
        deadline=wording.weekday_day(item.deadline, language) if item.deadline else "",
        step=words["steps"].get(item.layout, "") if item.step else "",
        consequence=words["consequences"].get(item.layout, "") if item.step else "",
    )


def _lines(item: ItemToSay, words: dict[str, Any], language: str) -> tuple[LineInWords, ...]:
    statement = statement_words.read_statement(
        item.statement, total_cents=item.total_cents, number=item.invoice.number, layout=item.layout
    )
    return statement_words.in_words(statement, language=language, words=words)


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

    def exits(self, asked: Sequence[ItemToSay]) -> tuple[Exit, ...]:
        """Return the ways other than paying."""
        numbers = ", ".join(wording.on_one_line(item.invoice.number) for item in asked)
        return tuple(self._exit(code, numbers) for code in EXITS)

    def _exit(self, code: str, numbers: str) -> Exit:
        label = str(self._words[f"exit_{code}"])
        subject = f"{label}: {numbers}"
        return Exit(
            label=label,
            link=f"mailto:{quote(self.email, safe='@+')}?subject={quote(subject, safe='')}",
            by_reply=str(self._words["exit_by_reply"]).format(subject=subject),
            on_paper=str(self._words[f"exit_{code}_on_paper"]),
        )

    def ways(self, sentence: str) -> str:
        """Return how to reach this person, in the sentence of this name."""
        return str(self._words[sentence]).format(email=self.email, phone=self.phone, hours=self.hours)

    def contact(self) -> str:
        return str(self._words["contact"]).format(name=self.contact_name, phone=self.phone, hours=self.hours)
