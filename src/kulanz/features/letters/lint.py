"""What a kind, lawful letter must not say, and what it must not leave out. Blocks a text before it is used."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kulanz.features.letters.compose import Letter

GENTLE = ("service_note", "reminder", "thank_you", "callback_offer")
ASKS_FOR_MONEY = ("service_note", "reminder", "notice", "final_notice", "callback_offer")
LONGEST_AVERAGE_SENTENCE = 15  # words
LONGEST_SENTENCE = 28
MOST_WORDS = {"final_notice": 260}
MOST_WORDS_ELSEWHERE = 180

NEVER = {
    "de": r"schufa|gerichtsvollzieher|haftbefehl|hausbesuch|pfändung|neun von zehn|rechtliche schritte|letztmalig"
    r"|umgehend|unverzüglich|säumig|schuldner\b|gegenstandslos|trotz mehrfacher|zwangsvollstreckung|mahnstufe",
    "en": r"credit bureau|bailiff|arrest warrant|home visit|seizure|legal action|immediately|debtor|nine out of ten"
    r"|final demand|despite (several|repeated)",
}
NOT_IN_THE_FIRST_MAIL = {
    "de": r"mahnkosten|gebühr|zinsen|inkasso|verzug|auskunftei|bonität|anwalt|gericht(?!\s*\w*\s*HR[AB])|mahnbescheid|pauschale",
    "en": r"\bfees?\b|interest|collection agency|in default|creditworth|lawyer|court order|lump sum",
}
ADVERTISING = {
    "de": r"rabatt|gutschein|newsletter|angebot|sale\b|neuheit|jetzt sparen|bestseller",
    "en": r"discount|voucher|newsletter|special offer|\bsale\b|new arrivals|bestseller",
}
CAPITALS_ALLOWED = {"IBAN"}
CAPITALS = re.compile(r"\b[A-ZÄÖÜ]{4,}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to change before the text may be used."""

    code: str
    sentence: str


def lint(letter: Letter) -> list[Finding]:
    """Return what is wrong with a finished letter; empty where nothing is."""
    return list(_findings(letter))


def _findings(letter: Letter) -> Iterator[Finding]:
    said = "\n".join([letter.subject, letter.own_words, *letter.consequences])
    yield from _forbidden("never", NEVER[letter.language], said, "Das sagen wir nie")
    yield from _forbidden(
        "advertising", ADVERTISING[letter.language], said, "Werbung hat hier nichts zu suchen"
    )
    if letter.layout in GENTLE:
        whole = letter.text.partition("\n-- \n")[0]  # the sender's particulars must name a register court
        yield from _forbidden(
            "not_in_first",
            NOT_IN_THE_FIRST_MAIL[letter.language],
            whole,
            "Das gehört nicht in eine freundliche Mail",
        )
    yield from _length(letter)
    yield from _tone(letter)
    yield from _completeness(letter)


def _forbidden(code: str, pattern: str, text: str, because: str) -> Iterator[Finding]:
    for found in re.finditer(pattern, text, re.IGNORECASE):
        yield Finding(code=code, sentence=f"{because}: „{found[0]}“.")


def _length(letter: Letter) -> Iterator[Finding]:
    words = len(letter.own_words.split())
    most = MOST_WORDS.get(letter.layout, MOST_WORDS_ELSEWHERE)
    if words > most:
        yield Finding(code="too_long", sentence=f"Der Text hat {words} Wörter; höchstens {most} sind lesbar.")
    sentences = [one for one in re.split(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„])", letter.own_words) if one.strip()]
    lengths = [len(one.split()) for one in sentences]
    if lengths and sum(lengths) > LONGEST_AVERAGE_SENTENCE * len(lengths):
        yield Finding(
            code="long_sentences",
            sentence=f"Die Sätze haben im Schnitt mehr als {LONGEST_AVERAGE_SENTENCE} Wörter.",
        )
    for one, length in zip(sentences, lengths, strict=True):
        if length > LONGEST_SENTENCE:
            yield Finding(code="long_sentence", sentence=f"Dieser Satz ist zu lang: „{one[:60]}…“.")


def _tone(letter: Letter) -> Iterator[Finding]:
    if "!" in letter.subject:
        yield Finding(code="shouting", sentence="Der Betreff hat ein Ausrufezeichen.")
    for found in CAPITALS.findall(f"{letter.subject}\n{letter.own_words}"):
        if found not in CAPITALS_ALLOWED:
            yield Finding(code="capitals", sentence=f"Großbuchstaben wirken wie Schreien: „{found}“.")
    actions = letter.html.count('class="box primary"')
    if actions > 1:
        yield Finding(code="several_actions", sentence=f"Die Mail hat {actions} Hauptwege; einer genügt.")


def _completeness(letter: Letter) -> Iterator[Finding]:
    if not re.search(r"\d[\d.,]*\s?€|€\s?\d|[A-Z]{3}\s?\d|\d\s?[A-Z]{3}\b", letter.text):
        yield Finding(code="no_amount", sentence="Es fehlt der Betrag.")
    if not re.search(r"\d{2}\.\d{2}\.\d{4}|\d{1,2} [A-Z][a-z]+ \d{4}", letter.text):
        yield Finding(code="no_day", sentence="Es fehlt ein Datum.")
    if not re.search(r"@", letter.text) and letter.layout in ASKS_FOR_MONEY:
        yield Finding(code="no_contact", sentence="Es fehlt ein Weg ohne Links.")
