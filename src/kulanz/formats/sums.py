"""Whether a bank statement adds up, in words."""

from kulanz.formats.amounts import amount_text


def gap_sentence(gap: int, *, currency: str) -> str:
    """Return the warning for a statement whose closing balance lies `gap` minor units above what its lines make."""
    return (
        "Anfangssaldo und Umsätze ergeben nicht den Schlusssaldo: die Differenz ist "
        f"{amount_text(gap, currency=currency)}. Bitte den Auszug bei der Bank prüfen."
    )
