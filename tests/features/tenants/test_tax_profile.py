"""The tax profile is written down with its day by an owner, kept with its history, and compared with invoices."""

from datetime import date

import pytest

from kulanz.core.actor import Actor, Role
from kulanz.features.audit.models import Event
from kulanz.features.claims.models import Invoice
from kulanz.features.tenants.models import TaxProfile
from kulanz.features.tenants.tax import (
    TaxProfileRefused,
    questions_to_adviser,
    record_tax_profile,
    tax_profile_on,
    tax_profiles,
)
from tests.features.builders import NOW, a_merchant, actor_of
from tests.features.claims.files import a_row, a_table, take_in

pytestmark = pytest.mark.django_db
USUAL = {
    "valid_from": date(2026, 1, 1), "taxation": "accrual", "profit_determination": "receipts",
    "is_small_business": False, "uses_oss": False,
}  # fmt: skip


def written(shop, **changes) -> TaxProfile:
    return record_tax_profile(actor=actor_of(shop), at=NOW, **{**USUAL, **changes})


def test_each_day_has_the_profile_that_held_on_it_and_corrections_keep_the_history():
    shop = a_merchant()
    assert tax_profile_on(actor_of(shop), date(2026, 6, 1)) is None
    written(shop, is_small_business=True)
    written(shop, valid_from=date(2026, 7, 1))
    written(shop, valid_from=date(2026, 7, 1), uses_oss=True)
    assert tax_profile_on(actor_of(shop), date(2026, 6, 30)).is_small_business
    assert tax_profile_on(actor_of(shop), date(2026, 7, 1)).uses_oss
    assert [row.uses_oss for row in tax_profiles(actor_of(shop))] == [True, False, False]
    assert Event.objects.filter(kind="TaxProfileRecorded").count() == 3
    assert tax_profile_on(actor_of(a_merchant(iban=None)), date(2026, 7, 1)) is None


@pytest.mark.parametrize(
    "changes",
    [{"taxation": "geschätzt"}, {"valid_from": date(1926, 1, 1)}, {"chart_of_accounts": "SKR99"}, {}],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(changes):
    shop = a_merchant()
    written(shop)
    with pytest.raises(TaxProfileRefused):
        written(shop, **changes)
    assert len(tax_profiles(actor_of(shop))) == 1


def test_only_an_owner_writes_it_down():
    shop = a_merchant()
    clerk = Actor(kind="user", name="Jo", merchant_id=shop.pk, user_id=None, role=Role.BOOKKEEPER)
    with pytest.raises(TaxProfileRefused):
        record_tax_profile(actor=clerk, at=NOW, **USUAL)
    assert not TaxProfile.objects.exists()


def test_what_only_the_adviser_knows_is_a_question():
    shop = a_merchant()
    written(shop, taxation="cash_basis", profit_determination="balance_sheet")
    [question] = questions_to_adviser(tax_profile_on(actor_of(shop), date(2026, 1, 1)))
    assert "§ 20 UStG" in question and questions_to_adviser(None) == []


def notes(shop, **cells) -> str:
    report = take_in(shop, a_table(a_row(Nettobetrag="109,16", **cells)))
    [row] = report.rows
    assert row.outcome == "imported"  # a note, never a refusal
    return " ".join(row.notes)


def test_an_invoice_with_tax_on_a_day_of_section_19_gets_a_note_and_is_imported_as_printed():
    shop = a_merchant()
    written(shop, is_small_business=True)
    assert "§ 19 UStG" in notes(shop, **{"USt-Satz": "19", "USt-Betrag": "20,74"})
    assert Invoice.objects.get().taxes[0]["rate"] == "19"


def test_without_a_profile_nothing_is_said_about_tax():
    assert "Steuer" not in notes(
        a_merchant(), **{"USt-Satz": "19", "USt-Betrag": "20,74", "Steuerland": "FR"}
    )


def test_a_foreign_tax_country_is_kept_and_noted_without_oss_only():
    shop = a_merchant()
    written(shop)
    assert "One-Stop-Shop" in notes(shop, **{"USt-Satz": "19", "USt-Betrag": "20,74", "Steuerland": "FR"})
    assert Invoice.objects.get().tax_country == "FR"
