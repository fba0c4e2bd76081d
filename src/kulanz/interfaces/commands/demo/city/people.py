"""Who buys in the Großstadt: invented people and firms, with names as often as they are in German towns."""

import random
from dataclasses import dataclass

# Name and weight: a few names are on every second doorbell, many are rare.
LAST_NAMES = (
    "Müller 95", "Schmidt 69", "Schneider 40", "Fischer 35", "Weber 30", "Meyer 30", "Wagner 28", "Becker 27",
    "Schulz 26", "Hoffmann 26", "Schäfer 22", "Koch 22", "Bauer 21", "Richter 21", "Klein 20", "Wolf 19",
    "Schröder 19", "Neumann 18", "Schwarz 17", "Zimmermann 16", "Braun 16", "Krüger 16", "Hofmann 15", "Hartmann 15",
    "Lange 14", "Schmitt 14", "Werner 14", "Schmitz 14", "Krause 13", "Meier 13", "Lehmann 13", "Schmid 12",
    "Schulze 12", "Maier 12", "Köhler 12", "Herrmann 11", "König 11", "Walter 11", "Mayer 10", "Huber 10",
    "Kaiser 10", "Fuchs 10", "Peters 9", "Lang 9", "Scholz 9", "Möller 9", "Weiß 9", "Jung 9", "Hahn 8",
    "Schubert 8", "Vogel 8", "Friedrich 8", "Keller 8", "Günther 7", "Frank 7", "Berger 7", "Winkler 7", "Roth 7",
    "Beck 7", "Lorenz 7", "Baumann 6", "Franke 6", "Albrecht 6", "Schuster 6", "Simon 6", "Ludwig 6", "Böhm 6",
    "Winter 6", "Kraus 5", "Martin 5", "Schumacher 5", "Krämer 5", "Vogt 5", "Stein 5", "Jäger 5", "Otto 5",
    "Sommer 5", "Groß 5", "Seidel 5", "Heinrich 5", "Brandt 5", "Haas 4", "Schreiber 4", "Graf 4", "Dietrich 4",
    "Ziegler 4", "Kuhn 4", "Kühn 4", "Pohl 4", "Engel 4", "Horn 4", "Busch 4", "Bergmann 4", "Thomas 4", "Voigt 4",
    "Sauer 4", "Arnold 4", "Wolff 4", "Pfeiffer 4", "Yılmaz 4", "Nguyen 4", "Kowalski 3", "Öztürk 3", "Nowak 3",
    "Hansen 3", "Petersen 3", "Jansen 3", "von Ahlen 1", "de Vries 1", "Größmann 1", "Äbersold 1",
)  # fmt: skip
FIRST_NAMES = (
    "Anna", "Maria", "Laura", "Lea", "Julia", "Lisa", "Sarah", "Katharina", "Sabine", "Petra", "Monika", "Ursula",
    "Claudia", "Susanne", "Andrea", "Stefanie", "Nicole", "Sandra", "Birgit", "Renate", "Heike", "Martina", "Ayşe",
    "Emma", "Mia", "Hannah", "Lena", "Johanna", "Greta", "Ida", "Thomas", "Michael", "Andreas", "Peter", "Stefan",
    "Christian", "Martin", "Markus", "Frank", "Jürgen", "Klaus", "Wolfgang", "Uwe", "Jan", "Lukas", "Jonas", "Leon",
    "Paul", "Felix", "Max", "Tim", "Florian", "Alexander", "Daniel", "Sebastian", "Tobias", "Mehmet", "Björn", "Karl",
    "Hans-Peter", "Anna-Lena", "José", "Zoë",
)  # fmt: skip
FIRMS = (
    "Handels GmbH", "Bau GmbH", "Service UG", "Technik GmbH & Co. KG", "Logistik GmbH", "Gastronomie GmbH", "e. K.",
    "Praxisgemeinschaft", "Immobilien GmbH", "Metallbau GmbH",
)  # fmt: skip
STREETS = (
    "Hauptstraße", "Schulstraße", "Gartenstraße", "Bahnhofstraße", "Dorfstraße", "Bergstraße", "Birkenweg",
    "Lindenstraße", "Kirchstraße", "Waldstraße", "Ringstraße", "Amselweg", "Goethestraße", "Schillerstraße",
    "Wiesenweg", "Am Markt", "Mühlenweg", "Blumenstraße", "Rosenweg", "Feldstraße",
)  # fmt: skip
# postcode (first three digits), town, Land, weight
TOWNS = (
    ("101", "Berlin", "BE", 36), ("204", "Hamburg", "HH", 18), ("803", "München", "BY", 15), ("506", "Köln", "NW", 11),
    ("603", "Frankfurt am Main", "HE", 8), ("701", "Stuttgart", "BW", 6), ("402", "Düsseldorf", "NW", 6),
    ("041", "Leipzig", "SN", 6), ("441", "Dortmund", "NW", 6), ("451", "Essen", "NW", 6), ("282", "Bremen", "HB", 6),
    ("011", "Dresden", "SN", 6), ("301", "Hannover", "NI", 5), ("904", "Nürnberg", "BY", 5), ("470", "Duisburg", "NW", 5),
    ("391", "Magdeburg", "ST", 2), ("241", "Kiel", "SH", 3), ("550", "Mainz", "RP", 2), ("661", "Saarbrücken", "SL", 2),
    ("990", "Erfurt", "TH", 2), ("144", "Potsdam", "BB", 2), ("180", "Rostock", "MV", 2), ("791", "Freiburg", "BW", 2),
)  # fmt: skip
ABROAD = (("1010", "Wien", "AT"), ("8010", "Graz", "AT"), ("8001", "Zürich", "CH"))
BANK_CODES = ("10050000", "20050550", "37040044", "50010517", "12030000", "70150000", "43060967", "30020900")


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer: the columns of his row that somebody would have typed, and how he behaves."""

    number: str
    name: str
    kind: str
    email: str
    phone: str
    street: str
    postcode: str
    city: str
    country: str
    state: str
    iban: str


class Town:
    """Draws buyers; equal chance, equal people."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        names = [name.rsplit(" ", 1) for name in LAST_NAMES]
        self._last = [name for name, weight in names for _ in range(int(weight))]
        self._towns = [town for town in TOWNS for _ in range(town[3])]

    def buyer(self, place: int) -> Buyer:
        """Return the `place`-th buyer."""
        chance = self._chance
        draw = chance.random()
        last = chance.choice(self._last)
        is_firm = draw < 0.06
        name = f"{last} {chance.choice(FIRMS)}" if is_firm else f"{chance.choice(FIRST_NAMES)} {last}"
        box = _ascii(name.split(" ")[0] + "." + last).lower()
        code, city, state, _ = chance.choice(self._towns)
        country, postcode = "DE", f"{code}{chance.randrange(100):02d}"
        if draw > 0.97:
            postcode, city, country = chance.choice(ABROAD)
            state = ""
        return Buyer(
            number=f"{1_000_000 + place}",
            name=name,
            kind="business" if is_firm else "consumer",
            email="" if 0.5 < draw < 0.52 else f"{box}{place}@post.example",
            phone=f"0{chance.randrange(30, 900)} {chance.randrange(10**6, 10**8)}" if draw > 0.4 else "",
            street=f"{chance.choice(STREETS)} {chance.randrange(1, 140)}",
            postcode=postcode,
            city=city,
            country=country,
            state=state,
            iban=german_iban(chance.choice(BANK_CODES), place),
        )


def german_iban(bank_code: str, account: int) -> str:
    """Return the IBAN of this account with its check digits (ISO 7064, modulo 97)."""
    rest = f"{bank_code}{account:010d}"
    return f"DE{98 - int(rest + '131400') % 97:02d}{rest}"


def _ascii(text: str) -> str:
    for letter, plain in (
        ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ß", "ss"), ("ş", "s"),
        ("ı", "i"), ("é", "e"), ("ë", "e"),
    ):  # fmt: skip
        text = text.replace(letter, plain)
    return text
