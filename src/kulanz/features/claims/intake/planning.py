"""Decide what becomes of each record, before anything is written. A dry run ends here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.contact.hold_kinds import HoldKind
from kulanz.features.claims.intake.amounts import NothingOwed, RowAmounts, RowRefused, amounts_of, settled_day
from kulanz.features.claims.intake.customers import CustomerBook
from kulanz.features.claims.intake.delivery import RowDelivery, delivery_of
from kulanz.features.claims.intake.earlier import (
    Earlier,
    EarlierInvoices,
    named_numbers,
    refers_to_earlier,
    replaces,
)
from kulanz.features.claims.intake.plausible import refuse_impossible_days
from kulanz.features.claims.intake.printed_tax import tax_notes
from kulanz.features.claims.intake.report import Outcome, RowReport
from kulanz.features.claims.models import Delivery, Invoice
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant, Storefront
from kulanz.features.tenants.storefronts import channel_storefronts, words_of
from kulanz.features.tenants.tax import profile_rows
from kulanz.features.tenants.whose_claim import (
    NOT_STATED,
    UNKNOWN,
    Answers,
    answers_of,
    folded,
    is_known_channel,
    own_channels_of,
    question_text,
    whose_claim,
)
from kulanz.formats.amounts import amount_text
from kulanz.formats.records import InvoiceRecord

# Where neither a due date nor a term is stated, a claim is legally due at once (§ 271 BGB). Nobody can know that
# from such an invoice; § 286 III BGB gives 30 days, and we wait for them.
DAYS_WITHOUT_TERM = 30
_CREDIT_TRANSFER_CODES = frozenset({"30", "31", "42", "58"})
_PAYMENT_MEANS = {
    "10": "Bar", "48": "Kreditkarte", "49": "Lastschrift", "54": "Kreditkarte", "55": "Debitkarte", "59": "Lastschrift",
    "68": "Online-Zahlung", "97": "Verrechnung",
}  # fmt: skip
PAID_CLAIMED = HoldKind.PAID_CLAIMED.value
_NO_MEANS = frozenset({"1", "ZZZ"})
_CURRENCY_OF = {"DE": "EUR", "AT": "EUR", "CH": "CHF"}


@dataclass(slots=True)
class Planned:
    """A row that will be booked. `lowers` is the invoice whose open amount a credit note lowers, where it names one."""

    record: InvoiceRecord
    customer: Customer
    storefront: Storefront
    amounts: RowAmounts
    currency: str
    due_date: date
    collectible_by: str
    payment_method: str
    delivery: RowDelivery
    settled_on: date
    notes: list[str] = field(default_factory=list)

    def report(self) -> RowReport:
        """Return the row as its report shows it."""
        return RowReport(
            file=self.record.file,
            place=self.record.place,
            outcome=Outcome.IMPORTED,
            number=self.record.number,
            customer=self.customer.name,
            total_cents=self.amounts.total_cents,
            open_cents=self.amounts.open_cents,
            currency=self.currency,
            due_date=self.due_date,
            notes=tuple(self.notes),
        )


@dataclass(slots=True)
class Update:
    """A known invoice about which the file knows more."""

    invoice: Invoice
    record: InvoiceRecord
    delivery: Delivery | None
    delivered_on: date | None
    holds: tuple[str, ...]
    message: str


Decided = Planned | Update | RowReport


class Planner:
    """Plans the rows of one file, chunk by chunk; it remembers what earlier rows of the file will add."""

    def __init__(
        self,
        *,
        actor: Actor,
        merchant: Merchant,
        day: date,
        assumes_germany: bool,
        collectible_by_for_unstated: str | None,
    ) -> None:
        self.actor, self.merchant, self.day = actor, merchant, day
        self.customers = CustomerBook(
            actor=actor, assumes_germany=assumes_germany and merchant.country == "DE"
        )
        self.answers: Answers = answers_of(actor)
        self.unstated = collectible_by_for_unstated
        self.own_channels = own_channels_of(actor)
        self.storefronts = list(
            Storefront.objects.filter(merchant_id=actor.merchant_id).order_by("-is_standard", "id")
        )
        self.of_channel = channel_storefronts(actor)
        self.questions: set[tuple[str, str]] = set()
        self.tax_profiles = profile_rows(actor)
        self.earlier = EarlierInvoices(actor=actor)
        self._planned: dict[str, str] = {}  # number → place of the row of this file that adds it

    def plan(self, records: Sequence[InvoiceRecord]) -> list[Decided]:
        """Decide about a chunk of records, in their order."""
        self.customers.load(records)
        numbers = {record.number for record in records} | named_numbers(records)
        known = {
            invoice.number: invoice
            for invoice in Invoice.objects.filter(
                merchant_id=self.actor.merchant_id, number__in=numbers
            ).select_related("customer", "open_item", "case")
        }
        self.earlier.load(records, known)
        return [self._decide(record, known.get(record.number)) for record in records]

    def _decide(self, record: InvoiceRecord, known: Invoice | None) -> Decided:
        try:
            if not record.number.strip() or len(record.number) > 60:
                raise RowRefused(_("Die Rechnungsnummer fehlt oder hat mehr als 60 Zeichen."))
            if record.number in self._planned:
                raise RowRefused(
                    _("Die Nummer %(number)s steht schon in %(place)s.")
                    % {"number": record.number, "place": self._planned[record.number] or _("dieser Datei")}
                )
            currency = record.currency or _CURRENCY_OF.get(self.merchant.country, "EUR")
            amounts = amounts_of(record, currency=currency)
            if known is not None:
                return self._compare(known, record, amounts, currency)
            planned = self._new(record, amounts, currency)
        except (RowRefused, NothingOwed) as why:
            return RowReport(
                file=record.file,
                place=record.place,
                outcome=Outcome.SKIPPED if isinstance(why, NothingOwed) else Outcome.PROBLEM,
                number=record.number,
                customer=record.buyer.name or "",
                currency=record.currency or "",
                message=str(why),
            )
        self._planned[record.number] = record.place
        return planned

    def _new(self, record: InvoiceRecord, amounts: RowAmounts, currency: str) -> Planned:
        self._refuse_foreign_seller(record)
        notes: list[str] = []
        record, storefront = self._storefront(record, notes)
        due_date = self._due_date(record, notes, is_credit=amounts.is_credit)
        refuse_impossible_days(record, due_date=due_date, day=self.day)
        delivery = delivery_of(record, day=self.day)
        if delivery.note:
            notes.append(delivery.note)
        if record.currency is None:
            notes.append(_("Keine Währung angegeben: %(currency)s angenommen.") % {"currency": currency})
        elif currency != _CURRENCY_OF.get(self.merchant.country, "EUR"):
            notes.append(_("Die Rechnung lautet auf %(currency)s.") % {"currency": currency})
        method = self._payment_method(record)
        collectible_by = self._whose(method, record.sales_channel or "")
        earlier = self.earlier.of(record)
        named = earlier.customer if earlier else None
        if refers_to_earlier(record, amounts):
            # Before anything is added: a document that is refused leaves no customer behind.
            known, _note = self.customers.find(record, named=named)
            notes += self.earlier.check(record, amounts, currency=currency, customer=known)
        notes += tax_notes(record, self.tax_profiles)
        customer, customer_note = self.customers.of(record, named=named)
        if customer_note:
            notes.append(customer_note)
        if not customer.country and not amounts.is_credit and amounts.open_cents:
            notes.append(
                _("Das Land des Kunden fehlt: Nach einer Erinnerung entscheidet eine Person. Bitte ergänzen.")
            )
        self.earlier.remember(
            Earlier(
                number=record.number,
                customer=customer,
                currency=currency,
                total_cents=amounts.total_cents,
                invoice=None,
            ),
            replaced=record.preceding_invoice if replaces(record, amounts) else None,
        )
        return Planned(
            record=record,
            customer=customer,
            storefront=storefront,
            amounts=amounts,
            currency=currency,
            due_date=due_date,
            collectible_by=collectible_by,
            payment_method=method,
            delivery=delivery,
            settled_on=settled_day(record),
            notes=notes,
        )

    def _whose(self, method: str, channel: str) -> str:
        answer, question = whose_claim(
            self.answers, own_channels=self.own_channels, payment_method=method, sales_channel=channel
        )
        if answer == UNKNOWN and question is not None and question[1] == NOT_STATED and self.unstated:
            return self.unstated
        if question is not None:
            self.questions.add(question)
        return answer

    def _payment_method(self, record: InvoiceRecord) -> str:
        """Return how it is to be paid. An e-invoice states a code of payment means instead of a shop's word."""
        stated = (record.payment_method or "").strip()[:80]
        if record.type_code is None:
            return stated
        if stated in _CREDIT_TRANSFER_CODES or (
            record.iban and (stated in _NO_MEANS or not stated.isalnum())
        ):
            return "Überweisung"
        return "" if stated in _NO_MEANS else _PAYMENT_MEANS.get(stated, stated)

    def _due_date(self, record: InvoiceRecord, notes: list[str], *, is_credit: bool) -> date:
        if record.due_date is not None:
            return record.due_date
        if is_credit:
            return record.issue_date
        if record.payment_term_days is not None:
            return record.issue_date + timedelta(days=record.payment_term_days)
        due_date = record.issue_date + timedelta(days=DAYS_WITHOUT_TERM)
        notes.append(
            _("Keine Fälligkeit angegeben: %(days)s Tage ab Rechnungsdatum angenommen, %(day)s.")
            % {"days": DAYS_WITHOUT_TERM, "day": f"{due_date:%d.%m.%Y}"}
        )
        return due_date

    def _storefront(self, record: InvoiceRecord, notes: list[str]) -> tuple[InvoiceRecord, Storefront]:
        """Return the storefront of a row, and the row with the sales channel that its shop column turned out to name.

        The row's own word comes first, then the answer about its channel, then the standard one. No word creates one.
        """
        stated = (record.storefront or "").strip()
        found = self._named(stated)
        if found is None and stated:
            record = self._read_as_channel(record, stated, notes)
        if found is None:
            by_channel = self.of_channel.get(folded(record.sales_channel or ""))
            found = next((one for one in self.storefronts if one.pk == by_channel), self.storefronts[0])
        if found.archived_at is not None:
            raise RowRefused(
                _(
                    "Die Ladenfront „%(name)s“ ist stillgelegt und nimmt keine neuen Rechnungen. Bitte unter Einrichtung, Ladenfronten, wieder nutzen oder in der Datei eine andere nennen."
                )
                % {"name": found.name}
            )
        return record, found

    def _named(self, stated: str) -> Storefront | None:
        word = " ".join(stated.split()).casefold()
        for storefront in self.storefronts:
            if word and word in [one.casefold() for one in words_of(storefront)]:
                return storefront
        return None

    def _read_as_channel(self, record: InvoiceRecord, stated: str, notes: list[str]) -> InvoiceRecord:
        """Take the word of a shop column for a sales channel, where it is one; else refuse the row.

        With several storefronts only an answered channel says which; with one, any known channel leads there.
        """
        in_use = [one for one in self.storefronts if one.archived_at is None]
        is_clear = folded(stated) in self.of_channel or (
            len(in_use) == 1 and is_known_channel(self.answers, stated, self.own_channels)
        )
        other = (record.sales_channel or "").strip()
        if not is_clear or (other and folded(other) != folded(stated)):
            raise RowRefused(
                _(
                    "Die Ladenfront „%(stated)s“ ist nicht angelegt. Bekannt: %(known)s. Bitte das Wort in der Datei berichtigen oder die Ladenfront unter Einrichtung, Ladenfronten, anlegen und die Datei noch einmal einlesen."
                )
                % {"stated": stated, "known": ", ".join(one.name for one in in_use)}
            )
        notes.append(_("„%(stated)s“ ist als Verkaufskanal gelesen.") % {"stated": stated})
        return replace(record, sales_channel=stated)

    def _refuse_foreign_seller(self, record: InvoiceRecord) -> None:
        theirs, ours = record.seller.vat_id, "".join(self.merchant.vat_id.split()).upper()
        if theirs and ours and theirs.upper() != ours:
            raise RowRefused(
                _(
                    "Die Rechnung ist von %(seller)s (%(theirs)s), nicht von %(name)s (%(ours)s). Eingangsrechnungen werden nicht übernommen."
                )
                % {
                    "seller": record.seller.name or _("jemand anderem"),
                    "theirs": theirs,
                    "name": self.merchant.name,
                    "ours": ours,
                }
            )

    def _compare(self, known: Invoice, record: InvoiceRecord, amounts: RowAmounts, currency: str) -> Decided:
        differences = list(_differences(known, record, amounts, currency))
        if differences:
            raise RowRefused(
                _(
                    "Die Nummer %(number)s ist schon mit anderem Inhalt übernommen: %(known)s. Nichts wurde geändert; eine Änderung bitte als Gutschrift oder Korrektur einlesen."
                )
                % {"number": record.number, "known": "; ".join(differences)}
            )
        delivery = delivery_of(record, day=self.day)
        knows_more = delivery.delivery != Delivery.UNKNOWN and known.delivery in (
            Delivery.UNKNOWN,
            Delivery.UNDELIVERED,
            Delivery.PARTLY,
        )
        knows_more = knows_more and delivery.delivery != known.delivery
        case_is_open = getattr(known, "case", None) is not None and known.case.state == "open"
        still_open = known.open_item.open_cents
        says_paid = (
            case_is_open and 0 <= amounts.open_cents < still_open and not _is_held(known, PAID_CLAIMED)
        )
        stops = bool(delivery.hold_kind) and case_is_open and not _is_held(known, delivery.hold_kind)
        if not knows_more and not says_paid and not stops:
            message = _("Schon übernommen, nichts doppelt gebucht.")
            return known_row(known, record, outcome=Outcome.DUPLICATE, message=message)
        sentences = []
        if knows_more:
            sentences.append(_("Lieferung: %(state)s.") % {"state": delivery.delivery.label})
        if stops:
            sentences.append(delivery.note)
        if says_paid:
            sentences.append(
                _(
                    "Laut Datei sind noch %(stated)s offen, hier %(known)s. Bitte Kontoauszug einlesen oder Zahlung eintragen; bis dahin wird nicht erinnert."
                )
                % {
                    "stated": amount_text(amounts.open_cents, currency=currency),
                    "known": amount_text(still_open, currency=currency),
                }
            )
        return Update(
            invoice=known,
            record=record,
            delivery=delivery.delivery if knows_more else None,
            delivered_on=delivery.delivered_on,
            holds=(*((delivery.hold_kind,) if stops else ()), *((PAID_CLAIMED,) if says_paid else ())),
            message=" ".join(sentences),
        )

    def question_texts(self) -> tuple[str, ...]:
        """Return the questions that these rows raise, in words."""
        return tuple(question_text(source, value) for source, value in sorted(self.questions))


