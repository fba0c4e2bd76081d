"""Checks that re-add every book."""

from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from kulanz.core.ledger import LedgerAccount
from kulanz.features.banking.models import BankLine, Match
from kulanz.features.claims.models import Case
from kulanz.features.doctor.finding import Finding
from kulanz.features.ledger.models import Entry, OpenItem, Posting

# Where the money of a match comes from: a bank line, or a hand that typed it in.
MONEY_ACCOUNTS = (LedgerAccount.UNALLOCATED_PAYMENTS.value, LedgerAccount.PAID_BY_OTHER_MEANS.value)
ASK = "Do not correct by hand. Keep a backup of this state and compare it with the last sound one."


def check_entries_balance(*, merchant_id: int) -> list[Finding]:
    """Each entry has at least two postings that sum to zero per currency."""
    unbalanced = (
        Posting.objects.filter(entry__merchant_id=merchant_id)
        .values("entry__public_id", "currency")
        .annotate(total=Sum("cents"))
        .exclude(total=0)
    )
    short = (
        Entry.objects.filter(merchant_id=merchant_id)
        .annotate(count=Count("postings"))
        .filter(count__lt=2)
        .values_list("public_id", "count")
    )
    return [
        Finding(
            check="entries balance",
            subject=f"entry {row['entry__public_id']}",
            wrong=f"its postings add up to {row['total']} cents {row['currency']} instead of 0",
            remedy=ASK,
        )
        for row in unbalanced
    ] + [
        Finding(
            check="entries balance",
            subject=f"entry {public_id}",
            wrong=f"it has {count} posting(s); an entry has at least two",
            remedy=ASK,
        )
        for public_id, count in short
    ]


def check_open_items(*, merchant_id: int) -> list[Finding]:
    """`open_cents` of each item is the sum of its postings."""
    sums = (
        Posting.objects.filter(open_item=OuterRef("pk"))
        .values("open_item")
        .annotate(total=Sum("cents"))
        .values("total")
    )
    wrong = (
        OpenItem.objects.filter(merchant_id=merchant_id)
        .annotate(added=Coalesce(Subquery(sums, output_field=BigIntegerField()), Value(0)))
        .exclude(open_cents=F("added"))
        .select_related("invoice")
    )
    return [
        Finding(
            check="open items",
            subject=_item_name(item),
            wrong=f"says {item.open_cents} cents are open, its postings add up to {item.added}",
            remedy=ASK,
        )
        for item in wrong
    ]


def check_reversals_mirror(*, merchant_id: int) -> list[Finding]:
    """A reversal is the exact mirror image of what it reverses."""
    findings = []
    for entry in Entry.objects.filter(merchant_id=merchant_id, reverses__isnull=False).select_related(
        "reverses"
    ):
        mirror = sorted(
            (row.ledger_account, row.open_item_id or 0, -row.cents, row.currency)
            for row in entry.postings.all()
        )
        original = sorted(
            (row.ledger_account, row.open_item_id or 0, row.cents, row.currency)
            for row in entry.reverses.postings.all()
        )
        if mirror != original:
            findings.append(
                Finding(
                    check="reversals",
                    subject=f"entry {entry.public_id}",
                    wrong=f"does not mirror {entry.reverses.public_id}, which it reverses",
                    remedy=ASK,
                )
            )
    return findings


def check_matches(*, merchant_id: int) -> list[Finding]:
    """A running match moved the money it says, and only an undone one is reversed."""
    findings = []
    moved = (
        Posting.objects.filter(entry=OuterRef("entry"), ledger_account__in=MONEY_ACCOUNTS)
        .values("entry")
        .annotate(total=Sum("cents"))
        .values("total")
    )
    matches = (
        Match.objects.filter(merchant_id=merchant_id)
        .select_related("invoice")
        .annotate(
            moved=Coalesce(Subquery(moved, output_field=BigIntegerField()), Value(0)),
            is_reversed=Exists(Entry.objects.filter(reverses=OuterRef("entry"))),
        )
    )
    for match in matches.filter(undone_on__isnull=True, is_reversed=True):
        findings.append(_match_finding(match, "counts as running, but its entry is reversed"))
    for match in matches.filter(undone_on__isnull=False, is_reversed=False):
        findings.append(_match_finding(match, "counts as undone, but its entry is not reversed"))
    for match in matches.exclude(moved=F("cents") + F("credit_cents")):
        findings.append(
            _match_finding(
                match,
                f"says {match.cents} cents and {match.credit_cents} of credit, its entry moved {match.moved}",
            )
        )
    return findings


