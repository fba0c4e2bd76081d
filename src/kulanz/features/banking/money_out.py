"""Book money that went out: a debit that came back, a credit note or a customer's credit that was paid out."""

from dataclasses import replace
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from kulanz.core.ledger import (
    Entry,
    EntryReason,
    LedgerAccount,
    Posting,
    credit_note_paid_out,
    customer_credit_paid_out,
    reversal,
)
from kulanz.features.audit.actions import record
from kulanz.features.banking.booking import Books, PaymentRefused
from kulanz.features.banking.claim_accounts import ClaimAccount
from kulanz.features.banking.models import BankLine, Match
from kulanz.features.banking.reopening import take_up_again
from kulanz.features.claims.actions import look_again
from kulanz.features.ledger.actions import as_planned, post
from kulanz.features.rows import new_public_id
from kulanz.formats.amounts import amount_text

# What a bank takes for a returned debit besides its amount: a single digit of euros, so this is generous.
LARGEST_CHARGES = 1500


def book_money_out(*, books: Books, line: BankLine, invoice_id: int, cents: int) -> Match:
    """Book `cents` (positive) that went out for an invoice; raise PaymentRefused where it took none of it.

    A credit note is paid out; a credit the customer has from this invoice is paid out; else a payment came back.
    """
    account = books.accounts[invoice_id]
    if account.open_cents < 0:
        return _pay_out_credit_note(books, line, account, cents)
    credit = _credit_from(account)
    if credit and cents <= credit:
        return _pay_out_credit(books, line, account, cents)
    return _return_payment(books, line, account, cents)


def _pay_out_credit_note(books: Books, line: BankLine, account: ClaimAccount, cents: int) -> Match:
    if cents > -account.open_cents:
        raise PaymentRefused(
            _("Die Gutschrift %(number)s beträgt nur noch %(amount)s.")
            % {
                "number": account.number,
                "amount": amount_text(-account.open_cents, currency=line.currency),
            }
        )
    planned = credit_note_paid_out(
        booking_date=books.day, currency=line.currency, credit_item=account.open_item_id, cents=cents
    )
    return _write(books, line, account, planned, kind="CreditNotePaidOut", cents=-cents, credit_cents=0)


def _pay_out_credit(books: Books, line: BankLine, account: ClaimAccount, cents: int) -> Match:
    planned = customer_credit_paid_out(booking_date=books.day, currency=line.currency, cents=cents)
    return _write(books, line, account, planned, kind="CustomerCreditPaidOut", cents=0, credit_cents=-cents)


def _return_payment(books: Books, line: BankLine, account: ClaimAccount, cents: int) -> Match:
    """Mirror the payment that came back, part by part, and take up the case where it stood."""
    returned = _payment_that_came_back(account, cents)
    planned = _mirror(
        returned, booking_date=books.day, charges_cents=cents - returned.cents - returned.credit_cents
    )
    match = _write(
        books,
        line,
        account,
        planned,
        kind="PaymentReturned",
        cents=-(cents - returned.credit_cents),
        credit_cents=-returned.credit_cents,
        facts={"returned_match": returned.public_id, "reason": line.return_reason},
    )
    take_up_again(
        actor=books.actor,
        invoice_id=account.invoice_id,
        because="payment_returned",
        event=match.entry.event,
        at=books.at,
    )
    return match


def _payment_that_came_back(account: ClaimAccount, cents: int) -> Match:
    """Return the payment of this invoice that a returned debit takes back: the amount decides, the latest wins."""
    came_back = set(
        Match.objects.filter(invoice_id=account.invoice_id, undone_on__isnull=True, cents__lt=0).values_list(
            "entry__event__facts__returned_match", flat=True
        )
    )
    payments = [
        match
        for match in Match.objects.filter(
            invoice_id=account.invoice_id, undone_on__isnull=True, cents__gt=0
        ).order_by("-id")
        if match.public_id not in came_back
    ]
    for match in payments:
        if match.cents + match.credit_cents == cents:
            return match
    for match in payments:
        if 0 < cents - match.cents - match.credit_cents <= LARGEST_CHARGES:
            return match
    raise PaymentRefused(
        _(
            "Zur Rechnung %(number)s ist keine Zahlung über %(amount)s gebucht, die zurückgehen könnte. Bitte die richtige Rechnung wählen oder die Zeile beiseitelegen."
        )
        % {"number": account.number, "amount": amount_text(cents, currency=account.currency)}
    )


def _mirror(match: Match, *, booking_date: date, charges_cents: int) -> Entry:
    """Return the mirror image of a payment's entry; what the bank took besides is our own cost.

    The money left the bank now, however it had come: a payment entered by hand is mirrored against the bank line.
    """
    mirrored = reversal(as_planned(match.entry), booking_date=booking_date)
    postings = [
        replace(posting, ledger_account=LedgerAccount.UNALLOCATED_PAYMENTS.value)
        if posting.ledger_account == LedgerAccount.PAID_BY_OTHER_MEANS
        else posting
        for posting in mirrored.postings
    ]
    if charges_cents:
        currency = postings[0].currency
        postings += [
            Posting(ledger_account=LedgerAccount.BANK_CHARGES, cents=charges_cents, currency=currency),
            Posting(
                ledger_account=LedgerAccount.UNALLOCATED_PAYMENTS, cents=-charges_cents, currency=currency
            ),
        ]
    return Entry(booking_date=booking_date, reason=EntryReason.RETURNED_DEBIT, postings=tuple(postings))


def _credit_from(account: ClaimAccount) -> int:
    """Return what of the payments of this invoice still is the customer's credit."""
    total = Match.objects.filter(invoice_id=account.invoice_id, undone_on__isnull=True).aggregate(
        total=Sum("credit_cents")
    )
    return total["total"] or 0


def _write(
    books: Books,
    line: BankLine,
    account: ClaimAccount,
    planned: Entry,
    *,
    kind: str,
    cents: int,
    credit_cents: int,
    facts: dict[str, object] | None = None,
) -> Match:
    event = record(
        actor=books.actor,
        kind=kind,
        day=books.day,
        at=books.at,
        customer_id=account.customer_id,
        invoice_id=account.invoice_id,
        case_id=account.case_id,
        subject=f"bank_line:{line.pk}",
        facts={"cents": cents, "credit_cents": credit_cents, "currency": line.currency, **(facts or {})},
    )
    entry = post(actor=books.actor, planned=planned, event=event, value_date=line.value_date)
    look_again(actor=books.actor, day=books.day, customer_ids=[account.customer_id])
    return Match.objects.create(
        merchant_id=books.actor.merchant_id,
        public_id=new_public_id("match"),
        bank_line=line,
        invoice_id=account.invoice_id,
        entry=entry,
        cents=cents,
        credit_cents=credit_cents,
        is_automatic=False,
        matched_on=books.day,
    )
