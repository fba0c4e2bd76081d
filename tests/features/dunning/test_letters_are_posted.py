"""A letter is a demand on the day it is posted, not on the day it is rendered or printed."""

from datetime import date

import pytest

from kulanz.core.contact import HoldKind
from kulanz.features.claims.models import Case, Demand, StepDone
from kulanz.features.contact.actions import hold
from kulanz.features.deadlines.models import Deadline
from kulanz.features.doctor.evidence import check_copies, check_messages, check_steps
from kulanz.features.dunning.actions import call_back
from kulanz.features.dunning.going_live import begin_for_real
from kulanz.features.dunning.letter_box import PostingRefused, look_through, mark_stack_posted
from kulanz.features.letters.models import Message
from kulanz.features.letters.stack import NotOnTheStack, note_printed, set_aside
from kulanz.features.outbox.models import Effect
from kulanz.features.outbox.worker import work_until_idle
from tests.features.builders import TODAY, a_customer, actor_of, an_invoice
from tests.features.dunning.post_office import (
    ARRIVES,
    DEADLINE,
    PLANNED,
    a_letter_on_the_stack,
    a_posted_letter,
    a_shop_that_prints,
    before_the_final_notice,
    posted,
    printed,
    somebody_without_email,
    stacked,
)
from tests.features.dunning.stage import (
    MACHINE_NOW,
    a_shop_that_could_send,
    carried_out,
    now_of,
    numbers_to_send,
    on_day,
    previewed,
    released,
    run_the_day,
    sent_steps,
    withheld_codes,
)
from tests.features.dunning.test_sending import pay

pytestmark = pytest.mark.django_db


def taken() -> StepDone:
    """The one step that a message took; what lapsed by itself is no matter here."""
    return StepDone.objects.get(outcome=StepDone.Outcome.SENT)


def nothing_is_demanded() -> bool:
    rows = (
        StepDone.objects.filter(outcome="sent").count(),
        Demand.objects.count(),
        Deadline.objects.filter(kind="notice").count(),
    )
    return rows == (0, 0, 0)


def test_without_email_the_reminder_is_proposed_as_a_letter_with_its_own_deadline():
    shop = a_shop_that_prints()
    an_invoice(somebody_without_email(shop))

    message = previewed(shop).send[0]

    assert (message.channel, message.planned_posting_on, message.items[0].deadline) == (
        "letter",
        PLANNED,
        DEADLINE,
    )


def test_who_has_email_gets_email_with_the_shorter_deadline():
    shop = a_shop_that_prints()
    an_invoice(a_customer(shop))

    message = previewed(shop).send[0]

    assert (message.channel, message.planned_posting_on, message.items[0].deadline) == (
        "email",
        None,
        date(2026, 12, 8),
    )


@pytest.mark.parametrize("gap", [{"street": ""}, {"postcode": ""}, {"city": ""}, {"country": ""}])
def test_an_incomplete_address_is_no_way(gap):
    shop = a_shop_that_prints()
    an_invoice(somebody_without_email(shop, **gap))

    assert previewed(shop).send == ()


def test_where_letters_are_off_nobody_is_written_to_on_paper():
    shop = a_shop_that_could_send()
    an_invoice(somebody_without_email(shop))

    shown = previewed(shop)

    assert shown.send == ()
    assert withheld_codes(shown) == {"RE-2026-1043": {"no_channel", "no_address"}}


def test_rendering_and_printing_demand_nothing_posting_does():
    shop = a_shop_that_prints()
    message = a_letter_on_the_stack(shop)
    assert message.state == Message.State.READY
    assert nothing_is_demanded()

    result = printed(shop)
    message.refresh_from_db()
    assert result.pdf.startswith(b"%PDF") and message.state == Message.State.PRINTED
    assert nothing_is_demanded()

    on_day(shop, PLANNED)
    posted(shop, message)
    message.refresh_from_db()
    step, demand, deadline = taken(), Demand.objects.get(), Deadline.objects.get(kind="notice")
    assert message.state == Message.State.SHOWN  # of a test merchant; a live one's is sent
    assert (step.step, step.done_on, step.deadline) == ("reminder", PLANNED, DEADLINE)
    assert (demand.channel, demand.demanded_on, demand.deadline) == ("letter", ARRIVES, DEADLINE)
    assert (deadline.starts_on, deadline.ends_on) == (ARRIVES, DEADLINE)
    assert message.paper.posted_on == PLANNED and message.paper.posted_by == actor_of(shop).name