def known_row(known: Invoice, record: InvoiceRecord, *, outcome: Outcome, message: str) -> RowReport:
    """Return the report of a row whose invoice is in the books already."""
    return RowReport(
        file=record.file,
        place=record.place,
        outcome=outcome,
        number=known.number,
        customer=known.customer.name,
        total_cents=known.total_cents,
        open_cents=known.open_item.open_cents,
        currency=known.currency,
        due_date=known.due_date,
        message=message,
    )


def _is_held(invoice: Invoice, kind: str) -> bool:
    return invoice.holds.filter(kind=kind, lifted_at__isnull=True).exists()


def _differences(known: Invoice, record: InvoiceRecord, amounts: RowAmounts, currency: str) -> Iterator[str]:
    """Yield what differs, in words: here the books, there the file."""
    if known.total_cents != amounts.total_cents or known.currency != currency:
        here = amount_text(known.total_cents, currency=known.currency)
        yield _("Betrag %(here)s, in der Datei %(there)s") % {
            "here": here,
            "there": amount_text(amounts.total_cents, currency=currency),
        }
    if known.issue_date != record.issue_date:
        yield _("Rechnungsdatum %(here)s, in der Datei %(there)s") % {
            "here": f"{known.issue_date:%d.%m.%Y}",
            "there": f"{record.issue_date:%d.%m.%Y}",
        }
    if record.due_date is not None and known.due_date != record.due_date:
        yield _("Fälligkeit %(here)s, in der Datei %(there)s") % {
            "here": f"{known.due_date:%d.%m.%Y}",
            "there": f"{record.due_date:%d.%m.%Y}",
        }
    number = (record.buyer.number or "").strip()
    if (
        number
        and known.customer.number not in (number, number[:60])
        and not known.customer.number.startswith(f"{number}-")
    ):
        yield _("Kunde %(here)s, in der Datei %(there)s") % {"here": known.customer.number, "there": number}
