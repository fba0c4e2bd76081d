"""Which profile an e-invoice follows, by the identifier it states (BT-24)."""

XRECHNUNG_EXTENSION = "XRECHNUNG EXTENSION"
# What the identifier contains, the narrower before the wider: an extension names what it extends.
_SIGNS = (
    (":extension:xrechnung", XRECHNUNG_EXTENSION),
    (":cvd_", "XRECHNUNG CVD"),
    ("xrechnung", "XRECHNUNG"),
    ("peppol", "PEPPOL"),
    (":basicwl", "BASIC WL"),
    (":minimum", "MINIMUM"),
    (":basic", "BASIC"),
    (":comfort", "COMFORT"),
    (":extended", "EXTENDED"),
    (":en16931", "EN 16931"),
)


def profile_of(identifier: str | None) -> str | None:
    """Return the profile as it is called in Germany, None where none is stated or none of these."""
    stated = (identifier or "").lower()
    return next((name for sign, name in _SIGNS if sign in stated), None)
