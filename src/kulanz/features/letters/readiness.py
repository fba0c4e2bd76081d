"""What a merchant must have told before anything goes out in the storefront's name."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as named

from kulanz.features.letters.payee import payee_of
from kulanz.features.tenants.models import Merchant, Storefront

FORM = Merchant.LegalForm
COMPANY = (
    ("legal_name", named("Firma")),
    ("legal_form", named("Rechtsform")),
    ("street", named("Straße und Hausnummer")),
    ("postcode", named("Postleitzahl")),
    ("city", named("Ort")),
)
STOREFRONT = (
    ("sender_email", named("Absenderadresse")),
    ("contact_name", named("Ansprechperson")),
    ("contact_phone", named("Telefon")),
    ("contact_hours", named("Sprechzeiten")),
    ("imprint_url", named("Link zum Impressum")),
    ("privacy_url", named("Link zur Datenschutzerklärung")),
)
REGISTER = (("register_court", named("Registergericht")), ("register_number", named("Registernummer")))
# § 35a GmbHG, §§ 37a, 125 HGB, § 80 AktG: what business letters must state, by legal form.
BY_LEGAL_FORM = {
    FORM.REGISTERED_TRADER: REGISTER,
    FORM.PARTNERSHIP: REGISTER,
    FORM.GMBH: (*REGISTER, ("managers", named("Geschäftsführung (alle)"))),
    FORM.AG: (
        *REGISTER,
        ("managers", named("Vorstand (alle Mitglieder)")),
        ("supervisory_chair", named("Vorsitz des Aufsichtsrats")),
    ),
}


class SendingLocked(ValueError):
    """Particulars are missing, so nothing may go out. The sentence names them."""


def missing_particulars(merchant: Merchant, storefront: Storefront) -> list[str]:
    """Return what is missing, named in the reader's language and in the order of the set-up."""
    rows = [(merchant, *one) for one in COMPANY]
    rows += [(merchant, *one) for one in BY_LEGAL_FORM.get(merchant.legal_form, ())]
    rows += [(storefront, *one) for one in STOREFRONT]
    if merchant.is_live:
        rows.append((merchant, "smtp_host", named("SMTP-Server")))
    missing = [_(label) for row, field, label in rows if not str(getattr(row, field)).strip()]
    if payee_of(merchant.pk) is None:
        missing.append(_("Bankkonto, das auf Nachrichten steht"))
    return missing


def ensure_sending_is_unlocked(merchant: Merchant, storefront: Storefront) -> None:
    """Raise SendingLocked for a live merchant whose particulars are incomplete.

    A test merchant may go on: nothing leaves the machine, and gaps are printed where they are.
    """
    missing = missing_particulars(merchant, storefront)
    if merchant.is_live and missing:
        raise SendingLocked(
            _(
                "Für %(name)s darf noch nichts gesendet werden. Es fehlt: %(names)s. Bitte unter Einrichtung ergänzen; nichts wurde freigegeben."
            )
            % {"name": storefront.name, "names": ", ".join(missing)}
        )
