"""How the merchant is taxed, from which day on, and what follows from it for one invoice."""

from kulanz.core.tax.printed import Oddity, PrintedTax, oddities_of
from kulanz.core.tax.profile import Profile, ProfileRow, Question, profile_on, questions_of

__all__ = [
    "Oddity",
    "PrintedTax",
    "Profile",
    "ProfileRow",
    "Question",
    "oddities_of",
    "profile_on",
    "questions_of",
]
