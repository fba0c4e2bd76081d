"""What a person does with money in: accept, assign by hand, undo, set aside, decide about twins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import record
from kulanz.features.audit.models import Event
from kulanz.features.banking.booking import Booking, Books, PaymentRefused, lock_customers
from kulanz.features.banking.claim_accounts import ClaimAccount, claim_accounts
from kulanz.features.banking.concerns import note_concerns
from kulanz.features.banking.models import BankLine, Match, MatchProposal, ProposedCustomer
from kulanz.features.banking.money_out import book_money_out
from kulanz.features.banking.stale import drop_stale_proposals
from kulanz.features.claims.actions import look_again
from kulanz.features.claims.models import Invoice
from kulanz.features.tenants.models import Merchant
from kulanz.formats.amounts import amount_text

Leftover = Literal["refuse", "customer_credit", "stay_open"]
WAITING = (BankLine.State.OPEN, BankLine.State.PROPOSED, BankLine.State.SET_ASIDE)


class LineUnknown(LookupError):
    """There is no such bank line at this merchant."""


class InvoiceUnknown(LookupError):
    """There is no such invoice at this merchant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """So many cents of a line to an invoice, with the sign of the line."""

    invoice_id: int
    cents: int


def accept_proposal(
    *, actor: Actor, line_public_id: str, rank: int = 1, at: datetime, machine_now: datetime
) -> list[Match]:
    """Book what is proposed for a line; what is left of it becomes the customer's credit, as the proposal said.

    A second click finds the line booked and returns its matches. Raises LineUnknown, PaymentRefused.
    """
    with transaction.atomic():
        line = locked_line(actor, line_public_id)
        if line.state == BankLine.State.BOOKED:
            return _running(line)
        proposal = MatchProposal.objects.filter(bank_line=line, rank=rank).first()
        if proposal is None:
            raise PaymentRefused(
                _("Für diese Zahlung gibt es keinen Vorschlag (mehr). Bitte die Rechnung von Hand wählen.")
            )
        return _assign(
            actor,
            line,
            [
                Assignment(invoice_id=share["invoice_id"], cents=share["cents"])
                for share in proposal.allocations
            ],
            leftover="customer_credit",
            at=at,
            machine_now=machine_now,
            proposal=proposal,
        )


def match_by_hand(
    *,
    actor: Actor,
    line_public_id: str,
    assignments: Sequence[Assignment],
    leftover: Leftover,
    at: datetime,
    machine_now: datetime,
) -> list[Match]:
    """Book a line to invoices as a person says.

    `leftover` says what becomes of money that the assignments leave: it stays open with the line, becomes the
    credit of the (one) customer, or refuses the booking. More than a claim has open is refused unless it may become
    credit. The same assignment again, after the line is booked, changes nothing.
    """
    with transaction.atomic():
        line = locked_line(actor, line_public_id)
        if line.state == BankLine.State.BOOKED:
            running = _running(line)
            if _is_same(running, assignments):
                return running
            raise PaymentRefused(
                _(
                    "Diese Zahlung ist schon zugeordnet: %(matches)s. Bitte die Zuordnung zuerst rückgängig machen."
                )
                % {
                    "matches": ", ".join(
                        f"{one.invoice.number} {amount_text(one.cents, currency=line.currency)}"
                        for one in running
                    )
                }
            )
        return _assign(
            actor, line, assignments, leftover=leftover, at=at, machine_now=machine_now, proposal=None
        )


def payment_by_hand(
    *,
    actor: Actor,
    invoice_id: int,
    cents: int,
    paid_on: date,
    because: str,
    once_key: str,
    at: datetime,
    machine_now: datetime,
) -> Match:
    """Book money that no bank line shows (cash, voucher). `once_key` names the form, so that two clicks book once."""
    if paid_on > at.date():
        raise PaymentRefused(
            _("Der %(paid_on)s liegt in der Zukunft. Bitte den Tag der Zahlung angeben.")
            % {"paid_on": f"{paid_on:%d.%m.%Y}"}
        )
    if not because.strip():
        raise PaymentRefused(_("Bitte angeben, wie gezahlt wurde (zum Beispiel bar)."))
    subject = f"by_hand:{once_key}"[:60]
    with transaction.atomic():
        accounts = _locked_accounts(actor, [invoice_id])
        earlier = Event.objects.filter(
            merchant_id=actor.merchant_id,
            customer_id=accounts[invoice_id].customer_id,
            kind="PaymentEnteredByHand",
            subject=subject,
        ).first()
        if earlier is not None:
            return Match.objects.get(merchant_id=actor.merchant_id, entry__event=earlier)
        books = _books(actor, accounts, at=at, machine_now=machine_now)
        books.plan(
            Booking(
                invoice_id=invoice_id,
                cents=cents,
                value_date=paid_on,
                line=None,
                is_automatic=False,
                subject=subject,
                words={"because": because.strip()[:300]},
            )
        )
        [match] = _matches(books.write())
        drop_stale_proposals(actor=actor, customer_ids={accounts[invoice_id].customer_id})
    return match


