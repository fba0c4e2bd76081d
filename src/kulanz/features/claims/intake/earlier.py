"""The earlier invoice that a credit note or a correction names: whose it is, and what may become of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.claims.intake.amounts import RowAmounts, RowRefused
from kulanz.features.claims.models import Invoice
from kulanz.features.parties.models import Customer
from kulanz.formats.amounts import amount_text
from kulanz.formats.records import InvoiceRecord


@dataclass(slots=True, kw_only=True)
class Earlier:
    """An invoice that a later document names. `invoice` is None while it is only planned, in the same file."""

    number: str
    customer: Customer
    currency: str
    total_cents: int
    invoice: Invoice | None


def replaces(record: InvoiceRecord, amounts: RowAmounts) -> bool:
    """Return whether a document takes the place of the invoice it names.

    A corrected invoice (type code 384) is "revised information differing from an earlier submission of the same
    invoice" (UNTDID 1001): with a positive total it is the invoice anew. A negative one lowers, as a credit note does.
    """
    return record.type == "correction" and not amounts.is_credit


class EarlierInvoices:
    """What the records of a chunk refer to, in the books and in the same file."""

    def __init__(self, *, actor: Actor) -> None:
        self.actor = actor
        self._planned: dict[str, Earlier] = {}
        self._replaced_here: dict[str, str] = {}  # number → the correction of this file that replaces it
        self._in_the_books: Mapping[str, Invoice] = {}
        self._replaced_by: dict[str, str] = {}

    def load(self, records: Sequence[InvoiceRecord], known: Mapping[str, Invoice]) -> None:
        """Take the invoices these records name from `known`, and read which of them were replaced before."""
        self._in_the_books = known
        named = named_numbers(records)
        self._replaced_by = _replacements(self.actor, named) if named else {}

    def of(self, record: InvoiceRecord) -> Earlier | None:
        """Return the one invoice that the record names, None where it names none, several, or one nobody knows."""
        number = record.preceding_invoice
        if number is None:
            return None
        if number in self._planned:
            return self._planned[number]
        invoice = self._in_the_books.get(number)
        if invoice is None:
            return None
        return Earlier(
            number=number,
            customer=invoice.customer,
            currency=invoice.currency,
            total_cents=invoice.total_cents,
            invoice=invoice,
        )

    def remember(self, earlier: Earlier, *, replaced: str | None) -> None:
        """Know a planned document, and which one it replaces."""
        self._planned[earlier.number] = earlier
        if replaced is not None:
            self._replaced_here[replaced] = earlier.number

    def check(
        self, record: InvoiceRecord, amounts: RowAmounts, *, currency: str, customer: Customer | None
    ) -> list[str]:
        """Return notes about what the document does to the invoice it names. Raises RowRefused.

        `customer` is None where the document's own is not known yet: then he is not the one of the invoice.
        """
        earlier, number = self.of(record), record.preceding_invoice
        if replaces(record, amounts):
            self._refuse_what_replaces_nothing(record, earlier, currency=currency, customer=customer)
        by = self._replaced_here.get(number or "") or self._replaced_by.get(number or "")
        if by is not None:
            raise RowRefused(
                _(
                    "%(number)s bezieht sich auf die Rechnung %(earlier)s; die ist schon durch die Korrektur %(by)s ersetzt. Bitte prüfen, damit nichts doppelt gemindert wird."
                )
                % {"number": record.number, "earlier": number, "by": by}
            )
        if earlier is None:
            return self._waits(record)
        if not _fits(earlier, currency=currency, customer=customer):
            said = _(
                "Die Rechnung %(earlier)s gehört einem anderen Kunden oder lautet auf eine andere Währung: Das Guthaben bleibt stehen."
            )
            return [said % {"earlier": number}]
        if replaces(record, amounts):
            amount = amount_text(earlier.total_cents, currency=earlier.currency)
            said = _("Ersetzt die Rechnung %(earlier)s über %(amount)s.")
            return [said % {"earlier": number, "amount": amount}]
        return [_("Mindert die Rechnung %(earlier)s.") % {"earlier": number}]

    def _refuse_what_replaces_nothing(
        self, record: InvoiceRecord, earlier: Earlier | None, *, currency: str, customer: Customer | None
    ) -> None:
        if record.preceding_invoice is None:
            raise RowRefused(
                _(
                    "Welche Rechnung die Korrektur %(number)s ersetzt, steht nicht in der Datei. Bitte als Rechnung oder als Gutschrift einlesen."
                )
                % {"number": record.number}
            )
        if earlier is None:
            raise RowRefused(
                _(
                    "Die Korrektur %(number)s ersetzt die Rechnung %(earlier)s; die ist nicht eingelesen. Bitte zuerst diese einlesen."
                )
                % {"number": record.number, "earlier": record.preceding_invoice}
            )
        if earlier.total_cents <= 0 or not _fits(earlier, currency=currency, customer=customer):
            raise RowRefused(
                _(
                    "Die Korrektur %(number)s ersetzt laut Datei %(earlier)s; das ist keine Rechnung dieses Kunden in dieser Währung. Bitte prüfen."
                )
                % {"number": record.number, "earlier": record.preceding_invoice}
            )

    def _waits(self, record: InvoiceRecord) -> list[str]:
        if len(record.preceding_invoices) > 1:
            said = _("Nennt mehrere Rechnungen (%(numbers)s): Bitte das Guthaben von Hand zuordnen.")
            return [said % {"numbers": ", ".join(record.preceding_invoices)[:200]}]
        if record.preceding_invoice is None:
            return []
        said = _(
            "Die Rechnung %(earlier)s ist noch nicht eingelesen: Bis dahin bleibt der Betrag Guthaben des Kunden."
        )
        return [said % {"earlier": record.preceding_invoice}]


def refers_to_earlier(record: InvoiceRecord, amounts: RowAmounts) -> bool:
    """Return whether the document lowers or replaces what was billed before. An ordinary invoice does not."""
    return amounts.is_credit or replaces(record, amounts)


def named_numbers(records: Sequence[InvoiceRecord]) -> set[str]:
    """Return the numbers of the earlier invoices that these records name."""
    return {record.preceding_invoice for record in records if record.preceding_invoice}


def _fits(earlier: Earlier, *, currency: str, customer: Customer | None) -> bool:
    if customer is None or earlier.currency != currency:
        return False
    return earlier.customer is customer or (customer.pk is not None and earlier.customer.pk == customer.pk)


def _replacements(actor: Actor, numbers: Collection[str]) -> dict[str, str]:
    """Return which correction replaced each of these invoices."""
    return dict(
        Invoice.objects.filter(
            Q(total_cents__gt=0),
            merchant_id=actor.merchant_id,
            type=Invoice.Type.CORRECTION,
            preceding_number__in=numbers,
        ).values_list("preceding_number", "number")
    )
