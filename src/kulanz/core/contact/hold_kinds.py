"""The one registry of hold kinds: what each is called, whom it stops, how long, and what releases it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class HoldKind(StrEnum):
    """Why somebody is left in peace. The values are stored; never rename one."""

    UNANSWERED_REPLY = "unanswered_reply"
    PROMISE = "promise"
    DEFERRAL = "deferral"
    PLAN = "plan"
    PAUSE = "pause"
    PAID_CLAIMED = "paid_claimed"
    DISPUTE = "dispute"
    DISPUTE_DECIDED = "dispute_decided"
    GOODS_RETURN = "goods_return"
    WITHDRAWAL = "withdrawal"
    CANCELLATION = "cancellation"
    CALLBACK_WISHED = "callback_wished"
    ADDRESS_REPAIR = "address_repair"
    WRONG_PERSON = "wrong_person"
    IDENTITY_MISUSE = "identity_misuse"
    BEREAVEMENT = "bereavement"
    INSOLVENCY = "insolvency"
    DEBT_ADVICE = "debt_advice"
    MINOR = "minor"
    REPRESENTED = "represented"
    VULNERABILITY = "vulnerability"
    EXCLUDED_OLD_ITEM = "excluded_old_item"
    EXCLUDED = "excluded"


class Ends(StrEnum):
    """What ends a hold: its last day, or only a person who looked at it."""

    BY_DATE = "by_date"
    BY_PERSON = "by_person"


LengthUnit = Literal["days", "business_days", "banking_days", "months"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRule:
    """What the house knows about one kind of hold.

    `length` is counted from the day that starts it (`length_starts`: the day of entry, or the date the
    customer agreed to) to the proposed `until`. Where `ends` is BY_PERSON that day is the day to look at
    it again and does not set anything going. `sentence_de` and `sentence_en` take `{since}`.
    """

    name_de: str
    name_en: str
    stops: Literal["invoice", "person"]  # proposed when somebody enters one
    ends: Ends
    length: tuple[int, LengthUnit] | None
    length_starts: Literal["entry", "agreed_date"] = "entry"
    sentence_de: str
    sentence_en: str
    release_de: str
    release_en: str
    stops_answers: bool = False  # even an answer or a thank-you must not reach this person
    stops_calls: bool = True


_BY_DATE_DE = "Läuft danach von selbst weiter."
_BY_DATE_EN = "Continues by itself afterwards."

HOLD_KINDS: dict[HoldKind, HoldRule] = {
    HoldKind.UNANSWERED_REPLY: HoldRule(
        name_de="Antwort eingegangen",
        name_en="reply received",
        stops="person",
        # A reply that nobody has read does not become an answer by waiting two days.
        ends=Ends.BY_PERSON,
        length=(2, "business_days"),
        sentence_de="Eine Nachricht vom {since} ist noch nicht beantwortet.",
        sentence_en="A message of {since} has not been answered yet.",
        release_de="Wird frei, wenn die Nachricht beantwortet ist.",
        release_en="Released once the message has been answered.",
    ),
    HoldKind.PROMISE: HoldRule(
        name_de="Zahlung zugesagt",
        name_en="payment promised",
        stops="invoice",
        ends=Ends.BY_DATE,
        length=(2, "banking_days"),
        length_starts="agreed_date",
        sentence_de="Zahlungszusage vom {since}.",
        sentence_en="Promise to pay of {since}.",
        release_de="Wird frei, wenn bis dahin kein Geld da ist.",
        release_en="Released if no money has arrived by then.",
    ),
    HoldKind.DEFERRAL: HoldRule(
        name_de="Stundung",
        name_en="deferral",
        stops="invoice",
        ends=Ends.BY_DATE,
        length=(2, "banking_days"),
        length_starts="agreed_date",
        sentence_de="Stundung vereinbart am {since}.",
        sentence_en="Deferral agreed on {since}.",
        release_de="Wird frei, wenn bis dahin kein Geld da ist.",
        release_en="Released if no money has arrived by then.",
    ),
    HoldKind.PLAN: HoldRule(
        name_de="Ratenzahlung",
        name_en="instalment plan",
        stops="invoice",
        ends=Ends.BY_PERSON,
        length=None,
        sentence_de="Ratenzahlung läuft seit {since}.",
        sentence_en="An instalment plan has been running since {since}.",
        release_de="Wird frei, wenn die Vereinbarung endet.",
        release_en="Released when the agreement ends.",
    ),
    HoldKind.PAUSE: HoldRule(
        name_de="Pause",
        name_en="pause",
        stops="invoice",
        ends=Ends.BY_DATE,
        length=None,
        sentence_de="Angehalten seit {since}.",
        sentence_en="Paused since {since}.",
        release_de=_BY_DATE_DE,
        release_en=_BY_DATE_EN,
    ),
    HoldKind.PAID_CLAIMED: HoldRule(
        name_de="„Schon bezahlt“ gemeldet",
        name_en="reported as already paid",
        stops="invoice",
        ends=Ends.BY_DATE,
        length=(7, "days"),
        sentence_de="Am {since} als „schon bezahlt“ gemeldet.",
        sentence_en="Reported as already paid on {since}.",
        release_de="Wird frei, wenn bis dahin kein Geld gefunden ist.",
        release_en="Released if no money has been found by then.",
    ),
    HoldKind.DISPUTE: HoldRule(
        name_de="Klärung",
        name_en="dispute",
        stops="invoice",
        ends=Ends.BY_PERSON,
        length=None,
        sentence_de="Es läuft eine Klärung seit {since}.",
        sentence_en="A dispute has been open since {since}.",
        release_de="Wird frei, wenn die Klärung entschieden ist und danach 7 Tage vergangen sind.",
        release_en="Released once the dispute has been decided and 7 more days have passed.",
    ),
    HoldKind.DISPUTE_DECIDED: HoldRule(
        name_de="Klärung entschieden, Ruhezeit",
        name_en="dispute decided, quiet time",
        stops="invoice",
        ends=Ends.BY_DATE,
        length=(7, "days"),
        sentence_de="Die Klärung wurde am {since} entschieden; danach ist 7 Tage Ruhe.",
        sentence_en="The dispute was decided on {since}; 7 quiet days follow.",
        release_de=_BY_DATE_DE,
        release_en=_BY_DATE_EN,
    ),
    HoldKind.GOODS_RETURN: HoldRule(
        name_de="Rücksendung",
        name_en="goods return",
        stops="invoice",
        ends=Ends.BY_PERSON,
        length=(21, "days"),
        sentence_de="Rücksendung seit {since} angemeldet.",
        sentence_en="A return has been announced since {since}.",
        release_de="Wird frei, wenn der Wareneingang gebucht ist.",
        release_en="Released once the goods have been booked in.",
    ),
    HoldKind.WITHDRAWAL: HoldRule(
        name_de="Widerruf",
        name_en="withdrawal",
        stops="invoice",
        ends=Ends.BY_PERSON,
        length=None,
        sentence_de="Widerruf vom {since}.",
        sentence_en="Withdrawal of {since}.",
        release_de="Wird frei, wenn der Widerruf geprüft und gebucht ist.",
        release_en="Released once the withdrawal has been checked and booked.",
    ),
    HoldKind.CANCELLATION: HoldRule(
        name_de="Stornierung",
        name_en="cancellation",
        stops="invoice",
        ends=Ends.BY_PERSON,
        length=None,
        sentence_de="Stornierung seit {since} gemeldet.",
        sentence_en="A cancellation has been reported since {since}.",
        release_de="Wird frei, wenn die Stornierung geprüft und gebucht ist.",
        release_en="Released once the cancellation has been checked and booked.",
    ),
    HoldKind.CALLBACK_WISHED: HoldRule(
        name_de="Rückruf gewünscht",
        name_en="call-back wished",
        stops="person",
        ends=Ends.BY_PERSON,
        length=None,
        sentence_de="Rückruf gewünscht seit {since}.",
        sentence_en="A call-back has been wished since {since}.",
        release_de="Wird frei, wenn wir angerufen haben.",
        release_en="Released once we have called.",
        stops_calls=False,
    ),
    HoldKind.ADDRESS_REPAIR: HoldRule(
        name_de="Kontaktdaten reparieren",
        name_en="contact data to repair",
        stops="person",
        ends=Ends.BY_PERSON,
        length=None,
        sentence_de="Nachricht nicht zustellbar seit {since}.",
        sentence_en="Messages have not been deliverable since {since}.",
        release_de="Wird frei, wenn die Kontaktdaten repariert sind.",
        release_en="Released once the contact data have been repaired.",
        # Calling is one of the ways to repair an address.
        stops_calls=False,
    ),
    HoldKind.WRONG_PERSON: HoldRule(
        name_de="Falsche Person oder verzogen",
        name_en="wrong person or moved",
        stops="person",
        ends=Ends.BY_PERSON,
        length=None,
        sentence_de="Seit {since} ist bekannt: Unter diesen Kontaktdaten erreichen wir die falsche Person.",
        sentence_en="Known since {since}: these contact data reach the wrong person.",
        release_de="Wird frei, wenn die Kontaktdaten repariert sind.",
        release_en="Released once the contact data have been repaired.",
        stops_answers=True,
    ),
    HoldKind.IDENTITY_MISUSE: HoldRule(
        name_de="Nicht bestellt, Identitätsmissbrauch",
        name_en="not ordered, identity misuse",
        stops="person",
        ends=Ends.BY_PERSON,
        length=None,
        sentence_de="Verdacht auf Identitätsmissbrauch seit {since}.",
        sentence_en="Identity misuse has been suspected since {since}.",
        release_de="Wird frei, wenn der Verdacht geklärt ist.",
        release_en="Released once the suspicion has been cleared up.",
    ),
    HoldKind.BEREAVEMENT: HoldRule(
        name_de="Trauerfall",
        name_en="bereavement",
        stops="person",
        # Nothing starts by itself after three months: the mail would go to somebody who died.
        ends=Ends.BY_PERSON,
        length=(3, "months"),
        sentence_de="Trauerfall, bekannt seit {since}.",
        sentence_en="Bereavement, known since {since}.",
        release_de="Wird frei, wenn eine Person entscheidet, mit wem es weitergeht.",
        release_en="Released when a person decides whom to talk to.",
        stops_answers=True,
    ),
    HoldKind.INSOLVENCY: HoldRule(
        name_de="Insolvenz",
        name_en="insolvency",
        stops="person",
        ends=Ends.BY_PERSON,
        length=None,
        sentence_de="Insolvenz bekannt seit {since}.",
        sentence_en="Insolvency has been known since {since}.",
        release_de="Es wird nicht mehr gemahnt; die Forderung gehört zur Anmeldung beim Insolvenzverwalter.",
        release_en="No more reminders; the claim is for the insolvency administrator.",
        stops_answers=True,
    ),
    HoldKind.DEBT_ADVICE: HoldRule(
        name_de="Schuldnerberatung",
        name_en="debt advice",
        stops="person",
        ends=Ends.BY_PERSON,
        length=(60, "days"),
        sentence_de="In Schuldnerberatung seit {since}.",
        sentence_en="In debt advice since {since}.",
        release_de="Wird frei, wenn mit der Beratungsstelle gesprochen ist.",
        release_en="Released once we have talked with the advice centre.",
    ),
    HoldKind.MINOR: HoldRule(
        name_de="Minderjährig oder betreut",
        name_en="minor or under care",
        stops="person",
        ends=Ends.BY_PERSON,
        length=None,
        sentence_de="Minderjährig oder betreut, bekannt seit {since}.",
        sentence_en="A minor or under care, known since {since}.",
        release_de="Wird frei, wenn eine Person den Vertrag und die Vertretung geprüft hat.",
        release_en="Released once a person has checked contract and representation.",
        stops_answers=True,
    ),
    HoldKind.REPRESENTED: HoldRule(
        name_de="Anwaltlich oder anders vertreten",
        name_en="represented",
        stops="person",
        ends=Ends.BY_PERSON,
        length=None,
        sentence_de="Vertreten seit {since}: Gesprochen wird nur mit der Vertretung.",
        sentence_en="Represented since {since}: we only talk with the representative.",
        release_de="Wird frei, wenn die Vertretung endet.",
        release_en="Released when the representation ends.",
        stops_answers=True,
    ),
    HoldKind.VULNERABILITY: HoldRule(
        name_de="Schutzfall",
        name_en="protected case",
        stops="person",
        ends=Ends.BY_PERSON,
        length=(30, "days"),
        sentence_de="Schutzfall seit {since}.",
        sentence_en="Protected case since {since}.",
        release_de="Wird frei, wenn eine Person entscheidet, wie es gut weitergeht.",
        release_en="Released when a person decides on a good way forward.",
    ),
    HoldKind.EXCLUDED_OLD_ITEM: HoldRule(
        name_de="Alter Posten ausgenommen",
        name_en="old item excluded",
        stops="invoice",
        ends=Ends.BY_PERSON,
        length=None,
        sentence_de="Beim Einrichten am {since} ausgenommen, weil der Posten schon alt war.",
        sentence_en="Excluded during set-up on {since} because the item was already old.",
        release_de="Wird frei, wenn jemand die Ausnahme aufhebt.",
        release_en="Released when somebody lifts the exclusion.",
    ),
    HoldKind.EXCLUDED: HoldRule(
        name_de="Vom Mahnen ausgenommen",
        name_en="excluded from reminders",
        stops="person",
        ends=Ends.BY_DATE,
        length=None,
        sentence_de="Vom Mahnen ausgenommen seit {since}.",
        sentence_en="Excluded from reminders since {since}.",
        release_de="Wird frei, wenn jemand die Ausnahme aufhebt.",
        release_en="Released when somebody lifts the exclusion.",
    ),
}
