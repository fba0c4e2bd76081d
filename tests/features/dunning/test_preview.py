"""The preview of a day: who would hear from us, who would not and why. It writes nothing."""

from datetime import date

import pytest
from django.apps import apps

from kulanz.features.claims.models import Case
from kulanz.features.contact.actions import hold
from tests.features.builders import NOW, TODAY, a_bank_line, a_customer, actor_of, an_invoice, fresh_bank_data
from tests.features.dunning.stage import (
    a_shop_that_could_send,
    numbers_to_send,
    on_day,
    previewed,
    withheld_codes,
)

pytestmark = pytest.mark.django_db


def test_a_reminder_is_proposed_four_days_after_the_due_date_with_seven_days_to_pay():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop))

    message = previewed(shop).send[0]

    assert message.person.name == "Erika Beispiel"
    assert (message.layout, message.channel) == ("reminder", "email")
    assert message.items[0].deadline == date(2026, 12, 8)
    assert message.totals == {"EUR": 12990}


def test_the_day_before_nothing_is_proposed_and_the_preview_says_why():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop), due_date=date(2026, 11, 28))

    shown = previewed(shop)

    assert shown.send == ()
    assert shown.because_nothing == "Heute ist nichts fällig. Wieder nachgesehen wird am 02.12.2026."


def test_a_preview_writes_nothing():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop))
    an_invoice(a_customer(shop), number="RE-2", delivery="undelivered")
    before = _row_counts()

    assert numbers_to_send(previewed(shop)) == ["RE-2026-1043"]

    assert _row_counts() == before


def test_another_day_is_a_forecast_of_every_open_case():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop), due_date=date(2026, 12, 7), opened_on=date(2026, 12, 20))
    on_day(shop, TODAY)

    assert previewed(shop).send == ()
    shown = previewed(shop, date(2026, 12, 11))

    # Nobody knows today what the bank will say then.
    assert "payment_data_stale" in withheld_codes(shown)["RE-2026-1043"]


def test_what_one_person_owes_is_one_message_whose_furthest_step_sets_the_tone():
    shop = a_shop_that_could_send()
    erika = a_customer(shop, phone="")
    an_invoice(erika, number="RE-1")
    older = an_invoice(erika, number="RE-2", due_date=date(2026, 11, 3), issue_date=date(2026, 10, 20))
    Case.objects.filter(invoice=older).update(imported_step="1", imported_step_on=date(2026, 11, 9))
    an_invoice(erika, number="RE-3", due_date=date(2026, 11, 30), cents=1000)
    an_invoice(erika, number="RE-4", due_date=date(2026, 12, 3), cents=2000)

    shown = previewed(shop)

    assert len(shown.send) == 1
    message = shown.send[0]
    assert [(item.subject.number, item.subject.step) for item in message.items] == [
        ("RE-2", "notice"),
        ("RE-1", "reminder"),
    ]
    assert message.layout == "notice"
    assert [item.deadline for item in message.items] == [date(2026, 12, 11), date(2026, 12, 8)]
    # Overdue but not due for a step: it stands apart. What is not due yet is not mentioned at all.
    assert [item.subject.number for item in message.also_open] == ["RE-3"]
    assert message.totals == {"EUR": 25980}


def test_stale_bank_data_withhold_everybody_and_say_so():
    shop = a_shop_that_could_send()
    on_day(shop, TODAY, fresh=False)
    fresh_bank_data(shop, to=date(2026, 11, 27))
    an_invoice(a_customer(shop))

    shown = previewed(shop)

    assert shown.send == ()
    assert withheld_codes(shown) == {"RE-2026-1043": {"payment_data_stale"}}
    assert "Wir mahnen nicht auf Verdacht" in shown.withheld[0].reasons[0].text_de


def test_money_from_a_known_account_that_nobody_has_matched_withholds():
    shop = a_shop_that_could_send()
    erika, paul = a_customer(shop), a_customer(shop, name="Paul Probe")
    an_invoice(erika, number="RE-1")
    an_invoice(paul, number="RE-2")
    line = a_bank_line(shop)
    erika.ibans.create(merchant=shop, iban=line.counterparty_iban)

    shown = previewed(shop)

    assert numbers_to_send(shown) == ["RE-2"]
    assert withheld_codes(shown) == {"RE-1": {"unallocated_payment"}}


def test_a_hold_on_an_invoice_removes_it_and_a_hold_on_the_person_stops_all():
    shop = a_shop_that_could_send()
    erika = a_customer(shop)
    first, _ = an_invoice(erika, number="RE-1"), an_invoice(erika, number="RE-2")
    _hold(shop, erika, kind="goods_return", invoice_id=first.pk)

    shown = previewed(shop)
    assert numbers_to_send(shown) == ["RE-2"]
    assert withheld_codes(shown) == {"RE-1": {"goods_return"}}

    _hold(shop, erika, kind="bereavement", invoice_id=None)
    shown = previewed(shop)
    assert numbers_to_send(shown) == []
    assert withheld_codes(shown) == {"RE-1": {"goods_return", "bereavement"}, "RE-2": {"bereavement"}}


def test_a_sold_claim_and_an_unknown_one_are_withheld_with_their_reason():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop), number="RE-1", collectible_by="sold")
    an_invoice(a_customer(shop), number="RE-2", collectible_by="unknown")

    shown = previewed(shop)

    assert shown.send == ()
    codes = withheld_codes(shown)
    assert "not_ours" in codes["RE-1"] and "owner_unknown" in codes["RE-2"]


def test_unknown_delivery_is_shown_but_needs_somebody_to_confirm():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop), delivery="unknown")

    assert previewed(shop).needs_confirmation
    shown = previewed(shop, is_confirmed=False)
    assert shown.send == ()
    assert "delivery_unconfirmed" in withheld_codes(shown)["RE-2026-1043"]


def test_on_a_sunday_the_preview_names_the_next_run():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop))
    on_day(shop, date(2026, 12, 6))

    shown = previewed(shop)

    assert shown.send == ()
    assert shown.because_nothing.startswith("Am 06.12.2026 ist Wochenende")


def test_after_hours_the_message_waits_for_the_morning_and_its_deadline_counts_from_there():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop))
    on_day(shop, TODAY, hour=20, fresh=False)
    fresh_bank_data(shop, to=TODAY)

    message = previewed(shop).send[0]

    assert message.day == date(2026, 12, 2)
    assert (message.not_before.hour, message.not_before.minute) == (8, 0)
    assert message.items[0].deadline == date(2026, 12, 9)


def test_a_foreign_merchants_cases_are_never_read():
    shop, other = a_shop_that_could_send(), a_shop_that_could_send()
    an_invoice(a_customer(other))

    assert previewed(shop).send == ()
    assert len(previewed(other).send) == 1


def _hold(shop, customer, *, kind, invoice_id):
    hold(
        actor=actor_of(shop),
        customer_id=customer.pk,
        invoice_id=invoice_id,
        kind=kind,
        since=date(2026, 11, 28),
        until=None,
        because="",
        day=TODAY,
        at=NOW,
    )


def _row_counts():
    return {model._meta.label: model.objects.count() for model in apps.get_models()}
