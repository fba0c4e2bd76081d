"""What about the person forbids contact: holds, money of theirs, no way to reach them."""

from collections.abc import Iterator
from datetime import date

from kulanz.core.contact.facts import Channel, GateFacts, PersonFacts
from kulanz.core.contact.hold_kinds import HOLD_KINDS
from kulanz.core.contact.holds import Hold, HoldScope, release_sentences, sentences
from kulanz.core.contact.reasons import Reason, ReasonCode, reason
from kulanz.core.contact.words import amount_de, amount_en, day_de, day_en


def hold_reasons(facts: GateFacts, *, channel: Channel, day: date, is_answer: bool) -> Iterator[Reason]:
    """Yield each hold that runs on `day` and stops this channel (an answer: only those that must)."""
    for hold in facts.person.holds + facts.claim.holds:
        rule = HOLD_KINDS[hold.kind]
        stops = rule.stops_answers if is_answer else rule.stops_calls or channel is not Channel.PHONE
        if stops and hold.runs_on(day):
            yield _held(hold, concerns_person=hold in facts.person.holds or hold.scope is HoldScope.PERSON)


def _held(hold: Hold, *, concerns_person: bool) -> Reason:
    text_de, text_en = sentences(hold)
    release_de, release_en = release_sentences(hold)
    return Reason(
        code=hold.kind.value,
        text_de=text_de,
        text_en=text_en,
        until=hold.last_day(),
        releases_when=release_de,
        releases_when_en=release_en,
        concerns_person=concerns_person,
    )


def money_reasons(facts: GateFacts, *, day: date) -> Iterator[Reason]:
    """Yield why money that came in, may have come in, or is owed to the person forbids a reminder."""
    for payment in facts.person.unallocated_payments:
        arrived = day_de(payment.booked_on), day_en(payment.booked_on)
        amount = amount_de(payment.cents, payment.currency), amount_en(payment.cents, payment.currency)
        yield reason(
            ReasonCode.UNALLOCATED_PAYMENT,
            said=(
                f"Am {arrived[0]} kamen {amount[0]}, vielleicht von dieser Person ({payment.evidence_de}).",
                f"{amount[1]} arrived on {arrived[1]}, perhaps from this person ({payment.evidence_en}).",
            ),
            release=(
                "Wird frei, wenn die Zahlung zugeordnet ist.",
                "Released once the payment has been matched.",
            ),
            concerns_person=True,
        )
    yield from stale_payment_data(facts, day=day)
    yield from _money_owed_to(facts.person)


def stale_payment_data(facts: GateFacts, *, day: date) -> Iterator[Reason]:
    """Yield each payment source that is not covered to the banking day before `day`, or that there is none."""
    needed = facts.calendars.banking.previous_banking_day(day)
    if not facts.payment_sources:
        yield _stale("Es gibt noch keine Bankdaten.", "There are no bank data yet.", needed=needed)
    for source in facts.payment_sources:
        if source.covered_to is None:
            yield _stale(
                f"Für {source.name} gibt es noch keine Bankdaten.",
                f"There are no bank data for {source.name} yet.",
                needed=needed,
            )
        elif source.covered_to < needed:
            yield _stale(
                f"Die Bankdaten von {source.name} reichen nur bis {day_de(source.covered_to)}.",
                f"The bank data of {source.name} only reach {day_en(source.covered_to)}.",
                needed=needed,
            )


def _stale(said_de: str, said_en: str, *, needed: date) -> Reason:
    return reason(
        ReasonCode.PAYMENT_DATA_STALE,
        said=(f"{said_de} Wir mahnen nicht auf Verdacht.", f"{said_en} We do not remind on suspicion."),
        release=(
            f"Wird frei, wenn sie bis {day_de(needed)} eingelesen sind.",
            f"Released once they have been read up to {day_en(needed)}.",
        ),
        concerns_person=True,
    )


def _money_owed_to(person: PersonFacts) -> Iterator[Reason]:
    if person.credit_cents > 0:
        yield reason(
            ReasonCode.CUSTOMER_CREDIT,
            said=(
                f"Die Person hat ein Guthaben von {amount_de(person.credit_cents, person.currency)}.",
                f"The person has a credit of {amount_en(person.credit_cents, person.currency)}.",
            ),
            release=(
                "Wird frei, wenn das Guthaben verrechnet oder ausgezahlt ist.",
                "Released once the credit has been offset or paid out.",
            ),
            concerns_person=True,
        )
    if person.unpaid_refund_cents > 0:
        yield reason(
            ReasonCode.UNPAID_REFUND,
            said=(
                f"Eine Erstattung von {amount_de(person.unpaid_refund_cents, person.currency)} steht noch aus.",
                f"A refund of {amount_en(person.unpaid_refund_cents, person.currency)} is still to be paid.",
            ),
            release=(
                "Wird frei, wenn die Erstattung bezahlt ist.",
                "Released once the refund has been paid.",
            ),
            concerns_person=True,
        )


_MISSING = {
    Channel.EMAIL: ("Es ist keine E-Mail-Adresse bekannt.", "No e-mail address is known."),
    Channel.LETTER: (
        "Es ist keine vollständige Postanschrift bekannt.",
        "No complete postal address is known.",
    ),
    Channel.SMS: (
        "Für diesen Vertrag ist keine Mobilnummer angegeben.",
        "No mobile number was given for this contract.",
    ),
    Channel.PHONE: ("Es ist keine Telefonnummer bekannt.", "No telephone number is known."),
}


def address_reasons(person: PersonFacts, *, channel: Channel) -> Iterator[Reason]:
    """Yield why the person cannot be reached over this channel."""
    is_known = {
        Channel.EMAIL: bool(person.email),
        Channel.LETTER: person.has_postal_address,
        Channel.SMS: person.sms_allowed and bool(person.phone),
        Channel.PHONE: bool(person.phone),
    }[channel]
    if not is_known:
        yield reason(
            ReasonCode.NO_ADDRESS,
            said=_MISSING[channel],
            release=("Wird frei, wenn sie eingetragen ist.", "Released once it has been entered."),
            concerns_person=True,
        )
    elif channel is Channel.LETTER and person.post_undeliverable_since is not None:
        yield reason(
            ReasonCode.ADDRESS_UNDELIVERABLE,
            said=(
                f"Ein Brief kam am {day_de(person.post_undeliverable_since)} zurück.",
                f"A letter came back on {day_en(person.post_undeliverable_since)}.",
            ),
            release=(
                "Wird frei, wenn die Anschrift berichtigt ist.",
                "Released once the postal address has been corrected.",
            ),
            concerns_person=True,
        )
    elif channel is Channel.EMAIL and person.email_undeliverable_since is not None:
        yield reason(
            ReasonCode.ADDRESS_UNDELIVERABLE,
            said=(
                f"E-Mail unzustellbar seit {day_de(person.email_undeliverable_since)}.",
                f"E-mail has been undeliverable since {day_en(person.email_undeliverable_since)}.",
            ),
            release=(
                "Wird frei, wenn die Adresse repariert ist.",
                "Released once the address has been repaired.",
            ),
            concerns_person=True,
        )