def set_aside(*, actor: Actor, line_public_id: str, because: str, at: datetime) -> BankLine:
    """Say that a line is no customer's payment. It stays in the books and can be assigned later after all."""
    with transaction.atomic():
        line = locked_line(actor, line_public_id)
        if line.state == BankLine.State.SET_ASIDE:
            return line
        if line.state not in WAITING:
            raise PaymentRefused(
                _(
                    "Diese Zahlung ist schon zugeordnet oder wartet auf die Entscheidung, ob sie ein Zwilling ist."
                )
            )
        _forget_guesses(actor, line, day=at.date())
        line.state, line.because, line.because_en = BankLine.State.SET_ASIDE, because.strip()[:300], ""
        line.save(update_fields=["state", "because", "because_en"])
        _note(actor, line, kind="BankLineSetAside", at=at, words={"because": because.strip()[:300]})
    return line


def take_back(*, actor: Actor, line_public_id: str, at: datetime) -> BankLine:
    """Put a line that was set aside back into the queue."""
    with transaction.atomic():
        line = locked_line(actor, line_public_id)
        if line.state != BankLine.State.SET_ASIDE:
            return line
        if line.entry_id is None:
            raise PaymentRefused(_("Diese Zeile wurde als Zwilling erkannt und ist nicht gebucht."))
        line.state = BankLine.State.OPEN
        line.because, line.because_en = "Wieder in die Warteschlange gelegt", "Put back into the queue"
        line.save(update_fields=["state", "because", "because_en"])
        note_concerns(actor=actor, line=line, at=at)
        _note(actor, line, kind="BankLineTakenBack", at=at)
    return line


def _assign(
    actor: Actor,
    line: BankLine,
    assignments: Sequence[Assignment],
    *,
    leftover: Leftover,
    at: datetime,
    machine_now: datetime,
    proposal: MatchProposal | None,
) -> list[Match]:
    _refuse_nonsense(line, assignments)
    accounts = _locked_accounts(actor, [one.invoice_id for one in assignments])
    for account in accounts.values():
        if account.currency != line.currency:
            raise PaymentRefused(
                _("Die Rechnung %(number)s lautet auf %(currency)s, gezahlt wurde in %(currency2)s.")
                % {"number": account.number, "currency": account.currency, "currency2": line.currency}
            )
    books = _books(actor, accounts, at=at, machine_now=machine_now)
    if line.amount_cents < 0:
        matches = [
            book_money_out(books=books, line=line, invoice_id=one.invoice_id, cents=-one.cents)
            for one in assignments
        ]
    else:
        matches = _money_in(books, line, assignments, leftover=leftover, proposal=proposal)
    for match in matches:
        line.unallocated_cents -= match.cents + match.credit_cents
    _settle_line(
        actor, line, day=at.date(), customer_ids={account.customer_id for account in accounts.values()}
    )
    return matches


def _money_in(
    books: Books,
    line: BankLine,
    assignments: Sequence[Assignment],
    *,
    leftover: Leftover,
    proposal: MatchProposal | None,
) -> list[Match]:
    left = line.unallocated_cents - sum(one.cents for one in assignments)
    customers = {books.accounts[one.invoice_id].customer_id for one in assignments}
    if left and leftover == "refuse" and left > books.tolerance_cents:
        raise PaymentRefused(
            _(
                "Von der Zahlung bleiben %(amount)s übrig. Bitte sagen, ob der Rest offen stehen bleibt oder Guthaben des Kunden wird."
            )
            % {"amount": amount_text(left, currency=line.currency)}
        )
    if left and leftover == "customer_credit" and len(customers) > 1:
        raise PaymentRefused(
            _(
                "Der Rest kann nur Guthaben werden, wenn alle Rechnungen demselben Kunden gehören. Bitte offen stehen lassen."
            )
        )
    # A rest within the tolerance goes with the last invoice: cents that wait would hold the customer's reminders back.
    gives_rest = leftover == "customer_credit" or 0 < left <= books.tolerance_cents
    last = len(assignments) - 1
    for place, one in enumerate(assignments):
        books.plan(
            Booking(
                invoice_id=one.invoice_id,
                cents=one.cents + (left if place == last and gives_rest else 0),
                value_date=line.value_date,
                line=line,
                is_automatic=False,
                surplus_is_credit=leftover == "customer_credit",
                score=proposal.score if proposal else None,
                evidence=proposal.evidence if proposal else (),
            )
        )
    return _matches(books.write())


def _matches(keys: Sequence[int]) -> list[Match]:
    return list(Match.objects.filter(pk__in=keys).select_related("invoice").order_by("id"))


