"""Start of default (Verzugseintritt, § 286 BGB): since when, by which ground, and from when interest runs.

Each ground that the facts prove is tried in the order of the statute; the earliest start wins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kulanz.core.days import Calendar, Period, period_end, shift_193
from kulanz.core.law.book import LawBook
from kulanz.core.law.obligation import Obligation

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultOfDebtor:
    """The debtor is in default (Verzug) since the first day given, if the claim was still open then.

    `since` is the first day in default, `first_interest_day` the first that bears interest; both may lie in the
    future of the caller's day. `because` is a German sentence, `paragraph` its ground.
    """

    since: date
    first_interest_day: date
    because: str
    paragraph: str

    def __post_init__(self) -> None:
        assert self.first_interest_day >= self.since, "interest never runs before default"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInDefault:
    """No proven fact has put, or will put, the debtor in default. `because` is a German sentence."""

    because: str
    paragraph: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice of default (Mahnung) whose receipt is proven, or an action or payment order that was served.

    `deadline` is the last day to pay that it named, inclusive; None where it demanded payment at once.
    """

    received_on: date
    deadline: date | None = None
    is_service: bool = False  # of an action or a payment order, § 286 I 2


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultFacts:
    """What is proven about due date, invoice, notices and refusal. None means: not proven.

    `due_date` is the last day to pay without default, inclusive, None where nobody stated one.
    `agreed_due_date` is a calendar day that the contract fixes; a date that only the invoice prints is none
    (BGH, 25 October 2007, III ZR 91/07). `agreed_period` is what the contract grants from an event on, computable by
    calendar ("14 days after delivery"), and `agreed_event_on` the day of that event. `has_30_day_notice`: the invoice itself points a consumer to the
    consequence of § 286 III. `goods_received_on` serves where receipt of the invoice is uncertain (§ 286 III 2).
    """

    obligation: Obligation
    due_date: date | None = None
    agreed_due_date: date | None = None
    agreed_event_on: date | None = None
    agreed_period: Period | None = None
    invoice_received_on: date | None = None
    goods_received_on: date | None = None
    has_30_day_notice: bool = False
    notices: tuple[Notice, ...] = ()
    refusal_received_on: date | None = None
    is_debtor_responsible: bool = True  # § 286 IV


def start_of_default(
    facts: DefaultFacts, *, calendar: Calendar, law: LawBook, forecast: bool = False
) -> DefaultOfDebtor | NotInDefault:
    """Return the earliest proven start of default, or why there is none.

    `calendar` holds the holidays at the place of performance, for § 193 BGB, which moves the end of a period after
    which default begins (BGH, 1 February 2007, III ZR 159/06).
    """
    if not facts.is_debtor_responsible:
        return NotInDefault(
            because="Der Schuldner hat nicht zu vertreten, dass noch nicht gezahlt ist.",
            paragraph="§ 286 IV BGB",
        )
    found = [
        *_by_notice(facts, calendar),
        *_by_agreed_date(facts, calendar),
        *_by_agreed_period(facts, calendar),
        *_by_refusal(facts, calendar),
        *_by_thirty_days(facts, calendar, law, forecast),
    ]
    if found:
        return min(found, key=lambda one: (one.first_interest_day, one.since))
    return NotInDefault(because=_why_not(facts), paragraph="§ 286 BGB")


def thirty_day_end(facts: DefaultFacts, *, law: LawBook, forecast: bool = False) -> date | None:
    """Return the last of the 30 days of § 286 III, before § 193, or None where the rule does not apply.

    They run from due date and receipt of the invoice, whichever is later (§ 187 I: that day is not counted).
    """
    is_consumer = facts.obligation.debtor == "consumer"
    if is_consumer and not facts.has_30_day_notice:
        return None
    received = facts.invoice_received_on
    if received is None and not is_consumer:
        received = facts.goods_received_on
    if received is None or facts.due_date is None:
        return None
    days = law.value("default_without_notice", facts.obligation.anchor_day, forecast=forecast)
    return period_end(max(facts.due_date, received), Period(int(days.value), "days"))