def test_a_letter_of_a_live_shop_is_sent_when_it_is_posted():
    shop = a_shop_that_prints()
    message = a_letter_on_the_stack(shop)
    printed(shop)
    shop.refresh_from_db()
    shop.is_live = True
    shop.save()

    posted(shop, message)

    message.refresh_from_db()
    assert message.state == Message.State.SENT


def test_what_is_not_printed_is_not_posted():
    shop = a_shop_that_prints()
    message = a_letter_on_the_stack(shop)

    with pytest.raises(PostingRefused, match="noch nicht gedruckt"):
        posted(shop, message)

    assert nothing_is_demanded()


@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2026, 12, 2)])
def test_nobody_posted_it_before_it_was_written_or_will_have_posted_it_tomorrow(day):
    shop = a_shop_that_prints()
    message = a_letter_on_the_stack(shop)
    printed(shop)

    with pytest.raises(PostingRefused, match="kann nicht sein"):
        posted(shop, message, on=day)

    assert nothing_is_demanded()


def test_posted_on_the_planned_day_is_in_time_and_one_day_later_is_too_late():
    shop = a_shop_that_prints()
    message = a_letter_on_the_stack(shop)
    printed(shop)
    on_day(shop, date(2026, 12, 3))

    with pytest.raises(PostingRefused, match="kürzer als versprochen") as refused:
        posted(shop, message)
    assert refused.value.code == "too_late"
    assert nothing_is_demanded()

    posted(shop, message, on=PLANNED)
    assert taken().deadline == DEADLINE


def test_a_letter_that_is_too_late_is_set_aside_and_proposed_with_a_new_deadline():
    shop = a_shop_that_prints()
    message = a_letter_on_the_stack(shop)
    printed(shop)
    on_day(shop, date(2026, 12, 3))
    assert numbers_to_send(previewed(shop)) == []  # it is on its way still

    set_aside(
        actor=actor_of(shop),
        public_id=message.public_id,
        because="zu spät",
        day=date(2026, 12, 3),
        at=now_of(shop),
    )

    again = previewed(shop).send[0]
    assert (again.planned_posting_on, again.items[0].deadline) == (date(2026, 12, 4), date(2026, 12, 16))
    assert nothing_is_demanded()


def test_who_posted_too_late_grants_the_longer_deadline():
    shop = a_shop_that_prints()
    message = a_letter_on_the_stack(shop)
    printed(shop)
    on_day(shop, date(2026, 12, 4))

    posted(shop, message, is_in_letter_box=True)

    # Two days late: arrives by Wednesday 9 December, and seven days from then.
    assert taken().deadline == date(2026, 12, 16)
    assert Demand.objects.get().deadline == Deadline.objects.get(kind="notice").ends_on == date(2026, 12, 16)
    message.refresh_from_db()
    assert "kürzer als versprochen" in message.paper.posted_despite


def test_a_payment_between_printing_and_posting_keeps_the_letter_out_of_the_box():
    shop = a_shop_that_prints()
    message = a_letter_on_the_stack(shop)
    printed(shop)
    assert [one.against for one in look_through(actor_of(shop), day=TODAY, at=now_of(shop))] == [""]
    pay(shop, message.items.get().invoice, 12990)

    shown = look_through(actor_of(shop), day=TODAY, at=now_of(shop))
    assert "erledigt" in shown[0].against
    with pytest.raises(PostingRefused, match="Nicht einwerfen"):
        posted(shop, message)

    message.refresh_from_db()
    assert message.state == Message.State.PRINTED and nothing_is_demanded()


