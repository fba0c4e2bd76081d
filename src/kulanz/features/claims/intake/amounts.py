"""What a record says about money: what it books, and what of it is still open."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kulanz.formats.amounts import amount_text
from kulanz.formats.records import InvoiceRecord


class RowRefused(ValueError):
    """A row cannot be taken over. The German sentence says why and what to do."""


class NothingOwed(ValueError):
    """A row was cancelled or refunded: nothing is owed by it, so there is nothing to take over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAmounts:
    """The signed effect of a row in cents: a credit note is negative. |open| ≤ |total|, with the same sign."""

    is_credit: bool
    total_cents: int
    open_cents: int
    net_cents: int | None

    @property
    def settled_cents(self) -> int:
        """Return what was settled before the import, signed like the total."""
        return self.total_cents - self.open_cents


def amounts_of(record: InvoiceRecord, *, currency: str) -> RowAmounts:
    """Return the amounts of a record; raise RowRefused where it contradicts itself, NothingOwed where it is void."""
    is_credit = _lowers_what_is_owed(record)
    _refuse_claims_of_others(record, currency=currency)
    # What is rounded for paying (BT-114) is owed like the rest.
    total = abs(record.total_cents + (record.rounding_cents or 0))
    still_open = _open(record, total=total, currency=currency)
    net = None if record.net_cents is None else abs(record.net_cents)
    if net is not None and net > abs(record.total_cents):
        raise RowRefused(
            _(
                "Der Nettobetrag %(amount)s ist größer als der Bruttobetrag %(amount2)s. Bitte die Spalten prüfen."
            )
            % {
                "amount": amount_text(net, currency=currency),
                "amount2": amount_text(abs(record.total_cents), currency=currency),
            }
        )
    sign = -1 if is_credit else 1
    return RowAmounts(
        is_credit=is_credit,
        total_cents=sign * total,
        open_cents=sign * still_open,
        net_cents=None if net is None else sign * min(net, total),
    )


def _lowers_what_is_owed(record: InvoiceRecord) -> bool:
    if record.type == "other":
        raise RowRefused(
            f"Der Beleg {record.number} ist weder Rechnung noch Gutschrift"
            + (f" (Typ {record.type_code})" if record.type_code else "")
            + ". Er wurde nicht übernommen."
        )
    return record.type == "credit_note" or record.total_cents < 0


def _refuse_claims_of_others(record: InvoiceRecord, *, currency: str) -> None:
    if record.third_party_cents:
        raise RowRefused(
            _(
                "Mit der Rechnung %(number)s werden auch Forderungen anderer eingezogen (%(amount)s). Das wird nicht übernommen; bitte den eigenen Teil als Liste einlesen."
            )
            % {
                "number": record.number,
                "amount": amount_text(record.third_party_cents, currency=currency),
            }
        )


def _open(record: InvoiceRecord, *, total: int, currency: str) -> int:
    """Return what is open without sign. Every contradiction between the columns is refused, never resolved."""
    stated = None if record.due_cents is None else abs(record.due_cents)
    if stated is None and record.prepaid_cents:
        stated = max(total - abs(record.prepaid_cents), 0)
    status, paid_on = record.payment_status, record.paid_on
    is_note = record.type == "credit_note"
    if record.due_cents is not None and record.total_cents < 0 < record.due_cents and not is_note:
        raise RowRefused(
            _("Der Betrag %(amount)s ist negativ, der offene Betrag aber nicht. Bitte prüfen.")
            % {"amount": amount_text(record.total_cents, currency=currency)}
        )
    if record.due_cents is not None and record.total_cents > 0 > record.due_cents and not is_note:
        raise RowRefused(
            _("Der offene Betrag %(amount)s ist negativ. Ein Guthaben bitte als Gutschrift einlesen.")
            % {"amount": amount_text(record.due_cents, currency=currency)}
        )
    if stated is not None and stated > total:
        raise RowRefused(
            _(
                "Der offene Betrag %(amount)s ist größer als der Rechnungsbetrag %(amount2)s. Mahnkosten gehören nicht hinein; bitte prüfen."
            )
            % {
                "amount": amount_text(stated, currency=currency),
                "amount2": amount_text(total, currency=currency),
            }
        )
    if status in ("cancelled", "refunded"):
        if stated:
            raise RowRefused(
                _("Die Rechnung ist laut Datei %(status)s, und doch sind %(amount)s offen. Bitte prüfen.")
                % {"status": _STATUS[status], "amount": amount_text(stated, currency=currency)}
            )
        raise NothingOwed(_("Laut Datei %(status)s: Es ist nichts offen.") % {"status": _STATUS[status]})
    says_paid = status == "paid" or (status is None and paid_on is not None)
    if stated is None:
        if status == "partly":
            raise RowRefused(
                _("Laut Datei ist ein Teil bezahlt, aber der offene Betrag fehlt. Bitte ergänzen.")
            )
        if status == "open" and paid_on is not None:
            raise RowRefused(
                _("Laut Datei ist die Rechnung offen und am %(paid_on)s bezahlt. Bitte prüfen.")
                % {"paid_on": f"{paid_on:%d.%m.%Y}"}
            )
        return 0 if says_paid else total
    if status == "paid" and stated:
        raise RowRefused(
            _("Laut Datei ist die Rechnung bezahlt, und doch sind %(amount)s offen. Bitte prüfen.")
            % {"amount": amount_text(stated, currency=currency)}
        )
    if status in ("open", "partly") and not stated and total:
        raise RowRefused(
            _("Laut Datei ist die Rechnung nicht ganz bezahlt, der offene Betrag ist aber 0. Bitte prüfen.")
        )
    if paid_on is not None and status is None and stated == total and total:
        raise RowRefused(
            _("Laut Datei am %(paid_on)s bezahlt, offen ist aber noch der ganze Betrag. Bitte prüfen.")
            % {"paid_on": f"{paid_on:%d.%m.%Y}"}
        )
    return stated


_STATUS = {"cancelled": gettext_lazy("storniert"), "refunded": gettext_lazy("erstattet")}


def settled_day(record: InvoiceRecord) -> date:
    """Return the day from which the money counts: as stated, else the invoice date, which is kinder to the debtor."""
    return record.paid_on or record.issue_date
