"""The merchant's tax profile: written down with its first day, never changed, looked up by day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor, Capability, may
from kulanz.core.tax import Profile, ProfileRow, Question, profile_on, questions_of
from kulanz.features.audit.actions import record
from kulanz.features.tenants.models import TaxProfile

EARLIEST = date(1990, 1, 1)


class TaxProfileRefused(ValueError):
    """The profile cannot be written down like this; nothing was changed."""


def record_tax_profile(
    *,
    actor: Actor,
    valid_from: date,
    taxation: str,
    profit_determination: str,
    is_small_business: bool,
    uses_oss: bool,
    chart_of_accounts: str = "",
    at: datetime,
) -> TaxProfile:
    """Write down how the merchant is taxed from a day on (inclusive); only an owner may.

    A day that has a profile already is corrected by this newer row; the earlier one stays. Raises TaxProfileRefused
    for an unknown value, a day before 1990, and a profile that says what holds on that day already.
    """
    if not may(actor.role, Capability.SETTINGS):
        raise TaxProfileRefused(
            _("Nur die Inhaberin oder der Inhaber trägt das Steuerprofil ein. Nichts wurde geändert.")
        )
    _refuse_unknown("taxation", taxation, TaxProfile.Taxation.values)
    _refuse_unknown("profit_determination", profit_determination, TaxProfile.ProfitDetermination.values)
    _refuse_unknown("chart_of_accounts", chart_of_accounts, ["", *TaxProfile.ChartOfAccounts.values])
    if valid_from < EARLIEST:
        raise TaxProfileRefused(
            _("Der erste Tag liegt vor 1990. Bitte das Jahr prüfen; nichts wurde geändert.")
        )
    with transaction.atomic():
        row = TaxProfile(
            merchant_id=actor.merchant_id,
            valid_from=valid_from,
            taxation=taxation,
            profit_determination=profit_determination,
            is_small_business=is_small_business,
            uses_oss=uses_oss,
            chart_of_accounts=chart_of_accounts,
            recorded_at=at,
            recorded_by=actor.name[:150],
        )
        if tax_profile_on(actor, valid_from) == _profile(row):
            raise TaxProfileRefused(
                _("Ab dem %(day)s gilt das schon so. Nichts wurde geändert.")
                % {"day": f"{valid_from:%d.%m.%Y}"}
            )
        row.save()
        record(
            actor=actor,
            kind="TaxProfileRecorded",
            day=at.date(),
            at=at,
            subject=f"tax_profile:{row.pk}",
            facts={
                "valid_from": valid_from.isoformat(),
                "taxation": taxation,
                "profit_determination": profit_determination,
                "is_small_business": is_small_business,
                "uses_oss": uses_oss,
                "chart_of_accounts": chart_of_accounts,
            },
        )
    return row


def tax_profile_on(actor: Actor, day: date) -> Profile | None:
    """Return how the merchant is taxed on a day; None where nobody said so, and then nobody may assume it."""
    return profile_on(profile_rows(actor), day)


def profile_rows(actor: Actor) -> tuple[ProfileRow, ...]:
    """Return every row in the order of writing, as the core reads them."""
    rows = TaxProfile.objects.filter(merchant_id=actor.merchant_id).order_by("id")
    return tuple(ProfileRow(valid_from=row.valid_from, profile=_profile(row)) for row in rows)


def tax_profiles(actor: Actor) -> list[TaxProfile]:
    """Return the history: the latest first day first, corrected rows below what corrects them."""
    return list(TaxProfile.objects.filter(merchant_id=actor.merchant_id).order_by("-valid_from", "-id"))


def questions_to_adviser(profile: Profile | None) -> list[str]:
    """Return what to ask the tax adviser about a profile, in words."""
    sentences = {
        Question.SMALL_BUSINESS_WITH_OSS: _(
            "Kleinunternehmer (§ 19 UStG) und One-Stop-Shop (§ 18j UStG) zugleich: Bitte die Steuerberatung fragen, welche Verkäufe mit Steuer des Kundenlandes abzurechnen sind."
        ),
        Question.SMALL_BUSINESS_WITH_BALANCE_SHEET: _(
            "Kleinunternehmer (§ 19 UStG) mit Bilanz: Bitte die Steuerberatung fragen, ob beides stimmt."
        ),
        Question.CASH_BASIS_WITH_BALANCE_SHEET: _(
            "Istversteuerung (§ 20 UStG) mit Bilanz: Das geht nur unter Voraussetzungen. Bitte die Steuerberatung fragen, ob das Finanzamt sie gestattet hat und die Umsatzgrenze eingehalten ist."
        ),
    }
    return [sentences[one] for one in questions_of(profile)] if profile else []


def _profile(row: TaxProfile) -> Profile:
    return Profile(
        is_cash_basis=row.taxation == TaxProfile.Taxation.CASH_BASIS,
        has_balance_sheet=row.profit_determination == TaxProfile.ProfitDetermination.BALANCE_SHEET,
        is_small_business=row.is_small_business,
        uses_oss=row.uses_oss,
        chart_of_accounts=row.chart_of_accounts,
    )


def _refuse_unknown(field: str, value: str, known: list[str]) -> None:
    if value not in known:
        raise TaxProfileRefused(
            _("„%(value)s“ ist keine Angabe für %(field)s. Möglich: %(known)s. Nichts wurde geändert.")
            % {"value": value, "field": field, "known": ", ".join(one for one in known if one)}
        )