def test_a_letter_that_lay_in_the_box_when_the_money_came_demands_nothing():
    shop = a_shop_that_prints()
    message = a_letter_on_the_stack(shop)
    printed(shop)
    pay(shop, message.items.get().invoice, 12990)

    posted(shop, message, is_in_letter_box=True)

    message.refresh_from_db()
    assert message.state == Message.State.SHOWN and "erledigt" in message.paper.posted_despite
    assert taken().step == "reminder"
    assert Demand.objects.count() == 0 and Deadline.objects.filter(kind="notice").count() == 0
    assert Case.objects.get().state == Case.State.CLOSED


def test_a_dispute_keeps_a_printed_letter_and_what_was_not_printed_is_set_aside_by_itself():
    shop = a_shop_that_prints()
    erika, jonas = somebody_without_email(shop), somebody_without_email(shop, name="Jonas Muster")
    for number, customer in enumerate((erika, jonas)):
        an_invoice(customer, number=f"RE-{number}")
    run_the_day(shop)
    first, second = stacked(shop)
    printed(shop, public_ids=[first.public_id])
    for customer in (erika, jonas):
        hold(
            actor=actor_of(shop),
            customer_id=customer.pk,
            invoice_id=None,
            kind=HoldKind.DISPUTE.value,
            since=TODAY,
            until=None,
            because="Ware kaputt",
            day=TODAY,
            at=now_of(shop),
        )

    result = printed(shop)

    assert result.letters == () and [one.pk for one, _ in result.set_aside] == [second.pk]
    assert [one.pk for one in stacked(shop)] == [first.pk]
    with pytest.raises(PostingRefused, match="RE-0"):
        posted(shop, first)


def test_another_sum_keeps_the_letter_too():
    shop = a_shop_that_prints()
    message = a_letter_on_the_stack(shop)
    printed(shop)
    pay(shop, message.items.get().invoice, 2990)

    with pytest.raises(PostingRefused, match="Betrag hat sich"):
        posted(shop, message)

    assert nothing_is_demanded()


def test_printing_twice_is_harmless_and_counted():
    shop = a_shop_that_prints()
    message = a_letter_on_the_stack(shop)

    first, second, third = printed(shop), printed(shop), printed(shop, again=True)

    message.refresh_from_db()
    assert first.pdf == third.pdf and second.pdf == b""
    assert message.paper.times_printed == 2 and message.state == Message.State.PRINTED
    assert nothing_is_demanded()


def test_a_posted_letter_is_never_posted_printed_or_rendered_again():
    shop = a_shop_that_prints()
    message = a_posted_letter(shop)
    before = Message.objects.values("sha256", "document_id", "state").get(pk=message.pk)

    with pytest.raises(NotOnTheStack, match="schon am 02.12.2026"):
        posted(shop, message)
    with pytest.raises(NotOnTheStack):
        posted(shop, message, is_in_letter_box=True)
    with pytest.raises(NotOnTheStack):
        note_printed(actor=actor_of(shop), public_id=message.public_id, day=PLANNED, at=now_of(shop))
    with pytest.raises(NotOnTheStack):
        set_aside(actor=actor_of(shop), public_id=message.public_id, because="", day=PLANNED, at=now_of(shop))
    assert printed(shop, again=True).letters == ()
    work_until_idle(worker_name="again", machine_now=MACHINE_NOW)
    released(shop)
    work_until_idle(worker_name="again", machine_now=MACHINE_NOW)

    assert Message.objects.values("sha256", "document_id", "state").get(pk=message.pk) == before
    assert taken().done_on == PLANNED
    assert Demand.objects.count() == Message.objects.count() == 1


