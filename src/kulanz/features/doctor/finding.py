"""What a check reports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it must be: which check, which thing, what is wrong, what to do."""

    check: str
    subject: str
    wrong: str
    remedy: str
