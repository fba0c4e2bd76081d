"""The merchant's tax profile (Steuerprofil), dated: each row holds from its day on, until a newer one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Question(StrEnum):
    """Something about a profile that only the tax adviser can answer. Nothing is decided by us."""

    CASH_BASIS_WITH_BALANCE_SHEET = "cash_basis_with_balance_sheet"  # § 20 UStG beside a balance sheet
    SMALL_BUSINESS_WITH_OSS = "small_business_with_oss"  # § 19 beside § 18j UStG
    SMALL_BUSINESS_WITH_BALANCE_SHEET = "small_business_with_balance_sheet"  # § 19 UStG, § 5 EStG


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How the merchant is taxed.

    `is_cash_basis`: the tax is owed when paid (Ist, § 20 UStG), else when performed (Soll, § 16).
    `has_balance_sheet`: profit by accrual (§ 4 I, § 5 EStG), else by receipts over expenses (§ 4 III).
    `is_small_business`: § 19 UStG, invoices show no tax. `uses_oss`: § 18j UStG, distance sales within the Union are
    taxed in the customer's country.
    """

    is_cash_basis: bool
    has_balance_sheet: bool
    is_small_business: bool
    uses_oss: bool
    chart_of_accounts: str = ""  # SKR03, SKR04 or not said


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRow:
    """A profile and the first day on which it holds, inclusive."""

    valid_from: date
    profile: Profile


def profile_on(rows: Iterable[ProfileRow], day: date) -> Profile | None:
    """Return the profile of a day: the newest row that begins not after it; None where there is none.

    `rows` stand in the order in which they were written down: of two with the same day, the later corrects the
    earlier.
    """
    found: ProfileRow | None = None
    for row in rows:
        if row.valid_from <= day and (found is None or row.valid_from >= found.valid_from):
            found = row
    return found.profile if found else None


def questions_of(profile: Profile) -> tuple[Question, ...]:
    """Return what a tax adviser should be asked about a profile, in the order of the statute."""
    asked = []
    if profile.is_small_business and profile.uses_oss:
        asked.append(Question.SMALL_BUSINESS_WITH_OSS)
    if profile.is_small_business and profile.has_balance_sheet:
        asked.append(Question.SMALL_BUSINESS_WITH_BALANCE_SHEET)
    if profile.is_cash_basis and profile.has_balance_sheet:
        asked.append(Question.CASH_BASIS_WITH_BALANCE_SHEET)
    return tuple(asked)