def _by_notice(facts: DefaultFacts, calendar: Calendar) -> Iterator[DefaultOfDebtor]:
    due = _last_day_to_pay(facts, calendar)
    for notice in facts.notices:
        # A notice before maturity has no effect, and none comes back to life when the claim falls due.
        if due is None or notice.received_on <= due:
            continue
        if notice.is_service:
            yield _from_receipt(notice.received_on, "Klage oder Mahnbescheid zugestellt", "§ 286 I 2 BGB")
        elif notice.deadline is None or notice.deadline < notice.received_on:
            yield _from_receipt(notice.received_on, "Mahnung zugegangen", "§ 286 I 1 BGB")
        else:
            # Strictly, default begins with receipt. Whoever names a date lets the reader believe that paying by
            # then is in time, so the reading that is safer for the debtor waits for the end of that date.
            last = shift_193(notice.deadline, calendar)
            yield _from_end(last, f"Mahnung mit Frist bis {_day(last)}", "§ 286 I 1 BGB")


def _by_agreed_date(facts: DefaultFacts, calendar: Calendar) -> Iterator[DefaultOfDebtor]:
    if facts.agreed_due_date is not None:
        last = shift_193(facts.agreed_due_date, calendar)
        yield _from_end(last, f"vereinbart war die Zahlung bis {_day(last)}", "§ 286 II Nr. 1 BGB")


def _by_agreed_period(facts: DefaultFacts, calendar: Calendar) -> Iterator[DefaultOfDebtor]:
    if facts.agreed_event_on is not None and facts.agreed_period is not None:
        last = shift_193(period_end(facts.agreed_event_on, facts.agreed_period), calendar)
        yield _from_end(last, f"die vereinbarte Frist endete am {_day(last)}", "§ 286 II Nr. 2 BGB")


def _by_refusal(facts: DefaultFacts, calendar: Calendar) -> Iterator[DefaultOfDebtor]:
    if facts.refusal_received_on is None:
        return
    due = _last_day_to_pay(facts, calendar)
    if due is not None and facts.refusal_received_on <= due:
        yield _from_end(
            due, f"Zahlung vor der Fälligkeit am {_day(due)} endgültig verweigert", "§ 286 II Nr. 3 BGB"
        )
    elif due is not None:
        yield _from_receipt(
            facts.refusal_received_on, "Zahlung ernsthaft und endgültig verweigert", "§ 286 II Nr. 3 BGB"
        )


def _by_thirty_days(
    facts: DefaultFacts, calendar: Calendar, law: LawBook, forecast: bool
) -> Iterator[DefaultOfDebtor]:
    end = thirty_day_end(facts, law=law, forecast=forecast)
    if end is not None:
        last = shift_193(end, calendar)
        yield _from_end(
            last, f"30 Tage nach Fälligkeit und Rechnungszugang waren am {_day(last)} um", "§ 286 III BGB"
        )


def _last_day_to_pay(facts: DefaultFacts, calendar: Calendar) -> date | None:
    due = facts.agreed_due_date or facts.due_date
    if due is None and facts.agreed_event_on is not None and facts.agreed_period is not None:
        due = period_end(facts.agreed_event_on, facts.agreed_period)
    return None if due is None else shift_193(due, calendar)


def _from_receipt(received_on: date, because: str, paragraph: str) -> DefaultOfDebtor:
    return DefaultOfDebtor(
        since=received_on,
        first_interest_day=received_on + _ONE_DAY,
        because=f"{because} am {_day(received_on)}.",
        paragraph=f"{paragraph}, § 187 I BGB",
    )


def _from_end(last_day: date, because: str, paragraph: str) -> DefaultOfDebtor:
    return DefaultOfDebtor(
        since=last_day + _ONE_DAY,
        first_interest_day=last_day + _ONE_DAY,
        because=f"{because[0].upper()}{because[1:]}.",
        paragraph=paragraph,
    )


def _why_not(facts: DefaultFacts) -> str:
    if facts.due_date is None and facts.agreed_due_date is None:
        return "Es ist keine Fälligkeit bekannt, und ohne sie beginnt kein Verzug."
    if facts.notices:
        return "Vor der Fälligkeit wirkt keine Mahnung, und seit der Fälligkeit ist keine nachgewiesen."
    if facts.obligation.debtor == "consumer" and not facts.has_30_day_notice:
        return (
            "Es ist noch keine Mahnung zugegangen, kein Zahlungstag vereinbart, und die Rechnung weist nicht auf die "
            "Folge nach 30 Tagen hin, was bei Verbrauchern nötig ist."
        )
    return "Es ist noch keine Mahnung zugegangen, kein Zahlungstag vereinbart und der Zugang der Rechnung nicht belegt."


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
