"""What is shown of a case: how it stands, why (not), and never another merchant's."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from kulanz.core.contact import HoldKind
from kulanz.features.claims.models import Case
from kulanz.features.contact.actions import hold
from kulanz.features.dunning.actions import confirm_step, pause_case
from kulanz.features.dunning.case_page import case_page
from kulanz.features.dunning.explain import explain
from kulanz.features.dunning.queries import (
    ViewUnknown,
    case_by_number,
    case_of,
    cases,
    cases_of_customer,
    items_of,
    run_of,
    runs,
    totals_of,
    totals_of_open,
)
from tests.features.builders import TODAY, a_customer, actor_of, an_invoice
from tests.features.dunning.stage import (
    a_shop_that_could_send,
    now_of,
    on_day,
    previewed,
    released,
    run_the_day,
    withheld_codes,
)
from tests.features.dunning.test_sending import pay

pytestmark = pytest.mark.django_db


def why(shop, invoice, day=None):
    at = now_of(shop)
    case = case_by_number(actor_of(shop), invoice.number)
    return explain(actor_of(shop), case, day=day or at.date(), at=at)


def test_amira_is_not_reminded_because_of_her_return_and_the_answer_says_what_releases_it():
    shop = a_shop_that_could_send()
    amira = a_customer(shop, name="Amira Test")
    invoice = an_invoice(amira)
    hold(
        actor=actor_of(shop),
        customer_id=amira.pk,
        invoice_id=invoice.pk,
        kind=HoldKind.GOODS_RETURN.value,
        since=date(2026, 11, 28),
        until=None,
        because="",
        day=TODAY,
        at=now_of(shop),
    )

    answer = why(shop, invoice)

    assert (answer.action, answer.code) == ("withheld", "goods_return")
    assert "Rücksendung seit 28.11.2026" in answer.text and "Wareneingang" in answer.text
    assert "28 Nov 2026" in answer.text_en


def test_the_answers_of_an_ordinary_case_from_day_to_day():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop, phone="040 1"))

    assert (why(shop, invoice, date(2026, 11, 30)).action, why(shop, invoice).action) == ("wait", "send")
    assert "seit 4 Tagen überfällig" in why(shop, invoice).text
    released(shop)
    assert why(shop, invoice).action == "on_its_way"
    run_the_day(shop)
    assert (why(shop, invoice).action, why(shop, invoice).look_again_on) == ("wait", date(2026, 12, 9))
    on_day(shop, date(2026, 12, 9))
    assert why(shop, invoice).action == "call"
    pay(shop, invoice, 12990)
    assert (why(shop, invoice).action, why(shop, invoice).code) == ("finished", "closed")


def test_the_gates_reasons_are_part_of_the_answer():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop), delivery="undelivered")

    answer = why(shop, invoice)

    assert answer.action == "withheld"
    assert {reason.code for reason in answer.reasons} == {"not_delivered"}
    assert "noch nicht geliefert" in answer.text


def test_a_page_shows_amount_default_steps_and_holds_and_writes_nothing():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop), due_date_is_agreed=True)
    run_the_day(shop)
    pay(shop, invoice, 2990)
    actor, at = actor_of(shop), now_of(shop)
    pause_case(
        actor=actor, case=invoice.case, until=date(2026, 12, 15), because="Braucht Zeit", day=TODAY, at=at
    )
    counts = {model: model.objects.count() for model in apps.get_models()}

    page = case_page(actor, case_by_number(actor, invoice.number), day=TODAY, at=at)

    assert page.status == "100,00 € offen, seit 4 Tagen überfällig (fällig war der 27.11.2026)."
    assert page.statement.total_cents == 10000
    assert page.is_in_default and page.default.since == date(2026, 11, 28)
    assert page.with_interest.open_interest_cents > 0
    assert [one.step.code for one in page.steps if one.done] == ["service_note", "reminder"]
    assert [one.kind for one in page.holds] == ["pause"]
    assert page.explanation.code == "not_yet" or page.explanation.action == "withheld"
    kinds = [event.kind for event in page.events]
    assert {"ReminderSent", "PaymentBooked", "ContactHeld"} <= set(kinds)
    assert {model: model.objects.count() for model in apps.get_models()} == counts


def test_a_step_that_waits_for_approval_goes_on_when_it_is_given():
    shop = a_shop_that_could_send()
    greta = a_customer(shop, name="Greta Stamm", phone="")
    for number in range(3):
        paid = an_invoice(
            greta, number=f"ALT-{number}", issue_date=date(2026, 8, 1), due_date=date(2027, 1, 1)
        )
        pay(shop, paid, 12990)
    invoice = an_invoice(greta, due_date=date(2026, 9, 30), issue_date=date(2026, 9, 16))
    Case.objects.filter(invoice=invoice).update(imported_step="2", imported_step_on=date(2026, 11, 2))
    run_the_day(shop)  # the offer to call back
    on_day(shop, date(2026, 12, 4))
    assert withheld_codes(previewed(shop)) == {invoice.number: {"needs_approval"}}
    case = case_by_number(actor_of(shop), invoice.number)
    page = case_page(actor_of(shop), case, day=date(2026, 12, 4), at=now_of(shop))
    assert page.need is not None

    for _ in range(2):
        confirm_step(
            actor=actor_of(shop), case=invoice.case, need=page.need, day=date(2026, 12, 4), at=now_of(shop)
        )

    assert [message.layout for message in previewed(shop).send] == ["final_notice"]


def test_the_views_sort_cases_and_their_sums_add_up():
    shop = a_shop_that_could_send()
    erika = a_customer(shop)
    an_invoice(erika, number="RE-1")
    an_invoice(
        a_customer(shop, name="Paul Probe"), number="RE-2", due_date=TODAY + timedelta(days=5), cents=5000
    )
    asked = an_invoice(a_customer(shop, name="Amira"), number="RE-3", collectible_by="unknown", cents=700)
    closed = an_invoice(a_customer(shop, name="Greta"), number="RE-4")
    pay(shop, closed, 12990)
    pause_case(actor=actor_of(shop), case=asked.case, until=TODAY, because="", day=TODAY, at=now_of(shop))
    actor = actor_of(shop)

    def numbers(view, **facts):
        return [case.invoice.number for case in cases(actor, day=TODAY, view=view, **facts)]

    assert numbers("open") == ["RE-1", "RE-3", "RE-2"]
    assert numbers("overdue") == ["RE-1", "RE-3"]
    assert numbers("held") == ["RE-3"]
    assert numbers("question") == ["RE-3"]
    assert numbers("closed") == ["RE-4"]
    assert numbers("all", text="probe") == ["RE-2"]
    assert totals_of(cases(actor, day=TODAY)) == {"EUR": (3, 18690)}
    assert totals_of_open(actor) == totals_of(cases(actor, day=TODAY, view="open"))
    with pytest.raises(ViewUnknown, match="Möglich sind"):
        numbers("secret")


def test_a_foreign_merchant_sees_no_case_and_no_run():
    shop, other = a_shop_that_could_send(), a_shop_that_could_send()
    erika = a_customer(shop)
    invoice = an_invoice(erika)
    run = released(shop)
    foreign = actor_of(other)

    assert case_of(foreign, invoice.case.public_id) is None
    assert case_by_number(foreign, invoice.number) is None
    assert not cases(foreign, day=TODAY, view="all").exists()
    assert cases_of_customer(foreign, customer_id=erika.pk) == []
    assert not runs(foreign).exists() and run_of(foreign, run.public_id) is None
    assert list(items_of(foreign, run)) == []
    assert case_of(actor_of(shop), invoice.case.public_id) is not None
    assert len(items_of(actor_of(shop), run)) == 1
