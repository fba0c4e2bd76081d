"""Everybody else who buys in the Lindenladen: about 140 invented customers, each with a small fate.

Drawn with a fixed seed: the same people, streets and amounts in every demo. A fate is data only — what they bought,
what they paid, what Mara did on which day; the story carries it out by the actions of a shop.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from kulanz.core.contact import HoldKind

SEED = 20_261_201
FIRST_NUMBER = 1101

_GIVEN = (
    "Ada", "Ben", "Clara", "David", "Elif", "Finn", "Hanna", "Ilir", "Jule", "Karim", "Lena", "Malte", "Nele", "Oskar",
    "Pia", "Quirin", "Rosa", "Samir", "Thea", "Uwe", "Vera", "Wanda", "Yusuf", "Zoe", "Alma", "Bela", "Cem", "Dora",
)  # fmt: skip
_FAMILY = (
    "Ahornfeld", "Birkental", "Dünenwald", "Eschenbruch", "Farnhagen", "Ginsterbusch", "Haselrain", "Immengarten",
    "Kastanienhof", "Lavendelberg", "Moosbacher", "Nussbaumer", "Pappelried", "Quellental", "Rosenanger", "Schlehendorn",
    "Tannwieser", "Ulmengrund", "Veilchenau", "Weidenbach", "Ölbaumer", "Größler-Linde",
)  # fmt: skip
_FIRMS = (
    "Café Morgenlicht", "Buchhandlung Seitenwind", "Hofladen Apfelbaum", "Töpferei Scheibenwelt", "Praxis am Kirschgarten",
    "Kita Purzelbaum", "Weinkontor Rebstock", "Atelier Nordstern", "Gasthof Drei Linden", "Fahrradwerk Speiche",
    "Nähstube Fadenlauf", "Konditorei Zuckerhut", "Hotel Wiesengrund", "Papeterie Löschblatt", "Imkerei Honigfeld",
    "Tischlerei Hobelspan", "Blumenhaus Mohn & Korn", "Yogastudio Stille", "Druckerei Bleisatz", "Bäckerei Sauerteig",
)  # fmt: skip
_LEGAL = ("GmbH", "OHG", "e. K.", "GbR", "UG (haftungsbeschränkt)")
_STREETS = (
    "Lindenweg",
    "Am Mühlbach",
    "Kirschallee",
    "Sonnenhang",
    "Gartenstraße",
    "Drosselgasse",
    "Alte Gärtnerei",
    "Uferpfad",
)
_PLACES = (
    ("10437", "Berlin", "BE"), ("20259", "Hamburg", "HH"), ("50823", "Köln", "NW"), ("80799", "München", "BY"),
    ("04277", "Leipzig", "SN"), ("28203", "Bremen", "HB"), ("70197", "Stuttgart", "BW"), ("60316", "Frankfurt am Main", "HE"),
    ("24103", "Kiel", "SH"), ("39104", "Magdeburg", "ST"), ("55116", "Mainz", "RP"), ("14467", "Potsdam", "BB"),
)  # fmt: skip
D = date


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One customer as the shop system knows them."""

    number: str
    name: str
    kind: str = "Privat"
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "DE"
    state: str = ""
    language: str = "de"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """One invoice, as the shop system writes it into its list."""

    number: str
    customer: str
    issued: date
    due: date
    cents: int
    order: str
    delivered: date | None
    method: str = "Rechnung"
    channel: str = ""
    status: str = ""
    step: str = ""
    step_on: date | None = None
    type: str = "Rechnung"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One line of the bank's: positive cents came in."""

    on: date
    cents: int
    text: str
    name: str
    iban: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What Mara did about an invoice on a day: a hold, a lifted hold, or a call."""

    on: date
    invoice: str
    what: str  # hold | lift | call
    kind: str  # of the hold, or the outcome of the call
    until: date | None = None
    because: str = ""
    after: str = ""  # what was agreed in the call, a kind of hold


@dataclass(slots=True)
class Neighbourhood:
    """Everybody, and everything that happened to them."""

    people: dict[str, Person] = field(default_factory=dict)
    sales: list[Sale] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)


def neighbourhood() -> Neighbourhood:
    """Return the same neighbourhood every time."""
    return _Teller().tell()


class _Teller:
    def __init__(self) -> None:
        self._dice = Random(SEED)
        self._names = [f"{given} {family}" for family in _FAMILY for given in _GIVEN]
        self._dice.shuffle(self._names)
        self._firms = [f"{firm} {_LEGAL[i % len(_LEGAL)]}" for i, firm in enumerate(_FIRMS)]
        self._all = Neighbourhood()
        self._sold = 0

    def tell(self) -> Neighbourhood:
        """Draw one fate after the other; each method is one kind of customer."""
        self._quiet_years()
        self._nothing_to_do_yet()
        self._reminded()
        self._talked_with()
        self._held()
        self._abroad()
        self._not_ours()
        self._money()
        self._letters()
        return self._all

    # People and sales

    def _person(self, **known: str) -> Person:
        index = len(self._all.people)
        name = known.pop("name", "") or self._names.pop()
        postcode, city, state = self._dice.choice(_PLACES)
        mailbox = name.lower().translate(
            str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": "."})
        )
        facts = {
            "number": f"K-{FIRST_NUMBER + index}",
            "name": name,
            "email": f"{mailbox}@kundin.example",
            "phone": f"030 23125{100 + index:03d}",  # a range the network agency keeps for fiction
            "street": f"{self._dice.choice(_STREETS)} {self._dice.randint(1, 88)}",
            "postcode": postcode,
            "city": city,
            "state": state,
        } | known
        person = Person(**facts)
        self._all.people[person.number] = person
        return person

    def _firm(self, **known: str) -> Person:
        index = len(self._firms)
        return self._person(
            name=self._firms.pop(), kind="Geschäft", email=f"buchhaltung{index}@betrieb.example", **known
        )

    def _sale(self, person: Person, due: date, cents: int, **more: object) -> Sale:
        self._sold += 1
        term = timedelta(days=30 if person.kind == "Geschäft" else 14)
        issued = due - term
        facts: dict[str, object] = {"delivered": issued + timedelta(days=2)} | more
        sale = Sale(
            number=f"RE-2026-{3000 + self._sold}",
            customer=person.number,
            issued=issued,
            due=due,
            cents=cents,
            order=f"B-{8000 + self._sold}",
            **facts,  # type: ignore[arg-type]
        )
        self._all.sales.append(sale)
        return sale

    def _pays(self, sale: Sale, on: date, *, cents: int = 0, text: str = "", name: str = "") -> None:
        person = self._all.people[sale.customer]
        account = 200 if name else int(person.number[2:])
        self._all.payments.append(
            Payment(
                on=_banking_day(on),
                cents=cents or sale.cents,
                text=text or self._dice.choice(("{0}", "Rechnung {0}", "{0} vielen Dank", "Re. {0} {1}")).format(
                    sale.number, sale.order
                ),
                name=name or person.name,
                iban=iban_of(account),
            )
        )  # fmt: skip

    def _do(self, sale: Sale, on: date, what: str, kind: str, **more: object) -> None:
        self._all.deeds.append(Deed(on=on, invoice=sale.number, what=what, kind=kind, **more))  # type: ignore[arg-type]

    def _cents(self, low: int = 1600, high: int = 9900) -> int:
        return self._dice.randrange(low, high, 10)

    # Fates

    def _quiet_years(self) -> None:
        """They paid, in time or a little late; some are regulars, one firm pays for years already."""
        for number in range(26):
            person = self._firm() if number % 5 == 0 else self._person()
            for turn in range(4 if number % 4 == 0 else 1):
                due = D(2026, 8, 24) + timedelta(days=21 * turn + number)
                sale = self._sale(person, due, self._cents(900, 18000))
                self._pays(sale, due + timedelta(days=self._dice.randint(-6, 2)))
        for number in range(12):  # reminded, and then they paid: each got a thank-you
            due = D(2026, 8, 30) + timedelta(days=6 * number)
            sale = self._sale(self._person(), due, self._cents())
            self._pays(sale, due + timedelta(days=22))

    def _nothing_to_do_yet(self) -> None:
        for number in range(12):
            self._sale(self._person(), D(2026, 12, 3) + timedelta(days=number % 11), self._cents(1600, 21000))
        for number in range(6):
            self._sale(self._firm(), D(2026, 12, 10) + timedelta(days=2 * number), self._cents(9000, 240000))
        for number in range(5):  # due a day or two ago: a transfer may be on its way
            self._sale(self._person(), D(2026, 11, 28) + timedelta(days=number % 3), self._cents())

    def _reminded(self) -> None:
        for number in range(6):  # today is the day of their friendly reminder
            self._sale(self._person(), D(2026, 11, 25 + number % 2), self._cents())
        twice = self._person()  # two invoices in one message
        self._sale(twice, D(2026, 11, 25), 4250)
        self._sale(twice, D(2026, 11, 26), 1890)
        self._sale(self._person(), D(2026, 11, 25), 1190)  # a small amount
        self._sale(self._person(language="en", name="Maeve Lindenberry"), D(2026, 11, 26), 6480)
        self._sale(self._firm(), D(2026, 11, 27), 34800)
        for number in range(7):  # reminded lately; the deadline runs
            self._sale(self._person(), D(2026, 11, 19 + number % 4), self._cents())
        self._sale(self._person(language="en", name="Ewan Maplefield"), D(2026, 11, 20), 7350)
        self._sale(self._person(phone=""), D(2026, 11, 24), 26800)  # from 250 € on, two days are enough
        for number in range(3):
            self._sale(self._person(phone=""), D(2026, 11, 5), 2200 + 350 * number)  # a factual notice runs

    def _talked_with(self) -> None:
        day = D(2026, 11, 24)
        reached = self._sale(self._person(), D(2026, 11, 4), 8900)
        self._do(
            reached,
            day,
            "call",
            "talked",
            because="Hat es vergessen und überweist.",
            after=HoldKind.PROMISE,
            until=D(2026, 12, 4),
        )
        kept = self._sale(self._person(), D(2026, 11, 3), 7400)
        self._do(
            kept,
            day,
            "call",
            "talked",
            because="Zahlt am 27.11.",
            after=HoldKind.PROMISE,
            until=D(2026, 11, 27),
        )
        self._pays(kept, D(2026, 11, 27))
        broken = self._sale(self._person(), D(2026, 10, 26), 6900)
        self._do(
            broken,
            D(2026, 11, 16),
            "call",
            "talked",
            because="Wollte bis zum 20.11. zahlen.",
            after=HoldKind.PROMISE,
            until=D(2026, 11, 20),
        )
        for outcome, note in (
            ("voicemail", "Um Rückruf gebeten."),
            ("third_person", "Nur um Rückruf gebeten, sonst nichts gesagt."),
        ):
            self._do(
                self._sale(self._person(), D(2026, 11, 9), self._cents(5000)),
                D(2026, 11, 27),
                "call",
                outcome,
                because=note,
            )
        wrong = self._sale(self._person(), D(2026, 11, 9), 5900)
        self._do(
            wrong,
            D(2026, 11, 27),
            "call",
            "wrong_number",
            because="Unter der Nummer meldet sich jemand anderes.",
            after=HoldKind.WRONG_PERSON,
        )
        late = self._sale(self._person(), D(2026, 11, 4), 9900)
        self._do(
            late,
            day,
            "call",
            "talked",
            because="Gehalt kommt am Monatsende.",
            after=HoldKind.DEFERRAL,
            until=D(2026, 12, 7),
        )
        rates = self._sale(self._person(), D(2026, 11, 2), 24000)
        self._do(
            rates,
            day,
            "call",
            "talked",
            because="6 Raten zu 40,00 €, die erste am 15.12.2026",
            after=HoldKind.PLAN,
        )
        wish = self._sale(self._person(), D(2026, 11, 12), 5400)
        self._do(
            wish, D(2026, 11, 27), "hold", HoldKind.CALLBACK_WISHED, because="Bitte nachmittags anrufen."
        )

    def _held(self) -> None:
        """Each of them is left in peace, for a reason of their own."""
        firm = self._sale(self._firm(), D(2026, 11, 10), 84000)
        self._do(
            firm, D(2026, 11, 12), "hold", HoldKind.DISPUTE, because="Zwei Stühle kamen mit Kratzern an."
        )
        person_reasons = (
            (HoldKind.UNANSWERED_REPLY, "Fragt, ob die Rechnung auf zwei Monate verteilt werden kann."),
            (HoldKind.UNANSWERED_REPLY, "Bittet um die Rechnung mit anderer Anschrift."),
            (HoldKind.INSOLVENCY, "Schreiben des Insolvenzverwalters liegt vor."),
            (HoldKind.MINOR, "Der Vater schreibt: bestellt hat sein Sohn, 15 Jahre."),
            (HoldKind.MINOR, "Eine rechtliche Betreuung ist bestellt; wir sprechen mit der Betreuerin."),
            (HoldKind.REPRESENTED, "Vertreten durch eine Kanzlei."),
            (HoldKind.DEBT_ADVICE, "Die Beratungsstelle meldet sich bis Jahresende."),
            (HoldKind.VULNERABILITY, "Liegt im Krankenhaus. Wir warten."),
            (HoldKind.IDENTITY_MISUSE, "Sagt, dass jemand in fremdem Namen bestellt hat. Anzeige liegt bei."),
        )
        claim_reasons = (
            (HoldKind.DISPUTE, "Die Lampe flackert. Foto liegt bei."),
            (HoldKind.GOODS_RETURN, "Rücksendung angemeldet, Etikett verschickt."),
            (HoldKind.WITHDRAWAL, "Widerruf am zehnten Tag, alles ungeöffnet."),
            (HoldKind.PAID_CLAIMED, "Schreibt, sie habe am 25.11. überwiesen."),
            (HoldKind.PAID_CLAIMED, "Schickt einen Beleg über PayPal."),
            (HoldKind.CANCELLATION, "Vor dem Versand storniert, die Rechnung ging trotzdem hinaus."),
            (HoldKind.EXCLUDED_OLD_ITEM, "Beim Umzug aus dem alten System mehr als 60 Tage überfällig."),
        )
        for turn, (kind, because) in enumerate((*person_reasons, *claim_reasons)):
            old = kind is HoldKind.EXCLUDED_OLD_ITEM
            sale = self._sale(
                self._person(), D(2026, 8, 20) if old else D(2026, 11, 14 + turn % 8), self._cents(2500)
            )
            self._do(sale, D(2026, 10, 21) if old else D(2026, 11, 27), "hold", kind, because=because)
        decided = self._sale(self._person(), D(2026, 11, 13), 4700)
        self._do(decided, D(2026, 11, 16), "hold", HoldKind.DISPUTE, because="Vermisst ein Kissen.")
        self._do(
            decided,
            D(2026, 11, 27),
            "lift",
            HoldKind.DISPUTE,
            because="Das Kissen lag beim Nachbarn; geklärt.",
        )

    def _abroad(self) -> None:
        """Their law is not verified here: one kind reminder, then a person."""
        for country, postcode, city, due in (
            ("AT", "1070", "Wien", D(2026, 11, 18)), ("AT", "5020", "Salzburg", D(2026, 12, 8)), ("CH", "8004", "Zürich", D(2026, 11, 26)),
            ("CH", "3011", "Bern", D(2026, 11, 6)), ("FR", "67000", "Strasbourg", D(2026, 11, 20)),
        ):  # fmt: skip
            person = self._person(country=country, postcode=postcode, city=city, state="", phone="")
            self._sale(person, due, self._cents())
        self._sale(
            self._person(state="", postcode="", city=""), D(2026, 11, 23), 3300
        )  # nobody knows the Land

    def _not_ours(self) -> None:
        due = D(2026, 11, 23)
        for method, channel in (
            ("Klarna Rechnung", ""), ("Klarna", ""), ("PayPal Rechnungskauf", ""), ("PayPal Rechnungskauf", ""),
            ("Rechnung", "Amazon"), ("Rechnung", "eBay"), ("Rechnung", "Otto"), ("Vorkasse", ""), ("Vorkasse", ""),
            ("Kauf auf Probe", ""),  # nobody has said yet what that is: a question on the first page
        ):  # fmt: skip
            self._sale(self._person(), due, self._cents(), method=method, channel=channel)
        self._sale(self._person(), due, 12900, delivered=None, status="in Bearbeitung")
        self._sale(self._person(), due, 4590, delivered=None, status="nicht versendet")
        self._sale(self._person(), due, 17900, delivered=None, status="teilweise geliefert")
        self._sale(self._person(email="", phone=""), due, 2890)

    def _money(self) -> None:
        part = self._sale(self._person(), D(2026, 11, 16), 9000)
        self._pays(part, D(2026, 11, 20), cents=4000, text=f"Teilzahlung {part.number}")
        firm = self._sale(self._firm(), D(2026, 11, 20), 120000)
        self._pays(firm, D(2026, 11, 26), cents=60000, text=f"Abschlag {firm.number}")
        over = self._sale(self._person(), D(2026, 11, 12), 4950)
        self._pays(over, D(2026, 11, 11), cents=5950, text=f"{over.number} danke")
        back = self._sale(self._person(), D(2026, 11, 5), 6300)
        self._pays(back, D(2026, 11, 5))
        self._pays(back, D(2026, 11, 18), cents=-6300, text=f"RUECKLASTSCHRIFT {back.number}")
        for cents in (-1990, -45000, -8990, -2500):  # what a bank account sees besides
            text = self._dice.choice(
                (
                    "Miete Lager November",
                    "Stadtwerke Abschlag",
                    "Paketdienst Sammelrechnung",
                    "Papier und Karton",
                )
            )
            self._all.payments.append(
                Payment(on=D(2026, 11, 25), cents=cents, text=text, name="Lieferant", iban=iban_of(300))
            )
        other = self._sale(self._person(), D(2026, 11, 27), 8840)  # somebody else pays, without a number
        self._pays(other, D(2026, 11, 30), text="fuer meine Tochter", name="Brigitte Anderswo")
        pair = self._cents()
        for _ in range(2):  # two owe the same, one paid and did not say which
            one = self._sale(self._person(), D(2026, 11, 28), pair)
        self._pays(one, D(2026, 11, 30), text="Bestellung aus dem Lindenladen", name="Firma Mustersammler")

    def _letters(self) -> None:
        """Long silent: a factual notice by letter from 100 € on, and at last a deadline."""
        for days in (0, 1, 2, 3):
            self._sale(
                self._person(phone=""), D(2026, 10, 29) + timedelta(days=days), self._cents(11000, 24000)
            )
        for days in (0, 3):
            self._sale(
                self._person(phone=""), D(2026, 10, 8), self._cents(13000, 30000),
                step="notice", step_on=D(2026, 11, 5) + timedelta(days=days),
            )  # fmt: skip
        self._sale(self._person(phone=""), D(2026, 9, 25), 18900, step="final_notice", step_on=D(2026, 11, 9))


def _banking_day(day: date) -> date:
    """Return the day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def iban_of(account: int) -> str:
    """Return an IBAN of a made-up bank (100 000 00) whose check digits are right."""
    bban = f"10000000{account:010d}"
    return f"DE{98 - int(bban + '131400') % 97:02d}{bban}"
