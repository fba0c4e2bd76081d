"""Who sends: what business letters must state, by legal form (§ 35a GmbHG, §§ 37a, 125 HGB, § 80 AktG)."""

from kulanz.features.letters.wording import on_one_line
from kulanz.features.tenants.models import Merchant

FORM = Merchant.LegalForm
# The law of the letter is German; so are the names of courts and organs, with a gloss in English letters.
WORDS = {
    "de": {
        "seat": "Sitz",
        "managers": "Geschäftsführung",
        "board": "Vorstand",
        "chair": "Vorsitz des Aufsichtsrats",
        "partners": "Geschäftsführung",
        "vat": "USt-IdNr.",
    },
    "en": {
        "seat": "Registered office",
        "managers": "Managing directors (Geschäftsführung)",
        "board": "Management board (Vorstand)",
        "chair": "Chair of the supervisory board (Aufsichtsrat)",
        "partners": "Management",
        "vat": "VAT no.",
    },
}


def sender_particulars(merchant: Merchant, *, language: str) -> list[str]:
    """Return the sender's particulars as lines. What is missing is left out: `readiness` locks sending."""
    words = WORDS[language]
    lines = [merchant.legal_name, _address(merchant)]
    if merchant.legal_form in (FORM.REGISTERED_TRADER, FORM.PARTNERSHIP, FORM.GMBH, FORM.AG):
        seat = f"{words['seat']}: {merchant.city}" if merchant.city else ""
        register = " ".join(filter(None, [merchant.register_court, merchant.register_number]))
        lines.append(", ".join(filter(None, [seat, register])))
    if merchant.managers:
        organ = {FORM.AG: "board", FORM.GMBH: "managers"}.get(
            FORM(merchant.legal_form or FORM.OTHER), "partners"
        )
        lines.append(f"{words[organ]}: {merchant.managers}")
    if merchant.supervisory_chair:
        lines.append(f"{words['chair']}: {merchant.supervisory_chair}")
    if merchant.vat_id:
        lines.append(f"{words['vat']}: {merchant.vat_id}")
    return [on_one_line(line) for line in lines if line.strip()]


def _address(merchant: Merchant) -> str:
    place = " ".join(filter(None, [merchant.postcode, merchant.city]))
    return ", ".join(filter(None, [merchant.street, place]))