def test_the_whole_stack_is_marked_posted_but_for_what_a_person_or_the_gate_keeps():
    shop = a_shop_that_prints()
    for number in range(4):
        an_invoice(somebody_without_email(shop, name=f"Person {number}"), number=f"RE-{number}")
    run_the_day(shop)
    printed(shop)
    paid, kept = stacked(shop)[1], stacked(shop)[2]
    pay(shop, paid.items.get().invoice, 12990)

    result = mark_stack_posted(
        actor=actor_of(shop),
        posted_on=TODAY,
        day=TODAY,
        at=now_of(shop),
        machine_now=MACHINE_NOW,
        without=[kept.public_id],
    )

    assert len(result.posted) == 2
    assert [message.pk for message, _ in result.refused] == [paid.pk]
    assert {one.pk for one in stacked(shop)} == {paid.pk, kept.pk}


def test_the_next_step_waits_for_the_deadline_of_the_posted_letter():
    shop = a_shop_that_prints(days_to_post=0, postal_days=1)
    message = a_letter_on_the_stack(shop)
    printed(shop)
    posted(shop, message)
    invoice = message.items.get().invoice

    assert sent_steps(invoice) == [("reminder", TODAY)]
    # There by Wednesday, seven days to pay.
    assert taken().deadline == date(2026, 12, 9)
    assert numbers_to_send(previewed(shop, date(2026, 12, 9))) == []


def test_a_run_that_is_called_back_takes_its_letters_off_the_stack():
    shop = a_shop_that_prints()
    an_invoice(somebody_without_email(shop))
    run = run_the_day(shop)
    printed(shop)

    taken_back = call_back(actor=actor_of(shop), run=run, because="Irrtum", day=TODAY, at=now_of(shop))

    assert taken_back == 1 and stacked(shop) == []
    assert numbers_to_send(previewed(shop)) == ["RE-2026-1043"]


def test_going_live_takes_the_letters_of_the_test_off_the_stack():
    shop = a_shop_that_prints()
    waiting, gone = a_letter_on_the_stack(shop), an_invoice(somebody_without_email(shop), number="RE-2")
    run_the_day(shop)
    printed(shop)
    posted(shop, Message.objects.get(items__invoice=gone))

    begin_for_real(actor=actor_of(shop), missing=[], at=now_of(shop))

    waiting.refresh_from_db()
    assert stacked(shop) == [] and waiting.state == Message.State.WITHDRAWN
    # What was only tried out has reached nobody.
    assert sent_steps(gone) == [] and Demand.objects.get().is_undeliverable


def test_two_invoices_in_one_letter_both_get_the_letters_deadline():
    shop = a_shop_that_prints()
    erika = a_customer(shop)
    before_the_final_notice(erika, number="RE-OLD")
    an_invoice(erika, number="RE-NEW")

    message = previewed(shop).send[0]

    assert message.channel == "letter"
    deadlines = {item.subject.number: item.deadline for item in message.items}
    # Fourteen days for the final notice, seven for the reminder; both from 7 December.
    assert deadlines == {"RE-OLD": date(2026, 12, 21), "RE-NEW": DEADLINE}
    released(shop)
    carried_out(shop)
    assert len(stacked(shop)) == 1


def test_the_books_of_evidence_agree_with_letters_in_every_state():
    shop = a_shop_that_prints()
    for number in range(4):
        an_invoice(somebody_without_email(shop, name=f"Person {number}"), number=f"RE-{number}")
    run_the_day(shop)
    ready, on_paper, gone, aside = stacked(shop)
    printed(shop, public_ids=[one.public_id for one in (on_paper, gone, aside)])
    posted(shop, gone)
    set_aside(actor=actor_of(shop), public_id=aside.public_id, because="so", day=TODAY, at=now_of(shop))

    states = {one.pk: Message.objects.get(pk=one.pk).state for one in (ready, on_paper, gone, aside)}
    assert list(states.values()) == ["ready", "printed", "shown", "withdrawn"]
    assert Effect.objects.exclude(state=Effect.State.DONE).count() == 0
    for check in (check_messages, check_copies, check_steps):
        assert check(merchant_id=shop.pk) == []
