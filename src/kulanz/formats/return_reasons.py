"""Why a debit or transfer came back: the ISO code, from the number German banks use or out of a text."""

import re

# Textschlüsselergänzung of a returned payment (DFÜ-Abkommen, Anlage 3). Numbers that published lists read in two ways
# (905, 911, 916 and above) are left as they are printed.
_BY_NUMBER = {
    "901": "AC01",
    "902": "AC04",
    "903": "AC06",
    "904": "AG01",
    "906": "AM04",
    "907": "AM05",
    "908": "BE04",
    "909": "MD01",
    "910": "MD02",
    "912": "MD06",
    "913": "MD07",
    "914": "MS03",
    "915": "RC01",
}
# Geschäftsvorfallcodes of returned debits (108 B2B, 109 CORE) and returned transfers (159), and their corrections.
RETURN_CODES = frozenset({"108", "109", "159", "181", "184"})
_NUMBER = re.compile(r"9\d\d")
_ISO = re.compile(
    r"\b(AC0[146]|AC13|AG0[12]|AM0[459]|ARDT|BE0[1456]|CNOR|CUST|DNOR|DUPL|FF0[15]|FOCR|FRAD|MD0[1267]|MS0[23]|NOAS|"
    r"RC01|RR0[1-4]|SL01|SL1[1-4]|SVNR|TECH|UPAY|TM01|CURR|DT01|ED05)\b"
)


def reason_of_number(printed: str | None) -> str | None:
    """Return the ISO code of a number such as "914" (MS03); a number no list explains is returned as printed."""
    number = (printed or "").strip()[:3]
    return _BY_NUMBER.get(number, number) if _NUMBER.fullmatch(number) else None


def reason_in_text(text: str | None) -> str | None:
    """Return the ISO code a text of a returned payment names ("RETURN/AC04 Konto erloschen")."""
    found = _ISO.search(text or "")
    return found[1] if found else None
