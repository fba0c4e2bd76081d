"""Days that can only be slips of the pen. One of them must not stop the shop's whole run years later."""

from datetime import date

from kulanz.features.claims.intake.amounts import RowRefused
from kulanz.formats.records import InvoiceRecord

# Holidays and base rates are known from here on; what is older is long time-barred (§§ 195, 199 BGB).
EARLIEST = date(2002, 1, 1)
YEARS_AHEAD = 1
YEARS_OF_TERM = 10


def refuse_impossible_days(record: InvoiceRecord, *, due_date: date, day: date) -> None:
    """Raise RowRefused where a day of the row lies where none can be meant. `day`: the merchant's today."""
    if record.issue_date < EARLIEST:
        raise RowRefused(
            f"Das Rechnungsdatum {record.issue_date:%d.%m.%Y} liegt vor dem {EARLIEST:%d.%m.%Y}. Bitte das Jahr prüfen."
        )
    if due_date < EARLIEST:
        raise RowRefused(
            f"Die Fälligkeit {due_date:%d.%m.%Y} liegt vor dem {EARLIEST:%d.%m.%Y}. Bitte das Jahr prüfen."
        )
    if record.issue_date.year > day.year + YEARS_AHEAD:
        raise RowRefused(
            f"Das Rechnungsdatum {record.issue_date:%d.%m.%Y} liegt weit in der Zukunft. Bitte das Jahr prüfen."
        )
    if due_date.year > record.issue_date.year + YEARS_OF_TERM:
        raise RowRefused(
            f"Die Fälligkeit {due_date:%d.%m.%Y} liegt mehr als {YEARS_OF_TERM} Jahre nach der Rechnung. "
            "Bitte das Jahr prüfen."
        )
    for said, stated in (("Letzte Mahnung am", record.last_dunned_on), ("Bezahlt am", record.paid_on)):
        if stated is not None and stated > day:
            raise RowRefused(f"„{said}“ {stated:%d.%m.%Y} liegt in der Zukunft. Bitte den Tag prüfen.")