def _refuse_nonsense(line: BankLine, assignments: Sequence[Assignment]) -> None:
    if line.state == BankLine.State.TWIN:
        raise PaymentRefused(
            _("Bitte zuerst entscheiden, ob diese Zeile eine eigene Zahlung ist oder ein Zwilling.")
        )
    if line.entry_id is None:
        raise PaymentRefused(_("Diese Zeile wurde als Zwilling erkannt und ist nicht gebucht."))
    if not assignments:
        raise PaymentRefused(_("Es ist keine Rechnung gewählt."))
    if len({one.invoice_id for one in assignments}) < len(assignments):
        raise PaymentRefused(_("Eine Rechnung ist doppelt genannt. Bitte die Beträge zusammenfassen."))
    sign = 1 if line.amount_cents > 0 else -1
    if any(one.cents * sign <= 0 for one in assignments):
        raise PaymentRefused(
            _("Jeder Betrag muss größer als 0 sein.")
            if sign > 0
            else _("Von einem Ausgang lässt sich nur ein Ausgang zuordnen.")
        )
    total = sum(one.cents for one in assignments)
    if total * sign > line.unallocated_cents * sign:
        raise PaymentRefused(
            _("Zugeordnet werden sollen %(amount)s, von der Zahlung sind aber nur %(amount2)s übrig.")
            % {
                "amount": amount_text(total, currency=line.currency),
                "amount2": amount_text(line.unallocated_cents, currency=line.currency),
            }
        )


def _settle_line(actor: Actor, line: BankLine, *, day: date, customer_ids: set[int]) -> None:
    """Write what is left of a line; a line with nothing left is done, and concerns nobody any more."""
    if line.unallocated_cents == 0:
        line.state, line.because, line.because_en = (
            BankLine.State.BOOKED,
            "Von Hand zugeordnet",
            "Matched by hand",
        )
    else:
        line.state = BankLine.State.OPEN
        line.because = "Ein Teil ist zugeordnet; der Rest wartet"
        line.because_en = "A part is matched; the rest waits"
    line.save(update_fields=["state", "because", "because_en", "unallocated_cents"])
    if line.unallocated_cents:
        # Whom the whole may have concerned, the rest may concern still.
        MatchProposal.objects.filter(bank_line=line).delete()
        ProposedCustomer.objects.bulk_create(
            (
                ProposedCustomer(
                    merchant_id=actor.merchant_id,
                    bank_line=line,
                    customer_id=customer_id,
                    because="Rest einer Zahlung dieses Kunden",
                    because_en="The rest of a payment of this customer",
                )
                for customer_id in sorted(customer_ids)
            ),
            ignore_conflicts=True,
        )
    else:
        _forget_guesses(actor, line, day=day)
    drop_stale_proposals(actor=actor, customer_ids=customer_ids)


def _forget_guesses(actor: Actor, line: BankLine, *, day: date) -> None:
    """Drop proposals and concerns; whoever was held back because of them is looked at again."""
    concerned = set(ProposedCustomer.objects.filter(bank_line=line).values_list("customer_id", flat=True))
    MatchProposal.objects.filter(bank_line=line).delete()
    ProposedCustomer.objects.filter(bank_line=line).delete()
    if concerned:
        look_again(actor=actor, day=day, customer_ids=concerned)


def locked_line(actor: Actor, line_public_id: str) -> BankLine:
    """Return a line of the actor's merchant under its lock; raise LineUnknown."""
    line = (
        BankLine.objects.select_for_update(of=("self",))
        .filter(merchant_id=actor.merchant_id, public_id=line_public_id)
        .first()
    )
    if line is None:
        raise LineUnknown(_("Es gibt keine Zahlung mit der Kennung %(id)s.") % {"id": line_public_id})
    return line


def _locked_accounts(actor: Actor, invoice_ids: Sequence[int]) -> dict[int, ClaimAccount]:
    customers = set(
        Invoice.objects.filter(merchant_id=actor.merchant_id, pk__in=invoice_ids).values_list(
            "customer_id", flat=True
        )
    )
    lock_customers(actor, customers)
    accounts = claim_accounts(actor, invoice_ids)
    if set(accounts) != set(invoice_ids):
        raise InvoiceUnknown(_("Eine der Rechnungen gibt es hier nicht. Nichts wurde gebucht."))
    return accounts


def _books(actor: Actor, accounts: dict[int, ClaimAccount], *, at: datetime, machine_now: datetime) -> Books:
    tolerance = Merchant.objects.values_list("tolerance_cents", flat=True).get(pk=actor.merchant_id)
    return Books(actor=actor, at=at, machine_now=machine_now, tolerance_cents=tolerance, accounts=accounts)


def _running(line: BankLine) -> list[Match]:
    return list(line.matches.filter(undone_on__isnull=True).select_related("invoice").order_by("id"))


def _is_same(running: Sequence[Match], assignments: Sequence[Assignment]) -> bool:
    booked = {match.invoice_id: match.cents + match.credit_cents for match in running}
    asked = {one.invoice_id: one.cents for one in assignments}
    return set(booked) == set(asked) and all(
        asked[key] in (booked[key], match.cents) for key, match in zip(booked, running, strict=True)
    )


def _note(
    actor: Actor, line: BankLine, *, kind: str, at: datetime, words: dict[str, str] | None = None
) -> Event:
    return record(
        actor=actor,
        kind=kind,
        day=at.date(),
        at=at,
        subject=f"bank_line:{line.pk}",
        facts={"cents": line.amount_cents, "currency": line.currency},
        words=words,
    )
