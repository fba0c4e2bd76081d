"""What a merchant must have told before anything goes out in the storefront's name."""

from kulanz.features.letters.payee import payee_of
from kulanz.features.tenants.models import Merchant, Storefront

FORM = Merchant.LegalForm
COMPANY = (
    ("legal_name", "Firma"),
    ("legal_form", "Rechtsform"),
    ("street", "Straße und Hausnummer"),
    ("postcode", "Postleitzahl"),
    ("city", "Ort"),
)
STOREFRONT = (
    ("sender_email", "Absenderadresse"),
    ("contact_name", "Ansprechperson"),
    ("contact_phone", "Telefon"),
    ("contact_hours", "Sprechzeiten"),
    ("imprint_url", "Link zum Impressum"),
    ("privacy_url", "Link zur Datenschutzerklärung"),
)
REGISTER = (("register_court", "Registergericht"), ("register_number", "Registernummer"))
# § 35a GmbHG, §§ 37a, 125 HGB, § 80 AktG: what business letters must state, by legal form.
BY_LEGAL_FORM = {
    FORM.REGISTERED_TRADER: REGISTER,
    FORM.PARTNERSHIP: REGISTER,
    FORM.GMBH: (*REGISTER, ("managers", "Geschäftsführung (alle)")),
    FORM.AG: (
        *REGISTER,
        ("managers", "Vorstand (alle Mitglieder)"),
        ("supervisory_chair", "Vorsitz des Aufsichtsrats"),
    ),
}


class SendingLocked(ValueError):
    """Particulars are missing, so nothing may go out. The sentence names them."""


def missing_particulars(merchant: Merchant, storefront: Storefront) -> list[str]:
    """Return the German names of what is missing, in the order of the set-up; empty when all is there."""
    rows = [(merchant, *one) for one in COMPANY]
    rows += [(merchant, *one) for one in BY_LEGAL_FORM.get(merchant.legal_form, ())]
    rows += [(storefront, *one) for one in STOREFRONT]
    if merchant.is_live:
        rows.append((merchant, "smtp_host", "SMTP-Server"))
    missing = [label for row, field, label in rows if not str(getattr(row, field)).strip()]
    if payee_of(merchant.pk) is None:
        missing.append("Bankkonto, das auf Nachrichten steht")
    return missing


def ensure_sending_is_unlocked(merchant: Merchant, storefront: Storefront) -> None:
    """Raise SendingLocked for a live merchant whose particulars are incomplete.

    A test merchant may go on: nothing leaves the machine, and gaps are printed where they are.
    """
    missing = missing_particulars(merchant, storefront)
    if merchant.is_live and missing:
        raise SendingLocked(
            f"Für {storefront.name} darf noch nichts gesendet werden. Es fehlt: {', '.join(missing)}. "
            "Bitte unter Einrichtung ergänzen; nichts wurde freigegeben."
        )
