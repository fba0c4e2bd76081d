"""How a payer's name stands on a bank line, and whom a careful reader would take them for."""

from dataclasses import dataclass
from random import Random

from . import names
from .shop import Profile
from .writing import without_umlauts

Claim = tuple[str, str]  # (first name, initial or nothing; surname or company's core), both folded


SHORTEST_COMPANY_NAME = 9  # signs of a company's name that must be left to look it up


@dataclass(frozen=True, slots=True)
class Payer:
    """`claims` are the customers' names a reader may take this name for; empty where it tells nothing."""

    name: str
    iban: str
    claims: tuple[Claim, ...]


_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ş": "s", "ğ": "g", "ç": "c", "ł": "l", "ń": "n",
                       "ś": "s", "ż": "z", "ą": "a", "ę": "e", "ć": "c", "é": "e", "á": "a", "ã": "a", "í": "i"})  # fmt: skip


def fold(text: str) -> str:
    return text.lower().replace("i̇", "i").translate(_FOLD)


def full_claims(profile: Profile) -> tuple[Claim, ...]:
    """The customer's own name, whole."""
    if profile.customer.is_company:
        return ((fold(profile.core), ""),)
    return ((fold(profile.first), fold(profile.last)),)


def _shown(name: str, account: str, claims: tuple[Claim, ...]) -> Payer:
    """The payer as the line shows them, who claims no more than can still be read there."""
    readable = _skeleton(name)
    seen: list[Claim] = []
    for first, last in claims:
        if last and _skeleton(last) in readable:
            seen.append((first if len(first) < 2 or _skeleton(first) in readable else first[0], last))
        elif not last:
            kept = next((end for end in range(len(first), 0, -1) if _skeleton(first[:end]) in readable), 0)
            if kept >= SHORTEST_COMPANY_NAME or kept == len(first):
                seen.append((first[:kept], ""))
    return Payer(name, account, tuple(seen))


def _skeleton(text: str) -> str:
    """The consonants that banks leave in place: no vowels, no umlauts, no sharp s."""
    return "".join(sign for sign in fold(text) if sign in "bcdfghjklmnpqrtvwxyz")


def own(profile: Profile, chance: Random) -> Payer:
    """The customer pays from their account, and the bank shows them clearly enough to be known."""
    if profile.customer.is_company:
        return _shown(_company(profile, chance), profile.iban, ((fold(profile.core), ""),))
    claims: tuple[Claim, ...] = ((fold(profile.first), fold(profile.last)),)
    shown = _person(profile.first, profile.last, profile.customer.name, chance)
    return _shown(as_bank_shows(shown, chance), profile.iban, claims)


def variant(profile: Profile, chance: Random) -> Payer:
    """The customer under another form of their name, harder to know again."""
    if profile.customer.is_company:
        return _company_variant(profile, chance)
    first, last = profile.first, profile.last
    draw = chance.random()
    partner = names.german_first(chance)
    if draw < 0.34:  # a couple's account
        shown = chance.choice(
            (
                f"{first} u. {partner} {last}",
                f"{partner} und {first} {last}",
                f"Eheleute {first} und {partner} {last}",
                f"{last} {first} u. {partner}",
                f"{partner} {last} oder {first} {last}",
                f"{first} {last} + {partner} {last}",
            )
        )
        claims: tuple[Claim, ...] = ((fold(first), fold(last)), (fold(partner), fold(last)))
    elif draw < 0.52:  # an initial, or the surname alone
        shown = chance.choice(
            (f"{first[0]}. {last}", f"{last}, {first[0]}.", f"Fam. {last}", f"Familie {last}", last)
        )
        claims = ((fold(first[0]) if "Fam" not in shown and shown != last else "", fold(last)),)
    elif draw < 0.70:  # the name before or after a marriage
        maiden = names.german_last(chance)
        shown = chance.choice(
            (f"{first} {maiden}", f"{first} {maiden}", f"{first} {last}-{maiden}", f"{first} {maiden}-{last}")
        )
        claims = ((fold(first), fold(last)),) if last in shown else ()
    elif draw < 0.85:  # more first names, a title
        second = names.german_first(chance)
        shown = chance.choice(
            (
                f"{first} {second} {last}",
                f"{second} {first} {last}",
                f"Dr. {first} {last}",
                f"{first[0]}. {second} {last}",
            )
        )
        claims = ((fold(first if first in shown else second), fold(last)),)
    else:  # cut off, run together, umlauts lost
        shown = chance.choice(
            (
                f"{last}{first}",
                f"{last},{first}",
                f"{names.salutation(first)} {first} {last}".strip(),
                f"{first} {last} c/o {partner}",
            )
        )
        claims = ((fold(first), fold(last)),)
    return _shown(as_bank_shows(shown, chance), profile.iban, claims)


def somebody_else(profile: Profile, chance: Random) -> Payer:
    """A spouse of another name, a parent, an employer, a tax adviser: nobody the books know."""
    draw = chance.random()
    if draw < 0.6:
        first, last = names.person(chance)
        if draw < 0.2 and profile.last:
            last = profile.last  # a parent, a grown-up child
        return _shown(
            as_bank_shows(_person(first, last, f"{first} {last}", chance), chance),
            names.iban(chance),
            ((fold(first), fold(last)),),
        )
    core, form, _ = names.company(chance, chance.choice(names.CITIES)[1])
    if draw < 0.75:
        core, form = f"Steuerberatung {names.german_last(chance)}", chance.choice(("", "PartG mbB", "GmbH"))
    return _shown(as_bank_shows(f"{core} {form}".strip(), chance), names.iban(chance), ((fold(core), ""),))


def _person(first: str, last: str, shown: str, chance: Random) -> str:
    draw = chance.random()
    if draw < 0.62:
        return f"{first} {last}"
    if draw < 0.74:
        return f"{last}, {first}"
    if draw < 0.84:
        return f"{last} {first}"
    if draw < 0.92:
        return shown
    return f"{names.salutation(first)} {first} {last}".strip()


def _company(profile: Profile, chance: Random) -> str:
    if profile.group and chance.random() < 0.5:
        return as_bank_shows(f"{profile.group} für {profile.core}", chance)
    form = chance.choice((profile.form, profile.form, profile.short_form))
    return as_bank_shows(f"{profile.core} {form}".strip(), chance)


def _company_variant(profile: Profile, chance: Random) -> Payer:
    if profile.group and chance.random() < 0.5:
        return _shown(as_bank_shows(profile.group, chance), profile.iban, ())
    words = profile.core.split()
    draw = chance.random()
    if draw < 0.35 or len(words) < 2:  # without its legal form, in capitals, cut off
        return _shown(profile.core.upper()[:27], profile.iban, ((fold(profile.core[:27]), ""),))
    if draw < 0.60:  # the first two words
        return _shown(
            as_bank_shows(" ".join(words[:2]), chance), profile.iban, ((fold(" ".join(words[:2])), ""),)
        )
    if draw < 0.80:  # abbreviated
        short = ".".join(word[:4] for word in words[:-1]) + f". {words[-1]}"
        return _shown(as_bank_shows(short, chance), profile.iban, ())
    first, last = names.person(chance)  # the owner's own name
    return _shown(
        as_bank_shows(f"{first} {last} {profile.core}", chance), profile.iban, ((fold(profile.core), ""),)
    )


def as_bank_shows(name: str, chance: Random) -> str:
    draw = chance.random()
    if draw < 0.30:
        name = without_umlauts(name, chance)
    if draw < 0.18 or draw > 0.92:
        name = name.upper()
    limit = 27 if chance.random() < 0.22 else 70
    return " ".join(name.split())[:limit].strip()
