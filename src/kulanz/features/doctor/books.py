"""Checks that re-add every book."""

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from kulanz.features.banking.models import BankLine, Match
from kulanz.features.claims.models import Case
from kulanz.features.doctor.finding import Finding
from kulanz.features.ledger.models import Entry, OpenItem, Posting

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
    """Each running match moved its cents on its invoice's item, and no undone match still does."""
    findings = []
    moved = (
        Posting.objects.filter(entry=OuterRef("entry"), open_item=OuterRef("invoice__open_item"))
        .values("entry")
        .annotate(total=Sum("cents"))
        .values("total")
    )
    matches = Match.objects.filter(merchant_id=merchant_id).annotate(
        moved=Coalesce(Subquery(moved, output_field=BigIntegerField()), Value(0)),
        reversals=Count("entry__reversed_by"),
    )
    for match in matches.filter(undone_on__isnull=True, reversals__gt=0).select_related("invoice"):
        findings.append(_match_finding(match, "counts as running, but its entry is reversed"))
    for match in matches.filter(undone_on__isnull=False, reversals=0).select_related("invoice"):
        findings.append(_match_finding(match, "counts as undone, but its entry is not reversed"))
    return findings


def check_bank_lines(*, merchant_id: int) -> list[Finding]:
    """What a line says is unallocated is its posting on that account, less what matches took from it."""
    findings = []
    added = (
        Match.objects.filter(bank_line=OuterRef("pk"), undone_on__isnull=True)
        .values("bank_line")
        .annotate(total=Sum("cents"))
        .values("total")
    )
    lines = BankLine.objects.filter(merchant_id=merchant_id).annotate(
        taken=Coalesce(Subquery(added, output_field=BigIntegerField()), Value(0))
    )
    over = lines.filter(Q(amount_cents__gt=0) & (Q(taken__gt=F("amount_cents")) | Q(unallocated_cents__lt=0)))
    for line in over:
        findings.append(
            Finding(
                check="bank lines",
                subject=f"bank line {line.public_id}",
                wrong=f"brought {line.amount_cents} cents, {line.taken} are matched and {line.unallocated_cents} unallocated",
                remedy=ASK,
            )
        )
    return findings


def check_cases_follow_money(*, merchant_id: int) -> list[Finding]:
    """No open case has nothing open, and no case that was closed as paid still has something open."""
    cases = Case.objects.filter(merchant_id=merchant_id).select_related("invoice__open_item")
    idle = cases.filter(state=Case.State.OPEN, invoice__open_item__open_cents__lte=0)
    unpaid = cases.filter(
        state=Case.State.CLOSED, closed_because="paid", invoice__open_item__open_cents__gt=0
    )
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
            wrong=f"is closed as paid, but {case.invoice.open_item.open_cents} cents are open",
            remedy="Undo the payment that closed it and book it again.",
        )
        for case in unpaid
    ]


def _item_name(item: OpenItem) -> str:
    invoice = getattr(item, "invoice", None)
    return f"invoice {invoice.number}" if invoice else f"open item {item.pk}"


def _match_finding(match: Match, wrong: str) -> Finding:
    return Finding(
        check="matches", subject=f"match {match.public_id} on {match.invoice.number}", wrong=wrong, remedy=ASK
    )