def check_bank_lines(*, merchant_id: int) -> list[Finding]:
    """What a line says waits is its amount less what running matches took; a line that is not booked waits for nobody."""
    taken = (
        Match.objects.filter(bank_line=OuterRef("pk"), undone_on__isnull=True)
        .values("bank_line")
        .annotate(total=Sum(F("cents") + F("credit_cents")))
        .values("total")
    )
    lines = BankLine.objects.filter(merchant_id=merchant_id).annotate(
        taken=Coalesce(Subquery(taken, output_field=BigIntegerField()), Value(0))
    )
    booked = Q(entry__isnull=False)
    wrong = lines.filter(
        (booked & ~Q(unallocated_cents=F("amount_cents") - F("taken")))
        | (~booked & (~Q(unallocated_cents=0) | ~Q(taken=0)))
        | (Q(state=BankLine.State.BOOKED) & ~Q(unallocated_cents=0))
    )
    return [
        Finding(
            check="bank lines",
            subject=f"bank line {line.public_id} of {line.booking_date}",
            wrong=f"brought {line.amount_cents} cents, {line.taken} are matched and {line.unallocated_cents} wait"
            + ("" if line.entry_id else ", but it was never booked"),
            remedy=ASK,
        )
        for line in wrong
    ]


def check_money_waiting(*, merchant_id: int) -> list[Finding]:
    """The account of unallocated payments holds exactly what the bank lines say still waits."""
    in_books = _by_currency(
        Posting.objects.filter(
            entry__merchant_id=merchant_id, ledger_account=LedgerAccount.UNALLOCATED_PAYMENTS.value
        ),
        "cents",
    )
    on_lines = _by_currency(BankLine.objects.filter(merchant_id=merchant_id), "unallocated_cents")
    return [
        Finding(
            check="money waiting",
            subject=f"unallocated payments in {currency}",
            wrong=f"the books hold {-in_books.get(currency, 0)} cents, the bank lines {on_lines.get(currency, 0)}",
            remedy=ASK,
        )
        for currency in sorted({*in_books, *on_lines})
        if -in_books.get(currency, 0) != on_lines.get(currency, 0)
    ]


def check_cases_follow_money(*, merchant_id: int) -> list[Finding]:
    """No open case has nothing open, and no closed one has something open."""
    cases = Case.objects.filter(merchant_id=merchant_id).select_related("invoice__open_item")
    idle = cases.filter(state=Case.State.OPEN, invoice__open_item__open_cents__lte=0)
    unpaid = cases.filter(state=Case.State.CLOSED, invoice__open_item__open_cents__gt=0)
    return [
        Finding(
            check="cases",
            subject=f"case of {case.invoice.number}",
            wrong="is open although nothing is owed: the customer could be reminded after paying",
            remedy="Book or undo the last payment of this invoice again; this closes the case.",
        )
        for case in idle
    ] + [
        Finding(
            check="cases",
            subject=f"case of {case.invoice.number}",
            wrong=f"is closed ({case.closed_because}), but {case.invoice.open_item.open_cents} cents are open",
            remedy="Undo the payment that closed it and book it again.",
        )
        for case in unpaid
    ]


def _by_currency(rows: QuerySet[Any], column: str) -> dict[str, int]:
    return {row["currency"]: row["total"] for row in rows.values("currency").annotate(total=Sum(column))}


def _item_name(item: OpenItem) -> str:
    invoice = getattr(item, "invoice", None)
    return f"invoice {invoice.number}" if invoice else f"open item {item.pk}"


def _match_finding(match: Match, wrong: str) -> Finding:
    return Finding(
        check="matches", subject=f"match {match.public_id} on {match.invoice.number}", wrong=wrong, remedy=ASK
    )
